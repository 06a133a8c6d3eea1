"""Where the nodes of a YAML text begin, beyond what the marks of its events say."""

from __future__ import annotations

import re
from typing import Any

_PROPERTY = re.compile(r"(?:&\S+|!\S*)(?:\s+(?:#[^\r\n]*)?)*")
_GAP = re.compile(r"(?:\s|#[^\r\n]*)*")


def explicit_tag(event: Any) -> str | None:
    """The explicit tag of an event; ``!`` alone only says "not plain"."""
    tag = getattr(event, "tag", None)
    return None if tag is None or str(tag) == "!" else str(tag)


def node_start(text: str, event: Any) -> int:
    """Where a node begins: at its tag, which is part of the value, or else after its anchor."""
    start: int = event.start_mark.index
    if event.anchor is None and explicit_tag(event) is None:
        return start
    while match := _PROPERTY.match(text, start):
        if text[start] == "!":
            return start
        start = match.end()
    end: int = event.end_mark.index
    return min(start, end)  # an anchor alone names an empty value


def skip_properties(text: str, offset: int) -> int:
    """Where a node's own text begins, behind a tag and an anchor that stand at ``offset``."""
    while match := _PROPERTY.match(text, offset):
        offset = match.end()
    return offset


def skip_indicator(text: str, offset: int, indicator: str) -> int:
    """The offset behind the next ``indicator``, past white space and comments.

    An empty value belongs there; the scanners place it at the next token or at the line's end.
    Where something else follows ``offset``, that is the place.
    """
    end = skip_gap(text, offset)
    return end + 1 if text[end : end + 1] == indicator else offset


def skip_gap(text: str, offset: int) -> int:
    """The offset of the next token at or behind ``offset``."""
    gap = _GAP.match(text, offset)
    assert gap is not None  # it matches the empty text, too
    return gap.end()
