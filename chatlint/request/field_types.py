"""Check and convert the values of a record's members by their type annotations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache, partial
from types import NoneType
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    NamedTuple,
    get_args,
    get_origin,
    get_type_hints,
)

from chatlint.model.errors import UserError
from chatlint.model.path import Path
from chatlint.model.printable import clip, unsendable_reason
from chatlint.model.source import Position, Source

if TYPE_CHECKING:
    from chatlint.model.diagnostic import Part
    from chatlint.model.placeholder import PlaceholderSyntax

MAX_DEPTH = 64
"""The maximum depth of nested mappings and lists, as in the parsers."""

# AWS has no longer numbers, and Python does not print very long ones.
_MAX_BITS = 64


class RequestError(UserError):
    """A value or text is not a valid StartChatContact request.

    Args:
        message: the error.
        where: the place in a file, if the request was read from one.
        hint: what to do about it.
        path: the path of the value with AWS' names, such as ``("Attributes", "plan")``.
        part: whether the key, the value or a missing member is meant.
        position: line and column, both from 1, if the request was read from a text.
    """

    def __init__(
        self,
        message: str,
        where: str | None = None,
        hint: str | None = None,
        *,
        path: Path = (),
        part: Part = "value",
        position: Position | None = None,
    ) -> None:
        super().__init__(message, where, hint)
        self.path = path
        self.part: Part = part
        self.position = position

    def at(self, source: Source, offset: int) -> RequestError:
        """Copy the error with the place ``offset`` of a text."""
        where, position = source.where(offset), source.position(offset)
        return RequestError(
            self.message, where, self.hint, path=self.path, part=self.part, position=position
        )


class Member(NamedTuple):
    """A member of a record: AWS' name, the type of its value, and whether it is required."""

    name: str
    type: Any
    required: bool


@cache
def get_members(cls: Any) -> Mapping[str, Member]:
    """Get the members of a record class by their Python names, in declaration order."""
    types = get_type_hints(cls)
    return {each.name: _build_member(each.name, types[each.name]) for each in fields(cls)}


def _build_member(name: str, annotation: Any) -> Member:
    present = [each for each in get_args(annotation) if each is not NoneType]
    required = NoneType not in get_args(annotation)
    return Member(to_aws_name(name), annotation if required else present[0], required)


def to_aws_name(name: str) -> str:
    """Convert a Python name to AWS' name: ``instance_id`` to ``InstanceId``."""
    return name.title().replace("_", "")


def is_structure(type_: Any) -> bool:
    """Whether ``type_`` is a record class."""
    return isinstance(type_, type) and is_dataclass(type_)


def is_text(type_: Any) -> bool:
    """Whether values of ``type_`` are strings, including `Literal` types."""
    return type_ is str or get_origin(type_) is Literal


def get_inner_type(type_: Any, step: str | int) -> Any:
    """Get the type of the value at key or index ``step`` of a ``type_``; None if not allowed."""
    if is_structure(type_):
        return next((each.type for each in get_members(type_).values() if each.name == step), None)
    return get_args(type_)[-1] if get_origin(type_) in (Mapping, Sequence) else None


def convert_value(
    type_: Any,
    value: object,
    path: Path = (),
    *,
    plain: bool = False,
    syntax: PlaceholderSyntax | None = None,
) -> Any:
    """Check ``value`` against ``type_`` and copy it, nested values included.

    Args:
        type_: the type of the member.
        value: the value.
        path: its path, for errors.
        plain: whether to build records from mappings with AWS' names.
        syntax: what errors call a placeholder; None for the built-in syntax.

    Raises:
        RequestError: the value has another type.
    """
    if len(path) >= MAX_DEPTH and isinstance(value, (Mapping, list, tuple)):
        raise RequestError(f"there are more than {MAX_DEPTH} levels of nesting", path=path)
    if is_structure(type_):
        if isinstance(value, type_):
            return value
        if plain and isinstance(value, Mapping):
            return _convert_structure(type_, value, path, syntax)
    elif get_origin(type_) is Mapping and isinstance(value, Mapping):
        return _convert_entries(type_, value, path, plain, syntax)
    elif get_origin(type_) is Sequence and isinstance(value, (list, tuple)):
        convert = partial(convert_value, plain=plain, syntax=syntax)
        return [convert(get_inner_type(type_, i), item, (*path, i)) for i, item in enumerate(value)]
    elif is_text(type_) and isinstance(value, str):
        return _check_text(value, path, "value")
    elif type_ is int and isinstance(value, int) and not isinstance(value, bool):
        return _check_number(value, path)
    raise _wrong_type_error(type_, value, path, syntax=syntax)


def _convert_entries(
    type_: Any,
    value: Mapping[Any, object],
    path: Path,
    plain: bool,
    syntax: PlaceholderSyntax | None,
) -> dict[str, Any]:
    entries = {}
    for key, item in value.items():
        inner_path = (*path, _format_key(key))
        if not isinstance(key, str):
            raise _wrong_type_error(str, key, inner_path, "key")
        entries[_check_text(key, inner_path, "key")] = convert_value(
            get_inner_type(type_, key), item, inner_path, plain=plain, syntax=syntax
        )
    return entries


def _convert_structure(
    type_: type, value: Mapping[Any, object], path: Path, syntax: PlaceholderSyntax | None
) -> Any:
    names = {member.name: name for name, member in get_members(type_).items()}
    members = {}
    for key, item in value.items():
        inner_path = (*path, _format_key(key))
        if key not in names:
            message = f"{type_.__name__} has no member `{clip(_format_key(key))}`"
            hint = suggest_name(_format_key(key), names, "did you mean `{}`?")
            raise RequestError(message, hint=hint or None, path=inner_path, part="key")
        members[names[key]] = convert_value(
            get_inner_type(type_, key), item, inner_path, plain=True, syntax=syntax
        )
    for name, member in get_members(type_).items():
        if member.required and name not in members:
            message = f"{type_.__name__} needs the member {member.name}"
            raise RequestError(message, path=(*path, member.name), part="missing")
    return type_(**members)


def suggest_name(name: str, names: Iterable[str], template: str) -> str:
    """Format ``template`` with the closest of ``names``; empty if none is close."""
    from chatlint.model.wording import closest_name

    close = closest_name(name, names, 0.75)
    return template.format(close) if close else ""


def _check_text(text: str, path: Path, part: Part) -> str:
    if detail := unsendable_reason(text):
        raise RequestError(f"{format_path(path)}: {detail}", path=path, part=part)
    return str.__str__(text)  # a plain string, even for a member of an Enum


def _check_number(number: int, path: Path) -> int:
    if number.bit_length() > _MAX_BITS:
        raise RequestError(f"{format_path(path)} has too many digits", path=path)
    return int(number)


def _format_key(key: object) -> str:
    return key if isinstance(key, str) else repr(key)


def format_path(path: Path) -> str:
    """Format ``path`` for messages: ``Attributes.plan``, or ``the request`` if it is empty."""
    return ".".join(clip(str(step)) for step in path) or "the request"


def _wrong_type_error(
    type_: Any,
    value: object,
    path: Path,
    part: Part = "value",
    syntax: PlaceholderSyntax | None = None,
) -> RequestError:
    what = f"a key of {format_path(path[:-1])}" if part == "key" else format_path(path)
    unfilled = _describe_placeholder(value, syntax)
    message = f"{what} must be {_describe_type(type_)}, not {unfilled or _describe_value(value)}"
    hint = "fill it in first" if unfilled else None
    return RequestError(message, hint=hint, path=path, part=part)


def _describe_placeholder(value: object, syntax: PlaceholderSyntax | None) -> str:
    from chatlint.model.placeholder import BUILT_IN

    if isinstance(value, Mapping) and not all(isinstance(key, str) for key in value):
        return ""
    if not (syntax or BUILT_IN).is_placeholder(value):
        return ""
    return f"a placeholder `{clip(value)}`" if isinstance(value, str) else "a placeholder"


def _describe_type(type_: Any) -> str:
    if is_structure(type_):
        return f"a mapping with the members of {type_.__name__}"
    if is_text(type_):
        return "text"
    return {Mapping: "a mapping", Sequence: "a list"}.get(get_origin(type_), "a whole number")


def _describe_value(value: object) -> str:
    from chatlint.model.document import NonJsonValue

    if value is None:
        return "null"
    if isinstance(value, NonJsonValue):
        return {"date": "a date", "number": "such a number"}.get(value.kind, "a tag")
    for types, name in _TYPE_NAMES.items():
        if isinstance(value, types):
            return name
    return f"a {type(value).__name__}"


_TYPE_NAMES: Mapping[type | tuple[type, ...], str] = {
    bool: "a boolean",
    int: "a number",
    float: "a number with a fraction",
    str: "text",
    Mapping: "a mapping",
    (list, tuple): "a list",
}
