"""Findings a configuration says no to: its ``suppress`` entries, which JSON files need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from chatlint.files.paths import real_location
from chatlint.files.patterns import Patterns
from chatlint.linter.suppression.comments import find_unused
from chatlint.model.diagnostic import Diagnostic
from chatlint.model.issue import FileIssue
from chatlint.model.path import Path
from chatlint.model.result import Suppressed
from chatlint.model.source import Span

_MANY = re.compile(r"[*?\[]|/$")


class RuleReference(NamedTuple):
    """A rule an entry names, and where in the configuration it does."""

    rule: str
    path: Path
    span: Span


@dataclass(frozen=True)
class SuppressEntry:
    """One entry.

    Args:
        path: what it says of files.
        files: the pattern for them.
        pointer: where in a file, with what is below it; empty for all of it.
        rules: whose findings.
        reason: why.
        until: the last day it is in force, and where it says so.
        outright: the file or folder, a real path, where it is no pattern for several.
    """

    path: str
    files: Patterns
    pointer: str
    rules: tuple[RuleReference, ...]
    reason: str
    until: tuple[date, Span] | None
    outright: str = ""

    def is_over(self, today: date) -> bool:
        """Whether it is in force no more."""
        return self.until is not None and self.until[0] < today

    def covers(self, found: Diagnostic) -> bool:
        """Whether what was ``found`` in one of its files is of its rules, and in its place."""
        pointer = found.location.full_pointer
        inside = pointer == self.pointer or pointer.startswith(f"{self.pointer}/")
        return inside and any(each.rule == found.rule for each in self.rules)

    @property
    def one_file(self) -> bool:
        """Whether it is about a single file, so that one need not see others to judge it."""
        return _MANY.search(self.path) is None


class CheckedFile(NamedTuple):
    """A file that was checked.

    Args:
        path: the file.
        ran: ids of the rules that had their chance to find something.
        covered: findings that a configuration says no to.
    """

    path: str
    ran: Set[str]
    covered: Sequence[Diagnostic]


class SuppressEntries:
    """The entries of one configuration on one day."""

    def __init__(self, entries: Sequence[SuppressEntry], today: date) -> None:
        self._entries = entries
        self._over = {n for n, entry in enumerate(entries) if entry.is_over(today)}
        self._outright: dict[str, list[int]] = {}
        self._others: list[int] = []
        for number, entry in enumerate(entries):
            if number in self._over:
                continue
            if entry.outright:
                self._outright.setdefault(entry.outright, []).append(number)
            else:
                self._others.append(number)

    def split(
        self, path: str, found: Iterable[Diagnostic]
    ) -> tuple[list[Diagnostic], list[Suppressed]]:
        """What is ``found`` in ``path``: what no entry covers, and what one does."""
        about = [self._entries[number] for number in self._about(path)]
        kept: list[Diagnostic] = []
        covered: list[Suppressed] = []
        for each in found:
            entry = next((entry for entry in about if entry.covers(each)), None)
            if entry:
                covered.append(Suppressed(each, "configuration", entry.reason))
            else:
                kept.append(each)
        return kept, covered

    def faults(self, seen: Iterable[CheckedFile], *, all_ran: bool) -> Iterator[FileIssue]:
        """What there is to say about the entries after a run.

        Args:
            seen: the files that go by this configuration.
            all_ran: whether these are all that the configuration is about. If not, only an entry
                about one file can be known to be of no use.
        """
        ran: dict[int, list[Set[str]]] = {}
        used: set[tuple[int, str]] = set()
        for file in seen:
            for number in self._about(file.path):
                ran.setdefault(number, []).append(file.ran)
                covers = self._entries[number].covers
                used.update((number, each.rule) for each in file.covered if covers(each))
        for number, entry in enumerate(self._entries):
            if entry.until and number in self._over:
                day, span = entry.until
                detail = f"this entry ignores nothing any more: {day} is over"
                yield FileIssue("expired-suppression", span, detail)
                continue
            looked = ran.get(number, [])
            for named in entry.rules:
                had_chance = all(named.rule in each for each in looked)
                judged = had_chance and (all_ran or (entry.one_file and looked))
                if judged and (number, named.rule) not in used:
                    detail = f"there is no finding of {named.rule} to ignore"
                    yield find_unused(named.span, detail, 0)._replace(path=named.path)

    def _about(self, path: str) -> list[int]:
        """Which entries in force are about the file ``path``, in their order."""
        place = real_location(path)
        near = (number for above in _upwards(place) for number in self._outright.get(above, ()))
        about = (n for n in (*near, *self._others) if self._entries[n].files.matches(place))
        return sorted(about)


def _upwards(place: str) -> Iterator[str]:
    """``place`` and the folders it is in, the innermost first."""
    while place:
        yield place
        place = place.rpartition("/")[0]
