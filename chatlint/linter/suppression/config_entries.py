"""The ``suppress`` entries of a configuration, for files that cannot have comments (JSON)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from chatlint.files.paths import real_location
from chatlint.files.patterns import Patterns
from chatlint.linter.suppression.comments import (
    LastDay,
    RuleReference,
    expired_issue,
    is_expired,
    unused_rule_issues,
)
from chatlint.model.diagnostic import Diagnostic
from chatlint.model.issue import FileIssue
from chatlint.model.result import Suppressed

_MANY = re.compile(r"[*?\[]|/$")


@dataclass(frozen=True)
class SuppressEntry:
    """One ``suppress`` entry.

    Args:
        path: the path or pattern of files, as written.
        files: the compiled pattern.
        pointer: the place in a file below which findings are suppressed; empty for all of it.
        rules: the rules whose findings are suppressed.
        reason: the reason that the entry gives.
        until: its last day.
        location: the real path of the file or folder; empty if ``path`` is a pattern.
    """

    path: str
    files: Patterns
    pointer: str
    rules: tuple[RuleReference, ...]
    reason: str
    until: LastDay | None
    location: str = ""

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Whether the rule and place of ``diagnostic``, from a file of this entry, match."""
        pointer = diagnostic.location.full_pointer
        inside = pointer == self.pointer or pointer.startswith(f"{self.pointer}/")
        return inside and any(each.rule == diagnostic.rule for each in self.rules)

    @property
    def one_file(self) -> bool:
        """Whether it is about a single file, which alone shows whether the entry is used."""
        return _MANY.search(self.path) is None


class CheckedFile(NamedTuple):
    """A file that was checked.

    Args:
        path: its path.
        ran: ids of the rules that ran.
        covered: findings that a configuration suppresses.
    """

    path: str
    ran: Set[str]
    covered: Sequence[Diagnostic]


class SuppressEntries:
    """The ``suppress`` entries of one configuration, as of ``today``."""

    def __init__(self, entries: Sequence[SuppressEntry], today: date) -> None:
        self._entries = entries
        self._expired = {n for n, each in enumerate(entries) if is_expired(each.until, today)}
        self._by_location: dict[str, list[int]] = {}
        self._others: list[int] = []
        for number, entry in enumerate(entries):
            if number in self._expired:
                continue
            if entry.location:
                self._by_location.setdefault(entry.location, []).append(number)
            else:
                self._others.append(number)

    def split(
        self, path: str, diagnostics: Iterable[Diagnostic]
    ) -> tuple[list[Diagnostic], list[Suppressed]]:
        """Split ``diagnostics`` of the file ``path`` into remaining and suppressed ones."""
        entries = [self._entries[number] for number in self._find_entries(path)]
        kept: list[Diagnostic] = []
        covered: list[Suppressed] = []
        for each in diagnostics:
            entry = next((entry for entry in entries if entry.covers(each)), None)
            if entry:
                covered.append(Suppressed(each, "configuration", entry.reason))
            else:
                kept.append(each)
        return kept, covered

    def faults(self, seen: Iterable[CheckedFile], *, all_ran: bool) -> Iterator[FileIssue]:
        """Report the entries that have expired or suppress nothing.

        Args:
            seen: the checked files to which this configuration applies.
            all_ran: whether these are all the files to which it applies. If not, only an entry
                about a single file can be known to be unused.
        """
        ran: dict[int, list[Set[str]]] = {}
        used: set[tuple[int, str]] = set()
        for file in seen:
            for number in self._find_entries(file.path):
                ran.setdefault(number, []).append(file.ran)
                covers = self._entries[number].covers
                used.update((number, each.rule) for each in file.covered if covers(each))
        for number, entry in enumerate(self._entries):
            if entry.until and number in self._expired:
                yield expired_issue("entry", entry.until)
                continue
            runs = ran.get(number, [])
            if all_ran or (entry.one_file and runs):

                def is_unused(
                    rule: str, number: int = number, runs: Sequence[Set[str]] = runs
                ) -> bool:
                    return all(rule in each for each in runs) and (number, rule) not in used

                yield from unused_rule_issues(entry.rules, is_unused, "")

    def _find_entries(self, path: str) -> list[int]:
        """The numbers of the entries in force for the file ``path``, in order."""
        location = real_location(path)
        exact = (
            number for folder in _upwards(location) for number in self._by_location.get(folder, ())
        )
        candidates = (*exact, *self._others)
        return sorted(n for n in candidates if self._entries[n].files.matches(location))


def _upwards(path: str) -> Iterator[str]:
    """Yield ``path`` and its folders, the innermost first."""
    while path:
        yield path
        path = path.rpartition("/")[0]
