"""A document: values now, places on demand."""

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
"""What a text is written in."""


class Limits(NamedTuple):
    """How much of one file is read, so that no file can stall or exhaust a run.

    Args:
        size: bytes of a file; ``None`` means 256 KiB for YAML and 1 MiB for JSON.
        depth: levels of nesting.
        nodes: keys, values and collections in a file.
        aliases: YAML aliases in a file.
        expansion: nodes the aliases of a file stand for, all told.
        documents: documents in a YAML stream.
    """

    size: int | None = None
    depth: int = 64
    nodes: int = 20_000
    aliases: int = 100
    expansion: int = 10_000
    documents: int = 100

    def size_of(self, suffix: str) -> int:
        """The limit in bytes for a file named ``*suffix``."""
        if self.size is not None:
            return self.size
        # A YAML scanner is quadratic on some patterns; 256 KiB keeps the worst under 2 s.
        return 1024 * 1024 if suffix == ".json" else 256 * 1024


class NonJsonValue:
    """A value that JSON has no form for.

    A ``date``; a ``number`` no reader can take; whatever a YAML ``tag`` will make of its
    ``content``, a text or a collection, which does not count where two are compared.
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
    """A key and its value; ``via`` is the alias that merged the entry in, if one did."""

    key: Node
    value: Node
    via: Span | None = None


class Node:
    """A value and its place.

    ``entries`` (of a mapping) and ``items`` (of a list) are filled while the text is read.
    ``target`` is what an alias stands for. ``flow`` is set where a bracket opens the collection.
    ``pairs`` are those of a YAML mapping as written: merges stand as ``<<``, and keys that are no
    text are there, too.
    """

    __slots__ = ("_named", "entries", "flow", "items", "pairs", "span", "target", "value")

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
        self._named: dict[str, MappingEntry] | None = None

    def entry(self, name: str) -> MappingEntry | None:
        """The entry that gives ``name`` its value: the last one, as JSON readers take it.

        A key ``name.$``, with which Step Functions fills in ``name``, counts as ``name``.
        """
        if self._named is None:
            self._named = {}
            for entry in self.entries or ():
                self._named[entry.key.value] = entry
                self._named[entry.key.value.removesuffix(".$")] = entry
        return self._named.get(name)


class NodeLocation(NamedTuple):
    """Where something stands, and, when an alias brought it there, where it was written."""

    span: Span
    origin: Span | None


class ParseIssue(NamedTuple):
    """What a reader objects to, at a place in the text.

    ``edits`` mend it where its rule's fix alone does not say how; none at all, nothing does.
    """

    kind: ParseIssueKind
    span: Span
    detail: str
    document: int = 0
    path: Path = ()
    related: tuple[tuple[str, Span], ...] = ()
    edits: tuple[Edit, ...] | None = None


class ParseResult(NamedTuple):
    """What a reader makes of a text: one value a document, and a way to get their places."""

    values: Sequence[Any]
    issues: Sequence[ParseIssue]
    node_tree: Callable[[], Sequence[Node]]

    @property
    def errors(self) -> Sequence[ParseIssue]:
        """The faults without those that leave no doubt what AWS' tools and chatlint read."""
        return [fault for fault in self.issues if fault.kind != "yaml-dialect"]


class _Document(NamedTuple):
    source: Source
    parsed: ParseResult
    language: Language = "yaml"
    hidden: Sequence[Span] = ()
    unmasked: Source | None = None


class Document(_Document):  # which has room for what is found out about it
    """A text that was read; nothing may repeat what stands in ``hidden``.

    Only what changes the text sees it as it was ``unmasked``.
    """

    @property
    def unreadable(self) -> bool:
        """Whether the text cannot be read at all, so that no rule has anything to judge."""
        return bool(self.parsed.issues) and not self.parsed.values

    @cached_property
    def roots(self) -> Sequence[Node]:
        """The values with their places, one a document."""
        return self.parsed.node_tree()

    def masked(self, spans: Sequence[Span]) -> Document:
        """Put asterisks for what the text has in ``spans``; the places stay."""
        reading = self.parsed._replace(node_tree=lambda: self.roots)
        return Document(self.source.masked(spans), reading, self.language, spans, self.source)

    def is_hidden(self, span: Span) -> bool:
        """Whether ``span`` meets something hidden."""
        at = bisect_right(self._hidden, span.end, key=lambda each: each.start)
        return at > 0 and self._hidden[at - 1].end >= span.start

    @cached_property
    def _hidden(self) -> list[Span]:
        return merge_spans(self.hidden)

    def scalars(self, document: int, path: Path) -> Iterator[Node]:
        """The scalars at ``path`` and below it, where they are written."""
        todo = [self.node(document, path)]
        for node in todo:  # it grows while it is read
            if node.target is not None:
                todo.append(node.target)
            elif node.entries is None and node.items is None:
                yield node
            todo.extend(entry.value for entry in node.entries or ())
            todo.extend(node.items or ())

    def locate(self, document: int, path: Path, part: Part) -> NodeLocation:
        """Where ``part`` of what lies at ``path`` stands in the text.

        Something missing is shown at the key of the mapping that lacks it, or where a mapping
        without key begins. Below what the text spells out (a tag, say), the nearest place counts.
        """
        if part == "missing":
            return self._opening(document, path[:-1])
        return self._walk(document, path, part)[0]

    def node(self, document: int, path: Path) -> Node:
        """What lies at ``path``, where it is written; or the nearest thing that is."""
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
