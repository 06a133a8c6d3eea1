"""Values that fill the placeholders of templates, from options, files and the environment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chatlint.model.document import Document, Limits, NonJsonValue
from chatlint.model.errors import UserError
from chatlint.model.path import Path
from chatlint.model.printable import clip
from chatlint.model.source import Source
from chatlint.parsers import parse
from chatlint.request.field_types import is_text


@dataclass(frozen=True)
class SuppliedValue:
    """A value for a placeholder or member.

    Args:
        where: its origin, for errors.
        text: the value as a string; None for a mapping or list.
        get_value: returns the value for a member that is not a string.
    """

    where: str
    text: str | None
    get_value: Callable[[], Any]

    def convert_to(self, type_: Any) -> Any:
        """Get the value for a member of ``type_``."""
        return self.text if is_text(type_) and self.text is not None else self.get_value()


ValueSource = Callable[[str], SuppliedValue | None]
"""Looks up the value for the name of a placeholder; None if there is no such value."""


def supply_text(where: str, text: str) -> SuppliedValue:
    """Supply ``text``; for a member that is not a string it is parsed as YAML."""

    def parse_text() -> Any:
        return _get_single_value(parse(Source(where, text), Limits(), "yaml"))

    return SuppliedValue(where, text, parse_text)


def source_from_mapping(values: Mapping[str, str], where: str) -> ValueSource:
    """Build a source of ``values`` by name.

    Args:
        values: the values.
        where: their origin, for errors, with ``{}`` for the name.
    """

    def look_up(name: str) -> SuppliedValue | None:
        return supply_text(where.format(clip(name)), values[name]) if name in values else None

    return look_up


def source_from_file(source: Source) -> ValueSource:
    """Build a source of the values in a file; ``a.b`` is a key, or else ``b`` in the mapping ``a``.

    Raises:
        UserError: the file cannot be parsed, or is not one mapping.
    """
    document = parse(source, Limits())
    values = _get_single_value(document)
    if not isinstance(values, dict):
        raise UserError("a mapping of names to values is needed", source.name)

    def look_up(name: str) -> SuppliedValue | None:
        path = _resolve_name(name, values)
        return _supply_from_document(path, document) if path else None

    return look_up


def combine_sources(sources: Iterable[ValueSource]) -> ValueSource:
    """Build a source that returns the value of the first of ``sources`` that has one."""
    known = tuple(sources)

    def look_up(name: str) -> SuppliedValue | None:
        return next((value for source in known if (value := source(name))), None)

    return look_up


def _get_single_value(document: Document) -> Any:
    source, values = document.source, document.parsed.values
    for issue in document.parsed.errors:
        raise UserError(issue.detail, source.where(issue.span.start))
    if len(values) != 1:
        raise UserError("one value is needed", source.name)
    return values[0]


def _resolve_name(name: str, values: object) -> Path:
    if not isinstance(values, dict):
        return ()
    if name in values:
        return (name,)
    first, _, rest = name.partition(".")
    inner = _resolve_name(rest, values.get(first))
    return (first, *inner) if inner else ()


def _supply_from_document(path: Path, document: Document) -> SuppliedValue:
    """Supply the value at ``path``; the text of a number, date or boolean is as written."""
    value = document.parsed.values[0]
    for step in path:
        value = value[step]
    span = document.locate(0, path, "value").span
    text = None
    if isinstance(value, str):
        text = value
    elif isinstance(value, (int, float)) or (
        isinstance(value, NonJsonValue) and value.kind != "tag"
    ):
        text = document.source.text[span.start : span.end]
    return SuppliedValue(document.source.where(span.start), text, lambda: value)
