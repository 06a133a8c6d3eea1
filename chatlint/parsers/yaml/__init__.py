"""Parse YAML: plain texts line by line (`line_parser`), all others from events (`event_parser`)."""

from __future__ import annotations

from chatlint.model.document import Limits, ParseResult
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax
from chatlint.parsers.yaml.dialects import resolve_unambiguous
from chatlint.parsers.yaml.line_parser import LineParser


def parse(text: str, limits: Limits, syntax: PlaceholderSyntax = BUILT_IN) -> ParseResult:
    """Parse a YAML stream; problems in the text become issues of the result."""
    try:
        values, node_tree = _LINE_PARSER.parse(text, limits)
    except ValueError:
        from chatlint.parsers.yaml import event_parser

        return event_parser.parse(text, limits, syntax)
    return ParseResult(values, (), node_tree)


_LINE_PARSER = LineParser(resolve_unambiguous)
