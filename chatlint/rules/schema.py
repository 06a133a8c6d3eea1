"""What a rule file may hold, and where one goes wrong."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any, get_args

from chatlint.aws.model import ApiModel
from chatlint.aws.request_path import describe_path_error
from chatlint.finders.scanned import FORMS
from chatlint.model.diagnostic import Part, Severity
from chatlint.model.document import Document
from chatlint.model.issue import IssueKind
from chatlint.model.path import Path
from chatlint.model.placeholder import SYNTAXES, PlaceholderSyntax, using_syntax
from chatlint.model.printable import clip
from chatlint.rules.cerberus_validator import RequestValidator
from chatlint.rules.evaluator import CheckEvaluator, leaf_errors
from chatlint.rules.kinds.kind import Vocabulary
from chatlint.rules.safe_regex import unsafe_reason

FIELDS = ("value", "path", "detail", "expected", "suggestion")
"""What a message may hold in braces."""

ID = "[A-Z]{2,12}[0-9]{3,4}"
"""How the id of a rule is written."""

NAME = "[a-z0-9]+(-[a-z0-9]+)*"
"""How the name of a rule is written."""

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
    """What is wrong with a rule file, each with ``file:line:column``.

    Args:
        file: where it lies.
        document: what was read of it.
        vocabulary: the words its check may use.
        api: the request that its paths lead into.
    """
    source, reading = document.source, document.parsed
    for fault in reading.errors:
        yield f"{source.where(fault.span.start)}: {fault.detail}"
    if reading.errors:
        return
    if len(reading.values) != 1 or not isinstance(reading.values[0], dict):
        yield f"{source.where(0)}: expected one mapping, a rule"
        return
    found = _found(file, reading.values[0], vocabulary, api)
    places = ((document.locate(0, path, part).span.start, words) for path, part, words in found)
    for start, words in sorted(places):
        yield f"{source.where(start)}: {words}"


_Mistake = tuple[Path, Part, str]


def _found(
    file: FilePath, data: Mapping[str, Any], vocabulary: Vocabulary, api: ApiModel
) -> Iterator[_Mistake]:
    broken = _misfits(_RULE, data)
    yield from map(_told, broken)
    if broken:
        return
    stem = f"{data['id']}-{data['name']}"
    if file.stem != stem:
        yield ("id",), "value", f'the file name should be "{stem}.yaml", after id and name'
    if list(data)[-1] != "examples":
        yield ("examples",), "key", "the examples come last"
    judge = CheckEvaluator(vocabulary)
    yield from _in_check(judge, data["check"], ("check",))
    if wrong := describe_path_error(data.get("at", []), api):
        yield ("at",), "value", wrong
    for path, check in data.get("when", {}).items():
        if wrong := describe_path_error(path, api):
            yield ("when", path), "key", wrong
        yield from _in_check(judge, check, ("when", path))
    yield from _in_options(data, vocabulary)
    yield from _in_message(data)
    yield from _in_fix(data.get("fix", []))


def _misfits(schema: Mapping[str, Any], data: Mapping[str, Any]) -> list[Any]:
    """Where ``data`` is not as ``schema`` has it; nobody fills in holes in a rule file."""
    validator = RequestValidator(schema)
    with using_syntax(PlaceholderSyntax.build(removed=tuple(SYNTAXES))):
        validator.validate(data, normalize=False)
    return list(leaf_errors(validator._errors))


def _in_check(judge: CheckEvaluator, check: Mapping[str, Any], path: Path) -> Iterator[_Mistake]:
    if "reader" in check and path == ("check",):
        word = check["reader"]
        if word not in get_args(IssueKind) or len(check) > 1:
            yield (*path, "reader"), "value", f"readers have no word {clip(repr(word))}"
        return
    yield from _in_patterns(check, path)
    for word, argument in check.items():
        if wrong := judge.mistakes({word: argument}):
            yield (*path, word), "key", f'in "{word}": {wrong}'


def _in_patterns(check: object, path: Path, *, is_pattern: bool = False) -> Iterator[_Mistake]:
    """The regular expressions in ``check`` that could take for ever."""
    if isinstance(check, dict):
        for key, value in check.items():
            # Cerberus has `anyof_regex` and its like for lists of them.
            named = key in _PATTERNS or str(key).endswith("_regex")
            yield from _in_patterns(value, (*path, key), is_pattern=named)
    elif isinstance(check, list):
        for index, item in enumerate(check):
            yield from _in_patterns(item, (*path, index), is_pattern=is_pattern)
    elif is_pattern and isinstance(check, str) and (wrong := unsafe_reason(check)):
        yield path, "value", f'"{clip(check, 40)}" {wrong}'


_PATTERNS = frozenset(("regex", "characters", "keys"))


def _in_options(data: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[_Mistake]:
    for option, path in data.get("options", {}).items():
        word, _, argument = path.partition(".")
        kind = vocabulary.kinds.get(word)
        if word not in data["check"] or kind is None or argument not in kind.argument["schema"]:
            yield ("options", option), "value", f'"{clip(path)}" is no argument of the check'


def _in_message(data: Mapping[str, Any]) -> Iterator[_Mistake]:
    try:
        fields = list(string.Formatter().parse(data.get("message", "")))
    except ValueError as error:
        yield ("message",), "value", f"braces do not match: {error}"
        return
    for _, name, form, conversion in fields:
        if form or conversion:
            yield ("message",), "value", f'"{{{name}}}" stands in a message as it is, in no format'
        if name is not None and name not in FIELDS:
            choice = ", ".join(f"{{{field}}}" for field in FIELDS)
            yield ("message",), "value", f'unknown field "{{{name}}}"; there are {choice}'


def _in_fix(fix: Any) -> Iterator[_Mistake]:
    places: list[Path] = (
        [("fix",)] if isinstance(fix, dict) else [("fix", i) for i in range(len(fix))]
    )
    for path, remedy in zip(places, [fix] if isinstance(fix, dict) else fix, strict=True):
        if not isinstance(remedy, dict):
            yield path, "value", "expected a mapping"
            continue
        told = [_told(error, _FIX) for error in _misfits(_FIX, remedy)]
        yield from (((*path, *inner), part, words) for inner, part, words in told)
        if not told and len(_CHANGES.keys() & remedy) != 1:
            yield path, "value", f"a fix says one of {', '.join(_CHANGES)}"


def _told(error: Any, keys: Iterable[str] = _RULE) -> _Mistake:
    path, rule = tuple(error.document_path), error.rule
    if rule is None:  # unknown
        known = list(keys) if len(path) == 1 else [*_EXAMPLE, "good", "bad"]
        near = get_close_matches(str(path[-1]), known, n=1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        return path, "key", f'unknown key "{clip(str(path[-1]))}"{hint}'
    if rule == "required":
        return path, "missing", f'missing key "{path[-1]}"'
    value = clip(str(error.value), 40)
    words = {
        "type": f"expected {_type(error.constraint)}",
        "allowed": f'"{value}" is none of {", ".join(map(str, error.constraint or ()))}'
        if rule == "allowed"
        else "",
        "regex": f'"{value}" does not match {error.constraint}',
        "empty": "must not be empty",
        "min": f"must be at least {error.constraint}",
    }
    return path, "value", words.get(rule, "expected a text or a mapping of the keys of an example")


def _type(name: object) -> str:
    words = {"dict": "a mapping", "string": "text", "list": "a list", "boolean": "true or false"}
    return words.get(str(name), "a whole number")
