"""What a patch says of the lines of each file, as git writes it without lines around a change."""

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
_MOST = 64 * 1024  # bytes of a line that are read at once; a line of content may be of any length


class Hunk(NamedTuple):
    """The lines ``removed`` from the line ``old`` on gave way to those ``added`` from ``new`` on.

    Lines count from 1. Where none are removed or added, the number is that of the line before.
    """

    old: int
    removed: int
    new: int
    added: int

    @property
    def last(self) -> int:
        """The last line it touches; a removal touches the lines before and after it."""
        return self.new + (self.added - 1 if self.added else 1)

    @property
    def next_line(self) -> int:
        """The first line after those added."""
        return self.new + (self.added or 1)

    @property
    def shift_back(self) -> int:
        """How many lines further down the lines after it stood before."""
        return self.old + (self.removed or 1) - self.next_line


@dataclass(frozen=True)
class FileChange:
    """What was changed in one file.

    Args:
        hunks: where, from the top down; None if it is all new, or git sees no lines in it.
        blob: what git calls the content it had before; empty if there was none.
    """

    hunks: tuple[Hunk, ...] | None = None
    blob: str = ""

    def touches(self, first: int, last: int) -> bool:
        """Whether one of the lines from ``first`` to ``last`` was changed."""
        if self.hunks is None:
            return True
        index = bisect_left(self.hunks, first, key=lambda hunk: hunk.last)
        return index < len(self.hunks) and self.hunks[index].new <= last

    def old_line(self, line: int) -> int:
        """Where ``line``, which was not changed, stood before."""
        index = bisect_right(self.hunks or (), line, key=lambda hunk: hunk.next_line)
        return line + (self.hunks[index - 1].shift_back if self.hunks and index else 0)


def parse_diff(patch: IO[bytes]) -> Iterator[tuple[str, FileChange]]:
    """The files that are there after ``patch``, by their names in the repository.

    Nothing but the place of hunks is kept of the content, however much there is of it.
    """
    lines = iter(partial(patch.readline, _MOST), b"")
    block = None
    for line in lines:
        if line.startswith(b"diff --git "):
            if block and not block.gone:
                yield block.name, block.change()
            block = _Block(line)
        elif match := _HUNK.match(line):
            old, removed, new, added = (1 if each is None else int(each) for each in match.groups())
            _pass_by(lines, removed + added)
            if block:
                block.hunks.append(Hunk(old, removed, new, added))
        elif block:
            block.read(line.rstrip(b"\n"))
    if block and not block.gone:
        yield block.name, block.change()


class _Block:
    """What the patch says of one file."""

    def __init__(self, line: bytes) -> None:
        # "diff --git a/NAME b/NAME": the names are the same, or told once more where they are not.
        both = line.removeprefix(b"diff --git ").rstrip(b"\n")
        self.name = _unquoted(both[len(both) // 2 + 1 :], prefix=b"b/")
        self.gone = False
        self.hunks: list[Hunk] = []
        self._whole = False
        self._blob = ""

    def read(self, line: bytes) -> None:
        word, _, rest = line.partition(b" ")
        if line.startswith(b"rename to "):
            self.name = _unquoted(line.removeprefix(b"rename to "))
        elif word == b"index":
            self._blob = rest.partition(b"..")[0].decode()
        elif line.startswith(b"deleted file mode"):
            self.gone = True
        elif line.startswith((b"new file mode", b"Binary files ")):
            self._whole = True

    def change(self) -> FileChange:
        return FileChange() if self._whole else FileChange(tuple(self.hunks), self._blob)


def _unquoted(name: bytes, prefix: bytes = b"") -> str:
    """The file name that git spells as ``name``, in quotes if there is anything odd in it."""
    if name.startswith(b'"'):
        name = _ESCAPE.sub(_meant, name[1:-1])
    return os.fsdecode(name.removeprefix(prefix))


def _meant(match: re.Match[bytes]) -> bytes:
    code = match[1]
    if len(code) == 3:
        return bytes([int(code, 8)])
    return bytes([_LETTERS.get(code[0], code[0])])


def _pass_by(lines: Iterator[bytes], count: int) -> None:
    while count and (line := next(lines, b"")):
        count -= line.endswith(b"\n")
