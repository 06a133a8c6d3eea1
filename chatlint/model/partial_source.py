"""Parts of a file that is too long to be held as a whole, with the places they have in it."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

from chatlint.model.source import Position, Source, Span


class SourcePart(NamedTuple):
    """A part: where it begins in the extract's text, and where in the file."""

    start: int
    line: int
    column: int
    offset: int


class PartialSource(Source):
    """Some of a file's text; ``parts`` in the order of the file.

    A part begins a line of the extract's text if and only if it is on another line of the file
    than the part before.
    """

    def __init__(self, name: str, text: str, parts: tuple[SourcePart, ...] = ()) -> None:
        super().__init__(name, text)
        self.parts = parts

    @cached_property
    def _numbers(self) -> list[int]:
        """The number in the file of each line of the text."""
        numbers: list[int] = []
        starts = [part.start for part in self.parts]
        for index, start in enumerate(self._line_starts):
            if index == len(numbers):
                part = self.parts[max(0, bisect_right(starts, start) - 1)]
                first = bisect_right(self._line_starts, part.start) - 1
                numbers.append(part.line + index - first)
        return numbers

    def position(self, offset: int) -> Position:
        """Line and column in the file of ``offset`` in the text."""
        line, column = super().position(offset)
        if not self.parts:
            return Position(line, column)
        part = self._part(offset)
        if super().position(part.start).line == line:
            column = part.column + offset - part.start
        return Position(self._numbers[line - 1], column)

    def line_span(self, number: int) -> Span:
        """The span in the text of line ``number`` of the file, or of what there is of it."""
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
