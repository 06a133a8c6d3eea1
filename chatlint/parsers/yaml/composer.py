"""Build nodes (values and their spans) from YAML events, within limits and without recursion.

ruamel's own composers are unsafe for untrusted text: the C composer crashes on deep nesting, the
pure one recurses, and neither limits the expansion of aliases.
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
from chatlint.parsers.yaml.mappings import find_mapping_issues, merge_entries
from chatlint.parsers.yaml.marks import explicit_tag, node_start, skip_gap, skip_indicator
from chatlint.parsers.yaml.tags import resolve_collection_tag, resolve_scalar_tag


class LimitError(Exception):
    """The text exceeds a limit."""

    def __init__(self, issue: ParseIssue) -> None:
        super().__init__(issue.detail)
        self.issue = issue


class _OpenCollection:
    """A collection whose end was not read yet; ``size`` counts its nodes, aliases expanded."""

    __slots__ = ("anchor", "key", "node", "pairs", "size", "tag")

    def __init__(self, node: Node, tag: str | None, anchor: str | None) -> None:
        self.node = node
        self.tag = tag
        self.anchor = anchor
        self.size = 1
        self.key: Node | None = None
        self.pairs: list[MappingEntry] = []


class Composer:
    """Builds the nodes of one text; the result is in ``roots`` and ``issues``."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.roots: list[Node] = []
        self.issues: list[ParseIssue] = []
        self._text = text
        self._limits = limits
        self._stack: list[_OpenCollection] = []
        self._nodes = 0
        self._aliases = 0
        self._expansion = 0
        # Each complete node with its expanded size; None while the node is open.
        self._anchors: dict[str, tuple[Node, int] | None] = {}
        self._last_end = 0

    @property
    def open_bracket(self) -> int | None:
        """The offset of the innermost open bracket, if there is one."""
        starts = [each.node.span.start for each in self._stack if each.node.flow]
        return starts[-1] if starts else None

    def compose(self, events: Iterable[Any]) -> None:
        """Build the nodes of ``events``.

        Raises:
            LimitError: the text exceeds a limit.
        """
        for event in events:
            if isinstance(event, NodeEvent):
                self._count_node(event)
                self._add_node(event)
            elif isinstance(event, EndEvent):
                self._close_collection(event)
            elif isinstance(event, DocumentStartEvent):
                self._anchors.clear()
                self._last_end = event.end_mark.index
                if len(self.roots) == self._limits.documents:
                    raise self._limit(event, "documents", self._limits.documents, "documents")

    def _count_node(self, event: Any) -> None:
        self._nodes += 1
        if self._nodes > self._limits.nodes:
            raise self._limit(event, "nodes", self._limits.nodes, "nodes")

    def _add_node(self, event: Any) -> None:
        if isinstance(event, ScalarEvent):
            self._complete_node(self._build_scalar(event), 1, event.anchor)
        elif isinstance(event, AliasEvent):
            self._add_alias(event)
        else:
            self._open_collection(event)

    def _open_collection(self, event: Any) -> None:
        if len(self._stack) == self._limits.depth:
            raise self._limit(event, "levels of nesting", self._limits.depth, "depth")
        start = node_start(self._text, event)
        node = Node(Span(start, start), None, flow=self._text[start : start + 1] in ("[", "{"))
        if isinstance(event, MappingStartEvent):
            node.entries, node.value = [], {}
        else:
            assert isinstance(event, SequenceStartEvent)
            node.items, node.value = [], []
        if event.anchor:
            self._anchors[event.anchor] = None
        self._stack.append(_OpenCollection(node, explicit_tag(event), event.anchor))
        self._last_end = start

    def _close_collection(self, event: Any) -> None:
        collection = self._stack.pop()
        node = collection.node
        if node.entries is not None:
            self._complete_mapping(node, collection.pairs)
            last = collection.pairs[-1].value if collection.pairs else None
        else:
            last = node.items[-1] if node.items else None
        closed = event.end_mark.index if event.end_mark.index > event.start_mark.index else None
        end = closed or (last.span.end if last else node.span.end)
        node.span = Span(node.span.start, end)
        if collection.tag is not None:
            node.value, detail = resolve_collection_tag(collection.tag, node.value)
            if detail:
                self._add_issue("foreign-tag", node.span, detail)
        self._complete_node(node, collection.size, collection.anchor)

    def _complete_node(self, node: Node, size: int, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = (node, size)
        self._last_end = node.span.end
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

    def _build_scalar(self, event: Any) -> Node:
        tag = explicit_tag(event)
        plain = event.implicit[0] and tag is None
        if plain and not event.value and event.start_mark.index == event.end_mark.index:
            offset = self._empty_value_offset(event)
            return Node(Span(offset, offset), None)
        start = node_start(self._text, event)
        end = start + len(self._text[start : event.end_mark.index].rstrip())
        node = Node(Span(start, end), event.value)
        if detail := unsendable_reason(event.value):
            self._add_issue("not-text", node.span, detail)
        elif plain:
            node.value = scalars.resolve_scalar(event.value)
            if detail := describe_difference(event.value):
                path = self._scalar_path(event.value)
                self._add_issue("yaml-dialect", node.span, detail, path)
        elif tag is not None:
            node.value, detail = resolve_scalar_tag(tag, event.value)
            if detail:
                self._add_issue("foreign-tag", node.span, detail)
        return node

    # -- mappings --------------------------------------------------------------------------

    def _complete_mapping(self, node: Node, pairs: list[MappingEntry]) -> None:
        if self._read_placeholder(node, pairs):
            return
        for kind, span, detail, key, related in find_mapping_issues(self._text, pairs):
            path = self._current_path() if key is None else (*self._current_path(), key)
            self._add_issue(kind, span, detail, path, related)
        node.pairs = pairs
        node.entries = merge_entries(self._text, pairs)
        node.value.update((entry.key.value, entry.value.value) for entry in node.entries)

    def _read_placeholder(self, node: Node, pairs: list[MappingEntry]) -> bool:
        """Report an unquoted ``{{x}}``, to YAML a mapping with a mapping as its key.

        Returns whether ``node`` is one; its value is then the placeholder.
        """
        if len(pairs) != 1 or not (node.flow and self._text.startswith("{{", node.span.start)):
            return False
        ((key, _, _),) = pairs
        end = skip_gap(self._text, key.span.end) + 1
        if self._text[end - 1 : end] != "}":
            return False
        if self.issues and self.issues[-1].span == key.span:
            self.issues.pop()  # the inner {{x}} of Mustache's {{{x}}}
        node.value = self._text[node.span.start : end]
        node.entries = None
        detail = f"unquoted `{clip(node.value)}` is a mapping, not a placeholder; quote it"
        self._add_issue("non-string-key", Span(node.span.start, end), detail)
        return True

    # -- aliases ---------------------------------------------------------------------------

    def _add_alias(self, event: Any) -> None:
        span = Span(event.start_mark.index, event.end_mark.index)
        self._aliases += 1
        if self._aliases > self._limits.aliases:
            raise self._limit(event, "aliases", self._limits.aliases, "aliases")
        if event.anchor not in self._anchors:
            detail = f"no anchor `&{clip(event.anchor)}` before this; quote it if it is text"
            self._add_issue("syntax-error", span, detail)
            self._complete_node(Node(span, _UNRESOLVED), 1, None)
            return
        anchored = self._anchors[event.anchor]
        if anchored is None:
            self._add_issue("over-limit", span, "this alias leads back into itself, without end")
            self._complete_node(Node(span, _UNRESOLVED), 1, None)
            return
        target, size = anchored
        self._expansion += size
        if self._expansion > self._limits.expansion:
            limit = self._limits.expansion
            raise self._limit(event, "nodes that aliases stand for", limit, "aliases")
        node = Node(span, target.value, target.entries, target.items, target)
        self._complete_node(node, size, None)

    # -- positions -------------------------------------------------------------------------

    def _empty_value_offset(self, event: Any) -> int:
        """The offset at which an empty value belongs: after its colon or dash."""
        if not self._stack:
            return self._last_end
        parent = self._stack[-1]
        if parent.node.items is not None:
            return skip_indicator(self._text, self._last_end, "-")
        if parent.key is None:
            return int(event.start_mark.index)
        return skip_indicator(self._text, self._last_end, ":")

    def _current_path(self) -> Path:
        steps: list[str | int] = []
        for frame in self._stack:
            if frame.node.items is not None:
                steps.append(len(frame.node.items))
            elif frame.key is not None:
                steps.append(str(frame.key.value))
        return tuple(steps)

    def _scalar_path(self, text: str) -> Path:
        """The path of the current scalar, a value or a key."""
        parent = self._stack[-1] if self._stack else None
        is_key = parent and parent.node.items is None and parent.key is None
        return (*self._current_path(), text) if is_key else self._current_path()

    def _add_issue(
        self,
        kind: ParseIssueKind,
        span: Span,
        detail: str,
        path: Path | None = None,
        related: tuple[tuple[str, Span], ...] = (),
    ) -> None:
        path = self._current_path() if path is None else path
        self.issues.append(ParseIssue(kind, span, detail, len(self.roots), path, related))

    def _limit(self, event: Any, what: str, limit: int, option: str) -> LimitError:
        start = event.start_mark.index
        detail = f"more than {limit:,} {what} in one file; --max-{option} raises the limit"
        return LimitError(ParseIssue("over-limit", Span(start, start + 1), detail, len(self.roots)))


# The value of an alias to itself or to a missing anchor.
_UNRESOLVED = NonJsonValue("tag", "*")
