"""Read files up to a limit, and recognise those that are read record by record."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BufferedReader
from typing import BinaryIO

from chatlint.model.lazy_regex import lazy_regex

CLOUDTRAIL_START = lazy_regex(rb'(?:\xef\xbb\xbf)?\s*\{\s*"Records"\s*:\s*\[\s*')
"""The beginning of a log file from CloudTrail: ``{"Records": [ … ]}``."""

GZIP_SUFFIX = ".gz"
"""The suffix of gzip files."""

JSON_LINES_SUFFIXES = (".jsonl", ".ndjson", ".log")
"""The suffixes of files with one JSON value per line."""


def is_record_file(name: str, file: BinaryIO) -> bool:
    """Whether ``file``, named ``name``, may be long and is read record by record."""
    name = name.lower()
    if name.endswith((*JSON_LINES_SUFFIXES, GZIP_SUFFIX)):
        return True
    peek = getattr(file, "peek", None) if name.endswith(".json") else None
    return peek is not None and CLOUDTRAIL_START.match(peek(64)) is not None


def open_file(path: str) -> BufferedReader:
    """Open ``path`` for reading, without waiting for a writer if it has become a pipe.

    Raises:
        OSError: the file cannot be opened.
    """
    return open(path, "rb", opener=_open_nonblocking)


def _open_nonblocking(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def read_up_to(file: BinaryIO, limit: int) -> bytes:
    """Read at most ``limit`` bytes of ``file``.

    Raises:
        OSError: the file cannot be read.
    """
    # read() allocates the whole limit, which may take longer than to check the file.
    start = file.read(min(_FIRST_READ, limit)) or b""  # a non-blocking pipe returns None
    return start if len(start) < _FIRST_READ else start + file.read(max(0, limit - _FIRST_READ))


_FIRST_READ = 8 * 1024


def iter_rest(file: BinaryIO) -> Iterator[bytes]:
    """Iterate over the rest of ``file`` in parts, up to 64 MiB.

    Each part begins with the last 64 bytes of the one before, so that a word of that length is
    complete in one of them.

    Raises:
        OSError: the file cannot be read.
    """
    before = b""
    for _ in range(_MAX_PARTS):
        part = file.read(_PART)
        if not part:
            return
        yield before + part
        before = part[-_OVERLAP:]


_PART, _MAX_PARTS = 1024 * 1024, 64
_OVERLAP = 64


def file_suffix(name: str) -> str:
    """The suffix of the file ``name``, in lower case."""
    return "." + name.rpartition(".")[2].lower()
