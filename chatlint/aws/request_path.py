"""Path patterns of rule files: find the values of a request that ``at`` selects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from chatlint.aws.model import ApiModel, Shape
from chatlint.model.path import Path
from chatlint.model.placeholder import is_intrinsic
from chatlint.model.printable import clip
from chatlint.model.wording import closest_name

ANY_KEY, ANY_DEPTH = "*", "**"


class Target(NamedTuple):
    """The member ``name`` of ``holder``, present or missing."""

    path: Path
    holder: Mapping[str, Any]
    name: str

    @property
    def is_missing(self) -> bool:
        """Whether ``holder`` has no such member."""
        return self.name not in self.holder

    @property
    def value(self) -> Any:
        """The value of the member; ``None`` if it is missing."""
        return self.holder.get(self.name)


def find_targets(steps: tuple[str, ...], request: object) -> Iterator[Target]:
    """Find the members of ``request`` that the pattern ``steps`` selects.

    Args:
        steps: the pattern; without steps, the request itself is the only target.
        request: the request. If the last step is a name, every mapping reached gives a target,
            even if it lacks that member.
    """
    if steps:
        yield from _find_below(steps, request, (), set())
    else:
        yield Target((), {"request": request}, "request")


_Visited: TypeAlias = set[tuple[int, Path]]


def _find_below(
    steps: tuple[str, ...], value: object, path: Path, visited: _Visited
) -> Iterator[Target]:
    """Find the targets of ``steps`` in ``value``, which is at ``path``.

    ``visited`` holds the pairs of remaining steps and path seen so far: with several ``**``, many
    ways lead to one target.
    """
    if (len(steps), path) in visited:
        return
    visited.add((len(steps), path))
    step, rest = steps[0], steps[1:]
    if step not in (ANY_KEY, ANY_DEPTH):
        yield from _find_by_name(step, rest, value, path, visited)
        return
    if step == ANY_DEPTH and rest:
        yield from _find_below(rest, value, path, visited)
    for key, child in _iter_children(value):
        if not rest:
            yield _build_target((*path, key), value, key)
        if step == ANY_DEPTH:
            yield from _find_below(steps, child, (*path, key), visited)
        elif rest:
            yield from _find_below(rest, child, (*path, key), visited)


def _find_by_name(
    name: str, rest: tuple[str, ...], value: object, path: Path, visited: _Visited
) -> Iterator[Target]:
    if not isinstance(value, dict) or is_intrinsic(value):
        return
    if not rest:
        yield Target((*path, name), value, name)
    elif name in value:
        yield from _find_below(rest, value[name], (*path, name), visited)


def _iter_children(value: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(value, list):
        yield from enumerate(value)
    elif isinstance(value, dict) and not is_intrinsic(value):
        yield from value.items()


def _build_target(path: Path, holder: Any, key: str | int) -> Target:
    if isinstance(key, int):
        return Target(path, {"item": holder[key]}, "item")
    return Target(path, holder, key)


def describe_path_error(path: str | Sequence[str], api: ApiModel) -> str:
    """Describe why no request can have a member at ``path``; empty if one can.

    Args:
        path: the steps of a pattern, or the pattern in dotted form.
        api: the API model.
    """
    shapes, holder = [api.root], "a request"
    for step in path.split(".") if isinstance(path, str) else path:
        if step == ANY_DEPTH:
            return ""
        below = dict.fromkeys(name for shape in shapes for name in _child_shapes(shape, step))
        if not below:
            if all(shape.type == "list" for shape in shapes):
                return f'{holder} is a list; "{ANY_KEY}" means its items'
            closest = closest_name(
                step, [member for shape in shapes for member in shape.members], 0.75
            )
            hint = f'; did you mean "{closest}"?' if closest else ""
            return f'{holder} has no member "{clip(step)}"{hint}'
        shapes, holder = [api.shapes[name] for name in below], f'"{clip(step)}"'
    return ""


def _child_shapes(shape: Shape, step: str) -> Iterable[str]:
    """The names of the shapes that ``step`` selects in a value of ``shape``."""
    if step == ANY_KEY:
        return shape.members.values() or ([shape.value] if shape.value else [])
    if shape.type == "map":
        return [shape.value]
    return [shape.members[step]] if step in shape.members else []
