"""JSON texts one after the other, of a file of any length: JSON Lines, or what CloudTrail writes.

Only the present one is held. Limits are those of one text, not of the file.
"""

from __future__ import annotations

import codecs
import gzip
import json
import re
import zlib
from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO, NamedTuple, cast

from chatlint.files.reading import CLOUDTRAIL_START, GZIP_SUFFIX
from chatlint.model.document import ParseIssue, ParseIssueKind
from chatlint.model.path import Path
from chatlint.model.source import Span

_CHUNK = 1024 * 1024
_HEAD = 64  # bytes by which one knows what a file is
_SPACE = re.compile(r"[ \t\r\n]*")
_TOO_LONG = "longer than one record may be; --max-size raises the limit"
# What is packed may hold so many times its size (logs are packed to a tenth, or a thirtieth), and
# so many records of the greatest length in any case. There, a record counts as so many bytes at
# least (those of CloudTrail have a thousand), since an empty one takes its time, too.
_TIGHTEST = 50
_FLOOR = 4
_LEAST_RECORD = 100


class JsonRecord(NamedTuple):
    """One JSON text, and where it begins in the file.

    Args:
        text: the text; in case of a fault, what there is of it.
        line, column: of its beginning, from 1.
        offset: of its beginning, from 0, in characters.
        document: which document of the file it is or belongs to.
        path: where in that document.
        fault: why it cannot be read, if that is known already.
    """

    text: str
    line: int
    column: int
    offset: int
    document: int = 0
    path: Path = ()
    fault: ParseIssue | None = None


def iter_records(name: str, file: BinaryIO, limit: int) -> Iterator[JsonRecord]:
    """The records of ``file``.

    Args:
        name: what the file is called.
        file: its bytes, packed by gzip if the name says so.
        limit: how many bytes one record may have.

    Raises:
        OSError: the file cannot be read.
    """
    if name.lower().endswith(GZIP_SUFFIX):
        packed = _Packed(file, limit)
        yield from packed.bounded(_records(packed.chunks(), limit))
    else:
        yield from _records(_chunks(file), limit)


def _records(chunks: Iterator[bytes], limit: int) -> Iterator[JsonRecord]:
    try:
        head = b""
        while len(head) < _HEAD and (chunk := next(chunks, b"")):
            head += chunk
    except _DAMAGED as error:
        chunks = _failing(error)
    if CLOUDTRAIL_START.match(head):
        yield from _events(chain((head,), chunks), limit)
    elif len(head) < _CHUNK and not _is_json(head.partition(b"\n")[0]) and _is_json(head):
        yield _record(head, 1, 0, 0, is_whole=len(head) <= limit)
    else:
        yield from _lines(chain((head,), chunks), limit)


def _failing(error: Exception) -> Iterator[bytes]:
    raise error
    yield b""


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


class _TooTightError(Exception):
    """What is packed would go on and on."""


_DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, _TooTightError)


class _Packed:
    """Unpacks ``file``, which may be a pipe, as far as it may go."""

    def __init__(self, file: BinaryIO, limit: int) -> None:
        self._file = file
        self._limit = limit
        self._count = 0

    def read(self, size: int) -> bytes:
        """The next ``size`` bytes of what is packed; they are counted."""
        data = self._file.read(size)
        self._count += len(data)
        return data

    def chunks(self) -> Iterator[bytes]:
        """What is unpacked."""
        unpacked = 0
        for chunk in _before_damage(gzip.GzipFile(fileobj=cast(BinaryIO, self))):
            unpacked += len(chunk)
            if unpacked > self._most:
                raise _TooTightError
            yield chunk

    def bounded(self, found: Iterator[JsonRecord]) -> Iterator[JsonRecord]:
        """As many of the records ``found`` as there may be, and then that there are more."""
        for number, record in enumerate(found):
            if number * _LEAST_RECORD > self._most:
                yield _damaged(_TooTightError(), record.line, record.offset, record.document)
                return
            yield record

    @property
    def _most(self) -> int:
        return max(_FLOOR * self._limit, _TIGHTEST * self._count)


def _before_damage(file: gzip.GzipFile) -> Iterator[bytes]:
    """The chunks of ``file``, up to the last byte that comes before any damage."""
    chunk, damage = b"more", None
    while chunk and damage is None:
        chunk = b""
        try:
            while len(chunk) < _CHUNK and (part := file.read1(_CHUNK - len(chunk))):
                chunk += part
        except _DAMAGED as error:
            damage = error
        yield chunk
    if damage is not None:
        raise damage


def _fault(word: ParseIssueKind, detail: str, offset: int = 0) -> ParseIssue:
    return ParseIssue(word, Span(offset, offset + 1), detail)


def _damaged(error: Exception, line: int, offset: int, document: int) -> JsonRecord:
    if isinstance(error, _TooTightError):
        much = f"more than {_TIGHTEST} times its size, or too many small records"
        detail = f"unpacks to {much}; --max-size raises the limit"
        return JsonRecord("", line, 1, offset, document, fault=_fault("over-limit", detail))
    what = "ends too early" if isinstance(error, EOFError) else f"is damaged ({error})"
    fault = _fault("not-text", f"the packed data {what}")
    return JsonRecord("", line, 1, offset, document, fault=fault)


def _lines(chunks: Iterator[bytes], limit: int) -> Iterator[JsonRecord]:
    """The records of JSON Lines: one on each line that is not blank."""
    line, offset, document = 0, 0, 0
    try:
        for data, is_whole in _split(chunks, limit):
            line += 1
            if not data:
                offset += 1
                continue
            record = _record(data, line, offset, document, is_whole=is_whole)
            offset += len(record.text) + 1
            if record.text.strip() or record.fault:
                document += 1
                yield record
    except _DAMAGED as error:
        yield _damaged(error, line + 1, offset, document)


def _record(data: bytes, line: int, offset: int, document: int, *, is_whole: bool) -> JsonRecord:
    if line == 1:
        data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text, fault = data.decode(), None
    except UnicodeDecodeError as error:
        before = len(data[: error.start].decode())
        fault = _fault("not-text", f"byte 0x{data[error.start]:02X} is not UTF-8", before)
        text = data.decode("utf-8", "replace")
    if not is_whole:
        fault = _fault("over-limit", _TOO_LONG)
    return JsonRecord(text, line, 1, offset, document, fault=fault)


def _split(chunks: Iterator[bytes], limit: int) -> Iterator[tuple[bytes, bool]]:
    """Lines without their ends, and whether each is whole; of a longer one there is a part."""
    rest, skipping = b"", False
    for chunk in chunks:
        *lines, last = chunk.split(b"\n")
        for line in lines:
            if not skipping:
                yield (rest + line)[:limit], len(rest) + len(line) <= limit
            rest, skipping = b"", False
        rest = b"" if skipping else rest + last
        if len(rest) > limit:
            yield rest[:limit], False
            rest, skipping = b"", True
    if rest:
        yield rest, True


def _events(chunks: Iterator[bytes], limit: int) -> Iterator[JsonRecord]:
    """The records in what CloudTrail writes; what follows a broken one cannot be told apart."""
    reader = _Events(chunks, limit)
    try:
        yield from reader.records()
    except _DAMAGED as error:
        yield _damaged(error, reader.line, reader.offset, 0)
    except UnicodeDecodeError as error:
        detail = f"byte 0x{error.object[error.start]:02X} is not UTF-8"
        fault = _fault("not-text", detail)
        yield JsonRecord("", reader.line, reader.column, reader.offset, fault=fault)


class _Events:
    """Reads the items of a list while its text comes in."""

    def __init__(self, chunks: Iterator[bytes], limit: int) -> None:
        self._chunks = chunks
        self._limit = limit
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        # Only where an item ends matters; Python does not read numbers of any length.
        self._decode = json.JSONDecoder(parse_int=str).raw_decode
        self._text = ""
        self._at = 0
        self.line, self.column, self.offset = 1, 1, 0

    def records(self) -> Iterator[JsonRecord]:
        self._more()
        opening = self._text.index("[") + 1
        self._go(opening)
        number = 0
        while self._next():
            end = self._end()
            text = self._text[self._at : end or self._at + self._limit]
            too_long = end is None and len(text) >= self._limit
            fault = _fault("over-limit", _TOO_LONG) if too_long else None
            here = (self.line, self.column, self.offset, 0, ("Records", number))
            yield JsonRecord(text, *here, fault)
            if end is None:
                return
            number += 1
            self._go(end)

    def _next(self) -> bool:
        """Go to the next item, if there is one."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._go(space.end() if space else self._at)
            if self._at < len(self._text):
                if self._text[self._at] != ",":
                    return self._text[self._at] != "]"
                self._go(self._at + 1)
            elif not self._more():
                return False

    def _end(self) -> int | None:
        """Where the item here ends; ``None`` if it does not, or is too long."""
        while True:
            try:
                return self._decode(self._text, self._at)[1]
            except json.JSONDecodeError as error:
                # Whatever is not the end of what has come so far will not get better.
                at_end = error.pos + 20 > len(self._text) or error.msg.startswith("Unterminated")
                if not at_end or len(self._text) - self._at > self._limit or not self._more():
                    return None
            except RecursionError:
                return None

    def _go(self, to: int) -> None:
        passed = self._text[self._at : to]
        self.offset += len(passed)
        if breaks := passed.count("\n"):
            self.line += breaks
            self.column = len(passed) - passed.rindex("\n")
        else:
            self.column += len(passed)
        self._at = to

    def _more(self) -> bool:
        """Take in another chunk, and forget what was read."""
        chunk: Any = next(self._chunks, None)
        self._text = self._text[self._at :] + self._decoder.decode(chunk or b"", chunk is None)
        self._at = 0
        return chunk is not None
