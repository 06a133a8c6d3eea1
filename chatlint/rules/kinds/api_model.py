"""The kind ``model``: compare members, types, lengths and values with AWS' model."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from math import isfinite
from typing import Any, Literal, NamedTuple

from chatlint.aws.model import ApiModel, Shape, ShapeType, fold_name
from chatlint.model.diagnostic import Part, Problem, RelatedPath
from chatlint.model.document import NonJsonValue
from chatlint.model.path import Path
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax, is_intrinsic
from chatlint.model.printable import clip
from chatlint.model.wording import closest_name, count_noun
from chatlint.rules.kinds.choice import describe_unknown_value
from chatlint.rules.kinds.kind import Kind

Aspect = Literal["required", "unknown", "casing", "type", "null", "min", "max", "enum"]

_ASPECTS = ("required", "unknown", "casing", "type", "null", "min", "max", "enum")
_TYPES: Mapping[ShapeType, type] = {
    "structure": dict,
    "map": dict,
    "list": list,
    "string": str,
    "integer": int,
}
_TYPE_NAMES: Mapping[ShapeType, str] = {
    "structure": "a mapping",
    "map": "a mapping",
    "list": "a list",
    "string": "text",
    "integer": "a whole number",
}


# Looks like a placeholder, but editors use it to find the JSON Schema.
_NOT_PLACEHOLDERS = frozenset(("$schema",))


def model(api: ApiModel, syntax: PlaceholderSyntax = BUILT_IN) -> Kind:
    """Build the kind that compares one aspect of a request with ``api``.

    All aspects are compared at once; the result is cached until the next request.
    """
    comparison = _Comparison(api, syntax)
    last: tuple[object, list[_Mismatch]] = (None, [])

    def find(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
        nonlocal last
        if last[0] is not value:
            last = value, list(comparison.compare(api.root, value, ()))
        for mismatch in last[1]:
            if mismatch.aspect == argument["aspect"]:
                yield from _apply_argument(mismatch, argument)

    argument = {
        "type": "dict",
        "schema": {
            "aspect": {"allowed": list(_ASPECTS), "required": True},
            # String shapes that AWS does not accept empty, although its model allows it.
            "nonempty": {"type": "list", "schema": {"allowed": list(api.shapes)}},
            # Wrong names in use, and the member that each means.
            "aliases": {"type": "dict", "valuesrules": {"type": "string"}},
            # Advice by unknown name, or by the shape of a value of the wrong type.
            "advice": {"type": "dict", "valuesrules": {"type": "string"}},
        },
    }
    doc = "One aspect of the request matches AWS' model."
    return Kind("model", argument, find, doc, verbatim=True, of_model=True)


class _Mismatch(NamedTuple):
    """A difference from the model.

    Args:
        aspect: the aspect that differs.
        problem: the problem, without the advice of a rule.
        shape: the expected shape.
        siblings: for an unknown key, all keys of its mapping.
    """

    aspect: Aspect
    problem: Problem
    shape: Shape
    siblings: Container[str] = ()


def _apply_argument(mismatch: _Mismatch, argument: Mapping[str, Any]) -> Iterator[Problem]:
    """Apply ``nonempty``, ``aliases`` and ``advice`` of a rule to a mismatch."""
    problem = mismatch.problem
    if mismatch.aspect == "min" and mismatch.shape.min is None:
        if mismatch.shape.name in argument.get("nonempty", ()):
            yield problem
    elif mismatch.aspect == "unknown":
        alias = _look_up(str(problem.value), argument.get("aliases", {}))
        advice = _look_up(str(problem.value), argument.get("advice", {}))
        # Advice about where a member belongs is pointless if it belongs here.
        is_own = fold_name(problem.suggestion) == fold_name(str(problem.value))
        closest = alias or (problem.suggestion if is_own or not advice else "")
        if closest in mismatch.siblings:
            other = RelatedPath(f"`{closest}` stands here", (*problem.path[:-1], closest), "key")
            advice = f"did you mean `{closest}`, which stands here, too?"
            problem, closest = problem._replace(related=(other,)), ""
        yield problem._replace(suggestion=closest, detail=f"; {advice}" if advice else "")
    elif mismatch.aspect == "type" and not isinstance(problem.value, (dict, list)):
        advice = argument.get("advice", {}).get(mismatch.shape.name)
        yield problem._replace(detail=f"{problem.detail}; {advice}") if advice else problem
    else:
        yield problem


def _look_up(name: str, texts: Mapping[str, str]) -> str:
    """Get the text for ``name`` in any spelling; empty if not found."""
    return next((text for key, text in texts.items() if fold_name(key) == fold_name(name)), "")


class _Comparison:
    """Compares values with the shapes of the model."""

    def __init__(self, api: ApiModel, syntax: PlaceholderSyntax) -> None:
        self._shapes = api.shapes
        self._syntax = syntax

    def compare(self, shape: Shape, value: object, path: Path) -> Iterator[_Mismatch]:
        if value is None:
            yield _Mismatch("null", Problem(path, expected=_TYPE_NAMES[shape.type]), shape)
        elif not isinstance(value, _TYPES[shape.type]) or isinstance(value, bool):
            if not self._syntax.is_placeholder(value):
                yield _Mismatch("type", _describe_wrong_type(shape, value, path), shape)
        elif isinstance(value, str):
            yield from self._compare_string(shape, value, path)
        elif isinstance(value, dict):
            if not is_intrinsic(value):
                is_structure = shape.type == "structure"
                compare = self._compare_structure if is_structure else self._compare_map
                yield from compare(shape, value, path)
        elif isinstance(value, list):
            yield from self._compare_size(shape, value, path, "item")
            for index, item in enumerate(value):
                yield from self.compare(self._shapes[shape.value], item, (*path, index))

    def _compare_string(self, shape: Shape, value: str, path: Path) -> Iterator[_Mismatch]:
        mismatches = list(self._compare_size(shape, value, path, "character"))
        if shape.enum and value not in shape.enum:
            mismatches.append(
                _Mismatch("enum", describe_unknown_value(value, shape.enum, path), shape)
            )
        if mismatches and not self._syntax.has_placeholder(value):
            yield from mismatches

    def _compare_size(
        self, shape: Shape, value: str | list[Any], path: Path, unit: str, part: Part = "value"
    ) -> Iterator[_Mismatch]:
        length = len(value)
        if not length and (shape.min is None or shape.min):
            yield _Mismatch("min", Problem(path, part, value, f"1 {unit}", "is empty"), shape)
        elif shape.min is not None and length < shape.min:
            yield _Mismatch("min", _describe_wrong_size(path, part, value, shape.min, unit), shape)
        elif shape.max is not None and length > shape.max:
            yield _Mismatch("max", _describe_wrong_size(path, part, value, shape.max, unit), shape)

    def _compare_map(self, shape: Shape, value: dict[str, Any], path: Path) -> Iterator[_Mismatch]:
        for key, item in value.items():
            if not self._syntax.has_placeholder(key):
                yield from self._compare_size(
                    self._shapes[shape.key], key, (*path, key), "character", "key"
                )
            yield from self.compare(self._shapes[shape.value], item, (*path, key))

    def _compare_structure(
        self, shape: Shape, value: dict[str, Any], path: Path
    ) -> Iterator[_Mismatch]:
        for name, item in value.items():
            here = (*path, name)
            if name in shape.members:
                yield from self.compare(self._shapes[shape.members[name]], item, here)
            elif name in _NOT_PLACEHOLDERS or not self._syntax.has_placeholder(name):
                yield from self._compare_unknown_key(shape, value, here)
        for name in shape.required:
            if name not in value and not _may_be_present(name, value, self._syntax):
                missing = Problem((*path, name), "missing", name, _describe_holder(path))
                yield _Mismatch("required", missing, shape)

    def _compare_unknown_key(
        self, shape: Shape, value: dict[str, Any], path: Path
    ) -> Iterator[_Mismatch]:
        """Report a key that is not a member; compare the value of a misspelled member."""
        name = str(path[-1])
        same = next((m for m in shape.members if fold_name(m) == fold_name(name)), None)
        if same is None or same in value:
            closest = same or closest_name(name, shape.members, 0.75)
            problem = Problem(path, "key", name, _describe_holder(path[:-1]), suggestion=closest)
            yield _Mismatch("unknown", problem, shape, value)
            return
        yield _Mismatch("casing", Problem(path, "key", name, same, suggestion=same), shape)
        yield from self.compare(self._shapes[shape.members[same]], value[name], path)


def _describe_wrong_size(path: Path, part: Part, value: object, limit: int, unit: str) -> Problem:
    assert isinstance(value, (str, list))
    return Problem(path, part, value, f"{limit:,}", f"has {count_noun(len(value), unit)}")


def _describe_holder(path: Path) -> str:
    """Name the mapping at ``path`` by its key."""
    keys = [step for step in path if isinstance(step, str)]
    return f"`{clip(keys[-1])}`" if keys else "the request"


def _may_be_present(name: str, value: Mapping[str, Any], syntax: PlaceholderSyntax) -> bool:
    """Whether a key is another spelling of ``name``, or a placeholder that may become it."""
    return any(
        fold_name(key) == fold_name(name)
        or (key not in _NOT_PLACEHOLDERS and syntax.has_placeholder(key))
        for key in value
    )


def _describe_wrong_type(shape: Shape, value: object, path: Path) -> Problem:
    expected = _TYPE_NAMES[shape.type]
    if isinstance(value, (dict, list)):
        detail = f"stands where {expected} belongs"
    elif shape.type == "string":
        detail = f"is read as {_describe_type(value)}; {expected} belongs here, so quote it"
    elif shape.type == "integer":
        detail = _describe_non_integer(value)
    else:
        is_json = isinstance(value, str) and _is_json(value, _TYPES[shape.type])
        advice = f"; write it as {expected}, not as a text that spells one" if is_json else ""
        detail = f"is {_describe_type(value)} where {expected} belongs{advice}"
    return Problem(path, value=value, expected=expected, detail=detail)


def _describe_non_integer(value: object) -> str:
    if isinstance(value, str) and value.strip().isdecimal():
        return "is text; a whole number belongs here, so take the quotes away"
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return f"is not written as a whole number; write {value:.0f}"
    if isinstance(value, float) and isfinite(value) and not value.is_integer():
        return "has a fraction, and a whole number belongs here"
    return f"is {_describe_type(value)} where a whole number belongs"


_EXACT = 2**53  # floats below this represent every integer exactly


def _is_json(text: str, expected: type) -> bool:
    from json import loads

    try:
        return isinstance(loads(text), expected)
    except (ValueError, RecursionError):
        return False


def _describe_type(value: object) -> str:
    if isinstance(value, NonJsonValue):
        return "a number no reader can take" if value.kind == "number" else f"a {value.kind}"
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return "a number beyond all bounds"
    names = {bool: "a boolean", int: "a number", float: "a number", str: "text", list: "a list"}
    return names.get(type(value), "a mapping")
