"""One fault, one finding: which findings another finding says better."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from chatlint.model.diagnostic import Part, Problem
from chatlint.model.path import Path
from chatlint.rules.rule import Rule

ALL = "*"
"""In ``supersedes``: every finding about a value there. A severity means all that have it."""


class Finding(NamedTuple):
    """A problem, the rule that objects, and the document it is in; the path starts there.

    ``request`` is the path of the request it is about.
    """

    rule: Rule
    document: int
    problem: Problem
    request: Path = ()


_Superseding = dict[tuple[Path, str, bool], set[str]]
"""The ids of the rules that supersede a word at a path, there about a value or about a key."""


def drop_superseded(findings: list[Finding]) -> list[Finding]:
    """Drop what another finding says better.

    A finding about a value supersedes those at its place and below, one about a key only others
    about that key; and a finding yields to others about the same value, or the same key.
    """
    if not any(finding.rule.supersedes or finding.rule.yields_to for finding in findings):
        return findings
    superseding: _Superseding = {}
    severities: dict[tuple[Path, Part], set[tuple[str, str]]] = {}
    for rule, _, problem, _ in findings:
        about_value = problem.part == "value"
        for word in rule.supersedes:
            superseding.setdefault((problem.path, word, about_value), set()).add(rule.id)
        place = (problem.path, problem.part)
        severities.setdefault(place, set()).add((rule.severity.value, rule.id))
    return [
        finding
        for finding in findings
        if not _is_superseded(finding, superseding)
        and not _yields(finding, severities.get((finding.problem.path, finding.problem.part), ()))
    ]


def _is_superseded(finding: Finding, superseding: _Superseding) -> bool:
    rule, (path, part) = finding.rule, (finding.problem.path, finding.problem.part)
    # What must be masked is known by its finding, so only a rule that names it can supersede it.
    words: tuple[str, ...] = (rule.id,) if rule.mask else (rule.id, rule.severity.value, ALL)
    if part != "value":
        if any(superseding.get((path, word, False), set()) - {rule.id} for word in words):
            return True
        words = (rule.id,)
    return any(
        superseding.get((path[:length], word, True), set()) - {rule.id}
        for length in range(len(path) + 1)
        for word in words
    )


def _yields(finding: Finding, others: Iterable[tuple[str, str]]) -> bool:
    rule = finding.rule
    return any(severity in rule.yields_to and other != rule.id for severity, other in others)
