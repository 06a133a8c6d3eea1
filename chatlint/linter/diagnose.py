"""Build diagnostics: give findings and parse issues their place, message, fix and fingerprint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from chatlint.linter.engine.precedence import Finding
from chatlint.model.diagnostic import (
    Diagnostic,
    Fix,
    Location,
    ManualFix,
    Related,
    RelatedPath,
    Severity,
)
from chatlint.model.document import Document, NodeLocation
from chatlint.model.issue import Issue
from chatlint.model.path import dotted_path, json_pointer
from chatlint.model.printable import clip, printable
from chatlint.model.source import MASK, Span
from chatlint.parsers import DATA_LANGUAGES
from chatlint.rules.rule import Rule

if TYPE_CHECKING:
    from chatlint.linter.fixes.fixer import Fixer


def build_diagnostics(
    document: Document,
    findings: Iterable[Finding],
    issues: Iterable[tuple[Rule, Issue]],
    path: str = "",
) -> list[Diagnostic]:
    """Build the diagnostics of ``document``, in the order of the text.

    Args:
        document: the parsed text.
        findings: problems that rules found in it.
        issues: parse issues, each with the rule that reports it.
        path: the path of the file in fingerprints; by default the name of the source.
    """
    from chatlint.linter.fixes.fixer import Fixer  # most files have no findings

    fixer = Fixer(document)
    drafts = [_from_finding(document, finding, fixer) for finding in findings]
    drafts += [_from_issue(document, rule, issue, fixer) for rule, issue in issues]
    # An error about a scalar supersedes the note that YAML versions read it differently.
    errors = {draft.span for draft in drafts if draft.rule.severity is Severity.ERROR}
    drafts = [d for d in drafts if d.rule.reader != "yaml-dialect" or d.span not in errors]
    # A string that cannot be sent at all is not checked for its form.
    unsendable = {draft.span for draft in drafts if draft.rule.reader == "not-text"}
    drafts = [d for d in drafts if d.rule.reader or d.span not in unsendable]
    drafts.sort(key=lambda draft: (draft.span, draft.rule.id, draft.message))
    seen: Counter[str] = Counter()
    path = path or document.source.name
    return [_build_diagnostic(document, draft, seen, path) for draft in drafts]


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort ``diagnostics`` by their place in the text."""
    return sorted(diagnostics, key=lambda each: (each.span, each.rule, each.message))


def hash_fingerprint(*parts: str) -> str:
    """The SHA-256 of ``parts``, in hexadecimal digits."""
    from hashlib import sha256

    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


class _Draft(NamedTuple):
    rule: Rule
    span: Span
    message: str
    location: Location
    related: tuple[Related, ...]
    member: str
    fix: Fix | ManualFix | None


def _from_finding(document: Document, finding: Finding, fixer: Fixer) -> _Draft:
    rule, number, problem, _ = finding
    place = document.locate(number, problem.path, problem.part)
    missing = problem.part == "missing"
    member = str(problem.path[-1]) if missing else ""
    related = tuple(_locate_related(document, number, each) for each in problem.related)
    if place.origin is not None:
        related = (*related, Related("written here", document.source.name, place.origin))
    suggestion = "" if document.is_hidden(place.span) else problem.suggestion
    message = rule.message.format(
        value=f"`{clip(member)}`" if missing else _describe_value(document, place, problem.value),
        path=dotted_path(problem.path) or "the request",
        detail=problem.detail,
        expected=problem.expected,
        suggestion=f"; did you mean `{printable(suggestion)}`?" if suggestion else "",
    )
    location = Location(number, json_pointer(problem.path[:-1] if missing else problem.path))
    fix = fixer.fix_finding(finding, place.span)
    return _Draft(rule, place.span, message, location, related, member, fix)


def _locate_related(document: Document, number: int, related: RelatedPath) -> Related:
    place = document.locate(number, related.path, related.part)
    return Related(related.message, document.source.name, place.span)


def _describe_value(document: Document, place: NodeLocation, value: object) -> str:
    """``value`` as the text spells it; a collection by its type."""
    if isinstance(value, (dict, list)):
        return "this mapping" if isinstance(value, dict) else "this list"
    start, end = place.origin or place.span
    text = document.source.text[start:end]
    if isinstance(value, str) and "\n" in text and MASK not in text:
        text = value
    return f"`{clip(text)}`" if text else "nothing"


def _from_issue(document: Document, rule: Rule, issue: Issue, fixer: Fixer) -> _Draft:
    related = tuple(Related(message, document.source.name, span) for message, span in issue.related)
    fields = dict.fromkeys(("value", "path", "expected", "suggestion"), "")
    message = rule.message.format(detail=issue.detail, **fields)
    location = Location(issue.document, json_pointer(issue.path))
    return _Draft(rule, issue.span, message, location, related, "", fixer.fix_issue(rule, issue))


def _limit_fix(document: Document, fix: Fix | ManualFix | None) -> Fix | ManualFix | None:
    """``fix``; a manual one if ``document`` is source code."""
    if fix is None or document.language in DATA_LANGUAGES:
        return fix
    return ManualFix(fix.title, fix.safe, f"chatlint does not edit {document.language}")


def _build_diagnostic(
    document: Document, draft: _Draft, seen: Counter[str], path: str
) -> Diagnostic:
    rule, source, fix = draft.rule, document.source, _limit_fix(document, draft.fix)
    start, end = draft.span
    # Fingerprint v1: rule, file, place in the data and value, but no line, which may move.
    value = "" if draft.member or rule.group == "safety" else source.text[start:end]
    parts = (rule.id, path, draft.location.pointer, draft.member, value)
    same = hash_fingerprint(*parts)
    seen[same] += 1
    return Diagnostic(
        source_name=source.name,
        span=draft.span,
        rule=rule.id,
        name=rule.name,
        severity=rule.severity,
        message=draft.message,
        url=rule.source,
        location=draft.location,
        related=draft.related,
        fix=fix if isinstance(fix, Fix) else None,
        fingerprint=hash_fingerprint(*parts, str(seen[same])),
        by_hand=fix if isinstance(fix, ManualFix) else None,
    )
