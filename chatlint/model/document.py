"""A parsed document: its values, and on demand their places in the text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple

from chatlint.model.diagnostic import Edit, Part
from chatlint.model.path import Path
from chatlint.model.source import Source, Span, merge_spans

ParseIssueKind = Literal[
    "not-text",
    "syntax-error",
    "duplicate-key",
    "over-limit",
    "non-string-key",
    "foreign-tag",
    "yaml-dialect",
]
"""Kinds of issue that parsers report; a rule claims one by ``check: {reader: WORD}``."""

Language = Literal["yaml", "json", "http", "markdown", "shell", "python"]
"""The language of a text."""


class Limits(NamedTuple):
    """Limits for one file, so that no file can stall a run or exhaust memory.

    Args:
        size: bytes; ``None`` means 256 KiB for YAML and 1 MiB for JSON.
        depth: levels of nesting.
        nodes: keys, values and collections.
        aliases: YAML aliases.
        expansion: nodes that all aliases together expand to.
        documents: documents in a YAML stream.
    """

    size: int | None = None
    depth: int = 64
    nodes: int = 20_000
    aliases: int = 100
    expansion: int = 10_000
    documents: int = 100

    def size_of(self, suffix: str) -> int:
        """The limit in bytes for a file with this suffix."""
        if self.size is not None:
            return self.size
        # YAML scanners are quadratic on some patterns; 256 KiB keeps the worst case below 2 s.
        return 1024 * 1024 if suffix == ".json" else 256 * 1024


class NonJsonValue:
    """A value that JSON cannot represent.

    Args:
        kind: ``date``; ``number``, for one that no parser accepts; ``tag``, for a tagged value.
        text: the value, or the tag, as written.
        content: the string or collection that a YAML tag applies to; ignored by ``==``.
    """

    __slots__ = ("content", "kind", "text")

    def __init__(
        self, kind: Literal["date", "number", "tag"], text: str, content: Any = None
    ) -> None:
        self.kind = kind
        self.text = text
        self.content = content

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NonJsonValue) and (self.kind, self.text) == (
            other.kind,
            other.text,
        )

    def __hash__(self) -> int:
        return hash((self.kind, self.text))

    def __repr__(self) -> str:
        return f"Foreign(kind={self.kind!r}, text={self.text!r})"


class MappingEntry(NamedTuple):
    """A key and its value; ``via`` is the alias that merged the entry, if one did."""

    key: Node
    value: Node
    via: Span | None = None


class Node:
    """A value and its place.

    Args:
        span: the place in the text.
        value: the plain value.
        entries: entries of a mapping; the parser appends to it.
        items: items of a list; the parser appends to it.
        target: the node that an alias refers to.
        flow: whether the collection is in brackets or braces.
        pairs: entries of a YAML mapping as written, with ``<<`` for merges and with keys that are
            not strings.
    """

    __slots__ = ("_by_name", "entries", "flow", "items", "pairs", "span", "target", "value")

    def __init__(
        self,
        span: Span,
        value: Any,
        entries: list[MappingEntry] | None = None,
        items: list[Node] | None = None,
        target: Node | None = None,
        *,
        flow: bool = False,
        pairs: list[MappingEntry] | None = None,
    ) -> None:
        self.span = span
        self.value = value
        self.entries = entries
        self.items = items
        self.target = target
        self.flow = flow
        self.pairs = pairs
        self._by_name: dict[str, MappingEntry] | None = None

    def entry(self, name: str) -> MappingEntry | None:
        """Find the entry of the key ``name``; the last one counts, as in JSON parsers.

        A key ``name.$``, the form of Step Functions for computed values, counts as ``name``.
        """
        if self._by_name is None:
            self._by_name = {}
            for entry in self.entries or ():
                self._by_name[entry.key.value] = entry
                self._by_name[entry.key.value.removesuffix(".$")] = entry
        return self._by_name.get(name)


class NodeLocation(NamedTuple):
    """A span, and for a place behind an alias the span of the original."""

    span: Span
    origin: Span | None


class ParseIssue(NamedTuple):
    """An issue that a parser reports.

    Args:
        kind: the word by which a rule reports the issue.
        span: the text to show.
        detail: the variable part of the message.
        document: index of the document in the stream.
        path: path of the value in the document.
        related: messages about other places, and their spans.
        edits: the fix; empty for no fix, ``None`` if the rule's fix determines it.
    """

    kind: ParseIssueKind
    span: Span
    detail: str
    document: int = 0
    path: Path = ()
    related: tuple[tuple[str, Span], ...] = ()
    edits: tuple[Edit, ...] | None = None


class ParseResult(NamedTuple):
    """The result of a parser.

    Args:
        values: the value of each document of the stream.
        issues: what the parser reports.
        node_tree: builds the nodes of `values`, with their places.
    """

    values: Sequence[Any]
    issues: Sequence[ParseIssue]
    node_tree: Callable[[], Sequence[Node]]

    @property
    def errors(self) -> Sequence[ParseIssue]:
        """The issues that may change the value, which those of YAML dialects do not."""
        return [issue for issue in self.issues if issue.kind != "yaml-dialect"]


class _Document(NamedTuple):
    source: Source
    parsed: ParseResult
    language: Language = "yaml"
    hidden: Sequence[Span] = ()
    unmasked: Source | None = None


class Document(_Document):  # unlike a NamedTuple, it has a __dict__ for cached properties
    """A parsed text.

    Args:
        source: the text; of a masked document, with asterisks for what is hidden.
        parsed: the result of the parser.
        language: the language of the text.
        hidden: spans that no output may repeat.
        unmasked: the original text of a masked document, for edits only.
    """

    @property
    def unreadable(self) -> bool:
        """Whether the parser found no value, so that no rule can be checked."""
        return bool(self.parsed.issues) and not self.parsed.values

    @cached_property
    def roots(self) -> Sequence[Node]:
        """The root node of each document."""
        return self.parsed.node_tree()

    def masked(self, spans: Sequence[Span]) -> Document:
        """Replace the text in ``spans`` by asterisks; all places stay the same."""
        result = self.parsed._replace(node_tree=lambda: self.roots)
        return Document(self.source.masked(spans), result, self.language, spans, self.source)

    def is_hidden(self, span: Span) -> bool:
        """Whether ``span`` touches a hidden span."""
        at = bisect_right(self._hidden, span.end, key=lambda each: each.start)
        return at > 0 and self._hidden[at - 1].end >= span.start

    @cached_property
    def _hidden(self) -> list[Span]:
        return merge_spans(self.hidden)

    def scalars(self, document: int, path: Path) -> Iterator[Node]:
        """Iterate over the scalars at ``path`` and below, aliases resolved."""
        todo = [self.node(document, path)]
        for node in todo:  # grows during the loop
            if node.target is not None:
                todo.append(node.target)
            elif node.entries is None and node.items is None:
                yield node
            todo.extend(entry.value for entry in node.entries or ())
            todo.extend(node.items or ())

    def locate(self, document: int, path: Path, part: Part) -> NodeLocation:
        """Find the place of ``part`` of the entry at ``path``.

        A missing member has the place of its mapping's key, or of the mapping's beginning. If the
        text has no node at ``path`` (below a tag, for example), the nearest node above counts.
        """
        if part == "missing":
            return self._opening(document, path[:-1])
        return self._walk(document, path, part)[0]

    def node(self, document: int, path: Path) -> Node:
        """Find the node at ``path``, aliases resolved; or the nearest node above."""
        node = self._walk(document, path, "value")[1]
        return node.target or node

    def _opening(self, document: int, path: Path) -> NodeLocation:
        if path and isinstance(path[-1], str):
            return self._walk(document, path, "key")[0]
        place, node = self._walk(document, path, "value")
        if place.origin is not None:
            return place
        if node.entries and not node.flow:
            return NodeLocation(node.entries[0].key.span, None)
        return NodeLocation(Span(place.span.start, min(place.span.start + 1, place.span.end)), None)

    def _walk(self, document: int, path: Path, part: Part) -> tuple[NodeLocation, Node]:
        node, span, alias = self.roots[document], None, None
        for index, step in enumerate(path):
            if node.target is not None:
                alias, node = alias or node.span, node.target
            if isinstance(step, str):
                entry = node.entry(step)
                if entry is None:
                    break
                alias = alias or entry.via
                node = entry.value
                span = entry.key.span if part == "key" and index == len(path) - 1 else None
            elif node.items is not None and step < len(node.items):
                node = node.items[step]
            else:
                break
        if span is None:
            if node.target is not None:
                alias, node = alias or node.span, node.target
            span = node.span
        return (NodeLocation(span, None) if alias is None else NodeLocation(alias, span)), node
