"""A document as it is written: what holds what, which texts stand in quotes, how lines end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from chatlint.model.document import Document, MappingEntry, Node
from chatlint.model.path import Path
from chatlint.model.source import LINE_BREAK, Span, usual_line_break
from chatlint.parsers.yaml.marks import past_gap

_REST = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\r\n]*)?(?=(\r\n|\n|\r|\Z))")


class NodeSlot(NamedTuple):
    """A place in what is written: the collection, which of its members, and where that one lies.

    ``owner`` is the key that the collection itself is the value of, where it is one's.
    """

    holder: Node
    nth: int
    owner: Node | None

    @property
    def entry(self) -> MappingEntry | None:
        """The key and its value, where the collection is a mapping."""
        pairs = written_entries(self.holder)
        return None if pairs is None else pairs[self.nth]

    @property
    def value(self) -> Node:
        """The value there."""
        if self.holder.items is not None:
            return self.holder.items[self.nth]
        entry = self.entry
        assert entry is not None
        return entry.value


def written_entries(node: Node) -> Sequence[MappingEntry] | None:
    """The pairs of a mapping as they stand in the text; ``None`` where it is none."""
    return node.entries if node.pairs is None else node.pairs


class SourceLayout:
    """Answers questions about how ``document`` is written."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.text = (document.written or document.source).text
        self.json = document.language == "json"
        self._named: dict[Node, dict[str, int | None]] = {}
        self._members: dict[Node, list[Span] | None] = {}
        self._inherited: dict[Node, frozenset[str]] = {}

    def spot(self, number: int, path: Path) -> NodeSlot | None:
        """Where ``path`` leads, if that is clear and goes through no alias and no merge."""
        if not path:
            return None
        node, owner, found = self._document.roots[number], None, None
        in_flow = False
        for step in path:
            if not self._is_open(node) or (in_flow and not node.flow):
                return None
            index = self._index(node, step)
            if index is None:
                return None
            in_flow = node.flow
            found = NodeSlot(node, index, owner)
            owner = found.entry.key if found.entry else None
            node = found.value
        return found

    def node(self, number: int, path: Path) -> Node | None:
        """The value at ``path``, on the same terms."""
        if not path:
            return self._document.roots[number]
        spot = self.spot(number, path)
        return spot and spot.value

    def _is_open(self, node: Node) -> bool:
        """Whether ``node`` stands here itself, without a tag."""
        return node.target is None and not self.text.startswith("!", node.span.start)

    def _index(self, node: Node, step: str | int) -> int | None:
        if isinstance(step, int):
            return step if node.items is not None else None
        if node not in self._named:
            self._named[node] = named = {}
            for index, (key, _, _) in enumerate(written_entries(node) or ()):
                if isinstance(key.value, str):
                    # A key that is an alias, or comes twice, leads nowhere.
                    name = key.value.removesuffix(".$")
                    doubtful = key.target is not None or name in named
                    named[name] = None if doubtful else index
        return self._named[node].get(step.removesuffix(".$"))

    def is_scalar(self, node: Node) -> bool:
        """Whether ``node`` is a scalar that stands here itself, without a tag."""
        return self._is_open(node) and node.items is None and written_entries(node) is None

    def members(self, holder: Node) -> list[Span] | None:
        """Where the members of ``holder`` stand, those of a block list with their dashes."""
        if holder not in self._members:
            self._members[holder] = self._members_of(holder)
        return self._members[holder]

    def _members_of(self, holder: Node) -> list[Span] | None:
        pairs = written_entries(holder)
        if pairs is not None:
            return [Span(k.span.start, max(k.span.end, v.span.end)) for k, v, _ in pairs]
        assert holder.items is not None
        if holder.flow:
            return [item.span for item in holder.items]
        spans, end = [], holder.span.start
        for item in holder.items:
            dash = past_gap(self.text, end)
            if not self.text.startswith("-", dash):
                return None
            end = item.span.end
            spans.append(Span(dash, end))
        return spans

    def inherited(self, holder: Node) -> frozenset[str]:
        """The names that merges would bring in if they did not stand in ``holder`` themselves."""
        if holder not in self._inherited:
            merged = [pair.value for pair in holder.pairs or () if pair.key.value == "<<"]
            sources = [each for value in merged for each in (value.items or [value])]
            names = (entry.key.value for each in sources for entry in each.entries or ())
            self._inherited[holder] = frozenset(names)
        return self._inherited[holder]

    def line_start(self, offset: int) -> int:
        """Where the line of ``offset`` begins."""
        return max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset)) + 1

    def before_on_line(self, offset: int) -> str:
        """What stands before ``offset`` on its line."""
        return self.text[self.line_start(offset) : offset]

    def line_end(self, offset: int) -> int | None:
        """Where the line of ``offset`` ends, if nothing but a comment follows on it."""
        rest = _REST.match(self.text, offset)
        return rest and rest.end()

    def line_break(self, offset: int) -> str:
        """The line break that begins at ``offset``; empty where there is none."""
        found = LINE_BREAK.match(self.text, offset)
        return found[0] if found else ""

    @cached_property
    def usual_break(self) -> str:
        """How lines end in this text."""
        return usual_line_break(self.text)

    def quote_of(self, node: Node) -> str:
        """The quotes a scalar stands in; empty where it stands in none."""
        opening = self.text[node.span.start : node.span.start + 1]
        return opening if opening and opening in "\"'" else ""

    @cached_property
    def quote(self) -> str:
        """The quotes that are usual in this text."""
        return '"' if self._quotes['"'] >= self._quotes["'"] else "'"

    @cached_property
    def value_quote(self) -> str:
        """The quotes that texts usually stand in here; empty where they stand in none."""
        quoted = self._quotes['"'] + self._quotes["'"]
        return self.quote if self.json or quoted > self._quotes[""] else ""

    @cached_property
    def _quotes(self) -> Counter[str]:
        texts = (n for n in self._nodes if isinstance(n.value, str) and self.is_scalar(n))
        return Counter(map(self.quote_of, texts))

    @cached_property
    def lists(self) -> list[tuple[Node, Node]]:
        """The lists with members in this text, each after its key."""
        return [
            (key, value)
            for node in self._nodes
            for key, value, _ in written_entries(node) or ()
            if value.items and value.target is None
        ]

    @cached_property
    def shared(self) -> list[Span]:
        """What aliases or merges elsewhere bring in a second time."""
        if "*" not in self.text:  # by which they begin
            return []
        return [node.target.span for node in self._walk(values_only=False) if node.target]

    def holder_of_key(self, span: Span) -> Node | None:
        """The mapping that has the key at ``span``."""
        return self._keys.get(span)

    @cached_property
    def _keys(self) -> dict[Span, Node]:
        return {
            key.span: node
            for node in self._walk(values_only=False)
            for key, _, _ in written_entries(node) or ()
            if node.target is None
        }

    @cached_property
    def _nodes(self) -> list[Node]:
        return list(self._walk(values_only=True))

    def _walk(self, *, values_only: bool) -> Iterator[Node]:
        todo = list(self._document.roots)
        while todo:
            node = todo.pop()
            yield node
            if node.target is not None:
                continue
            todo += node.items or ()
            for key, value, _ in written_entries(node) or ():
                todo += [value] if values_only else [key, value]

    def ends_in_block_scalar(self, node: Node) -> bool:
        """Whether what comes after ``node`` might be taken for more of its text."""
        while node.target is None:
            if node.items:
                node = node.items[-1]
            elif pairs := written_entries(node):
                node = pairs[-1].value
            else:
                break
        start, end = node.span
        return self.text[start : start + 1] in ("|", ">") or (
            self.text.startswith("!", start) and "\n" in self.text[start:end]
        )
