"""Kinds about the messages a chat can carry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chatlint import placeholder
from chatlint.diagnostic import Problem, RelatedPath
from chatlint.kinds import kind


@kind(
    type="dict",
    schema={
        "list": {"type": "string", "required": True},
        "items": {"type": "list", "required": True, "schema": {"type": "string"}},
    },
)
def needs_items(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """The request's member ``list`` holds all of ``items``; without the member it holds none."""
    name, needed = argument["list"], argument["items"]
    held = request.get(name, [])
    if not isinstance(held, list) or any(map(placeholder.within, held)):
        return
    missing = [item for item in needed if item not in held]
    if missing:
        related = (RelatedPath("the list is here", (name,), "value"),) if name in request else ()
        detail = " and ".join(missing)
        yield Problem(value=value, expected=name, detail=detail, related=related)


KINDS = (needs_items,)
