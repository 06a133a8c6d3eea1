"""Reads the XML that `chatlint.wires.xml` writes. Importing this imports defusedxml.

There is no document type in it, so no entities, and nothing is fetched from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn, get_origin
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser

from chatlint.model.document import (
    Limits,
    MappingEntry,
    Node,
    ParseIssue,
    ParseIssueKind,
    ParseResult,
)
from chatlint.model.printable import clip
from chatlint.model.source import Source, Span
from chatlint.request.field_types import below_path, is_structure
from chatlint.request.record import RequestRecord

_NUMBER = re.compile(r"[-+]?[0-9]{1,40}")


def parse_xml(source: Source, cls: type[RequestRecord], limits: Limits) -> ParseResult:
    """Read the ``cls`` that ``source`` holds; never raises for what the text has in it."""
    try:
        node = _node(_root(source, cls.__name__, limits), cls)
    except _Stop as stop:
        return ParseResult((), (stop.fault,), lambda: ())
    return ParseResult((node.value,), (), lambda: (node,))


class _Stop(Exception):  # noqa: N818 - not an error of the program, but of the text
    def __init__(self, detail: str, span: Span, word: ParseIssueKind = "syntax-error") -> None:
        super().__init__(detail)
        self.fault = ParseIssue(word, span, detail)


@dataclass(slots=True)
class _Element:
    name: str
    span: Span
    texts: list[str] = field(default_factory=list)
    children: list[_Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text in it and in no element below."""
        return "".join(self.texts)


def _root(source: Source, name: str, limits: Limits) -> _Element:
    whole = Span(0, min(1, len(source.text)))
    if source.encoding_issue:
        raise _Stop(
            source.encoding_issue.detail,
            Span(source.encoding_issue.offset, source.encoding_issue.offset),
            "not-text",
        )
    most = limits.size_of(".json")
    if len(source.text.encode("utf-8", "surrogatepass")) > most:
        raise _Stop(f"larger than {most:,} bytes", whole, "over-limit")
    parser = create_parser(forbid_dtd=True)
    builder = _Builder(source, limits, parser)
    parser.setContentHandler(builder)
    try:
        parser.feed(source.text)
        parser.close()
    except SAXParseException as error:
        raise _Stop(f"no XML: {error.getMessage()}", builder.place()) from None
    except DefusedXmlException:
        detail = "a document type stands here; a request needs none, and none is read"
        raise _Stop(detail, builder.place()) from None
    except UnicodeEncodeError as error:
        raise _Stop("half a surrogate pair is no text", Span(error.start, error.end)) from None
    (root,) = builder.top.children
    if root.name != name:
        raise _Stop(f"the root must be {name}, not `{clip(root.name)}`", root.span)
    return root


class _Builder(ContentHandler):
    """Builds the elements of one text, and stops where there are too many."""

    def __init__(self, source: Source, limits: Limits, locator: Locator) -> None:
        super().__init__()
        self.top = _Element("", Span(0, 0))
        self._source = source
        # An item of a list or a mapping takes an element or two more than it does in JSON.
        self._most, self._deepest = 2 * limits.nodes, 2 * limits.depth
        self._open = [self.top]
        self._locator = locator

    def place(self) -> Span:
        """Where the parser is."""
        line, column = self._locator.getLineNumber(), self._locator.getColumnNumber()
        start = self._source.line_span(line or 1).start + (column or 0)
        return Span(start, start + 1)

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX's name
        span = self.place()
        self._most -= 1
        if self._most < 0 or len(self._open) > self._deepest:
            raise _Stop("too many elements, or too many inside one another", span, "over-limit")
        for attribute in attrs.getNames():
            if attribute != "xmlns":
                raise _Stop(f"`{clip(attribute)}`: an element here has no attributes", span)
        element = _Element(name, span)
        self._open[-1].children.append(element)
        self._open.append(element)

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX's name
        del name
        self._open.pop()

    def characters(self, content: str) -> None:
        self._open[-1].texts.append(content)


def _node(element: _Element, of: Any) -> Node:
    """``element`` as a value of type ``of``, with its place."""
    if is_structure(of):
        pairs = [(_key(child, child.name), child) for child in _children(element)]
        return _mapping(element, pairs, of)
    if get_origin(of) is Mapping:
        pairs = [_entry(child) for child in _children(element, "entry")]
        return _mapping(element, pairs, of)
    if get_origin(of) is Sequence:
        items = [_node(child, below_path(of, 0)) for child in _children(element, "member")]
        return Node(element.span, [item.value for item in items], items=items)
    if element.children and of is not None:
        _refuse(element.children[0], "text belongs here, not an element")
    text = element.text
    return Node(element.span, int(text) if of is int and _NUMBER.fullmatch(text) else text)


def _mapping(element: _Element, pairs: Sequence[tuple[Node, _Element]], of: Any) -> Node:
    value: dict[str, Any] = {}
    entries = []
    for key, child in pairs:
        if key.value in value:
            _refuse(child, f"`{clip(key.value)}` stands here a second time")
        entries.append(MappingEntry(key, _node(child, below_path(of, key.value))))
        value[key.value] = entries[-1].value.value
    return Node(element.span, value, entries=entries)


def _entry(entry: _Element) -> tuple[Node, _Element]:
    children = _children(entry)
    if [child.name for child in children] != ["key", "value"]:
        _refuse(entry, "an entry has a key and a value, in this order")
    key, value = children
    return _key(key, key.text), value


def _key(element: _Element, name: str) -> Node:
    return Node(element.span, name)


def _children(element: _Element, name: str = "") -> list[_Element]:
    """The elements below ``element``, all of the same ``name`` if there is one."""
    if element.text.strip():
        _refuse(element, f"`{clip(element.name)}` has elements in it, but no text")
    for child in element.children:
        if name and child.name != name:
            _refuse(child, f"only elements `{name}` belong here, not `{clip(child.name)}`")
    return element.children


def _refuse(element: _Element, detail: str) -> NoReturn:
    raise _Stop(detail, element.span)
