"""Base class of records: AWS' structures as frozen dataclasses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast, dataclass_transform

from chatlint.request.field_types import (
    MAX_DEPTH,
    RequestError,
    convert_value,
    get_members,
    suggest_name,
    to_aws_name,
)

if TYPE_CHECKING:
    from chatlint.model.placeholder import PlaceholderSyntax

C = TypeVar("C", bound=type)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
def request_record(cls: C) -> C:
    """Turn ``cls``, a `RequestRecord`, into a frozen dataclass with keyword arguments.

    An optional member has the default None. Mappings and lists need ``hash=False``, values that
    `repr` must hide ``repr=False``.
    """
    record: Any = dataclass(frozen=True, slots=True, kw_only=True, repr=False)(cls)
    record.__init__ = _check_names(record.__init__, [each.name for each in fields(record)])
    return cast(C, record)


def _check_names(init: Callable[..., None], names: Collection[str]) -> Callable[..., None]:
    """Wrap ``init`` to suggest one of ``names`` for an unknown keyword argument."""

    @wraps(init)
    def checked_init(self: object, **members: Any) -> None:
        for name in members:
            if name not in names:
                hint = suggest_name(name, names, ". Did you mean {!r}?")
                raise TypeError(f"{type(self).__name__} has no member {name!r}{hint}")
        init(self, **members)

    return checked_init


class RequestRecord:
    """Base class of all structures. Values are checked and copied when a record is built."""

    __slots__ = ()

    first_members: ClassVar[tuple[str, ...]] = ()
    """The members that come first in AWS' model, if they are declared in another order."""

    def __post_init__(self) -> None:
        cls: Any = type(self)
        for name, member in get_members(cls).items():
            value = getattr(self, name)
            if value is not None or member.required:
                object.__setattr__(self, name, convert_value(member.type, value, (member.name,)))

    @classmethod
    def from_value(
        cls, value: Mapping[str, Any], *, syntax: PlaceholderSyntax | None = None
    ) -> Self:
        """Build a record from a plain mapping, as boto3 takes it.

        Args:
            value: the members by AWS' names.
            syntax: what errors call a placeholder; None for the built-in syntax.

        Raises:
            RequestError: a member is unknown, missing or of the wrong type.
        """
        record: Self = convert_value(cls, value, plain=True, syntax=syntax)
        return record

    def to_value(self) -> dict[str, Any]:
        """Build the plain mapping for boto3: members by AWS' names, in the order of AWS' model."""
        return {name: _to_plain(value, 1) for name, value in self.members()}

    def members(self) -> Iterator[tuple[str, Any]]:
        """Yield AWS' name and the value of each present member, in the order of AWS' model."""
        cls: Any = type(self)
        for name in dict.fromkeys((*self.first_members, *get_members(cls))):
            value = getattr(self, name)
            if value is not None:
                yield to_aws_name(name), value

    def __repr__(self) -> str:
        record: Any = self
        members = [
            f"{each.name}={value if each.repr else _mask(value)!r}"
            for each in fields(record)
            if (value := getattr(self, each.name)) is not None
        ]
        return f"{type(self).__name__}({', '.join(members)})"


def _to_plain(value: Any, level: int) -> Any:
    if isinstance(value, (str, int)):
        return value
    if level >= MAX_DEPTH:
        raise RequestError(f"there are more than {MAX_DEPTH} levels of nesting")
    if isinstance(value, RequestRecord):
        return {name: _to_plain(item, level + 1) for name, item in value.members()}
    if isinstance(value, Mapping):
        return {key: _to_plain(item, level + 1) for key, item in value.items()}
    return [_to_plain(item, level + 1) for item in value]


def _mask(value: Any) -> Any:
    """Replace strings and numbers in ``value`` by asterisks."""
    if isinstance(value, RequestRecord):
        return value
    if isinstance(value, Mapping):
        return {key: _mask(item) for key, item in value.items()}
    return [_mask(item) for item in value] if isinstance(value, list) else "***"
