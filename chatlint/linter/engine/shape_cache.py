"""Cache which rules can still find something, by request shape (keys and value types), for speed.

The slow path is to run all rules over each request. Templates of a project, and records of a log
even more so, have few shapes. Once a shape is known, most rules need not run again: those that
depend on keys and types have run, and those that depend on single scalars only need to see scalars
that are new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from sys import maxsize
from typing import Any, NamedTuple

from chatlint.aws.model import ApiModel, Shape
from chatlint.linter.engine.compiled_rule import CompiledRule
from chatlint.model.placeholder import is_intrinsic

_SCALARS = frozenset((str, int, float, bool, type(None)))
_MOST_SHAPES = 64
_MOST_PARTS = 500  # keys, types and closing marks of a shape
_MOST_KNOWN = 64  # scalars of a slot
_LONGEST_KNOWN = 64  # characters

Trail = tuple[tuple[str | int, type], ...]
"""The steps to a scalar, each with the type of what it leads to."""

ScalarTest = Callable[[object], bool]


class _ScalarSlot(NamedTuple):
    """A place where all requests of a shape have a scalar, and scalars known to be fine there."""

    trail: Trail
    is_regular: ScalarTest
    known: set[object]


class _ShapePlan(NamedTuple):
    """Which rules to run over the requests of a shape.

    Args:
        slots: where they have scalars.
        by_scalars: the rules that depend on single scalars.
        by_request: the rules that depend on more, or find something in any request of the shape.
        all: all rules.
    """

    slots: Sequence[_ScalarSlot]
    by_scalars: Sequence[CompiledRule]
    by_request: Sequence[CompiledRule]
    all: Sequence[CompiledRule]

    def rules_for(self, scalars: Sequence[object]) -> Sequence[CompiledRule]:
        """The rules that may find something in a request with ``scalars``."""
        new = [
            (slot, scalar)
            for slot, scalar in zip(self.slots, scalars, strict=True)
            if scalar not in slot.known
        ]
        if not new:
            return self.by_request
        if not all(slot.is_regular(scalar) for slot, scalar in new):
            return self.all
        reduced = _build_request((slot.trail, scalar) for slot, scalar in new)
        members = {"", *reduced}
        failing = [
            rule for rule in self.by_scalars if rule.member in members and rule.find(reduced)
        ]
        if failing:
            return [*self.by_request, *failing]
        for slot, scalar in new:
            if len(slot.known) < _MOST_KNOWN and len(str(scalar)) <= _LONGEST_KNOWN:
                slot.known.add(scalar)
        return self.by_request


class ShapeCache:
    """Remembers the shapes of checked requests, and which rules each shape needs.

    Args:
        rules: the rules that are run over the requests.
        matcher: recognises requests that conform to the API model.
    """

    def __init__(self, rules: Sequence[CompiledRule], matcher: ModelMatcher) -> None:
        self._rules = rules
        self._matcher = matcher
        self._plans: dict[tuple[object, ...], _ShapePlan | None] = {}

    def rules_for(self, request: Mapping[str, Any]) -> Sequence[CompiledRule] | None:
        """The rules that may find something in ``request``; ``None`` if its shape is not known.

        In a request of a known shape all member names are spelled right.
        """
        shape, scalars = _split_request(request)
        plan = self._plans.get(shape)
        return plan.rules_for(scalars) if plan else None

    def learn(self, request: Mapping[str, Any], failing: Sequence[CompiledRule]) -> None:
        """Remember the shape of ``request``, whose member names are spelled right.

        A shape gets a plan when it is met for the second time.

        Args:
            request: a request that was checked.
            failing: the rules that found something in it, whatever their conditions, or failed.
        """
        shape, _ = _split_request(request)
        if len(shape) > _MOST_PARTS or not _is_plain(shape):
            return
        is_known = shape in self._plans
        if len(self._plans) >= _MOST_SHAPES:
            self._plans.clear()
        self._plans[shape] = self._build_plan(request, failing) if is_known else None

    def _build_plan(
        self, request: Mapping[str, Any], failing: Sequence[CompiledRule]
    ) -> _ShapePlan:
        is_regular = self._matcher.is_regular(request)
        by_scalars, by_request = [], []
        for rule in self._rules:
            if (is_regular and rule.of_model) or (rule.member and rule.member not in request):
                continue
            if rule.depends == "request" or rule in failing:
                by_request.append(rule)
            elif rule.depends == "scalars":
                by_scalars.append(rule)
        slots = []
        for trail in _walk_trails(request, ()):
            test = self._matcher.test_at(step for step, _ in trail) if is_regular else _accept
            slots.append(_ScalarSlot(trail, test, set()))
        return _ShapePlan(slots, by_scalars, by_request, self._rules)


def _accept(value: object) -> bool:
    return True


def _split_request(request: Mapping[str, Any]) -> tuple[tuple[object, ...], list[object]]:
    """The shape of ``request`` (keys and types, a ``None`` closes a collection) and its scalars."""
    shape: list[object] = []
    scalars: list[object] = []
    _split_collection(request, shape, scalars)
    return tuple(shape), scalars


def _split_collection(collection: Any, shape: list[object], scalars: list[object]) -> None:
    is_mapping = type(collection) is dict
    for key in collection:
        if is_mapping:
            shape.append(key)
            item = collection[key]
        else:
            item = key
        item_type = type(item)
        shape.append(item_type)
        if item_type is dict or item_type is list:
            _split_collection(item, shape, scalars)
            shape.append(None)
        else:
            scalars.append(item)


def _is_plain(shape: Sequence[object]) -> bool:
    """Whether ``shape`` is of JSON values only, and no key makes its mapping a placeholder."""
    return all(
        part in _SCALARS or part in (dict, list, None)
        for part in shape
        if not isinstance(part, str)
    ) and not any(isinstance(part, str) and is_intrinsic({part: None}) for part in shape)


def _walk_trails(value: Any, trail: Trail) -> Iterator[Trail]:
    """The trails to the scalars in ``value``, in the order of `_split_collection`."""
    for step, item in value.items() if isinstance(value, dict) else enumerate(value):
        further = (*trail, (step, type(item)))
        if isinstance(item, (dict, list)):
            yield from _walk_trails(item, further)
        else:
            yield further


def _build_request(scalars: Iterator[tuple[Trail, object]]) -> dict[str, Any]:
    """A request that has nothing but ``scalars``; lists have no gaps."""
    request: dict[str, Any] = {}
    for trail, scalar in scalars:
        holder: Any = request
        for step, item_type in trail[:-1]:
            if type(holder) is list:
                holder.append(item_type())
                holder = holder[-1]
            else:
                holder = holder.setdefault(step, item_type())
        if type(holder) is list:
            holder.append(scalar)
        else:
            holder[trail[-1][0]] = scalar
    return request


class ModelMatcher:
    """Recognises requests and scalars that conform to ``api``.

    ``False`` may be wrong: a placeholder where another type belongs does not match, for example.
    """

    def __init__(self, api: ApiModel) -> None:
        self._shapes = api.shapes
        self._root = api.root
        self._tests: dict[str, ScalarTest] = {}
        for name, shape in api.shapes.items():
            self._tests[name] = _MAKERS[shape.type](shape, self._tests)
        self.is_regular = _test_structure(api.root, self._tests)
        """Whether a whole request conforms."""

    def test_at(self, steps: Iterable[str | int]) -> ScalarTest:
        """The test of a value at ``steps`` of a request that conforms otherwise."""
        shape = self._root
        for step in steps:
            shape = self._shapes[shape.value or shape.members[str(step)]]
        return self._tests[shape.name]


def _test_structure(shape: Shape, tests: Mapping[str, ScalarTest]) -> ScalarTest:
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


def _test_map(shape: Shape, tests: Mapping[str, ScalarTest]) -> ScalarTest:
    key, item = shape.key, shape.value
    return lambda value: (
        type(value) is dict
        and all(map(tests[key], value))
        and all(map(tests[item], value.values()))
    )


def _test_list(shape: Shape, tests: Mapping[str, ScalarTest]) -> ScalarTest:
    item, least, most = shape.value, shape.min or 1, shape.max or maxsize
    return lambda value: (
        type(value) is list and least <= len(value) <= most and all(map(tests[item], value))
    )


def _test_string(shape: Shape, tests: Mapping[str, ScalarTest]) -> ScalarTest:
    least, most = shape.min or 1, shape.max or maxsize
    if shape.enum:
        return lambda value: type(value) is str and value in shape.enum
    return lambda value: type(value) is str and least <= len(value) <= most


def _test_integer(shape: Shape, tests: Mapping[str, ScalarTest]) -> ScalarTest:
    return lambda value: type(value) is int


_MAKERS: Mapping[str, Callable[[Shape, Mapping[str, ScalarTest]], ScalarTest]] = {
    "structure": _test_structure,
    "map": _test_map,
    "list": _test_list,
    "string": _test_string,
    "integer": _test_integer,
}
