"""The bridge to Cerberus: values and rules' checks in, problems out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from chatlint.model import placeholder
from chatlint.model.diagnostic import Problem
from chatlint.model.printable import clip
from chatlint.model.wording import closest_name
from chatlint.rules.kinds.kind import Vocabulary

# The words that judge a value's type alone; any other judges its form as well, which a
# placeholder somewhere in a text leaves open.
_TYPE_WORDS = frozenset(("type", "nullable"))


class CheckEvaluator:
    """Holds values against checks.

    A check in kinds alone goes to the kinds; Cerberus, imported when it is first needed, judges
    the others. It sorts all its errors anew at each one, so the kinds do better without it.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._validators: dict[tuple[str, int], tuple[Any, Mapping[str, Any]]] = {}

    def problems(
        self,
        holder: Mapping[str, Any],
        name: str,
        check: Mapping[str, Any],
        request: Mapping[str, Any],
    ) -> Iterator[Problem]:
        """What is wrong with the member ``name`` of ``holder``; paths start at its value.

        Args:
            holder: the mapping that has the member, or lacks it.
            name: the member's name.
            check: a rules set in Cerberus' vocabulary, widened by the kinds.
            request: the whole request, for kinds that look beyond the value.
        """
        kinds = self._vocabulary.kinds
        if all(word in kinds for word in check):
            value = holder.get(name)
            for word, argument in check.items():
                for problem in kinds[word].find(value, argument, request):
                    if not is_left_open(word, value, problem):
                        yield problem
        else:
            yield from self._by_cerberus(holder, name, check, request)

    def _by_cerberus(
        self,
        holder: Mapping[str, Any],
        name: str,
        check: Mapping[str, Any],
        request: Mapping[str, Any],
    ) -> Iterator[Problem]:
        validator = self._validator(name, check)
        validator._config["request"] = request
        alone = {name: holder[name]} if name in holder else {}
        validator.validate(alone, normalize=False)
        for error in list(leaf_errors(validator._errors)):
            path = tuple(error.document_path)[1:]
            if error.rule == "required" and not path and name in holder:
                continue  # it is there, though null
            problem = self._problem(error, path)
            if not is_left_open(error.rule, error.value, problem):
                yield problem

    def _validator(self, name: str, check: Mapping[str, Any]) -> Any:
        """Cerberus' Validator for ``check``; to make one takes longer than what it does."""
        key = name, id(check)
        if key not in self._validators:
            validator = self._class({name: check}, allow_unknown=True)
            validator.ignore_none_values = True
            self._validators[key] = validator, check  # which is kept, so that its id stays its own
        return self._validators[key][0]

    def mistakes(self, check: Mapping[str, Any]) -> str:
        """What is wrong with ``check`` itself, in words; empty when it can be used."""
        from cerberus import SchemaError

        try:
            self._class({"value": dict(check)})
        except (SchemaError, TypeError, re.error) as error:
            return _told(error.args[0] if error.args else error)
        return ""

    def _problem(self, error: Any, path: tuple[str | int, ...]) -> Problem:
        if error.rule in self._vocabulary.kinds:
            found: Problem = error.info[0]
            return found
        if error.rule == "required":
            return Problem(path, "missing", error.field)
        near = ""
        if error.rule == "allowed" and isinstance(error.value, str):
            near = closest_name(error.value, map(str, error.constraint), 0.75)
        return Problem(path, value=error.value, expected=_words(error.constraint), suggestion=near)

    @cached_property
    def _class(self) -> Any:
        """Cerberus' Validator with a method for each kind."""
        from chatlint.rules.cerberus_validator import RequestValidator, make_kind_method

        methods = {
            f"_validate_{name}": make_kind_method(kind, 0x1000 + number)
            for number, (name, kind) in enumerate(self._vocabulary.kinds.items())
        }
        return type("VocabularyValidator", (RequestValidator,), methods)


def is_left_open(word: str, value: object, problem: Problem) -> bool:
    """Whether a placeholder leaves open what ``problem`` says of a value, or of what is in it."""
    about_value = problem.part == "value"
    if placeholder.is_placeholder(value):
        return about_value or bool(problem.path)
    return about_value and word not in _TYPE_WORDS and placeholder.has_placeholder(value)


def leaf_errors(errors: Any) -> Iterator[Any]:
    """Yield the errors that name a place and a word, below those that only lead to them."""
    for error in errors:
        if error.child_errors and not error.is_logic_error:
            yield from leaf_errors(error.child_errors)
        else:
            yield error


def _words(constraint: object) -> str:
    if isinstance(constraint, (list, tuple)):
        return ", ".join(map(str, constraint))
    return f"{constraint:,}" if type(constraint) is int else str(constraint)


def _told(error: object) -> str:
    """Cerberus' nested report of a bad schema as one line."""
    if isinstance(error, Mapping):
        parts = []
        for key, value in error.items():
            inner = _told(value)
            parts.append(inner if key == "value" else f"`{key}`: {inner}")
        return "; ".join(parts)
    if isinstance(error, list):
        return "; ".join(map(_told, error))
    return clip(str(error), 200)
