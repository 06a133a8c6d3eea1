"""Configurations: read whole and judged whole, or not used at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from chatlint.aws.model import ApiModel
from chatlint.files.discovery import FileFilter
from chatlint.files.patterns import Patterns, is_literal
from chatlint.linter.suppression.config_entries import RuleReference, SuppressEntry
from chatlint.model.diagnostic import Severity
from chatlint.model.errors import UserError
from chatlint.model.placeholder import PlaceholderSyntax
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
    """What a configuration says under a key, and in which of its files."""

    value: Any
    file: ConfigFile


class Override(NamedTuple):
    """What holds for some files only: any of ``select``, ``ignore`` and ``severity``."""

    glob: str
    files: Patterns
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Config:
    """A configuration that was found to be right.

    Args:
        file: its file, without what that one extends.
        folder: what its patterns are relative to, a real path.
        settings: what it says and what it extends says, by key.
        rules: the rules that come with chatlint and those of its own, with their options.
        kinds: the words that its plug-ins bring.
    """

    file: ConfigFile
    folder: str
    settings: Mapping[str, Setting]
    rules: tuple[Rule, ...]
    kinds: tuple[Kind, ...]

    @property
    def name(self) -> str:
        """Its file, as messages call it."""
        return self.file.name

    def value(self, key: str, default: Any = None) -> Any:
        """What it says under ``key``."""
        return self.settings[key].value if key in self.settings else default

    @cached_property
    def file_filter(self) -> FileFilter:
        """Which files it declares and leaves out."""
        include, exclude = (self._patterns(self.value(key, ())) for key in ("include", "exclude"))
        return FileFilter(self.name, (include,), exclude)

    @cached_property
    def overrides(self) -> tuple[Override, ...]:
        """What holds for some files only."""
        per_file = self.value("per-file", {})
        return tuple(
            Override(glob, self._patterns([glob]), said) for glob, said in per_file.items()
        )

    def select(self, overrides: Sequence[Override]) -> Sequence[str]:
        """The rules whose findings count: those the last of ``overrides`` names, if one does."""
        said = [each.values["select"] for each in overrides if "select" in each.values]
        chosen: Sequence[str] = said[-1] if said else self.value("select", ())
        return chosen

    def ignore(self, overrides: Sequence[Override]) -> Sequence[str]:
        """The rules whose findings do not count: its own and those that ``overrides`` name."""
        said = (each.values.get("ignore", ()) for each in overrides)
        return [*self.value("ignore", ()), *chain.from_iterable(said)]

    def rules_with(self, overrides: Sequence[Override]) -> list[Rule]:
        """Its rules, as severe as it and ``overrides`` have them; what is said last counts."""
        rules = list(self.rules)
        for said in (
            self.value("severity", {}),
            *(o.values.get("severity", {}) for o in overrides),
        ):
            for name, word in said.items():
                severity = Severity(word)
                rules = [
                    r._replace(severity=severity) if r.matches_selector(name) else r for r in rules
                ]
        return rules

    @property
    def request_path(self) -> tuple[str, ...]:
        """Where requests are in its files, as a path of rule files; empty where nothing is said."""
        said = self.value("requests", ())
        return tuple(said.split(".")) if isinstance(said, str) else tuple(said)

    @cached_property
    def placeholders(self) -> PlaceholderSyntax | None:
        """What is a placeholder, if the configuration has a say in it."""
        said = self.value("placeholders")
        if said is None:
            return None
        return PlaceholderSyntax.of(
            list(map(parse_placeholder, said.get("add", ()))), said.get("remove", ())
        )

    @cached_property
    def baseline(self) -> str | None:
        """The path of the file with accepted findings."""
        said = self.settings.get("baseline")
        return said and os.path.join(os.path.dirname(said.file.path), said.value)

    @cached_property
    def suppress_entries(self) -> tuple[SuppressEntry, ...]:
        """The findings to say no to."""
        said = self.settings.get("suppress")
        entries = enumerate(said.value) if said else ()
        return tuple(self._entry(said.file, *each) for each in entries if said)

    @cached_property
    def fingerprint_bytes(self) -> bytes:
        """All that its files and those of its rules hold: the same content finds the same."""
        files = {setting.file.path: setting.file for setting in self.settings.values()}
        texts = [files[path].document.source.text.encode() for path in sorted(files)]
        return b"\0".join((*texts, *(Path(rule.file).read_bytes() for rule in self.rules)))

    def _entry(self, file: ConfigFile, index: int, said: Mapping[str, Any]) -> SuppressEntry:
        place = ("suppress", index)
        glob, _, pointer = said["path"].partition("#")
        rules = (
            RuleReference(rule.id, path := (*place, "rules", number), file.span(path, "value"))
            for number, name in enumerate(said["rules"])
            for rule in self.rules
            if rule.matches_selector(name)
        )
        until = None
        if "until" in said:
            until = parse_day(said["until"]), file.span((*place, "until"), "value")
        files = self._patterns([glob])
        outright = os.path.join(self.folder, glob.lstrip("/")) if is_literal(glob) else ""
        return SuppressEntry(glob, files, pointer, tuple(rules), said["reason"], until, outright)

    def _patterns(self, lines: Iterable[str]) -> Patterns:
        return Patterns.of(self.folder, lines)


def load_config(
    path: str, *, name: str, root: str, folder: str, shipped: Sequence[Rule], api: ApiModel
) -> Config | None:
    """Read and judge the configuration in the file ``path``.

    Args:
        path: its real path.
        name: what messages call it.
        root: the folder out of which nothing it names may lead, a real path.
        folder: what its patterns are relative to, a real path.
        shipped: the rules that come with chatlint.
        api: the model that rules are written against.

    Returns:
        None for a pyproject.toml that says nothing about chatlint.

    Raises:
        UserError: something in it or in what it extends is wrong; all of it is told.
    """
    file = config_file.load_file(path, name)
    if file is None:
        return None
    files = _load_extended_files(file, root)
    settings: dict[str, Setting] = {}
    for each in files:
        for key, value in each.values.items():
            settings.setdefault(key, Setting(value, each))
    plugins, rules, wrong = _load_all_rules(settings, root, shipped, api)
    checker = ConfigValidator(root, rules, api)
    told = [line for each in files for line in checker.find_errors(each)] + wrong
    if told:
        raise UserError("\n".join(told))
    options = settings["options"].value if "options" in settings else {}
    configured = tuple(checker.configure_rule(rule, options) for rule in rules)
    return Config(file, folder, settings, configured, plugins.kinds)


def _load_all_rules(
    settings: Mapping[str, Setting], root: str, shipped: Sequence[Rule], api: ApiModel
) -> tuple[Plugins, list[Rule], list[str]]:
    """What plug-ins bring, all rules there are, and what is wrong with those not of chatlint."""
    said, own = settings.get("plugins"), settings.get("rules")
    plugins, wrong = load_plugins(said.value, said.file, api) if said else (Plugins(), [])
    rules, more = load_plugin_rules(plugins, shipped, api)
    wrong += more
    if own:
        rules, more = load_custom_rules(own.value, own.file, root, rules, plugins.kinds, api)
        wrong += more
    return plugins, rules, wrong


_MAX_EXTENDS = 32  # files in a row


def _load_extended_files(file: ConfigFile, root: str) -> list[ConfigFile]:
    """``file``, what it extends, what that extends, and so on; up to one that cannot be right.

    Raises:
        UserError: one cannot be read, or extends itself in the end.
    """
    files = [file]
    while isinstance(said := files[-1].values.get("extends"), str):
        last = files[-1]
        where = last.position_of(("extends",))
        try:
            path = resolve_inside(root, last, said)
        except ValueError:  # which is told with the other mistakes of this file
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
