"""Fills the holes of a template: placeholders by their names, members by their paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, get_origin

from chatlint.model import placeholder
from chatlint.model.document import NonJsonValue
from chatlint.model.errors import UserError
from chatlint.model.path import Path
from chatlint.model.printable import clip
from chatlint.request.field_types import (
    below_path,
    closest_member,
    format_path,
    is_structure,
    is_text,
    members_of,
)
from chatlint.request.values import SuppliedValue, ValueSource


class UnfilledPlaceholder(NamedTuple):
    """A placeholder that nothing fills, and where in the request it stands."""

    path: Path
    text: str


@dataclass(frozen=True)
class FilledTemplate:
    """A request whose holes are filled, as far as they are.

    Args:
        value: the plain request.
        holes: those that are left.
        origins: who gave what stands at a path.
    """

    value: Any
    holes: Sequence[UnfilledPlaceholder]
    origins: Mapping[Path, str]


def placeholder_names(value: Any) -> Iterator[str]:
    """What the placeholders in ``value``, a plain request, are called."""
    if isinstance(value, str):
        for span in placeholder.find_placeholders(value):
            yield placeholder.placeholder_name(value[span.start : span.end])
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from placeholder_names(key)
            yield from placeholder_names(item)
    elif isinstance(value, list):
        for item in value:
            yield from placeholder_names(item)


def member_path(name: str, of: Any) -> Path:
    """The path from a value of type ``of`` that ``name`` spells with dots; empty if it is none.

    What an attribute is called may have dots in it.

    Raises:
        UserError: it begins with a member, and leads nowhere.
    """
    path: Path = ()
    rest = name
    while rest or not path:
        step, rest = _first_step(rest, of)
        inner = (
            None if isinstance(step, str) and get_origin(of) is Sequence else below_path(of, step)
        )
        if inner is None and not path:
            return ()
        if inner is None:
            known = [member.name for member in members_of(of).values()] if is_structure(of) else ()
            meant = closest_member(str(step), known, "did you mean `{}`?")
            raise UserError(f"no member has the path `{clip(name)}`", hint=meant or None)
        path, of = (*path, step), inner
    return path


def _first_step(name: str, of: Any) -> tuple[str | int, str]:
    if get_origin(of) is Mapping and is_text(below_path(of, "")):
        return name, ""
    step, _, rest = name.partition(".")
    is_index = get_origin(of) is Sequence and step.isdecimal() and len(step) < 9
    return int(step) if is_index else step, rest


def fill_template(
    value: Any, of: Any, look_up: ValueSource, members: Mapping[Path, SuppliedValue]
) -> FilledTemplate:
    """Fill the holes of ``value``, a plain request.

    Args:
        value: the request.
        of: the record it is to be.
        look_up: what fills a placeholder.
        members: what is put at a path, whatever stands there.

    Raises:
        UserError: a list or a mapping was given for a part of a text.
    """
    for path, given in members.items():
        value = _with(value, path, given)
    filler = _Filler(look_up)
    return FilledTemplate(filler.filled(value, of, ()), filler.holes, filler.origins)


def _with(value: Any, path: Path, given: SuppliedValue) -> Any:
    """``value`` with what was ``given`` at ``path``; mappings and lists that lack are made."""
    if not path:
        return given
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        members = {} if value is None else value
        if isinstance(members, dict):
            return {**members, step: _with(members.get(step), rest, given)}
    else:
        items = [] if value is None else value
        if isinstance(items, list) and step <= len(items):
            inner = items[step] if step < len(items) else None
            return [*items[:step], _with(inner, rest, given), *items[step + 1 :]]
    raise UserError(f"there is nothing that `{clip(str(step))}` could be set in", given.where)


class _Filler:
    def __init__(self, look_up: ValueSource) -> None:
        self.holes: list[UnfilledPlaceholder] = []
        self.origins: dict[Path, str] = {}
        self._look_up = look_up

    def filled(self, value: Any, of: Any, path: Path) -> Any:
        """``value``, where something of type ``of`` belongs, without its holes."""
        if isinstance(value, SuppliedValue):
            return self._put(value, of, path)
        if isinstance(value, str):
            return self._scalar(value, of, path)
        if isinstance(value, list):
            return [
                self.filled(item, below_path(of, i), (*path, i)) for i, item in enumerate(value)
            ]
        if get_origin(of) is not Mapping and placeholder.is_placeholder(value):
            # Only the tool it was written for knows what it stands for.
            text = value.text if isinstance(value, NonJsonValue) else next(iter(value))
            self.holes.append(UnfilledPlaceholder(path, text))
            return value
        return self._entries(value, of, path) if isinstance(value, dict) else value

    def _entries(self, value: dict[str, Any], of: Any, path: Path) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for key, item in value.items():
            place = (*path, key)
            name = self._text(key, place)
            if name in entries:
                where = self.origins.get(place)
                raise UserError(f"a second `{clip(name)}` comes into {format_path(path)}", where)
            entries[name] = self.filled(item, below_path(of, name), place)
        return entries

    def _put(self, given: SuppliedValue, of: Any, path: Path) -> Any:
        self.origins[path] = given.where
        return given.fitting(of)

    def _scalar(self, text: str, of: Any, path: Path) -> Any:
        if not is_text(of) and placeholder.is_placeholder(text):
            given = self._look_up(placeholder.placeholder_name(text.strip()))
            if given:
                return self._put(given, of, path)
        return self._text(text, path)

    def _text(self, text: str, path: Path) -> str:
        parts, start = [], 0
        for span in placeholder.find_placeholders(text):
            hole = text[span.start : span.end]
            given = self._look_up(placeholder.placeholder_name(hole))
            parts += [text[start : span.start], self._written(given, hole, path)]
            start = span.end
        return "".join([*parts, text[start:]])

    def _written(self, given: SuppliedValue | None, hole: str, path: Path) -> str:
        if given is None:
            self.holes.append(UnfilledPlaceholder(path, hole))
            return hole
        if given.text is None:
            raise UserError(f"text is needed for `{clip(hole)}`", given.where)
        self.origins[path] = given.where
        return given.text
