"""What fits a member of a request. The annotations of its record say so, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
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

MOST_LEVELS = 64
"""How deep mappings and lists may lie in one another; the readers allow no more either."""

# AWS has no longer numbers, and Python does not print every one that is.
_MOST_BITS = 64


class RequestError(UserError):
    """What was given is no StartChatContact request.

    Args:
        message, where, hint: as `UserError` has them.
        path: what it is about, in AWS' names from the request down: ``("Attributes", "plan")``.
        part: whether the key, the value or the lack of it is meant.
        position: line and column, both from 1, where a text was read.
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
        """The same error, at ``offset`` of a text."""
        where, position = source.where(offset), source.position(offset)
        return RequestError(
            self.message, where, self.hint, path=self.path, part=self.part, position=position
        )


class Member(NamedTuple):
    """A member of a record: AWS' name for it, and the type of its value when it is there."""

    name: str
    type: Any
    required: bool


@cache
def members_of(cls: Any) -> Mapping[str, Member]:
    """The members of a record by their names in Python, as declared."""
    types = get_type_hints(cls)
    return {each.name: _member(each.name, types[each.name]) for each in fields(cls)}


def _member(name: str, annotation: Any) -> Member:
    present = [each for each in get_args(annotation) if each is not NoneType]
    required = NoneType not in get_args(annotation)
    return Member(aws_name(name), annotation if required else present[0], required)


def aws_name(name: str) -> str:
    """``InstanceId`` for ``instance_id``."""
    return name.title().replace("_", "")


def is_structure(of: Any) -> bool:
    """Whether the type ``of`` is a record."""
    return isinstance(of, type) and is_dataclass(of)


def is_text(of: Any) -> bool:
    """Whether ``of`` is text, be it one of a few."""
    return of is str or get_origin(of) is Literal


def below_path(of: Any, step: str | int) -> Any:
    """The type of what stands at ``step`` of a value of type ``of``; None where nothing may."""
    if is_structure(of):
        return next((each.type for each in members_of(of).values() if each.name == step), None)
    return get_args(of)[-1] if get_origin(of) in (Mapping, Sequence) else None


def convert_value(of: Any, value: object, path: Path = (), *, plain: bool = False) -> Any:
    """A copy of ``value`` as a member of type ``of`` keeps it.

    Args:
        of: the member's type.
        value: what was given for it.
        path: where, for errors.
        plain: whether records are to be made of mappings with AWS' names.

    Raises:
        RequestError: the value is not of that type.
    """
    if len(path) >= MOST_LEVELS and isinstance(value, (Mapping, list, tuple)):
        raise RequestError(f"there are more than {MOST_LEVELS} levels of nesting", path=path)
    if is_structure(of):
        if isinstance(value, of):
            return value
        if plain and isinstance(value, Mapping):
            return _structure(of, value, path)
    elif get_origin(of) is Mapping and isinstance(value, Mapping):
        return _entries(of, value, path, plain)
    elif get_origin(of) is Sequence and isinstance(value, (list, tuple)):
        items = enumerate(value)
        return [
            convert_value(below_path(of, i), item, (*path, i), plain=plain) for i, item in items
        ]
    elif is_text(of) and isinstance(value, str):
        return _sendable(value, path, "value")
    elif of is int and isinstance(value, int) and not isinstance(value, bool):
        return _printable(value, path)
    raise _misfit(of, value, path)


def _entries(of: Any, value: Mapping[Any, object], path: Path, plain: bool) -> dict[str, Any]:
    kept = {}
    for key, item in value.items():
        place = (*path, _step(key))
        if not isinstance(key, str):
            raise _misfit(str, key, place, "key")
        kept[_sendable(key, place, "key")] = convert_value(
            below_path(of, key), item, place, plain=plain
        )
    return kept


def _structure(of: type, value: Mapping[Any, object], path: Path) -> Any:
    names = {member.name: name for name, member in members_of(of).items()}
    given = {}
    for key, item in value.items():
        place = (*path, _step(key))
        if key not in names:
            message = f"{of.__name__} has no member `{clip(_step(key))}`"
            meant = closest_member(_step(key), names, "did you mean `{}`?")
            raise RequestError(message, hint=meant or None, path=place, part="key")
        given[names[key]] = convert_value(below_path(of, key), item, place, plain=True)
    for name, member in members_of(of).items():
        if member.required and name not in given:
            message = f"{of.__name__} needs the member {member.name}"
            raise RequestError(message, path=(*path, member.name), part="missing")
    return of(**given)


def closest_member(name: str, names: Iterable[str], words: str) -> str:
    """``words`` with the one of ``names`` that was meant; empty where none is near."""
    from chatlint.model.wording import closest_name

    close = closest_name(name, names, 0.75)
    return words.format(close) if close else ""


def _sendable(text: str, path: Path, part: Part) -> str:
    if detail := unsendable_reason(text):
        raise RequestError(f"{format_path(path)}: {detail}", path=path, part=part)
    return str.__str__(text)  # the text alone, where it is a member of an Enum


def _printable(number: int, path: Path) -> int:
    if number.bit_length() > _MOST_BITS:
        raise RequestError(f"{format_path(path)} has too many digits", path=path)
    return int(number)


def _step(key: object) -> str:
    return key if isinstance(key, str) else repr(key)


def format_path(path: Path) -> str:
    """``path`` as messages have it: ``Attributes.plan``."""
    return ".".join(clip(str(step)) for step in path) or "the request"


def _misfit(of: Any, value: object, path: Path, part: Part = "value") -> RequestError:
    what = f"a key of {format_path(path[:-1])}" if part == "key" else format_path(path)
    hole = _hole(value)
    message = f"{what} must be {_wanted(of)}, not {hole or _found(value)}"
    return RequestError(message, hint="fill it in first" if hole else None, path=path, part=part)


def _hole(value: object) -> str:
    from chatlint.model import placeholder

    if isinstance(value, Mapping) and not all(isinstance(key, str) for key in value):
        return ""
    if not placeholder.is_placeholder(value):
        return ""
    return f"a placeholder `{clip(value)}`" if isinstance(value, str) else "a placeholder"


def _wanted(of: Any) -> str:
    if is_structure(of):
        return f"a mapping with the members of {of.__name__}"
    if is_text(of):
        return "text"
    return {Mapping: "a mapping", Sequence: "a list"}.get(get_origin(of), "a whole number")


def _found(value: object) -> str:
    from chatlint.model.document import NonJsonValue

    if value is None:
        return "null"
    if isinstance(value, NonJsonValue):
        return {"date": "a date", "number": "such a number"}.get(value.kind, "a tag")
    for types, words in _WORDS.items():
        if isinstance(value, types):
            return words
    return f"a {type(value).__name__}"


_WORDS: Mapping[type | tuple[type, ...], str] = {
    bool: "a boolean",
    int: "a number",
    float: "a number with a fraction",
    str: "text",
    Mapping: "a mapping",
    (list, tuple): "a list",
}
