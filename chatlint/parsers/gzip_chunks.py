"""Unpack gzip files of any size in chunks, within a limit that stops decompression bombs."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

CHUNK_SIZE = 1024 * 1024

MAX_RATIO = 50
"""How many times its packed size a file may have (logs are packed to a tenth or a thirtieth)."""

# The unpacked size that is always permitted, as a multiple of the limit of one record.
_MIN_RECORDS = 4
# Each record counts as at least this many bytes (records of CloudTrail have a thousand), since even
# an empty record takes time.
_MIN_RECORD_SIZE = 100


class UnpackLimitError(Exception):
    """The unpacked data is too large for the size of the file."""


DAMAGE_ERRORS = (EOFError, gzip.BadGzipFile, zlib.error, UnpackLimitError)
"""What `GzipUnpacker.chunks` raises for damaged or too large data."""


class GzipUnpacker:
    """Unpacks ``file``, which may be a pipe.

    Args:
        file: the packed bytes.
        limit: how many bytes one record may have.
    """

    def __init__(self, file: BinaryIO, limit: int) -> None:
        self._file = file
        self._limit = limit
        self._count = 0

    def read(self, size: int) -> bytes:
        """Read and count ``size`` packed bytes; called by `gzip.GzipFile`."""
        data = self._file.read(size)
        self._count += len(data)
        return data

    def chunks(self) -> Iterator[bytes]:
        """Unpack the file.

        Raises:
            EOFError, gzip.BadGzipFile, zlib.error: the data is damaged; everything before the
                damage was yielded.
            UnpackLimitError: there is more data than permitted.
        """
        unpacked = 0
        for chunk in _read_until_damage(gzip.GzipFile(fileobj=cast(BinaryIO, self))):
            unpacked += len(chunk)
            if unpacked > self._max_size:
                raise UnpackLimitError
            yield chunk

    def permits(self, record_count: int) -> bool:
        """Whether the part that was read may contain ``record_count`` records."""
        return record_count * _MIN_RECORD_SIZE <= self._max_size

    @property
    def _max_size(self) -> int:
        return max(_MIN_RECORDS * self._limit, MAX_RATIO * self._count)


def _read_until_damage(file: gzip.GzipFile) -> Iterator[bytes]:
    chunk, damage = b"more", None
    while chunk and damage is None:
        chunk = b""
        try:
            while len(chunk) < CHUNK_SIZE and (part := file.read1(CHUNK_SIZE - len(chunk))):
                chunk += part
        except DAMAGE_ERRORS as error:
            damage = error
        yield chunk
    if damage is not None:
        raise damage
