"""Source texts, and conversion between offsets, lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.printable import printable

LINE_BREAK = lazy_regex(r"\r\n|\n|\r")
"""A line break as editors and git see it; NEL, LS and PS are ordinary characters."""

# Characters of more than one, two and three bytes in UTF-8; the last take two units in UTF-16.
_WIDE = ("[^\0-\x7f]", "[^\0-\u07ff]", "[^\0-\uffff]")


class Span(NamedTuple):
    """A half-open range of offsets into a source's text, in code points."""

    start: int
    end: int

    def shifted(self, offset: int) -> Span:
        """The span moved by ``offset`` code points."""
        return Span(self.start + offset, self.end + offset)

    def touches(self, other: Span) -> bool:
        """Whether the spans overlap or are adjacent."""
        return self.start <= other.end and other.start <= self.end


class Position(NamedTuple):
    """Line and column, from 1; the column in code points unless stated otherwise."""

    line: int
    column: int


class EncodingIssue(NamedTuple):
    """Why bytes are not UTF-8, and the offset in the decoded text of the first invalid one."""

    detail: str
    offset: int


class Source:
    """A text and its name.

    Args:
        name: a POSIX path as given by the user, or ``<stdin>``.
        text: the decoded text without byte order mark.
        encoding_issue: set if the bytes are not UTF-8. ``text`` then serves only to show the place
            and to find out whether it is about requests.
    """

    # Not a dataclass: creating one takes 1 ms of each run.
    def __init__(self, name: str, text: str, encoding_issue: EncodingIssue | None = None) -> None:
        self.name = name
        self.text = text
        self.encoding_issue = encoding_issue

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Source) and (self.name, self.text, self.encoding_issue) == (
            other.name,
            other.text,
            other.encoding_issue,
        )

    def __hash__(self) -> int:
        return hash((self.name, self.text, self.encoding_issue))

    def __repr__(self) -> str:
        return f"Source({self.name!r}, {self.text!r}, {self.encoding_issue!r})"

    @classmethod
    def from_bytes(cls, name: str, data: bytes) -> Source:
        """Decode UTF-8 ``data``; a byte order mark is not part of the text and its offsets."""
        for bom, encoding in _FOREIGN_BOMS:
            if data.startswith(bom):
                text = data.decode(encoding, "replace").lstrip("\ufeff")
                return cls(name, text, EncodingIssue(f"{encoding} text; save the file as UTF-8", 0))
        mark = 3 if data.startswith(b"\xef\xbb\xbf") else 0
        body = data[mark:]
        try:
            return cls(name, body.decode("utf-8"))
        except UnicodeDecodeError as error:
            bad = error.start
        offset = len(body[:bad].decode("utf-8"))
        detail = f"byte 0x{body[bad]:02X} at offset {bad + mark} is not UTF-8"
        return cls(name, body.decode("utf-8", "replace"), EncodingIssue(detail, offset))

    @cached_property
    def _line_starts(self) -> list[int]:
        return line_starts(self.text)

    def position(self, offset: int) -> Position:
        """The line and column of ``offset``."""
        line = self.line_index(offset) + 1
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def line_index(self, offset: int) -> int:
        """The index of the line of ``offset`` in the text, from 0."""
        return bisect_right(self._line_starts, offset) - 1

    def utf16(self, offset: int) -> Position:
        """The line and column of ``offset``, the column in UTF-16 code units."""
        return self._position_in_units(offset, self._wide_offsets[2:])

    def utf8(self, offset: int) -> Position:
        """The line and column of ``offset``, the column in UTF-8 bytes."""
        return self._position_in_units(offset, self._wide_offsets)

    def _position_in_units(self, offset: int, wide: Iterable[Sequence[int]]) -> Position:
        line, column = self.position(offset)
        start = offset - column + 1
        extra = sum(bisect_left(each, offset) - bisect_left(each, start) for each in wide)
        return Position(line, column + extra)

    @cached_property
    def _wide_offsets(self) -> list[list[int]]:
        """The offsets of characters of more than one, two and three bytes in UTF-8."""
        return [[match.start() for match in re.finditer(each, self.text)] for each in _WIDE]

    def file_offset(self, offset: int) -> int:
        """The offset in the file of ``offset``; the same, since the text is complete."""
        return offset

    def line_span(self, number: int) -> Span:
        """The span of line ``number`` (from 1), without its line break."""
        start = self._line_starts[number - 1]
        stop = self._line_starts[number] if number < len(self._line_starts) else len(self.text)
        end = start + len(self.text[start:stop].rstrip("\r\n"))
        return Span(start, end)

    def masked(self, spans: Iterable[Span]) -> Source:
        """Replace the characters in ``spans`` by asterisks, except quotes and white space."""
        parts, done = list[str](), 0
        for start, end in merge_spans(spans):
            parts += (self.text[done:start], _HIDEABLE.sub(MASK, self.text[start:end]))
            done = end
        return Source(self.name, "".join(parts) + self.text[done:], self.encoding_issue)

    def where(self, offset: int) -> str:
        """Format the place as ``name:line:column``, which editors and terminals recognise."""
        line, column = self.position(offset)
        return printable(f"{self.name}:{line}:{column}")


def line_starts(text: str) -> list[int]:
    """The offset at which each line of ``text`` begins; 0 is always the first."""
    if "\r" in text:
        return [0, *(match.end() for match in LINE_BREAK.finditer(text))]
    return [0, *accumulate(len(line) + 1 for line in text.split("\n")[:-1])]


def usual_line_break(text: str) -> str:
    """The first line break of ``text``; a newline if it has none."""
    found = LINE_BREAK.search(text)
    return found[0] if found else "\n"


def merge_spans(spans: Iterable[Span]) -> list[Span]:
    """Sort ``spans`` and join those that overlap or are adjacent."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(end, merged[-1].end))
        else:
            merged.append(Span(start, end))
    return merged


MASK = "*"
"""The character shown instead of a hidden one."""

_HIDEABLE = lazy_regex(r"[^\s\"']")

# UTF-32 first, since its little-endian mark begins with that of UTF-16.
_FOREIGN_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
