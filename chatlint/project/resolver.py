"""What is in force for each file: its configuration, and what the command line says."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from chatlint.files.discovery import real_location
from chatlint.model.diagnostic import Severity
from chatlint.project.config.search import ConfigFinder
from chatlint.project.options import RunOptions

if TYPE_CHECKING:
    from chatlint.linter.linter import Linter
    from chatlint.linter.suppression.baseline import Baseline
    from chatlint.linter.suppression.config_entries import SuppressEntries
    from chatlint.project.config.config import Config, Override
    from chatlint.rules.rule import Rule


class FileSettings:
    """What is in force for some of the files.

    Args:
        identity: all that their configuration says, and which parts of it count.
        has_suppressions: whether something may accept findings in them.
        is_cacheable: whether all that a result depends on is known, so that it may be remembered: not what
            plug-ins do.
        make: makes what checks them.
    """

    def __init__(
        self, identity: bytes, *, accepts: bool, lasts: bool, make: Callable[[], Linter]
    ) -> None:
        self.identity = identity
        self.has_suppressions = accepts
        self.is_cacheable = lasts
        self._make = make

    @cached_property
    def linter(self) -> Linter:
        """What checks them.

        Raises:
            UserError: a configuration, the baseline or a wish is wrong.
        """
        return self._make()


class SettingsResolver:
    """Gives each file the linter that its configuration and the command line ask for."""

    def __init__(self, wishes: RunOptions) -> None:
        self.options = wishes
        self.configs = ConfigFinder(wishes.config, isolated=wishes.isolated)
        self.entries: dict[str, SuppressEntries] = {}
        self._setups: dict[tuple[str, ...], FileSettings] = {}
        self._folders: dict[str, tuple[str, Config | None]] = {}

    @property
    def fail_on(self) -> Severity | None:
        """How bad a finding must be for the run to fail; None if none is."""
        word = self.options.fail_on or self.for_run("fail-on") or Severity.WARNING.value
        return None if word == "never" else Severity(word)

    @cached_property
    def baseline(self) -> Baseline | None:
        """The findings that were accepted.

        Raises:
            UserError: it cannot be read.
        """
        file = None if self.options.without_baseline else self.baseline_file
        if file is None:
            return None
        from chatlint.linter.suppression.baseline import Baseline

        return Baseline.load(file)

    @property
    def baseline_file(self) -> str | None:
        """Where accepted findings are or will be listed, if anything says so."""
        home = self.configs.nearest
        if self.options.baseline is None and home and home.baseline:
            return self.configs.relative_name(home.baseline)
        return self.options.baseline

    def for_run(self, key: str) -> Any:
        """What is configured under ``key`` for all of the run."""
        return self.configs.nearest.value(key) if self.configs.nearest else None

    def for_file(self, name: str) -> FileSettings:
        """What is in force for the file ``name``.

        Raises:
            UserError: a configuration or the baseline is wrong.
        """
        given, own = os.path.split(name)
        if given not in self._folders:
            folder = os.path.dirname(real_location(name))
            self._folders[given] = folder, self.configs.config_for(folder)
        folder, config = self._folders[given]
        if config is None or not config.overrides:
            return self.for_config(config)
        place = f"{folder.rstrip('/')}/{own}"
        return self.for_config(
            config, [each for each in config.overrides if each.files.matches(place)]
        )

    def for_config(self, config: Config | None, overrides: Sequence[Override] = ()) -> FileSettings:
        """What is in force for files by ``config`` and those of its ``overrides``."""
        key = (config.name if config else "", *(each.glob for each in overrides))
        if key not in self._setups:
            identity = "\0".join((*key, "")).encode() + config.fingerprint_bytes if config else b""
            accepts = self.baseline is not None or bool(config and config.suppress_entries)
            lasts = config is None or "plugins" not in config.settings
            make = partial(self._made, config, overrides)
            self._setups[key] = FileSettings(identity, accepts=accepts, lasts=lasts, make=make)
        return self._setups[key]

    def linter(self, name: str) -> Linter:
        """What checks the file ``name``.

        Raises:
            UserError: a configuration, the baseline or a wish is wrong.
        """
        return self.for_file(name).linter

    @property
    def selected_rules(self) -> list[Rule]:
        """The rules whose findings counted in some file, in the order of their ids."""
        made = [each.linter for each in self._setups.values() if "linter" in vars(each)]
        rules = {rule.id: rule for each in made for rule in each.selected_rules}
        return [rules[each] for each in sorted(rules)]

    def _made(self, config: Config | None, overrides: Sequence[Override]) -> Linter:
        from chatlint.linter.linter import Linter

        said = self.options
        select, ignore = said.select, said.ignore
        if config is not None:
            select = config.select(overrides) if select is None else select
            ignore = config.ignore(overrides) if ignore is None else ignore
        return Linter(
            select=select or (),
            ignore=[*(ignore or ()), *(["stale-baseline-entry"] if said.prune_baseline else [])],
            limits=said.limits,
            skip_others=said.skip_others,
            target=said.target or self.for_run("target"),
            rules=config.rules_with(overrides) if config else self.configs.shipped,
            api=self.configs.api,
            baseline=self.baseline,
            entries=self._entries_of(config) if config else None,
            spellings=config.placeholders if config else None,
            requests=config.request_path if config else (),
            today=said.today,
            root=self.configs.root,
        )

    def _entries_of(self, config: Config) -> SuppressEntries | None:
        if not config.suppress_entries:
            return None
        if config.name not in self.entries:
            from chatlint.linter.suppression.config_entries import SuppressEntries

            today = self.options.today or datetime.now(UTC).date()
            self.entries[config.name] = SuppressEntries(config.suppress_entries, today)
        return self.entries[config.name]
