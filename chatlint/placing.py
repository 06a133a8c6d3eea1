"""From paths to places: findings become diagnostics here, and nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from chatlint.diagnostic import (
    Diagnostic,
    Fix,
    Location,
    Problem,
    Related,
    RelatedPath,
    Severity,
)
from chatlint.document import Document, Fault, Place
from chatlint.rule import Rule
from chatlint.silence import Finding
from chatlint.text import MASK, Span, clipped, pointer, visible


def diagnostics(
    document: Document,
    findings: Iterable[Finding],
    objections: Iterable[tuple[Rule, Fault]],
) -> list[Diagnostic]:
    """Everything found in ``document``, with its places, in the order of the text."""
    drafts = [_from_finding(document, finding) for finding in findings]
    drafts += [_from_fault(document, rule, fault) for rule, fault in objections]
    # Where an error tells of a scalar, how its dialect reads it is no news.
    wrong = {draft.span for draft in drafts if draft.rule.severity is Severity.ERROR}
    drafts = [d for d in drafts if d.rule.reader != "yaml-dialect" or d.span not in wrong]
    drafts.sort(key=lambda draft: (draft.span, draft.rule.id, draft.message))
    seen: Counter[str] = Counter()
    return [_finished(document, draft, seen) for draft in drafts]


def in_order(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """``found`` in the order of the text."""
    return sorted(found, key=lambda each: (each.span, each.rule, each.message))


def masked(document: Document, findings: Iterable[Finding]) -> Document:
    """``document``, with asterisks in its text for the values of rules that keep them secret."""
    spans = []
    for rule, number, problem in findings:
        if rule.mask:
            place = document.place(number, problem.path, problem.part)
            spans.append(place.origin or place.span)
    return document.masked(spans) if spans else document


class _Draft(NamedTuple):
    rule: Rule
    span: Span
    message: str
    location: Location
    related: tuple[Related, ...]
    member: str
    fix: Fix | None


def _from_finding(document: Document, finding: Finding) -> _Draft:
    rule, number, problem = finding
    place = document.place(number, problem.path, problem.part)
    missing = problem.part == "missing"
    member = str(problem.path[-1]) if missing else ""
    related = tuple(_related(document, number, each) for each in problem.related)
    if place.origin is not None:
        related = (*related, Related("written here", document.source.name, place.origin))
    message = rule.message.format(
        value=f"`{clipped(member)}`" if missing else _shown(document, place, problem.value),
        path=".".join(clipped(str(step)) or '""' for step in problem.path) or "the request",
        detail=problem.detail,
        expected=problem.expected,
        suggestion=f"; did you mean `{visible(problem.suggestion)}`?" if problem.suggestion else "",
    )
    location = Location(number, pointer(problem.path[:-1] if missing else problem.path))
    fix = _offered(rule, problem)
    return _Draft(rule, place.span, message, location, related, member, fix)


def _offered(rule: Rule, problem: Problem) -> Fix | None:
    """The rule's fix, where it can do something about this problem."""
    changes = rule.change
    if "{suggestion}" in changes.values() and not problem.suggestion:
        return None
    if "ignoring" in str(changes.get("set")) and not _same(problem):
        return None
    if changes.get("quote") and isinstance(problem.value, (dict, list)):
        return None
    return rule.fix


def _same(problem: Problem) -> bool:
    """Whether the value is what is suggested, but for case and space."""
    value = "".join(str(problem.value).split())
    return bool(problem.suggestion) and value.lower() == problem.suggestion.lower()


def _related(document: Document, number: int, related: RelatedPath) -> Related:
    place = document.place(number, related.path, related.part)
    return Related(related.message, document.source.name, place.span)


def _shown(document: Document, place: Place, value: object) -> str:
    """A value as it is written; a collection or a long text by what it is."""
    if isinstance(value, (dict, list)):
        return "this mapping" if isinstance(value, dict) else "this list"
    start, end = place.origin or place.span
    text = document.source.text[start:end]
    if isinstance(value, str) and "\n" in text and MASK not in text:
        text = value
    return f"`{clipped(text)}`" if text else "nothing"


def _from_fault(document: Document, rule: Rule, fault: Fault) -> _Draft:
    related = tuple(Related(message, document.source.name, span) for message, span in fault.related)
    fix = rule.fix
    if fix and fault.edits is not None:
        fix = replace(fix, edits=fault.edits) if fault.edits else None
    fields = dict.fromkeys(("value", "path", "expected", "suggestion"), "")
    message = rule.message.format(detail=fault.detail, **fields)
    location = Location(fault.document, pointer(fault.path))
    return _Draft(rule, fault.span, message, location, related, "", fix)


def _finished(document: Document, draft: _Draft, seen: Counter[str]) -> Diagnostic:
    from hashlib import sha256

    rule, source = draft.rule, document.source
    start, end = draft.span
    # Fingerprint v1: what is wrong and where in the data, never in which line.
    value = "" if draft.member or rule.group == "safety" else source.text[start:end]
    parts = (rule.id, source.name, draft.location.pointer, draft.member, value)
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
        fix=draft.fix,
        fingerprint=digest.hexdigest(),
    )
