"""Every key and text of a request, wherever it stands, for kinds that look at all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from chatlint.model import placeholder
from chatlint.model.diagnostic import Part
from chatlint.model.document import NonJsonValue
from chatlint.model.path import Path


class StringLeaf(NamedTuple):
    """A key, or a value that is text, and where it stands."""

    path: Path
    part: Part
    text: str


class JoinedStrings(NamedTuple):
    """All keys and all values of a request, one a line: enough for a first, cheap test.

    Whole numbers are among the values, unless they are longer than any number people have.
    """

    keys: str
    values: str


def join_strings(value: object) -> JoinedStrings:
    """The texts of ``value``, wherever they stand; of the last value they are kept in mind."""
    global _last  # noqa: PLW0603 - several rules ask about one request, one after the other
    if _last[0] is not value:
        _last = value, _joined(value)
    return _last[1]


_last: tuple[object, JoinedStrings] = (None, JoinedStrings("", ""))


def _joined(value: object) -> JoinedStrings:
    keys: list[str] = []
    values: list[str] = []
    todo = [value]
    for item in todo:  # it grows while it is read
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
    """Each key and each scalar of ``value``; what a tag holds stands where the tag does."""
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
    """The keys of ``value`` and the values that are text."""
    return (
        StringLeaf(path, part, item)
        for path, part, item in walk_leaves(value)
        if isinstance(item, str)
    )


def mask_placeholders(text: str) -> str:
    """``text`` with NULs in the place of each placeholder, so that nothing is read across one."""
    parts, start = [], 0
    for span in placeholder.find_placeholders(text):
        parts.append(text[start : span.start] + "\0" * (span.end - span.start))
        start = span.end
    return "".join((*parts, text[start:]))


def get_value(value: object, path: Path) -> object:
    """Get the value at ``path`` of nested mappings; ``None`` if a key is missing."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value
