"""The API model of the request: ``rules/api.yaml`` as typed records."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any, Literal, NamedTuple

from chatlint.model.lazy_regex import lazy_regex

ShapeType = Literal["structure", "map", "list", "string", "integer"]


class Shape(NamedTuple):
    """A shape of the API model.

    Args:
        name: AWS' name of the shape, such as ``ChatMessage``.
        type: the type of its values.
        required: members that must be present (structure).
        members: the shape name of each member, in the model's order (structure).
        key: the shape name of the keys (map).
        value: the shape name of the values (map) or items (list).
        min, max: bounds of an integer, a string's length in characters, or a collection's size.
        enum: the allowed strings; empty if any string is allowed.
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
        """Build the shape ``name`` from its entry in ``rules/api.yaml``."""
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
    """The request of an operation, and every shape in it.

    Args:
        operation: the operation's name.
        botocore: the botocore version that the model is taken from.
        request: the name of the request's shape.
        shapes: every shape by name.
        since: the botocore versions between which newer members were added: the last without the
            member and the first known to have it. Keys are ``Member`` for members of the request
            and ``Shape.Member`` for others.
    """

    __hash__ = object.__hash__  # compared by identity, because caches use the model as a key
    __eq__ = object.__eq__

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> ApiModel:
        """Build the model from ``data``, the content of ``rules/api.yaml``."""
        return cls(
            operation=data["operation"],
            botocore=data["botocore"],
            request=data["request"],
            shapes={name: Shape.from_mapping(name, of) for name, of in data["shapes"].items()},
            since={member: (of["after"], of["by"]) for member, of in data["since"].items()},
        )

    @property
    def root(self) -> Shape:
        """The shape of the request."""
        return self.shapes[self.request]

    @property
    def members(self) -> Mapping[str, str]:
        """The shape name of each member of the request, in the model's order."""
        return self.root.members

    @cached_property
    def folded_members(self) -> frozenset[str]:
        """The names of the request's members, folded by `fold_name`."""
        return frozenset(map(fold_name, self.members))


# White space and invisible characters: zero-width, bidi controls, soft hyphens.
_BLANK = r"\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_BLANKS = lazy_regex(f"[{_BLANK}]")
_SEPARATORS = lazy_regex(f"[-_{_BLANK}]")


def fold_name(name: str) -> str:
    """Reduce ``InstanceId``, ``instance_id`` and ``instance-id`` to the same string.

    Invisible characters are removed, too.
    """
    return _fold_cached(name) if len(name) < _CACHED_LENGTH else _fold(name)


def _fold(name: str) -> str:
    if name.isascii() and name.isalnum():
        return name.lower()
    return _SEPARATORS.sub("", name).lower()


_CACHED_LENGTH = 64  # longer names are rare
_fold_cached = lru_cache(maxsize=1024)(_fold)


def fold_value(value: str) -> str:
    """Reduce ``text/plain`` and ``Text / Plain`` to the same string."""
    if value.isascii() and value.isprintable() and " " not in value:
        return value.lower()
    return _BLANKS.sub("", value).lower()
