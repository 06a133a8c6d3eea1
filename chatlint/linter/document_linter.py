"""Judges a sheet: what the engine and the reader find in it, and what comments say to that.

What only a finding needs is imported when there is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from copy import copy
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from chatlint.aws.model import ApiModel
from chatlint.finders.scanned import EmbeddedDocument, ScannedDocument
from chatlint.linter.engine.engine import Engine
from chatlint.linter.engine.precedence import Finding
from chatlint.linter.suppression.comments import find_comments
from chatlint.model.diagnostic import Diagnostic, Failure
from chatlint.model.document import Document, NonJsonValue, ParseIssue
from chatlint.model.issue import FileIssue, Issue
from chatlint.model.result import Suppressed
from chatlint.model.source import Source, Span
from chatlint.parsers import DATA_LANGUAGES
from chatlint.rules.rule import Rule

if TYPE_CHECKING:
    from chatlint.finders.mentions import MentionSearch


class LintedDocument(NamedTuple):
    """What there is to say about a sheet and those inside it, at places in its own text.

    Args:
        document: its document, with asterisks for what nobody is to see.
        ran: ids of the rules that had their chance to find something.
    """

    document: Document
    diagnostics: Sequence[Diagnostic]
    suppressed: Sequence[Suppressed]
    failures: Sequence[Failure]
    ran: frozenset[str]


class DocumentLinter:
    """Judges sheets.

    Args:
        rules: all rules.
        engine: what runs them.
        api: the model of the request.
        counting: ids of the rules whose findings count.
        running: those of them that have something to go by.
        known_as: from the name of a file to the path by which fingerprints know it.
        today: the day by which comments with an end are in force; by default the present one, UTC.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        engine: Engine,
        api: ApiModel,
        *,
        counting: Set[str],
        running: frozenset[str],
        known_as: Callable[[str], str],
        today: date | None,
    ) -> None:
        self._rules = rules
        self._engine = engine
        self._api = api
        self._counting = counting
        self.running = running
        self._known_as = known_as
        self._today = today

    @cached_property
    def mention(self) -> MentionSearch:
        """Looks for what requests are about where nothing can be read."""
        from chatlint.finders.mentions import MentionSearch

        return MentionSearch(self._api)

    def counting(self, rules: Set[str]) -> DocumentLinter:
        """The same, but the findings of ``rules`` count."""
        inspector = copy(self)
        inspector._counting = rules
        return inspector

    def lint(self, sheet: ScannedDocument, *, named: bool) -> LintedDocument | None:
        """What there is to say about ``sheet``; nothing at all if it has to do with no request.

        Args:
            sheet: what was read and found.
            named: whether the user said that it holds a request, so that its absence is a finding.
        """
        return self._lint(sheet, self._relevant_issues(sheet, named=named))

    def _lint(self, sheet: ScannedDocument, faults: Sequence[Issue]) -> LintedDocument | None:
        inside = [
            (each, judged)
            for each in sheet.embedded
            if (judged := self._lint(each.scanned, self._embedded_issues(each.scanned)))
        ]
        if not sheet.requests and not faults and not inside:
            return None
        document = sheet.document
        findings, failures = self._engine.check(sheet.requests, document.source.name)
        failures += chain.from_iterable(judged.failures for _, judged in inside)
        failures = list(dict.fromkeys(failures))  # one rule may fail in many a text inside
        ran = frozenset() if failures else self._ran(document)
        said = find_comments(document, self._rules)
        inside = [each for each in inside if each[1].diagnostics or each[1].suppressed]
        if not findings and not faults and not said and not inside:
            return LintedDocument(document, (), (), failures, ran)
        shown, found, suppressed = self._found(document, findings, faults, inside)
        if said:
            from chatlint.linter.diagnose import sort_diagnostics
            from chatlint.linter.redaction import redact, secret_texts
            from chatlint.linter.suppression.apply import apply_suppressions

            today = self._today or datetime.now(UTC).date()
            found, more, told = apply_suppressions(found, said, ran, today)
            suppressed += more
            words = secret_texts(document.source, (), self._private(document))
            found = sort_diagnostics(
                [*found, *redact(self.selected_diagnostics(shown, (), told), words)]
            )
        return LintedDocument(shown, found, suppressed, failures, ran)

    def redact_document(self, sheet: ScannedDocument) -> Document:
        """The document of ``sheet``, with asterisks for what no output may repeat."""
        from chatlint.linter.redaction import mask_secrets

        hidden: list[Span] = []
        for each in sheet.embedded:
            spans = self.redact_document(each.scanned).hidden
            hidden += map(each.source_map().span, spans) if spans else ()
        findings, _ = self._engine.check(sheet.requests)
        private = self._private(sheet.document)
        return mask_secrets(sheet.document, findings, [*private, *hidden])

    def _found(
        self,
        document: Document,
        findings: Sequence[Finding],
        faults: Iterable[Issue],
        inside: Iterable[tuple[EmbeddedDocument, LintedDocument]],
    ) -> tuple[Document, list[Diagnostic], list[Suppressed]]:
        """What was found in ``document`` and, brought out to it, ``inside`` of it."""
        from chatlint.linter.diagnose import sort_diagnostics
        from chatlint.linter.redaction import mask_secrets, redact, secret_texts

        source = document.source
        private = self._private(document)
        hidden, brought, suppressed = _brought_out(inside, document)
        shown = mask_secrets(document, findings, [*private, *hidden])
        words = secret_texts(source, findings, private)
        found = redact(self.selected_diagnostics(shown, findings, faults), words)
        return shown, sort_diagnostics([*found, *brought]) if brought else found, suppressed

    def selected_diagnostics(
        self, document: Document, findings: Sequence[Finding], faults: Iterable[Issue]
    ) -> list[Diagnostic]:
        """The findings and faults in ``document`` whose rules count."""
        from chatlint.linter.diagnose import build_diagnostics

        path = self._known_as(document.source.name) if findings or faults else ""
        found = build_diagnostics(document, findings, self._engine.rules_for_issues(faults), path)
        return [each for each in found if each.rule in self._counting]

    def _private(self, document: Document) -> list[Span]:
        """Where in ``document`` something stands that nobody is to see, whatever is found."""
        return self._engine.secret_spans(document.source.text, unreadable=document.unreadable)

    def _ran(self, document: Document) -> frozenset[str]:
        """The rules that had their chance to find something in ``document``."""
        if not document.unreadable:
            return self.running
        spoke = self._engine.rules_for_issues(document.parsed.issues)
        return self.running & {rule.id for rule, _ in spoke}

    def skip_reason(self, document: Document) -> tuple[str, frozenset[str]]:
        """Why there is nothing to say about ``document``, and the rules that had their chance."""
        if not document.unreadable:
            return "holds no StartChatContact request", self.running
        from chatlint.linter.redaction import Redactor, secret_texts

        private = self._private(document)
        words = secret_texts(document.source, (), private)
        detail = Redactor(words)(document.parsed.issues[0].detail)
        return f"does not look like a request, and cannot be read: {detail}", frozenset()

    def _relevant_issues(self, sheet: ScannedDocument, *, named: bool) -> Sequence[Issue]:
        """The reader's faults that matter in a file.

        In a file nobody said is a request they matter if it holds one, or cannot be read and
        names what requests are about. A file without a request needs no word about how it spells
        keys and texts; if it was named, what matters is that it holds none. What is no data is
        never said to hold a request.
        """
        document, text = sheet.document, sheet.document.source.text
        faults = list(document.parsed.issues)
        if sheet.requests and not faults:
            return faults
        named = named and document.language in DATA_LANGUAGES
        if any(each.requests for each in sheet.walk()):
            return _in_requests(sheet)
        if document.unreadable:
            return faults if named or self.mention.in_text(text, document.language) else []
        if not named and not self._is_hidden(document):
            return []
        faults = [each for each in faults if each.kind not in _SPELLING]
        detail = _without_request(document, self._api)
        return faults or [FileIssue("no-request", Span(0, min(1, len(text))), detail)]

    def _is_hidden(self, document: Document) -> bool:
        """Whether a tag that nobody knows stands before a request."""
        from chatlint.finders.plain import is_request

        values = document.parsed.values
        return any(
            isinstance(value, NonJsonValue) and is_request(value.content, self._api)
            for value in values
        )

    def _embedded_issues(self, sheet: ScannedDocument) -> Sequence[ParseIssue]:
        """The reader's faults that matter in a text inside another one."""
        if sheet.document.unreadable:
            return sheet.document.parsed.issues if sheet.is_certain else ()
        return _in_requests(sheet)

    def mask_text(self, text: str) -> str:
        """``text`` with asterisks for what nobody is to see wherever it stands."""
        return Source("", text).masked(self._engine.secret_spans(text)).text


def _brought_out(
    inside: Iterable[tuple[EmbeddedDocument, LintedDocument]], holder: Document
) -> tuple[list[Span], list[Diagnostic], list[Suppressed]]:
    """What is hidden, found and suppressed ``inside`` of ``holder``, told of its text."""
    hidden: list[Span] = []
    found: list[Diagnostic] = []
    suppressed: list[Suppressed] = []
    for inner, judged in inside:
        from chatlint.linter.embedded import EmbeddedMapper  # most files have nothing inside

        lift = EmbeddedMapper(inner, holder)
        hidden += map(lift.span, judged.document.hidden)
        found += map(lift.diagnostic, judged.diagnostics)
        suppressed += (
            each._replace(diagnostic=lift.diagnostic(each.diagnostic)) for each in judged.suppressed
        )
    if found:
        from chatlint.linter.embedded import unique_fingerprints

        found = unique_fingerprints(found, Counter())
    return hidden, found, suppressed


def _in_requests(sheet: ScannedDocument) -> list[ParseIssue]:
    """The faults that touch a request or a text with one, and those that spoil all of a text."""
    held = [(each.document, each.path) for each in sheet.requests]
    held += [(each.document, each.path) for each in sheet.embedded if each.path is not None]
    return [
        fault
        for fault in sheet.document.parsed.issues
        if fault.kind in _SPOILING
        or any(
            fault.document == number and fault.path[: len(path)] == path for number, path in held
        )
    ]


_SPOILING = frozenset(("syntax-error", "over-limit"))
_SPELLING = frozenset(("duplicate-key", "not-text", "yaml-dialect"))


def _without_request(document: Document, api: ApiModel) -> str:
    values = document.parsed.values
    if not any(value is not None for value in values):
        comments = bool(document.source.text.strip())
        return "the file holds no more than comments" if comments else "the file is empty"
    if isinstance(values[0], dict):
        from chatlint.finders.plain import describe_shortfall

        met = f"a mapping {describe_shortfall(values[0], api)}"
    else:
        met = "a list without one" if isinstance(values[0], list) else "a single value"
    return f"expected a StartChatContact request, found {met}"
