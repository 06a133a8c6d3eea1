"""Semantic checks of configurations: names, patterns, paths, dates and option values."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from chatlint.aws.model import ApiModel
from chatlint.files.patterns import Pattern
from chatlint.model.diagnostic import Part
from chatlint.model.document import NonJsonValue
from chatlint.model.path import Path
from chatlint.model.printable import clip
from chatlint.project.config.config_file import ConfigFile
from chatlint.project.config.schema import ConfigIssue, describe_unknown, find_issues
from chatlint.rules.evaluator import CheckEvaluator
from chatlint.rules.kinds import standard_vocabulary
from chatlint.rules.kinds.sdk_versions import parse_version
from chatlint.rules.loader import unknown_rule_error
from chatlint.rules.rule import Rule


def resolve_inside(root: str, file: ConfigFile, path: str) -> str:
    """Return the real path of ``path``, which is relative to the folder of ``file``.

    Raises:
        ValueError: It is not a plain relative path, or leads out of ``root``.
    """
    if "://" in path:
        raise ValueError("is a URL; only files beside this one are read")
    if path.startswith("~") or "$" in path:
        raise ValueError("is no plain path: nothing is put in for ~ and $ here")
    if os.path.isabs(path) or "\0" in path:
        raise ValueError("must be a path from this file's folder")
    real = os.path.realpath(os.path.join(os.path.dirname(file.path), path))
    if real != root and not real.startswith(root.rstrip("/") + "/"):
        raise ValueError("leads out of the project")
    return real


def parse_placeholder(pattern: str) -> tuple[str, str]:
    """Split a placeholder pattern into the strings before and after its X.

    Raises:
        ValueError: It is not one X between two strings.
    """
    before, x, after = pattern.partition("X")
    if not (before and x and after) or "X" in after:
        raise ValueError("must be one X between two texts, as [[X]]")
    return before, after


def parse_day(value: str | NonJsonValue) -> date:
    """Parse a date.

    Raises:
        ValueError: It is not a date as 2026-12-31.
    """
    text = value.text if isinstance(value, NonJsonValue) else value
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise ValueError("must be a day as 2026-12-31")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("is no day of the calendar") from None


class ConfigValidator:
    """Finds errors in configurations and applies their rule options.

    Args:
        root: Real path of the folder that contains every path they may name.
        rules: The known rules.
        api: The API model that rules refer to.
    """

    def __init__(self, root: str, rules: Sequence[Rule], api: ApiModel) -> None:
        self._root = root
        self._rules = rules
        self._evaluator = CheckEvaluator(
            standard_vocabulary(api).with_more(kind for rule in rules for kind in rule.kinds)
        )
        self._checks: Mapping[str, Callable[[Path, Any], Iterator[ConfigIssue]]] = {
            "include": self._check_patterns,
            "exclude": self._check_patterns,
            "select": self._check_selectors,
            "ignore": self._check_selectors,
            "severity": self._check_severities,
            "per-file": self._check_overrides,
            "suppress": self._check_entries,
            "placeholders": self._check_placeholders,
            "options": self._check_options,
            "target": self._check_target,
        }

    def find_errors(self, file: ConfigFile) -> list[str]:
        """Find all errors in ``file``, ordered by position, each with its position."""
        issues = list(find_issues(file.values))
        malformed = {path[0] for path, _, _ in issues}
        for key, value in file.values.items():
            if key in ("baseline", "extends", "rules") and key not in malformed:
                issues += self._check_paths((key,), value, file)
            elif key in self._checks and key not in malformed:
                issues += self._checks[key]((key,), value)
        placed = ((file.span(path, part).start, message) for path, part, message in issues)
        source = file.document.source
        return [f"{source.where(start)}: {message}" for start, message in sorted(placed)]

    def configure_rule(self, rule: Rule, options: Mapping[str, Mapping[str, Any]]) -> Rule:
        """Return ``rule`` with its part of ``options``, which are by id or name of rules."""
        check = rule.check
        for name, values in options.items():
            if _is_named(rule, name):
                for option, value in values.items():
                    check = _set_option(check, rule.options[option].split("."), value)
        return rule if check is rule.check else rule._replace(check=check)

    def _check_paths(self, path: Path, value: Any, file: ConfigFile) -> Iterator[ConfigIssue]:
        items = [(path, value)] if isinstance(value, str) else _enumerate_items(path, value)
        for item_path, item in items:
            yield from _check_value(item_path, item, partial(resolve_inside, self._root, file))

    def _check_patterns(self, path: Path, value: Any) -> Iterator[ConfigIssue]:
        for item_path, item in _enumerate_items(path, value):
            yield from _check_value(item_path, item, _check_pattern)

    def _check_selectors(self, path: Path, value: Any) -> Iterator[ConfigIssue]:
        for item_path, item in _enumerate_items(path, value):
            yield from self._check_selector(item_path, item)

    def _check_selector(
        self, path: Path, selector: str, part: Part = "value"
    ) -> Iterator[ConfigIssue]:
        if not any(rule.matches_selector(selector) for rule in self._rules):
            error = unknown_rule_error(selector, self._rules)
            yield path, part, f"{error.message}; {error.hint}"

    def _check_severities(self, path: Path, value: Any) -> Iterator[ConfigIssue]:
        for selector in value:
            yield from self._check_selector((*path, selector), selector, "key")

    def _check_overrides(self, path: Path, value: Any) -> Iterator[ConfigIssue]:
        for glob, settings in value.items():
            yield from _check_value((*path, glob), glob, _check_pattern, "key")
            for key, setting in settings.items():
                yield from self._checks[key]((*path, glob, key), setting)

    def _check_entries(self, path: Path, value: Any) -> Iterator[ConfigIssue]:
        for item_path, entry in _enumerate_items(path, value):
            glob, hash_, pointer = entry["path"].partition("#")
            yield from _check_value((*item_path, "path"), glob, _check_pattern)
            if pointer and not pointer.startswith("/"):
                yield (*item_path, "path"), "value", f"after {hash_} a JSON Pointer begins with /"
            yield from self._check_names((*item_path, "rules"), entry["rules"])
            if "until" in entry:
                yield from _check_value((*item_path, "until"), entry["until"], parse_day)

    def _check_names(self, path: Path, value: Any) -> Iterator[ConfigIssue]:
        """Check a list in which only ids and names are allowed, not groups."""
        for item_path, name in _enumerate_items(path, value):
            if not any(_is_named(rule, name) for rule in self._rules):
                issues = list(self._check_selector(item_path, name))
                yield from issues
                if not issues:
                    yield item_path, "value", f'"{clip(name)}" is a group; name rules'

    def _check_placeholders(self, path: Path, value: Any) -> Iterator[ConfigIssue]:
        for item_path, item in _enumerate_items((*path, "add"), value.get("add", ())):
            yield from _check_value(item_path, item, parse_placeholder)

    def _check_options(self, path: Path, value: Any) -> Iterator[ConfigIssue]:
        for name, values in value.items():
            rule = next((rule for rule in self._rules if _is_named(rule, name)), None)
            if rule is None:
                yield from self._check_selector((*path, name), name, "key")
                continue
            for option, option_value in values.items():
                yield from self._check_option(rule, (*path, name, option), option, option_value)

    def _check_option(
        self, rule: Rule, path: Path, option: str, value: Any
    ) -> Iterator[ConfigIssue]:
        if option not in rule.options:
            message = f'{rule.id} has no option "{option}"'
            yield path, "key", describe_unknown(option, list(rule.options), message)
            return
        check = _set_option(rule.check, rule.options[option].split("."), value)
        if error := self._evaluator.describe_mistakes(check):
            yield path, "value", f"{option}: {error.rpartition('`: ')[2]}"

    def _check_target(self, path: Path, value: Any) -> Iterator[ConfigIssue]:
        try:
            parse_version(value)
        except ValueError:
            yield path, "value", f'"{clip(value)}" is no version; give it as botocore 1.43.100'


def _is_named(rule: Rule, name: str) -> bool:
    return name.lower() in (rule.id.lower(), rule.name)


def _enumerate_items(path: Path, value: Sequence[Any]) -> Iterator[tuple[Path, Any]]:
    return (((*path, index), item) for index, item in enumerate(value))


def _check_value(
    path: Path, value: Any, parse: Callable[[Any], object], part: Part = "value"
) -> Iterator[ConfigIssue]:
    """Report the ValueError that ``parse`` raises for ``value``, if any."""
    try:
        parse(value)
    except ValueError as error:
        text = value.text if isinstance(value, NonJsonValue) else value
        yield path, part, f'"{clip(text)}" {error}'


def _check_pattern(pattern: str) -> None:
    """Raise a ValueError if ``pattern`` is not a valid .gitignore pattern."""
    if ".." in pattern.removeprefix("!").split("/"):
        raise ValueError("leads out of the folder of the configuration")
    if Pattern.parse(pattern) is None:
        raise ValueError("is no pattern as .gitignore has them")


def _set_option(check: Mapping[str, Any], steps: Sequence[str], value: Any) -> dict[str, Any]:
    """Return ``check`` with the argument at ``steps`` set to ``value``."""
    first, *rest = steps
    return {**check, first: _set_option(check.get(first, {}), rest, value) if rest else value}
