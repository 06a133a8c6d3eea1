"""Kinds about segment attributes: their values and the keys Connect itself knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from chatlint.aws.model import ApiModel, Shape, fold_name, fold_value
from chatlint.model import placeholder
from chatlint.model.diagnostic import Problem
from chatlint.model.document import NonJsonValue
from chatlint.model.path import Path
from chatlint.model.printable import clip
from chatlint.model.wording import closest_name
from chatlint.rules.kinds.kind import Kind, kind
from chatlint.rules.safe_regex import bounded_fullmatch


def one_member(api: ApiModel) -> Kind:
    """The kind that wants exactly one member in structures of a name, by ``api``."""

    def find(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
        yield from _not_one(api, api.shapes[argument], value, ())

    structures = [name for name, shape in api.shapes.items() if shape.type == "structure"]
    argument = {"type": "string", "allowed": structures}
    doc = "A structure of that name has exactly one member."
    return Kind("one_member", argument, find, doc, depends="keys")


def _not_one(api: ApiModel, shape: Shape, value: object, path: Path) -> Iterator[Problem]:
    """The structures without exactly one member in ``value``, which is one of ``shape``."""
    if shape.type == "list" and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _not_one(api, api.shapes[shape.value], item, (*path, index))
    if not isinstance(value, dict) or placeholder.is_placeholder(value):
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
    *others, final = shape.members
    detail = f"no value; give it one of {', '.join(others)} and {final}"
    if held:
        *first, last = map(clip, held.values())
        detail = f"{', '.join(first)} and {last}; keep one of them"
    yield Problem(path, value=value, detail=detail)


def _member(shape: Shape, key: str) -> str:
    """The member that ``key`` is or is meant for; empty where it is none."""
    if key in shape.members:
        return key
    return next((member for member in shape.members if fold_name(member) == fold_name(key)), "")


def _may_go(value: object) -> bool:
    return value is None or (
        isinstance(value, (dict, NonJsonValue)) and placeholder.is_placeholder(value)
    )


@kind(
    depends="keys",
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
        if (
            key in taken
            or not bounded_fullmatch(argument["keys"], key)
            or placeholder.has_placeholder(key)
        ):
            continue
        detail, suggestion = "is documented nowhere", closest_name(key, taken, 0.75)
        if key.lower() in {each.lower() for each in others}:
            detail, suggestion = "is documented, but not for StartChatContact", ""
        yield Problem((key,), "key", key, " and ".join(taken), detail, suggestion)


class _Entry(NamedTuple):
    """A text given as the value of a segment attribute."""

    key: str
    text: str

    @property
    def path(self) -> Path:
        return (self.key, _VALUE)


_VALUE = "ValueString"


def _named(value: object, name: str, prefix: str) -> Iterator[_Entry]:
    """The texts under the key ``name``, with ``prefix`` or without, in capitals or not."""
    if not isinstance(value, dict):
        return
    wanted = (name.lower(), (prefix + name).lower())
    for key, item in value.items():
        if key.lower() in wanted and isinstance(item, dict):
            text = item.get(_VALUE)
            if isinstance(text, str) and text.strip():
                yield _Entry(key, text)


def _has(prefix: str, text: str) -> bool:
    return fold_value(text).startswith(prefix)


def _bare(prefix: str, text: str) -> str:
    """``text`` without ``prefix``, in small letters."""
    return fold_value(text).removeprefix(prefix)


_TEXT = {"type": "string", "required": True}


@kind(
    depends="scalars",
    type="dict",
    schema={
        "key": _TEXT,
        "prefix": _TEXT,
        "fine": {"type": "list", "required": True, "schema": {"type": "string"}},
        "others": {"type": "dict", "required": True, "valuesrules": {"type": "string"}},
    },
)
def other_channel(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """The attribute ``key`` has one of the values ``fine``.

    Of ``others`` it is said what they stand for. With ``prefix`` neither at the key nor at the
    value it is an attribute of the user's own; and where the key is spelled in another way, a value
    without it may be anything.
    """
    prefix = argument["prefix"]
    fine = {each.lower() for each in argument["fine"]}
    meanings = {name.lower(): meaning for name, meaning in argument["others"].items()}
    for entry in _named(value, argument["key"], prefix):
        if placeholder.has_placeholder(entry.text):
            continue
        bare = _bare(prefix, entry.text)
        meaning = meanings.get(bare)
        theirs = entry.key == prefix + argument["key"] or _has(prefix, entry.text)
        if meaning and (theirs or _has(prefix, entry.key)):
            yield Problem(entry.path, value=entry.text, detail=f"marks {meaning}")
        elif theirs and bare not in fine:
            detail = "is a subtype that nobody documents"
            yield Problem(entry.path, value=entry.text, detail=detail)


@kind(
    depends="scalars",
    type="dict",
    schema={
        "key": _TEXT,
        "prefix": _TEXT,
        "values": {"type": "list", "required": True, "schema": {"type": "string"}},
    },
)
def lacks_prefix(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """The attribute ``key`` and its value, one of ``values``, have ``prefix`` and these capitals.

    The key counts only where its value, too, is one of Connect's: any other attribute of that name
    is the user's own. One that lacks nothing but capitals is another rule's to tell.
    """
    prefix, name = argument["prefix"], argument["key"]
    lacking = f"lacks the prefix `{prefix}`"
    bare = {each.lower(): each for each in argument["values"]}
    for entry in _named(value, name, prefix):
        meant = bare.get(_bare(prefix, entry.text))
        if entry.key.lower() == name.lower() and (meant or _has(prefix, entry.text)):
            suggestion = prefix + name
            yield Problem((entry.key,), "key", entry.key, detail=lacking, suggestion=suggestion)
        if meant and entry.text != prefix + meant:
            told = _has(prefix, entry.text)
            detail = "is not spelled as Connect spells it" if told else lacking
            suggestion = prefix + meant
            yield Problem(entry.path, "value", entry.text, detail=detail, suggestion=suggestion)


@kind(depends="scalars", type="string")
def means(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A text is the ``argument``, with its prefix or without, in capitals or not."""
    prefix = argument.rpartition(":")[0].lower() + ":"
    if not isinstance(value, str) or _bare(prefix, value) != _bare(prefix, argument):
        yield Problem(value=value)


KINDS = (system_keys, other_channel, lacks_prefix, means)
