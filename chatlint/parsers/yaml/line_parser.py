"""Fast path for plain YAML, only for speed: `event_parser` reads any YAML, with equal results.

It parses texts of one plain entry or item per line: mappings and lists of scalars in block style,
comments, several documents. Lines are cached, since templates of one project share most of them.
For any other text, and for any problem, it raises `ValueError`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from chatlint.model.document import Limits, MappingEntry, Node
from chatlint.model.source import Span

Resolve = Callable[[str], object]
"""Resolves a plain scalar; raises `ValueError` for an ambiguous one."""

# The rest of a plain scalar: without what ends it (": ", " #"), and without words that could be
# a tag, an anchor, an alias or a directive in another place.
_RUN = r"(?:[^ :]|:(?![ \[\]{},]|$))+"
_MORE = rf"(?:{_RUN})?(?:[ ]+(?![#%!&*]){_RUN})*"
_LINE = re.compile(
    rf"""
    (?P<indent>[ ]*)
    (?: -[ ]+ | (?P<key> [A-Za-z_$]{_MORE} | "[^"]+" | '[^']+' ) : (?:[ ]+|$) )
    (?P<value> [A-Za-z0-9_$/.+(<;~]{_MORE} | "[^"]*" | '[^']*' )?
    (?: [ ]* | (?<=[ ])\#.* | [ ]+\#.* )
    """,
    re.VERBOSE,
)
_DOCUMENT_MARKER = "---"
_MAX_KEY_LENGTH = 128  # code points; the event parser accepts 1024
_MAX_CACHED_LENGTH = 240  # code points of a line
_MAX_CACHED_LINES = 4096


class _Line(NamedTuple):
    """An entry or item; offsets are relative to the start of its line."""

    indent: int
    key: str = ""
    key_start: int = 0
    key_end: int = 0
    value: Any = None
    start: int = 0
    end: int = 0  # 0 if the value is a collection on the next lines


_NO_DATA, _DOCUMENT_START = _Line(-1), _Line(-2)
"""A blank line or comment, and a document marker."""


class LineParser:
    """Parses texts of plain lines; ``resolve`` gives the values of their scalars."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._parse_cached_line = lru_cache(_MAX_CACHED_LINES)(self._parse_line)

    def parse(self, text: str, limits: Limits) -> tuple[list[Any], Callable[[], list[Node]]]:
        """Parse ``text`` to the values of its documents, and a function that builds their nodes.

        Raises:
            ValueError: the text is not plain, exceeds a limit or has a problem to report.
        """
        line_break = "\r\n" if "\r" in text else "\n"
        cached, parse = self._parse_cached_line, self._parse_line
        lines = text.split(line_break)
        rows = [cached(each) if len(each) < _MAX_CACHED_LENGTH else parse(each) for each in lines]
        documents = _split_documents(rows, limits)
        values = [_build_value(each, limits) for each in documents]

        def node_tree() -> list[Node]:
            return _build_nodes(values, _iter_rows(rows, lines, len(line_break)))

        return values, node_tree

    def _parse_line(self, line: str) -> _Line:
        if line == _DOCUMENT_MARKER:
            return _DOCUMENT_START
        if not line.isprintable():
            raise ValueError(line)
        if line.lstrip(" ")[:1] in ("", "#"):
            return _NO_DATA
        match = None if "\\" in line or "<<" in line else _LINE.fullmatch(line)
        if match is None or not (match["key"] or match["value"]):
            raise ValueError(line)
        key = self._resolve_scalar(match["key"]) if match["key"] else ""
        if not isinstance(key, str) or len(key) > _MAX_KEY_LENGTH:
            raise ValueError(key)
        indent, key_span = match.end("indent"), match.span("key")
        if match["value"] is None:
            return _Line(indent, key, *key_span)
        value = self._resolve_scalar(match["value"])
        return _Line(indent, key, *key_span, value, *match.span("value"))

    def _resolve_scalar(self, text: str) -> object:
        return text[1:-1] if text[:1] in ("'", '"') else self._resolve(text)


def _split_documents(rows: Sequence[_Line], limits: Limits) -> list[list[_Line]]:
    """Group the entries and items by document."""
    documents: list[list[_Line]] = [[]]
    for row in rows:
        if row.indent >= 0:
            documents[-1].append(row)
        elif row is _DOCUMENT_START:
            documents.append([])
    if not documents[0] and len(documents) > 1:
        del documents[0]  # no data before the first marker
    nodes = sum(2 * len(each) + 1 for each in documents)  # an upper bound
    if not all(documents) or len(documents) > limits.documents or nodes > limits.nodes:
        raise ValueError
    return documents


def _build_value(rows: Sequence[_Line], limits: Limits) -> Any:
    """Build the value of a document from its entries and items."""
    if rows[0].indent or not rows[-1].end:
        raise ValueError
    holder: Any = {} if rows[0].key else []
    stack: list[tuple[int, Any]] = []  # the open collections around the holder
    depth, open_key = 0, ""  # the holder's indentation, and its key without a value so far
    for indent, key, _, _, value, _, end in rows:
        if open_key:
            if indent < depth or (indent == depth and key):
                raise ValueError  # an empty value
            stack.append((depth, holder))
            inner: Any = {} if key else []
            holder[open_key] = inner
            holder, depth, open_key = inner, indent, ""
            if len(stack) == limits.depth:
                raise ValueError
        else:
            while indent < depth or (indent == depth and key and type(holder) is list):
                if not stack:
                    raise ValueError
                depth, holder = stack.pop()
            if indent != depth or bool(key) is (type(holder) is list):
                raise ValueError
        if not key:
            holder.append(value)
        elif key in holder:
            raise ValueError
        elif end:
            holder[key] = value
        else:
            holder[key], open_key = None, key
    return stack[0][1] if stack else holder


def _iter_rows(
    rows: Sequence[_Line], lines: Sequence[str], break_length: int
) -> Iterator[tuple[int, _Line]]:
    """Iterate over the entries and items, each with the offset of its line."""
    start = 0
    for row, line in zip(rows, lines, strict=True):
        if row.indent >= 0:
            yield start, row
        start += len(line) + break_length


def _build_nodes(values: Sequence[Any], rows: Iterator[tuple[int, _Line]]) -> list[Node]:
    """Build the nodes of ``values``; each entry and each item takes the next row."""
    return [_build_collection(value, rows) for value in values]


def _build_collection(value: Any, rows: Iterator[tuple[int, _Line]]) -> Node:
    if isinstance(value, dict):
        entries = [_build_entry(item, rows) for item in value.values()]
        span = Span(entries[0].key.span.start, entries[-1].value.span.end)
        return Node(span, value, entries, pairs=entries)
    items, start = [], -1
    for item in value:
        offset, row = next(rows)
        start = offset + row.indent if start < 0 else start
        items.append(Node(Span(offset + row.start, offset + row.end), item))
    return Node(Span(start, items[-1].span.end), value, items=items)


def _build_entry(value: Any, rows: Iterator[tuple[int, _Line]]) -> MappingEntry:
    offset, row = next(rows)
    key = Node(Span(offset + row.key_start, offset + row.key_end), row.key)
    if not row.end:
        return MappingEntry(key, _build_collection(value, rows))
    return MappingEntry(key, Node(Span(offset + row.start, offset + row.end), value))
