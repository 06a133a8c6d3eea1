"""The lines around a place in a text, with the place underlined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple

from chatlint.model.printable import printable
from chatlint.model.source import Source, Span

MOST_LINES = 4
MOST_COLUMNS = 100
HEAD_COLUMNS = 30
"""How much is kept before the underlined part, where a line is too long to be shown whole."""

TAB = "    "


class Row(NamedTuple):
    """A line as it is shown, with what is underlined in it; ``marked`` if anything is."""

    number: int
    before: str
    inside: str
    after: str
    marked: bool


class Excerpt(NamedTuple):
    """The first lines that a span touches, and how many more it does."""

    rows: tuple[Row, ...]
    more: int


def cut_excerpt(source: Source, span: Span) -> Excerpt:
    """The lines of ``source`` that ``span`` touches, at most `MOST_LINES` of them."""
    first = source.position(span.start).line
    last = source.position(max(span.start, span.end - 1)).line
    stop = min(last, first + MOST_LINES - 1)
    rows = []
    for number in range(first, stop + 1):
        line = source.line_span(number)
        part = _part(source.text, line, span, whole=first == last)
        marked = part.start < part.end or number == first
        rows.append(Row(number, *_shown(source.text, line, part), marked))
    return Excerpt(tuple(rows), last - stop)


def render_excerpt(
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
    rows, more = cut_excerpt(source, span)
    digits = max(digits, len(str(rows[-1].number)))
    gutter = " " * (digits + 2) + "|"
    lines = [gutter]
    for number, before, inside, after, marked in rows:
        lines.append(f" {number:>{digits}} | {before}{inside}{after}".rstrip())
        if marked:
            carets = "^" * max(1, _columns(inside))
            lines.append(f"{gutter} {' ' * _columns(before)}{mark(carets)}")
    if more:
        lines.append(f"{gutter} … {more:,} more line{'s' if more > 1 else ''}")
    return lines


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
    if printable(f"|{text}") == f"|{text}":
        return list(text)
    return [_cell(text[index:]) for index in range(len(text))]


def _cell(ahead: str) -> str:
    """What is shown for the first character of ``ahead``."""
    if ahead[0] == "\t":
        return TAB
    if ahead[0] == "#":  # it depends on what follows whether this one has to be escaped
        return printable(ahead).partition("#")[0] or "#"
    return printable(ahead[0])


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
