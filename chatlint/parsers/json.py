"""Reads JSON as RFC 8259 defines it.

``json.loads`` gives the values of a clean text; it takes too much (NaN, duplicate keys), tells no
places and recurses, so a composer of our own says what is wrong and where values stand.
"""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # not in typeshed
from typing import Any, NoReturn

from chatlint.model import placeholder
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
from chatlint.model.printable import clip, unsendable_reason
from chatlint.model.source import Span
from chatlint.parsers.json_errors import expected_error, invalid_error, unreadable_string

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?(?![\w.+-])")
_CONSTANTS = {"true": True, "false": False, "null": None}
# Escapes that may stand for such a character.
_SUSPECT_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def parse(text: str, limits: Limits, *, holes: bool = False) -> ParseResult:
    """Read one JSON text; never raises for what it holds.

    Args:
        text: the text.
        limits: how much of it is read.
        holes: whether placeholders may stand for values as they are, without quotes.
    """
    marks = text.count("[") + text.count("{")
    if 2 * (marks + text.count(",")) < limits.nodes and not _SUSPECT_ESCAPE.search(text):
        try:
            value = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
            if marks <= limits.depth or _is_within(value, limits.depth):
                return ParseResult([value], (), lambda: _compose(text, limits, holes)[0])
        except (ValueError, RecursionError):
            pass  # the composer says what it is
    roots, faults = _compose(text, limits, holes)
    return ParseResult([root.value for root in roots], faults, lambda: roots)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("duplicate key")
    return value


def _is_within(value: Any, levels: int) -> bool:
    """Whether the collections in ``value`` are nested in so many ``levels`` at most."""
    if not isinstance(value, (dict, list)):
        return True
    inner = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_is_within(each, levels - 1) for each in inner)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _compose(text: str, limits: Limits, holes: bool) -> tuple[list[Node], list[ParseIssue]]:
    composer = _Composer(text, limits, holes)
    try:
        return [composer.document()], composer.faults
    except _Stop as stop:
        return [], [stop.fault]


class _Stop(Exception):  # noqa: N818 - not an error of the program, but of the text
    def __init__(self, fault: ParseIssue) -> None:
        super().__init__(fault.detail)
        self.fault = fault


class _Composer:
    """Builds the nodes of one JSON text with a stack of its own."""

    def __init__(self, text: str, limits: Limits, holes: bool) -> None:
        self.faults: list[ParseIssue] = []
        self._text = text
        self._limits = limits
        self._holes = placeholder.placeholder_ends(text) if holes else {}
        self._at = 0
        self._nodes = 0
        self._stack: list[Node] = []
        self._keys: list[Node | None] = []
        # Where each open mapping first has its keys.
        self._firsts: list[dict[str, Span]] = []

    def document(self) -> Node:
        self._skip()
        root = node = self._value()
        while self._stack or node.value is _OPEN:
            node = self._step(node)
        self._skip()
        if self._at < len(self._text):
            self._expected("the end of the text after the value")
        return root

    def _step(self, node: Node) -> Node:
        """Go on after ``node``: into it when it is open, to its next sibling, or out."""
        self._skip()
        if node.value is _OPEN:
            return self._enter(node)
        parent = self._stack[-1]
        key = self._keys.pop()
        self._adopt(parent, key, node)
        closing = "}" if parent.entries is not None else "]"
        if self._text.startswith(closing, self._at):
            return self._leave()
        if not self._text.startswith(",", self._at):
            self._expected(f"`,` or `{closing}`")
        comma = self._at
        self._at += 1
        self._skip()
        if self._text.startswith(closing, self._at):
            self._wrong(f"a comma before `{closing}`; JSON allows none", comma)
        return self._member(parent)

    def _enter(self, node: Node) -> Node:
        if len(self._stack) == self._limits.depth:
            limit = self._limits.depth
            self._over(f"more than {limit:,} levels of nesting", "depth", node.span.start)
        node.value = {} if node.entries is not None else []
        self._stack.append(node)
        self._firsts.append({})
        if self._text.startswith("}" if node.entries is not None else "]", self._at):
            return self._leave()
        return self._member(node)

    def _leave(self) -> Node:
        node = self._stack.pop()
        self._firsts.pop()
        self._at += 1
        node.span = Span(node.span.start, self._at)
        return node

    def _member(self, parent: Node) -> Node:
        key = None
        if parent.entries is not None:
            if not self._text.startswith('"', self._at):
                self._expected("a key in double quotes")
            self._count()
            key = self._string()
            self._skip()
            if not self._text.startswith(":", self._at):
                self._expected("`:` after the key")
            self._at += 1
            self._skip()
        self._keys.append(key)
        return self._value()

    def _adopt(self, parent: Node, key: Node | None, node: Node) -> None:
        if parent.items is not None:
            parent.items.append(node)
            parent.value.append(node.value)
            return
        assert key is not None
        assert parent.entries is not None
        first = self._firsts[-1].setdefault(key.value, key.span)
        if first is not key.span:
            detail = f"`{clip(key.value)}` stands here a second time"
            related = (("first given here", first),)
            self._fault("duplicate-key", key.span, detail, (*self._path(), key.value), related)
        parent.entries.append(MappingEntry(key, node))
        parent.value[key.value] = node.value

    def _value(self) -> Node:
        start = self._at
        self._count()
        opening = self._text[start : start + 1]
        if opening == '"':
            return self._string()
        if start in self._holes:
            self._at = self._holes[start]
            return Node(Span(start, self._at), NonJsonValue("tag", self._text[start : self._at]))
        if opening in ("{", "["):
            self._at += 1
            node = Node(Span(start, self._at), _OPEN, flow=True)
            node.entries, node.items = ([], None) if opening == "{" else (None, [])
            return node
        if number := _NUMBER.match(self._text, start):
            value = _number(number)
        else:
            number = _CONSTANT.match(self._text, start)
            if number is None:
                self._expected("a value")
            value = _CONSTANTS[number[0]]
        self._at = number.end()
        return Node(Span(start, self._at), value)

    def _count(self) -> None:
        self._nodes += 1
        if self._nodes > self._limits.nodes:
            self._over(f"more than {self._limits.nodes:,} nodes", "nodes", self._at)

    def _string(self) -> Node:
        start = self._at
        try:
            value, self._at = scanstring(self._text, start + 1, True)
        except json.JSONDecodeError as error:
            raise _Stop(unreadable_string(self._text, start, error)) from None
        node = Node(Span(start, self._at), value)
        if detail := unsendable_reason(value):
            self._fault("not-text", node.span, detail, self._path())
        return node

    def _skip(self) -> None:
        space = _SPACE.match(self._text, self._at)
        assert space is not None  # it matches the empty text, too
        self._at = space.end()

    def _path(self) -> Path:
        steps: list[str | int] = []
        for parent, key in zip(self._stack, [*self._keys, None], strict=False):
            if parent.items is not None:
                steps.append(len(parent.items))
            elif key is not None:
                steps.append(key.value)
        return tuple(steps)

    def _fault(
        self,
        word: ParseIssueKind,
        span: Span,
        detail: str,
        path: Path,
        related: tuple[tuple[str, Span], ...] = (),
    ) -> None:
        self.faults.append(ParseIssue(word, span, detail, 0, path, related))

    def _over(self, what: str, option: str, start: int) -> NoReturn:
        detail = f"{what} in one file; --max-{option} raises the limit"
        raise _Stop(ParseIssue("over-limit", Span(start, start + 1), detail))

    def _expected(self, what: str) -> NoReturn:
        """End the reading where something else than ``what`` stands."""
        if self._at == len(self._text) and self._stack:
            start = self._stack[-1].span.start
            self._wrong(f"the `{self._text[start]}` opened here is never closed", start)
        raise _Stop(expected_error(self._text, self._at, what))

    def _wrong(self, detail: str, offset: int) -> NoReturn:
        raise _Stop(invalid_error(self._text, offset, detail))


# The value of a collection whose members are still to come.
_OPEN = object()
_CONSTANT = re.compile(r"(?:true|false|null)(?!\w)")


def _number(match: re.Match[str]) -> object:
    text = match[0]
    if match[1] or match[2]:
        return float(text)
    try:
        return int(text)
    except ValueError:  # more digits than Python will read
        return NonJsonValue("number", text)
