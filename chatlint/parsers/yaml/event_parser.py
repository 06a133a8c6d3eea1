"""Parse any YAML from the events of ruamel.yaml.

The pure Python scanner is the reference, because AWS CLI v2 reads ``--cli-input-yaml`` with it. The
C scanner, about fifty times as fast, is only for speed: it reads texts for which both give the same
events. Without the C extension, parsing is slower but otherwise the same.
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
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax
from chatlint.parsers.yaml.dialects import AmbiguousError, resolve_unambiguous

try:
    from _ruamel_yaml import CParser
except ImportError:  # pragma: no cover - where the optional C extension is not installed
    CParser = None

# What the two scanners read or place differently: tabs, NEL, LS, PS, a BOM inside the text, single
# carriage returns, merge keys, keys after "?", directives, tags, anchors, aliases, block scalars
# with an indentation indicator, a comment, blank first lines or an immediate marker; in flow style
# a ":" without a space after a closing quote or before a bracket; "..." and what follows "---".
# Numeric escapes are here because only the composer detects characters that cannot be sent.
# Each pattern is tried only if the text contains one of the marks: a single pattern for all
# takes as long as the scanner.
_NOT_PLAIN = tuple(
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


def parse(text: str, limits: Limits, syntax: PlaceholderSyntax = BUILT_IN) -> ParseResult:
    """Parse a YAML stream; problems in the text become issues of the result."""
    is_plain = CParser is not None and _is_plain(text)
    values = None
    if is_plain:
        with suppress(AmbiguousError, MarkedYAMLError):  # the composer reports them
            values = _build_values(CParser(text), limits)
    if values is not None:
        return ParseResult(values, (), lambda: _compose(text, limits, syntax, is_plain=True)[0])
    roots, issues = _compose(text, limits, syntax, is_plain=is_plain)
    return ParseResult([root.value for root in roots], issues, lambda: roots)


def _is_plain(text: str) -> bool:
    return not any(
        pattern.search(text) for marks, pattern in _NOT_PLAIN if any(mark in text for mark in marks)
    )


def _build_values(parser: Any, limits: Limits) -> list[Any] | None:
    """Build the values without their nodes; ``None`` if the text has a problem to report."""
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
            value = _scalar_value(event)
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
                return None  # a key that is not a string, or a duplicate
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


def _scalar_value(event: Any) -> object:
    text: str = event.value
    if not event.implicit[0]:
        return text
    return resolve_unambiguous(text)


def _compose(
    text: str, limits: Limits, syntax: PlaceholderSyntax, *, is_plain: bool
) -> tuple[list[Node], list[ParseIssue]]:
    from chatlint.parsers.yaml.composer import Composer, LimitError
    from chatlint.parsers.yaml.errors import syntax_error, token_span

    composer = Composer(text, limits)
    try:
        composer.compose(_fast_events(text) if is_plain else _reference_events(text))
    except LimitError as error:
        return [], [error.issue]
    except MarkedYAMLError as error:
        if is_plain:
            return _compose(text, limits, syntax, is_plain=False)
        bracket = composer.open_bracket
        return [], [syntax_error(text, error, len(composer.roots), bracket, syntax)]
    except Exception as error:  # ruamel's scanner raises seven other classes for bad directives
        directive = re.search("^%", text, re.MULTILINE)
        span = token_span(text, directive.start() if directive else 0)
        detail = f"this directive cannot be read ({type(error).__name__}); remove it"
        return [], [ParseIssue("syntax-error", span, detail)]
    return composer.roots, composer.issues


def _fast_events(text: str) -> Iterator[Any]:
    next_event = CParser(text).get_event
    while event := next_event():
        yield event


def _reference_events(text: str) -> Iterator[Any]:
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = _Yaml12Scanner
    return iter(yaml.parse(text))


class _Yaml12Scanner(Scanner):
    """ruamel's scanner, which also accepts tabs between tokens and NEL, LS and PS in comments."""

    def scan_to_next_token(self) -> Any:
        peek, forward = self.reader.peek, self.reader.forward
        while True:
            while peek() == " ":
                forward()
            if peek() == "\t" and self._is_separator():
                while peek() in " \t":
                    forward()
            if peek() == "#":
                while peek() not in "\0\r\n":
                    forward()
            if not self.scan_line_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def _is_separator(self) -> bool:
        """Whether the current tab follows a token on its line, so that it is not indentation."""
        if self.flow_level:
            return True
        start = self.reader.pointer - self.reader.column
        if not self.reader.buffer[start : self.reader.pointer].strip():
            return False
        self.allow_simple_key = False  # no block collection starts after a tab
        return True

    def scan_flow_scalar(self, style: Any) -> Any:
        start = self.reader.get_mark()
        try:
            return super().scan_flow_scalar(style)
        except (ValueError, OverflowError):
            context = "while scanning a double-quoted scalar"
            raise ScannerError(context, start, "an escape beyond Unicode", start) from None
