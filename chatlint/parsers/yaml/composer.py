"""From YAML events to nodes: values with their places, under limits, without recursion.

ruamel's own composer is not for untrusted text: the C one dies by SIGSEGV on deep nesting, the
pure one recurses, and neither counts what aliases expand to.
"""

from __future__ import annotations

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

from chatlint.model.document import (
    Limits,
    MappingEntry,
    Node,
    NonJsonValue,
    ParseIssue,
    ParseIssueKind,
)
from chatlint.model.path import Path
from chatlint.model.printable import clip, unsendable_reason
from chatlint.model.source import Span
from chatlint.parsers.yaml import scalars
from chatlint.parsers.yaml.dialects import describe_difference
from chatlint.parsers.yaml.mappings import find_mapping_issues, mapping_entries
from chatlint.parsers.yaml.marks import after, past_gap, start_of, tag_of

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
_IN_SMALL_LETTERS = {tag.lower(): tag for tag in _CLOUDFORMATION}


_SCALARS = frozenset(_CORE + kind for kind in scalars.TAGS)


class LimitError(Exception):
    """A limit was passed; nothing more of the text is read."""

    def __init__(self, fault: ParseIssue) -> None:
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
        self.pairs: list[MappingEntry] = []


class Composer:
    """Builds the nodes of one text; ``roots`` and ``faults`` are its result."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.roots: list[Node] = []
        self.faults: list[ParseIssue] = []
        self._text = text
        self._limits = limits
        self._stack: list[_Open] = []
        self._nodes = 0
        self._aliases = 0
        self._expansion = 0
        # A complete node with its expanded size, or None while it is still open.
        self._anchors: dict[str, tuple[Node, int] | None] = {}
        self._after = 0

    @property
    def opened(self) -> int | None:
        """Where the innermost bracket stands that is still open, if one is."""
        starts = [each.node.span.start for each in self._stack if each.node.flow]
        return starts[-1] if starts else None

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
        start = start_of(self._text, event)
        node = Node(Span(start, start), None, flow=self._text[start : start + 1] in ("[", "{"))
        if isinstance(event, MappingStartEvent):
            node.entries, node.value = [], {}
        else:
            assert isinstance(event, SequenceStartEvent)
            node.items, node.value = [], []
        if event.anchor:
            self._anchors[event.anchor] = None
        self._stack.append(_Open(node, tag_of(event), event.anchor))
        self._after = start

    def _close(self, event: Any) -> None:
        done = self._stack.pop()
        node = done.node
        if node.entries is not None:
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
            parent.pairs.append(MappingEntry(parent.key, node))
            parent.key = None

    # -- scalars ---------------------------------------------------------------------------

    def _scalar(self, event: Any) -> Node:
        tag = tag_of(event)
        plain = event.implicit[0] and tag is None
        if plain and not event.value and event.start_mark.index == event.end_mark.index:
            place = self._empty_place(event)
            return Node(Span(place, place), None)
        start = start_of(self._text, event)
        end = start + len(self._text[start : event.end_mark.index].rstrip())
        node = Node(Span(start, end), event.value)
        if detail := unsendable_reason(event.value):
            self._fault("not-text", node.span, detail)
        elif plain:
            node.value = scalars.resolve_scalar(event.value)
            if detail := describe_difference(event.value):
                self._fault("yaml-dialect", node.span, detail, self._place_of(event.value))
        elif tag is not None:
            node.value = self._scalar_value(node, tag, event.value)
        return node

    def _scalar_value(self, node: Node, tag: str, text: str) -> object:
        if tag.startswith(_CORE):
            try:
                return scalars.resolve_tagged(tag.removeprefix(_CORE), text)
            except ValueError:
                self._fault(
                    "foreign-tag", node.span, f"`{_shown(tag)}` does not fit `{clip(text)}`"
                )
                return NonJsonValue("tag", tag)
            except KeyError:
                pass
        return self._foreign(node, tag, text)

    def _collection_value(self, node: Node, tag: str) -> object:
        kind, words = ("seq", "a list") if node.items is not None else ("map", "a mapping")
        if tag == _CORE + kind:
            return node.value
        if tag in _SCALARS:
            self._fault("foreign-tag", node.span, f"`{_shown(tag)}` does not fit {words}")
            return NonJsonValue("tag", tag)
        return self._foreign(node, tag, node.value)

    def _foreign(self, node: Node, tag: str, content: object) -> NonJsonValue:
        if tag not in _CLOUDFORMATION:
            near = _IN_SMALL_LETTERS.get(tag.lower())
            hint = f"; did you mean `{near}`?" if near else ""
            detail = f"no AWS tool knows the tag `{_shown(tag)}`{hint}"
            self._fault("foreign-tag", node.span, detail)
        return NonJsonValue("tag", tag, content)

    # -- mappings --------------------------------------------------------------------------

    def _map(self, node: Node, pairs: list[MappingEntry]) -> None:
        if self._is_hole(node, pairs):
            return
        for word, span, detail, name, related in find_mapping_issues(self._text, pairs):
            path = self._path() if name is None else (*self._path(), name)
            self._fault(word, span, detail, path, related)
        node.pairs = pairs
        node.entries = mapping_entries(self._text, pairs)
        node.value.update((entry.key.value, entry.value.value) for entry in node.entries)

    def _is_hole(self, node: Node, pairs: list[MappingEntry]) -> bool:
        """Tell of an unquoted ``{{x}}``, which YAML takes for a mapping as the key of another."""
        if len(pairs) != 1 or not (node.flow and self._text.startswith("{{", node.span.start)):
            return False
        ((key, _, _),) = pairs
        end = past_gap(self._text, key.span.end) + 1
        if self._text[end - 1 : end] != "}":
            return False
        if self.faults and self.faults[-1].span == key.span:
            self.faults.pop()  # of Mustache's {{{x}}} what is inside is part of the hole
        node.value = self._text[node.span.start : end]
        node.entries = None
        detail = f"unquoted `{clip(node.value)}` is a mapping, not a placeholder; quote it"
        self._fault("non-string-key", Span(node.span.start, end), detail)
        return True

    # -- aliases ---------------------------------------------------------------------------

    def _alias(self, event: Any) -> None:
        span = Span(event.start_mark.index, event.end_mark.index)
        self._aliases += 1
        if self._aliases > self._limits.aliases:
            raise self._limit(event, "aliases", self._limits.aliases, "aliases")
        if event.anchor not in self._anchors:
            detail = f"no anchor `&{clip(event.anchor)}` before this; quote it if it is text"
            self._fault("syntax-error", span, detail)
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

    def _empty_place(self, event: Any) -> int:
        """Where a value that is not there belongs: after its colon or dash."""
        if not self._stack:
            return self._after
        parent = self._stack[-1]
        if parent.node.items is not None:
            return after(self._text, self._after, "-")
        if parent.key is None:
            return int(event.start_mark.index)
        return after(self._text, self._after, ":")

    def _path(self) -> Path:
        steps: list[str | int] = []
        for frame in self._stack:
            if frame.node.items is not None:
                steps.append(len(frame.node.items))
            elif frame.key is not None:
                steps.append(str(frame.key.value))
        return tuple(steps)

    def _place_of(self, text: str) -> Path:
        """The path of a scalar that has just been met, be it a value or a key."""
        parent = self._stack[-1] if self._stack else None
        is_key = parent and parent.node.items is None and parent.key is None
        return (*self._path(), text) if is_key else self._path()

    def _fault(
        self,
        word: ParseIssueKind,
        span: Span,
        detail: str,
        path: Path | None = None,
        related: tuple[tuple[str, Span], ...] = (),
    ) -> None:
        place = self._path() if path is None else path
        self.faults.append(ParseIssue(word, span, detail, len(self.roots), place, related))

    def _limit(self, event: Any, what: str, limit: int, option: str) -> LimitError:
        start = event.start_mark.index
        detail = f"more than {limit:,} {what} in one file; --max-{option} raises the limit"
        return LimitError(ParseIssue("over-limit", Span(start, start + 1), detail, len(self.roots)))


# What an alias without an end, or without an anchor, is read as: nothing can be said of it.
_CYCLE = NonJsonValue("tag", "*")


def _shown(tag: str) -> str:
    return clip(tag.replace(_CORE, "!!"))
