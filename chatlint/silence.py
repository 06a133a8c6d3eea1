"""One fault, one finding: which findings another finding says better."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from chatlint.diagnostic import Problem
from chatlint.rule import Rule
from chatlint.text import Path

ALL = "*"
"""In ``supersedes``: every finding about a value there. A severity means all that have it."""


class Finding(NamedTuple):
    """A problem, the rule that objects, and the document it is in; the path starts there."""

    rule: Rule
    document: int
    problem: Problem


def unsilenced(findings: list[Finding]) -> list[Finding]:
    """Drop what is superseded by a finding at its place or above, or yields to one at its place."""
    if not any(finding.rule.supersedes or finding.rule.yields_to for finding in findings):
        return findings
    superseding: dict[tuple[Path, str], set[str]] = {}
    severities: dict[Path, set[tuple[str, str]]] = {}
    for rule, _, problem in findings:
        for word in rule.supersedes:
            superseding.setdefault((problem.path, word), set()).add(rule.id)
        if problem.part == "value":
            severities.setdefault(problem.path, set()).add((rule.severity.value, rule.id))
    return [
        finding
        for finding in findings
        if not _is_superseded(finding, superseding)
        and not _yields(finding, severities.get(finding.problem.path, ()))
    ]


def _is_superseded(finding: Finding, superseding: dict[tuple[Path, str], set[str]]) -> bool:
    rule, path = finding.rule, finding.problem.path
    about_value = finding.problem.part == "value"
    words = (rule.id, rule.severity.value, ALL) if about_value else (rule.id,)
    return any(
        superseding.get((path[:length], word), set()) - {rule.id}
        for length in range(len(path) + 1)
        for word in words
    )


def _yields(finding: Finding, others: Iterable[tuple[str, str]]) -> bool:
    rule = finding.rule
    return any(severity in rule.yields_to and other != rule.id for severity, other in others)
