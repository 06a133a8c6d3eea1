"""The request as AWS models it: ``rules/api.yaml`` as typed records."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any, Literal, NamedTuple

from chatlint.model.lazy_regex import lazy_regex

ShapeType = Literal["structure", "map", "list", "string", "integer"]


class Shape(NamedTuple):
    """What AWS allows at one kind of place.

    Args:
        name: AWS' own name for it, such as ``ChatMessage``.
        type: what a value there must be.
        required: members that must be present (of a structure).
        members: the shape of each member, in the model's order (of a structure).
        key: the shape of the keys (of a map).
        value: the shape of the values (of a map) or of the items (of a list).
        min, max: bounds of an integer, of a string's length, of a list's or map's size.
        enum: the only values a string may have; empty where any will do.
    """

    name: str
    type: ShapeType
    required: tuple[str, ...]
    members: Mapping[str, str]
    key: str
    value: str
    min: int | None
    max: int | None
    enum: tuple[str, ...]

    @classmethod
    def from_mapping(cls, name: str, data: Mapping[str, Any]) -> Shape:
        """The shape ``name``; what ``data`` leaves out does not apply to it."""
        return cls(
            name=name,
            type=data["type"],
            required=tuple(data.get("required", ())),
            members=data.get("members", {}),
            key=data.get("key", ""),
            value=data.get("value", ""),
            min=data.get("min"),
            max=data.get("max"),
            enum=tuple(data.get("enum", ())),
        )


class _Api(NamedTuple):
    operation: str
    botocore: str
    request: str
    shapes: Mapping[str, Shape]
    since: Mapping[str, tuple[str, str]]


class ApiModel(_Api):
    """An operation's request, and every shape it is made of.

    Args:
        operation: the operation's name.
        botocore: the version of botocore whose model this is.
        request: the name of the request's own shape.
        shapes: every shape by name.
        since: when newer members came, as botocore versions: after the first, and no later than
            the second. Members of other shapes than the request go by ``Shape.Member``.
    """

    __hash__ = object.__hash__  # there is one, as a rule, and it is what others are known by
    __eq__ = object.__eq__

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> ApiModel:
        """The model that ``data``, the content of ``rules/api.yaml``, describes."""
        return cls(
            operation=data["operation"],
            botocore=data["botocore"],
            request=data["request"],
            shapes={name: Shape.from_mapping(name, of) for name, of in data["shapes"].items()},
            since={member: (of["after"], of["by"]) for member, of in data["since"].items()},
        )

    @property
    def root(self) -> Shape:
        """The request's own shape."""
        return self.shapes[self.request]

    @property
    def members(self) -> Mapping[str, str]:
        """The shape of each member of the request, in the model's order."""
        return self.root.members

    @cached_property
    def folded_members(self) -> frozenset[str]:
        """The names of the request's members, `folded`."""
        return frozenset(map(fold_name, self.members))


# Blanks, and what nobody sees: zero-width characters, controls of direction, soft hyphens.
_BLANK = r"\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_BLANKS = lazy_regex(f"[{_BLANK}]")
_JOINTS = lazy_regex(f"[-_{_BLANK}]")


def fold_name(name: str) -> str:
    """``name`` without the differences between ``InstanceId``, ``instance_id``, ``instance-id``.

    Nor do characters count that nobody sees.
    """
    return _known(name) if len(name) < _COMMON else _fold(name)


def _fold(name: str) -> str:
    if name.isascii() and name.isalnum():
        return name.lower()
    return _JOINTS.sub("", name).lower()


# Long names are not worth keeping.
_COMMON = 64
_known = lru_cache(maxsize=1024)(_fold)


def fold_value(value: str) -> str:
    """``value`` without the differences between ``text/plain`` and ``Text / Plain``."""
    if value.isascii() and value.isprintable() and " " not in value:
        return value.lower()
    return _BLANKS.sub("", value).lower()
