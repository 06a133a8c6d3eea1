"""Texts as CloudFormation puts them together: plain, substituted or joined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chatlint.finders.scanned import TextPart
from chatlint.model.document import NonJsonValue
from chatlint.model.path import Path


def collect_text_parts(value: object, path: Path) -> tuple[TextPart, ...]:
    """The pieces of the text that ``value`` at ``path`` is or will be; none if it is no text.

    In ``Fn::Sub``, what is filled in stands in the text as ``${X}``. In ``Fn::Join``, a hole of
    that kind is made of each function between the texts.
    """
    if isinstance(value, str):
        return (TextPart(value, path),)
    if isinstance(value, NonJsonValue):
        return _called(f"Fn::{value.text.removeprefix('!')}", value.content, path)
    if isinstance(value, dict) and len(value) == 1:
        name, argument = next(iter(value.items()))
        return _called(name, argument, (*path, name))
    return ()


def join_text_parts(value: object) -> str:
    """The text that ``value`` is or will be; empty if it is none."""
    return "".join(piece.text for piece in collect_text_parts(value, ()))


def _called(name: str, argument: Any, path: Path) -> tuple[TextPart, ...]:
    if name == "Fn::Sub":
        if isinstance(argument, list) and argument:
            argument, path = argument[0], (*path, 0)
        return (TextPart(argument, path),) if isinstance(argument, str) else ()
    if name == "Fn::Join" and isinstance(argument, list) and len(argument) == 2:
        delimiter, parts = argument
        if isinstance(delimiter, str) and isinstance(parts, list):
            return tuple(_joined(delimiter, parts, path))
    return ()


def _joined(delimiter: str, parts: list[Any], path: Path) -> Iterator[TextPart]:
    for index, part in enumerate(parts):
        if index and delimiter:
            yield TextPart(delimiter, (*path, 0), is_placeholder=True)
        here = (*path, 1, index)
        if isinstance(part, str):
            yield TextPart(part, here)
        else:
            yield TextPart(_hole(part), here, is_placeholder=True)


def _hole(part: object) -> str:
    """A placeholder for what ``part`` will be."""
    if isinstance(part, NonJsonValue):
        name = part.content if part.text == "!Ref" else part.text.removeprefix("!")
    else:
        name = part.get("Ref", next(iter(part), "")) if isinstance(part, dict) else ""
    return f"${{{name if isinstance(name, str) else ''}}}"
