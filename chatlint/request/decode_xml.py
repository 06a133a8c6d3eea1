"""Parse the XML that `chatlint.request.encoders.xml` writes. Importing this imports defusedxml.

Document types are rejected, so there are no entities, and nothing is fetched.
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
from chatlint.request.field_types import get_inner_type, is_structure
from chatlint.request.record import RequestRecord

_NUMBER = re.compile(r"[-+]?[0-9]{1,40}")


def parse_xml(source: Source, cls: type[RequestRecord], limits: Limits) -> ParseResult:
    """Parse a ``cls`` in ``source``; errors in the text become issues of the result."""
    try:
        node = _build_node(_parse_root(source, cls.__name__, limits), cls)
    except _Stop as stop:
        return ParseResult((), (stop.issue,), lambda: ())
    return ParseResult((node.value,), (), lambda: (node,))


class _Stop(Exception):  # noqa: N818 - carries an issue of the text
    def __init__(self, detail: str, span: Span, kind: ParseIssueKind = "syntax-error") -> None:
        super().__init__(detail)
        self.issue = ParseIssue(kind, span, detail)


@dataclass(slots=True)
class _Element:
    name: str
    span: Span
    texts: list[str] = field(default_factory=list)
    children: list[_Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text of the element without its children."""
        return "".join(self.texts)


def _parse_root(source: Source, name: str, limits: Limits) -> _Element:
    start = Span(0, min(1, len(source.text)))
    if source.encoding_issue:
        raise _Stop(
            source.encoding_issue.detail,
            Span(source.encoding_issue.offset, source.encoding_issue.offset),
            "not-text",
        )
    max_bytes = limits.size_of(".json")
    if len(source.text.encode("utf-8", "surrogatepass")) > max_bytes:
        raise _Stop(f"larger than {max_bytes:,} bytes", start, "over-limit")
    parser = create_parser(forbid_dtd=True)
    builder = _Builder(source, limits, parser)
    parser.setContentHandler(builder)
    try:
        parser.feed(source.text)
        parser.close()
    except SAXParseException as error:
        raise _Stop(f"no XML: {error.getMessage()}", builder.current_span()) from None
    except DefusedXmlException:
        detail = "a document type stands here; a request needs none, and none is read"
        raise _Stop(detail, builder.current_span()) from None
    except UnicodeEncodeError as error:
        raise _Stop("half a surrogate pair is no text", Span(error.start, error.end)) from None
    (root,) = builder.top.children
    if root.name != name:
        raise _Stop(f"the root must be {name}, not `{clip(root.name)}`", root.span)
    return root


class _Builder(ContentHandler):
    """Builds the elements of one text, up to the limits."""

    def __init__(self, source: Source, limits: Limits, locator: Locator) -> None:
        super().__init__()
        self.top = _Element("", Span(0, 0))
        self._source = source
        # Items of lists and maps need up to two elements more than in JSON.
        self._elements_left, self._max_depth = 2 * limits.nodes, 2 * limits.depth
        self._open = [self.top]
        self._locator = locator

    def current_span(self) -> Span:
        """The position of the parser."""
        line, column = self._locator.getLineNumber(), self._locator.getColumnNumber()
        start = self._source.line_span(line or 1).start + (column or 0)
        return Span(start, start + 1)

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX's name
        span = self.current_span()
        self._elements_left -= 1
        if self._elements_left < 0 or len(self._open) > self._max_depth:
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


def _build_node(element: _Element, type_: Any) -> Node:
    """Build the node of ``element`` as a value of ``type_``."""
    if is_structure(type_):
        pairs = [(_build_key(child, child.name), child) for child in _get_children(element)]
        return _build_mapping(element, pairs, type_)
    if get_origin(type_) is Mapping:
        pairs = [_read_entry(child) for child in _get_children(element, "entry")]
        return _build_mapping(element, pairs, type_)
    if get_origin(type_) is Sequence:
        items = [
            _build_node(child, get_inner_type(type_, 0))
            for child in _get_children(element, "member")
        ]
        return Node(element.span, [item.value for item in items], items=items)
    if element.children and type_ is not None:
        _reject(element.children[0], "text belongs here, not an element")
    text = element.text
    return Node(element.span, int(text) if type_ is int and _NUMBER.fullmatch(text) else text)


def _build_mapping(element: _Element, pairs: Sequence[tuple[Node, _Element]], type_: Any) -> Node:
    value: dict[str, Any] = {}
    entries = []
    for key, child in pairs:
        if key.value in value:
            _reject(child, f"`{clip(key.value)}` stands here a second time")
        entries.append(MappingEntry(key, _build_node(child, get_inner_type(type_, key.value))))
        value[key.value] = entries[-1].value.value
    return Node(element.span, value, entries=entries)


def _read_entry(entry: _Element) -> tuple[Node, _Element]:
    children = _get_children(entry)
    if [child.name for child in children] != ["key", "value"]:
        _reject(entry, "an entry has a key and a value, in this order")
    key, value = children
    return _build_key(key, key.text), value


def _build_key(element: _Element, name: str) -> Node:
    return Node(element.span, name)


def _get_children(element: _Element, name: str = "") -> list[_Element]:
    """Get the children of ``element``, which must all have ``name`` if it is not empty."""
    if element.text.strip():
        _reject(element, f"`{clip(element.name)}` has elements in it, but no text")
    for child in element.children:
        if name and child.name != name:
            _reject(child, f"only elements `{name}` belong here, not `{clip(child.name)}`")
    return element.children


def _reject(element: _Element, detail: str) -> NoReturn:
    raise _Stop(detail, element.span)
