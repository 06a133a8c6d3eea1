"""Kinds about segment attributes: their values, and the keys that Connect defines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from chatlint.aws.model import ApiModel, Shape, fold_name, fold_value
from chatlint.aws.walk import walk_shapes
from chatlint.model.diagnostic import Problem
from chatlint.model.path import Path
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax, is_intrinsic
from chatlint.model.printable import clip
from chatlint.model.wording import closest_name
from chatlint.rules.kinds.kind import Kind, kind
from chatlint.rules.safe_regex import bounded_fullmatch


def one_member(api: ApiModel) -> Kind:
    """Build the kind that requires exactly one member in the structures of a name."""

    def find(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
        nodes = walk_shapes(value, api.shapes[argument], api, find_member=_find_member, skip=_skip)
        for path, item, shape, _ in nodes:
            if shape.type == "structure" and isinstance(item, dict):
                yield from _check_members(shape, item, path)

    structures = [name for name, shape in api.shapes.items() if shape.type == "structure"]
    argument = {"type": "string", "allowed": structures}
    doc = "Every structure of this name has exactly one member."
    return Kind("one_member", argument, find, doc, depends="keys")


def _skip(value: object, shape: Shape) -> bool:
    # Another rule reports a mapping where a list is expected.
    return isinstance(value, dict) and (shape.type == "list" or is_intrinsic(value))


def _check_members(shape: Shape, value: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """Report two or more members, or none.

    Unknown members, null and values that CloudFormation may remove do not count. If there are only
    unknown members or null, other rules report them.
    """
    present = {
        _find_member(shape, key): key for key, item in value.items() if not _may_be_removed(item)
    }
    present.pop("", None)
    if len(present) == 1 or (value and not present):
        return
    *others, final = shape.members
    detail = f"no value; give it one of {', '.join(others)} and {final}"
    if present:
        *first, last = map(clip, present.values())
        detail = f"{', '.join(first)} and {last}; keep one of them"
    yield Problem(path, value=value, detail=detail)


def _find_member(shape: Shape, key: str) -> str:
    """Find the member that ``key`` means in any spelling; empty if not found."""
    if key in shape.members:
        return key
    return next((member for member in shape.members if fold_name(member) == fold_name(key)), "")


def _may_be_removed(value: object) -> bool:
    return value is None or is_intrinsic(value)


@kind(
    uses_syntax=True,
    depends="keys",
    type="dict",
    schema={
        "keys": {"type": "string", "required": True},
        "taken": {"type": "list", "required": True, "schema": {"type": "string"}},
        "others": {"type": "list", "required": True, "schema": {"type": "string"}},
    },
)
def system_keys(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """Every key that matches the regular expression ``keys`` is one of ``taken``.

    ``others`` are documented for other operations.
    """
    if not isinstance(value, dict):
        return
    taken, others = argument["taken"], argument["others"]
    for key in value:
        if (
            key in taken
            or not bounded_fullmatch(argument["keys"], key)
            or syntax.has_placeholder(key)
        ):
            continue
        detail, suggestion = "is documented nowhere", closest_name(key, taken, 0.75)
        if key.lower() in {each.lower() for each in others}:
            detail, suggestion = "is documented, but not for StartChatContact", ""
        yield Problem((key,), "key", key, " and ".join(taken), detail, suggestion)


class _StringAttribute(NamedTuple):
    """A segment attribute with a string value."""

    key: str
    text: str

    @property
    def path(self) -> Path:
        return (self.key, _VALUE)


_VALUE = "ValueString"


def _find_attributes(value: object, name: str, prefix: str) -> Iterator[_StringAttribute]:
    """Find attributes ``name`` with and without ``prefix``, in any case."""
    if not isinstance(value, dict):
        return
    names = (name.lower(), (prefix + name).lower())
    for key, item in value.items():
        if key.lower() in names and isinstance(item, dict):
            text = item.get(_VALUE)
            if isinstance(text, str) and text.strip():
                yield _StringAttribute(key, text)


def _has_prefix(prefix: str, text: str) -> bool:
    return fold_value(text).startswith(prefix)


def _strip_prefix(prefix: str, text: str) -> str:
    """Remove ``prefix`` from ``text``, in lower case."""
    return fold_value(text).removeprefix(prefix)


_TEXT = {"type": "string", "required": True}


@kind(
    uses_syntax=True,
    depends="scalars",
    type="dict",
    schema={
        "key": _TEXT,
        "prefix": _TEXT,
        "fine": {"type": "list", "required": True, "schema": {"type": "string"}},
        "others": {"type": "dict", "required": True, "valuesrules": {"type": "string"}},
    },
)
def other_channel(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """The attribute ``key`` has one of the values ``fine``.

    ``others`` describes other known values. An attribute without ``prefix`` in its key and value
    is a custom one. If the key is spelled differently, unknown values without it are ignored.
    """
    prefix = argument["prefix"]
    fine = {each.lower() for each in argument["fine"]}
    meanings = {name.lower(): meaning for name, meaning in argument["others"].items()}
    for attribute in _find_attributes(value, argument["key"], prefix):
        if syntax.has_placeholder(attribute.text):
            continue
        bare = _strip_prefix(prefix, attribute.text)
        meaning = meanings.get(bare)
        is_system = attribute.key == prefix + argument["key"] or _has_prefix(prefix, attribute.text)
        if meaning and (is_system or _has_prefix(prefix, attribute.key)):
            yield Problem(attribute.path, value=attribute.text, detail=f"marks {meaning}")
        elif is_system and bare not in fine:
            detail = "is a subtype that nobody documents"
            yield Problem(attribute.path, value=attribute.text, detail=detail)


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
    """The attribute ``key`` and its value, one of ``values``, have ``prefix`` and this case.

    An attribute of this name with any other value is a custom one, so its key is not checked. If
    only the case of the key differs, another rule reports it.
    """
    prefix, name = argument["prefix"], argument["key"]
    lacking = f"lacks the prefix `{prefix}`"
    bare = {each.lower(): each for each in argument["values"]}
    for attribute in _find_attributes(value, name, prefix):
        known = bare.get(_strip_prefix(prefix, attribute.text))
        if attribute.key.lower() == name.lower() and (known or _has_prefix(prefix, attribute.text)):
            suggestion = prefix + name
            yield Problem(
                (attribute.key,), "key", attribute.key, detail=lacking, suggestion=suggestion
            )
        if known and attribute.text != prefix + known:
            is_miscased = _has_prefix(prefix, attribute.text)
            detail = "is not spelled as Connect spells it" if is_miscased else lacking
            suggestion = prefix + known
            yield Problem(
                attribute.path, "value", attribute.text, detail=detail, suggestion=suggestion
            )


@kind(depends="scalars", type="string")
def means(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A string equals the ``argument``, with or without its prefix, in any case."""
    prefix = argument.rpartition(":")[0].lower() + ":"
    if not isinstance(value, str) or _strip_prefix(prefix, value) != _strip_prefix(
        prefix, argument
    ):
        yield Problem(value=value)


KINDS = (system_keys, other_channel, lacks_prefix, means)
