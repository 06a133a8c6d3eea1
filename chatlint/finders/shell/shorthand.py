"""Parse the shorthand syntax of AWS CLI: ``ContentType=text/plain,Content=Hello``.

The grammar is that of AWS CLI's own parser, with ``${…}`` as one character of a value. Source:
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
_ATOM = r"\\,|\$\{[^}]*\}"
_START = r"[!#-&(-+\--<>-Z\\-z|-\uffff]"
_FIRST = re.compile(rf"(?:{_ATOM}|{_START})(?:{_ATOM}|[\s!#-&(-+\--\\^-|~-\uffff])*")
# A value after a comma has no "=", since it would be the next key.
_SECOND = re.compile(rf"(?:{_ATOM}|{_START})(?:{_ATOM}|[\s!#-&(-+\--<>-\uffff])*")
_SPACE = re.compile(r"[ \t\n\r\x0b\x0c]*")
_MAX_LEVELS = 20


class ShorthandError(Exception):
    """A text is not shorthand; ``span`` is the span of the first error in it."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.span = span


def parse_shorthand(text: str, source_map: SourceMap, api: ApiModel, shape: str) -> Node:
    """Parse ``text`` to a node with spans in the outer text.

    Args:
        text: the shorthand.
        source_map: maps its characters to the outer text.
        api: the model, which decides what is a number or a list.
        shape: the name of the value's shape.

    Raises:
        ShorthandError: the text is not shorthand.
    """
    return _Parser(text, source_map, api).parse(api.shapes.get(shape))


def convert_scalar(text: str, shape_type: str) -> int | str:
    """Convert ``text`` to a number if ``shape_type`` is ``integer`` and the text is one."""
    is_number = shape_type == "integer" and re.fullmatch(r"-?[0-9]{1,18}", text)
    return int(text) if is_number else text


class _Parser:
    def __init__(self, text: str, source_map: SourceMap, api: ApiModel) -> None:
        self._text = text
        self._source_map = source_map
        self._api = api
        self._at = 0
        self._level = 0

    def parse(self, shape: Shape | None) -> Node:
        entries = [self._parse_entry(shape, in_braces=False)]
        names = {entries[0].key.value}
        while self._at < len(self._text):
            self._take(",")
            start = self._at
            entries.append(self._parse_entry(shape, in_braces=False))
            if entries[-1].key.value in names:
                self._at = start
                self._fail("another key than before")
            names.add(entries[-1].key.value)
        return self._build_mapping(entries, 0)

    def _parse_entry(self, shape: Shape | None, *, in_braces: bool) -> MappingEntry:
        key = _KEY.match(self._text, self._at)
        assert key is not None  # it also matches the empty string
        self._at = key.end()
        self._skip_space()
        from_file = self._text.startswith("@", self._at)
        self._at += from_file
        self._take("=")
        inner = (shape.members.get(key[0]) or shape.value) if shape else ""
        start = self._at
        parse_value = self._parse_value if in_braces else self._parse_values
        value = parse_value(self._api.shapes.get(inner))
        if from_file:
            value = Node(self._span(start, self._at), NonJsonValue("tag", "@="))
        return MappingEntry(Node(self._span(*key.span()), key[0]), value)

    def _parse_values(self, shape: Shape | None) -> Node:
        """Parse a value, or a list of values separated by commas."""
        start = self._at
        if self._current in ("[", "{", ""):
            return self._parse_value(shape)
        item_shape = self._item_shape(shape)
        items = [self._parse_first(item_shape)]
        self._skip_space()
        while self._current == ",":
            self._take(",")
            item = self._parse_second(item_shape)
            self._skip_space()
            if item is None or self._current not in (",", ""):
                if not self._current:
                    self._fail("a value")
                # AWS CLI also goes back to the last comma, even to one inside a value.
                self._at = self._text.rfind(",", 0, self._at + 1)
                break
            items.append(item)
        is_single = len(items) == 1 and item_shape is shape
        return items[0] if is_single else self._build_list(items, start)

    def _parse_value(self, shape: Shape | None) -> Node:
        """Parse a list in brackets, a mapping in braces, or a single value."""
        start = self._at
        self._level += 1
        if self._level > _MAX_LEVELS:
            self._fail(f"fewer than {_MAX_LEVELS} levels")
        item_shape = self._item_shape(shape)
        if self._current == "[":
            node = self._build_list(self._parse_brackets(item_shape), start)
        else:
            is_mapping = self._current == "{"
            node = (self._parse_braces if is_mapping else self._parse_first)(item_shape)
            node = node if item_shape is shape else self._build_list([node], start)
        self._level -= 1
        return node

    def _parse_brackets(self, shape: Shape | None) -> list[Node]:
        self._take("[")
        items: list[Node] = []
        while self._current != "]":
            items.append(self._parse_value(shape))
            self._take_separator("]")
        self._at += 1
        return items

    def _parse_braces(self, shape: Shape | None) -> Node:
        start = self._at
        self._take("{")
        entries: list[MappingEntry] = []
        while self._current != "}":
            entries.append(self._parse_entry(shape, in_braces=True))
            self._take_separator("}")
        self._at += 1
        return self._build_mapping(entries, start)

    def _take_separator(self, closing: str) -> None:
        self._skip_space()
        if self._current != closing:
            self._take(",")

    def _item_shape(self, shape: Shape | None) -> Shape | None:
        """The shape of the items if ``shape`` is a list, since a single item may stand for it."""
        return self._api.shapes.get(shape.value) if shape and shape.type == "list" else shape

    def _parse_first(self, shape: Shape | None) -> Node:
        """Parse a value that does not follow a comma; it may be empty."""
        start = self._at
        if self._current in ("'", '"'):
            return self._parse_quoted(shape)
        match = _FIRST.match(self._text, start)
        self._at = match.end() if match else start
        return self._build_bare(match[0] if match else "", start, shape)

    def _parse_second(self, shape: Shape | None) -> Node | None:
        """Parse a value that follows a comma, if there is one."""
        start = self._at
        if self._current in ("'", '"'):
            return self._parse_quoted(shape)
        match = _SECOND.match(self._text, start)
        if match is None:
            return None
        self._at = match.end()
        return self._build_bare(match[0], start, shape)

    def _parse_quoted(self, shape: Shape | None) -> Node:
        start, quote = self._at, self._current
        match = (_SINGLE if quote == "'" else _DOUBLE).match(self._text, start)
        if match is None:
            self._fail(f"another `{quote}`")
        self._at = match.end()
        text = match[0][1:-1].replace(f"\\{quote}", quote).replace("\\\\", "\\")
        return self._build_scalar(text, self._span(start, self._at), shape)

    def _build_bare(self, text: str, start: int, shape: Shape | None) -> Node:
        bare = text.rstrip()
        span = self._span(start, start + len(bare))
        return self._build_scalar(bare.replace("\\,", ","), span, shape)

    def _build_scalar(self, text: str, span: Span, shape: Shape | None) -> Node:
        return Node(span, convert_scalar(text, shape.type if shape else ""))

    def _build_list(self, items: list[Node], start: int) -> Node:
        span = self._span(start, self._at)
        return Node(span, [item.value for item in items], items=items, flow=True)

    def _build_mapping(self, entries: list[MappingEntry], start: int) -> Node:
        value = {entry.key.value: entry.value.value for entry in entries}
        span = self._span(start, self._at)
        return Node(span, value, entries=entries, pairs=entries, flow=True)

    @property
    def _current(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip_space(self) -> None:
        space = _SPACE.match(self._text, self._at)
        assert space is not None  # it also matches the empty string
        self._at = space.end()

    def _take(self, expected: str) -> None:
        self._skip_space()
        if self._current != expected:
            self._fail(f"`{expected}`")
        self._at += 1
        self._skip_space()

    def _span(self, start: int, end: int) -> Span:
        return self._source_map.span(Span(start, end))

    def _fail(self, expected: str) -> NoReturn:
        found = f"found `{clip(self._current)}`" if self._current else "found the end"
        start = min(self._at, max(0, len(self._text) - 1))
        span = Span(start, min(start + 1, len(self._text)))
        raise ShorthandError(f"expected {expected}, {found}", span)
