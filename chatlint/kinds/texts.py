"""Every text of a request, wherever it stands, for kinds that look at all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from chatlint import placeholder
from chatlint.text import Path


class Text(NamedTuple):
    """A value that is text, and where it stands."""

    path: Path
    text: str


class Joined(NamedTuple):
    """All keys and all values of a request, one a line: enough for a first, cheap test."""

    keys: str
    values: str


def joined(value: object) -> Joined:
    """The texts of ``value``, wherever they stand."""
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
    return Joined("\n".join(keys), "\n".join(values))


def texts(value: object) -> Iterator[Text]:
    """Each value of ``value`` that is text; what a CloudFormation tag holds is not to be had."""
    todo: list[tuple[Path, object]] = [((), value)]
    for path, item in todo:
        if isinstance(item, str):
            yield Text(path, item)
        elif isinstance(item, dict):
            todo.extend(((*path, key), inner) for key, inner in item.items())
        elif isinstance(item, list):
            todo.extend(((*path, index), inner) for index, inner in enumerate(item))


def solid(text: str) -> str:
    """``text`` with a NUL in the place of each placeholder, so that nothing is read across one."""
    parts, start = [], 0
    for span in placeholder.spans(text):
        parts.append(text[start : span.start])
        start = span.end
    return "\0".join((*parts, text[start:]))
