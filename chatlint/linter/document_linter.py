"""Lints one scanned document: runs the rules, and applies its suppression comments.

What only a finding needs is imported when there is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from chatlint.aws.model import ApiModel
from chatlint.finders.scanned import EmbeddedDocument, ScannedDocument
from chatlint.linter.engine.engine import Engine
from chatlint.linter.engine.precedence import Finding
from chatlint.linter.file_identity import PathIdentity
from chatlint.linter.options import LintOptions
from chatlint.linter.suppression.comments import find_comments
from chatlint.model.diagnostic import Diagnostic, Failure
from chatlint.model.document import Document, NonJsonValue, ParseIssue
from chatlint.model.issue import FileIssue, Issue
from chatlint.model.result import FileResult, Suppressed
from chatlint.model.source import Source, Span
from chatlint.parsers import DATA_LANGUAGES

if TYPE_CHECKING:
    from chatlint.finders.mentions import MentionSearch


class LintedDocument(NamedTuple):
    """The result of a document and those embedded in it, with places in its own text.

    Args:
        document: the document, with secrets masked.
        diagnostics: the findings, in the order of the text.
        suppressed: findings that its comments suppress.
        failures: rules that failed, and why.
        rules_run: ids of the rules that ran.
    """

    document: Document
    diagnostics: Sequence[Diagnostic]
    suppressed: Sequence[Suppressed]
    failures: Sequence[Failure]
    rules_run: frozenset[str]


class DocumentLinter:
    """Lints scanned documents.

    Args:
        options: what to go by.
        engine: runs the rules.
    """

    def __init__(self, options: LintOptions, engine: Engine) -> None:
        self.engine = engine
        self.running = options.running
        self._options = options
        self._identity = PathIdentity(options.root)

    @cached_property
    def mentions(self) -> MentionSearch:
        """Searches texts that cannot be parsed for the members of requests."""
        from chatlint.finders.mentions import MentionSearch

        return MentionSearch(self._options.api)

    def lint_file(self, scanned: ScannedDocument, *, explicit: bool) -> FileResult:
        """Lint the document that is all of a file.

        Args:
            scanned: the document with its requests.
            explicit: whether the user named the file.
        """
        linted = self.lint(scanned, explicit=explicit and not self._options.skip_others)
        if linted is None:
            reason, rules_run = self._explain_skip(scanned.document)
            return FileResult(scanned.document.source, 0, skip_reason=reason, rules_run=rules_run)
        return FileResult(
            linted.document.source,
            scanned.request_count,
            tuple(linted.diagnostics),
            tuple(linted.failures),
            suppressed=tuple(linted.suppressed),
            rules_run=linted.rules_run,
            masked=tuple(linted.document.hidden),
        )

    def lint(self, scanned: ScannedDocument, *, explicit: bool) -> LintedDocument | None:
        """Lint a document; there is no result if it has nothing to do with a request.

        Args:
            scanned: the document with its requests.
            explicit: whether the user named it, so that the absence of a request is a finding.
        """
        return self._lint(scanned, self._relevant_issues(scanned, explicit=explicit))

    def _lint(self, scanned: ScannedDocument, issues: Sequence[Issue]) -> LintedDocument | None:
        embedded = [
            (each, linted)
            for each in scanned.embedded
            if (linted := self._lint(each.scanned, _embedded_issues(each.scanned)))
        ]
        if not scanned.requests and not issues and not embedded:
            return None
        document = scanned.document
        findings, failures = self.engine.check(scanned.requests, document.source.name)
        failures += chain.from_iterable(linted.failures for _, linted in embedded)
        failures = list(dict.fromkeys(failures))  # a rule may fail in several embedded documents
        rules_run = frozenset() if failures else self._list_rules_run(document)
        comments = find_comments(document, self._options.rules)
        embedded = [each for each in embedded if each[1].diagnostics or each[1].suppressed]
        if not findings and not issues and not comments and not embedded:
            return LintedDocument(document, (), (), failures, rules_run)
        masked, found, suppressed = self._diagnose(document, findings, issues, embedded)
        if comments:
            from chatlint.linter.diagnose import sort_diagnostics
            from chatlint.linter.redaction import redact, secret_texts
            from chatlint.linter.suppression.apply import apply_suppressions

            today = self._options.today or datetime.now(UTC).date()
            found, more, unused = apply_suppressions(found, comments, rules_run, today)
            suppressed += more
            secrets = secret_texts(document.source, (), self._find_secrets(document))
            about_comments = redact(self.selected_diagnostics(masked, (), unused), secrets)
            found = sort_diagnostics([*found, *about_comments])
        return LintedDocument(masked, found, suppressed, failures, rules_run)

    def redact_document(self, scanned: ScannedDocument) -> Document:
        """Mask in a document what no output may repeat."""
        from chatlint.linter.redaction import mask_secrets

        hidden: list[Span] = []
        for each in scanned.embedded:
            spans = self.redact_document(each.scanned).hidden
            hidden += map(each.source_map().span, spans) if spans else ()
        findings, _ = self.engine.check(scanned.requests)
        secrets = self._find_secrets(scanned.document)
        return mask_secrets(scanned.document, findings, [*secrets, *hidden], self._options.syntax)

    def mask_text(self, text: str) -> str:
        """Mask in ``text`` what no output may repeat wherever it stands."""
        return Source("", text).masked(self.engine.secret_spans(text)).text

    def selected_diagnostics(
        self, document: Document, findings: Sequence[Finding], issues: Iterable[Issue]
    ) -> list[Diagnostic]:
        """Build the diagnostics for findings and issues whose rules are selected."""
        from chatlint.linter.diagnose import build_diagnostics

        path = self._identity.path_of(document.source.name) if findings or issues else ""
        found = build_diagnostics(document, findings, self.engine.rules_for_issues(issues), path)
        return [each for each in found if each.rule in self._options.selected]

    def _diagnose(
        self,
        document: Document,
        findings: Sequence[Finding],
        issues: Iterable[Issue],
        embedded: Iterable[tuple[EmbeddedDocument, LintedDocument]],
    ) -> tuple[Document, list[Diagnostic], list[Suppressed]]:
        """Mask ``document`` and build its diagnostics, those of embedded documents included."""
        from chatlint.linter.diagnose import sort_diagnostics
        from chatlint.linter.redaction import mask_secrets, redact, secret_texts

        secrets = self._find_secrets(document)
        hidden, mapped, suppressed = _map_embedded(embedded, document)
        masked = mask_secrets(document, findings, [*secrets, *hidden], self._options.syntax)
        texts = secret_texts(document.source, findings, secrets)
        found = redact(self.selected_diagnostics(masked, findings, issues), texts)
        return masked, sort_diagnostics([*found, *mapped]) if mapped else found, suppressed

    def _find_secrets(self, document: Document) -> list[Span]:
        """Find what no output may repeat, whether or not it is a finding."""
        return self.engine.secret_spans(document.source.text, unreadable=document.unreadable)

    def _list_rules_run(self, document: Document) -> frozenset[str]:
        if not document.unreadable:
            return self.running
        reported = self.engine.rules_for_issues(document.parsed.issues)
        return self.running & {rule.id for rule, _ in reported}

    def _explain_skip(self, document: Document) -> tuple[str, frozenset[str]]:
        """Say why ``document`` was not checked, and list the rules that ran nevertheless."""
        if not document.unreadable:
            return "holds no StartChatContact request", self.running
        from chatlint.linter.redaction import Redactor, secret_texts

        secrets = secret_texts(document.source, (), self._find_secrets(document))
        detail = Redactor(secrets)(document.parsed.issues[0].detail)
        return f"does not look like a request, and cannot be read: {detail}", frozenset()

    def _relevant_issues(self, scanned: ScannedDocument, *, explicit: bool) -> Sequence[Issue]:
        """The parser's issues that matter in a file.

        In a file that was not named they matter if it holds a request, or cannot be parsed and
        names members of requests. In a named file without a request that is the issue, and the
        spelling of keys and strings does not matter. A file of another language than JSON and
        YAML is not expected to hold a request.
        """
        document, text = scanned.document, scanned.document.source.text
        issues = list(document.parsed.issues)
        if scanned.requests and not issues:
            return issues
        explicit = explicit and document.language in DATA_LANGUAGES
        if any(each.requests for each in scanned.walk()):
            return _issues_in_requests(scanned)
        if document.unreadable:
            matters = explicit or self.mentions.in_text(text, document.language)
            return issues if matters else []
        if not explicit and not self._is_behind_tag(document):
            return []
        issues = [each for each in issues if each.kind not in _ABOUT_SPELLING]
        detail = _describe_content(document, self._options.api)
        return issues or [FileIssue("no-request", Span(0, min(1, len(text))), detail)]

    def _is_behind_tag(self, document: Document) -> bool:
        """Whether an unknown tag stands before a request."""
        from chatlint.finders.plain import is_request

        return any(
            isinstance(value, NonJsonValue) and is_request(value.content, self._options.api)
            for value in document.parsed.values
        )


def _map_embedded(
    embedded: Iterable[tuple[EmbeddedDocument, LintedDocument]], outer: Document
) -> tuple[list[Span], list[Diagnostic], list[Suppressed]]:
    """Map the masked spans and findings of embedded documents to places in the outer text."""
    hidden: list[Span] = []
    found: list[Diagnostic] = []
    suppressed: list[Suppressed] = []
    for inner, linted in embedded:
        from chatlint.linter.embedded_mapper import EmbeddedMapper  # most files embed nothing

        mapper = EmbeddedMapper(inner, outer)
        hidden += map(mapper.span, linted.document.hidden)
        found += map(mapper.diagnostic, linted.diagnostics)
        suppressed += (
            each._replace(diagnostic=mapper.diagnostic(each.diagnostic))
            for each in linted.suppressed
        )
    if found:
        from chatlint.linter.embedded_mapper import unique_fingerprints

        found = unique_fingerprints(found, Counter())
    return hidden, found, suppressed


def _embedded_issues(scanned: ScannedDocument) -> Sequence[ParseIssue]:
    """The parser's issues that matter in an embedded document."""
    if scanned.document.unreadable:
        return scanned.document.parsed.issues if scanned.is_certain else ()
    return _issues_in_requests(scanned)


def _issues_in_requests(scanned: ScannedDocument) -> list[ParseIssue]:
    """The issues in a request or an embedded document, and those that end the parsing."""
    places = [(each.document, each.path) for each in scanned.requests]
    places += [(each.document, each.path) for each in scanned.embedded if each.path is not None]
    return [
        issue
        for issue in scanned.document.parsed.issues
        if issue.kind in _ENDS_PARSING
        or any(
            issue.document == number and issue.path[: len(path)] == path for number, path in places
        )
    ]


_ENDS_PARSING = frozenset(("syntax-error", "over-limit"))
_ABOUT_SPELLING = frozenset(("duplicate-key", "not-text", "yaml-dialect"))


def _describe_content(document: Document, api: ApiModel) -> str:
    """Say what a document without a request holds instead."""
    values = document.parsed.values
    if not any(value is not None for value in values):
        comments = bool(document.source.text.strip())
        return "the file holds no more than comments" if comments else "the file is empty"
    if isinstance(values[0], dict):
        from chatlint.finders.plain import describe_shortfall

        content = f"a mapping {describe_shortfall(values[0], api)}"
    else:
        content = "a list without one" if isinstance(values[0], list) else "a single value"
    return f"expected a StartChatContact request, found {content}"
