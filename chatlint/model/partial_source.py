"""A source that holds only parts of a long file, and translates their places."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

from chatlint.model.source import Position, Source, Span


class SourcePart(NamedTuple):
    """The beginning of a part.

    Args:
        start: offset in the text of the source.
        line, column: position in the file, from 1.
        offset: offset in the file.
    """

    start: int
    line: int
    column: int
    offset: int


class PartialSource(Source):
    """Parts of a file.

    A part begins a line of ``text`` exactly if it is not on the same line of the file as the part
    before.

    Args:
        name: the file's path.
        text: the parts, joined.
        parts: where the parts begin, in the order of the file.
    """

    def __init__(self, name: str, text: str, parts: tuple[SourcePart, ...] = ()) -> None:
        super().__init__(name, text)
        self.parts = parts

    @cached_property
    def _numbers(self) -> list[int]:
        """The line number in the file, for each line of the text."""
        numbers: list[int] = []
        starts = [part.start for part in self.parts]
        for index, start in enumerate(self._line_starts):
            if index == len(numbers):
                part = self.parts[max(0, bisect_right(starts, start) - 1)]
                first = bisect_right(self._line_starts, part.start) - 1
                numbers.append(part.line + index - first)
        return numbers

    def position(self, offset: int) -> Position:
        """The position in the file of ``offset`` in the text."""
        line, column = super().position(offset)
        if not self.parts:
            return Position(line, column)
        part = self._part(offset)
        if super().position(part.start).line == line:
            column = part.column + offset - part.start
        return Position(self._numbers[line - 1], column)

    def line_span(self, number: int) -> Span:
        """The span in the text of line ``number`` of the file, as far as it is held."""
        if not self.parts:
            return super().line_span(number)
        return super().line_span(max(1, bisect_right(self._numbers, number)))

    def file_offset(self, offset: int) -> int:
        """The offset in the file of ``offset`` in the text."""
        part = self._part(offset) if self.parts else SourcePart(0, 1, 1, 0)
        return part.offset + offset - part.start

    def _part(self, offset: int) -> SourcePart:
        index = bisect_right(self._starts, offset)
        return self.parts[max(0, index - 1)]

    @cached_property
    def _starts(self) -> list[int]:
        return [part.start for part in self.parts]
