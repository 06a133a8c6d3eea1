"""A quick test for requests that are as AWS' model has them, spelling included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from sys import maxsize

from chatlint.api import Api, Shape

Test = Callable[[object], bool]


class Regular:
    """Tells what is surely as ``api`` has it.

    It may say no to what is right, as to a placeholder in the place of another type.
    """

    def __init__(self, api: Api) -> None:
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
