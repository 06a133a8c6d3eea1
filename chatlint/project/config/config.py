"""Loads a configuration with everything it extends, and validates all of it before use."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from chatlint.aws.model import ApiModel
from chatlint.files.folder_walk import FileFilter
from chatlint.files.patterns import Patterns, is_literal
from chatlint.linter.suppression.comments import LastDay, RuleReference
from chatlint.linter.suppression.config_entries import SuppressEntry
from chatlint.model.diagnostic import Severity
from chatlint.model.errors import UserError
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax
from chatlint.project.config import config_file
from chatlint.project.config.config_file import ConfigFile
from chatlint.project.config.rule_sources import (
    Plugins,
    load_custom_rules,
    load_plugin_rules,
    load_plugins,
)
from chatlint.project.config.validate import (
    ConfigValidator,
    parse_day,
    parse_placeholder,
    resolve_inside,
)
from chatlint.rules.kinds.kind import Kind
from chatlint.rules.rule import Rule


class Setting(NamedTuple):
    """The value of a key, and the file that sets it."""

    value: Any
    file: ConfigFile


class Override(NamedTuple):
    """A ``per-file`` entry: any of ``select``, ``ignore`` and ``severity`` for some files."""

    glob: str
    files: Patterns
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Config:
    """A valid configuration.

    Args:
        file: Its own file, without those it extends.
        folder: Real path of the folder that its patterns are relative to.
        settings: Its settings and inherited ones, by key.
        rules: The shipped and custom rules, with their options applied.
        kinds: The kinds of its plug-ins.
    """

    file: ConfigFile
    folder: str
    settings: Mapping[str, Setting]
    rules: tuple[Rule, ...]
    kinds: tuple[Kind, ...]

    @property
    def name(self) -> str:
        """The file name as messages show it."""
        return self.file.name

    def value(self, key: str, default: Any = None) -> Any:
        """Return the setting ``key``, or ``default``."""
        return self.settings[key].value if key in self.settings else default

    def is_within(self, paths: Sequence[str]) -> bool:
        """Whether one of the folders ``paths`` holds all that this configuration is about."""
        folders = (os.path.realpath(path).rstrip("/") for path in paths)
        return any(f"{self.folder}/".startswith(f"{folder}/") for folder in folders)

    @cached_property
    def file_filter(self) -> FileFilter:
        """The filter of its ``include`` and ``exclude`` patterns."""
        include, exclude = (
            self._build_patterns(self.value(key, ())) for key in ("include", "exclude")
        )
        return FileFilter(self.name, (include,), exclude)

    @cached_property
    def overrides(self) -> tuple[Override, ...]:
        """The ``per-file`` entries."""
        per_file = self.value("per-file", {})
        return tuple(
            Override(glob, self._build_patterns([glob]), values)
            for glob, values in per_file.items()
        )

    def select(self, overrides: Sequence[Override]) -> Sequence[str]:
        """Return the selectors of ``select``; the last override that has one wins."""
        selected: Sequence[str] = self.value("select", ())
        for override in overrides:
            selected = override.values.get("select", selected)
        return selected

    def ignore(self, overrides: Sequence[Override]) -> Sequence[str]:
        """Return the selectors of ``ignore``, its own and those of ``overrides``."""
        ignored = (each.values.get("ignore", ()) for each in overrides)
        return [*self.value("ignore", ()), *chain.from_iterable(ignored)]

    def rules_with(self, overrides: Sequence[Override]) -> list[Rule]:
        """Return its rules with the severities it and ``overrides`` set; the last one wins."""
        rules = list(self.rules)
        severities = (o.values.get("severity", {}) for o in overrides)
        for by_name in (self.value("severity", {}), *severities):
            for name, value in by_name.items():
                severity = Severity(value)
                rules = [
                    r._replace(severity=severity) if r.matches_selector(name) else r for r in rules
                ]
        return rules

    @property
    def request_path(self) -> tuple[str, ...]:
        """The path of requests in its files; empty if not configured."""
        path = self.value("requests", ())
        return tuple(path.split(".")) if isinstance(path, str) else tuple(path)

    @cached_property
    def placeholders(self) -> PlaceholderSyntax:
        """The placeholder syntax."""
        changes = self.value("placeholders")
        if changes is None:
            return BUILT_IN
        return PlaceholderSyntax.build(
            list(map(parse_placeholder, changes.get("add", ()))), changes.get("remove", ())
        )

    @cached_property
    def baseline(self) -> str | None:
        """The path of the baseline file, if configured."""
        setting = self.settings.get("baseline")
        return setting and os.path.join(os.path.dirname(setting.file.path), setting.value)

    @cached_property
    def suppress_entries(self) -> tuple[SuppressEntry, ...]:
        """The ``suppress`` entries."""
        setting = self.settings.get("suppress")
        if setting is None:
            return ()
        return tuple(self._build_entry(setting.file, *each) for each in enumerate(setting.value))

    @cached_property
    def fingerprint_bytes(self) -> bytes:
        """The content of its files and rule files; equal content gives equal findings."""
        files = {setting.file.path: setting.file for setting in self.settings.values()}
        texts = [files[path].document.source.text.encode() for path in sorted(files)]
        return b"\0".join((*texts, *(Path(rule.file).read_bytes() for rule in self.rules)))

    def _build_entry(
        self, file: ConfigFile, index: int, values: Mapping[str, Any]
    ) -> SuppressEntry:
        entry_path = ("suppress", index)
        glob, _, pointer = values["path"].partition("#")
        rules = (
            RuleReference(
                rule.id, file.span(path := (*entry_path, "rules", number), "value"), path=path
            )
            for number, name in enumerate(values["rules"])
            for rule in self.rules
            if rule.matches_selector(name)
        )
        until = None
        if "until" in values:
            until = LastDay(parse_day(values["until"]), file.span((*entry_path, "until"), "value"))
        files = self._build_patterns([glob])
        literal = os.path.join(self.folder, glob.lstrip("/")) if is_literal(glob) else ""
        return SuppressEntry(glob, files, pointer, tuple(rules), values["reason"], until, literal)

    def _build_patterns(self, lines: Iterable[str]) -> Patterns:
        return Patterns.parse(self.folder, lines)


def load_config(
    path: str, *, name: str, root: str, folder: str, shipped: Sequence[Rule], api: ApiModel
) -> Config | None:
    """Load and validate the configuration in the file ``path``.

    Args:
        path: Its real path.
        name: Its name in messages.
        root: Real path of the folder that contains every path it may name.
        folder: Real path of the folder that its patterns are relative to.
        shipped: The rules shipped with chatlint.
        api: The API model that rules refer to.

    Returns:
        None for a pyproject.toml without the table of chatlint.

    Raises:
        UserError: It or a file it extends is invalid; the message lists all errors.
    """
    file = config_file.load_file(path, name)
    if file is None:
        return None
    files = _load_extended_files(file, root)
    settings: dict[str, Setting] = {}
    for each in files:
        for key, value in each.values.items():
            settings.setdefault(key, Setting(value, each))
    plugins, rules, rule_errors = _load_all_rules(settings, root, shipped, api)
    validator = ConfigValidator(root, rules, api)
    errors = [line for each in files for line in validator.find_errors(each)] + rule_errors
    if errors:
        raise UserError("\n".join(errors))
    options = settings["options"].value if "options" in settings else {}
    configured = tuple(validator.configure_rule(rule, options) for rule in rules)
    return Config(file, folder, settings, configured, plugins.kinds)


def _load_all_rules(
    settings: Mapping[str, Setting], root: str, shipped: Sequence[Rule], api: ApiModel
) -> tuple[Plugins, list[Rule], list[str]]:
    """Load the plug-ins and all rules; return them with the errors of the custom ones."""
    names, folders = settings.get("plugins"), settings.get("rules")
    plugins, errors = load_plugins(names.value, names.file, api) if names else (Plugins(), [])
    rules, more = load_plugin_rules(plugins, shipped, api)
    errors += more
    if folders:
        rules, more = load_custom_rules(
            folders.value, folders.file, root, rules, plugins.kinds, api
        )
        errors += more
    return plugins, rules, errors


_MAX_EXTENDS = 32


def _load_extended_files(file: ConfigFile, root: str) -> list[ConfigFile]:
    """Load the chain of files that ``file`` extends, itself first, up to an invalid path.

    Raises:
        UserError: A file cannot be read, or the chain is circular or too long.
    """
    files = [file]
    while isinstance(extends := files[-1].values.get("extends"), str):
        last = files[-1]
        where = last.position_of(("extends",))
        try:
            path = resolve_inside(root, last, extends)
        except ValueError:  # `ConfigValidator` reports it
            break
        name = os.path.relpath(path, os.path.dirname(last.path))
        name = os.path.join(os.path.dirname(last.document.source.name), name)
        if any(path == each.path for each in files):
            chain = " extends ".join([*(each.document.source.name for each in files), name])
            raise UserError(f"goes in a circle: {chain}", where)
        extended = config_file.load_file(path, os.path.normpath(name))
        if extended is None:
            raise UserError("says nothing about chatlint", where)
        if len(files) == _MAX_EXTENDS:
            raise UserError(f"is the {_MAX_EXTENDS}nd file in a row that extends another", where)
        files.append(extended)
    return files
