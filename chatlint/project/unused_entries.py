"""Find ``suppress`` entries of configurations that no finding needs."""

from __future__ import annotations

import os
from collections.abc import Iterator

from chatlint.files.paths import real_location
from chatlint.linter.suppression.config_entries import CheckedFile
from chatlint.model.diagnostic import Failure
from chatlint.model.result import FileResult
from chatlint.project.config.config import Config
from chatlint.project.config.trim import add_edits
from chatlint.project.fix_files import FileFixer
from chatlint.project.resolver import SettingsResolver


class EntryUsage:
    """Collects which files were checked by each configuration, and what its entries covered."""

    def __init__(self, resolver: SettingsResolver) -> None:
        self._resolver = resolver
        self._files: dict[str, list[CheckedFile]] = {}

    def add(self, result: FileResult | Failure) -> None:
        """Note one result."""
        if isinstance(result, Failure):
            file = CheckedFile(result.path, frozenset(), ())
        else:
            covered = [each.diagnostic for each in result.suppressed if each.by == "configuration"]
            file = CheckedFile(result.source.name, result.rules_run, covered)
        config = self._resolver.configs.config_for(os.path.dirname(real_location(file.path)))
        self._files.setdefault(config.name if config else "", []).append(file)

    def check(
        self, config: Config, fixer: FileFixer | None, *, all_ran: bool
    ) -> Iterator[FileResult | Failure]:
        """Report the entries of ``config`` that are unused or expired, or fix them.

        Args:
            config: a configuration that was in force.
            fixer: removes the entries, if the run fixes anything.
            all_ran: whether every file was checked that the configuration is about.
        """
        entries = self._resolver.entries.get(config.name)
        file = config.settings["suppress"].file if entries else None
        if not entries or not file:
            return
        issues = list(entries.faults(self._files.get(config.name, ()), all_ran=all_ran))
        if not issues:
            return
        linter = self._resolver.for_config(config).linter
        result = linter.check_own_file(file.document, add_edits(file, issues))
        if result and fixer:
            yield from fixer.fix_config(file, result)
        elif result:
            yield result
