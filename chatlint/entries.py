"""Findings a configuration says no to: its ``suppress`` entries, which JSON files need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from chatlint.comments import unused
from chatlint.diagnostic import Diagnostic
from chatlint.discovery import placed
from chatlint.document import Fault
from chatlint.patterns import Patterns
from chatlint.text import Span

_MANY = re.compile(r"[*?\[]|/$")


class Named(NamedTuple):
    """A rule an entry names, and where in the configuration it does."""

    rule: str
    span: Span


@dataclass(frozen=True)
class Entry:
    """One entry.

    Args:
        path: what it says of files.
        files: the pattern for them.
        pointer: where in a file, with what is below it; empty for all of it.
        rules: whose findings.
        until: the last day it is in force, and where it says so.
    """

    path: str
    files: Patterns
    pointer: str
    rules: tuple[Named, ...]
    until: tuple[date, Span] | None

    def is_over(self, today: date) -> bool:
        """Whether it is in force no more."""
        return self.until is not None and self.until[0] < today

    def holds(self, pointer: str) -> bool:
        """Whether ``pointer`` is at or below the entry's."""
        return pointer == self.pointer or pointer.startswith(f"{self.pointer}/")

    @property
    def one_file(self) -> bool:
        """Whether it is about a single file, so that one need not see others to judge it."""
        return _MANY.search(self.path) is None


class Entries:
    """The entries of one configuration during one run, and which of them were of use."""

    def __init__(self, entries: Sequence[Entry], today: date) -> None:
        self._entries = entries
        self._in_force = [entry for entry in entries if not entry.is_over(today)]
        self._used: set[tuple[int, str]] = set()

    def split(
        self, path: str, found: Iterable[Diagnostic]
    ) -> tuple[list[Diagnostic], list[Diagnostic]]:
        """What is ``found`` in ``path``: what no entry covers, and what one does."""
        place = placed(path)
        about = [entry for entry in self._in_force if entry.files.hold(place)]
        kept: list[Diagnostic] = []
        covered: list[Diagnostic] = []
        for each in found:
            cover = [entry for entry in about if self._covers(entry, each)]
            self._used.update((id(entry), each.rule) for entry in cover)
            (covered if cover else kept).append(each)
        return kept, covered

    def faults(self, ran: Mapping[str, Set[str]], *, all_ran: bool) -> Iterator[Fault]:
        """What there is to say about the entries after the run.

        Args:
            ran: the rules that had their chance to find something, by the file's path.
            all_ran: whether all files ran that the configuration is about. If not, only an entry
                about one file can be known to be of no use.
        """
        for entry in self._entries:
            if entry not in self._in_force and entry.until:
                day, span = entry.until
                detail = f"this entry ignores nothing any more: {day} is over"
                yield Fault("expired-suppression", span, detail)
                continue
            rules = [each for path, each in ran.items() if entry.files.hold(placed(path))]
            for named in entry.rules:
                if (id(entry), named.rule) in self._used:
                    continue
                had_chance = all(named.rule in each for each in rules)
                if had_chance and (all_ran or (entry.one_file and rules)):
                    detail = f"there is no finding of {named.rule} to ignore"
                    yield unused(named.span, detail, 0)

    @staticmethod
    def _covers(entry: Entry, found: Diagnostic) -> bool:
        named = any(each.rule == found.rule for each in entry.rules)
        return named and entry.holds(found.location.pointer)
