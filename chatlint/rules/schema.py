"""Validate rule files."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any, get_args

from chatlint.aws.model import ApiModel
from chatlint.aws.request_path import describe_path_error
from chatlint.finders.scanned import FORMS
from chatlint.model.diagnostic import Severity
from chatlint.model.document import Document
from chatlint.model.issue import IssueKind
from chatlint.model.path import Path
from chatlint.model.placeholder import SYNTAXES, PlaceholderSyntax
from chatlint.model.printable import clip
from chatlint.rules.cerberus_validator import RequestValidator
from chatlint.rules.evaluator import CheckEvaluator
from chatlint.rules.kinds.kind import Vocabulary
from chatlint.rules.safe_regex import unsafe_reason
from chatlint.rules.schema_errors import TYPE_NAMES, Mistake, describe_error, find_errors

FIELDS = ("value", "path", "detail", "expected", "suggestion")
"""The fields that a message can have in braces."""

ID = "[A-Z]{2,12}[0-9]{3,4}"
"""The pattern of rule IDs."""

NAME = "[a-z0-9]+(-[a-z0-9]+)*"
"""The pattern of rule names."""

_TEXT = {"type": "string", "empty": False, "required": True}
_EXAMPLE = {
    "text": {"type": "string"},
    "format": {"type": "string", "allowed": ["yaml", "json"]},
    "base64": {"type": "string"},
    "repeat": {"type": "dict", "valuesrules": {"type": "integer", "min": 1}},
    "fixed": {"type": "string"},
    "config": {"type": "dict"},
    "target": {"type": "string"},
    "today": {"type": "string"},
    "template": {"type": "string"},
}
_EXAMPLES = {
    "type": "list",
    "required": True,
    "empty": False,
    "schema": {"anyof": [{"type": "string"}, {"type": "dict", "schema": _EXAMPLE}]},
}
_PATH = {"anyof": [{"type": "string"}, {"type": "list", "schema": {"type": "string"}}]}
_TEXTS = {"type": "list", "schema": {"type": "string"}}
_CHANGES: Mapping[str, Any] = {
    "set": {"type": ["string", "integer", "boolean"]},
    "respell": {"allowed": [True]},
    "rename": {"type": "string"},
    "remove": {"allowed": [True, "repeat"]},
    "quote": {"allowed": [True]},
    "unquote": {"allowed": [True]},
    "decimal": {"allowed": [True]},
    "add": {
        "type": "dict",
        "schema": {
            "to": _TEXT,
            "items": {**_TEXTS, "required": True, "empty": False},
            "default": _TEXTS,
        },
    },
}
_FIX = {"title": _TEXT, "safe": {"type": "boolean", "required": True}, **_CHANGES}
_SEVERITIES = [severity.value for severity in Severity]
_RULE: Mapping[str, Any] = {
    "schema": {"type": "integer", "allowed": [1], "required": True},
    "id": {**_TEXT, "regex": ID},
    "name": {**_TEXT, "regex": NAME},
    "severity": {**_TEXT, "allowed": _SEVERITIES},
    "summary": _TEXT,
    "rationale": _TEXT,
    "source": _TEXT,
    "at": _PATH,
    "when": {"type": "dict", "valuesrules": {"type": "dict"}},
    "check": {"type": "dict", "empty": False, "required": True},
    "options": {"type": "dict", "valuesrules": {"type": "string"}},
    "supersedes": {"type": "list", "schema": {"type": "string"}},
    "yields-to": {"type": "list", "schema": {"allowed": _SEVERITIES}},
    "not-in": {"type": "list", "schema": {"type": "string", "allowed": list(FORMS)}},
    "mask": {"allowed": [True, False, "value"]},
    "message": {"type": "string", "empty": False},
    "fix": {"type": ["dict", "list"]},
    "examples": {
        "type": "dict",
        "required": True,
        "schema": {"good": _EXAMPLES, "bad": _EXAMPLES},
    },
}


def find_mistakes(
    file: FilePath, document: Document, vocabulary: Vocabulary, api: ApiModel
) -> Iterator[str]:
    """Describe the mistakes in a rule file, each with ``file:line:column``.

    Args:
        file: its path.
        document: its content.
        vocabulary: the kinds that its check can use.
        api: the model in which its paths must exist.
    """
    source, parsed = document.source, document.parsed
    for issue in parsed.errors:
        yield f"{source.where(issue.span.start)}: {issue.detail}"
    if parsed.errors:
        return
    if len(parsed.values) != 1 or not isinstance(parsed.values[0], dict):
        yield f"{source.where(0)}: expected one mapping, a rule"
        return
    mistakes = [
        (document.locate(0, path, part).span.start, message)
        for path, part, message in _find_mistakes(file, parsed.values[0], vocabulary, api)
    ]
    for start, message in sorted(mistakes):
        yield f"{source.where(start)}: {message}"


def _find_mistakes(
    file: FilePath, data: Mapping[str, Any], vocabulary: Vocabulary, api: ApiModel
) -> Iterator[Mistake]:
    mistakes = _validate(_RULE, data)
    yield from mistakes
    if mistakes:
        return
    stem = f"{data['id']}-{data['name']}"
    if file.stem != stem:
        yield ("id",), "value", f'the file name should be "{stem}.yaml", after id and name'
    if list(data)[-1] != "examples":
        yield ("examples",), "key", "the examples come last"
    evaluator = CheckEvaluator(vocabulary)
    yield from _check_rule_set(evaluator, data["check"], ("check",))
    if error := describe_path_error(data.get("at", []), api):
        yield ("at",), "value", error
    for path, check in data.get("when", {}).items():
        if error := describe_path_error(path, api):
            yield ("when", path), "key", error
        yield from _check_rule_set(evaluator, check, ("when", path))
    yield from _check_options(data, vocabulary)
    yield from _check_message(data)
    yield from _check_fixes(data.get("fix", []))


def _validate(schema: Mapping[str, Any], data: Mapping[str, Any]) -> list[Mistake]:
    """Validate ``data`` against ``schema``."""
    return [
        describe_error(error, lambda path: _describe_unknown_key(path, schema), _describe_value)
        for error in find_errors(_RuleValidator(schema), data)
    ]


class _RuleValidator(RequestValidator):
    """Validates rule files, which have no placeholders."""

    syntax = PlaceholderSyntax.build(removed=tuple(SYNTAXES))


def _check_rule_set(
    evaluator: CheckEvaluator, check: Mapping[str, Any], path: Path
) -> Iterator[Mistake]:
    if "reader" in check and path == ("check",):
        word = check["reader"]
        if word not in get_args(IssueKind) or len(check) > 1:
            yield (*path, "reader"), "value", f"readers have no word {clip(repr(word))}"
        return
    yield from _check_patterns(check, path)
    for word, argument in check.items():
        if error := evaluator.describe_mistakes({word: argument}):
            yield (*path, word), "key", f'in "{word}": {error}'


def _check_patterns(check: object, path: Path, *, is_pattern: bool = False) -> Iterator[Mistake]:
    """Report unsafe regular expressions."""
    if isinstance(check, dict):
        for key, value in check.items():
            # Cerberus also has `anyof_regex` and others, for lists of patterns.
            has_pattern = key in _PATTERN_KEYS or str(key).endswith("_regex")
            yield from _check_patterns(value, (*path, key), is_pattern=has_pattern)
    elif isinstance(check, list):
        for index, item in enumerate(check):
            yield from _check_patterns(item, (*path, index), is_pattern=is_pattern)
    elif is_pattern and isinstance(check, str) and (reason := unsafe_reason(check)):
        yield path, "value", f'"{clip(check, 40)}" {reason}'


_PATTERN_KEYS = frozenset(("regex", "characters", "keys"))


def _check_options(data: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[Mistake]:
    for option, path in data.get("options", {}).items():
        word, _, argument = path.partition(".")
        kind = vocabulary.kinds.get(word)
        if word not in data["check"] or kind is None or argument not in kind.argument["schema"]:
            yield ("options", option), "value", f'"{clip(path)}" is no argument of the check'


def _check_message(data: Mapping[str, Any]) -> Iterator[Mistake]:
    try:
        fields = list(string.Formatter().parse(data.get("message", "")))
    except ValueError as error:
        yield ("message",), "value", f"braces do not match: {error}"
        return
    for _, name, format_spec, conversion in fields:
        if format_spec or conversion:
            yield ("message",), "value", f'"{{{name}}}" stands in a message as it is, in no format'
        if name is not None and name not in FIELDS:
            choice = ", ".join(f"{{{field}}}" for field in FIELDS)
            yield ("message",), "value", f'unknown field "{{{name}}}"; there are {choice}'


def _check_fixes(fix: Any) -> Iterator[Mistake]:
    fixes: list[tuple[Path, Any]] = [(("fix",), fix)]
    if isinstance(fix, list):
        fixes = [(("fix", index), each) for index, each in enumerate(fix)]
    for path, each in fixes:
        if not isinstance(each, dict):
            yield path, "value", "expected a mapping"
            continue
        mistakes = _validate(_FIX, each)
        yield from (((*path, *inner), part, message) for inner, part, message in mistakes)
        if not mistakes and len(_CHANGES.keys() & each) != 1:
            yield path, "value", f"a fix says one of {', '.join(_CHANGES)}"


def _describe_unknown_key(path: Path, schema: Mapping[str, Any]) -> str:
    known = list(schema) if len(path) == 1 else [*_EXAMPLE, "good", "bad"]
    close = get_close_matches(str(path[-1]), known, n=1)
    hint = f'; did you mean "{close[0]}"?' if close else ""
    return f'unknown key "{clip(str(path[-1]))}"{hint}'


def _describe_value(error: Any) -> str:
    value, constraint = clip(str(error.value), 40), error.constraint
    match error.rule:
        case "type":
            return f"expected {TYPE_NAMES.get(str(constraint), 'a whole number')}"
        case "allowed":
            return f'"{value}" is none of {", ".join(map(str, constraint or ()))}'
        case "regex":
            return f'"{value}" does not match {constraint}'
        case "min":
            return f"must be at least {constraint}"
    return "expected a text or a mapping of the keys of an example"
