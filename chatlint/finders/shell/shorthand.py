"""The shorthand of AWS CLI: ``ContentType=text/plain,Content=Hello``.

The grammar is that of AWS CLI's own parser, with ``${…}`` for one character of a value. Source:
https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html
"""

from __future__ import annotations

import re
from typing import NoReturn

from chatlint.aws.model import ApiModel, Shape
from chatlint.model.document import MappingEntry, Node, NonJsonValue
from chatlint.model.printable import clip
from chatlint.model.source import Span
from chatlint.model.source_map import SourceMap

_KEY = re.compile(r"[A-Za-z0-9_.#/:-]*")
_SINGLE = re.compile(r"'(?:\\'|[^'])*'")
_DOUBLE = re.compile(r'"(?:\\"|[^"])*"')
_HOLE = r"\\,|\$\{[^}]*\}"
_START = r"[!#-&(-+\--<>-Z\\-z|-\uffff]"
_FIRST = re.compile(rf"(?:{_HOLE}|{_START})(?:{_HOLE}|[\s!#-&(-+\--\\^-|~-\uffff])*")
# A value that follows a comma has no "=", or it would be the next key.
_SECOND = re.compile(rf"(?:{_HOLE}|{_START})(?:{_HOLE}|[\s!#-&(-+\--<>-\uffff])*")
_SPACE = re.compile(r"[ \t\n\r\x0b\x0c]*")
_MOST_LEVELS = 20


class ShorthandError(Exception):
    """A text is no shorthand; ``span`` is where that shows."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.span = span


def parse_shorthand(text: str, origin: SourceMap, api: ApiModel, shape: str) -> Node:
    """The value that ``text`` spells, with its places in the outer text.

    Args:
        text: the shorthand.
        origin: where its characters stand.
        api: the model, which says what becomes a number or a list.
        shape: the name of the value's shape.

    Raises:
        ShorthandError: it is none.
    """
    return _Parser(text, origin, api).whole(api.shapes.get(shape))


class _Parser:
    def __init__(self, text: str, origin: SourceMap, api: ApiModel) -> None:
        self._text = text
        self._origin = origin
        self._api = api
        self._at = 0
        self._level = 0

    def whole(self, shape: Shape | None) -> Node:
        entries = [self._entry(shape, in_braces=False)]
        names = {entries[0].key.value}
        while self._at < len(self._text):
            self._take(",")
            start = self._at
            entries.append(self._entry(shape, in_braces=False))
            if entries[-1].key.value in names:
                self._at = start
                self._expected("another key than before")
            names.add(entries[-1].key.value)
        return self._mapping(entries, 0)

    def _entry(self, shape: Shape | None, *, in_braces: bool) -> MappingEntry:
        key = _KEY.match(self._text, self._at)
        assert key is not None  # it matches the empty text, too
        self._at = key.end()
        self._skip()
        from_file = self._text.startswith("@", self._at)
        self._at += from_file
        self._take("=")
        inner = (shape.members.get(key[0]) or shape.value) if shape else ""
        start = self._at
        value = (self._value if in_braces else self._values)(self._api.shapes.get(inner))
        if from_file:
            value = Node(self._span(start, self._at), NonJsonValue("tag", "@="))
        return MappingEntry(Node(self._span(*key.span()), key[0]), value)

    def _values(self, shape: Shape | None) -> Node:
        """A value, and a list of it and those behind commas that are no keys."""
        start = self._at
        if self._current in ("[", "{", ""):
            return self._value(shape)
        of = self._inner(shape)
        items = [self._first(of)]
        self._skip()
        while self._current == ",":
            self._take(",")
            item = self._second(of)
            self._skip()
            if item is None or self._current not in (",", ""):
                if not self._current:
                    self._expected("a value")
                # Like AWS CLI, go back to the last comma, whichever that is.
                self._at = self._text.rfind(",", 0, self._at + 1)
                break
            items.append(item)
        return items[0] if len(items) == 1 and of is shape else self._list(items, start)

    def _value(self, shape: Shape | None) -> Node:
        """A value in brackets or braces, or a single one."""
        start = self._at
        self._level += 1
        if self._level > _MOST_LEVELS:
            self._expected(f"fewer than {_MOST_LEVELS} levels")
        of = self._inner(shape)
        if self._current == "[":
            node = self._list(self._in_brackets(of), start)
        else:
            node = self._in_braces(of, start) if self._current == "{" else self._first(of)
            node = node if of is shape else self._list([node], start)
        self._level -= 1
        return node

    def _in_brackets(self, shape: Shape | None) -> list[Node]:
        self._take("[")
        items: list[Node] = []
        while self._current != "]":
            items.append(self._value(shape))
            self._separate("]")
        self._at += 1
        return items

    def _in_braces(self, shape: Shape | None, start: int) -> Node:
        self._take("{")
        entries: list[MappingEntry] = []
        while self._current != "}":
            entries.append(self._entry(shape, in_braces=True))
            self._separate("}")
        self._at += 1
        return self._mapping(entries, start)

    def _separate(self, closing: str) -> None:
        self._skip()
        if self._current != closing:
            self._take(",")

    def _inner(self, shape: Shape | None) -> Shape | None:
        """The shape of a value where that of a list may stand for it."""
        return self._api.shapes.get(shape.value) if shape and shape.type == "list" else shape

    def _first(self, shape: Shape | None) -> Node:
        start = self._at
        if self._current in ("'", '"'):
            return self._quoted(shape)
        found = _FIRST.match(self._text, start)
        self._at = found.end() if found else start
        return self._scalar(found[0] if found else "", start, shape)

    def _second(self, shape: Shape | None) -> Node | None:
        start = self._at
        if self._current in ("'", '"'):
            return self._quoted(shape)
        found = _SECOND.match(self._text, start)
        if found is None:
            return None
        self._at = found.end()
        return self._scalar(found[0], start, shape)

    def _quoted(self, shape: Shape | None) -> Node:
        start, quote = self._at, self._current
        found = (_SINGLE if quote == "'" else _DOUBLE).match(self._text, start)
        if found is None:
            self._expected(f"another `{quote}`")
        self._at = found.end()
        text = found[0][1:-1].replace(f"\\{quote}", quote).replace("\\\\", "\\")
        return self._made(text, self._span(start, self._at), shape)

    def _scalar(self, found: str, start: int, shape: Shape | None) -> Node:
        bare = found.rstrip()
        return self._made(bare.replace("\\,", ","), self._span(start, start + len(bare)), shape)

    def _made(self, text: str, span: Span, shape: Shape | None) -> Node:
        is_number = shape and shape.type == "integer" and re.fullmatch(r"-?[0-9]{1,18}", text)
        return Node(span, int(text) if is_number else text)

    def _list(self, items: list[Node], start: int) -> Node:
        span = self._span(start, self._at)
        return Node(span, [item.value for item in items], items=items, flow=True)

    def _mapping(self, entries: list[MappingEntry], start: int) -> Node:
        value = {entry.key.value: entry.value.value for entry in entries}
        span = self._span(start, self._at)
        return Node(span, value, entries=entries, pairs=entries, flow=True)

    @property
    def _current(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip(self) -> None:
        space = _SPACE.match(self._text, self._at)
        assert space is not None  # it matches the empty text, too
        self._at = space.end()

    def _take(self, wanted: str) -> None:
        self._skip()
        if self._current != wanted:
            self._expected(f"`{wanted}`")
        self._at += 1
        self._skip()

    def _span(self, start: int, end: int) -> Span:
        return self._origin.span(Span(start, end))

    def _expected(self, wanted: str) -> NoReturn:
        met = f"found `{clip(self._current)}`" if self._current else "found the end"
        at = min(self._at, max(0, len(self._text) - 1))
        raise ShorthandError(f"expected {wanted}, {met}", Span(at, min(at + 1, len(self._text))))
