"""Kinds about segment attributes: their values and the keys Connect itself knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from chatlint import placeholder
from chatlint.api import Api, Shape, folded, nearest
from chatlint.diagnostic import Problem
from chatlint.document import Foreign
from chatlint.kinds import Kind, kind
from chatlint.text import Path, clipped


def one_member(api: Api) -> Kind:
    """The kind that wants exactly one member in structures of a name, by ``api``."""

    def find(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
        yield from _not_one(api, api.shapes[argument], value, ())

    structures = [name for name, shape in api.shapes.items() if shape.type == "structure"]
    argument = {"type": "string", "allowed": structures}
    return Kind("one_member", argument, find, "A structure of that name has exactly one member.")


def _not_one(api: Api, shape: Shape, value: object, path: Path) -> Iterator[Problem]:
    """The structures without exactly one member in ``value``, which is one of ``shape``."""
    if shape.type == "list" and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _not_one(api, api.shapes[shape.value], item, (*path, index))
    if not isinstance(value, dict) or placeholder.whole(value):
        return
    if shape.type == "structure":
        yield from _counted(shape, value, path)
    for key, item in value.items():
        below = shape.value if shape.type == "map" else shape.members.get(_member(shape, key))
        if below:
            yield from _not_one(api, api.shapes[below], item, (*path, key))


def _counted(shape: Shape, value: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """Tell of two members or more, and of none at all.

    A key that is no member, a null and what CloudFormation may leave out are not counted. Another
    rule tells of the first two, and where one of them stands the value was not forgotten.
    """
    held = {_member(shape, key): key for key, item in value.items() if not _may_go(item)}
    held.pop("", None)
    if len(held) == 1 or (value and not held):
        return
    *first, last = map(clipped, held.values()) if held else ["no value"]
    *others, final = shape.members
    yield Problem(
        path,
        value=value,
        expected=f"{', '.join(others)} and {final}",
        detail=f"{', '.join(first)} and {last}" if first else last,
    )


def _member(shape: Shape, key: str) -> str:
    """The member that ``key`` is or is meant for; empty where it is none."""
    if key in shape.members:
        return key
    return next((member for member in shape.members if folded(member) == folded(key)), "")


def _may_go(value: object) -> bool:
    return value is None or (isinstance(value, (dict, Foreign)) and placeholder.whole(value))


@kind(
    type="dict",
    schema={
        "keys": {"type": "string", "required": True},
        "taken": {"type": "list", "required": True, "schema": {"type": "string"}},
        "others": {"type": "list", "required": True, "schema": {"type": "string"}},
    },
)
def system_keys(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """Every key that fits the regular expression ``keys`` is one of ``taken``.

    Those of ``others`` are documented, only not for this operation.
    """
    if not isinstance(value, dict):
        return
    taken, others = argument["taken"], argument["others"]
    for key in value:
        if key in taken or not re.fullmatch(argument["keys"], key) or placeholder.within(key):
            continue
        detail, suggestion = "is documented nowhere", nearest(key, taken)
        if key.lower() in {each.lower() for each in others}:
            detail, suggestion = "is documented, but not for StartChatContact", ""
        yield Problem((key,), "key", key, " and ".join(taken), detail, suggestion)


class _Entry(NamedTuple):
    """A text given as the value of a segment attribute."""

    key: str
    member: str
    text: str

    @property
    def path(self) -> Path:
        return (self.key, self.member)


def _named(value: object, name: str, prefix: str) -> Iterator[_Entry]:
    """The texts under the key ``name``, with ``prefix`` or without, in capitals or not."""
    if not isinstance(value, dict):
        return
    wanted = (name.lower(), (prefix + name).lower())
    for key, item in value.items():
        if key.lower() in wanted and isinstance(item, dict):
            for member, text in item.items():
                if folded(member) == "valuestring" and isinstance(text, str):
                    yield _Entry(key, member, text)


@kind(
    type="dict",
    schema={
        "key": {"type": "string", "required": True},
        "prefix": {"type": "string", "required": True},
        "others": {"type": "dict", "required": True, "valuesrules": {"type": "string"}},
    },
)
def other_channel(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """The attribute ``key`` has no value of ``others``, which says what each of them stands for."""
    prefix = argument["prefix"]
    for entry in _named(value, argument["key"], prefix):
        # With the prefix on neither side it is an attribute of the user's own.
        theirs = entry.key.lower().startswith(prefix) or entry.text.startswith(prefix)
        meaning = argument["others"].get(entry.text.removeprefix(prefix))
        if theirs and meaning:
            yield Problem(entry.path, value=entry.text, detail=meaning)


@kind(
    type="dict",
    schema={
        "key": {"type": "string", "required": True},
        "prefix": {"type": "string", "required": True},
        "values": {"type": "list", "required": True, "schema": {"type": "string"}},
    },
)
def lacks_prefix(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """Neither the attribute ``key`` nor one of ``values`` in it stands without ``prefix``.

    The key counts only where its value, too, is one of Connect's: any other attribute of that name
    is the user's own.
    """
    prefix, name = argument["prefix"], argument["key"]
    bare = {each.lower(): each for each in argument["values"]}
    for entry in _named(value, name, prefix):
        meant = bare.get(entry.text.lower())
        if entry.key.lower() == name.lower() and (meant or entry.text.startswith(prefix)):
            yield Problem((entry.key,), "key", entry.key, prefix, suggestion=prefix + name)
        if meant:
            yield Problem(entry.path, "value", entry.text, prefix, suggestion=prefix + meant)


KINDS = (system_keys, other_channel, lacks_prefix)
