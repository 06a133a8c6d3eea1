"""Evaluate the checks of rules on values, with kinds or with Cerberus."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from chatlint.model.diagnostic import Problem
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax
from chatlint.model.printable import clip
from chatlint.model.wording import closest_name
from chatlint.rules.kinds.kind import Vocabulary

# Rules about the type of a value. All others depend on a string's content, which is not known if
# the string has a syntax.
_TYPE_RULES = frozenset(("type", "nullable"))


class CheckEvaluator:
    """Evaluates checks on values.

    Kinds are called directly if a check has nothing else, which is much faster: Cerberus sorts all
    its errors each time it adds one. Other checks go to Cerberus, which is imported on first use.

    Args:
        vocabulary: the kinds that checks can use.
        syntax: what is a syntax.
    """

    def __init__(self, vocabulary: Vocabulary, syntax: PlaceholderSyntax = BUILT_IN) -> None:
        self.syntax = syntax
        self._vocabulary = vocabulary
        self._validators: dict[tuple[str, int], tuple[Any, Mapping[str, Any]]] = {}

    def find_problems(
        self,
        holder: Mapping[str, Any],
        name: str,
        check: Mapping[str, Any],
        request: Mapping[str, Any],
    ) -> Iterator[Problem]:
        """Yield the problems of the member ``name`` of ``holder``; paths start at its value.

        Args:
            holder: the mapping that has the member, if it is not missing.
            name: the member's name.
            check: a rule set of Cerberus that can also use kinds.
            request: the whole request, for kinds that depend on other members.
        """
        kinds = self._vocabulary.kinds
        if all(word in kinds for word in check):
            value = holder.get(name)
            for word, argument in check.items():
                for problem in kinds[word].find(value, argument, request):
                    if not is_left_open(word, value, problem, self.syntax):
                        yield problem
        else:
            yield from self._validate(holder, name, check, request)

    def _validate(
        self,
        holder: Mapping[str, Any],
        name: str,
        check: Mapping[str, Any],
        request: Mapping[str, Any],
    ) -> Iterator[Problem]:
        validator = self._get_validator(name, check)
        validator._config["request"] = request
        member = {name: holder[name]} if name in holder else {}
        validator.validate(member, normalize=False)
        for error in list(leaf_errors(validator._errors)):
            path = tuple(error.document_path)[1:]
            if error.rule == "required" and not path and name in holder:
                continue  # present, with the value null
            problem = self._build_problem(error, path)
            if not is_left_open(error.rule, error.value, problem, self.syntax):
                yield problem

    def _get_validator(self, name: str, check: Mapping[str, Any]) -> Any:
        """Get a cached validator for ``check``; building one takes longer than using it."""
        key = name, id(check)
        if key not in self._validators:
            validator = self._validator_class({name: check}, allow_unknown=True)
            validator.ignore_none_values = True
            self._validators[key] = validator, check  # keeps `check` alive, so its id stays unique
        return self._validators[key][0]

    def describe_mistakes(self, check: Mapping[str, Any]) -> str:
        """Describe what is invalid in ``check`` itself; empty if it is valid."""
        from cerberus import SchemaError

        try:
            self._validator_class({"value": dict(check)})
        except (SchemaError, TypeError, re.error) as error:
            return _format_schema_error(error.args[0] if error.args else error)
        return ""

    def _build_problem(self, error: Any, path: tuple[str | int, ...]) -> Problem:
        if error.rule in self._vocabulary.kinds:
            problem: Problem = error.info[0]
            return problem
        if error.rule == "required":
            return Problem(path, "missing", error.field)
        closest = ""
        if error.rule == "allowed" and isinstance(error.value, str):
            closest = closest_name(error.value, map(str, error.constraint), 0.75)
        expected = _format_constraint(error.constraint)
        return Problem(path, value=error.value, expected=expected, suggestion=closest)

    @cached_property
    def _validator_class(self) -> Any:
        """A subclass of `RequestValidator` with a method for each kind."""
        from chatlint.rules.cerberus_validator import RequestValidator, make_kind_method

        members: dict[str, Any] = {
            f"_validate_{name}": make_kind_method(kind, 0x1000 + number)
            for number, (name, kind) in enumerate(self._vocabulary.kinds.items())
        }
        return type("VocabularyValidator", (RequestValidator,), members | {"syntax": self.syntax})


def is_left_open(word: str, value: object, problem: Problem, syntax: PlaceholderSyntax) -> bool:
    """Whether a placeholder in ``value`` may remove ``problem`` when it is replaced."""
    about_value = problem.part == "value"
    if syntax.is_placeholder(value):
        return about_value or bool(problem.path)
    return about_value and word not in _TYPE_RULES and syntax.has_placeholder(value)


def leaf_errors(errors: Any) -> Iterator[Any]:
    """Yield the errors of Cerberus without those that only group others."""
    for error in errors:
        if error.child_errors and not error.is_logic_error:
            yield from leaf_errors(error.child_errors)
        else:
            yield error


def _format_constraint(constraint: object) -> str:
    if isinstance(constraint, (list, tuple)):
        return ", ".join(map(str, constraint))
    return f"{constraint:,}" if type(constraint) is int else str(constraint)


def _format_schema_error(error: object) -> str:
    """Format Cerberus' nested errors of an invalid schema on one line."""
    if isinstance(error, Mapping):
        parts = []
        for key, value in error.items():
            inner = _format_schema_error(value)
            parts.append(inner if key == "value" else f"`{key}`: {inner}")
        return "; ".join(parts)
    if isinstance(error, list):
        return "; ".join(map(_format_schema_error, error))
    return clip(str(error), 200)
