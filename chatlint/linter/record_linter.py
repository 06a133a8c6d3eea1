"""Lint a file record by record, so that it may be of any length."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import BinaryIO, NoReturn

from chatlint.finders import find_requests
from chatlint.finders.scanned import FinderOptions, ScannedDocument
from chatlint.linter.document_linter import DocumentLinter, LintedDocument
from chatlint.linter.embedded_mapper import unique_fingerprints
from chatlint.model.diagnostic import Diagnostic, Failure, ManualFix
from chatlint.model.document import Document, ParseIssue, ParseResult
from chatlint.model.partial_source import PartialSource, SourcePart
from chatlint.model.path import json_pointer
from chatlint.model.result import FileResult, Suppressed
from chatlint.model.source import Source, Span
from chatlint.parsers import parse
from chatlint.parsers.json_records import JsonRecord, iter_records

# Reading a file stops beyond these limits.
_MOST_FINDINGS = 10_000
_MOST_TEXT = 16 * 1024 * 1024  # characters
# Broken records that are kept until a request is found, and how much of their text on both sides.
_MOST_WAITING = 1_000
_AROUND = 200  # characters
# Issues after which reading may end; their messages repeat nothing of the text.
_ENDING = ("over-limit", "not-text")
# A record with at most so many characters has no request; logs are full of such records.
_SMALL = 20


def lint_records(
    name: str, file: BinaryIO, inspector: DocumentLinter, search: FinderOptions, *, explicit: bool
) -> FileResult:
    """Lint the records of ``file``.

    Args:
        name: the name of the file.
        file: its bytes.
        inspector: lints one record.
        search: how to find requests in a record.
        explicit: whether the user named this file, so that it is reported if it cannot be read.

    Raises:
        OSError: the file cannot be read.
    """
    linter = _RecordLinter(name, inspector, search)
    linter.lint(iter_records(name, file, search.limits.size_of(".json")))
    return linter.build_result(explicit=explicit)


class _RecordLinter:
    """Gathers the result of a file from its records.

    A broken record is one finding, and the next records are still linted. In a file without a
    request it is reported only if it mentions a required member, or if the user named the file
    and reading may have ended there.
    """

    def __init__(self, name: str, inspector: DocumentLinter, search: FinderOptions) -> None:
        self._name = name
        self._inspector = inspector
        self._search = search
        self._requests = 0
        self._diagnostics: list[Diagnostic] = []
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

    def build_result(self, *, explicit: bool) -> FileResult:
        """The result of all records linted."""
        if explicit and self._ending and not self._requests:
            self._report(*self._excerpt(*self._ending))
        source = PartialSource(self._name, "".join(self._texts), parts=tuple(self._parts))
        running = self._inspector.running
        if not self._requests and not self._diagnostics:
            reason = "holds no StartChatContact request"
            if self._ending is None:
                return FileResult(source, 0, skip_reason=reason, rules_run=running)
            reason += f", as far as it can be read: {self._ending[1].detail}"
            return FileResult(source, 0, skip_reason=reason)
        failures = tuple(self._failures.values())
        return FileResult(
            source,
            self._requests,
            tuple(self._diagnostics),
            failures,
            suppressed=tuple(self._suppressed),
            rules_run=frozenset() if failures or self._broken else running,
        )

    def lint(self, records: Iterable[JsonRecord]) -> None:
        """Lint ``records``, until there are more findings or text than is kept."""
        for record in records:
            if len(self._diagnostics) > _MOST_FINDINGS or self._length > _MOST_TEXT:
                detail = "there is so much to say that the rest of this file is not read"
                issue = ParseIssue("over-limit", Span(0, 1), detail)
                self._report(*self._excerpt(record, issue))
                return
            self._lint_record(record)

    def _lint_record(self, record: JsonRecord) -> None:
        if record.issue:
            self._take_broken(record, record.issue)
            return
        if len(record.text) <= _SMALL and self._is_negligible(record.text):
            return
        source, syntax = Source(self._name, record.text), self._search.syntax
        document = parse(source, self._search.limits, "json", syntax=syntax)
        if document.unreadable:
            self._take_broken(record, document.parsed.issues[0])
            return
        scanned = find_requests(document, self._search)
        if requests := scanned.request_count:
            self._requests += requests
            self._report_waiting()
            if linted := self._inspector.lint(scanned, explicit=False):
                self._keep(record, linted)

    def _is_negligible(self, text: str) -> bool:
        """Whether a short record can be skipped; a quick test that spares the parser."""
        if self._requests or len(self._waiting) < _MOST_WAITING:
            return _is_valid_json(text)
        return not self._inspector.mentions.in_text(text, "json")

    def _take_broken(self, record: JsonRecord, issue: ParseIssue) -> None:
        text, mention = record.text, self._inspector.mentions
        if self._requests or "StartChatContact" in text or mention.in_text(text, "json"):
            self._report(*self._excerpt(record, issue))
            return
        if issue.kind in _ENDING:
            self._ending = (record, issue)
        if len(self._waiting) < _MOST_WAITING:
            self._waiting.append(self._excerpt(record, issue))

    def _excerpt(self, record: JsonRecord, issue: ParseIssue) -> tuple[JsonRecord, ScannedDocument]:
        """Cut the text of a broken record to the part around ``issue``."""
        start = max(0, issue.span.start - _AROUND)
        text = self._inspector.mask_text(record.text)[start : issue.span.end + _AROUND]
        line_break = record.text.rfind("\n", 0, start)
        column = record.column + start if line_break < 0 else start - line_break
        line = record.line + record.text.count("\n", 0, start)
        span = Span(issue.span.start - start, min(issue.span.end - start, len(text)))
        cut = issue._replace(span=span, related=(), path=())
        document = Document(Source(self._name, text), ParseResult((), (cut,), lambda: ()), "json")
        record = record._replace(text=text, line=line, column=column, offset=record.offset + start)
        return record, ScannedDocument(document, ())

    def _report_waiting(self) -> None:
        for each in self._waiting:
            self._report(*each)
        self._waiting.clear()

    def _report(self, record: JsonRecord, scanned: ScannedDocument) -> None:
        """Add the findings in a broken record."""
        self._broken = True
        if linted := self._inspector.lint(scanned, explicit=True):
            self._keep(record, linted)

    def _keep(self, record: JsonRecord, linted: LintedDocument) -> None:
        for failure in linted.failures:
            self._failures[failure.path, failure.message] = failure
        if not linted.diagnostics and not linted.suppressed:
            return
        start = self._append_text(record, linted.document.source.text)
        shifted = [_shift_diagnostic(each, start, record) for each in linted.diagnostics]
        self._diagnostics += unique_fingerprints(shifted, self._seen)
        self._suppressed += (
            each._replace(diagnostic=_shift_diagnostic(each.diagnostic, start, record))
            for each in linted.suppressed
        )

    def _append_text(self, record: JsonRecord, text: str) -> int:
        """Append ``text`` to the partial source, and return the offset where it begins."""
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


def _is_valid_json(text: str) -> bool:
    try:
        _DECODER.decode(text)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


_DECODER = json.JSONDecoder(parse_constant=_refuse)  # JSON has no NaN or Infinity


def _shift_diagnostic(diagnostic: Diagnostic, start: int, record: JsonRecord) -> Diagnostic:
    """Map ``diagnostic`` of ``record`` to the partial source, in which it begins at ``start``."""
    location, fix, by_hand = diagnostic.location, diagnostic.fix, diagnostic.by_hand
    if fix:
        by_hand = ManualFix(fix.title, fix.safe, "chatlint does not edit a log")
    return diagnostic._replace(
        span=diagnostic.span.shifted(start),
        related=tuple(each._replace(span=each.span.shifted(start)) for each in diagnostic.related),
        location=location._replace(
            document=record.document,
            pointer=json_pointer(record.path) + location.pointer,
        ),
        fix=None,
        by_hand=by_hand,
    )
