"""Parse the changed lines of each file from a git patch without context lines."""

from __future__ import annotations

import os
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import IO, NamedTuple

_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_LETTERS = dict(zip(b"abtnvfr", b"\a\b\t\n\v\f\r", strict=True))
_READ_SIZE = 64 * 1024  # bytes per readline; a line of content may have any length


class Hunk(NamedTuple):
    """A replacement of lines.

    Line numbers count from 1; if no line is removed or added, the number of the line before counts.

    Args:
        old: the first line removed, in the old file.
        removed: number of lines removed.
        new: the first line added, in the new file.
        added: number of lines added.
    """

    old: int
    removed: int
    new: int
    added: int

    @property
    def last(self) -> int:
        """The last line touched; a removal touches the lines before and after it."""
        return self.new + (self.added - 1 if self.added else 1)

    @property
    def next_line(self) -> int:
        """The first line after the added ones."""
        return self.new + (self.added or 1)

    @property
    def shift_back(self) -> int:
        """The old line number minus the new one, for the lines after this hunk."""
        return self.old + (self.removed or 1) - self.next_line


@dataclass(frozen=True)
class FileChange:
    """The changes in one file.

    Args:
        hunks: the changed lines in ascending order; ``None`` for a new or binary file.
        blob: the hash of the old content; empty if there was none.
    """

    hunks: tuple[Hunk, ...] | None = None
    blob: str = ""

    def touches(self, first: int, last: int) -> bool:
        """Whether one of the lines ``first`` to ``last`` was changed."""
        if self.hunks is None:
            return True
        index = bisect_left(self.hunks, first, key=lambda hunk: hunk.last)
        return index < len(self.hunks) and self.hunks[index].new <= last

    def old_line(self, line: int) -> int:
        """The old number of the unchanged line ``line``."""
        index = bisect_right(self.hunks or (), line, key=lambda hunk: hunk.next_line)
        return line + (self.hunks[index - 1].shift_back if self.hunks and index else 0)


def parse_diff(patch: IO[bytes]) -> Iterator[tuple[str, FileChange]]:
    """Parse ``patch``, and yield each file that still exists with its path in the repository.

    The content of the lines is skipped, so that memory use does not depend on its size.
    """
    lines = iter(partial(patch.readline, _READ_SIZE), b"")
    section = None
    for line in lines:
        if line.startswith(b"diff --git "):
            if section and not section.is_deleted:
                yield section.name, section.build_change()
            section = _FileSection(line)
        elif match := _HUNK.match(line):
            old, removed, new, added = (1 if each is None else int(each) for each in match.groups())
            _skip_lines(lines, removed + added)
            if section:
                section.hunks.append(Hunk(old, removed, new, added))
        elif section:
            section.read(line.rstrip(b"\n"))
    if section and not section.is_deleted:
        yield section.name, section.build_change()


class _FileSection:
    """The part of the patch about one file."""

    def __init__(self, line: bytes) -> None:
        # "diff --git a/NAME b/NAME": if the names differ, "rename to" follows.
        both = line.removeprefix(b"diff --git ").rstrip(b"\n")
        self.name = _unquote_name(both[len(both) // 2 + 1 :], prefix=b"b/")
        self.is_deleted = False
        self.hunks: list[Hunk] = []
        self._is_opaque = False
        self._blob = ""

    def read(self, line: bytes) -> None:
        word, _, rest = line.partition(b" ")
        if line.startswith(b"rename to "):
            self.name = _unquote_name(line.removeprefix(b"rename to "))
        elif word == b"index":
            self._blob = rest.partition(b"..")[0].decode()
        elif line.startswith(b"deleted file mode"):
            self.is_deleted = True
        elif line.startswith((b"new file mode", b"Binary files ")):
            self._is_opaque = True

    def build_change(self) -> FileChange:
        return FileChange() if self._is_opaque else FileChange(tuple(self.hunks), self._blob)


def _unquote_name(name: bytes, prefix: bytes = b"") -> str:
    """Decode a file name, which git quotes if it has special characters."""
    if name.startswith(b'"'):
        name = _ESCAPE.sub(_decode_escape, name[1:-1])
    return os.fsdecode(name.removeprefix(prefix))


def _decode_escape(match: re.Match[bytes]) -> bytes:
    code = match[1]
    if len(code) == 3:
        return bytes([int(code, 8)])
    return bytes([_LETTERS.get(code[0], code[0])])


def _skip_lines(lines: Iterator[bytes], count: int) -> None:
    while count and (line := next(lines, b"")):
        count -= line.endswith(b"\n")
