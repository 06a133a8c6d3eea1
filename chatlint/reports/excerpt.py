"""Source excerpts: the lines of a span, with line numbers and the span underlined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple

from chatlint.model.printable import printable
from chatlint.model.source import Source, Span
from chatlint.model.wording import count_noun

MAX_LINES = 4
MAX_COLUMNS = 100
HEAD_COLUMNS = 30
"""How many columns are kept before the underlined part when a long line is cut."""

TAB = "    "


class Row(NamedTuple):
    """One displayed line, split into the text before, inside and after the span.

    ``marked`` is set if the line gets an underline.
    """

    number: int
    before: str
    inside: str
    after: str
    marked: bool


class Excerpt(NamedTuple):
    """The first lines of a span, and how many ``more`` lines follow."""

    rows: tuple[Row, ...]
    more: int


def cut_excerpt(source: Source, span: Span) -> Excerpt:
    """Cut the lines that ``span`` touches out of ``source``, at most `MAX_LINES` of them."""
    first = source.position(span.start).line
    last = source.position(max(span.start, span.end - 1)).line
    stop = min(last, first + MAX_LINES - 1)
    rows = []
    for number in range(first, stop + 1):
        line = source.line_span(number)
        part = _clip_to_line(source.text, line, span, whole=first == last)
        marked = part.start < part.end or number == first
        rows.append(Row(number, *_split_line(source.text, line, part), marked))
    return Excerpt(tuple(rows), last - stop)


def render_excerpt(
    source: Source, span: Span, mark: Callable[[str], str] = str, digits: int = 1
) -> list[str]:
    """Render the lines of ``source`` that ``span`` touches, numbered, with carets below the span.

    The first row is the empty gutter, ``"   |"``, so that notes can be aligned with it.

    Args:
        source: The text.
        span: The range to underline; an empty one gets one caret.
        mark: Decorates the carets, for example with a colour.
        digits: Minimum width of the line numbers, to align several excerpts.
    """
    rows, more = cut_excerpt(source, span)
    digits = max(digits, len(str(rows[-1].number)))
    gutter = " " * (digits + 2) + "|"
    lines = [gutter]
    for number, before, inside, after, marked in rows:
        lines.append(f" {number:>{digits}} | {before}{inside}{after}".rstrip())
        if marked:
            carets = "^" * max(1, _display_width(inside))
            lines.append(f"{gutter} {' ' * _display_width(before)}{mark(carets)}")
    if more:
        lines.append(f"{gutter} … {count_noun(more, 'more line')}")
    return lines


def _clip_to_line(text: str, line: Span, span: Span, *, whole: bool) -> Span:
    """Intersect ``span`` with ``line``; unless ``whole``, without indentation and final blanks."""
    start = min(max(span.start, line.start), line.end)
    end = max(start, min(span.end, line.end))
    if not whole:
        end = start + len(text[start:end].rstrip(" \t"))
    if span.start < line.start:
        start = end - len(text[start:end].lstrip(" \t"))
    return Span(start, end)


def _split_line(text: str, line: Span, part: Span) -> tuple[str, str, str]:
    """Split ``line`` into the text before, inside and after ``part``; cut a long line to fit."""
    near = max(line.start, part.start - MAX_COLUMNS)
    cells = _render_cells(text[near : min(part.start + MAX_COLUMNS, line.end)])
    head, tail = part.start - near, part.end - near
    first = 0
    if near > line.start or _count_fitting(cells, MAX_COLUMNS) < tail:
        first = head - _count_fitting(cells[:head][::-1], HEAD_COLUMNS)
    stop = first + _count_fitting(cells[first:], MAX_COLUMNS)
    middle = min(tail, stop)
    opening = "…" if near + first > line.start else ""
    closing = "…" if near + stop < line.end else ""
    return (
        opening + "".join(cells[first:head]),
        "".join(cells[head:middle]),
        "".join(cells[middle:stop]) + closing,
    )


def _render_cells(text: str) -> list[str]:
    """Render each character of ``text``, which follows a gutter."""
    if printable(f"|{text}") == f"|{text}":
        return list(text)
    return [_render_cell(text[index:]) for index in range(len(text))]


def _render_cell(ahead: str) -> str:
    """Render the first character of ``ahead``."""
    if ahead[0] == "\t":
        return TAB
    if ahead[0] == "#":  # whether it must be escaped depends on the characters after it
        return printable(ahead).partition("#")[0] or "#"
    return printable(ahead[0])


def _count_fitting(cells: Sequence[str], columns: int) -> int:
    """Count the leading ``cells`` that fit into ``columns``."""
    return sum(total <= columns for total in accumulate(map(_display_width, cells)))


def _display_width(text: str) -> int:
    """Count the terminal columns that ``text`` takes."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    wide = sum(east_asian_width(char) in ("W", "F") for char in text)
    return len(text) + wide - sum(category(char) in ("Mn", "Me") for char in text)
