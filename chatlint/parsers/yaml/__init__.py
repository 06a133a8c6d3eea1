"""Reads YAML: what is written plainly line by line, all else through ruamel.yaml's scanners."""

from __future__ import annotations

from chatlint.model.document import Limits, Reading
from chatlint.parsers.yaml.dialects import resolved
from chatlint.parsers.yaml.line_parser import Lines


def read(text: str, limits: Limits) -> Reading:
    """Read a YAML stream; never raises for what the text holds."""
    try:
        values, compose = _LINES.read(text, limits)
    except ValueError:
        from chatlint.parsers.yaml import event_parser

        return event_parser.read(text, limits)
    return Reading(values, (), compose)


_LINES = Lines(resolved)
