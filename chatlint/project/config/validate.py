"""What in a configuration is well formed and still wrong: names, patterns, paths, days."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from chatlint.aws.model import ApiModel
from chatlint.files.patterns import Pattern
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


def resolve_inside(root: str, file: ConfigFile, said: str) -> str:
    """The real path of what ``file`` names with ``said``, a path from its folder.

    Raises:
        ValueError: it is no such path, or leads out of ``root``; the words say which.
    """
    if "://" in said:
        raise ValueError("is a URL; only files beside this one are read")
    if said.startswith("~") or "$" in said:
        raise ValueError("is no plain path: nothing is put in for ~ and $ here")
    if os.path.isabs(said) or "\0" in said:
        raise ValueError("must be a path from this file's folder")
    path = os.path.realpath(os.path.join(os.path.dirname(file.path), said))
    if path != root and not path.startswith(root.rstrip("/") + "/"):
        raise ValueError("leads out of the project")
    return path


def parse_placeholder(said: str) -> tuple[str, str]:
    """What comes before and after the X in ``said``, a placeholder's spelling.

    Raises:
        ValueError: it has not one X between two texts.
    """
    before, x, after = said.partition("X")
    if not (before and x and after) or "X" in after:
        raise ValueError("must be one X between two texts, as [[X]]")
    return before, after


def parse_day(said: str | NonJsonValue) -> date:
    """The day that ``said`` names.

    Raises:
        ValueError: it names none.
    """
    text = said.text if isinstance(said, NonJsonValue) else said
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise ValueError("must be a day as 2026-12-31")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("is no day of the calendar") from None


class ConfigValidator:
    """Finds what is wrong in configurations.

    Args:
        root: the folder out of which no path may lead.
        rules: those that may be named.
        api: the model that rules are written against.
    """

    def __init__(self, root: str, rules: Sequence[Rule], api: ApiModel) -> None:
        self._root = root
        self._rules = rules
        self._judge = CheckEvaluator(
            standard_vocabulary(api).with_more(kind for rule in rules for kind in rule.kinds)
        )
        self._checks: Mapping[str, Callable[[Path, Any], Iterator[ConfigIssue]]] = {
            "include": self._in_patterns,
            "exclude": self._in_patterns,
            "select": self._in_names,
            "ignore": self._in_names,
            "severity": self._in_severity,
            "per-file": self._in_overrides,
            "suppress": self._in_entries,
            "placeholders": self._in_placeholders,
            "options": self._in_options,
            "target": self._in_target,
        }

    def find_errors(self, file: ConfigFile) -> list[str]:
        """What is wrong in ``file``, in its order, each with its place."""
        found = list(find_issues(file.values))
        malformed = {path[0] for path, _, _ in found}
        for key, value in file.values.items():
            if key in ("baseline", "extends", "rules") and key not in malformed:
                found += self._in_paths((key,), value, file)
            elif key in self._checks and key not in malformed:
                found += self._checks[key]((key,), value)
        placed = ((file.span(path, part).start, words) for path, part, words in found)
        return [f"{file.document.source.where(start)}: {words}" for start, words in sorted(placed)]

    def configure_rule(self, rule: Rule, options: Mapping[str, Mapping[str, Any]]) -> Rule:
        """``rule`` with what ``options``, by rule, say of it."""
        check = rule.check
        for name, given in options.items():
            if name.lower() in (rule.id.lower(), rule.name):
                for option, value in given.items():
                    check = _set_option(check, rule.options[option].split("."), value)
        return rule if check is rule.check else rule._replace(check=check)

    def _in_paths(self, path: Path, value: Any, file: ConfigFile) -> Iterator[ConfigIssue]:
        listed = [(path, value)] if isinstance(value, str) else _enumerate_items(path, value)
        for place, said in listed:
            yield from _check_value(
                place, said, lambda said: resolve_inside(self._root, file, said)
            )

    def _in_patterns(self, path: Path, value: Any) -> Iterator[ConfigIssue]:
        for place, said in _enumerate_items(path, value):
            yield from _check_value(place, said, _check_pattern)

    def _in_names(self, path: Path, value: Any) -> Iterator[ConfigIssue]:
        for place, said in _enumerate_items(path, value):
            yield from self._in_name(place, said)

    def _in_name(self, place: Path, name: str, part: Any = "value") -> Iterator[ConfigIssue]:
        if not any(rule.matches_selector(name) for rule in self._rules):
            error = unknown_rule_error(name, self._rules)
            yield place, part, f"{error.message}; {error.hint}"

    def _in_severity(self, path: Path, value: Any) -> Iterator[ConfigIssue]:
        for name in value:
            yield from self._in_name((*path, name), name, "key")

    def _in_overrides(self, path: Path, value: Any) -> Iterator[ConfigIssue]:
        for glob, said in value.items():
            yield from _check_value((*path, glob), glob, _check_pattern, "key")
            for key, inner in said.items():
                yield from self._checks[key]((*path, glob, key), inner)

    def _in_entries(self, path: Path, value: Any) -> Iterator[ConfigIssue]:
        for place, entry in _enumerate_items(path, value):
            glob, hash_, pointer = entry["path"].partition("#")
            yield from _check_value((*place, "path"), glob, _check_pattern)
            if pointer and not pointer.startswith("/"):
                yield (*place, "path"), "value", f"after {hash_} a JSON Pointer begins with /"
            yield from self._in_single_names((*place, "rules"), entry["rules"])
            if "until" in entry:
                yield from _check_value((*place, "until"), entry["until"], parse_day)

    def _in_single_names(self, path: Path, value: Any) -> Iterator[ConfigIssue]:
        words = {word.lower() for rule in self._rules for word in (rule.id, rule.name)}
        for place, said in _enumerate_items(path, value):
            if said.lower() not in words:
                told = list(self._in_name(place, said))
                yield from told or [(place, "value", f'"{clip(said)}" is a group; name rules')]

    def _in_placeholders(self, path: Path, value: Any) -> Iterator[ConfigIssue]:
        for place, said in _enumerate_items((*path, "add"), value.get("add", ())):
            yield from _check_value(place, said, parse_placeholder)

    def _in_options(self, path: Path, value: Any) -> Iterator[ConfigIssue]:
        for name, given in value.items():
            rule = next((r for r in self._rules if name.lower() in (r.id.lower(), r.name)), None)
            if rule is None:
                yield from self._in_name((*path, name), name, "key")
                continue
            for option, said in given.items():
                place = (*path, name, option)
                if option not in rule.options:
                    words = f'{rule.id} has no option "{option}"'
                    yield place, "key", describe_unknown(option, list(rule.options), words)
                elif wrong := self._judge.mistakes(
                    _set_option(rule.check, rule.options[option].split("."), said)
                ):
                    yield place, "value", f"{option}: {wrong.rpartition('`: ')[2]}"

    def _in_target(self, path: Path, value: Any) -> Iterator[ConfigIssue]:
        try:
            parse_version(value)
        except ValueError:
            yield path, "value", f'"{clip(value)}" is no version; give it as botocore 1.43.100'


def _enumerate_items(path: Path, value: Sequence[Any]) -> Iterator[tuple[Path, Any]]:
    return (((*path, index), item) for index, item in enumerate(value))


def _check_value(
    place: Path, said: Any, use: Callable[[Any], object], part: Any = "value"
) -> Iterator[ConfigIssue]:
    try:
        use(said)
    except ValueError as error:
        text = said.text if isinstance(said, NonJsonValue) else said
        yield place, part, f'"{clip(text)}" {error}'


def _check_pattern(said: str) -> None:
    """Raise a ValueError where ``said`` is no pattern."""
    if ".." in said.removeprefix("!").split("/"):
        raise ValueError("leads out of the folder of the configuration")
    if Pattern.of(said) is None:
        raise ValueError("is no pattern as .gitignore has them")


def _set_option(check: Mapping[str, Any], steps: Sequence[str], value: Any) -> dict[str, Any]:
    """``check`` with ``value`` put where ``steps`` lead."""
    first, *rest = steps
    return {**check, first: _set_option(check.get(first, {}), rest, value) if rest else value}
