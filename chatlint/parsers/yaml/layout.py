"""What of a YAML text's data begins where: the ground that comments about it stand on."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from operator import attrgetter

from chatlint.model.document import Node
from chatlint.model.source import Span
from chatlint.parsers.yaml.marks import skip_gap

# What may stand before the content of a scalar: tag and anchor, with comments after them, and the
# header of a block scalar, which can end in a comment, too.
_HEAD = re.compile(r"(?:[!&]\S*(?:\s+(?:#[^\r\n]*)?)*)*(?:[|>][^\r\n]*)?")


_start = attrgetter("start")


class TokenLayout:
    """Where entries, items and values begin and end, and where nothing can be a comment.

    Args:
        text: a YAML text.
        roots: its documents.
    """

    def __init__(self, text: str, roots: Sequence[Node]) -> None:
        self._text = text
        self._scalars: list[Span] = []
        # At the same start, what goes on longest comes first.
        self._things = sorted(self._walk(roots), key=lambda span: (span.start, -span.end))
        self._starts = [thing.start for thing in self._things]
        self._scalars.sort()

    def is_in_scalar(self, offset: int) -> bool:
        """Whether the character at ``offset`` is part of a scalar."""
        index = bisect_right(self._scalars, Span(offset, len(self._text)))
        return index > 0 and offset < self._scalars[index - 1].end

    def splits_scalar(self, offset: int) -> bool:
        """Whether what is put in at ``offset`` gets into a scalar: between two characters of it."""
        index = bisect_left(self._scalars, offset, key=_start)
        return index > 0 and offset < self._scalars[index - 1].end

    def spans_starting_in(self, span: Span) -> list[Span]:
        """The outermost entries, items and values that begin in ``span``."""
        found: list[Span] = []
        index = bisect_left(self._starts, span.start)
        while index < len(self._starts) and self._starts[index] < span.end:
            found.append(self._things[index])
            index = bisect_left(self._starts, found[-1].end, index + 1)
        return found

    def first_span_after(self, offset: int) -> list[Span]:
        """The outermost entry, item or value that begins behind ``offset``, if there is one."""
        index = bisect_left(self._starts, offset)
        return self._things[index : index + 1]

    def spans_around(self, offset: int) -> Iterator[Span]:
        """The entries, items and values that ``offset`` is in, the innermost first."""
        index = bisect_right(self._starts, offset) - 1
        while index >= 0:
            if offset <= self._things[index].end:
                yield self._things[index]
            index = self._outer[index]

    @cached_property
    def _outer(self) -> list[int]:
        """For each thing which one it is in; -1 where it is in none."""
        outer: list[int] = []
        open_: list[int] = []
        for index, thing in enumerate(self._things):
            while open_ and self._things[open_[-1]].end < thing.end:
                open_.pop()
            outer.append(open_[-1] if open_ else -1)
            open_.append(index)
        return outer

    def _walk(self, roots: Sequence[Node]) -> Iterator[Span]:
        todo = list(roots)
        for root in roots:
            yield from _value(root)
        while todo:
            node = todo.pop()
            if node.target is not None:
                continue  # what an alias stands for begins elsewhere
            if node.pairs is not None:
                for pair in node.pairs:
                    key, value = pair.key, pair.value
                    yield Span(key.span.start, max(key.span.end, value.span.end))
                    yield from _value(value)
                    todo += (key, value)
            elif node.items is not None:
                yield from self._items(node)
                todo += node.items
            else:
                head = _HEAD.match(self._text, node.span.start)
                assert head is not None  # it matches the empty text, too
                self._scalars.append(Span(head.end(), node.span.end))

    def _items(self, node: Node) -> Iterator[Span]:
        end = node.span.start
        for item in node.items or ():
            dash = skip_gap(self._text, end)
            in_block = self._text.startswith("-", dash)
            end = item.span.end
            yield Span(min(dash, item.span.start), end) if in_block else item.span


def _value(node: Node) -> Iterator[Span]:
    """Where ``node`` begins by itself; a block collection begins with its first entry or item."""
    if node.flow or node.target is not None or (node.pairs is None and node.items is None):
        yield node.span
