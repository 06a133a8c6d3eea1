"""Accepts the findings of a run: writes a baseline, or suppression comments and entries."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from typing import NamedTuple

from chatlint.edits.diff import unified_diff
from chatlint.files.atomic_write import write_file
from chatlint.files.paths import real_location, relative_to
from chatlint.files.patterns import Patterns, escape_pattern
from chatlint.files.reading import read_up_to
from chatlint.linter.file_linter import bytes_to_read, read_source
from chatlint.linter.linter import Linter
from chatlint.linter.suppression.comments import UPKEEP, parse_last_day
from chatlint.linter.suppression.insert import insert_comments
from chatlint.model.diagnostic import Diagnostic, Failure
from chatlint.model.document import Limits
from chatlint.model.errors import UserError
from chatlint.model.printable import printable
from chatlint.model.source import Source
from chatlint.model.wording import count_noun
from chatlint.parsers import parse
from chatlint.project.config.config_file import ConfigFile
from chatlint.project.config.edit import NewEntry, add_entries, save_config, set_value
from chatlint.project.fix_files import diff_sources
from chatlint.project.project import Project
from chatlint.reports.report import Report

BASELINE = "chatlint-baseline.json"
"""The default name of the baseline file."""


def accept_findings(project: Project, report: Report) -> Iterator[str]:
    """Write the findings of ``report`` to the baseline and yield messages about it.

    If no baseline is configured, it is added to the configuration.

    Raises:
        UserError: The baseline or the configuration cannot be written.
    """
    from chatlint.linter.suppression.baseline import write_baseline

    configs, path = project.resolver.configs, project.resolver.baseline_file
    config_file: ConfigFile | None = None
    config_text = ""
    if path is None:
        config_file = configs.writable_file(configs.nearest)
        config_text = set_value(config_file, "baseline", BASELINE)
        path = configs.relative_name(os.path.join(os.path.dirname(config_file.path), BASELINE))
    findings = [
        (relative_to(configs.root, checked.source.name), each)
        for checked in report.checked
        for each in checked.diagnostics
    ]
    write_baseline(path, findings)
    yield f"{count_noun(len(findings), 'finding')} in {printable(path)}"
    if config_file:
        save_config(config_file, config_text)
        yield f"{printable(config_file.name)} names it"


class _PlannedRewrite(NamedTuple):
    """A file with the comments to add, and how many findings these suppress."""

    path: str
    old: Source
    new: Source
    data: bytes
    seen: os.stat_result
    findings: int


@dataclass
class _PlannedEntries:
    """Entries to add to a configuration: rules by path and pointer."""

    file: ConfigFile
    rules: dict[str, dict[str, None]] = field(default_factory=dict)
    findings: int = 0


class IgnoreWriter:
    """Suppresses findings by comments where possible, else by configuration entries.

    Args:
        project: The project that was checked.
        reason: The user's reason; it may contain ``until`` and a date.
        dry: Write nothing, and collect ``diffs`` instead.

    Raises:
        UserError: The reason is empty or not printable, or its date is invalid or past.
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
        """Suppress the findings of ``report``.

        Raises:
            UserError: A configuration cannot be extended; nothing is written then.
        """
        for checked in report.checked:
            linter = self._project.resolver.linter(checked.source.name)
            upkeep = {rule.id for rule in linter.rules if rule.reader in UPKEEP}
            findings = [each for each in checked.diagnostics if each.rule not in upkeep]
            if findings:
                self._plan(checked.source.name, findings, linter)
        texts = [add_entries(e.file, self._build_entries(e)) for e in self._entries.values()]
        rewritten = [each for each in self._rewrites if self._write_file(each)]
        changed = [
            each
            for each, text in zip(self._entries.values(), texts, strict=True)
            if self._write_config(each.file, text)
        ]
        self.messages.append(self._summarize(rewritten, changed))

    def _plan(self, name: str, findings: Sequence[Diagnostic], linter: Linter) -> None:
        """Plan comments and entries that suppress ``findings`` in the file ``name``."""
        try:
            with open(name, "rb") as file:
                seen, data = (
                    os.fstat(file.fileno()),
                    read_up_to(file, bytes_to_read(name, linter.options.limits)),
                )
        except OSError as error:
            self.failures.append(Failure(name, error.strerror or str(error)))
            return
        old = read_source(linter, name, BytesIO(data))
        new, left = old, findings
        if len(data) >= seen.st_size:  # else the file is too big
            new, left = self._insert_comments(old, data, findings, linter)
        if new != old:
            count = len(findings) - len(left)
            self._rewrites.append(_PlannedRewrite(name, old, new, data, seen, count))
        for each in left:
            self._plan_entry(name, each)

    def _insert_comments(
        self, old: Source, data: bytes, findings: Sequence[Diagnostic], linter: Linter
    ) -> tuple[Source, Sequence[Diagnostic]]:
        """Insert comments into ``old``; return the text and the findings still to suppress."""
        limits = self._project.options.limits or Limits()
        document = parse(old, limits)
        is_whole = old.encoding_issue is None and data.endswith(old.text.encode())
        if document.language != "yaml" or not is_whole:
            return old, findings
        text, left = insert_comments(document, findings, linter.rules, self._reason, self._today)
        new = Source(old.name, text)
        ignored = {each.fingerprint for each in findings} - {each.fingerprint for each in left}
        result = self._project.resolver.for_file(old.name).accept(linter.check(new))
        reported = {each.fingerprint for each in result.diagnostics}
        is_same = repr(parse(new, limits).parsed.values) == repr(document.parsed.values)
        return (new, left) if is_same and not ignored & reported else (old, findings)

    def _plan_entry(self, name: str, finding: Diagnostic) -> None:
        """Plan an entry for ``finding`` in the file ``name``."""
        configs, place = self._project.resolver.configs, real_location(name)
        config = configs.config_for(os.path.dirname(place))
        folder = config.folder if config else configs.root
        path = escape_pattern(relative_to(folder, name))
        if not Patterns.parse(folder, [path]).matches(place):
            where = printable(f"{name}: {finding.rule}")
            self.messages.append(f"{where} is not ignored: no entry can name this file")
            return
        suppress = config.settings.get("suppress") if config else None
        file = suppress.file if suppress else configs.writable_file(config)
        entries = self._entries.setdefault(file.path, _PlannedEntries(file))
        pointer = finding.location.pointer
        rules = entries.rules.setdefault(f"{path}#{pointer}" if pointer else path, {})
        rules[finding.rule] = None
        entries.findings += 1

    def _build_entries(self, planned: _PlannedEntries) -> list[NewEntry]:
        return [
            NewEntry(path, tuple(rules), self._reason, self._until)
            for path, rules in planned.rules.items()
        ]

    def _write_file(self, planned: _PlannedRewrite) -> bool:
        """Write a file, or in a dry run add its diff; return whether that succeeded."""
        path, old, new, data, seen, _ = planned
        if self._dry:
            diff, messages = diff_sources(old, new, self._project.resolver.linter(path))
            self.diffs.append(diff)
            self.messages += messages
            return True
        try:
            write_file(path, data, new.text, seen)
        except OSError as error:
            self.failures.append(Failure(path, error.strerror or str(error)))
            return False
        return True

    def _write_config(self, file: ConfigFile, text: str) -> bool:
        """Write a configuration, or in a dry run add its diff; return whether that succeeded."""
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

    def _summarize(
        self, rewritten: Sequence[_PlannedRewrite], changed: Sequence[_PlannedEntries]
    ) -> str:
        by_comments = sum(each.findings for each in rewritten)
        by_entries = sum(each.findings for each in changed)
        parts = []
        if rewritten:
            parts.append(f"{by_comments:,} by comments in {count_noun(len(rewritten), 'file')}")
        if changed:
            names = ", ".join(printable(each.file.name) for each in changed)
            parts.append(f"{by_entries:,} by entries in {names}")
        total = count_noun(by_comments + by_entries, "finding")
        verb = "would ignore" if self._dry else "ignored"
        return f"{verb} {total}{': ' if parts else ''}{', '.join(parts)}"


def _parse_last_day(reason: str, today: date) -> str:
    """Parse the last day in ``reason``; empty if there is none."""
    if not reason or printable(reason) != reason:
        raise UserError("--add-ignore needs a reason, in printable characters on one line")
    try:
        last = parse_last_day(reason)
    except ValueError:
        raise UserError(f'there is no such day as in "{reason}"', hint="write 2026-12-31") from None
    if last and last.day < today:
        raise UserError(f"{last.day} is over, so nothing would be ignored")
    return str(last.day) if last else ""
