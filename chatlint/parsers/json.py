"""Parse JSON as RFC 8259 defines it.

``json.loads`` reads the values of a valid text. It accepts too much (NaN, duplicate keys), reports
no positions of values and recurses, so `_Composer` finds errors and builds the nodes.
"""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # not in typeshed
from typing import Any, NoReturn

from chatlint.model.document import (
    Limits,
    MappingEntry,
    Node,
    NonJsonValue,
    ParseIssue,
    ParseIssueKind,
    ParseResult,
)
from chatlint.model.path import Path
from chatlint.model.placeholder import PlaceholderSyntax
from chatlint.model.printable import clip, unsendable_reason
from chatlint.model.source import Span
from chatlint.parsers.json_errors import expected_error, invalid_error, string_error

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?(?![\w.+-])")
_CONSTANTS = {"true": True, "false": False, "null": None}
# Escapes that may spell a character which cannot be sent (`unsendable_reason`).
_SUSPECT_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def parse(text: str, limits: Limits, unquoted: PlaceholderSyntax | None = None) -> ParseResult:
    """Parse one JSON text; problems in the text become issues of the result.

    Args:
        text: the text.
        limits: the limits of one file.
        unquoted: what is a placeholder, if placeholders without quotes are values.
    """
    brackets = text.count("[") + text.count("{")
    if 2 * (brackets + text.count(",")) < limits.nodes and not _SUSPECT_ESCAPE.search(text):
        try:
            value = json.loads(text, object_pairs_hook=_build_object, parse_constant=_reject)
            if brackets <= limits.depth or _is_within(value, limits.depth):
                return ParseResult([value], (), lambda: _compose(text, limits, unquoted)[0])
        except (ValueError, RecursionError):
            pass  # the composer reports the error
    roots, issues = _compose(text, limits, unquoted)
    return ParseResult([root.value for root in roots], issues, lambda: roots)


def is_valid_json(data: str | bytes, of_type: type = object, *, allow_nan: bool = False) -> bool:
    """Whether ``data`` is one JSON text whose value has the Python type ``of_type``.

    With ``allow_nan``, ``NaN``, ``Infinity`` and ``-Infinity`` count as JSON, as in ``json.loads``.
    """
    decoder = _LENIENT_DECODER if allow_nan else _STRICT_DECODER
    try:
        text = (
            data
            if isinstance(data, str)
            else data.decode(json.detect_encoding(data), "surrogatepass")
        )
        return isinstance(decoder.decode(text), of_type)
    except (ValueError, RecursionError):
        return False


def _build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("duplicate key")
    return value


def _is_within(value: Any, levels: int) -> bool:
    """Whether collections in ``value`` are nested at most ``levels`` deep."""
    if not isinstance(value, (dict, list)):
        return True
    inner = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_is_within(each, levels - 1) for each in inner)


def _reject(constant: str) -> NoReturn:
    raise ValueError(constant)


_LENIENT_DECODER = json.JSONDecoder()
_STRICT_DECODER = json.JSONDecoder(parse_constant=_reject)


def _compose(
    text: str, limits: Limits, unquoted: PlaceholderSyntax | None
) -> tuple[list[Node], list[ParseIssue]]:
    composer = _Composer(text, limits, unquoted)
    try:
        return [composer.compose()], composer.issues
    except _InvalidTextError as error:
        return [], [error.issue]


class _InvalidTextError(Exception):
    def __init__(self, issue: ParseIssue) -> None:
        super().__init__(issue.detail)
        self.issue = issue


class _Composer:
    """Builds the nodes of one JSON text without recursion."""

    def __init__(self, text: str, limits: Limits, unquoted: PlaceholderSyntax | None) -> None:
        self.issues: list[ParseIssue] = []
        self._text = text
        self._limits = limits
        self._placeholders = dict(unquoted.find_placeholders(text)) if unquoted else {}
        self._at = 0
        self._nodes = 0
        self._stack: list[Node] = []
        self._keys: list[Node | None] = []
        # For each open mapping, the first span of each key.
        self._first_spans: list[dict[str, Span]] = []

    def compose(self) -> Node:
        self._skip_space()
        root = node = self._parse_value()
        while self._stack or node.value is _OPEN:
            node = self._advance(node)
        self._skip_space()
        if self._at < len(self._text):
            self._fail_expected("the end of the text after the value")
        return root

    def _advance(self, node: Node) -> Node:
        """Parse what follows ``node``: its first child, its next sibling or its parent's end."""
        self._skip_space()
        if node.value is _OPEN:
            return self._enter(node)
        parent = self._stack[-1]
        key = self._keys.pop()
        self._append_child(parent, key, node)
        closing = "}" if parent.entries is not None else "]"
        if self._text.startswith(closing, self._at):
            return self._leave()
        if not self._text.startswith(",", self._at):
            self._fail_expected(f"`,` or `{closing}`")
        comma = self._at
        self._at += 1
        self._skip_space()
        if self._text.startswith(closing, self._at):
            self._fail(f"a comma before `{closing}`; JSON allows none", comma)
        return self._parse_child(parent)

    def _enter(self, node: Node) -> Node:
        if len(self._stack) == self._limits.depth:
            limit = self._limits.depth
            self._fail_limit(f"more than {limit:,} levels of nesting", "depth", node.span.start)
        node.value = {} if node.entries is not None else []
        self._stack.append(node)
        self._first_spans.append({})
        if self._text.startswith("}" if node.entries is not None else "]", self._at):
            return self._leave()
        return self._parse_child(node)

    def _leave(self) -> Node:
        node = self._stack.pop()
        self._first_spans.pop()
        self._at += 1
        node.span = Span(node.span.start, self._at)
        return node

    def _parse_child(self, parent: Node) -> Node:
        key = None
        if parent.entries is not None:
            if not self._text.startswith('"', self._at):
                self._fail_expected("a key in double quotes")
            self._count_node()
            key = self._parse_string()
            self._skip_space()
            if not self._text.startswith(":", self._at):
                self._fail_expected("`:` after the key")
            self._at += 1
            self._skip_space()
        self._keys.append(key)
        return self._parse_value()

    def _append_child(self, parent: Node, key: Node | None, node: Node) -> None:
        if parent.items is not None:
            parent.items.append(node)
            parent.value.append(node.value)
            return
        assert key is not None
        assert parent.entries is not None
        first = self._first_spans[-1].setdefault(key.value, key.span)
        if first is not key.span:
            detail = f"`{clip(key.value)}` stands here a second time"
            related = (("first given here", first),)
            path = (*self._current_path(), key.value)
            self._add_issue("duplicate-key", key.span, detail, path, related)
        parent.entries.append(MappingEntry(key, node))
        parent.value[key.value] = node.value

    def _parse_value(self) -> Node:
        start = self._at
        self._count_node()
        opening = self._text[start : start + 1]
        if opening == '"':
            return self._parse_string()
        if start in self._placeholders:
            self._at = self._placeholders[start]
            return Node(Span(start, self._at), NonJsonValue("tag", self._text[start : self._at]))
        if opening in ("{", "["):
            self._at += 1
            node = Node(Span(start, self._at), _OPEN, flow=True)
            node.entries, node.items = ([], None) if opening == "{" else (None, [])
            return node
        if number := _NUMBER.match(self._text, start):
            value = _convert_number(number)
        else:
            number = _CONSTANT.match(self._text, start)
            if number is None:
                self._fail_expected("a value")
            value = _CONSTANTS[number[0]]
        self._at = number.end()
        return Node(Span(start, self._at), value)

    def _count_node(self) -> None:
        self._nodes += 1
        if self._nodes > self._limits.nodes:
            self._fail_limit(f"more than {self._limits.nodes:,} nodes", "nodes", self._at)

    def _parse_string(self) -> Node:
        start = self._at
        try:
            value, self._at = scanstring(self._text, start + 1, True)
        except json.JSONDecodeError as error:
            raise _InvalidTextError(string_error(self._text, start, error)) from None
        node = Node(Span(start, self._at), value)
        if detail := unsendable_reason(value):
            self._add_issue("not-text", node.span, detail, self._current_path())
        return node

    def _skip_space(self) -> None:
        space = _SPACE.match(self._text, self._at)
        assert space is not None  # it also matches the empty string
        self._at = space.end()

    def _current_path(self) -> Path:
        steps: list[str | int] = []
        for parent, key in zip(self._stack, [*self._keys, None], strict=False):
            if parent.items is not None:
                steps.append(len(parent.items))
            elif key is not None:
                steps.append(key.value)
        return tuple(steps)

    def _add_issue(
        self,
        kind: ParseIssueKind,
        span: Span,
        detail: str,
        path: Path,
        related: tuple[tuple[str, Span], ...] = (),
    ) -> None:
        self.issues.append(ParseIssue(kind, span, detail, 0, path, related))

    def _fail_limit(self, what: str, option: str, start: int) -> NoReturn:
        detail = f"{what} in one file; --max-{option} raises the limit"
        raise _InvalidTextError(ParseIssue("over-limit", Span(start, start + 1), detail))

    def _fail_expected(self, expected: str) -> NoReturn:
        if self._at == len(self._text) and self._stack:
            start = self._stack[-1].span.start
            self._fail(f"the `{self._text[start]}` opened here is never closed", start)
        raise _InvalidTextError(expected_error(self._text, self._at, expected))

    def _fail(self, detail: str, offset: int) -> NoReturn:
        raise _InvalidTextError(invalid_error(self._text, offset, detail))


# The value of a collection whose children are not parsed yet.
_OPEN = object()
_CONSTANT = re.compile(r"(?:true|false|null)(?!\w)")


def _convert_number(match: re.Match[str]) -> object:
    text = match[0]
    if match[1] or match[2]:
        return float(text)
    try:
        return int(text)
    except ValueError:  # more digits than Python converts
        return NonJsonValue("number", text)
