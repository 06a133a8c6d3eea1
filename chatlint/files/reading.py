"""Read files up to a limit, and recognise those that are read record by record."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BufferedReader
from typing import BinaryIO

from chatlint.model.lazy_regex import lazy_regex

CLOUDTRAIL_START = lazy_regex(rb'(?:\xef\xbb\xbf)?\s*\{\s*"Records"\s*:\s*\[\s*')
"""How a file begins that CloudTrail delivered: ``{"Records": [ … ]}``, however long."""

GZIP_SUFFIX = ".gz"
"""The suffix of files that gzip has packed."""

JSON_LINES_SUFFIXES = (".jsonl", ".ndjson", ".log")
"""The suffixes of files with one JSON text on each line."""


def is_record_file(name: str, file: BinaryIO) -> bool:
    """Whether ``file``, called ``name``, is to be read record by record, since it may be long."""
    name = name.lower()
    if name.endswith((*JSON_LINES_SUFFIXES, GZIP_SUFFIX)):
        return True
    peek = getattr(file, "peek", None) if name.endswith(".json") else None
    return peek is not None and CLOUDTRAIL_START.match(peek(64)) is not None


def open_file(path: str) -> BufferedReader:
    """The file ``path``, to be read; what has become a pipe since it was found is not waited for.

    Raises:
        OSError: it cannot be read.
    """
    return open(path, "rb", opener=_at_once)


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def read_up_to(file: BinaryIO, most: int) -> bytes:
    """The bytes of ``file``, at most as many as ``most``.

    Raises:
        OSError: it cannot be read.
    """
    # For what may be read memory is set aside at once, which takes longer than to check a file.
    start = file.read(min(_USUAL, most)) or b""  # a pipe may have nothing
    return start if len(start) < _USUAL else start + file.read(max(0, most - _USUAL))


_USUAL = 8 * 1024


def iter_rest(file: BinaryIO) -> Iterator[bytes]:
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


def file_suffix(name: str) -> str:
    """The part of a file's name that says its language, in lower case."""
    return "." + name.rpartition(".")[2].lower()
