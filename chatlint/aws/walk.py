"""Walk a request along AWS' model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

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
    parent: Shape | None


def _exact_member(shape: Shape, key: str) -> str:
    return key if key in shape.members else ""


def _skip_nothing(value: object, shape: Shape) -> bool:
    return False


def walk_shapes(
    value: object,
    shape: Shape,
    api: ApiModel,
    *,
    find_member: Callable[[Shape, str], str] = _exact_member,
    skip: Callable[[object, Shape], bool] = _skip_nothing,
) -> Iterator[ShapedValue]:
    """Yield ``value`` and every value in it that has a shape, each before the values in it.

    Args:
        value: the value, such as a request.
        shape: its shape.
        api: the model with all shapes.
        find_member: returns the member of a structure that a key means, or an empty string.
        skip: whether to omit a value and everything in it.
    """
    return _walk(ShapedValue((), value, shape, None), api, find_member, skip)


def _walk(
    node: ShapedValue,
    api: ApiModel,
    find_member: Callable[[Shape, str], str],
    skip: Callable[[object, Shape], bool],
) -> Iterator[ShapedValue]:
    path, value, shape, _ = node
    if skip(value, shape):
        return
    yield node
    for step, item, name in _children(value, shape, find_member):
        inner = ShapedValue((*path, step), item, api.shapes[name], shape)
        yield from _walk(inner, api, find_member, skip)


def _children(
    value: Any, shape: Shape, find_member: Callable[[Shape, str], str]
) -> Iterator[tuple[str | int, object, str]]:
    """Yield step, value and shape name of each value that is directly in ``value``."""
    if isinstance(value, list) and shape.type == "list":
        for index, item in enumerate(value):
            yield index, item, shape.value
    elif isinstance(value, dict):
        for key, item in value.items():
            if shape.type != "structure":
                name = shape.value
            else:
                name = shape.members.get(find_member(shape, key), "")
            if name:
                yield key, item, name
