"""From YAML events to nodes: values with their places, under limits, without recursion.

ruamel's own composer is not for untrusted text: the C one dies by SIGSEGV on deep nesting, the
pure one recurses, and neither counts what aliases expand to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)
from ruamel.yaml.events import CollectionEndEvent as EndEvent

from chatlint import scalar
from chatlint.document import Entry, Fault, Foreign, Limits, Node, ReaderWord
from chatlint.text import Path, Span, clipped

_CORE = "tag:yaml.org,2002:"
# CloudFormation's short forms: what they stand for is known when the stack is made.
_CLOUDFORMATION = frozenset(
    f"!{name}"
    for name in (
        *("And", "Base64", "Cidr", "Condition", "Equals", "FindInMap", "GetAtt", "GetAZs", "If"),
        *("ImportValue", "Join", "Length", "Not", "Or", "Ref", "Select", "Split", "Sub"),
        *("ToJsonString", "Transform"),
    )
)
_PROPERTY = re.compile(r"(?:&\S+|!\S*)(?:\s+(?:#[^\r\n]*)?)*")
_GAP = re.compile(r"(?:\s|#[^\r\n]*)*")
_UNSENDABLE = re.compile("[\0\ud800-\udfff]")


class LimitError(Exception):
    """A limit was passed; nothing more of the text is read."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.detail)
        self.fault = fault


class _Open:
    """A collection that is still being read."""

    __slots__ = ("anchor", "key", "node", "pairs", "size", "tag")

    def __init__(self, node: Node, tag: str | None, anchor: str | None) -> None:
        self.node = node
        self.tag = tag
        self.anchor = anchor
        self.size = 1
        self.key: Node | None = None
        self.pairs: list[Entry] = []


class Composer:
    """Builds the nodes of one text; ``roots`` and ``faults`` are its result."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.roots: list[Node] = []
        self.faults: list[Fault] = []
        self._text = text
        self._limits = limits
        self._stack: list[_Open] = []
        self._nodes = 0
        self._aliases = 0
        self._expansion = 0
        # A complete node with its expanded size, or None while it is still open.
        self._anchors: dict[str, tuple[Node, int] | None] = {}
        self._after = 0

    def compose(self, events: Iterable[Any]) -> None:
        """Take in ``events``.

        Raises:
            LimitError: a limit was passed.
        """
        for event in events:
            if isinstance(event, NodeEvent):
                self._count(event)
                self._node(event)
            elif isinstance(event, EndEvent):
                self._close(event)
            elif isinstance(event, DocumentStartEvent):
                self._anchors.clear()
                self._after = event.end_mark.index
                if len(self.roots) == self._limits.documents:
                    raise self._limit(event, "documents", self._limits.documents, "documents")

    def _count(self, event: Any) -> None:
        self._nodes += 1
        if self._nodes > self._limits.nodes:
            raise self._limit(event, "nodes", self._limits.nodes, "nodes")

    def _node(self, event: Any) -> None:
        if isinstance(event, ScalarEvent):
            self._complete(self._scalar(event), 1, event.anchor)
        elif isinstance(event, AliasEvent):
            self._alias(event)
        else:
            self._open(event)

    def _open(self, event: Any) -> None:
        if len(self._stack) == self._limits.depth:
            raise self._limit(event, "levels of nesting", self._limits.depth, "depth")
        start = self._start(event)
        node = Node(Span(start, start), None, flow=self._text[start : start + 1] in ("[", "{"))
        if isinstance(event, MappingStartEvent):
            node.entries, node.value = [], {}
        else:
            assert isinstance(event, SequenceStartEvent)
            node.items, node.value = [], []
        if event.anchor:
            self._anchors[event.anchor] = None
        self._stack.append(_Open(node, _tag(event), event.anchor))
        self._after = start

    def _close(self, event: Any) -> None:
        done = self._stack.pop()
        node = done.node
        if node.entries is not None:
            if done.key is not None:  # pragma: no cover - the parser always gives a value
                done.pairs.append(Entry(done.key, done.key))
            self._map(node, done.pairs)
            last = done.pairs[-1].value if done.pairs else None
        else:
            last = node.items[-1] if node.items else None
        closed = event.end_mark.index if event.end_mark.index > event.start_mark.index else None
        end = closed or (last.span.end if last else node.span.end)
        node.span = Span(node.span.start, end)
        if done.tag is not None:
            node.value = self._collection_value(node, done.tag)
        self._complete(node, done.size, done.anchor)

    def _complete(self, node: Node, size: int, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = (node, size)
        self._after = node.span.end
        if not self._stack:
            self.roots.append(node)
            return
        parent = self._stack[-1]
        parent.size += size
        if parent.node.items is not None:
            parent.node.items.append(node)
            parent.node.value.append(node.value)
        elif parent.key is None:
            parent.key = node
        else:
            parent.pairs.append(Entry(parent.key, node))
            parent.key = None

    # -- scalars ---------------------------------------------------------------------------

    def _scalar(self, event: Any) -> Node:
        tag = _tag(event)
        plain = event.implicit[0] and tag is None
        if plain and not event.value and event.start_mark.index == event.end_mark.index:
            place = self._empty_place(event)
            return Node(Span(place, place), None)
        start = self._start(event)
        end = start + len(self._text[start : event.end_mark.index].rstrip())
        node = Node(Span(start, end), event.value)
        if _UNSENDABLE.search(event.value):
            self._fault("not-text", node.span, "holds an escape that stands for no character")
        elif plain:
            node.value = scalar.resolve(event.value)
        elif tag is not None:
            node.value = self._scalar_value(node, tag, event.value)
        return node

    def _scalar_value(self, node: Node, tag: str, text: str) -> object:
        if tag.startswith(_CORE):
            try:
                return scalar.tagged(tag.removeprefix(_CORE), text)
            except ValueError:
                self._fault(
                    "foreign-tag", node.span, f"`{_shown(tag)}` does not fit `{clipped(text)}`"
                )
                return Foreign("tag", tag)
            except KeyError:
                pass
        return self._foreign(node, tag)

    def _collection_value(self, node: Node, tag: str) -> object:
        if tag == _CORE + ("map" if node.entries is not None else "seq"):
            return node.value
        return self._foreign(node, tag)

    def _foreign(self, node: Node, tag: str) -> Foreign:
        if tag not in _CLOUDFORMATION:
            self._fault("foreign-tag", node.span, f"no AWS tool knows the tag `{_shown(tag)}`")
        return Foreign("tag", tag)

    # -- mappings --------------------------------------------------------------------------

    def _map(self, node: Node, pairs: list[Entry]) -> None:
        assert node.entries is not None
        merged: dict[str, Entry] = {}
        seen: dict[str, Entry] = {}
        for entry in pairs:
            name = entry.key.value
            if self._is_merge(entry.key):
                for inherited in reversed(self._sources(entry.value)):
                    via = entry.value.span
                    merged.update({e.key.value: Entry(e.key, e.value, via) for e in inherited})
            elif not isinstance(name, str):
                self._bad_key(node, entry)
                continue
            if isinstance(name, str) and name in seen:
                self._fault(
                    "duplicate-key",
                    entry.key.span,
                    f"`{clipped(name)}` stands here a second time",
                    path=(*self._path(), name),
                    related=(("first given here", seen[name].key.span),),
                )
            if isinstance(name, str):
                seen[name] = entry
        own = [e for e in pairs if isinstance(e.key.value, str) and not self._is_merge(e.key)]
        node.entries.extend(e for name, e in merged.items() if name not in seen)
        node.entries.extend(own)
        node.value.update((e.key.value, e.value.value) for e in node.entries)

    def _is_merge(self, key: Node) -> bool:
        return key.value == "<<" and self._text[key.span.start : key.span.end] == "<<"

    def _sources(self, value: Node) -> list[list[Entry]]:
        target = value.target or value
        if target.entries is not None:
            return [target.entries]
        if target.items is not None:
            sources = [(item.target or item).entries for item in target.items]
            if None not in sources:
                return [entries for entries in sources if entries is not None]
        if value.value is not _CYCLE:
            self._fault("syntax-error", value.span, "`<<` takes a mapping or a list of mappings")
        return []

    def _bad_key(self, node: Node, entry: Entry) -> None:
        key = entry.key
        name = self._text[key.span.start : key.span.end]
        around = self._text[node.span.start : key.span.end + 1]
        if around.startswith("{{") and key.entries is not None and node.flow:
            detail = f"unquoted `{clipped(around)}` is a mapping in a mapping, not a placeholder"
            end = _GAP.match(self._text, key.span.end).end() + 1  # type: ignore[union-attr]
            node.value = self._text[node.span.start : end]
            self._fault("non-string-key", Span(node.span.start, end), f"{detail}; quote it")
            return
        detail = f"the key `{clipped(name)}` is {_kind(key.value)}, not text; quote it"
        self._fault("non-string-key", key.span, detail, path=(*self._path(), name))

    # -- aliases ---------------------------------------------------------------------------

    def _alias(self, event: Any) -> None:
        span = Span(event.start_mark.index, event.end_mark.index)
        self._aliases += 1
        if self._aliases > self._limits.aliases:
            raise self._limit(event, "aliases", self._limits.aliases, "aliases")
        if event.anchor not in self._anchors:
            self._fault("syntax-error", span, f"no anchor `&{clipped(event.anchor)}` before this")
            self._complete(Node(span, _CYCLE), 1, None)
            return
        anchored = self._anchors[event.anchor]
        if anchored is None:
            self._fault("over-limit", span, "this alias leads back into itself, without end")
            self._complete(Node(span, _CYCLE), 1, None)
            return
        target, size = anchored
        self._expansion += size
        if self._expansion > self._limits.expansion:
            limit = self._limits.expansion
            raise self._limit(event, "nodes that aliases stand for", limit, "aliases")
        node = Node(span, target.value, target.entries, target.items, target)
        self._complete(node, size, None)

    # -- places ----------------------------------------------------------------------------

    def _start(self, event: Any) -> int:
        """Where a node begins: at its tag, else after its anchor."""
        start: int = event.start_mark.index
        if event.anchor is None and _tag(event) is None:
            return start
        while match := _PROPERTY.match(self._text, start):
            if self._text[start] == "!":
                return start
            start = match.end()
        return start

    def _empty_place(self, event: Any) -> int:
        """Where a value that is not there belongs: after its colon or dash."""
        if self._stack and event.anchor is None:
            parent = self._stack[-1]
            indicator = "-" if parent.node.items is not None else ":"
            if indicator == ":" and parent.key is None:
                return int(event.start_mark.index)
            gap = _GAP.match(self._text, self._after)
            assert gap is not None  # it matches the empty text, too
            if self._text[gap.end() : gap.end() + 1] == indicator:
                return gap.end() + 1
        return self._after

    def _path(self) -> Path:
        steps: list[str | int] = []
        for frame in self._stack:
            if frame.node.items is not None:
                steps.append(len(frame.node.items))
            elif frame.key is not None:
                steps.append(str(frame.key.value))
        return tuple(steps)

    def _fault(
        self,
        word: ReaderWord,
        span: Span,
        detail: str,
        path: Path | None = None,
        related: tuple[tuple[str, Span], ...] = (),
    ) -> None:
        place = self._path() if path is None else path
        self.faults.append(Fault(word, span, detail, len(self.roots), place, related))

    def _limit(self, event: Any, what: str, limit: int, option: str) -> LimitError:
        start = event.start_mark.index
        detail = f"more than {limit:,} {what} in one file; --max-{option} raises the limit"
        return LimitError(Fault("over-limit", Span(start, start + 1), detail, len(self.roots)))


# What an alias without an end, or without an anchor, is read as: nothing can be said of it.
_CYCLE = Foreign("tag", "*")


def _tag(event: Any) -> str | None:
    """The explicit tag of an event; ``!`` alone only says "not plain"."""
    tag = event.tag
    return None if tag is None or str(tag) == "!" else str(tag)


def _shown(tag: str) -> str:
    return clipped(tag.replace(_CORE, "!!"))


def _kind(value: object) -> str:
    if isinstance(value, Foreign):
        return f"a {value.kind}"
    kinds = {bool: "a boolean", int: "a number", float: "a number", type(None): "null"}
    return kinds.get(type(value), "a list or mapping")
