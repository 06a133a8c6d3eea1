"""The lines around a place in a text, with the place underlined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate

from chatlint.text import Source, Span, visible

MOST_LINES = 4
MOST_COLUMNS = 100
HEAD_COLUMNS = 30
"""How much is kept before the underlined part, where a line is too long to be shown whole."""

TAB = "    "


def excerpt(
    source: Source, span: Span, mark: Callable[[str], str] = str, digits: int = 1
) -> list[str]:
    """The lines of ``source`` that ``span`` touches, numbered, with carets below the span.

    The first row is the bare gutter, ``"   |"``, so that notes can be lined up with it.

    Args:
        source: the text.
        span: what to underline; an empty one gets one caret.
        mark: decorates the carets, with a colour for example.
        digits: the least width of the line numbers, to line up with other excerpts.
    """
    first = source.position(span.start).line
    last = source.position(max(span.start, span.end - 1)).line
    stop = min(last, first + MOST_LINES - 1)
    digits = max(digits, len(str(stop)))
    gutter = " " * (digits + 2) + "|"
    rows = [gutter]
    for number in range(first, stop + 1):
        line = source.line_span(number)
        part = _part(source.text, line, span, whole=first == last)
        before, inside, after = _shown(source.text, line, part)
        rows.append(f" {number:>{digits}} | {before}{inside}{after}".rstrip())
        if part.start < part.end or number == first:
            carets = "^" * max(1, _columns(inside))
            rows.append(f"{gutter} {' ' * _columns(before)}{mark(carets)}")
    if stop < last:
        rows.append(f"{gutter} … {last - stop:,} more line{'s' if last - stop > 1 else ''}")
    return rows


def _part(text: str, line: Span, span: Span, *, whole: bool) -> Span:
    """What ``span`` covers of ``line``: all, or not its indentation and the blanks at its end."""
    start = min(max(span.start, line.start), line.end)
    end = max(start, min(span.end, line.end))
    if not whole:
        end = start + len(text[start:end].rstrip(" \t"))
    if span.start < line.start:
        start = end - len(text[start:end].lstrip(" \t"))
    return Span(start, end)


def _shown(text: str, line: Span, part: Span) -> tuple[str, str, str]:
    """What is shown before, inside and after ``part``; a long line is cut to fit."""
    near = max(line.start, part.start - MOST_COLUMNS)
    cells = _cells(text[near : min(part.start + MOST_COLUMNS, line.end)])
    head, tail = part.start - near, part.end - near
    first = 0
    if near > line.start or _fitting(cells, MOST_COLUMNS) < tail:
        first = head - _fitting(cells[:head][::-1], HEAD_COLUMNS)
    stop = first + _fitting(cells[first:], MOST_COLUMNS)
    middle = min(tail, stop)
    opening = "…" if near + first > line.start else ""
    closing = "…" if near + stop < line.end else ""
    return (
        opening + "".join(cells[first:head]),
        "".join(cells[head:middle]),
        "".join(cells[middle:stop]) + closing,
    )


def _cells(text: str) -> list[str]:
    """What is shown for each character of ``text``, which follows a gutter."""
    if visible(f"|{text}") == f"|{text}":
        return list(text)
    return [_cell(text[index:]) for index in range(len(text))]


def _cell(ahead: str) -> str:
    """What is shown for the first character of ``ahead``."""
    if ahead[0] == "\t":
        return TAB
    if ahead[0] == "#":  # it depends on what follows whether this one has to be escaped
        return visible(ahead).partition("#")[0] or "#"
    return visible(ahead[0])


def _fitting(cells: Sequence[str], columns: int) -> int:
    """How many of ``cells`` fit into ``columns``."""
    return sum(total <= columns for total in accumulate(map(_columns, cells)))


def _columns(shown: str) -> int:
    """How many columns of a terminal ``shown`` takes."""
    if shown.isascii():
        return len(shown)
    from unicodedata import category, east_asian_width

    wide = sum(east_asian_width(char) in ("W", "F") for char in shown)
    return len(shown) + wide - sum(category(char) in ("Mn", "Me") for char in shown)
