"""Runs rules over requests; it speaks in paths only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from chatlint import placeholder, quick
from chatlint.diagnostic import Failure, Problem, RelatedPath
from chatlint.document import Fault
from chatlint.finders import Request
from chatlint.judge import Judge
from chatlint.kinds import Vocabulary
from chatlint.rule import Rule
from chatlint.selecting import Target, targets
from chatlint.silence import Finding, unsilenced
from chatlint.text import Path, clipped


class _Prepared(NamedTuple):
    rule: Rule
    fine: quick.SurelyFine
    conditions: Sequence[tuple[tuple[str, ...], Mapping[str, Any], quick.SurelyFine]]


class Engine:
    """Judges requests by ``rules``, whose checks are written in ``vocabulary``."""

    def __init__(self, rules: Iterable[Rule], vocabulary: Vocabulary) -> None:
        vocabulary = vocabulary.with_more(kind for rule in rules for kind in rule.kinds)
        self._judge = Judge(vocabulary)
        self._readers = {rule.reader: rule for rule in rules if rule.reader}
        self._prepared = [
            _Prepared(
                rule,
                quick.test_of(rule.check, vocabulary),
                [(path, when, quick.test_of(when, vocabulary)) for path, when in rule.when.items()],
            )
            for rule in rules
            if not rule.reader
        ]

    def check(self, requests: Iterable[Request]) -> tuple[list[Finding], list[Failure]]:
        """Judge ``requests``; a rule that raises becomes a failure, and the others go on."""
        findings: list[Finding] = []
        failures: dict[str, Failure] = {}
        for request in requests:
            found: list[Finding] = []
            for prepared in self._prepared:
                try:
                    found.extend(self._run(prepared, request))
                except Exception as error:  # a rule's fault must not cost the other rules' findings
                    message = f"rule {prepared.rule.id} failed: {clipped(repr(error), 200)}"
                    failures[prepared.rule.id] = Failure(prepared.rule.file, message)
            findings.extend(unsilenced(found))
        return findings, list(failures.values())

    def run_alone(self, rule: Rule, value: object) -> list[Finding]:
        """What ``rule`` of this engine finds in ``value`` as it stands, unsilenced."""
        request = Request(0, (), value if isinstance(value, dict) else {})
        return [
            finding
            for prepared in self._prepared
            if prepared.rule is rule
            for finding in self._run(prepared, request)
        ]

    def objections(self, faults: Iterable[Fault]) -> Iterator[tuple[Rule, Fault]]:
        """Pair each fault of a reader with the rule that stands for it."""
        return ((self._readers[f.word], f) for f in faults if f.word in self._readers)

    def _run(self, prepared: _Prepared, request: Request) -> Iterator[Finding]:
        if not all(self._holds(*condition, request.value) for condition in prepared.conditions):
            return
        rule, value = prepared.rule, request.value
        for target in targets(rule.at, value):
            if target.missing:
                if not rule.check.get("required"):
                    continue
            elif prepared.fine(target.value, value):
                continue
            for problem in self._problems(target, rule.check, value):
                path = (*request.path, *target.path, *problem.path)
                moved = _moved(problem, path, request.path)
                yield Finding(rule, request.document, moved, request.path)

    def _problems(
        self, target: Target, check: Mapping[str, Any], value: dict[str, Any]
    ) -> Iterator[Problem]:
        return self._judge.problems(target.holder, target.name, check, value)

    def _holds(
        self,
        path: tuple[str, ...],
        check: Mapping[str, Any],
        fine: quick.SurelyFine,
        value: dict[str, Any],
    ) -> bool:
        """Whether a condition is met somewhere; what is missing or not yet known meets none."""
        for target in targets(path, value):
            if target.missing or placeholder.within(target.value):
                continue
            if fine(target.value, value):
                return True
            if next(self._problems(target, check, value), None) is None:
                return True
        return False


def _moved(problem: Problem, path: Path, base: Path) -> Problem:
    related = tuple(
        RelatedPath(each.message, (*base, *each.path), each.part) for each in problem.related
    )
    return Problem(
        path,
        problem.part,
        problem.value,
        problem.expected,
        problem.detail,
        problem.suggestion,
        related,
    )
