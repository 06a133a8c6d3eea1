"""Read files of many JSON texts record by record: JSON Lines, and files CloudTrail delivers.

Only the current record is in memory, so limits apply to one record, not to the file.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO, NamedTuple

from chatlint.files.reading import CLOUDTRAIL_START, GZIP_SUFFIX
from chatlint.model.document import ParseIssue, ParseIssueKind
from chatlint.model.path import Path
from chatlint.model.source import Span
from chatlint.parsers.gzip_chunks import (
    CHUNK_SIZE,
    DAMAGE_ERRORS,
    MAX_RATIO,
    GzipUnpacker,
    UnpackLimitError,
)
from chatlint.parsers.json import is_valid_json

_HEAD = 64  # bytes that show the format of a file
_SPACE = re.compile(r"[ \t\r\n]*")
_TOO_LONG = "longer than one record may be; --max-size raises the limit"


class JsonRecord(NamedTuple):
    """One JSON text and its position in the file.

    Args:
        text: the text; only its readable part if there is an issue.
        line, column: the position of its first character, from 1.
        offset: the offset of its first character in code points.
        document: the number of the JSON document that is or contains the record, from 0.
        path: the path of the record in that document.
        issue: why the record cannot be read, if it cannot.
    """

    text: str
    line: int
    column: int
    offset: int
    document: int = 0
    path: Path = ()
    issue: ParseIssue | None = None


def iter_records(name: str, file: BinaryIO, limit: int) -> Iterator[JsonRecord]:
    """Read the records of ``file``.

    Args:
        name: the name of the file; its suffix tells whether the file is packed with gzip.
        file: the file, open for reading bytes.
        limit: how many bytes one record may have.

    Raises:
        OSError: the file cannot be read.
    """
    if name.lower().endswith(GZIP_SUFFIX):
        yield from _iter_packed(GzipUnpacker(file, limit), limit)
    else:
        yield from _iter_unpacked(_read_chunks(file), limit)


def _iter_packed(unpacker: GzipUnpacker, limit: int) -> Iterator[JsonRecord]:
    for number, record in enumerate(_iter_unpacked(unpacker.chunks(), limit)):
        if not unpacker.permits(number):
            error = UnpackLimitError()
            yield _damaged_record(error, record.line, record.offset, record.document)
            return
        yield record


def _iter_unpacked(chunks: Iterator[bytes], limit: int) -> Iterator[JsonRecord]:
    try:
        head = b""
        while len(head) < _HEAD and (chunk := next(chunks, b"")):
            head += chunk
    except DAMAGE_ERRORS as error:
        chunks = _raise_later(error)
    if CLOUDTRAIL_START.match(head):
        yield from _iter_cloudtrail(chain((head,), chunks), limit)
    elif len(head) < CHUNK_SIZE and _is_one_text(head):
        yield _decode_record(head, 1, 0, 0, is_whole=len(head) <= limit)
    else:
        yield from _iter_lines(chain((head,), chunks), limit)


def _raise_later(error: Exception) -> Iterator[bytes]:
    """Raise ``error`` when the first chunk is read."""
    raise error
    yield b""


def _is_one_text(data: bytes) -> bool:
    """Whether ``data`` is one JSON text of several lines, not one on each line."""
    first_line = data.partition(b"\n")[0]
    return not is_valid_json(first_line, allow_nan=True) and is_valid_json(data, allow_nan=True)


def _read_chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK_SIZE):
        yield chunk


def _build_issue(kind: ParseIssueKind, detail: str, offset: int = 0) -> ParseIssue:
    return ParseIssue(kind, Span(offset, offset + 1), detail)


def _damaged_record(error: Exception, line: int, offset: int, document: int) -> JsonRecord:
    """Build the record that reports ``error`` in the packed data."""
    if isinstance(error, UnpackLimitError):
        much = f"more than {MAX_RATIO} times its size, or too many small records"
        detail = f"unpacks to {much}; --max-size raises the limit"
        return JsonRecord("", line, 1, offset, document, issue=_build_issue("over-limit", detail))
    problem = "ends too early" if isinstance(error, EOFError) else f"is damaged ({error})"
    issue = _build_issue("not-text", f"the packed data {problem}")
    return JsonRecord("", line, 1, offset, document, issue=issue)


def _iter_lines(chunks: Iterator[bytes], limit: int) -> Iterator[JsonRecord]:
    """Read JSON Lines: one record on each line that is not blank."""
    line, offset, document = 0, 0, 0
    try:
        for data, is_whole in _split_lines(chunks, limit):
            line += 1
            if not data:
                offset += 1
                continue
            record = _decode_record(data, line, offset, document, is_whole=is_whole)
            offset += len(record.text) + 1
            if record.text.strip() or record.issue:
                document += 1
                yield record
    except DAMAGE_ERRORS as error:
        yield _damaged_record(error, line + 1, offset, document)


def _decode_record(
    data: bytes, line: int, offset: int, document: int, *, is_whole: bool
) -> JsonRecord:
    if line == 1:
        data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text, issue = data.decode(), None
    except UnicodeDecodeError as error:
        start = len(data[: error.start].decode())
        issue = _build_issue("not-text", f"byte 0x{data[error.start]:02X} is not UTF-8", start)
        text = data.decode("utf-8", "replace")
    if not is_whole:
        issue = _build_issue("over-limit", _TOO_LONG)
    return JsonRecord(text, line, 1, offset, document, issue=issue)


def _split_lines(chunks: Iterator[bytes], limit: int) -> Iterator[tuple[bytes, bool]]:
    """Split ``chunks`` into lines, cut at ``limit`` bytes, each with whether it is whole."""
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


def _iter_cloudtrail(chunks: Iterator[bytes], limit: int) -> Iterator[JsonRecord]:
    """Read the records of a file that CloudTrail delivered, up to the first invalid one."""
    reader = _CloudTrailReader(chunks, limit)
    try:
        yield from reader.records()
    except DAMAGE_ERRORS as error:
        yield _damaged_record(error, reader.line, reader.offset, 0)
    except UnicodeDecodeError as error:
        detail = f"byte 0x{error.object[error.start]:02X} is not UTF-8"
        issue = _build_issue("not-text", detail)
        yield JsonRecord("", reader.line, reader.column, reader.offset, issue=issue)


class _CloudTrailReader:
    """Splits the list in ``{"Records": [ … ]}`` into its items while the text is read."""

    def __init__(self, chunks: Iterator[bytes], limit: int) -> None:
        self._chunks = chunks
        self._limit = limit
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        # Only the end of an item matters; as strings, integers may have any number of digits.
        self._decode = json.JSONDecoder(parse_int=str).raw_decode
        self._text = ""
        self._at = 0
        self.line, self.column, self.offset = 1, 1, 0

    def records(self) -> Iterator[JsonRecord]:
        self._read_chunk()
        self._advance_to(self._text.index("[") + 1)
        number = 0
        while self._has_next():
            end = self._find_end()
            text = self._text[self._at : end or self._at + self._limit]
            is_too_long = end is None and len(text) >= self._limit
            issue = _build_issue("over-limit", _TOO_LONG) if is_too_long else None
            position = (self.line, self.column, self.offset, 0, ("Records", number))
            yield JsonRecord(text, *position, issue)
            if end is None:
                return
            number += 1
            self._advance_to(end)

    def _has_next(self) -> bool:
        """Advance to the next item, if there is one."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._advance_to(space.end() if space else self._at)
            if self._at < len(self._text):
                if self._text[self._at] != ",":
                    return self._text[self._at] != "]"
                self._advance_to(self._at + 1)
            elif not self._read_chunk():
                return False

    def _find_end(self) -> int | None:
        """Find the end of the current item; ``None`` if the item is invalid or too long."""
        while True:
            try:
                return self._decode(self._text, self._at)[1]
            except json.JSONDecodeError as error:
                # More text cannot cure an error that is not at the end of the text read so far.
                is_at_end = error.pos + 20 > len(self._text) or error.msg.startswith("Unterminated")
                is_too_long = len(self._text) - self._at > self._limit
                if not is_at_end or is_too_long or not self._read_chunk():
                    return None
            except RecursionError:
                return None

    def _advance_to(self, end: int) -> None:
        passed = self._text[self._at : end]
        self.offset += len(passed)
        if breaks := passed.count("\n"):
            self.line += breaks
            self.column = len(passed) - passed.rindex("\n")
        else:
            self.column += len(passed)
        self._at = end

    def _read_chunk(self) -> bool:
        """Append the next chunk to the text, and drop the part that was read."""
        chunk: Any = next(self._chunks, None)
        self._text = self._text[self._at :] + self._decoder.decode(chunk or b"", chunk is None)
        self._at = 0
        return chunk is not None
