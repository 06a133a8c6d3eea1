"""Apply fixes to a text in rounds until none is left; fixes that would do harm are not applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import NamedTuple

from chatlint.edits.apply import apply_fixes
from chatlint.linter.linter import Linter
from chatlint.model.diagnostic import Diagnostic, Fix, Severity
from chatlint.model.result import FileResult
from chatlint.model.source import Source

ROUNDS = 10
"""The most rounds of fixing and checking again."""

# Attempts cost characters, not seconds, so that the same text is always fixed alike. All attempts
# together take about a second; the last one may exceed the budget.
_EFFORT = 200_000  # characters
_FINDING = 15  # the cost of reporting a finding, in characters
TOO_MANY = "too many fixes of this file do harm"
"""The reason for a finding that is not fixed because the budget is spent."""


class UnfixedFinding(NamedTuple):
    """A finding whose fix was not applied, and the reason."""

    diagnostic: Diagnostic
    reason: str


@dataclass(frozen=True)
class FixResult:
    """A text after fixing.

    Args:
        source: the fixed text.
        everything: the result of checking it with all rules.
        counting: returns the result of checking it with the selected rules; computed on demand.
        first: returns that result for the text before any fix.
        applied: the fixed findings, with their spans in the text they were found in.
        left: the findings that were not fixed.
    """

    source: Source
    everything: FileResult
    counting: Callable[[], FileResult]
    first: Callable[[], FileResult]
    applied: tuple[Diagnostic, ...] = ()
    left: tuple[UnfixedFinding, ...] = ()

    @property
    def checked(self) -> FileResult:
        """The result of checking the fixed text with the selected rules."""
        return self.counting()


def fix_text(
    source: Source,
    linter: Linter,
    *,
    unsafe: bool,
    explicit: bool = True,
    accept: Callable[[FileResult], FileResult] = lambda result: result,
) -> FixResult:
    """Apply the fixes of the findings of ``linter`` in ``source``.

    After each round the text is checked by all rules. A fix is kept only if its finding is gone
    and there is no new error, except one that a later round fixes. A text that cannot be parsed
    as a whole is not changed.

    Args:
        source: the text.
        linter: finds what to fix.
        unsafe: whether to apply unsafe fixes, too.
        explicit: whether the user named the file, so that it is a finding if it has no request.
        accept: moves the findings out of a result that a configuration or the baseline accepts.
    """
    loop = _FixLoop(linter, accept, unsafe=unsafe, explicit=explicit)
    start = loop.check_unfixed(source)
    if _is_broken(start.everything, linter):
        return replace(start, left=loop.list_unfixed(start))
    fixed = loop.run(start, tolerant=True)
    while not _is_no_worse(start, fixed):
        fixed = loop.run(start, tolerant=False)
        if fixed.source == start.source:
            break
        # The strict run may have removed what made the tolerant one fail.
        start, fixed = fixed, loop.run(fixed, tolerant=True)
    return replace(fixed, left=(*fixed.left, *_list_manual_fixes(fixed.checked, unsafe)))


def _list_manual_fixes(result: FileResult, unsafe: bool) -> Iterator[UnfixedFinding]:
    """Yield the findings whose fix cannot be made in the text as it is written."""
    for each in result.diagnostics:
        if each.by_hand and (each.by_hand.safe or unsafe):
            yield UnfixedFinding(each, each.by_hand.reason)


def _is_no_worse(start: FixResult, end: FixResult) -> bool:
    """Whether all errors in ``end`` are errors of ``start`` that were not fixed."""
    before = {each.fingerprint for each in _all_findings(start.everything)}
    applied = end.applied[len(start.applied) :]
    fixed = _count_errors(each for each in applied if each.fingerprint in before)
    errors = _count_errors(_all_findings(end.everything))
    return errors + fixed <= _count_errors(_all_findings(start.everything))


def _count_errors(diagnostics: Iterable[Diagnostic]) -> Counter[str]:
    return Counter(each.rule for each in diagnostics if each.severity is Severity.ERROR)


def _is_broken(result: FileResult, linter: Linter) -> bool:
    rules = {rule.id for rule in linter.rules if rule.is_fatal}
    return any(each.rule in rules for each in _all_findings(result))


def _all_findings(result: FileResult) -> Iterator[Diagnostic]:
    """Yield all findings, suppressed and baselined ones included."""
    yield from result.diagnostics
    yield from (each.diagnostic for each in result.suppressed)
    yield from result.baselined


class _FixLoop:
    """Runs rounds of fixes; fixes that do harm are found by bisection."""

    _tolerant: bool

    def __init__(
        self,
        linter: Linter,
        accept: Callable[[FileResult], FileResult],
        *,
        unsafe: bool,
        explicit: bool,
    ) -> None:
        self._linter = linter
        self._accept = accept
        self._counting = {rule.id for rule in linter.selected_rules}
        self._unsafe = unsafe
        self._explicit = explicit
        self._spent = 0

    def check_unfixed(self, source: Source) -> FixResult:
        """Check ``source`` without any fix."""
        everything, counting = self._check(source)
        return FixResult(source, everything, counting, first=counting)

    def list_unfixed(self, start: FixResult) -> tuple[UnfixedFinding, ...]:
        """The findings with a fix in a text that cannot be parsed as a whole."""
        return tuple(
            UnfixedFinding(each, "a part of the file cannot be read")
            for each in start.checked.diagnostics
            if self._is_wanted(each)
        )

    def _check(self, source: Source) -> tuple[FileResult, Callable[[], FileResult]]:
        every = self._linter.with_all_rules
        everything = self._accept(every.check(source, explicit=self._explicit))
        if every is self._linter:
            return everything, lambda: everything
        if "chatlint:" not in source.text:  # no suppression comments
            return everything, partial(self._linter.filter_selected, everything)
        return everything, cache(partial(self._check_selected, source))

    def _check_selected(self, source: Source) -> FileResult:
        return self._accept(self._linter.check(source, explicit=self._explicit))

    def run(self, start: FixResult, *, tolerant: bool) -> FixResult:
        """Fix ``start`` round by round.

        Args:
            start: the text before.
            tolerant: whether a fix may cause a new error that has a fix itself.
        """
        self._tolerant = tolerant
        after = start
        for _ in range(ROUNDS):
            before, after = after, self._run_round(after)
            if after.source == before.source:
                break
        return after

    def _run_round(self, before: FixResult) -> FixResult:
        """Apply as many fixes as do not overlap and do no harm."""
        todo = [d for d in before.checked.diagnostics if self._is_wanted(d)]
        after, left = replace(before, left=()), list[UnfixedFinding]()
        while after.source == before.source and self._spent < _EFFORT:
            refused = {each.diagnostic for each in left}
            waiting = [each for each in todo if each not in refused]
            _, chosen = apply_fixes(before.source.text, _fixes(waiting))
            if not chosen:
                break
            after = self._apply_harmless(before, after, [waiting[index] for index in chosen], left)
        if after.source == before.source and self._spent >= _EFFORT:
            refused = {each.diagnostic for each in left}
            left += (UnfixedFinding(each, TOO_MANY) for each in todo if each not in refused)
        return replace(after, left=tuple(left))

    def _is_wanted(self, diagnostic: Diagnostic) -> bool:
        return diagnostic.fix is not None and (diagnostic.fix.safe or self._unsafe)

    def _apply_harmless(
        self,
        before: FixResult,
        after: FixResult,
        new: Sequence[Diagnostic],
        left: list[UnfixedFinding],
    ) -> FixResult:
        """Add the harmless fixes of ``new`` to ``after``; harmful ones are added to ``left``."""
        kept = after.applied[len(before.applied) :]
        if self._spent >= _EFFORT:
            return after
        result, reason = self._try_fixes(before, (*kept, *new))
        if not reason:
            return result
        if len(new) > 1:
            half = len(new) // 2
            after = self._apply_harmless(before, after, new[:half], left)
            return self._apply_harmless(before, after, new[half:], left)
        if not kept:  # otherwise a fix of `kept` may be the cause; the next round tries again
            left.extend(UnfixedFinding(each, reason) for each in new)
        return after

    def _try_fixes(self, before: FixResult, fixed: Sequence[Diagnostic]) -> tuple[FixResult, str]:
        """Apply the fixes of ``fixed`` to ``before``, and describe the harm they do."""
        text, _ = apply_fixes(before.source.text, _fixes(fixed))
        source = Source(before.source.name, text)
        everything, counting = self._check(source)
        applied = (*before.applied, *fixed)
        after = FixResult(source, everything, counting, before.first, applied)
        self._spent += len(text) + _FINDING * sum(1 for _ in _all_findings(everything))
        return after, self._describe_harm(before.everything, everything, fixed)

    def _describe_harm(
        self, before: FileResult, after: FileResult, fixed: Sequence[Diagnostic]
    ) -> str:
        """Describe what is worse ``after`` than ``before``; empty if nothing is."""
        if _is_broken(after, self._linter):
            return "the file could not be read any more"
        if after.failures and not before.failures:
            return f"checking would fail: {after.failures[0].message}"
        if after.requests < before.requests:
            return "the file would hold no request any more"
        old, new = (Counter(d.rule for d in _all_findings(each)) for each in (before, after))
        targets = Counter(d.rule for d in fixed)
        for diagnostic in _all_findings(after):
            rule = diagnostic.rule
            is_fixable = rule in self._counting and self._is_wanted(diagnostic)
            is_tolerated = self._tolerant and is_fixable
            is_error = diagnostic.severity is Severity.ERROR
            counts = rule in targets or (is_error and not is_tolerated)
            if counts and new[rule] > old[rule] - targets[rule]:
                still = "still" if rule in targets else "then"
                return f"there would {still} be {rule}: {diagnostic.message}"
        return ""


def _fixes(diagnostics: Sequence[Diagnostic]) -> list[Fix]:
    return [diagnostic.fix for diagnostic in diagnostics if diagnostic.fix]
