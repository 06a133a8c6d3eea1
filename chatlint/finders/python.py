"""Calls of boto3: ``client.start_chat_contact(InstanceId=…)``. Literals count, the rest is a hole.

The program is parsed, never run.
"""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any

from chatlint.aws.model import ApiModel
from chatlint.model.document import (
    Limits,
    MappingEntry,
    Node,
    NonJsonValue,
    ParseIssue,
    ParseResult,
)
from chatlint.model.source import Span

_OPERATION = "start_chat_contact"
_HOLE = "${…}"


def parse_requests(text: str, api: ApiModel, limits: Limits) -> ParseResult:
    """The requests in a Python program, each as a document, in the order of the text."""
    try:
        with warnings.catch_warnings(action="ignore"):  # about escapes, say
            tree = ast.parse(text)
    except SyntaxError as error:
        place = _Places(text).offset(error.lineno or 1, (error.offset or 1) - 1, in_bytes=False)
        detail = f"this Python cannot be read: {error.msg}"
        return ParseResult(
            (), [ParseIssue("syntax-error", Span(place, place + 1), detail)], lambda: ()
        )
    except (ValueError, RecursionError, MemoryError) as error:
        detail = f"this Python cannot be read: {type(error).__name__}"
        return ParseResult(
            (), [ParseIssue("over-limit", Span(0, min(1, len(text))), detail)], lambda: ()
        )
    builder = _Builder(_Places(text), limits)
    calls = sorted(_calls(tree, api), key=lambda call: (call.lineno, call.col_offset))
    roots = []
    for call in calls:
        roots.append(builder.request(call))
        if builder.nodes > limits.nodes:
            detail = f"more than {limits.nodes:,} nodes in one file; --max-nodes raises the limit"
            return ParseResult((), [ParseIssue("over-limit", roots[-1].span, detail)], lambda: ())
    return ParseResult([root.value for root in roots], (), lambda: roots)


def _calls(tree: ast.Module, api: ApiModel) -> Iterator[ast.Call]:
    """The calls of the operation; boto3 takes its parameters by name only."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            named = any(keyword.arg in api.members for keyword in node.keywords)
            if node.func.attr == _OPERATION and not node.args and named:
                yield node


class _Places:
    """From Python's lines, and columns in bytes, to offsets."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._is_ascii = text.isascii()
        breaks = re.finditer(r"\r\n|\n|\r", text)
        self._starts = [0, *(match.end() for match in breaks), len(text)]
        self._bytes: dict[int, list[int]] = {}

    def offset(self, line: int, column: int, *, in_bytes: bool = True) -> int:
        line = min(line, len(self._starts) - 1)
        if in_bytes and not self._is_ascii:
            column = bisect_right(self._ends(line), column)
        return min(self._starts[line - 1] + column, len(self._text))

    def _ends(self, line: int) -> list[int]:
        """Where each character of ``line`` ends, in bytes from its beginning."""
        if line not in self._bytes:
            start, end = self._starts[line - 1 : line + 1]
            self._bytes[line] = [*accumulate(len(c.encode()) for c in self._text[start:end])]
        return self._bytes[line]

    def span(self, node: ast.expr) -> Span:
        end = self.offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        return Span(self.offset(node.lineno, node.col_offset), end)


class _Builder:
    """Makes nodes of expressions."""

    def __init__(self, places: _Places, limits: Limits) -> None:
        self.nodes = 0
        self._places = places
        self._limits = limits

    def request(self, call: ast.Call) -> Node:
        start = self._places.span(call.func).end
        pairs = []
        for keyword in call.keywords:
            at = self._places.offset(keyword.lineno, keyword.col_offset)
            span = Span(at, at + len(keyword.arg or "**"))
            pairs.append((keyword.arg, span, keyword.value))
        return self._mapping(Span(start, self._places.span(call).end), pairs, 1)

    def _node(self, value: ast.expr, depth: int) -> Node:
        self.nodes += 1
        span = self._places.span(value)
        if depth > self._limits.depth:
            return Node(span, NonJsonValue("tag", _HOLE))
        if isinstance(value, ast.Dict):
            keys = [
                (_text_of(key), self._places.span(key or of), of)
                for key, of in zip(value.keys, value.values, strict=True)
            ]
            return self._mapping(span, keys, depth + 1)
        if isinstance(value, (ast.List, ast.Tuple)):
            items = [self._node(item, depth + 1) for item in value.elts]
            return Node(span, [item.value for item in items], items=items, flow=True)
        return Node(span, _scalar(value))

    def _mapping(
        self, span: Span, pairs: Iterable[tuple[str | None, Span, ast.expr]], depth: int
    ) -> Node:
        """A mapping; what brings in keys that nobody sees here is a hole among them."""
        entries = [
            MappingEntry(Node(at, _HOLE if name is None else name), self._node(value, depth))
            if name is not None
            else MappingEntry(
                Node(at, _HOLE), Node(self._places.span(value), NonJsonValue("tag", _HOLE))
            )
            for name, at, value in pairs
        ]
        self.nodes += len(entries)
        made: dict[str, Any] = {entry.key.value: entry.value.value for entry in entries}
        return Node(span, made, entries=entries, pairs=entries, flow=True)


def _text_of(key: ast.expr | None) -> str | None:
    text = _scalar(key) if key else None
    return text if isinstance(text, str) else None


def _scalar(value: ast.expr) -> object:
    if isinstance(value, ast.Constant) and isinstance(
        value.value, (str, bool, int, float, type(None))
    ):
        return value.value
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        number = _scalar(value.operand)
        if isinstance(number, (int, float)) and not isinstance(number, bool):
            return -number
    if isinstance(value, ast.JoinedStr):
        parts = (_scalar(part) for part in value.values)
        return "".join(part if isinstance(part, str) else _HOLE for part in parts)
    return NonJsonValue("tag", _HOLE)
