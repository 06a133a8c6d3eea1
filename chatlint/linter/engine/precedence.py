"""Decide which findings are dropped because another finding supersedes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from chatlint.model.diagnostic import Part, Problem
from chatlint.model.path import Path
from chatlint.rules.rule import Rule

ALL = "*"
"""In ``supersedes``: every finding about a value there (a severity: every finding of it)."""


class Finding(NamedTuple):
    """A problem that a rule found in a request.

    Args:
        rule: the rule.
        document: the number of the document in the stream.
        problem: the problem, with its path from the root of that document.
        request: the path of the request.
    """

    rule: Rule
    document: int
    problem: Problem
    request: Path = ()


_Superseding = dict[tuple[Path, str, bool], set[str]]
"""From a path, a superseded word, and whether this is about values, to ids of rules."""


def drop_superseded(findings: list[Finding]) -> list[Finding]:
    """Drop the findings that another finding supersedes.

    A finding about a value supersedes those at its path and below, one about a key only others
    about that key. A finding yields to others about the same value, or the same key.
    """
    if not any(finding.rule.supersedes or finding.rule.yields_to for finding in findings):
        return findings
    superseding: _Superseding = {}
    severities: dict[tuple[Path, Part], set[tuple[str, str]]] = {}
    for rule, _, problem, _ in findings:
        about_value = problem.part == "value"
        for word in rule.supersedes:
            superseding.setdefault((problem.path, word, about_value), set()).add(rule.id)
        key = (problem.path, problem.part)
        severities.setdefault(key, set()).add((rule.severity.value, rule.id))
    return [
        finding
        for finding in findings
        if not _is_superseded(finding, superseding)
        and not _yields(finding, severities.get((finding.problem.path, finding.problem.part), ()))
    ]


def _is_superseded(finding: Finding, superseding: _Superseding) -> bool:
    rule, (path, part) = finding.rule, (finding.problem.path, finding.problem.part)
    # The finding decides what is masked, so only a rule that names its rule can supersede it.
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
