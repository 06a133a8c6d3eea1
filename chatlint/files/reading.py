"""Read files up to a limit, and recognise those that are read record by record."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BufferedReader
from typing import BinaryIO

from chatlint.model.lazy_regex import late

EVENTS = late(rb'(?:\xef\xbb\xbf)?\s*\{\s*"Records"\s*:\s*\[\s*')
"""How a file begins that CloudTrail delivered: ``{"Records": [ … ]}``, however long."""

PACKED = ".gz"
"""The suffix of files that gzip has packed."""

LINES = (".jsonl", ".ndjson", ".log")
"""The suffixes of files with one JSON text on each line."""


def has_records(name: str, file: BinaryIO) -> bool:
    """Whether ``file``, called ``name``, is to be read record by record, since it may be long."""
    name = name.lower()
    if name.endswith((*LINES, PACKED)):
        return True
    peek = getattr(file, "peek", None) if name.endswith(".json") else None
    return peek is not None and EVENTS.match(peek(64)) is not None


def opened(path: str) -> BufferedReader:
    """The file ``path``, to be read; what has become a pipe since it was found is not waited for.

    Raises:
        OSError: it cannot be read.
    """
    return open(path, "rb", opener=_at_once)


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def content(file: BinaryIO, most: int) -> bytes:
    """The bytes of ``file``, at most as many as ``most``.

    Raises:
        OSError: it cannot be read.
    """
    # For what may be read memory is set aside at once, which takes longer than to check a file.
    start = file.read(min(_USUAL, most)) or b""  # a pipe may have nothing
    return start if len(start) < _USUAL else start + file.read(max(0, most - _USUAL))


_USUAL = 8 * 1024


def rest(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of ``file`` from here on, of a file of any size so many that it takes no time.

    Each part begins with the end of the one before, so that no word is cut in two in all of them.

    Raises:
        OSError: it cannot be read.
    """
    before = b""
    for _ in range(_MOST_PARTS):
        part = file.read(_PART)
        if not part:
            return
        yield before + part
        before = part[-_LONGEST_WORD:]


_PART, _MOST_PARTS = 1024 * 1024, 64
_LONGEST_WORD = 64


def suffix(name: str) -> str:
    """The part of a file's name that says its language, in lower case."""
    return "." + name.rpartition(".")[2].lower()
