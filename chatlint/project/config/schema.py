"""The schema of configurations, and a check of parsed values against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from cerberus import TypeDefinition, errors

from chatlint.model.diagnostic import Part, Severity
from chatlint.model.document import NonJsonValue
from chatlint.model.path import Path
from chatlint.model.placeholder import SYNTAXES
from chatlint.model.printable import clip
from chatlint.rules.cerberus_validator import RequestValidator
from chatlint.rules.evaluator import leaf_errors

ConfigIssue = tuple[Path, Part, str]
"""The path and part of an invalid setting, and the message about it."""


def _with_doc(doc: str, **schema: Any) -> dict[str, Any]:
    return {"meta": {"doc": doc}, **schema}


_STRING = {"type": "string", "empty": False}
_STRINGS = {"type": "list", "schema": _STRING}
_SEVERITY = {"type": "string", "allowed": [severity.value for severity in Severity]}
_SELECT = _with_doc("Only these rules: ids, names or groups.", **_STRINGS)
_IGNORE = _with_doc("Not these rules: ids, names or groups.", **_STRINGS)
_SEVERITIES = _with_doc(
    "How bad findings of a rule are: an id, name or group, and error, warning or note.",
    type="dict",
    keysrules={"type": "string"},
    valuesrules=_SEVERITY,
)

KEYS: Mapping[str, Any] = {
    "extends": _with_doc(
        "Another configuration, whose keys count where this one has none. A path from this"
        " file's folder.",
        **_STRING,
    ),
    "include": _with_doc(
        "Files that hold requests, whatever their suffix: patterns as in .gitignore.", **_STRINGS
    ),
    "exclude": _with_doc("Files and folders to leave out: patterns as in .gitignore.", **_STRINGS),
    "requests": _with_doc(
        "Where requests are in a file, if not at its top: a path as in rule files.",
        type=["string", "list"],
        empty=False,
        schema=_STRING,
    ),
    "select": _SELECT,
    "ignore": _IGNORE,
    "severity": _SEVERITIES,
    "fail-on": _with_doc(
        "The exit code is 1 for findings this bad or worse.",
        type="string",
        allowed=[*_SEVERITY["allowed"], "never"],
    ),
    "per-file": _with_doc(
        "Other rules for some files, by a pattern for them.",
        type="dict",
        keysrules={"type": "string"},
        valuesrules={
            "type": "dict",
            "schema": {"select": _SELECT, "ignore": _IGNORE, "severity": _SEVERITIES},
        },
    ),
    "suppress": _with_doc(
        "Findings to say no to.",
        type="list",
        schema={
            "type": "dict",
            "schema": {
                "path": _with_doc(
                    "A pattern for files; after # a JSON Pointer, which covers what is below it.",
                    **_STRING,
                    required=True,
                ),
                "rules": _with_doc("Ids or names.", **_STRINGS, required=True, minlength=1),
                "reason": _with_doc("Why.", **_STRING, required=True),
                "until": _with_doc("The last day it is in force, as 2026-12-31.", type="day"),
            },
        },
    ),
    "placeholders": _with_doc(
        "What is filled in later.",
        type="dict",
        schema={
            "add": _with_doc("Spellings, with X for what changes: [[X]].", **_STRINGS),
            "remove": _with_doc(
                "Built-in spellings that are none here.",
                type="list",
                schema={"type": "string", "allowed": list(SYNTAXES)},
            ),
        },
    ),
    "options": _with_doc(
        "Options of rules: an id or name, and values by option.",
        type="dict",
        keysrules={"type": "string"},
        valuesrules={"type": "dict"},
    ),
    "plugins": _with_doc("Installed distributions that bring kinds and rules.", **_STRINGS),
    "rules": _with_doc("Folders with rule files of your own.", **_STRINGS),
    "baseline": _with_doc("The file that lists accepted findings.", **_STRING),
    "target": _with_doc("The botocore that sends the requests, as 1.43.100.", **_STRING),
}
"""The keys of a configuration as a Cerberus schema; the single source for code and docs."""

RUN_WIDE = ("fail-on", "baseline", "target")
"""Keys that apply to a whole run; the configuration nearest to the current folder sets them."""


class _ConfigValidator(RequestValidator):
    types_mapping = RequestValidator.types_mapping | {
        "day": TypeDefinition("day", (str, NonJsonValue), ())
    }

    def _validate_allowed(self, allowed: Any, field: str, value: Any) -> None:
        # In a configuration, a placeholder is an ordinary string.
        if value not in allowed:
            self._error(field, errors.UNALLOWED_VALUE, value)

    _validate_allowed.__doc__ = RequestValidator._validate_allowed.__doc__


def find_issues(values: Mapping[str, Any]) -> Iterator[ConfigIssue]:
    """Find where ``values`` violate `KEYS`."""
    validator = _ConfigValidator(KEYS)
    validator.validate(values, normalize=False)
    return map(describe_error, leaf_errors(validator._errors))


def describe_error(error: Any) -> ConfigIssue:
    """Describe a Cerberus error: its path, the part that is wrong, and a message."""
    path = tuple(error.document_path)
    name = str(path[-1]) if path else ""
    if error.rule is None:  # unknown
        message = describe_unknown(name, _list_allowed_keys(path), f'unknown key "{name}"')
        return path, "key", message
    if error.rule == "required":
        return path, "missing", f'missing key "{name}"'
    if error.rule == "allowed":
        known, value = list(error.constraint), str(error.value)
        message = describe_unknown(value, known, f'"{value}" is none of {", ".join(known)}')
        return path, "value", message
    if error.rule in ("empty", "minlength"):
        return path, "value", "must not be empty"
    expected = error.constraint if error.rule == "type" else error.schema_path[-1]
    return path, "value", f"expected {_TYPE_NAMES.get(str(expected), 'a value')}"


def describe_unknown(word: str, known: Sequence[str], message: str) -> str:
    """Return ``message`` about ``word``, with the closest of the ``known`` names if any."""
    # Not `closest_name`, which also ignores the case of the known names (of placeholders, say).
    close = get_close_matches(word.lower(), known, n=1)
    return clip(message, 200) + (f'; did you mean "{close[0]}"?' if close else "")


_TYPE_NAMES = {
    "dict": "a mapping",
    "string": "text",
    "list": "a list",
    "day": "a day as 2026-12-31",
    "nullable": "a value, found nothing",
}


def _list_allowed_keys(path: Path) -> list[str]:
    """List the keys that are allowed in place of the last step of ``path``."""
    schema: Any = KEYS
    for step in path[:-1]:
        rules = schema.get(step, {}) if isinstance(schema.get(step), dict) else schema
        schema = rules.get("valuesrules") or rules.get("schema", {})
    return list(schema.get("schema", schema))
