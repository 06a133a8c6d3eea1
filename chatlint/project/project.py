"""A run over the files of a project, each checked as its configuration wants it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from chatlint.files.discovery import (
    Discovery,
    FileFilter,
    InputFile,
    current_folder,
    discover_files,
    real_location,
)
from chatlint.files.patterns import Patterns
from chatlint.model.diagnostic import Failure
from chatlint.model.document import Limits
from chatlint.model.errors import UserError
from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.project.file_checker import CachedChecker, CheckOutcome
from chatlint.project.options import RunOptions
from chatlint.project.resolver import SettingsResolver
from chatlint.reports.report import Observer, Report, ReportBuilder

if TYPE_CHECKING:
    from chatlint.finders.listing import RequestListing
    from chatlint.linter.linter import Linter
    from chatlint.linter.suppression.config_entries import CheckedFile
    from chatlint.model.document import ParseIssue
    from chatlint.project.cache import Cache
    from chatlint.project.changed_lines import ChangedLines
    from chatlint.project.config.config import Config
    from chatlint.project.config.config_file import ConfigFile


Watch = Callable[[int], Observer]
"""What gives a run its observer, when told how many results there will be."""


class ProjectRun(NamedTuple):
    """What a run gave, and what it was over."""

    report: Report
    discovery: Discovery


class Project:
    """Checks each file by the configuration nearest to it."""

    def __init__(self, wishes: RunOptions) -> None:
        self.options = wishes
        self.resolver = SettingsResolver(wishes)

    @cached_property
    def changes(self) -> ChangedLines | None:
        """What was changed, if that is what counts.

        Raises:
            UserError: git cannot tell.
        """
        if self.options.since is None:
            return None
        from chatlint.project.changed_lines import ChangedLines

        return ChangedLines.since_revision(
            self.options.since, whole=self.options.changed_files_only
        )

    def discover(self, paths: Sequence[str]) -> Discovery:
        """Find the files that ``paths`` mean.

        Raises:
            UserError: a configuration is wrong, or git cannot tell what was changed.
        """
        tracked = self.changes.files if self.changes else ()
        found = discover_files(paths, None, self._scope, self.options.force_exclude, tracked)
        return self.changes.narrow_discovery(found) if self.changes else found

    def run(
        self, paths: Sequence[str], watch: Watch = lambda total: lambda result: False
    ) -> ProjectRun:
        """Check the files that ``paths`` mean.

        Args:
            paths: files and folders.
            watch: gives an observer of the results, when told how many there will be.

        Raises:
            UserError: a configuration or the baseline is wrong.
        """
        discovery = self.discover(paths)
        results = self._results(discovery, paths)
        observer = watch(len(discovery.failures) + len(discovery.files))
        tally = ReportBuilder(observer, keep_rules_run=self.resolver.baseline is not None)
        for result in chain(discovery.failures, results):
            tally.add(result)
        if self.resolver.baseline:
            report = self._home.concluded(tally, paths)
        else:
            report = tally.report()._replace(root=self.resolver.configs.root)
        if self.changes:
            report = self.changes.narrow_report(report, self._check_before)
        return ProjectRun(report, discovery)

    def described(self, run: ProjectRun) -> Report:
        """The report of ``run`` with the rules by which it was made."""
        if run.report.rules:
            return run.report
        for file in run.discovery.files:
            self.resolver.linter(file.path)
        api, rules = (
            self.resolver.configs.api,
            self.resolver.selected_rules or self._home.selected_rules,
        )
        return run.report._replace(api_model=api.botocore, rules=rules)

    @property
    def _home(self) -> Linter:
        """What checks by the configuration nearest the current folder."""
        return self.resolver.for_config(self.resolver.configs.nearest).linter

    def sightings(self, name: str) -> Sequence[RequestListing] | Failure:
        """Where the requests of the file ``name`` are, and in which form.

        Raises:
            UserError: a configuration, the baseline or a wish is wrong.
        """
        linter = self.resolver.linter(name)
        try:
            return linter.sightings(name)
        except OSError as error:
            return Failure(name, error.strerror or str(error))
        except UserError as error:
            return Failure(name, str(error))

    def run_text(self, name: str, file: BinaryIO) -> ProjectRun:
        """Check what ``file`` holds as if it were the file ``name``.

        Raises:
            OSError: it cannot be read.
            UserError: a configuration or the baseline is wrong.
        """
        linter, place = self.resolver.linter(name), real_location(name)
        scope = self._scope(os.path.dirname(place)) if self.options.force_exclude else None
        if scope and scope.exclude.matches(place):
            left_out = ((name, f"excluded by {scope.config}"),)
            return ProjectRun(linter.gather(()), Discovery((), (), left_out))
        return ProjectRun(linter.report(linter.check_open(name, file)), Discovery((), ()))

    def prune(self, report: Report) -> Iterator[str]:
        """Take out of the baseline what ``report`` found to be stale, and say so."""
        if self.resolver.baseline and report.stale:
            self.resolver.baseline.prune(report.stale)
            yield f"took {len(report.stale)} out of {printable(self.resolver.baseline.file)}"

    def used(self, discovery: Discovery) -> Iterator[str]:
        """Which configuration counts in which folder, in words."""
        folders = {os.path.dirname(file.path) or "." for file in discovery.files} or {"."}
        for folder in sorted(folders):
            config = self.resolver.configs.config_for(os.path.realpath(folder))
            yield printable(f"configuration of {folder}: {config.name if config else 'none'}")

    def remarks(self, discovery: Discovery, given: Sequence[str]) -> Iterator[str]:
        """What nobody may have meant: configurations that leave no file, or declare none."""
        if self.changes:
            return
        if discovery.skipped and not discovery.files:
            _, why = discovery.skipped[0]
            count = len(discovery.skipped)
            yield printable(f"no file is left to check: all {count:,} were left out, {why}")
        for config in self.resolver.configs.loaded_configs:
            (declared,) = config.file_filter.include
            if (
                declared.patterns
                and _is_walked(config, given)
                and not any(declared.matches(real_location(file.path)) for file in discovery.files)
            ):
                yield printable(f"no file matches what {config.name} includes")

    def _results(
        self, discovery: Discovery, given: Sequence[str]
    ) -> Iterator[FileResult | Failure]:
        """What comes of each file, and then what there is to say about the configurations."""
        own = self.resolver.baseline and os.path.realpath(self.resolver.baseline.file)
        files = [file for file in discovery.files if not own or own != os.path.realpath(file.path)]
        seen: dict[str, list[CheckedFile]] = {}
        for result in self._outcomes(files):
            if self.resolver.entries:
                file = _seen(result)
                config = self.resolver.configs.config_for(os.path.dirname(real_location(file.path)))
                seen.setdefault(config.name if config else "", []).append(file)
            yield result
        for config in self.resolver.configs.loaded_configs:
            entries = self.resolver.entries.get(config.name)
            file_of_config = config.settings["suppress"].file if entries else None
            if not entries or not file_of_config:
                continue
            all_ran = not self.changes and _is_walked(config, given)
            faults = list(entries.faults(seen.get(config.name, ()), all_ran=all_ran))
            if faults:
                yield from self._told(config, file_of_config, faults)

    def _told(
        self, config: Config, file: ConfigFile, faults: Sequence[ParseIssue]
    ) -> Iterator[FileResult | Failure]:
        """What there is to say about the entries of a configuration, or left to say."""
        from chatlint.project.config.trim import add_edits

        linter = self.resolver.for_config(config).linter
        told = linter.told(file.document, add_edits(file, faults))
        if told and self.options.fixer:
            yield from self.options.fixer.fix_config(file, told)
        elif told:
            yield told

    def _outcomes(self, files: Sequence[InputFile]) -> Iterator[FileResult | Failure]:
        if repair := self.options.fixer:
            for file in files:
                yield from repair.fix_file(self.resolver.linter(file.path), file)
        else:
            yield from self._checked(files)

    def _checked(self, files: Sequence[InputFile]) -> Iterator[FileResult | Failure]:
        """What comes of files that stay as they are; what is known of them need not be found."""
        cache = self._cache
        empty = cache is None or cache.is_empty
        known = [None if empty else self._checker.recall(file) for file in files]
        unknown = [file for file, result in zip(files, known, strict=True) if result is None]
        for file in unknown:  # so that nothing is checked if anything is wrong
            self.resolver.linter(file.path)
        outcomes = self._found_out(unknown)
        for file, result in zip(files, known, strict=True):
            if result is not None:
                yield result
                continue
            outcome = next(outcomes)
            if cache and outcome.entry and outcome.key:
                cache.put(outcome.key, outcome.entry)
            yield outcome.result or self._checker.clean(file, outcome)
        if cache:
            cache.save()

    def _found_out(self, files: Sequence[InputFile]) -> Iterator[CheckOutcome]:
        """What comes of ``files``, of which nothing is known."""
        if not files:
            return iter(())
        from chatlint.project import workers

        make = partial(_checker, self.options)
        return workers.check_in_workers(self._checker, make, files, self.options.jobs)

    @cached_property
    def _checker(self) -> CachedChecker:
        return CachedChecker(self.resolver, self.options.limits or Limits(), self._cache)

    @cached_property
    def _cache(self) -> Cache | None:
        if not self.options.cache or self.options.fixer:
            return None
        from chatlint.project.cache import Cache

        said, target = self.options, self.options.target or self.resolver.for_run("target")
        wanted = (said.select, said.ignore, target, said.skip_others, said.limits)
        return Cache((os.path.realpath(current_folder()), self.resolver.configs.root, *wanted))

    def _check_before(self, name: str, content: BinaryIO) -> FileResult:
        linter = self.resolver.linter(name)
        return linter.check(linter.source(name, content))

    def _scope(self, folder: str) -> FileFilter | None:
        config = self.resolver.configs.config_for(folder)
        scope = config.file_filter if config else None
        if not self.options.include:
            return scope
        scope = scope or FileFilter("the command line", (), Patterns.of("", ()))
        return scope._replace(include=(*scope.include, self._included))

    @cached_property
    def _included(self) -> Patterns:
        """What the command line includes, from the current folder."""
        return Patterns.of(os.path.realpath(current_folder()), self.options.include)


def _checker(wishes: RunOptions) -> CachedChecker:
    return Project(wishes)._checker


def _seen(result: FileResult | Failure) -> CheckedFile:
    """What entries of a configuration may want to know of ``result``."""
    from chatlint.linter.suppression.config_entries import CheckedFile

    if isinstance(result, Failure):
        return CheckedFile(result.path, frozenset(), ())
    covered = [each.diagnostic for each in result.suppressed if each.by == "configuration"]
    return CheckedFile(result.source.name, result.rules_run, covered)


def _is_walked(config: Config, given: Sequence[str]) -> bool:
    """Whether one of the folders ``given`` holds all that ``config`` is about."""
    folders = (os.path.realpath(path).rstrip("/") for path in given)
    return any(f"{config.folder}/".startswith(f"{folder}/") for folder in folders)
