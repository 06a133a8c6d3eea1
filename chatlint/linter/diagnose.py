"""From paths to places: findings become diagnostics here, and nowhere else."""

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
from chatlint.model.path import Path, json_pointer
from chatlint.model.printable import clip, printable
from chatlint.model.source import MASK, Span
from chatlint.parsers import DATA_LANGUAGES
from chatlint.rules.rule import Rule

if TYPE_CHECKING:
    from chatlint.linter.fixes.fixer import Fixer


def build_diagnostics(
    document: Document,
    findings: Iterable[Finding],
    objections: Iterable[tuple[Rule, Issue]],
    path: str = "",
) -> list[Diagnostic]:
    """Everything found in ``document``, with its places, in the order of the text.

    Its fingerprints know the document by ``path``, by default its name.
    """
    from chatlint.linter.fixes.fixer import Fixer  # most files are clean, and need none

    fixer = Fixer(document)
    drafts = [_from_finding(document, finding, fixer) for finding in findings]
    drafts += [_from_fault(document, rule, fault, fixer) for rule, fault in objections]
    # Where an error tells of a scalar, how its dialect reads it is no news.
    wrong = {draft.span for draft in drafts if draft.rule.severity is Severity.ERROR}
    drafts = [d for d in drafts if d.rule.reader != "yaml-dialect" or d.span not in wrong]
    # What cannot be sent at all needs no word about its form.
    lost = {draft.span for draft in drafts if draft.rule.reader == "not-text"}
    drafts = [d for d in drafts if d.rule.reader or d.span not in lost]
    drafts.sort(key=lambda draft: (draft.span, draft.rule.id, draft.message))
    seen: Counter[str] = Counter()
    path = path or document.source.name
    return [_finished(document, draft, seen, path) for draft in drafts]


def sort_diagnostics(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """``found`` in the order of the text."""
    return sorted(found, key=lambda each: (each.span, each.rule, each.message))


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
    related = tuple(_related(document, number, each) for each in problem.related)
    if place.origin is not None:
        related = (*related, Related("written here", document.source.name, place.origin))
    suggestion = "" if document.is_hidden(place.span) else problem.suggestion
    message = rule.message.format(
        value=f"`{clip(member)}`" if missing else _shown(document, place, problem.value),
        path=_dotted(problem.path) or "the request",
        detail=problem.detail,
        expected=problem.expected,
        suggestion=f"; did you mean `{printable(suggestion)}`?" if suggestion else "",
    )
    location = Location(number, json_pointer(problem.path[:-1] if missing else problem.path))
    fix = fixer.for_finding(finding, place.span)
    return _Draft(rule, place.span, message, location, related, member, fix)


def _dotted(path: Path) -> str:
    """``path`` as people write it: ``ConnectionTypes[0]``."""
    steps = (f"[{s}]" if isinstance(s, int) else "." + (clip(s) or '""') for s in path)
    return "".join(steps).removeprefix(".")


def _related(document: Document, number: int, related: RelatedPath) -> Related:
    place = document.locate(number, related.path, related.part)
    return Related(related.message, document.source.name, place.span)


def _shown(document: Document, place: NodeLocation, value: object) -> str:
    """A value as it is written; a collection or a long text by what it is."""
    if isinstance(value, (dict, list)):
        return "this mapping" if isinstance(value, dict) else "this list"
    start, end = place.origin or place.span
    text = document.source.text[start:end]
    if isinstance(value, str) and "\n" in text and MASK not in text:
        text = value
    return f"`{clip(text)}`" if text else "nothing"


def _from_fault(document: Document, rule: Rule, fault: Issue, fixer: Fixer) -> _Draft:
    related = tuple(Related(message, document.source.name, span) for message, span in fault.related)
    fields = dict.fromkeys(("value", "path", "expected", "suggestion"), "")
    message = rule.message.format(detail=fault.detail, **fields)
    location = Location(fault.document, json_pointer(fault.path))
    return _Draft(rule, fault.span, message, location, related, "", fixer.for_fault(rule, fault))


def _fix(document: Document, fix: Fix | ManualFix | None) -> Fix | ManualFix | None:
    """``fix``, or what is left to whoever wrote ``document``, if that is a program."""
    if fix is None or document.language in DATA_LANGUAGES:
        return fix
    return ManualFix(fix.title, fix.safe, f"chatlint does not edit {document.language}")


def _finished(document: Document, draft: _Draft, seen: Counter[str], path: str) -> Diagnostic:
    from hashlib import sha256

    rule, source, fix = draft.rule, document.source, _fix(document, draft.fix)
    start, end = draft.span
    # Fingerprint v1: what is wrong and where in the data, never in which line.
    value = "" if draft.member or rule.group == "safety" else source.text[start:end]
    parts = (rule.id, path, draft.location.pointer, draft.member, value)
    digest = sha256("\0".join(parts).encode("utf-8", "surrogatepass"))
    seen[digest.hexdigest()] += 1
    digest.update(b"\0%d" % seen[digest.hexdigest()])
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
        fingerprint=digest.hexdigest(),
        by_hand=fix if isinstance(fix, ManualFix) else None,
    )
