"""Cerberus' Validator, made fit for requests. Importing this imports Cerberus (some 25 ms).

What Cerberus would let slip or stumble over is put right here: ``true`` is no integer, NaN is in
no range, ``$`` matches no line break, and lists may hold anything.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from cerberus import TypeDefinition, Validator, errors

from chatlint.model import placeholder
from chatlint.rules.kinds.kind import Kind
from chatlint.rules.safe_regex import bounded_fullmatch


class RequestValidator(Validator):  # type: ignore[misc]  # Cerberus has no types
    """A Validator that judges form only where there is a value of the fitting type."""

    types_mapping = Validator.types_mapping | {
        "integer": TypeDefinition("integer", (int,), (bool,)),
        "float": TypeDefinition("float", (float,), ()),
        "number": TypeDefinition("number", (int, float), (bool,)),
    }

    # Cerberus takes the schema of a word's argument from the docstring of its method.

    def _validate_min(self, least: Any, field: str, value: Any) -> None:
        """{'type': 'number'}"""
        if _is_number(value):
            super()._validate_min(least, field, value)

    def _validate_max(self, most: Any, field: str, value: Any) -> None:
        """{'type': 'number'}"""
        if _is_number(value):
            super()._validate_max(most, field, value)

    def _validate_contains(self, expected: Any, field: str, value: Any) -> None:
        """{'empty': False}"""
        if not isinstance(value, list) or any(map(placeholder.has_placeholder, value)):
            return
        wanted = expected if isinstance(expected, list) else [expected]
        missing = [item for item in wanted if item not in value]
        if missing:
            self._error(field, errors.MISSING_MEMBERS, missing)

    def _validate_allowed(self, allowed: Any, field: str, value: Any) -> None:
        """{'type': 'list'}"""
        values = value if isinstance(value, list) else [value]
        known = {(type(each), each) for each in allowed}
        unknown = [v for v in values if isinstance(v, _SCALARS) and (type(v), v) not in known]
        if unknown and not any(map(placeholder.has_placeholder, unknown)):
            self._error(field, errors.UNALLOWED_VALUE, unknown)

    def _validate_regex(self, pattern: str, field: str, value: Any) -> None:
        """{'type': 'string'}"""
        if isinstance(value, str) and not bounded_fullmatch(pattern, value):
            self._error(field, errors.REGEX_MISMATCH)


_SCALARS = (str, int, float)


def make_kind_method(kind: Kind, code: int) -> Callable[[Any, Any, str, Any], None]:
    """The method by which Cerberus checks ``kind``; ``code`` is the number of its errors."""
    definition = errors.ErrorDefinition(code, kind.name)

    def validate(self: Any, argument: Any, field: str, value: Any) -> None:
        for problem in kind.find(value, argument, self._config["request"]):
            self._error(field, definition, problem)

    validate.__doc__ = repr(dict(kind.argument))
    return validate


def _is_number(value: object) -> bool:
    return type(value) is int or (type(value) is float and not math.isnan(value))
