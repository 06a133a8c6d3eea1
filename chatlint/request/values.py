"""What is given to fill the holes of templates, and by whom."""

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
    """What fills a hole.

    Args:
        where: who gave it, for errors.
        text: what it is where text belongs; None if it is no scalar.
        value: gives what it is where no text belongs.
    """

    where: str
    text: str | None
    value: Callable[[], Any]

    def fitting(self, of: Any) -> Any:
        """What it is where a value of type ``of`` belongs."""
        return self.text if is_text(of) and self.text is not None else self.value()


ValueSource = Callable[[str], SuppliedValue | None]
"""From the name of a placeholder to what fills it, if anything does."""


def as_text(where: str, text: str) -> SuppliedValue:
    """What was given as text; where none belongs, it is read as YAML."""
    return SuppliedValue(where, text, lambda: _only(parse(Source(where, text), Limits(), "yaml")))


def from_names(values: Mapping[str, str], where: str) -> ValueSource:
    """What ``values`` have by name; ``where`` says whose they are, with ``{}`` for the name."""

    def look_up(name: str) -> SuppliedValue | None:
        return as_text(where.format(clip(name)), values[name]) if name in values else None

    return look_up


def from_file(source: Source) -> ValueSource:
    """What a file has by name: ``a.b`` is ``b`` in the mapping ``a`` where nothing is named so.

    Raises:
        UserError: it cannot be read, or is no mapping.
    """
    document = parse(source, Limits())
    values = _only(document)
    if not isinstance(values, dict):
        raise UserError("a mapping of names to values is needed", source.name)

    def look_up(name: str) -> SuppliedValue | None:
        path = _path_of(name, values)
        return _at(path, document) if path else None

    return look_up


def first_of(look_ups: Iterable[ValueSource]) -> ValueSource:
    """What the first of ``look_ups`` that knows a name has for it."""
    known = tuple(look_ups)

    def look_up(name: str) -> SuppliedValue | None:
        return next((given for each in known if (given := each(name))), None)

    return look_up


def _only(document: Document) -> Any:
    source, values = document.source, document.parsed.values
    for fault in document.parsed.errors:
        raise UserError(fault.detail, source.where(fault.span.start))
    if len(values) != 1:
        raise UserError("one value is needed", source.name)
    return values[0]


def _path_of(name: str, values: object) -> Path:
    if not isinstance(values, dict):
        return ()
    if name in values:
        return (name,)
    first, _, rest = name.partition(".")
    inner = _path_of(rest, values.get(first))
    return (first, *inner) if inner else ()


def _at(path: Path, document: Document) -> SuppliedValue:
    """What stands at ``path``: as text, numbers and words of YAML are what is written there."""
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
