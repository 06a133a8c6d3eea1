"""Every bound of the API model, tried on both sides; made from ``rules/api.yaml``, not by hand."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chatlint import Linter, Source
from chatlint.aws.model import ApiModel, Shape
from chatlint.rules.loader import load_api

API: ApiModel = load_api()
LINTER = Linter(select=["shape", "CHAT401"])
BASE = {"InstanceId": "i", "ContactFlowId": "f", "ParticipantDetails": {"DisplayName": "J"}}
Path = tuple[str | int, ...]
Case = tuple[str, Path, Any, str]
"""A name, a path, the value to put there, and the rule that must object (empty: none)."""


def sample(shape: Shape, depth: int = 0) -> Any:
    """The smallest good value of ``shape``; members of recursive shapes are left out."""
    if shape.type == "string":
        return shape.enum[0] if shape.enum else "x" * max(1, shape.min or 0)
    if shape.type == "integer":
        return shape.min or 1
    if shape.type == "list":
        return [sample(API.shapes[shape.value], depth + 1)] * max(1, shape.min or 0)
    if shape.type == "map":
        return {"key": sample(API.shapes[shape.value], depth + 1)} if depth < 3 else {}
    return {name: sample(API.shapes[shape.members[name]], depth + 1) for name in shape.required}


def places(shape: Shape, path: Path, depth: int = 0) -> Iterator[tuple[Path, Shape]]:
    """Every place of the model, recursive ones twice, with its shape."""
    if path:
        yield path, shape
    if depth > 4:
        return
    for name, member in shape.members.items():
        yield from places(API.shapes[member], (*path, name), depth + 1)
    if shape.type == "list":
        yield from places(API.shapes[shape.value], (*path, 0), depth + 1)
    if shape.type == "map":
        yield from places(API.shapes[shape.value], (*path, "key"), depth + 1)


def sized(shape: Shape, size: int) -> Any:
    """A value of ``shape`` with this length."""
    if shape.type == "string":
        return "x" * size
    return [sample(API.shapes[shape.value])] * size


def cases() -> Iterator[Case]:
    for path, shape in places(API.root, ()):
        name = ".".join(map(str, path))
        yield f"{name} null", path, None, "CHAT105"
        for word, value in {
            "boolean": True,
            "float": 1.5,
            "text": "x",
            "list": [],
            "map": {},
        }.items():
            fits = {"string": "text", "list": "list", "map": "map", "structure": "map"}
            if fits.get(shape.type) != word:
                yield f"{name} {word}", path, value, "CHAT104"
        if shape.enum:
            yield from ((f"{name} {value}", path, value, "") for value in shape.enum)
            yield f"{name} other", path, "NO_SUCH_VALUE", "CHAT109"
        elif shape.type in ("string", "list"):
            yield from _lengths(name, path, shape)
        elif shape.min is not None and shape.max is not None:
            bounds = {
                shape.min: "",
                shape.max: "",
                shape.min - 1: "CHAT401",
                shape.max + 1: "CHAT401",
            }
            yield from ((f"{name} {value}", path, value, rule) for value, rule in bounds.items())


def _lengths(name: str, path: Path, shape: Shape) -> Iterator[Case]:
    if shape.min:
        yield f"{name} length {shape.min}", path, sized(shape, shape.min), ""
        yield f"{name} length {shape.min - 1}", path, sized(shape, shape.min - 1), "CHAT106"
    if shape.max:
        yield f"{name} length {shape.max}", path, sized(shape, shape.max), ""
        yield f"{name} length {shape.max + 1}", path, sized(shape, shape.max + 1), "CHAT107"
        if shape.type == "string":
            # Lengths count characters, however many bytes they take.
            yield f"{name} length {shape.max} of é", path, "é" * shape.max, ""
            yield f"{name} length {shape.max + 1} of 😀", path, "😀" * (shape.max + 1), "CHAT107"


def request_with(path: Path, value: Any) -> dict[str, Any]:
    """A request that is good but for ``value`` at ``path``."""
    request: dict[str, Any] = json.loads(json.dumps(BASE))
    holder: Any = request
    shape = API.root
    for index, step in enumerate(path):
        shape = API.shapes[shape.members[str(step)] if shape.members else shape.value]
        last = index == len(path) - 1
        new = value if last else sample(shape)
        if isinstance(holder, list):
            holder[0] = new if last else (holder[0] or new)
        elif last or step not in holder:
            holder[step] = new
        holder = holder[step]
    return request


CASES = list(cases())


@pytest.mark.parametrize(
    ("path", "value", "rule"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_bound(path: Path, value: Any, rule: str) -> None:
    text = json.dumps(request_with(path, value), ensure_ascii=False)
    pointer = "".join(f"/{step}" for step in path)
    found = [(d.rule, d.location.pointer) for d in LINTER.check(Source("a.json", text)).diagnostics]
    assert found == ([(rule, pointer)] if rule else [])


def test_every_member_is_tried() -> None:
    tried = {path[0] for _, path, _, _ in CASES}
    assert tried == set(API.members)
    assert len(CASES) > 200
