"""Resolve the settings of each file from its configuration and the command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from chatlint.files.paths import real_location
from chatlint.model.diagnostic import Severity
from chatlint.model.result import FileResult
from chatlint.project.config.search import ConfigFinder
from chatlint.project.options import RunOptions

if TYPE_CHECKING:
    from chatlint.linter.linter import Linter
    from chatlint.linter.suppression.baseline import Baseline
    from chatlint.linter.suppression.config_entries import SuppressEntries
    from chatlint.project.config.config import Config, Override
    from chatlint.rules.rule import Rule


class FileSettings:
    """The settings in force for some of the files.

    Args:
        identity: the content of their configuration, and which parts of it apply.
        make_linter: makes their linter.
        entries: the findings that their configuration suppresses.
        baseline: the findings that the baseline accepts.
        is_cacheable: whether everything that a result depends on is known, so that it may be
            cached; what plug-ins do is not.
    """

    def __init__(
        self,
        identity: bytes,
        make_linter: Callable[[], Linter],
        entries: SuppressEntries | None,
        baseline: Baseline | None,
        *,
        is_cacheable: bool,
    ) -> None:
        self.identity = identity
        self.is_cacheable = is_cacheable
        self._make_linter = make_linter
        self._entries = entries
        self._baseline = baseline

    @cached_property
    def linter(self) -> Linter:
        """The linter of these files.

        Raises:
            UserError: a configuration or an option is wrong.
        """
        return self._make_linter()

    @property
    def has_suppressions(self) -> bool:
        """Whether a configuration or a baseline may accept findings."""
        return self._entries is not None or self._baseline is not None

    def accept(self, result: FileResult) -> FileResult:
        """Move the findings that the configuration or the baseline accepts out of the way."""
        found, suppressed = result.diagnostics, list(result.suppressed)
        if self._entries and found:
            kept, covered = self._entries.split(result.source.name, found)
            found = tuple(kept)
            suppressed += covered
        if not found and not suppressed:
            return result
        known = self._baseline.fingerprints if self._baseline else ()
        return result._replace(
            diagnostics=tuple(each for each in found if each.fingerprint not in known),
            suppressed=tuple(suppressed),
            baselined=tuple(each for each in found if each.fingerprint in known),
        )


class SettingsResolver:
    """Resolves the settings of each file.

    Args:
        options: what the command line says; it overrides configurations.
    """

    def __init__(self, options: RunOptions) -> None:
        self.options = options
        self.configs = ConfigFinder(options.config, isolated=options.isolated)
        self.entries: dict[str, SuppressEntries] = {}
        self._settings: dict[tuple[str, ...], FileSettings] = {}
        self._folders: dict[str, tuple[str, Config | None]] = {}

    @property
    def fail_on(self) -> Severity | None:
        """The severity from which on a finding fails the run; ``None`` if none does."""
        word = self.options.fail_on or self.for_run("fail-on") or Severity.WARNING.value
        return None if word == "never" else Severity(word)

    @cached_property
    def baseline(self) -> Baseline | None:
        """The accepted findings.

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
        """The path of the baseline, existing or to be written, if one is configured."""
        home = self.configs.nearest
        if self.options.baseline is None and home and home.baseline:
            return self.configs.relative_name(home.baseline)
        return self.options.baseline

    def for_run(self, key: str) -> Any:
        """The value of ``key`` that applies to the whole run."""
        return self.configs.nearest.value(key) if self.configs.nearest else None

    def for_file(self, name: str) -> FileSettings:
        """The settings of the file ``name``.

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
        """The settings of the files that ``config`` and those of its ``overrides`` apply to."""
        key = (config.name if config else "", *(each.glob for each in overrides))
        if key not in self._settings:
            self._settings[key] = FileSettings(
                "\0".join((*key, "")).encode() + config.fingerprint_bytes if config else b"",
                partial(self._make_linter, config, overrides),
                self._load_entries(config) if config else None,
                self.baseline,
                is_cacheable=config is None or "plugins" not in config.settings,
            )
        return self._settings[key]

    def linter(self, name: str) -> Linter:
        """The linter of the file ``name``.

        Raises:
            UserError: a configuration, the baseline or an option is wrong.
        """
        return self.for_file(name).linter

    @property
    def selected_rules(self) -> list[Rule]:
        """The rules that were selected for some file, in the order of their ids."""
        made = [each.linter for each in self._settings.values() if "linter" in vars(each)]
        rules = {rule.id: rule for each in made for rule in each.selected_rules}
        return [rules[each] for each in sorted(rules)]

    def _make_linter(self, config: Config | None, overrides: Sequence[Override]) -> Linter:
        from chatlint.linter.linter import Linter
        from chatlint.model.placeholder import BUILT_IN

        options = self.options
        select, ignore = options.select, options.ignore
        if config is not None:
            select = config.select(overrides) if select is None else select
            ignore = config.ignore(overrides) if ignore is None else ignore
        return Linter(
            select=select or (),
            ignore=[*(ignore or ()), *(["stale-baseline-entry"] if options.prune_baseline else [])],
            limits=options.limits,
            skip_others=options.skip_others,
            target=options.target or self.for_run("target"),
            rules=config.rules_with(overrides) if config else self.configs.shipped,
            api=self.configs.api,
            spellings=config.placeholders if config else BUILT_IN,
            requests=config.request_path if config else (),
            today=options.today,
            root=self.configs.root,
        )

    def _load_entries(self, config: Config) -> SuppressEntries | None:
        if not config.suppress_entries:
            return None
        if config.name not in self.entries:
            from chatlint.linter.suppression.config_entries import SuppressEntries

            today = self.options.today or datetime.now(UTC).date()
            self.entries[config.name] = SuppressEntries(config.suppress_entries, today)
        return self.entries[config.name]
