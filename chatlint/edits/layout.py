"""How a document is written: collections and their members, quotes, line breaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from chatlint.model.document import Document, MappingEntry, Node
from chatlint.model.path import Path
from chatlint.model.source import LINE_BREAK, Span, usual_line_break
from chatlint.parsers.yaml.marks import skip_gap

_REST = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\r\n]*)?(?=(\r\n|\n|\r|\Z))")


class NodeSlot(NamedTuple):
    """A member of a collection as written.

    Args:
        holder: the collection.
        position: index of the member in the collection.
        owner: the key whose value the collection is, if any.
    """

    holder: Node
    position: int
    owner: Node | None

    @property
    def entry(self) -> MappingEntry | None:
        """The key and its value, if the collection is a mapping."""
        pairs = written_entries(self.holder)
        return None if pairs is None else pairs[self.position]

    @property
    def value(self) -> Node:
        """The value of the member."""
        if self.holder.items is not None:
            return self.holder.items[self.position]
        entry = self.entry
        assert entry is not None
        return entry.value


def written_entries(node: Node) -> Sequence[MappingEntry] | None:
    """The pairs of a mapping as written, merge keys included; ``None`` for other nodes."""
    return node.entries if node.pairs is None else node.pairs


class SourceLayout:
    """The layout of the text of ``document``."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.text = (document.unmasked or document.source).text
        self.is_json = document.language == "json"
        self._index_by_key: dict[Node, dict[str, int | None]] = {}
        self._spans_by_holder: dict[Node, list[Span] | None] = {}
        self._merged_by_holder: dict[Node, frozenset[str]] = {}

    def find_slot(self, number: int, path: Path) -> NodeSlot | None:
        """Find the member at ``path``, if no alias, merge or repeated key is on the way."""
        if not path:
            return None
        node, owner, found = self._document.roots[number], None, None
        in_flow = False
        for step in path:
            if not self._is_open(node) or (in_flow and not node.flow):
                return None
            index = self._member_index(node, step)
            if index is None:
                return None
            in_flow = node.flow
            found = NodeSlot(node, index, owner)
            owner = found.entry.key if found.entry else None
            node = found.value
        return found

    def find_node(self, number: int, path: Path) -> Node | None:
        """Find the value at ``path``, under the conditions of `find_slot`."""
        if not path:
            return self._document.roots[number]
        slot = self.find_slot(number, path)
        return slot and slot.value

    def _is_open(self, node: Node) -> bool:
        """Whether ``node`` is neither an alias nor tagged."""
        return node.target is None and not self.text.startswith("!", node.span.start)

    def _member_index(self, node: Node, step: str | int) -> int | None:
        if isinstance(step, int):
            return step if node.items is not None else None
        if node not in self._index_by_key:
            self._index_by_key[node] = by_key = {}
            for index, (key, _, _) in enumerate(written_entries(node) or ()):
                if isinstance(key.value, str):
                    # A key that is an alias or occurs twice is ambiguous.
                    name = key.value.removesuffix(".$")
                    ambiguous = key.target is not None or name in by_key
                    by_key[name] = None if ambiguous else index
        return self._index_by_key[node].get(step.removesuffix(".$"))

    def is_scalar(self, node: Node) -> bool:
        """Whether ``node`` is a scalar, neither an alias nor tagged."""
        return self._is_open(node) and node.items is None and written_entries(node) is None

    def member_spans(self, holder: Node) -> list[Span] | None:
        """The spans of the members of ``holder``; in a block list they include the dashes."""
        if holder not in self._spans_by_holder:
            self._spans_by_holder[holder] = self._find_spans(holder)
        return self._spans_by_holder[holder]

    def _find_spans(self, holder: Node) -> list[Span] | None:
        pairs = written_entries(holder)
        if pairs is not None:
            return [Span(k.span.start, max(k.span.end, v.span.end)) for k, v, _ in pairs]
        assert holder.items is not None
        if holder.flow:
            return [item.span for item in holder.items]
        spans, end = [], holder.span.start
        for item in holder.items:
            dash = skip_gap(self.text, end)
            if not self.text.startswith("-", dash):
                return None
            end = item.span.end
            spans.append(Span(dash, end))
        return spans

    def merged_names(self, holder: Node) -> frozenset[str]:
        """The keys that merges add to ``holder``, including overridden ones."""
        if holder not in self._merged_by_holder:
            merged = [pair.value for pair in holder.pairs or () if pair.key.value == "<<"]
            sources = [each for value in merged for each in (value.items or [value])]
            names = (entry.key.value for each in sources for entry in each.entries or ())
            self._merged_by_holder[holder] = frozenset(names)
        return self._merged_by_holder[holder]

    def line_start(self, offset: int) -> int:
        """The offset at which the line of ``offset`` begins."""
        return max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset)) + 1

    def before_on_line(self, offset: int) -> str:
        """The text before ``offset`` on its line."""
        return self.text[self.line_start(offset) : offset]

    def line_end(self, offset: int) -> int | None:
        """The end of the line of ``offset``; ``None`` if more than a comment follows on it."""
        rest = _REST.match(self.text, offset)
        return rest and rest.end()

    def line_break_at(self, offset: int) -> str:
        """The line break at ``offset``; empty elsewhere."""
        found = LINE_BREAK.match(self.text, offset)
        return found[0] if found else ""

    @cached_property
    def usual_line_break(self) -> str:
        """The first line break of the text."""
        return usual_line_break(self.text)

    def quote_of(self, node: Node) -> str:
        """The quote character of a scalar; empty for a plain one."""
        opening = self.text[node.span.start : node.span.start + 1]
        return opening if opening and opening in "\"'" else ""

    @cached_property
    def quote(self) -> str:
        """The more frequent quote character of the text."""
        return '"' if self._quote_counts['"'] >= self._quote_counts["'"] else "'"

    @cached_property
    def value_quote(self) -> str:
        """The usual quote character of string values; empty if most are plain."""
        quoted = self._quote_counts['"'] + self._quote_counts["'"]
        return self.quote if self.is_json or quoted > self._quote_counts[""] else ""

    @cached_property
    def _quote_counts(self) -> Counter[str]:
        texts = (n for n in self._nodes if isinstance(n.value, str) and self.is_scalar(n))
        return Counter(map(self.quote_of, texts))

    @cached_property
    def lists(self) -> list[tuple[Node, Node]]:
        """The non-empty lists of the text, each with its key."""
        return [
            (key, value)
            for node in self._nodes
            for key, value, _ in written_entries(node) or ()
            if value.items and value.target is None
        ]

    @cached_property
    def aliased_spans(self) -> list[Span]:
        """The spans that aliases or merges repeat elsewhere."""
        if "*" not in self.text:  # every alias begins with one
            return []
        return [node.target.span for node in self._walk(values_only=False) if node.target]

    def holder_of_key(self, span: Span) -> Node | None:
        """Find the mapping whose key is at ``span``."""
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
        """Whether ``node`` ends in a block scalar, which a line added after it could continue."""
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
