"""Requests with their members spelled as AWS spells them.

Of ``clientToken`` one rule tells that it should be ``ClientToken``; the others judge what it holds
as if it were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from chatlint.aws.model import ApiModel, Shape, fold_name
from chatlint.model import placeholder
from chatlint.model.path import Path


class CanonicalRequest(NamedTuple):
    """A request as rules see it.

    Args:
        value: the request.
        names: the keys that are written in another way, by the path that they have in ``value``.
    """

    value: dict[str, Any]
    names: Mapping[Path, str]

    def original_path(self, path: Path) -> Path:
        """``path`` in the request as it is written."""
        if not self.names:
            return path
        steps = enumerate(path, 1)
        return tuple(self.names.get(path[:length], step) for length, step in steps)


def canonicalize(value: dict[str, Any], api: ApiModel) -> CanonicalRequest:
    """``value`` with the names that AWS has for its members.

    A member that stands there in its right spelling as well keeps the other name it has.
    """
    names = {} if _is_right(api, api.root, value) else dict(_miscased(api, api.root, value, ()))
    if not names:
        return CanonicalRequest(value, {})
    right: dict[Path, str] = {}
    renamed = _renamed(value, (), (), names, right)
    assert isinstance(renamed, dict)
    return CanonicalRequest(renamed, right)


def _is_right(api: ApiModel, shape: Shape, value: object) -> bool:
    """Whether all members have their right spelling; a quick test, which may say no to such."""
    if isinstance(value, list) and shape.type == "list":
        item = api.shapes[shape.value]
        return item.type == "string" or all(_is_right(api, item, each) for each in value)
    if not isinstance(value, dict):
        return True
    if shape.type == "map":
        item = api.shapes[shape.value]
        return item.type == "string" or all(_is_right(api, item, v) for v in value.values())
    members = shape.members
    return shape.type == "structure" and all(
        name in members and _is_right(api, api.shapes[members[name]], item)
        for name, item in value.items()
    )


def _miscased(api: ApiModel, shape: Shape, value: object, path: Path) -> Iterator[tuple[Path, str]]:
    """The paths of members in another spelling, and the right one."""
    inside: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, list) and shape.type == "list":
        inside = enumerate(value)
    elif isinstance(value, dict) and not placeholder.is_placeholder(value):
        if shape.type == "structure":
            yield from _in_structure(api, shape, value, path)
        elif shape.type == "map":
            inside = value.items()
    for step, item in inside:
        if isinstance(item, (dict, list)):
            yield from _miscased(api, api.shapes[shape.value], item, (*path, step))


def _in_structure(
    api: ApiModel, shape: Shape, value: Mapping[str, Any], path: Path
) -> Iterator[tuple[Path, str]]:
    taken = set(value)
    for key, item in value.items():
        name = key
        if key not in shape.members and not placeholder.has_placeholder(key):
            same = (member for member in shape.members if fold_name(member) == fold_name(key))
            name = next(same, "")
            if name in taken:
                continue
            if name:
                taken.add(name)
                yield (*path, key), name
        if name in shape.members and isinstance(item, (dict, list)):
            yield from _miscased(api, api.shapes[shape.members[name]], item, (*path, key))


def _renamed(
    value: object, path: Path, new: Path, names: Mapping[Path, str], right: dict[Path, str]
) -> object:
    """``value``, which is at ``path`` and will be at ``new``; what is renamed goes to ``right``."""
    if isinstance(value, list):
        return [
            _renamed(item, (*path, index), (*new, index), names, right)
            for index, item in enumerate(value)
        ]
    if not isinstance(value, dict):
        return value
    renamed = {}
    for key, item in value.items():
        here = (*path, key)
        name = names.get(here, key)
        if name != key:
            right[*new, name] = key
        renamed[name] = _renamed(item, here, (*new, name), names, right)
    return renamed
