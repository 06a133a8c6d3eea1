"""Rename the members of a request to the spelling of the API model.

One rule reports ``clientToken`` as a misspelled ``ClientToken``; all others check it under the
correct name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from chatlint.aws.model import ApiModel, Shape, fold_name
from chatlint.model.path import Path
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax, is_intrinsic


class CanonicalRequest(NamedTuple):
    """A request with canonical member names.

    Args:
        value: the renamed request.
        names: the original keys of renamed members, by their path in ``value``.
    """

    value: dict[str, Any]
    names: Mapping[Path, str]

    def original_path(self, path: Path) -> Path:
        """Translate ``path`` in `value` to the path in the original request."""
        if not self.names:
            return path
        steps = enumerate(path, 1)
        return tuple(self.names.get(path[:length], step) for length, step in steps)


def canonicalize(
    value: dict[str, Any], api: ApiModel, syntax: PlaceholderSyntax = BUILT_IN
) -> CanonicalRequest:
    """Rename the members of ``value`` that differ from the model in case or separators only.

    A member keeps its name if the request also has the correctly spelled one, and so does a key
    with a placeholder in ``syntax``.
    """
    if _is_canonical(api, api.root, value):
        return CanonicalRequest(value, {})
    names = dict(_find_renames(api, syntax, api.root, value, ()))
    if not names:
        return CanonicalRequest(value, {})
    originals: dict[Path, str] = {}
    renamed = _rename_keys(value, (), (), names, originals)
    assert isinstance(renamed, dict)
    return CanonicalRequest(renamed, originals)


def _is_canonical(api: ApiModel, shape: Shape, value: object) -> bool:
    """Whether every member is spelled as in the model; fast, and sometimes wrongly false."""
    if isinstance(value, list) and shape.type == "list":
        item = api.shapes[shape.value]
        return item.type == "string" or all(_is_canonical(api, item, each) for each in value)
    if not isinstance(value, dict):
        return True
    if shape.type == "map":
        item = api.shapes[shape.value]
        return item.type == "string" or all(_is_canonical(api, item, v) for v in value.values())
    members = shape.members
    return shape.type == "structure" and all(
        name in members and _is_canonical(api, api.shapes[members[name]], item)
        for name, item in value.items()
    )


def _find_renames(
    api: ApiModel, syntax: PlaceholderSyntax, shape: Shape, value: object, path: Path
) -> Iterator[tuple[Path, str]]:
    """Find misspelled members: their paths and correct names."""
    inside: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, list) and shape.type == "list":
        inside = enumerate(value)
    elif isinstance(value, dict) and not is_intrinsic(value):
        if shape.type == "structure":
            yield from _find_renames_in_structure(api, syntax, shape, value, path)
        elif shape.type == "map":
            inside = value.items()
    for step, item in inside:
        if isinstance(item, (dict, list)):
            yield from _find_renames(api, syntax, api.shapes[shape.value], item, (*path, step))


def _find_renames_in_structure(
    api: ApiModel, syntax: PlaceholderSyntax, shape: Shape, value: Mapping[str, Any], path: Path
) -> Iterator[tuple[Path, str]]:
    present = set(value)
    for key, item in value.items():
        name = key
        if key not in shape.members and not syntax.has_placeholder(key):
            matching = (member for member in shape.members if fold_name(member) == fold_name(key))
            name = next(matching, "")
            if name in present:
                continue
            if name:
                present.add(name)
                yield (*path, key), name
        if name in shape.members and isinstance(item, (dict, list)):
            inner = api.shapes[shape.members[name]]
            yield from _find_renames(api, syntax, inner, item, (*path, key))


def _rename_keys(
    value: object, path: Path, new: Path, names: Mapping[Path, str], originals: dict[Path, str]
) -> object:
    """Rename keys in ``value``.

    Args:
        value: the part of the request at ``path``.
        path: its original path.
        new: its path after the renaming.
        names: correct names by original path.
        originals: filled with the original keys by new path.
    """
    if isinstance(value, list):
        return [
            _rename_keys(item, (*path, index), (*new, index), names, originals)
            for index, item in enumerate(value)
        ]
    if not isinstance(value, dict):
        return value
    renamed = {}
    for key, item in value.items():
        here = (*path, key)
        name = names.get(here, key)
        if name != key:
            originals[*new, name] = key
        renamed[name] = _rename_keys(item, here, (*new, name), names, originals)
    return renamed
