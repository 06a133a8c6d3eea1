"""Fill a template: placeholders by name, members by path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, get_origin

from chatlint.model.document import NonJsonValue
from chatlint.model.errors import UserError
from chatlint.model.path import Path
from chatlint.model.placeholder import PlaceholderSyntax
from chatlint.model.printable import clip
from chatlint.request.field_types import (
    format_path,
    get_inner_type,
    get_members,
    is_structure,
    is_text,
    suggest_name,
)
from chatlint.request.values import SuppliedValue, ValueSource


class UnfilledPlaceholder(NamedTuple):
    """A placeholder without a value, and its path in the request."""

    path: Path
    text: str


@dataclass(frozen=True)
class FilledTemplate:
    """A template after filling.

    Args:
        value: the request as a plain mapping.
        unfilled: the placeholders without a value.
        origins: the origin of the supplied values, by path.
    """

    value: Any
    unfilled: Sequence[UnfilledPlaceholder]
    origins: Mapping[Path, str]


def find_placeholder_names(value: Any, syntax: PlaceholderSyntax) -> Iterator[str]:
    """Yield the names of the placeholders in a plain request.

    Unlike in `walk_strings`, placeholders in tagged values do not count: they cannot be filled.
    """
    if isinstance(value, str):
        for span in syntax.find_placeholders(value):
            yield syntax.placeholder_name(value[span.start : span.end])
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from find_placeholder_names(key, syntax)
            yield from find_placeholder_names(item, syntax)
    elif isinstance(value, list):
        for item in value:
            yield from find_placeholder_names(item, syntax)


def parse_member_path(name: str, type_: Any) -> Path:
    """Parse a dotted path into a value of ``type_``; empty if it does not start with a member.

    The key of an attribute can have dots.

    Raises:
        UserError: ``name`` starts with a member, but the rest is invalid.
    """
    path: Path = ()
    rest = name
    while rest or not path:
        step, rest = _split_first_step(rest, type_)
        is_key_of_list = isinstance(step, str) and get_origin(type_) is Sequence
        inner = None if is_key_of_list else get_inner_type(type_, step)
        if inner is None and not path:
            return ()
        if inner is None:
            members = get_members(type_).values() if is_structure(type_) else ()
            known = [member.name for member in members]
            hint = suggest_name(str(step), known, "did you mean `{}`?")
            raise UserError(f"no member has the path `{clip(name)}`", hint=hint or None)
        path, type_ = (*path, step), inner
    return path


def _split_first_step(name: str, type_: Any) -> tuple[str | int, str]:
    if get_origin(type_) is Mapping and is_text(get_inner_type(type_, "")):
        return name, ""
    step, _, rest = name.partition(".")
    is_index = get_origin(type_) is Sequence and step.isdecimal() and len(step) < 9
    return int(step) if is_index else step, rest


def fill_template(
    value: Any,
    type_: Any,
    source: ValueSource,
    members: Mapping[Path, SuppliedValue],
    syntax: PlaceholderSyntax,
) -> FilledTemplate:
    """Fill the placeholders in a plain request and set members.

    Args:
        value: the request.
        type_: the record class of the request.
        source: looks up the values of placeholders.
        members: the values to set, by path; they replace existing ones.
        syntax: what is a placeholder.

    Raises:
        UserError: a list or mapping was supplied for part of a string, or a member cannot be set.
    """
    for path, supplied in members.items():
        value = _set_member(value, path, supplied)
    filler = _Filler(source, syntax)
    return FilledTemplate(filler.fill(value, type_, ()), filler.unfilled, filler.origins)


def _set_member(value: Any, path: Path, supplied: SuppliedValue) -> Any:
    """Copy ``value`` with ``supplied`` at ``path``; missing mappings and lists are created."""
    if not path:
        return supplied
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        members = {} if value is None else value
        if isinstance(members, dict):
            return {**members, step: _set_member(members.get(step), rest, supplied)}
    else:
        items = [] if value is None else value
        if isinstance(items, list) and step <= len(items):
            inner = items[step] if step < len(items) else None
            return [*items[:step], _set_member(inner, rest, supplied), *items[step + 1 :]]
    raise UserError(f"there is nothing that `{clip(str(step))}` could be set in", supplied.where)


class _Filler:
    """Fills the placeholders of one request.

    Args:
        source: looks up the values of placeholders.
        syntax: what is a placeholder.
    """

    def __init__(self, source: ValueSource, syntax: PlaceholderSyntax) -> None:
        self.unfilled: list[UnfilledPlaceholder] = []
        self.origins: dict[Path, str] = {}
        self._source = source
        self._syntax = syntax

    def fill(self, value: Any, type_: Any, path: Path) -> Any:
        """Fill the placeholders in ``value``, which is at ``path`` and should be a ``type_``."""
        if isinstance(value, SuppliedValue):
            return self._use(value, type_, path)
        if isinstance(value, str):
            return self._fill_scalar(value, type_, path)
        if isinstance(value, list):
            return [
                self.fill(item, get_inner_type(type_, i), (*path, i))
                for i, item in enumerate(value)
            ]
        if get_origin(type_) is not Mapping and self._syntax.is_placeholder(value):
            # Only the tool that the file is for can evaluate a tag or an intrinsic function.
            text = value.text if isinstance(value, NonJsonValue) else next(iter(value))
            self.unfilled.append(UnfilledPlaceholder(path, text))
            return value
        return self._fill_entries(value, type_, path) if isinstance(value, dict) else value

    def _fill_entries(self, value: dict[str, Any], type_: Any, path: Path) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for key, item in value.items():
            inner_path = (*path, key)
            name = self._fill_text(key, inner_path)
            if name in entries:
                where = self.origins.get(inner_path)
                raise UserError(f"a second `{clip(name)}` comes into {format_path(path)}", where)
            entries[name] = self.fill(item, get_inner_type(type_, name), inner_path)
        return entries

    def _use(self, supplied: SuppliedValue, type_: Any, path: Path) -> Any:
        self.origins[path] = supplied.where
        return supplied.convert_to(type_)

    def _fill_scalar(self, text: str, type_: Any, path: Path) -> Any:
        if not is_text(type_) and self._syntax.is_placeholder(text):
            supplied = self._source(self._syntax.placeholder_name(text.strip()))
            if supplied:
                return self._use(supplied, type_, path)
        return self._fill_text(text, path)

    def _fill_text(self, text: str, path: Path) -> str:
        parts, start = [], 0
        for span in self._syntax.find_placeholders(text):
            part = text[span.start : span.end]
            supplied = self._source(self._syntax.placeholder_name(part))
            parts += [text[start : span.start], self._replace(part, supplied, path)]
            start = span.end
        return "".join([*parts, text[start:]])

    def _replace(self, part: str, supplied: SuppliedValue | None, path: Path) -> str:
        """Get the text that replaces the placeholder ``part`` of a string."""
        if supplied is None:
            self.unfilled.append(UnfilledPlaceholder(path, part))
            return part
        if supplied.text is None:
            raise UserError(f"text is needed for `{clip(part)}`", supplied.where)
        self.origins[path] = supplied.where
        return supplied.text
