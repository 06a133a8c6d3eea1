"""Walkers over all keys and scalars of a plain value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from chatlint.model.diagnostic import Part
from chatlint.model.document import NonJsonValue
from chatlint.model.path import Path
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax


class StringLeaf(NamedTuple):
    """A key or a string value, and its place."""

    path: Path
    part: Part
    text: str


class JoinedStrings(NamedTuple):
    """All keys and all values of a request, one per line, for a fast first test.

    The values are strings and non-negative integers of at most 20 digits.
    """

    keys: str
    values: str


# For speed only: about five rules per request join the same value, one after the other, and kinds
# have no argument by which the result could be passed. Without it, checking 1,500 small files takes
# 8 % longer. It holds one value and is replaced as a whole, so that threads cannot mix results.
_last_joined: tuple[object, JoinedStrings] = (None, JoinedStrings("", ""))


def join_strings(value: object) -> JoinedStrings:
    """Join the keys and the values in ``value``."""
    global _last_joined  # noqa: PLW0603 - see above
    last = _last_joined
    if last[0] is not value:
        last = _last_joined = value, _join(value)
    return last[1]


def _join(value: object) -> JoinedStrings:
    keys: list[str] = []
    values: list[str] = []
    todo = [value]
    for item in todo:  # grows during the loop
        if isinstance(item, str):
            values.append(item)
        elif isinstance(item, dict):
            keys.extend(item)
            todo.extend(item.values())
        elif isinstance(item, list):
            todo.extend(item)
        elif isinstance(item, NonJsonValue):
            todo.append(item.content)
        elif type(item) is int and item in _NUMBERS:
            values.append(str(item))
    return JoinedStrings("\n".join(keys), "\n".join(values))


_NUMBERS = range(10**20)


def walk_leaves(value: object) -> Iterator[tuple[Path, Part, object]]:
    """Iterate over the keys and scalars of ``value``; the content of a tag has the tag's path."""
    todo: list[tuple[Path, object]] = [((), value)]
    for path, item in todo:
        if isinstance(item, dict):
            for key, inner in item.items():
                yield (*path, key), "key", key
                todo.append(((*path, key), inner))
        elif isinstance(item, list):
            todo.extend(((*path, index), inner) for index, inner in enumerate(item))
        elif isinstance(item, NonJsonValue) and item.content is not None:
            todo.append((path, item.content))
        else:
            yield path, "value", item


def walk_strings(value: object) -> Iterator[StringLeaf]:
    """Iterate over the keys and string values in ``value``."""
    return (
        StringLeaf(path, part, item)
        for path, part, item in walk_leaves(value)
        if isinstance(item, str)
    )


def mask_placeholders(text: str, syntax: PlaceholderSyntax = BUILT_IN) -> str:
    """Replace each placeholder by NULs of the same length, so that no pattern matches across it."""
    parts, start = [], 0
    for span in syntax.find_placeholders(text):
        parts.append(text[start : span.start] + "\0" * (span.end - span.start))
        start = span.end
    return "".join((*parts, text[start:]))


def walk_mappings(value: object) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each mapping in ``value`` with its path, in document order."""
    todo: list[tuple[Path, object]] = [((), value)]
    while todo:
        path, item = todo.pop()
        if isinstance(item, dict):
            yield path, item
            todo += [((*path, key), inner) for key, inner in reversed(item.items())]
        elif isinstance(item, list):
            todo += [((*path, index), inner) for index, inner in reversed([*enumerate(item)])]


def get_value(value: object, path: Path) -> object:
    """Get the value at ``path`` of nested mappings; ``None`` if a key is missing."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value
