"""Path patterns of rule files: from ``at`` to the places in a request it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from chatlint.aws.model import ApiModel, Shape
from chatlint.model import placeholder
from chatlint.model.path import Path
from chatlint.model.printable import clip
from chatlint.model.wording import closest_name

ANY_KEY, ANY_DEPTH = "*", "**"


class Target(NamedTuple):
    """A place: what is called ``name`` in ``holder``, which may be missing there."""

    path: Path
    holder: Mapping[str, Any]
    name: str

    @property
    def is_missing(self) -> bool:
        """Whether the holder has no such member."""
        return self.name not in self.holder

    @property
    def value(self) -> Any:
        """The value there, ``None`` when it is missing."""
        return self.holder.get(self.name)


def find_targets(steps: tuple[str, ...], request: object) -> Iterator[Target]:
    """The places in ``request`` that the pattern ``steps`` means; no steps mean all of it.

    A last step by name is a target in every mapping reached, present or missing.
    """
    if steps:
        yield from _below(steps, request, (), set())
    else:
        yield Target((), {"request": request}, "request")


_Met: TypeAlias = set[tuple[int, Path]]


def _below(steps: tuple[str, ...], value: object, path: Path, met: _Met) -> Iterator[Target]:
    """What ``steps`` mean in ``value``; ``met`` is how many of them were left at which paths.

    With several ``**`` there are many ways to one place, and it is one target all the same.
    """
    if (len(steps), path) in met:
        return
    met.add((len(steps), path))
    step, rest = steps[0], steps[1:]
    if step not in (ANY_KEY, ANY_DEPTH):
        yield from _named(step, rest, value, path, met)
        return
    if step == ANY_DEPTH and rest:
        yield from _below(rest, value, path, met)
    for key, child in _children(value):
        if not rest:
            yield _target((*path, key), value, key)
        if step == ANY_DEPTH:
            yield from _below(steps, child, (*path, key), met)
        elif rest:
            yield from _below(rest, child, (*path, key), met)


def _named(
    name: str, rest: tuple[str, ...], value: object, path: Path, met: _Met
) -> Iterator[Target]:
    if not isinstance(value, dict) or placeholder.is_placeholder(value):
        return
    if not rest:
        yield Target((*path, name), value, name)
    elif name in value:
        yield from _below(rest, value[name], (*path, name), met)


def _children(value: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(value, list):
        yield from enumerate(value)
    elif isinstance(value, dict) and not placeholder.is_placeholder(value):
        yield from value.items()


def _target(path: Path, holder: Any, key: str | int) -> Target:
    if isinstance(key, int):
        return Target(path, {"item": holder[key]}, "item")
    return Target(path, holder, key)


def describe_path_error(path: str | Sequence[str], api: ApiModel) -> str:
    """Why ``path`` leads to nothing a request can have, in words; empty where it may."""
    shapes, holder = [api.root], "a request"
    for step in path.split(".") if isinstance(path, str) else path:
        if step == ANY_DEPTH:
            return ""
        below = dict.fromkeys(name for shape in shapes for name in _shapes_below(shape, step))
        if not below:
            if all(shape.type == "list" for shape in shapes):
                return f'{holder} is a list; "{ANY_KEY}" means its items'
            near = closest_name(
                step, [member for shape in shapes for member in shape.members], 0.75
            )
            hint = f'; did you mean "{near}"?' if near else ""
            return f'{holder} has no member "{clip(step)}"{hint}'
        shapes, holder = [api.shapes[name] for name in below], f'"{clip(step)}"'
    return ""


def _shapes_below(shape: Shape, step: str) -> Iterable[str]:
    """The shapes of what ``step`` means in a value of ``shape``."""
    if step == ANY_KEY:
        return shape.members.values() or ([shape.value] if shape.value else [])
    if shape.type == "map":
        return [shape.value]
    return [shape.members[step]] if step in shape.members else []
