"""Walk a request along AWS' model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from chatlint.aws.model import ApiModel, Shape
from chatlint.model.path import Path


class ShapedValue(NamedTuple):
    """A value of a request and its shape in AWS' model.

    Args:
        path: its path.
        value: the value.
        shape: its shape, which the value need not match.
        parent: the shape of the structure, map or list that has the value; None for the outermost.
    """

    path: Path
    value: object
    shape: Shape
    parent: Shape | None = None


def walk_shapes(
    value: object,
    shape: Shape,
    api: ApiModel,
    *,
    find_member: Callable[[Shape, str], str] = lambda _, key: key,
    skip: Callable[[object, Shape], bool] = lambda *_: False,
) -> Iterator[ShapedValue]:
    """Yield ``value`` and every value in it that has a shape, each before the values in it.

    Args:
        value: the value, such as a request.
        shape: its shape.
        api: the model with all shapes.
        find_member: returns the member of a structure that a key means; by default the same name.
        skip: whether to omit a value and everything in it; by default nothing.
    """

    def walk(node: ShapedValue) -> Iterator[ShapedValue]:
        path, value, shape, _ = node
        if skip(value, shape):
            return
        yield node
        if isinstance(value, list) and shape.type == "list":
            for index, item in enumerate(value):
                yield from walk(ShapedValue((*path, index), item, api.shapes[shape.value], shape))
        elif isinstance(value, dict):
            for key, item in value.items():
                is_structure = shape.type == "structure"
                name = shape.members.get(find_member(shape, key)) if is_structure else shape.value
                if name:
                    yield from walk(ShapedValue((*path, key), item, api.shapes[name], shape))

    return walk(ShapedValue((), value, shape))
