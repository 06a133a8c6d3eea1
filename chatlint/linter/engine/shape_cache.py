"""Requests alike: what holds for all that have the same keys and the same types of values.

The templates of a project, and all the more the records of a log, come in few such forms. Once a
form is known, most rules need not be asked again: those that go by keys and types have been, and
those that go by one scalar at a time need to see only scalars that are new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from sys import maxsize
from typing import Any, NamedTuple

from chatlint.aws.model import ApiModel, Shape
from chatlint.linter.engine.compiled_rule import CompiledRule
from chatlint.model import placeholder

_SCALARS = frozenset((str, int, float, bool, type(None)))
_MOST_FORMS = 64
_LARGEST = 500  # keys, types and ends of a form
_MOST_KNOWN = 64  # scalars of a place
_LONGEST_KNOWN = 64  # characters

Trail = tuple[tuple[str | int, type], ...]
"""The steps to a scalar, each with the type of what it leads to."""


class _ScalarSlot(NamedTuple):
    """Where all requests of a form have a scalar, and those there that nothing is wrong with."""

    trail: Trail
    is_regular: Test
    known: set[object]


class _ShapePlan(NamedTuple):
    """How to judge the requests of a form.

    Args:
        places: where they have scalars.
        by_scalars: the rules that go by these.
        by_request: the rules that go by more.
        all: the rules there are.
    """

    places: Sequence[_ScalarSlot]
    by_scalars: Sequence[CompiledRule]
    by_request: Sequence[CompiledRule]
    all: Sequence[CompiledRule]

    def rules_for(self, scalars: Sequence[object]) -> Sequence[CompiledRule]:
        """The rules that may find something in a request with ``scalars``."""
        new = [
            (place, scalar)
            for place, scalar in zip(self.places, scalars, strict=True)
            if scalar not in place.known
        ]
        if not new:
            return self.by_request
        if not all(place.is_regular(scalar) for place, scalar in new):
            return self.all
        alone = _alone((place.trail, scalar) for place, scalar in new)
        members = {"", *alone}
        wrong = [
            rule
            for rule in self.by_scalars
            if rule.member in members and not rule.fast_request_check(alone)
        ]
        if wrong:
            return [*self.by_request, *wrong]
        for place, scalar in new:
            if len(place.known) < _MOST_KNOWN and len(str(scalar)) <= _LONGEST_KNOWN:
                place.known.add(scalar)
        return self.by_request


class ShapeCache:
    """Knows the forms of requests that were judged, and how to judge others like them.

    Args:
        rules: what judges them.
        regular: tells whether a request is as AWS' model has it.
    """

    def __init__(self, rules: Sequence[CompiledRule], regular: ModelMatcher) -> None:
        self._rules = rules
        self._regular = regular
        self._plans: dict[tuple[object, ...], _ShapePlan | None] = {}

    def rules_for(self, request: Mapping[str, Any]) -> Sequence[CompiledRule] | None:
        """The rules that may find something in ``request``, if its form is known.

        If it is, then all its members are spelled right.
        """
        form, scalars = _parts(request)
        plan = self._plans.get(form)
        return plan.rules_for(scalars) if plan else None

    def learn(self, request: Mapping[str, Any]) -> None:
        """Take note of the form of ``request``, whose members are spelled right.

        Not before it is met again it is worth a plan.
        """
        form, _ = _parts(request)
        if len(form) > _LARGEST or not _is_plain(form):
            return
        known = form in self._plans
        if len(self._plans) >= _MOST_FORMS:
            self._plans.clear()
        self._plans[form] = self._planned(request) if known else None

    def _planned(self, request: Mapping[str, Any]) -> _ShapePlan:
        is_regular = self._regular.is_regular(request)
        by_scalars, by_request = [], []
        for rule in self._rules:
            if (is_regular and rule.of_model) or (rule.member and rule.member not in request):
                continue
            if rule.depends == "request" or not rule.fast_request_check(request):
                by_request.append(rule)
            elif rule.depends == "scalars":
                by_scalars.append(rule)
        places = []
        for trail in _trails(request, ()):
            test = self._regular.at(step for step, _ in trail) if is_regular else _anything
            places.append(_ScalarSlot(trail, test, set()))
        return _ShapePlan(places, by_scalars, by_request, self._rules)


def _anything(value: object) -> bool:
    return True


def _parts(request: Mapping[str, Any]) -> tuple[tuple[object, ...], list[object]]:
    """The keys and types of all that is in ``request``, and its scalars."""
    form: list[object] = []
    scalars: list[object] = []
    _take_apart(request, form, scalars)
    return tuple(form), scalars


def _take_apart(value: Any, form: list[object], scalars: list[object]) -> None:
    keyed = type(value) is dict
    for key in value:
        if keyed:
            form.append(key)
            item = value[key]
        else:
            item = key
        kind = type(item)
        form.append(kind)
        if kind is dict or kind is list:
            _take_apart(item, form, scalars)
            form.append(None)
        else:
            scalars.append(item)


def _is_plain(form: Sequence[object]) -> bool:
    """Whether there is nothing but JSON, and no key that means something only by itself."""
    return all(
        part in _SCALARS or part in (dict, list, None) for part in form if not isinstance(part, str)
    ) and not any(
        isinstance(part, str) and placeholder.is_placeholder({part: None}) for part in form
    )


def _trails(value: Any, trail: Trail) -> Iterator[Trail]:
    """The trails to the scalars in ``value``, in the order of `_take_apart`."""
    for step, item in value.items() if isinstance(value, dict) else enumerate(value):
        further = (*trail, (step, type(item)))
        if isinstance(item, (dict, list)):
            yield from _trails(item, further)
        else:
            yield further


def _alone(scalars: Iterator[tuple[Trail, object]]) -> dict[str, Any]:
    """A request that has nothing but ``scalars``."""
    request: dict[str, Any] = {}
    for trail, scalar in scalars:
        holder: Any = request
        for step, kind in trail[:-1]:
            if type(holder) is list:
                holder.append(kind())
                holder = holder[-1]
            else:
                holder = holder.setdefault(step, kind())
        if type(holder) is list:
            holder.append(scalar)
        else:
            holder[trail[-1][0]] = scalar
    return request


Test = Callable[[object], bool]


class ModelMatcher:
    """Tells what is surely as ``api`` has it.

    It may say no to what is right, as to a placeholder in the place of another type.
    """

    def __init__(self, api: ApiModel) -> None:
        self._shapes = api.shapes
        self._root = api.root
        self._tests: dict[str, Test] = {}
        for name, shape in api.shapes.items():
            self._tests[name] = _MAKERS[shape.type](shape, self._tests)
        self.is_regular = _structure(api.root, self._tests)
        """From a request to whether all of it is."""

    def at(self, steps: Iterable[str | int]) -> Test:
        """From what stands at ``steps`` of a regular request to whether it is regular, too."""
        shape = self._root
        for step in steps:
            shape = self._shapes[shape.value or shape.members[str(step)]]
        return self._tests[shape.name]


def _structure(shape: Shape, tests: Mapping[str, Test]) -> Test:
    required, members = shape.required, shape.members

    def is_regular(value: object) -> bool:
        if type(value) is not dict:
            return False
        for name in required:
            if name not in value:
                return False
        for name, item in value.items():
            if name not in members or not tests[members[name]](item):
                return False
        return True

    return is_regular


def _map(shape: Shape, tests: Mapping[str, Test]) -> Test:
    key, item = shape.key, shape.value
    return lambda value: (
        type(value) is dict
        and all(map(tests[key], value))
        and all(map(tests[item], value.values()))
    )


def _list(shape: Shape, tests: Mapping[str, Test]) -> Test:
    item, least, most = shape.value, shape.min or 1, shape.max or maxsize
    return lambda value: (
        type(value) is list and least <= len(value) <= most and all(map(tests[item], value))
    )


def _string(shape: Shape, tests: Mapping[str, Test]) -> Test:
    least, most = shape.min or 1, shape.max or maxsize
    if shape.enum:
        return lambda value: type(value) is str and value in shape.enum
    return lambda value: type(value) is str and least <= len(value) <= most


def _integer(shape: Shape, tests: Mapping[str, Test]) -> Test:
    return lambda value: type(value) is int


_MAKERS: Mapping[str, Callable[[Shape, Mapping[str, Test]], Test]] = {
    "structure": _structure,
    "map": _map,
    "list": _list,
    "string": _string,
    "integer": _integer,
}
