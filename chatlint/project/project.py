"""A run over the files of a project, each checked as its configuration says."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from chatlint.files.discovery import discover_files
from chatlint.files.folder_walk import FileFilter
from chatlint.files.found_files import Discovery, InputFile
from chatlint.files.paths import current_folder, real_location
from chatlint.files.patterns import Patterns
from chatlint.model.diagnostic import Failure
from chatlint.model.document import Limits
from chatlint.model.errors import UserError
from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.project.file_checker import CachedChecker, CheckOutcome, FileChecker
from chatlint.project.options import RunOptions
from chatlint.project.resolver import FileSettings, SettingsResolver
from chatlint.reports.report import Observer, Report, ReportBuilder

if TYPE_CHECKING:
    from chatlint.finders.listing import RequestListing
    from chatlint.project.changed_lines import ChangedLines
    from chatlint.project.fix_files import FileFixer
    from chatlint.project.unused_entries import EntryUsage


Watch = Callable[[int], Observer]
"""Makes the observer of a run, given how many results there will be."""


class ProjectRun(NamedTuple):
    """The report of a run, and the files it was over."""

    report: Report
    discovery: Discovery


class Project:
    """Checks each file by the configuration nearest to it.

    Args:
        options: what the command line says.
        fixer: fixes the files; none leaves them as they are.
    """

    def __init__(self, options: RunOptions, fixer: FileFixer | None = None) -> None:
        self.options = options
        self.fixer = fixer
        self.resolver = SettingsResolver(options)

    @cached_property
    def changes(self) -> ChangedLines | None:
        """The changed lines, if only findings on those count.

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
        found = discover_files(paths, None, self._filter, self.options.force_exclude, tracked)
        return self.changes.narrow_discovery(found) if self.changes else found

    def run(
        self, paths: Sequence[str], watch: Watch = lambda total: lambda result: False
    ) -> ProjectRun:
        """Check the files that ``paths`` mean.

        Args:
            paths: files and folders.
            watch: makes an observer of the results, given how many there will be.

        Raises:
            UserError: a configuration or the baseline is wrong.
        """
        discovery = self.discover(paths)
        results = self._check_all(discovery.files, paths)
        observer = watch(len(discovery.failures) + len(discovery.files))
        report = self._build_report(chain(discovery.failures, results), paths, observer, self._home)
        if self.changes:
            report = self.changes.narrow_report(report, self._check_before)
        return ProjectRun(report, discovery)

    def run_text(self, name: str, file: BinaryIO) -> ProjectRun:
        """Check the content of ``file`` as if it were the file ``name``.

        Raises:
            OSError: it cannot be read.
            UserError: a configuration or the baseline is wrong.
        """
        from chatlint.linter.file_linter import lint_open_file

        settings, place = self.resolver.for_file(name), real_location(name)
        linter = settings.linter
        filter_ = self._filter(os.path.dirname(place)) if self.options.force_exclude else None
        results: list[FileResult | Failure] = []
        skipped: tuple[tuple[str, str], ...] = ()
        if filter_ and filter_.exclude.matches(place):
            skipped = ((name, f"excluded by {filter_.config}"),)
        else:
            results = [_accept(settings, lint_open_file(linter, name, file))]
        report = self._build_report(results, (), lambda result: False, settings)
        report = report._replace(api_model=linter.options.api.botocore, rules=linter.selected_rules)
        return ProjectRun(report, Discovery((), (), skipped))

    def add_rules(self, run: ProjectRun) -> Report:
        """Add to the report of ``run`` the rules and the API model it was made with."""
        if run.report.rules:
            return run.report
        for file in run.discovery.files:
            self.resolver.linter(file.path)
        rules = self.resolver.selected_rules or self._home.linter.selected_rules
        return run.report._replace(api_model=self.resolver.configs.api.botocore, rules=rules)

    def list_requests(self, name: str) -> Sequence[RequestListing] | Failure:
        """List the requests of the file ``name``, and in which form each stands.

        Raises:
            UserError: a configuration, the baseline or an option is wrong.
        """
        from chatlint.linter.file_linter import list_file_requests

        linter = self.resolver.linter(name)
        try:
            return list_file_requests(linter, name)
        except OSError as error:
            return Failure(name, error.strerror or str(error))
        except UserError as error:
            return Failure(name, str(error))

    def prune(self, report: Report) -> Iterator[str]:
        """Remove from the baseline the entries that ``report`` found to be stale, and say so."""
        if self.resolver.baseline and report.stale:
            self.resolver.baseline.prune(report.stale)
            yield f"took {len(report.stale)} out of {printable(self.resolver.baseline.file)}"

    @property
    def _home(self) -> FileSettings:
        """The settings by the configuration nearest to the current folder."""
        return self.resolver.for_config(self.resolver.configs.nearest)

    def _build_report(
        self,
        results: Iterable[FileResult | Failure],
        paths: Sequence[str],
        observer: Observer,
        settings: FileSettings,
    ) -> Report:
        """Build the report of ``results``, and of stale entries of the baseline."""
        baseline, root = self.resolver.baseline, self.resolver.configs.root
        builder = ReportBuilder(observer, keep_rules_run=baseline is not None)
        for result in results:
            builder.add(result)
        if baseline is None:
            return builder.report()._replace(root=root)
        from chatlint.linter.file_identity import PathIdentity

        identity = PathIdentity(root)
        ran = {identity.path_of(name): rules for name, rules in builder.rules_run.items()}
        gone = baseline.gone(root, paths)
        stale = baseline.stale(ran, builder.baselined, gone)
        if own := settings.linter.check_own_file(baseline.document, stale):
            builder.add(own)
        return builder.report(stale)._replace(has_baseline=True, root=root)

    def _check_all(
        self, files: Sequence[InputFile], paths: Sequence[str]
    ) -> Iterator[FileResult | Failure]:
        """Check ``files``, and then the ``suppress`` entries of their configurations."""
        own = self.resolver.baseline and os.path.realpath(self.resolver.baseline.file)
        files = [file for file in files if not own or own != os.path.realpath(file.path)]
        usage: EntryUsage | None = None
        for result in self._check_files(files):
            if self.resolver.entries:
                from chatlint.project.unused_entries import EntryUsage

                usage = usage or EntryUsage(self.resolver)
                usage.add(result)
            yield result
        if usage is None:
            return
        for config in self.resolver.configs.loaded_configs:
            all_ran = not self.changes and config.is_within(paths)
            yield from usage.check(config, self.fixer, all_ran=all_ran)

    def _check_files(self, files: Sequence[InputFile]) -> Iterator[FileResult | Failure]:
        if fixer := self.fixer:
            for file in files:
                yield from fixer.fix_file(self.resolver.for_file(file.path), file)
            return
        for file, linted in zip(files, self._lint_files(files), strict=True):
            yield _accept(self.resolver.for_file(file.path), linted)

    def _lint_files(self, files: Sequence[InputFile]) -> Iterator[FileResult | Failure]:
        """Lint files, or recall the results of those that did not change."""
        cached = self._cached_checker
        recalled = [cached.recall(file) if cached else None for file in files]
        changed = [file for file, result in zip(files, recalled, strict=True) if result is None]
        for file in changed:  # a wrong configuration ends the run before anything is checked
            self.resolver.linter(file.path)
        outcomes = self._run_workers(changed)
        for file, result in zip(files, recalled, strict=True):
            if result is not None:
                yield result
                continue
            outcome = next(outcomes)
            if cached:
                cached.remember(file, outcome)
            yield outcome.result
        if cached:
            cached.save()

    def _run_workers(self, files: Sequence[InputFile]) -> Iterator[CheckOutcome]:
        if not files:
            return iter(())
        from chatlint.project.workers import map_files

        return map_files(self._check, partial(_make_check, self.options), files, self.options.jobs)

    @property
    def _check(self) -> Callable[[InputFile], CheckOutcome]:
        return self._cached_checker.check if self._cached_checker else self._checker.check_uncached

    @cached_property
    def _checker(self) -> FileChecker:
        return FileChecker(self.resolver)

    @cached_property
    def _cached_checker(self) -> CachedChecker | None:
        if not self.options.cache or self.fixer:
            return None
        from chatlint.project.cache import Cache

        options, target = self.options, self.options.target or self.resolver.for_run("target")
        wanted = (options.select, options.ignore, target, options.skip_others, options.limits)
        cache = Cache((os.path.realpath(current_folder()), self.resolver.configs.root, *wanted))
        return CachedChecker(self._checker, self.resolver, options.limits or Limits(), cache)

    def _check_before(self, name: str, content: BinaryIO) -> FileResult:
        """Check what the file ``name`` held before."""
        from chatlint.linter.file_linter import read_source

        settings = self.resolver.for_file(name)
        linter = settings.linter
        return settings.accept(linter.check(read_source(linter, name, content)))

    def _filter(self, folder: str) -> FileFilter | None:
        config = self.resolver.configs.config_for(folder)
        scope = config.file_filter if config else None
        if not self.options.include:
            return scope
        scope = scope or FileFilter("the command line", (), Patterns.parse("", ()))
        return scope._replace(include=(*scope.include, self._included))

    @cached_property
    def _included(self) -> Patterns:
        """What the command line includes, from the current folder."""
        return Patterns.parse(os.path.realpath(current_folder()), self.options.include)


def _make_check(options: RunOptions) -> Callable[[InputFile], CheckOutcome]:
    """Make what checks files in a process that does not begin as a copy of this one."""
    return Project(options)._check


def _accept(settings: FileSettings, result: FileResult | Failure) -> FileResult | Failure:
    return result if isinstance(result, Failure) else settings.accept(result)
