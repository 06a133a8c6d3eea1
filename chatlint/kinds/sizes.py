"""Kinds about how much there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chatlint import placeholder
from chatlint.diagnostic import Problem
from chatlint.kinds import kind
from chatlint.text import clipped


@kind(
    type="dict",
    schema={
        "max": {"type": "integer", "required": True},
        "longest": {"type": "integer"},
        "near": {"type": "integer", "min": 1, "max": 99},
    },
)
def byte_budget(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """All keys and values of a mapping together take at most ``max`` UTF-8 bytes.

    Of a placeholder only what is literally there counts. A key or value of more than ``longest``
    characters is too long by itself; that is another rule's to tell, and this one keeps silent.
    With ``near``, the problem is more than so many per cent of ``max``, yet no more than all.
    """
    if not isinstance(value, dict):
        return
    limit, longest, near = argument["max"], argument.get("longest"), argument.get("near")
    least = limit if near is None else limit * near // 100
    texts = [text for text in value.values() if isinstance(text, str)]
    # Four bytes a character at most: the common small mapping needs no encoding.
    if 4 * sum(map(len, (*value, *texts))) <= least:
        return
    if longest is not None and any(
        len(text) > longest and not placeholder.within(text) for text in (*value, *texts)
    ):
        return
    sizes = {key: _bytes(key) + _bytes(text) for key, text in value.items()}
    total = sum(sizes.values())
    if total <= least or (near is not None and total > limit):
        return
    open_ended = any(map(placeholder.within, (*value, *value.values())))
    at_least = "at least " if open_ended else ""
    share = "" if near is None else f" ({100 * total // limit} %)"
    detail = f"{at_least}{total:,} of {limit:,} bytes{share}; largest: {_largest(sizes)}"
    yield Problem(value=value, expected=f"{limit:,}", detail=detail)


def _largest(sizes: Mapping[str, int]) -> str:
    keys = sorted(sizes, key=lambda key: -sizes[key])[:3]
    return ", ".join(f"{clipped(key, 40)} {sizes[key]:,}" for key in keys)


def _bytes(text: object) -> int:
    if not isinstance(text, str):
        return 0
    return len(placeholder.literal(text).encode("utf-8", "surrogatepass"))


KINDS = (byte_budget,)
