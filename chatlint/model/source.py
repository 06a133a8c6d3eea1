"""Text and places in it: the only arithmetic on lines and columns."""

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

# The last of them take two code units in UTF-16, all others one.
_WIDER = ("[^\0-\x7f]", "[^\0-\u07ff]", "[^\0-\uffff]")


class Span(NamedTuple):
    """A half-open range of offsets, in code points, into a source's text."""

    start: int
    end: int

    def shifted(self, offset: int) -> Span:
        """The same range, ``offset`` code points further on."""
        return Span(self.start + offset, self.end + offset)

    def touches(self, other: Span) -> bool:
        """Whether the two overlap or lie side by side."""
        return self.start <= other.end and other.start <= self.end


class Position(NamedTuple):
    """A place as people count it: line and column from 1, the column in code points."""

    line: int
    column: int


class EncodingIssue(NamedTuple):
    """Why some bytes are not text, and where in the decoded text the first bad one stands."""

    detail: str
    offset: int


class Source:
    """A text and the name it goes by.

    Args:
        name: a POSIX path as given by the user, or ``<stdin>``.
        text: the decoded text without byte order mark.
        encoding_issue: set when the bytes were not UTF-8; ``text`` then only serves to show the place, and
            to tell what the file is about.
    """

    # No dataclass: to make one takes 1 ms of each run.
    def __init__(self, name: str, text: str, fault: EncodingIssue | None = None) -> None:
        self.name = name
        self.text = text
        self.encoding_issue = fault

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
        """Decode UTF-8 ``data``, leaving a byte order mark out of the text and its offsets."""
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
        """Line and column of ``offset`` (code points from the start of the text)."""
        line = self.line_index(offset) + 1
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def line_index(self, offset: int) -> int:
        """How many lines of the text end before ``offset``, whatever they are in the file."""
        return bisect_right(self._line_starts, offset) - 1

    def utf16(self, offset: int) -> Position:
        """Line and column of ``offset``, the column in code units of UTF-16."""
        return self._counted(offset, self._wider[2:])

    def utf8(self, offset: int) -> Position:
        """Line and column of ``offset``, the column in bytes of UTF-8."""
        return self._counted(offset, self._wider)

    def _counted(self, offset: int, wider: Iterable[Sequence[int]]) -> Position:
        line, column = self.position(offset)
        start = offset - column + 1
        more = sum(bisect_left(each, offset) - bisect_left(each, start) for each in wider)
        return Position(line, column + more)

    @cached_property
    def _wider(self) -> list[list[int]]:
        """Where the characters are that take more than one, two and three bytes in UTF-8."""
        return [[match.start() for match in re.finditer(each, self.text)] for each in _WIDER]

    def file_offset(self, offset: int) -> int:
        """The offset in the file of ``offset`` in the text, which is all of it."""
        return offset

    def line_span(self, number: int) -> Span:
        """The span of line ``number`` (from 1), without its line break."""
        start = self._line_starts[number - 1]
        stop = self._line_starts[number] if number < len(self._line_starts) else len(self.text)
        end = start + len(self.text[start:stop].rstrip("\r\n"))
        return Span(start, end)

    def masked(self, spans: Iterable[Span]) -> Source:
        """Put asterisks for the characters in ``spans``; quotes and lines stay."""
        parts, done = list[str](), 0
        for start, end in merge_spans(spans):
            parts += (self.text[done:start], _HIDEABLE.sub(MASK, self.text[start:end]))
            done = end
        return Source(self.name, "".join(parts) + self.text[done:], self.encoding_issue)

    def where(self, offset: int) -> str:
        """``name:line:column``, as editors and terminals understand it."""
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
    """``spans`` in order, with those that overlap or touch made one."""
    whole: list[Span] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1].end:
            whole[-1] = Span(whole[-1].start, max(end, whole[-1].end))
        else:
            whole.append(Span(start, end))
    return whole


MASK = "*"
"""What stands in the place of a character that must not be shown."""

_HIDEABLE = lazy_regex(r"[^\s\"']")

# UTF-32 first: its little-endian mark begins like that of UTF-16.
_FOREIGN_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
