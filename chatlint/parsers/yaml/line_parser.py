"""A short cut for the YAML that most templates are written in: one plain entry a line.

Keys and texts that fit on their lines, mappings and lists of scalars in block style, comments,
several documents: all there is to say of these is said line by line, and templates of one project
have most of their lines in common. A text with anything else is left to the scanners.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from chatlint.model.document import Limits, MappingEntry, Node
from chatlint.model.source import Span

Resolve = Callable[[str], object]
"""From a plain scalar to its value; raises where there is something to say about it."""

# What a plain scalar goes on with: nothing that ends it, as ": " and " #" do, and nothing that
# could begin a tag, an anchor, an alias or a directive elsewhere.
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
_MARK = "---"
_LONGEST_KEY = 128  # characters; the scanners take up to 1024
_LONGEST_KEPT = 240  # characters of a line that is worth keeping in mind
_MOST_KEPT = 4096


class _Line(NamedTuple):
    """What a line has, an entry or an item; offsets are from its beginning."""

    indent: int
    key: str = ""
    key_start: int = 0
    key_end: int = 0
    value: Any = None
    start: int = 0
    end: int = 0  # 0, if the value comes on the lines below


_NOTHING, _NEXT = _Line(-1), _Line(-2)
"""No more than a comment, and the start of another document."""


class LineParser:
    """Reads texts of plain lines; ``resolve`` says what their scalars mean."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._known = lru_cache(_MOST_KEPT)(self._line)

    def read(self, text: str, limits: Limits) -> tuple[list[Any], Callable[[], list[Node]]]:
        """The values in ``text``, and what gives their places.

        Raises:
            ValueError: there is more in it than plain lines, or something to say about them.
        """
        line_break = "\r\n" if "\r" in text else "\n"
        known, line = self._known, self._line
        lines = text.split(line_break)
        rows = [known(each) if len(each) < _LONGEST_KEPT else line(each) for each in lines]
        documents = _documents(rows, limits)
        values = [_value(each, limits) for each in documents]

        def compose() -> list[Node]:
            return _composed(values, _placed(rows, lines, len(line_break)))

        return values, compose

    def _line(self, line: str) -> _Line:
        if line == _MARK:
            return _NEXT
        if not line.isprintable():
            raise ValueError(line)
        if line.lstrip(" ")[:1] in ("", "#"):
            return _NOTHING
        match = None if "\\" in line or "<<" in line else _LINE.fullmatch(line)
        if match is None or not (match["key"] or match["value"]):
            raise ValueError(line)
        key = self._scalar(match["key"]) if match["key"] else ""
        if not isinstance(key, str) or len(key) > _LONGEST_KEY:
            raise ValueError(key)
        indent, at_key = match.end("indent"), match.span("key")
        if match["value"] is None:
            return _Line(indent, key, *at_key)
        return _Line(indent, key, *at_key, self._scalar(match["value"]), *match.span("value"))

    def _scalar(self, written: str) -> object:
        return written[1:-1] if written[:1] in ("'", '"') else self._resolve(written)


def _documents(rows: Sequence[_Line], limits: Limits) -> list[list[_Line]]:
    """The entries and items of each document."""
    documents: list[list[_Line]] = [[]]
    for row in rows:
        if row.indent >= 0:
            documents[-1].append(row)
        elif row is _NEXT:
            documents.append([])
    if not documents[0] and len(documents) > 1:
        del documents[0]  # nothing stands before the first mark
    nodes = sum(2 * len(each) + 1 for each in documents)  # or fewer
    if not all(documents) or len(documents) > limits.documents or nodes > limits.nodes:
        raise ValueError
    return documents


def _value(rows: Sequence[_Line], limits: Limits) -> Any:
    """The value of a document with ``rows``."""
    if rows[0].indent or not rows[-1].end:
        raise ValueError
    holder: Any = {} if rows[0].key else []
    stack: list[tuple[int, Any]] = []  # what is open around the holder
    depth, waiting = 0, ""  # the holder's indentation, and its key whose value is to come
    for indent, key, _, _, value, _, end in rows:
        if waiting:
            if indent < depth or (indent == depth and key):
                raise ValueError  # it stays empty
            stack.append((depth, holder))
            inner: Any = {} if key else []
            holder[waiting] = inner
            holder, depth, waiting = inner, indent, ""
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
            holder[key], waiting = None, key
    return stack[0][1] if stack else holder


def _placed(rows: Sequence[_Line], lines: Sequence[str], gap: int) -> Iterator[tuple[int, _Line]]:
    """The entries and items, each with where in the text its line begins."""
    start = 0
    for row, line in zip(rows, lines, strict=True):
        if row.indent >= 0:
            yield start, row
        start += len(line) + gap


def _composed(values: Sequence[Any], placed: Iterator[tuple[int, _Line]]) -> list[Node]:
    """``values`` with their places; each entry and each item has the next line."""
    return [_collection(value, placed) for value in values]


def _collection(value: Any, placed: Iterator[tuple[int, _Line]]) -> Node:
    if isinstance(value, dict):
        entries = [_entry(item, placed) for item in value.values()]
        span = Span(entries[0].key.span.start, entries[-1].value.span.end)
        return Node(span, value, entries, pairs=entries)
    items, start = [], -1
    for item in value:
        offset, row = next(placed)
        start = offset + row.indent if start < 0 else start
        items.append(Node(Span(offset + row.start, offset + row.end), item))
    return Node(Span(start, items[-1].span.end), value, items=items)


def _entry(value: Any, placed: Iterator[tuple[int, _Line]]) -> MappingEntry:
    offset, row = next(placed)
    key = Node(Span(offset + row.key_start, offset + row.key_end), row.key)
    if not row.end:
        return MappingEntry(key, _collection(value, placed))
    return MappingEntry(key, Node(Span(offset + row.start, offset + row.end), value))
