"""Kinds about the messages a chat can carry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chatlint import placeholder
from chatlint.api import folded
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
    """The request's member ``list`` holds all of ``items``; without the member it holds none.

    Differences of case and space are another rule's to tell, in the member's name and in its items.
    """
    name, needed = argument["list"], argument["items"]
    spelled = next((key for key in request if folded(key) == folded(name)), name)
    held = request.get(spelled, [])
    if not isinstance(held, list) or any(map(placeholder.within, held)):
        return
    known = {item.strip().lower() for item in held if isinstance(item, str)}
    missing = [item for item in needed if item not in known]
    if missing:
        related = (RelatedPath("the list is here", (spelled,), "value"),) if held else ()
        detail = " and ".join(missing)
        yield Problem(value=value, expected=name, detail=detail, related=related)


@kind(type="string")
def holds_item(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A list holds the text ``argument``; case and space are another rule's to tell."""
    if not isinstance(value, list) or any(map(placeholder.within, value)):
        return
    if argument not in {item.strip().lower() for item in value if isinstance(item, str)}:
        yield Problem(value=value, expected=argument)


KINDS = (
    holds_item,
    needs_items,
)
