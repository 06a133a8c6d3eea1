"""Write the facts of rules/api.yaml from the installed botocore; `since` there is kept by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import botocore
from botocore.loaders import Loader

FILE = Path(__file__).resolve().parents[1] / "rules" / "api.yaml"
OPERATION = "StartChatContact"
WIDTH = 100
HEADER = f"""\
# The {OPERATION} request as botocore models it: every shape, its type and its limits.
# `value` is the shape of a map's values or of a list's items.
#
# Written by scripts/write_api_model.py, except `since` and what follows it.
"""


def main() -> None:
    FILE.write_bytes(rewritten(FILE.read_text("utf-8")).encode())


def rewritten(text: str) -> str:
    """``text`` of the file with its facts as the installed botocore has them."""
    model = Loader().load_service_model("connect", "service-2")
    request = model["operations"][OPERATION]["input"]["shape"]
    lines = [
        f"operation: {OPERATION}",
        f"botocore: {botocore.__version__}",
        f"request: {request}",
        "shapes:",
    ]
    for name in reachable(model["shapes"], request):
        lines += entry(name, facts(model["shapes"][name]))
    by_hand = text[text.index("\nsince:") :]
    return HEADER + "\n".join(lines) + "\n" + by_hand


def reachable(shapes: Mapping[str, Any], request: str) -> list[str]:
    """``request`` and the names of all it is made of, parents first."""
    names = [request]
    for name in names:  # the list grows as it is read
        names += [below for below in dict.fromkeys(references(shapes[name])) if below not in names]
    return names


def references(shape: Mapping[str, Any]) -> Iterator[str]:
    """The names of the shapes that ``shape`` is directly made of."""
    for part in ("key", "value", "member"):
        if part in shape:
            yield shape[part]["shape"]
    for member in shape.get("members", {}).values():
        yield member["shape"]


def facts(shape: Mapping[str, Any]) -> dict[str, Any]:
    """What the file says of ``shape``, in the order it says it."""
    found = {
        word: shape[word] for word in ("type", "required", "min", "max", "enum") if word in shape
    }
    if shape["type"] == "map":
        found |= {"key": shape["key"]["shape"], "value": shape["value"]["shape"]}
    elif shape["type"] == "list":
        found["value"] = shape["member"]["shape"]
    elif shape["type"] == "structure":
        found["members"] = {name: of["shape"] for name, of in shape["members"].items()}
    return found


def entry(name: str, facts: Mapping[str, Any]) -> Iterator[str]:
    """The lines for one shape: a single one if it fits and has no members."""
    pairs = {word: flow(fact) for word, fact in facts.items() if word != "members"}
    line = f"  {name}: {{{', '.join(f'{word}: {fact}' for word, fact in pairs.items())}}}"
    if "members" not in facts and len(line) <= WIDTH:
        yield line
        return
    yield f"  {name}:"
    for word, fact in pairs.items():
        yield f"    {word}: {fact}"
    if "members" in facts:
        yield "    members:"
        for member, shape in facts["members"].items():
            yield f"      {member}: {shape}"


def flow(fact: object) -> str:
    """``fact`` as YAML on one line."""
    return f"[{', '.join(fact)}]" if isinstance(fact, list) else str(fact)


if __name__ == "__main__":
    main()
