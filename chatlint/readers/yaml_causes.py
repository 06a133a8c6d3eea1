"""Mistakes the YAML scanner notices only later than they were made."""

from __future__ import annotations

import re

from chatlint.text import Span, clipped

_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
_NO_SPACE = re.compile(r"[ ]*(?:- +)?[A-Za-z_][\w.-]*(:)[^\s/:]")
_TAB = re.compile(r"[^\s:\]}\"'-][ ]*(\t)[ \t]*\Z")
_MARKED = re.compile(r"[*&][^\s,\[\]{}]+(?=[ ]*\Z)")


def cause(text: str, offset: int, problem: str, opened: int | None) -> tuple[Span, str] | None:
    """Where a mistake was made that came to light at ``offset``, and what it is.

    Args:
        text: the YAML text.
        offset: where the scanner gave up.
        problem: what it says.
        opened: the offset of the innermost bracket that is open there, if one is.
    """
    start = text.rfind("\n", 0, offset) + 1
    if conflict := _CONFLICT.search(text):
        return Span(conflict.start(), conflict.start() + 7), "a merge conflict; settle it first"
    if opened is not None and not text[offset:].strip():
        return Span(opened, opened + 1), "the bracket opened here is never closed"
    colon = _missing_space(text, start) if "mapping values" in problem else None
    if "expected ':'" in problem and (line := _NO_SPACE.match(text, start)):
        colon = line.start(1)
    if colon is not None:
        return Span(colon, colon + 1), "a space is missing after this `:`"
    if "<scalar>" in problem and (mark := _MARKED.search(text[start:offset])):
        what = "an alias" if mark[0].startswith("*") else "an anchor"
        span = Span(start + mark.start(), start + mark.end())
        return span, f"`{clipped(mark[0])}` is read as {what}; quote the text"
    if "<scalar>" in problem and (tab := _TAB.search(text, start, offset)):
        return Span(*tab.span(1)), "a tab ends a text without quotes; write a space, or quote it"
    return None


def _missing_space(text: str, start: int) -> int | None:
    """The first colon without a space in the lines just above the one at ``start``."""
    colon = None
    while start > 0:
        start = text.rfind("\n", 0, start - 1) + 1
        line = _NO_SPACE.match(text, start)
        if line is None:
            break
        colon = line.start(1)
    return colon
