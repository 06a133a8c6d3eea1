"""The kind ``model``: what AWS' own model says of members, types and lengths."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from math import isfinite
from typing import Any, Literal, NamedTuple

from chatlint.aws.model import ApiModel, Shape, ShapeType, fold_name
from chatlint.model import placeholder
from chatlint.model.diagnostic import Part, Problem, RelatedPath
from chatlint.model.document import NonJsonValue
from chatlint.model.path import Path
from chatlint.model.printable import clip
from chatlint.model.wording import closest_name
from chatlint.rules.kinds.choice import not_one_of
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
_WORDS: Mapping[ShapeType, str] = {
    "structure": "a mapping",
    "map": "a mapping",
    "list": "a list",
    "string": "text",
    "integer": "a whole number",
}


# Looks like a placeholder, but is what editors look for a JSON Schema by.
_NO_HOLES = frozenset(("$schema",))


def model(api: ApiModel) -> Kind:
    """The kind that compares a request with ``api``, one aspect at a time.

    The aspects are found in one walk, which is kept until the next request comes.
    """
    walk = _Walk(api)
    last: tuple[object, list[_Flaw]] = (None, [])

    def find(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
        nonlocal last
        if last[0] is not value:
            last = value, list(walk.visit(api.root, value, ()))
        for flaw in last[1]:
            if flaw.aspect == argument["aspect"]:
                yield from _told(flaw, argument)

    argument = {
        "type": "dict",
        "schema": {
            "aspect": {"allowed": list(_ASPECTS), "required": True},
            # Shapes of strings that AWS wants filled, though its model does not say so.
            "nonempty": {"type": "list", "schema": {"allowed": list(api.shapes)}},
            # Names people use for a member, and the member they mean.
            "aliases": {"type": "dict", "valuesrules": {"type": "string"}},
            # What to add for an unknown name, or for a value of the wrong type in place of a shape.
            "advice": {"type": "dict", "valuesrules": {"type": "string"}},
        },
    }
    doc = "One aspect of the request is as AWS' model has it."
    return Kind("model", argument, find, doc, verbatim=True, of_model=True)


class _Flaw(NamedTuple):
    """What is wrong in one aspect; ``beside`` are the keys of the mapping it was found in."""

    aspect: Aspect
    problem: Problem
    shape: Shape
    beside: Container[str] = ()


def _told(flaw: _Flaw, argument: Mapping[str, Any]) -> Iterator[Problem]:
    """The problem that ``flaw`` is, as far as the rule's argument has a say in it."""
    problem = flaw.problem
    if flaw.aspect == "min" and flaw.shape.min is None:
        if flaw.shape.name in argument.get("nonempty", ()):
            yield problem
    elif flaw.aspect == "unknown":
        meant = _under(str(problem.value), argument.get("aliases", {}))
        advice = _under(str(problem.value), argument.get("advice", {}))
        # What is said of a name elsewhere is no news where the member itself belongs.
        is_own = fold_name(problem.suggestion) == fold_name(str(problem.value))
        near = meant or (problem.suggestion if is_own or not advice else "")
        if near in flaw.beside:
            other = RelatedPath(f"`{near}` stands here", (*problem.path[:-1], near), "key")
            advice = f"did you mean `{near}`, which stands here, too?"
            problem, near = problem._replace(related=(other,)), ""
        yield problem._replace(suggestion=near, detail=f"; {advice}" if advice else "")
    elif flaw.aspect == "type" and not isinstance(problem.value, (dict, list)):
        advice = argument.get("advice", {}).get(flaw.shape.name)
        yield problem._replace(detail=f"{problem.detail}; {advice}") if advice else problem
    else:
        yield problem


def _under(name: str, words: Mapping[str, str]) -> str:
    """What ``words`` has for ``name``, however it is spelled; else nothing."""
    return next((text for word, text in words.items() if fold_name(word) == fold_name(name)), "")


class _Walk:
    """Follows a value along the model."""

    def __init__(self, api: ApiModel) -> None:
        self._shapes = api.shapes

    def visit(self, shape: Shape, value: object, path: Path) -> Iterator[_Flaw]:
        if value is None:
            yield _Flaw("null", Problem(path, expected=_WORDS[shape.type]), shape)
        elif not isinstance(value, _TYPES[shape.type]) or isinstance(value, bool):
            if not placeholder.is_placeholder(value):
                yield _Flaw("type", _wrong_type(shape, value, path), shape)
        elif isinstance(value, str):
            yield from self._string(shape, value, path)
        elif isinstance(value, dict):
            if not placeholder.is_placeholder(value):
                members = shape.type == "structure"
                visit = self._structure if members else self._map
                yield from visit(shape, value, path)
        elif isinstance(value, list):
            yield from self._size(shape, value, path, "item")
            for index, item in enumerate(value):
                yield from self.visit(self._shapes[shape.value], item, (*path, index))

    def _string(self, shape: Shape, value: str, path: Path) -> Iterator[_Flaw]:
        flaws = list(self._size(shape, value, path, "character"))
        if shape.enum and value not in shape.enum:
            flaws.append(_Flaw("enum", not_one_of(value, shape.enum, path), shape))
        if flaws and not placeholder.has_placeholder(value):
            yield from flaws

    def _size(
        self, shape: Shape, value: str | list[Any], path: Path, unit: str, part: Part = "value"
    ) -> Iterator[_Flaw]:
        length = len(value)
        if not length and (shape.min is None or shape.min):
            yield _Flaw("min", Problem(path, part, value, f"1 {unit}", "is empty"), shape)
        elif shape.min is not None and length < shape.min:
            yield _Flaw("min", _sized(path, part, value, shape.min, unit), shape)
        elif shape.max is not None and length > shape.max:
            yield _Flaw("max", _sized(path, part, value, shape.max, unit), shape)

    def _map(self, shape: Shape, value: dict[str, Any], path: Path) -> Iterator[_Flaw]:
        for key, item in value.items():
            if not placeholder.has_placeholder(key):
                yield from self._size(
                    self._shapes[shape.key], key, (*path, key), "character", "key"
                )
            yield from self.visit(self._shapes[shape.value], item, (*path, key))

    def _structure(self, shape: Shape, value: dict[str, Any], path: Path) -> Iterator[_Flaw]:
        for name, item in value.items():
            here = (*path, name)
            if name in shape.members:
                yield from self.visit(self._shapes[shape.members[name]], item, here)
            elif name in _NO_HOLES or not placeholder.has_placeholder(name):
                yield from self._stranger(shape, value, here)
        for name in shape.required:
            if name not in value and not _spoken_for(name, value):
                missing = Problem((*path, name), "missing", name, _holder(path))
                yield _Flaw("required", missing, shape)

    def _stranger(self, shape: Shape, value: dict[str, Any], path: Path) -> Iterator[_Flaw]:
        """What to say of a key that is no member; a miscased member is looked into all the same."""
        name = str(path[-1])
        same = next((m for m in shape.members if fold_name(m) == fold_name(name)), None)
        if same is None or same in value:
            near = same or closest_name(name, shape.members, 0.75)
            problem = Problem(path, "key", name, _holder(path[:-1]), suggestion=near)
            yield _Flaw("unknown", problem, shape, value)
            return
        yield _Flaw("casing", Problem(path, "key", name, same, suggestion=same), shape)
        yield from self.visit(self._shapes[shape.members[same]], value[name], path)


def _sized(path: Path, part: Part, value: object, limit: int, unit: str) -> Problem:
    assert isinstance(value, (str, list))
    size = f"{len(value):,} {unit}" + ("" if len(value) == 1 else "s")
    return Problem(path, part, value, f"{limit:,}", f"has {size}")


def _holder(path: Path) -> str:
    """What the mapping at ``path`` is called: by its key, since that is what the text shows."""
    keys = [step for step in path if isinstance(step, str)]
    return f"`{clip(keys[-1])}`" if keys else "the request"


def _spoken_for(name: str, value: Mapping[str, Any]) -> bool:
    """Whether a key may yet turn out to be ``name``: another spelling of it, or a placeholder."""
    return any(
        fold_name(key) == fold_name(name)
        or (key not in _NO_HOLES and placeholder.has_placeholder(key))
        for key in value
    )


def _wrong_type(shape: Shape, value: object, path: Path) -> Problem:
    expected = _WORDS[shape.type]
    if isinstance(value, (dict, list)):
        detail = f"stands where {expected} belongs"
    elif shape.type == "string":
        detail = f"is read as {_met(value)}; {expected} belongs here, so quote it"
    elif shape.type == "integer":
        detail = _no_integer(value)
    else:
        spelled = isinstance(value, str) and _is_json(value, _TYPES[shape.type])
        advice = f"; write it as {expected}, not as a text that spells one" if spelled else ""
        detail = f"is {_met(value)} where {expected} belongs{advice}"
    return Problem(path, value=value, expected=expected, detail=detail)


def _no_integer(value: object) -> str:
    if isinstance(value, str) and value.strip().isdecimal():
        return "is text; a whole number belongs here, so take the quotes away"
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return f"is not written as a whole number; write {value:.0f}"
    if isinstance(value, float) and isfinite(value) and not value.is_integer():
        return "has a fraction, and a whole number belongs here"
    return f"is {_met(value)} where a whole number belongs"


_EXACT = 2**53  # up to here a float is the number that was written


def _is_json(text: str, wanted: type) -> bool:
    from json import loads

    try:
        return isinstance(loads(text), wanted)
    except (ValueError, RecursionError):
        return False


def _met(value: object) -> str:
    if isinstance(value, NonJsonValue):
        return "a number no reader can take" if value.kind == "number" else f"a {value.kind}"
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return "a number beyond all bounds"
    words = {bool: "a boolean", int: "a number", float: "a number", str: "text", list: "a list"}
    return words.get(type(value), "a mapping")
