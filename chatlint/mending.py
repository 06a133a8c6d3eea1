"""Applies fixes to a text until nothing is left to fix; what would do harm is left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from chatlint.diagnostic import Diagnostic, Fix, Severity
from chatlint.fixing import apply
from chatlint.linter import Linter
from chatlint.report import Checked
from chatlint.text import Source

ROUNDS = 10
"""How often a text is fixed and checked again."""

_EFFORT = 2_000_000  # how many characters of results are checked, so that no file stalls a run
_UNREADABLE = frozenset(("not-text", "syntax-error", "over-limit"))


class Left(NamedTuple):
    """A finding that was not mended though it has a fix, and why."""

    diagnostic: Diagnostic
    reason: str


@dataclass(frozen=True)
class Mended:
    """What mending a text came to.

    Args:
        source: the text as it is now.
        checked: what there is to say about it.
        applied: the findings that were mended, with their places before that.
        left: the findings whose fixes were not made, and why.
    """

    source: Source
    checked: Checked
    applied: tuple[Diagnostic, ...] = ()
    left: tuple[Left, ...] = ()


def mend(source: Source, linter: Linter, *, unsafe: bool, named: bool = True) -> Mended:
    """Fix what ``linter`` finds in ``source``, by safe fixes alone or by ``unsafe`` ones, too.

    After each round the text is checked: a fix stays only if its finding is gone and no error is
    new, save one that comes to light and is mended in its turn. A text that cannot be read as a
    whole is left as it is.
    """
    start = Mended(source, linter.check(source, named=named))
    if _broken(start.checked, linter):
        return start
    mender = _Mender(linter, unsafe=unsafe, named=named)
    mended = mender.mended(start, hopeful=True)
    if _errors(mended.checked) <= _errors(start.checked):
        return mended
    return mender.mended(start, hopeful=False)


def _errors(checked: Checked) -> Counter[str]:
    return Counter(d.rule for d in _all(checked) if d.severity is Severity.ERROR)


def _broken(checked: Checked, linter: Linter) -> bool:
    rules = {rule.id for rule in linter.rules if rule.reader in _UNREADABLE}
    return any(found.rule in rules for found in _all(checked))


def _all(checked: Checked) -> Iterator[Diagnostic]:
    """All findings, those that do not count included."""
    yield from checked.diagnostics
    yield from checked.suppressed
    yield from checked.baselined


class _Mender:
    """Makes rounds of fixes, of which those that do harm are found by halving."""

    def __init__(self, linter: Linter, *, unsafe: bool, named: bool) -> None:
        self._linter = linter
        self._unsafe = unsafe
        self._named = named
        self._hopeful = True
        self._checked = 0

    def mended(self, start: Mended, *, hopeful: bool) -> Mended:
        """What ``start`` comes to, round by round.

        Args:
            start: the text as it was.
            hopeful: whether a new error is borne with where it can be mended in the next round.
        """
        self._hopeful, self._checked = hopeful, 0
        after = start
        for _ in range(ROUNDS):
            before, after = after, self._round(after)
            if after.source == before.source:
                break
        return after

    def _round(self, before: Mended) -> Mended:
        """The text after as many fixes as go together and do no harm."""
        todo = [d for d in before.checked.diagnostics if self._wants(d)]
        after, left = replace(before, left=()), list[Left]()
        while after.source == before.source:
            refused = {each.diagnostic for each in left}
            waiting = [each for each in todo if each not in refused]
            _, chosen = apply(before.source.text, _fixes(waiting))
            if not chosen:
                break
            after = self._settled(before, after, [waiting[index] for index in chosen], left)
            if len(left) == len(refused):
                break
        return replace(after, left=tuple(left))

    def _wants(self, diagnostic: Diagnostic) -> bool:
        return diagnostic.fix is not None and (diagnostic.fix.safe or self._unsafe)

    def _settled(
        self, before: Mended, after: Mended, new: Sequence[Diagnostic], left: list[Left]
    ) -> Mended:
        """``after`` with those of ``new`` that can be made, too; the others are left, or wait."""
        kept = after.applied[len(before.applied) :]
        if self._checked > _EFFORT:
            left += (Left(each, "too many fixes of this file do harm") for each in new)
            return after
        result, reason = self._tried(before, (*kept, *new))
        if not reason:
            return result
        if len(new) > 1:
            half = len(new) // 2
            after = self._settled(before, after, new[:half], left)
            return self._settled(before, after, new[half:], left)
        # Where others stand in its way, it has its turn in the next round.
        if not kept or self._tried(before, new)[1]:
            left.append(Left(new[0], reason))
        return after

    def _tried(self, before: Mended, fixed: Sequence[Diagnostic]) -> tuple[Mended, str]:
        """What ``before`` comes to when ``fixed`` is mended, and what is worse then."""
        text, _ = apply(before.source.text, _fixes(fixed))
        self._checked += len(text)
        source = Source(before.source.name, text)
        checked = self._linter.check(source, named=self._named)
        after = Mended(source, checked, (*before.applied, *fixed))
        return after, self._harm(before.checked, checked, fixed)

    def _harm(self, before: Checked, after: Checked, fixed: Sequence[Diagnostic]) -> str:
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
            hope = self._hopeful and self._wants(diagnostic)
            counts = rule in mended or (diagnostic.severity is Severity.ERROR and not hope)
            if counts and new[rule] > old[rule] - mended[rule]:
                still = "still" if rule in mended else "then"
                return f"there would {still} be {rule}: {diagnostic.message}"
        return ""


def _fixes(diagnostics: Sequence[Diagnostic]) -> list[Fix]:
    return [diagnostic.fix for diagnostic in diagnostics if diagnostic.fix]
