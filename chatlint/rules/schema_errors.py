"""Describe errors of Cerberus in files that users write: rule files and configurations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from chatlint.model.diagnostic import Part
from chatlint.model.path import Path
from chatlint.rules.cerberus_validator import RequestValidator
from chatlint.rules.evaluator import leaf_errors

Mistake = tuple[Path, Part, str]
"""A mistake in a file: the path of the entry, the part of it, and the message."""

TYPE_NAMES: Mapping[str, str] = {
    "dict": "a mapping",
    "string": "text",
    "list": "a list",
    "boolean": "true or false",
}
"""Names in messages of Cerberus' types."""


def find_errors(validator: RequestValidator, data: Mapping[str, Any]) -> list[Any]:
    """Validate ``data`` and return Cerberus' errors, without those that only group others."""
    validator.validate(data, normalize=False)
    return list(leaf_errors(validator._errors))


def describe_error(
    error: Any,
    describe_unknown_key: Callable[[Path], str],
    describe_value: Callable[[Any], str],
) -> Mistake:
    """Describe an error of Cerberus.

    Args:
        error: the error, one of `find_errors`.
        describe_unknown_key: returns the message about an unknown key, from its path.
        describe_value: returns the message about a wrong value, from the error.
    """
    path = tuple(error.document_path)
    if error.rule is None:
        return path, "key", describe_unknown_key(path)
    if error.rule == "required":
        return path, "missing", f'missing key "{path[-1]}"'
    if error.rule == "empty":
        return path, "value", "must not be empty"
    return path, "value", describe_value(error)
