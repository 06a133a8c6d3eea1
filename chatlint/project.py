"""A run over the files of a project, each checked as its configuration wants it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from chatlint.baseline import Baseline
from chatlint.config_search import Configs
from chatlint.diagnostic import Failure, Severity
from chatlint.discovery import Discovery, InputFile, Scope, discover, placed
from chatlint.document import Limits
from chatlint.linter import Linter
from chatlint.report import Checked, Report
from chatlint.text import visible

if TYPE_CHECKING:
    from chatlint.config import Config, Override
    from chatlint.entries import Entries
    from chatlint.repair import Repair


@dataclass(frozen=True)
class Wishes:
    """What the command line says. It stands over the configurations.

    Args:
        select, ignore, fail_on, baseline, target: as a configuration has them; None leaves it to
            one.
        config: the one configuration to use.
        isolated: use none.
        accept_nothing: use no baseline.
        prune: the baseline will be rid of what is stale, so do not tell of it.
        skip_others, limits, today: as `Linter` has them.
        force_exclude: leave out what is excluded even where it is named.
        repair: how files are mended; None leaves them as they are.
    """

    select: Sequence[str] | None = None
    ignore: Sequence[str] | None = None
    fail_on: str | None = None
    baseline: str | None = None
    target: str | None = None
    config: str | None = None
    isolated: bool = False
    accept_nothing: bool = False
    prune: bool = False
    skip_others: bool = False
    limits: Limits | None = None
    today: date | None = None
    force_exclude: bool = False
    repair: Repair | None = None


class Run(NamedTuple):
    """What a run gave, and what it was over."""

    report: Report
    discovery: Discovery


class Project:
    """Checks each file by the configuration nearest to it."""

    def __init__(self, wishes: Wishes) -> None:
        self.wishes = wishes
        self.configs = Configs(wishes.config, isolated=wishes.isolated)
        self._linters: dict[tuple[str, ...], Linter] = {}
        self._entries: dict[str, Entries] = {}

    @property
    def fail_on(self) -> Severity | None:
        """How bad a finding must be for the run to fail; None if none is."""
        word = self.wishes.fail_on or self._for_run("fail-on") or Severity.WARNING.value
        return None if word == "never" else Severity(word)

    @cached_property
    def baseline(self) -> Baseline | None:
        """The findings that were accepted.

        Raises:
            UserError: it cannot be read.
        """
        file, home = self.wishes.baseline, self.configs.home
        if file is None and home and home.baseline and not self.wishes.accept_nothing:
            file = self.configs.shown(home.baseline)
        return None if file is None else Baseline.load(file)

    def discover(self, paths: Sequence[str]) -> Discovery:
        """Find the files that ``paths`` mean.

        Raises:
            UserError: a configuration is wrong.
        """
        return discover(paths, None, self._scope, self.wishes.force_exclude)

    def run(self, paths: Sequence[str]) -> Run:
        """Check the files that ``paths`` mean.

        Raises:
            UserError: a configuration or the baseline is wrong.
        """
        discovery = self.discover(paths)
        for file in discovery.files:  # so that nothing is checked if anything is wrong
            self.linter(file.path)
        results = self._results(discovery, paths)
        report = self._linter(self.configs.home).gather(results, discovery.failures)
        counting = {rule.id: rule for each in self._linters.values() for rule in each.counting}
        return Run(replace(report, rules=[counting[each] for each in sorted(counting)]), discovery)

    def run_text(self, name: str, file: BinaryIO) -> Run:
        """Check what ``file`` holds as if it were the file ``name``.

        Raises:
            OSError: it cannot be read.
            UserError: a configuration or the baseline is wrong.
        """
        linter, place = self.linter(name), placed(name)
        source = linter.source(name, file)
        scope = self._scope(os.path.dirname(place)) if self.wishes.force_exclude else None
        if scope and scope.exclude.hold(place):
            left_out = ((name, f"excluded by {scope.config}"),)
            return Run(linter.gather(()), Discovery((), (), left_out))
        return Run(linter.report(linter.check(source)), Discovery((), ()))

    def linter(self, name: str) -> Linter:
        """What checks the file ``name``.

        Raises:
            UserError: a configuration, the baseline or a wish is wrong.
        """
        place = placed(name)
        config = self.configs.of(os.path.dirname(place))
        overrides = [each for each in config.overrides if each.files.hold(place)] if config else []
        return self._linter(config, overrides)

    def prune(self, report: Report) -> Iterator[str]:
        """Take out of the baseline what ``report`` found to be stale, and say so."""
        if self.baseline and report.stale:
            self.baseline.prune(report.stale)
            yield f"took {len(report.stale)} out of {visible(self.baseline.file)}"

    def used(self, discovery: Discovery) -> Iterator[str]:
        """Which configuration counts in which folder, in words."""
        folders = {os.path.dirname(file.path) or "." for file in discovery.files} or {"."}
        for folder in sorted(folders):
            config = self.configs.of(os.path.realpath(folder))
            yield visible(f"configuration of {folder}: {config.name if config else 'none'}")

    def remarks(self, discovery: Discovery, given: Sequence[str]) -> Iterator[str]:
        """What nobody may have meant: configurations that leave no file, or declare none."""
        if discovery.left_out and not discovery.files:
            _, why = discovery.left_out[0]
            count = len(discovery.left_out)
            yield visible(f"no file is left to check: all {count:,} were left out, {why}")
        for config in self.configs.used:
            declared = config.scope.include
            if (
                declared.patterns
                and _is_walked(config, given)
                and not any(declared.hold(placed(file.path)) for file in discovery.files)
            ):
                yield visible(f"no file matches what {config.name} includes")

    def _linter(self, config: Config | None, overrides: Sequence[Override] = ()) -> Linter:
        key = (config.name if config else "", *(each.glob for each in overrides))
        if key not in self._linters:
            self._linters[key] = self._made(config, overrides)
        return self._linters[key]

    def _made(self, config: Config | None, overrides: Sequence[Override]) -> Linter:
        said = self.wishes
        select, ignore = said.select, said.ignore
        if config is not None:
            select = config.select(overrides) if select is None else select
            ignore = config.ignore(overrides) if ignore is None else ignore
        return Linter(
            select=select or (),
            ignore=[*(ignore or ()), *(["stale-baseline-entry"] if said.prune else [])],
            limits=said.limits,
            skip_others=said.skip_others,
            target=said.target or self._for_run("target"),
            rules=config.rules_with(overrides) if config else self.configs.shipped,
            api=self.configs.api,
            baseline=self.baseline,
            entries=self._entries_of(config) if config else None,
            spellings=config.spellings if config else None,
            today=said.today,
        )

    def _entries_of(self, config: Config) -> Entries | None:
        if not config.entries:
            return None
        if config.name not in self._entries:
            from chatlint.entries import Entries

            today = self.wishes.today or datetime.now(UTC).date()
            self._entries[config.name] = Entries(config.entries, today)
        return self._entries[config.name]

    def _results(self, discovery: Discovery, given: Sequence[str]) -> Iterator[Checked | Failure]:
        """What comes of each file, and then what there is to say about the configurations."""
        own = self.baseline and os.path.realpath(self.baseline.file)
        ran: dict[str, dict[str, frozenset[str]]] = {}
        for file in discovery.files:
            if own == os.path.realpath(file.path):
                continue
            for result in self._checked(file):
                if self._entries:
                    config = self.configs.of(os.path.dirname(placed(file.path)))
                    name = config.name if config else ""
                    rules = frozenset() if isinstance(result, Failure) else result.ran
                    ran.setdefault(name, {})[file.path] = rules
                yield result
        for config in self.configs.used:
            entries = self._entries.get(config.name)
            file_of_config = config.settings["suppress"].file if entries else None
            if not entries or not file_of_config:
                continue
            all_ran = _is_walked(config, given)
            faults = entries.faults(ran.get(config.name, {}), all_ran=all_ran)
            told = self._linter(config).told(file_of_config.document, faults)
            if told:
                yield told

    def _checked(self, file: InputFile) -> Iterator[Checked | Failure]:
        linter = self.linter(file.path)
        if self.wishes.repair is None:
            yield linter.check_file(file)
        else:
            yield from self.wishes.repair.file(linter, file)

    def _scope(self, folder: str) -> Scope | None:
        config = self.configs.of(folder)
        return config.scope if config else None

    def _for_run(self, key: str) -> Any:
        return self.configs.home.value(key) if self.configs.home else None


def _is_walked(config: Config, given: Sequence[str]) -> bool:
    """Whether one of the folders ``given`` holds all that ``config`` is about."""
    folders = (os.path.realpath(path).rstrip("/") for path in given)
    return any(f"{config.folder}/".startswith(f"{folder}/") for folder in folders)
