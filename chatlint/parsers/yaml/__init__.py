"""Reads YAML: what is written plainly line by line, all else through ruamel.yaml's scanners."""

from __future__ import annotations

from chatlint.model.document import Limits, ParseResult
from chatlint.parsers.yaml.dialects import resolve_unambiguous
from chatlint.parsers.yaml.line_parser import LineParser


def parse(text: str, limits: Limits) -> ParseResult:
    """Read a YAML stream; never raises for what the text holds."""
    try:
        values, compose = _LINES.read(text, limits)
    except ValueError:
        from chatlint.parsers.yaml import event_parser

        return event_parser.parse(text, limits)
    return ParseResult(values, (), compose)


_LINES = LineParser(resolve_unambiguous)
