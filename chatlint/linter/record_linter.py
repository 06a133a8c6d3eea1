"""Judges a file record by record, so that it may be of any length."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import BinaryIO, NoReturn

from chatlint.finders import find_requests
from chatlint.finders.scanned import FinderOptions, ScannedDocument
from chatlint.linter.document_linter import DocumentLinter, LintedDocument
from chatlint.linter.embedded import unique_fingerprints
from chatlint.model.diagnostic import Diagnostic, Failure, ManualFix
from chatlint.model.document import Document, ParseIssue, ParseResult
from chatlint.model.partial_source import PartialSource, SourcePart
from chatlint.model.path import json_pointer
from chatlint.model.result import FileResult, Suppressed
from chatlint.model.source import Source, Span
from chatlint.parsers import parse
from chatlint.parsers.json_records import JsonRecord, iter_records

# What is kept of a file whose records are all wrong. Nobody reads more.
_MOST_FINDINGS = 10_000
_MOST_TEXT = 16 * 1024 * 1024
# How many broken records are kept in mind while no request was met, and what of their texts.
_MOST_WAITING = 1_000
_AROUND = 200
# Faults by which reading may end, and whose words repeat nothing of the text.
_ENDING = ("over-limit", "not-text")
# No request is in a record of so few characters, wherever it is said to be. Many a log has many.
_SMALL = 20


def lint_records(
    name: str, file: BinaryIO, inspector: DocumentLinter, search: FinderOptions, *, named: bool
) -> FileResult:
    """Judge what ``file``, called ``name``, holds.

    Args:
        name: what the file is called.
        file: its bytes.
        inspector: what judges a record.
        search: how requests are found in one.
        named: whether the user asked for this file, so that it matters if it cannot be read.

    Raises:
        OSError: it cannot be read.
    """
    stream = _RecordLinter(name, inspector, search)
    stream.take(iter_records(name, file, search.limits.size_of(".json")))
    return stream.checked(named=named)


class _RecordLinter:
    """What there is to say about a file, gathered from its records.

    A broken record is one finding, and the rest goes on. In a file without any request it
    matters only if it names a member that requests must have, or if it may have kept the rest of
    a named file from being read.
    """

    def __init__(self, name: str, inspector: DocumentLinter, search: FinderOptions) -> None:
        self._name = name
        self._inspector = inspector
        self._search = search
        self._requests = 0
        self._found: list[Diagnostic] = []
        self._suppressed: list[Suppressed] = []
        self._failures: dict[tuple[str, str], Failure] = {}
        self._broken = False
        self._ending: tuple[JsonRecord, ParseIssue] | None = None
        self._seen: Counter[str] = Counter()
        self._waiting: list[tuple[JsonRecord, ScannedDocument]] = []
        self._texts: list[str] = []
        self._length = 0
        self._parts: list[SourcePart] = []
        self._last_line = 0

    def checked(self, *, named: bool) -> FileResult:
        """All of it."""
        if named and self._ending and not self._requests:
            self._tell(*self._unreadable(*self._ending))
        source = PartialSource(self._name, "".join(self._texts), parts=tuple(self._parts))
        running = self._inspector.running
        if not self._requests and not self._found:
            why = "holds no StartChatContact request"
            if self._ending is None:
                return FileResult(source, 0, skip_reason=why, rules_run=running)
            why += f", as far as it can be read: {self._ending[1].detail}"
            return FileResult(source, 0, skip_reason=why)
        failures = tuple(self._failures.values())
        return FileResult(
            source,
            self._requests,
            tuple(self._found),
            failures,
            suppressed=tuple(self._suppressed),
            rules_run=frozenset() if failures or self._broken else running,
        )

    def take(self, found: Iterable[JsonRecord]) -> None:
        """Judge records."""
        for record in found:
            if len(self._found) > _MOST_FINDINGS or self._length > _MOST_TEXT:
                detail = "there is so much to say that the rest of this file is not read"
                self._tell(*self._unreadable(record, ParseIssue("over-limit", Span(0, 1), detail)))
                return
            self._judge(record)

    def _judge(self, record: JsonRecord) -> None:
        if record.issue:
            self._take_broken(record, record.issue)
            return
        if len(record.text) <= _SMALL and self._says_nothing(record.text):
            return
        document = parse(Source(self._name, record.text), self._search.limits, "json")
        if document.unreadable:
            self._take_broken(record, document.parsed.issues[0])
            return
        sheet = find_requests(document, self._search)
        if requests := sheet.request_count:
            self._requests += requests
            self._tell_waiting()
            if judged := self._inspector.lint(sheet, explicit=False):
                self._keep(record, judged)

    def _says_nothing(self, text: str) -> bool:
        """Whether so short a record makes no difference; a quick test."""
        if self._requests or len(self._waiting) < _MOST_WAITING:
            return _is_json(text)
        return not self._inspector.mentions.in_text(text, "json")

    def _take_broken(self, record: JsonRecord, fault: ParseIssue) -> None:
        text, mention = record.text, self._inspector.mentions
        if self._requests or "StartChatContact" in text or mention.in_text(text, "json"):
            self._tell(*self._unreadable(record, fault))
            return
        if fault.kind in _ENDING:
            self._ending = (record, fault)
        if len(self._waiting) < _MOST_WAITING:
            self._waiting.append(self._unreadable(record, fault))

    def _unreadable(
        self, record: JsonRecord, fault: ParseIssue
    ) -> tuple[JsonRecord, ScannedDocument]:
        """A record that cannot be read and its sheet, with no more text than what is shown."""
        start = max(0, fault.span.start - _AROUND)
        text = self._inspector.mask_text(record.text)[start : fault.span.end + _AROUND]
        line_break = record.text.rfind("\n", 0, start)
        column = record.column + start if line_break < 0 else start - line_break
        line = record.line + record.text.count("\n", 0, start)
        span = Span(fault.span.start - start, min(fault.span.end - start, len(text)))
        moved = fault._replace(span=span, related=(), path=())
        document = Document(Source(self._name, text), ParseResult((), (moved,), lambda: ()), "json")
        here = record._replace(text=text, line=line, column=column, offset=record.offset + start)
        return here, ScannedDocument(document, ())

    def _tell_waiting(self) -> None:
        for each in self._waiting:
            self._tell(*each)
        self._waiting.clear()

    def _tell(self, record: JsonRecord, sheet: ScannedDocument) -> None:
        self._broken = True
        if judged := self._inspector.lint(sheet, explicit=True):
            self._keep(record, judged)

    def _keep(self, record: JsonRecord, judged: LintedDocument) -> None:
        for failure in judged.failures:
            self._failures[failure.path, failure.message] = failure
        if not judged.diagnostics and not judged.suppressed:
            return
        start = self._add(record, judged.document.source.text)
        moved = [_moved(each, start, record) for each in judged.diagnostics]
        self._found += unique_fingerprints(moved, self._seen)
        self._suppressed += (
            each._replace(diagnostic=_moved(each.diagnostic, start, record))
            for each in judged.suppressed
        )

    def _add(self, record: JsonRecord, text: str) -> int:
        """Take ``text`` into the extract; where it begins there."""
        if self._texts:
            gap = " … " if record.line == self._last_line else "\n"
            self._texts.append(gap)
            self._length += len(gap)
        start = self._length
        self._parts.append(SourcePart(start, record.line, record.column, record.offset))
        self._texts.append(text)
        self._length += len(text)
        self._last_line = record.line + text.count("\n")
        return start


def _is_json(text: str) -> bool:
    try:
        _DECODER.decode(text)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


_DECODER = json.JSONDecoder(parse_constant=_refuse)  # NaN and the like are no JSON


def _moved(found: Diagnostic, start: int, record: JsonRecord) -> Diagnostic:
    """``found`` in a record, told of the extract, where that record begins at ``start``."""

    def span(here: Span) -> Span:
        return Span(start + here.start, start + here.end)

    place = found.location
    by_hand = found.by_hand
    if found.fix:
        by_hand = ManualFix(found.fix.title, found.fix.safe, "chatlint does not edit a log")
    return found._replace(
        span=span(found.span),
        related=tuple(each._replace(span=span(each.span)) for each in found.related),
        location=place._replace(
            document=record.document,
            pointer=json_pointer(record.path) + place.pointer,
        ),
        fix=None,
        by_hand=by_hand,
    )
