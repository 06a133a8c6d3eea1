"""Offsets of YAML nodes that the marks of ruamel's events do not give."""

from __future__ import annotations

import re
from typing import Any

_PROPERTY = re.compile(r"(?:&\S+|!\S*)(?:\s+(?:#[^\r\n]*)?)*")
_GAP = re.compile(r"(?:\s|#[^\r\n]*)*")


def explicit_tag(event: Any) -> str | None:
    """The explicit tag of ``event``, if it has one; ``!`` alone (a string) does not count."""
    tag = getattr(event, "tag", None)
    return None if tag is None or str(tag) == "!" else str(tag)


def node_start(text: str, event: Any) -> int:
    """The offset of the node of ``event``: of its tag, or else of what follows its anchor."""
    start: int = event.start_mark.index
    if event.anchor is None and explicit_tag(event) is None:
        return start
    while match := _PROPERTY.match(text, start):
        if text[start] == "!":
            return start
        start = match.end()
    end: int = event.end_mark.index
    return min(start, end)  # an anchor of an empty value


def skip_properties(text: str, offset: int) -> int:
    """The offset of a node's content after its tag and anchor, which start at ``offset``."""
    while match := _PROPERTY.match(text, offset):
        offset = match.end()
    return offset


def skip_indicator(text: str, offset: int, indicator: str) -> int:
    """The offset after ``indicator`` if that is the next token, or else ``offset``.

    An empty value belongs there; the scanners place it at the next token or the end of the line.
    """
    end = skip_gap(text, offset)
    return end + 1 if text[end : end + 1] == indicator else offset


def skip_gap(text: str, offset: int) -> int:
    """The offset of the next token at or after ``offset``."""
    gap = _GAP.match(text, offset)
    assert gap is not None  # it also matches the empty string
    return gap.end()
