"""Applies fixes to a text until nothing is left to fix; what would do harm is left alone."""

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
"""How often a text is fixed and checked again."""

# Tries are counted by what they take, not by a clock, so that the same text is always fixed alike.
# The last try may go beyond what there is, and so all of them take about a second at most.
_EFFORT = 200_000  # characters
_FINDING = 15  # to tell of a finding takes as long as to read so many characters
TOO_MANY = "too many fixes of this file do harm"
"""Why a finding was not mended though nobody knows whether its fix does harm."""


class UnfixedFinding(NamedTuple):
    """A finding that was not mended though it has a fix, and why."""

    diagnostic: Diagnostic
    reason: str


@dataclass(frozen=True)
class FixResult:
    """What mending a text came to.

    Args:
        source: the text as it is now.
        everything: what there is to say about it, even by rules whose findings do not count.
        counting: gives what there is to say by those that do; most tries can do without.
        first: gives what there was to say before anything was mended.
        applied: the findings that were mended, with their places before that.
        left: the findings whose fixes were not made, and why.
    """

    source: Source
    everything: FileResult
    counting: Callable[[], FileResult]
    first: Callable[[], FileResult]
    applied: tuple[Diagnostic, ...] = ()
    left: tuple[UnfixedFinding, ...] = ()

    @property
    def checked(self) -> FileResult:
        """What there is to say about the text as it is now."""
        return self.counting()


def fix_text(
    source: Source,
    linter: Linter,
    *,
    unsafe: bool,
    explicit: bool = True,
    accept: Callable[[FileResult], FileResult] = lambda result: result,
) -> FixResult:
    """Fix what ``linter`` finds in ``source``, by safe fixes alone or by ``unsafe`` ones, too.

    After each round the text is checked by all rules: a fix stays only if its finding is gone and
    no error is new, save one that comes to light and is mended in its turn. A text that cannot be
    read as a whole is left as it is.
    """
    mender = _FixLoop(linter, accept, unsafe=unsafe, explicit=explicit)
    start = mender.unmended(source)
    if _broken(start.everything, linter):
        return replace(start, left=mender.unreadable(start))
    mended = mender.mended(start, hopeful=True)
    while not _no_worse(start, mended):
        mended = mender.mended(start, hopeful=False)
        if mended.source == start.source:
            break
        # What was done without hope may be what there was no hope for.
        start, mended = mended, mender.mended(mended, hopeful=True)
    return replace(mended, left=(*mended.left, *_by_hand(mended.checked, unsafe)))


def _by_hand(checked: FileResult, unsafe: bool) -> Iterator[UnfixedFinding]:
    """What cannot be mended because of the way in which the text is written."""
    for each in checked.diagnostics:
        if each.by_hand and (each.by_hand.safe or unsafe):
            yield UnfixedFinding(each, each.by_hand.reason)


def _no_worse(start: FixResult, end: FixResult) -> bool:
    """Whether there are no other errors in the ``end`` than those that were not mended."""
    before = {each.fingerprint for each in _all(start.everything)}
    applied = end.applied[len(start.applied) :]
    mended = _errors(each for each in applied if each.fingerprint in before)
    return _errors(_all(end.everything)) + mended <= _errors(_all(start.everything))


def _errors(found: Iterable[Diagnostic]) -> Counter[str]:
    return Counter(each.rule for each in found if each.severity is Severity.ERROR)


def _broken(checked: FileResult, linter: Linter) -> bool:
    rules = {rule.id for rule in linter.rules if rule.is_fatal}
    return any(found.rule in rules for found in _all(checked))


def _all(checked: FileResult) -> Iterator[Diagnostic]:
    """All findings, those that do not count included."""
    yield from checked.diagnostics
    yield from (each.diagnostic for each in checked.suppressed)
    yield from checked.baselined


class _FixLoop:
    """Makes rounds of fixes, of which those that do harm are found by halving."""

    _hopeful: bool

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

    def unmended(self, source: Source) -> FixResult:
        """``source`` as it is."""
        everything, counting = self._checked(source)
        return FixResult(source, everything, counting, first=counting)

    def unreadable(self, start: FixResult) -> tuple[UnfixedFinding, ...]:
        """What is not mended in a text that cannot be read as a whole."""
        found = start.checked.diagnostics
        return tuple(
            UnfixedFinding(each, "a part of the file cannot be read")
            for each in found
            if self._wants(each)
        )

    def _checked(self, source: Source) -> tuple[FileResult, Callable[[], FileResult]]:
        every = self._linter.with_all_rules
        everything = self._accept(every.check(source, explicit=self._explicit))
        if every is self._linter:
            return everything, lambda: everything
        if "chatlint:" not in source.text:  # no comment speaks of rules
            return everything, partial(self._linter.filter_selected, everything)
        return everything, cache(partial(self._check_selected, source))

    def _check_selected(self, source: Source) -> FileResult:
        return self._accept(self._linter.check(source, explicit=self._explicit))

    def mended(self, start: FixResult, *, hopeful: bool) -> FixResult:
        """What ``start`` comes to, round by round.

        Args:
            start: the text as it was.
            hopeful: whether a new error is borne with where it can be mended in the next round.
        """
        self._hopeful = hopeful
        after = start
        for _ in range(ROUNDS):
            before, after = after, self._round(after)
            if after.source == before.source:
                break
        return after

    def _round(self, before: FixResult) -> FixResult:
        """The text after as many fixes as go together and do no harm."""
        todo = [d for d in before.checked.diagnostics if self._wants(d)]
        after, left = replace(before, left=()), list[UnfixedFinding]()
        while after.source == before.source and self._spent < _EFFORT:
            refused = {each.diagnostic for each in left}
            waiting = [each for each in todo if each not in refused]
            _, chosen = apply_fixes(before.source.text, _fixes(waiting))
            if not chosen:
                break
            after = self._settled(before, after, [waiting[index] for index in chosen], left)
        if after.source == before.source and self._spent >= _EFFORT:
            told = {each.diagnostic for each in left}
            left += (UnfixedFinding(each, TOO_MANY) for each in todo if each not in told)
        return replace(after, left=tuple(left))

    def _wants(self, diagnostic: Diagnostic) -> bool:
        return diagnostic.fix is not None and (diagnostic.fix.safe or self._unsafe)

    def _settled(
        self,
        before: FixResult,
        after: FixResult,
        new: Sequence[Diagnostic],
        left: list[UnfixedFinding],
    ) -> FixResult:
        """``after`` with those of ``new`` that can be made, too; the others are left, or wait."""
        kept = after.applied[len(before.applied) :]
        if self._spent >= _EFFORT:
            return after
        result, reason = self._tried(before, (*kept, *new))
        if not reason:
            return result
        if len(new) > 1:
            half = len(new) // 2
            after = self._settled(before, after, new[:half], left)
            return self._settled(before, after, new[half:], left)
        if not kept:  # otherwise they may stand in its way, and it has its turn in the next round
            left.extend(UnfixedFinding(each, reason) for each in new)
        return after

    def _tried(self, before: FixResult, fixed: Sequence[Diagnostic]) -> tuple[FixResult, str]:
        """What ``before`` comes to when ``fixed`` is mended, and what is worse then."""
        text, _ = apply_fixes(before.source.text, _fixes(fixed))
        source = Source(before.source.name, text)
        everything, counting = self._checked(source)
        applied = (*before.applied, *fixed)
        after = FixResult(source, everything, counting, before.first, applied)
        self._spent += len(text) + _FINDING * sum(1 for _ in _all(everything))
        return after, self._harm(before.everything, everything, fixed)

    def _harm(self, before: FileResult, after: FileResult, fixed: Sequence[Diagnostic]) -> str:
        """What is worse ``after`` than ``before``, in words; empty where nothing is."""
        if _broken(after, self._linter):
            return "the file could not be read any more"
        if after.failures and not before.failures:
            return f"checking would fail: {after.failures[0].message}"
        if after.requests < before.requests:
            return "the file would hold no request any more"
        old, new = (Counter(d.rule for d in _all(each)) for each in (before, after))
        mended = Counter(d.rule for d in fixed)
        for diagnostic in _all(after):
            rule = diagnostic.rule
            hope = self._hopeful and rule in self._counting and self._wants(diagnostic)
            counts = rule in mended or (diagnostic.severity is Severity.ERROR and not hope)
            if counts and new[rule] > old[rule] - mended[rule]:
                still = "still" if rule in mended else "then"
                return f"there would {still} be {rule}: {diagnostic.message}"
        return ""


def _fixes(diagnostics: Sequence[Diagnostic]) -> list[Fix]:
    return [diagnostic.fix for diagnostic in diagnostics if diagnostic.fix]
