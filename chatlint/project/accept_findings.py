"""What a run writes so that what it found counts no more: a baseline, comments, entries."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from typing import NamedTuple

from chatlint.edits.diff import NOT_APPLICABLE, is_applicable, unified_diff
from chatlint.files.atomic_write import write_file
from chatlint.files.discovery import real_location, relative_to
from chatlint.files.patterns import Patterns, escape_pattern
from chatlint.files.reading import read_up_to
from chatlint.linter.linter import Linter
from chatlint.linter.suppression.comments import UPKEEP, parse_last_day
from chatlint.linter.suppression.insert import insert_comments
from chatlint.model.diagnostic import Diagnostic, Failure
from chatlint.model.document import Limits
from chatlint.model.errors import UserError
from chatlint.model.printable import printable
from chatlint.model.source import Source
from chatlint.parsers import parse
from chatlint.project.config.config_file import ConfigFile
from chatlint.project.config.edit import NewEntry, add_entries, save_config, set_value
from chatlint.project.project import Project
from chatlint.reports.report import Report

BASELINE = "chatlint-baseline.json"
"""What a baseline is called where nobody gave it a name."""


def accept_findings(project: Project, report: Report) -> Iterator[str]:
    """List what ``report`` tells in the baseline, and say so.

    Where nothing names a baseline, the configuration does from now on.

    Raises:
        UserError: the baseline or the configuration cannot be written.
    """
    from chatlint.linter.suppression.baseline import write_baseline

    configs, file = project.resolver.configs, project.resolver.baseline_file
    naming: ConfigFile | None = None
    text = ""
    if file is None:
        naming = configs.writable_file(configs.nearest)
        text = set_value(naming, "baseline", BASELINE)
        file = configs.relative_name(os.path.join(os.path.dirname(naming.path), BASELINE))
    found = [
        (relative_to(configs.root, checked.source.name), each)
        for checked in report.checked
        for each in checked.diagnostics
    ]
    write_baseline(file, found)
    yield f"{_counted(len(found), 'finding')} in {printable(file)}"
    if naming:
        save_config(naming, text)
        yield f"{printable(naming.name)} names it"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


class _PlannedRewrite(NamedTuple):
    """A file of templates with the comments it is to have, for so many findings."""

    path: str
    old: Source
    new: Source
    data: bytes
    seen: os.stat_result
    findings: int


@dataclass
class _PlannedEntries:
    """The entries that a configuration is to have: rules by path and pointer."""

    file: ConfigFile
    rules: dict[str, dict[str, None]] = field(default_factory=dict)
    findings: int = 0


class IgnoreWriter:
    """Ignores what a run found: by comments where there can be some, else by the configuration.

    Args:
        project: what ran.
        reason: why, in the user's words; ``until`` and a day in it say when that ends.
        dry: write nothing; ``diffs`` then hold what would change.

    Raises:
        UserError: the reason is none, or its day is over or none of the calendar.
    """

    def __init__(self, project: Project, reason: str, *, dry: bool) -> None:
        self.diffs: list[str] = []
        self.failures: list[Failure] = []
        self.messages: list[str] = []
        self._project = project
        self._dry = dry
        self._today = project.options.today or datetime.now(UTC).date()
        self._reason = reason.strip()
        self._until = _parse_last_day(self._reason, self._today)
        self._rewrites: list[_PlannedRewrite] = []
        self._entries: dict[str, _PlannedEntries] = {}

    def add_ignores(self, report: Report) -> None:
        """Ignore what ``report`` tells.

        Raises:
            UserError: nothing can be added to a configuration; then nothing is written.
        """
        for checked in report.checked:
            linter = self._project.resolver.linter(checked.source.name)
            upkeep = {rule.id for rule in linter.rules if rule.reader in UPKEEP}
            found = [each for each in checked.diagnostics if each.rule not in upkeep]
            if found:
                self._plan(checked.source.name, found, linter)
        texts = [add_entries(e.file, self._listed(e)) for e in self._entries.values()]
        rewritten = [each for each in self._rewrites if self._rewrite(each)]
        changed = [
            each
            for each, text in zip(self._entries.values(), texts, strict=True)
            if self._extend(each.file, text)
        ]
        self.messages.append(self._summary(rewritten, changed))

    def _plan(self, name: str, found: Sequence[Diagnostic], linter: Linter) -> None:
        """Find out what is to be written so that ``found``, which is in ``name``, is ignored."""
        try:
            with open(name, "rb") as file:
                seen, data = os.fstat(file.fileno()), read_up_to(file, linter.enough(name))
        except OSError as error:
            self.failures.append(Failure(name, error.strerror or str(error)))
            return
        old = linter.source(name, BytesIO(data))
        is_too_big = len(data) < seen.st_size
        new, left = (old, found) if is_too_big else self._commented(old, data, found, linter)
        if new != old:
            done = len(found) - len(left)
            self._rewrites.append(_PlannedRewrite(name, old, new, data, seen, done))
        for each in left:
            self._enter(name, each)

    def _commented(
        self, old: Source, data: bytes, found: Sequence[Diagnostic], linter: Linter
    ) -> tuple[Source, Sequence[Diagnostic]]:
        """``old`` with comments, and what of ``found`` they do not ignore."""
        limits = self._project.options.limits or Limits()
        document = parse(old, limits)
        is_whole = old.encoding_issue is None and data.endswith(old.text.encode())
        if document.language != "yaml" or not is_whole:
            return old, found
        text, left = insert_comments(document, found, linter.rules, self._reason, self._today)
        new = Source(old.name, text)
        ignored = {each.fingerprint for each in found} - {each.fingerprint for each in left}
        told = {each.fingerprint for each in linter.check(new).diagnostics}
        same = repr(parse(new, limits).parsed.values) == repr(document.parsed.values)
        return (new, left) if same and not ignored & told else (old, found)

    def _enter(self, name: str, found: Diagnostic) -> None:
        """Plan an entry for a finding in ``name``."""
        configs, place = self._project.resolver.configs, real_location(name)
        config = configs.config_for(os.path.dirname(place))
        folder = config.folder if config else configs.root
        path = escape_pattern(relative_to(folder, name))
        if not Patterns.of(folder, [path]).matches(place):
            where = printable(f"{name}: {found.rule}")
            self.messages.append(f"{where} is not ignored: no entry can name this file")
            return
        suppress = config.settings.get("suppress") if config else None
        file = suppress.file if suppress else configs.writable_file(config)
        entries = self._entries.setdefault(file.path, _PlannedEntries(file))
        pointer = found.location.pointer
        rules = entries.rules.setdefault(f"{path}#{pointer}" if pointer else path, {})
        rules[found.rule] = None
        entries.findings += 1

    def _listed(self, entries: _PlannedEntries) -> list[NewEntry]:
        return [
            NewEntry(path, tuple(rules), self._reason, self._until)
            for path, rules in entries.rules.items()
        ]

    def _rewrite(self, planned: _PlannedRewrite) -> bool:
        """Write a file of templates, or show the difference; whether that went well."""
        path, old, new, data, seen, _ = planned
        if self._dry:
            linter = self._project.resolver.linter(path)
            before, after = linter.shown(old), linter.shown(new)
            self.diffs.append(unified_diff(path, before.text, after.text))
            if (before, after) != (old, new) or not is_applicable(old.text, new.text):
                self.messages.append(f"{printable(path)}: {NOT_APPLICABLE}")
            return True
        try:
            write_file(path, data, new.text, seen)
        except OSError as error:
            self.failures.append(Failure(path, error.strerror or str(error)))
            return False
        return True

    def _extend(self, file: ConfigFile, text: str) -> bool:
        """Write a configuration, or show the difference; whether that went well."""
        if self._dry:
            old = file.document.source.text if os.path.lexists(file.path) else None
            self.diffs.append(unified_diff(file.name, old, text))
            return True
        try:
            save_config(file, text)
        except UserError as error:
            self.failures.append(Failure(file.name, error.message))
            return False
        return True

    def _summary(
        self, rewritten: Sequence[_PlannedRewrite], changed: Sequence[_PlannedEntries]
    ) -> str:
        """How much was ignored and where, in words."""
        commented = sum(each.findings for each in rewritten)
        entered = sum(each.findings for each in changed)
        where = []
        if rewritten:
            where.append(f"{commented:,} by comments in {_counted(len(rewritten), 'file')}")
        if changed:
            names = ", ".join(printable(each.file.name) for each in changed)
            where.append(f"{entered:,} by entries in {names}")
        total = _counted(commented + entered, "finding")
        verb = "would ignore" if self._dry else "ignored"
        return f"{verb} {total}{': ' if where else ''}{', '.join(where)}"


def _parse_last_day(reason: str, today: date) -> str:
    """The day that ``reason`` says it ends on; empty if it does not say."""
    if not reason or printable(reason) != reason:
        raise UserError("--add-ignore needs a reason, in printable characters on one line")
    try:
        said = parse_last_day(reason)
    except ValueError:
        raise UserError(f'there is no such day as in "{reason}"', hint="write 2026-12-31") from None
    if said and said.day < today:
        raise UserError(f"{said.day} is over, so nothing would be ignored")
    return str(said.day) if said else ""
