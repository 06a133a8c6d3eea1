"""Find calls of boto3 in Python: ``client.start_chat_contact(InstanceId=…)``.

The program is parsed, never run: literals are values, all other expressions are placeholders.
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
from chatlint.model.placeholder import PlaceholderSyntax
from chatlint.model.source import Span

_OPERATION = "start_chat_contact"
_PLACEHOLDER = "${…}"
_UNKNOWN = NonJsonValue("tag", _PLACEHOLDER)


def parse_requests(
    text: str, api: ApiModel, limits: Limits, _syntax: PlaceholderSyntax
) -> ParseResult:
    """Parse the requests in a Python program, each as a document, in the order of the text."""
    try:
        with warnings.catch_warnings(action="ignore"):  # such as those about invalid escapes
            tree = ast.parse(text)
    except SyntaxError as error:
        column = (error.offset or 1) - 1
        start = _OffsetIndex(text).offset(error.lineno or 1, column, in_bytes=False)
        detail = f"this Python cannot be read: {error.msg}"
        return _fail(ParseIssue("syntax-error", Span(start, start + 1), detail))
    except (ValueError, RecursionError, MemoryError) as error:
        detail = f"this Python cannot be read: {type(error).__name__}"
        return _fail(ParseIssue("over-limit", Span(0, min(1, len(text))), detail))
    builder = _NodeBuilder(_OffsetIndex(text), limits)
    calls = sorted(_find_calls(tree, api), key=lambda call: (call.lineno, call.col_offset))
    roots = []
    for call in calls:
        roots.append(builder.build_request(call))
        if builder.node_count > limits.nodes:
            detail = f"more than {limits.nodes:,} nodes in one file; --max-nodes raises the limit"
            return _fail(ParseIssue("over-limit", roots[-1].span, detail))
    return ParseResult([root.value for root in roots], (), lambda: roots)


def _fail(issue: ParseIssue) -> ParseResult:
    return ParseResult((), [issue], lambda: ())


def _find_calls(tree: ast.Module, api: ApiModel) -> Iterator[ast.Call]:
    """Find calls of the operation with named parameters, the only ones that boto3 accepts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            has_member = any(keyword.arg in api.members for keyword in node.keywords)
            if node.func.attr == _OPERATION and not node.args and has_member:
                yield node


class _OffsetIndex:
    """Converts Python's lines, and columns in bytes of UTF-8, to offsets in code points."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._is_ascii = text.isascii()
        breaks = re.finditer(r"\r\n|\n|\r", text)
        self._starts = [0, *(match.end() for match in breaks), len(text)]
        self._byte_ends: dict[int, list[int]] = {}

    def offset(self, line: int, column: int, *, in_bytes: bool = True) -> int:
        line = min(line, len(self._starts) - 1)
        if in_bytes and not self._is_ascii:
            column = bisect_right(self._line_byte_ends(line), column)
        return min(self._starts[line - 1] + column, len(self._text))

    def _line_byte_ends(self, line: int) -> list[int]:
        """The end of each character of ``line``, in bytes from the start of the line."""
        if line not in self._byte_ends:
            start, end = self._starts[line - 1 : line + 1]
            self._byte_ends[line] = [*accumulate(len(c.encode()) for c in self._text[start:end])]
        return self._byte_ends[line]

    def span(self, node: ast.expr) -> Span:
        end = self.offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        return Span(self.offset(node.lineno, node.col_offset), end)


class _NodeBuilder:
    """Builds the nodes of calls and their arguments."""

    def __init__(self, index: _OffsetIndex, limits: Limits) -> None:
        self.node_count = 0
        self._index = index
        self._limits = limits

    def build_request(self, call: ast.Call) -> Node:
        start = self._index.span(call.func).end
        pairs = []
        for keyword in call.keywords:
            offset = self._index.offset(keyword.lineno, keyword.col_offset)
            span = Span(offset, offset + len(keyword.arg or "**"))
            pairs.append((keyword.arg, span, keyword.value))
        return self._build_mapping(Span(start, self._index.span(call).end), pairs, 1)

    def _build_node(self, value: ast.expr, depth: int) -> Node:
        self.node_count += 1
        span = self._index.span(value)
        if depth > self._limits.depth:
            return Node(span, _UNKNOWN)
        if isinstance(value, ast.Dict):
            pairs = [
                (_read_key(key), self._index.span(key or item), item)
                for key, item in zip(value.keys, value.values, strict=True)
            ]
            return self._build_mapping(span, pairs, depth + 1)
        if isinstance(value, (ast.List, ast.Tuple)):
            items = [self._build_node(item, depth + 1) for item in value.elts]
            return Node(span, [item.value for item in items], items=items, flow=True)
        return Node(span, _read_scalar(value))

    def _build_mapping(
        self, span: Span, pairs: Iterable[tuple[str | None, Span, ast.expr]], depth: int
    ) -> Node:
        """Build a mapping; a key that is unknown (``None``) becomes a placeholder entry."""
        entries = [
            MappingEntry(Node(key_span, _PLACEHOLDER), Node(self._index.span(value), _UNKNOWN))
            if key is None
            else MappingEntry(Node(key_span, key), self._build_node(value, depth))
            for key, key_span, value in pairs
        ]
        self.node_count += len(entries)
        content: dict[str, Any] = {entry.key.value: entry.value.value for entry in entries}
        return Node(span, content, entries=entries, pairs=entries, flow=True)


def _read_key(key: ast.expr | None) -> str | None:
    text = _read_scalar(key) if key else None
    return text if isinstance(text, str) else None


def _read_scalar(value: ast.expr) -> object:
    if isinstance(value, ast.Constant) and isinstance(
        value.value, (str, bool, int, float, type(None))
    ):
        return value.value
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        number = _read_scalar(value.operand)
        if isinstance(number, (int, float)) and not isinstance(number, bool):
            return -number
    if isinstance(value, ast.JoinedStr):
        parts = (_read_scalar(part) for part in value.values)
        return "".join(part if isinstance(part, str) else _PLACEHOLDER for part in parts)
    return _UNKNOWN
