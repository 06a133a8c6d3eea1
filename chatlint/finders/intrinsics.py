"""Read the strings that CloudFormation's functions ``Fn::Sub`` and ``Fn::Join`` build."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chatlint.finders.scanned import TextPart
from chatlint.model.document import NonJsonValue
from chatlint.model.path import Path


def collect_text_parts(value: object, path: Path) -> tuple[TextPart, ...]:
    """Collect the parts of the string that ``value`` is or builds; none for other values.

    ``Fn::Sub`` writes placeholders as ``${X}``. In ``Fn::Join``, each function among the strings
    becomes a placeholder of that form.

    Args:
        value: a string or a function.
        path: the path of ``value``.
    """
    if isinstance(value, str):
        return (TextPart(value, path),)
    if isinstance(value, NonJsonValue):
        return _evaluate_function(f"Fn::{value.text.removeprefix('!')}", value.content, path)
    if isinstance(value, dict) and len(value) == 1:
        name, argument = next(iter(value.items()))
        return _evaluate_function(name, argument, (*path, name))
    return ()


def join_text_parts(value: object) -> str:
    """Build the string that ``value`` is or builds; empty for other values."""
    return "".join(part.text for part in collect_text_parts(value, ()))


def _evaluate_function(name: str, argument: Any, path: Path) -> tuple[TextPart, ...]:
    if name == "Fn::Sub":
        if isinstance(argument, list) and argument:
            argument, path = argument[0], (*path, 0)
        return (TextPart(argument, path),) if isinstance(argument, str) else ()
    if name == "Fn::Join" and isinstance(argument, list) and len(argument) == 2:
        delimiter, parts = argument
        if isinstance(delimiter, str) and isinstance(parts, list):
            return tuple(_join_parts(delimiter, parts, path))
    return ()


def _join_parts(delimiter: str, parts: list[Any], path: Path) -> Iterator[TextPart]:
    for index, part in enumerate(parts):
        if index and delimiter:
            yield TextPart(delimiter, (*path, 0), is_placeholder=True)
        part_path = (*path, 1, index)
        if isinstance(part, str):
            yield TextPart(part, part_path)
        else:
            yield TextPart(_build_placeholder(part), part_path, is_placeholder=True)


def _build_placeholder(part: object) -> str:
    if isinstance(part, NonJsonValue):
        name = part.content if part.text == "!Ref" else part.text.removeprefix("!")
    else:
        name = part.get("Ref", next(iter(part), "")) if isinstance(part, dict) else ""
    return f"${{{name if isinstance(name, str) else ''}}}"
