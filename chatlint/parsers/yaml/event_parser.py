"""Reads any YAML through ruamel.yaml's events.

The reference is its pure scanner, because AWS CLI v2 reads ``--cli-input-yaml`` with it. The C
scanner, some fifty times as fast, is a short cut for plain text, where both give the same events;
without the C extension everything works as before, only slower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.scanner import Scanner, ScannerError

from chatlint.model.document import Limits, Node, ParseIssue, ParseResult
from chatlint.parsers.yaml.dialects import AmbiguousError, resolve_unambiguous

try:
    from _ruamel_yaml import CParser
except ImportError:  # pragma: no cover - where the optional C extension is not installed
    CParser = None

# What the two scanners read or place differently: tabs, NEL, LS, PS, a BOM inside, carriage
# returns alone, merge keys, keys after "?", directives, tags, anchors, aliases, block scalars
# with an indentation indicator, a comment, white first lines or a mark at once, in flow a ":" and
# no space after a closing quote or before a bracket, "..." and what follows "---" on its line.
# Escapes by number are out because only the composer looks for those that cannot be sent.
# Each pattern is tried only where a text has one of the marks before it: one pattern for all
# takes as long as the scanner.
_UNUSUAL = tuple(
    (marks, re.compile(pattern, re.MULTILINE))
    for marks, pattern in (
        (("\t", "\x85", "\u2028", "\u2029", "\ufeff", "<<"), ""),
        (("\r",), r"\r(?!\n)"),
        (("?",), r"(?:^|[-,{[])[ ]*\?"),
        (("%", "!", "&", "*"), r"[%!&*](?<![^\s\[\]{},:?-].)"),
        (("|", ">"), r"[|>][-+]*(?:[0-9]|[ ]*(?:#|\r?\n(?:[ ]*(?:\r?\n|$)|#|---)))"),
        (('"', "'", "]", "}"), r"[\"'\]}]\s*:[^ \r\n]"),
        ((":[", ":]", ":{", ":}", ":,"), ""),
        (("\\",), r"\\[0xuU]"),
        (("---", "..."), r"^(?:---[^\r\n]|\.\.\.)"),
    )
)


def parse(text: str, limits: Limits) -> ParseResult:
    """Read a YAML stream; never raises for what the text holds."""
    plain = CParser is not None and not _is_unusual(text)
    values = None
    if plain:
        with suppress(AmbiguousError, MarkedYAMLError):  # the composer says what is to be said
            values = _quick_values(CParser(text), limits)
    if values is not None:
        return ParseResult(values, (), lambda: _compose(text, limits, plain=True)[0])
    roots, faults = _compose(text, limits, plain=plain)
    return ParseResult([root.value for root in roots], faults, lambda: roots)


def _is_unusual(text: str) -> bool:
    return any(
        pattern.search(text) for marks, pattern in _UNUSUAL if any(mark in text for mark in marks)
    )


def _quick_values(parser: Any, limits: Limits) -> list[Any] | None:
    """The values alone, or ``None`` where something is to be said about how they are written."""
    next_event = parser.get_event
    documents: list[Any] = []
    stack: list[tuple[Any, Any]] = []
    holder: Any = documents
    key: Any = None
    nodes = 0
    while event := next_event():
        kind = type(event)
        value: Any
        if kind is ScalarEvent:
            value = _value(event)
        elif kind is MappingStartEvent:
            value = {}
        elif kind is SequenceStartEvent:
            value = []
        else:
            if kind is MappingEndEvent or kind is SequenceEndEvent:
                holder, key = stack.pop()
            elif kind is DocumentStartEvent and len(documents) == limits.documents:
                return None
            continue
        nodes += 1
        if type(holder) is list:
            holder.append(value)
        elif key is None:
            if type(value) is not str or value in holder:
                return None  # a key that is no text, or comes twice
            key = value
            continue
        else:
            holder[key] = value
            key = None
        if kind is not ScalarEvent:
            stack.append((holder, key))
            holder, key = value, None
            if len(stack) > limits.depth:
                return None
    return documents if nodes <= limits.nodes else None


def _value(event: Any) -> object:
    text: str = event.value
    if not event.implicit[0]:
        return text
    return resolve_unambiguous(text)


def _compose(text: str, limits: Limits, *, plain: bool) -> tuple[list[Node], list[ParseIssue]]:
    from chatlint.parsers.yaml.composer import Composer, LimitError
    from chatlint.parsers.yaml.errors import describe_error as syntax_fault
    from chatlint.parsers.yaml.errors import token_span

    composer = Composer(text, limits)
    try:
        composer.compose(_quick_events(text) if plain else reference_events(text))
    except LimitError as error:
        return [], [error.issue]
    except MarkedYAMLError as error:
        if plain:
            return _compose(text, limits, plain=False)
        return [], [syntax_fault(text, error, len(composer.roots), composer.open_bracket)]
    except Exception as error:  # ruamel's scanner raises seven other classes on odd directives
        directive = re.search("^%", text, re.MULTILINE)
        place = token_span(text, directive.start() if directive else 0)
        detail = f"this directive cannot be read ({type(error).__name__}); remove it"
        return [], [ParseIssue("syntax-error", place, detail)]
    return composer.roots, composer.issues


def _quick_events(text: str) -> Iterator[Any]:
    next_event = CParser(text).get_event
    while event := next_event():
        yield event


def reference_events(text: str) -> Iterator[Any]:
    """The events of ruamel's pure parser; a fresh one each time, since it keeps state."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = _TabScanner
    return iter(yaml.parse(text))


class _TabScanner(Scanner):
    """ruamel's scanner, with tabs between tokens and NEL, LS and PS in comments as in YAML 1.2."""

    def scan_to_next_token(self) -> Any:
        peek, forward = self.reader.peek, self.reader.forward
        while True:
            while peek() == " ":
                forward()
            if peek() == "\t" and self._separates():
                while peek() in " \t":
                    forward()
            if peek() == "#":
                while peek() not in "\0\r\n":
                    forward()
            if not self.scan_line_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def _separates(self) -> bool:
        """Whether the tab here follows something on its line, so that it indents nothing."""
        if self.flow_level:
            return True
        start = self.reader.pointer - self.reader.column
        if not self.reader.buffer[start : self.reader.pointer].strip():
            return False
        self.allow_simple_key = False  # no block collection begins after a tab
        return True

    def scan_flow_scalar(self, style: Any) -> Any:
        start = self.reader.get_mark()
        try:
            return super().scan_flow_scalar(style)
        except (ValueError, OverflowError):
            context = "while scanning a double-quoted scalar"
            raise ScannerError(context, start, "an escape beyond Unicode", start) from None
