"""Records of what AWS calls structures: members by name, their values plain."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import wraps
from typing import Any, ClassVar, Self, TypeVar, cast, dataclass_transform

from chatlint.request.field_types import (
    MOST_LEVELS,
    RequestError,
    aws_name,
    closest_member,
    convert_value,
    members_of,
)

C = TypeVar("C", bound=type)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
def request_record(cls: C) -> C:
    """Make ``cls``, a `Record`, a frozen dataclass that is built by keywords.

    A member that may be missing has the default None. It has ``hash=False`` where its value is a
    mapping or a list, and ``repr=False`` where the value must not be shown.
    """
    made: Any = dataclass(frozen=True, slots=True, kw_only=True, repr=False)(cls)
    made.__init__ = _refusing(made.__init__, [each.name for each in fields(made)])
    return cast(C, made)


def _refusing(init: Callable[..., None], names: Collection[str]) -> Callable[..., None]:
    """``init``, but it says which of ``names`` was meant by a keyword that is none of them."""

    @wraps(init)
    def refusing(self: object, **members: Any) -> None:
        for name in members:
            if name not in names:
                meant = closest_member(name, names, ". Did you mean {!r}?")
                raise TypeError(f"{type(self).__name__} has no member {name!r}{meant}")
        init(self, **members)

    return refusing


class RequestRecord:
    """What every structure has. The values of its members are copies of what was given."""

    __slots__ = ()

    in_front: ClassVar[tuple[str, ...]] = ()
    """The members AWS' model begins with, where they are declared in another order."""

    def __post_init__(self) -> None:
        cls: Any = type(self)
        for name, member in members_of(cls).items():
            value = getattr(self, name)
            if value is not None or member.required:
                object.__setattr__(self, name, convert_value(member.type, value, (member.name,)))

    @classmethod
    def from_value(cls, value: Mapping[str, Any]) -> Self:
        """Make one from the plain mapping that boto3 takes.

        Raises:
            RequestError: a member is unknown, missing or not of its type.
        """
        made: Self = convert_value(cls, value, plain=True)
        return made

    def to_value(self) -> dict[str, Any]:
        """The plain mapping that boto3 takes: AWS' names, in the order of AWS' model."""
        return {name: _plain(value, 1) for name, value in self.members()}

    def members(self) -> Iterator[tuple[str, Any]]:
        """AWS' name and the value of each member that is there, in the order of AWS' model."""
        cls: Any = type(self)
        for name in dict.fromkeys((*self.in_front, *members_of(cls))):
            value = getattr(self, name)
            if value is not None:
                yield aws_name(name), value

    def __repr__(self) -> str:
        its: Any = self
        shown = [
            f"{each.name}={value if each.repr else _hidden(value)!r}"
            for each in fields(its)
            if (value := getattr(self, each.name)) is not None
        ]
        return f"{type(self).__name__}({', '.join(shown)})"


def _plain(value: Any, level: int) -> Any:
    if isinstance(value, (str, int)):
        return value
    if level >= MOST_LEVELS:
        raise RequestError(f"there are more than {MOST_LEVELS} levels of nesting")
    if isinstance(value, RequestRecord):
        return {name: _plain(item, level + 1) for name, item in value.members()}
    if isinstance(value, Mapping):
        return {key: _plain(item, level + 1) for key, item in value.items()}
    return [_plain(item, level + 1) for item in value]


def _hidden(value: Any) -> Any:
    """``value`` with asterisks for the texts and numbers in it."""
    if isinstance(value, RequestRecord):
        return value
    if isinstance(value, Mapping):
        return {key: _hidden(item) for key, item in value.items()}
    return [_hidden(item) for item in value] if isinstance(value, list) else "***"
