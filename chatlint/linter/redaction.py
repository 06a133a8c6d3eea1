"""Hide secrets and personal data in documents and diagnostics."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence, Set

from chatlint.linter.engine.precedence import Finding
from chatlint.model.diagnostic import Diagnostic
from chatlint.model.document import Document
from chatlint.model.path import json_pointer
from chatlint.model.placeholder import PlaceholderSyntax
from chatlint.model.printable import ECHO_LIMIT
from chatlint.model.source import MASK, Source, Span, merge_spans


def mask_secrets(
    document: Document,
    findings: Iterable[Finding],
    private: Sequence[Span],
    syntax: PlaceholderSyntax,
) -> Document:
    """Put asterisks in the text of ``document`` for the values that rules with a mask report.

    Args:
        document: the document.
        findings: the findings in it.
        private: more spans to hide, for example secrets in comments.
        syntax: what is a placeholder.
    """
    spans = list(private)
    for rule, number, problem, _ in findings:
        if rule.mask == "value":
            scalars = document.scalars(number, problem.path)
            spans.extend(node.span for node in scalars if _is_sensitive(node.value, syntax))
        elif rule.mask:
            place = document.locate(number, problem.path, problem.part)
            spans.append(place.origin or place.span)
    return document.masked(spans) if spans else document


def _is_sensitive(value: object, syntax: PlaceholderSyntax) -> bool:
    is_trivial = value is None or value == "" or isinstance(value, bool)
    return not is_trivial and not syntax.is_placeholder(value)


def secret_texts(source: Source, findings: Iterable[Finding], private: Sequence[Span]) -> set[str]:
    """Collect the strings that no message may repeat: private spans and hidden keys."""
    secrets = {source.text[start:end] for start, end in private}
    for rule, _, problem, _ in findings:
        if rule.mask is True and problem.part == "key":
            secrets.add(str(problem.value))
    return secrets - {""}


def redact(diagnostics: Iterable[Diagnostic], secrets: Set[str]) -> list[Diagnostic]:
    """Put asterisks for ``secrets`` in messages and pointers; drop fixes that would write one."""
    if not secrets:
        return list(diagnostics)
    redactor = Redactor(secrets)
    pointer_redactor = Redactor({json_pointer((each,)).removeprefix("/") for each in secrets})
    return [_redact_diagnostic(each, redactor, pointer_redactor) for each in diagnostics]


def _redact_diagnostic(
    diagnostic: Diagnostic, redactor: Redactor, pointer_redactor: Redactor
) -> Diagnostic:
    location, fix = diagnostic.location, diagnostic.fix
    if fix and any(redactor.hidden_in(edit.text) for edit in fix.edits):
        fix = None
    return diagnostic._replace(
        message=redactor(diagnostic.message),
        location=location._replace(pointer=pointer_redactor(location.pointer)),
        fix=fix,
    )


class Redactor:
    """Puts asterisks for ``secrets`` in texts, also for one that is clipped and ends in ``…``.

    There may be thousands of secrets and of texts, so each offset of a text is looked up in a
    set of beginnings; secrets are not searched for one by one.
    """

    def __init__(self, secrets: Set[str]) -> None:
        self._secrets = secrets
        self._sorted = sorted(secrets)
        self._lengths = sorted(set(map(len, secrets)), reverse=True)
        self._head = min((_RECOGNISABLE, *self._lengths))
        self._heads = {secret[: self._head] for secret in secrets}

    def __call__(self, text: str) -> str:
        """Redact ``text``."""
        parts, done = list[str](), 0
        for start, end in merge_spans(self.hidden_in(text)):
            parts += (text[done:start], MASK * (end - start))
            done = end
        return "".join(parts) + text[done:]

    def hidden_in(self, text: str) -> list[Span]:
        """Find the secrets in ``text``, clipped ones included."""
        head, heads = self._head, self._heads
        starts = (at for at in range(len(text)) if text[at : at + head] in heads)
        return [Span(start, end) for start in starts if (end := self._end(text, start)) > start]

    def _end(self, text: str, start: int) -> int:
        """The end of the longest secret that begins at ``start``; or ``start``."""
        for length in self._lengths:
            if (candidate := text[start : start + length]) in self._secrets:
                return start + len(candidate)
        cut = text.find("…", start + _RECOGNISABLE + 1, start + ECHO_LIMIT)
        if cut < 0:
            return start
        beginning = text[start:cut]
        index = bisect_left(self._sorted, beginning)
        is_clipped = index < len(self._sorted) and self._sorted[index].startswith(beginning)
        return cut if is_clipped else start


# A clipped secret is hidden if more characters of it than these are shown.
_RECOGNISABLE = 4
