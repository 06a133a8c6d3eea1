"""Where the entries, items and values of a YAML text are, for comments that refer to them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from operator import attrgetter

from chatlint.model.document import Node
from chatlint.model.source import Span
from chatlint.parsers.yaml.marks import skip_gap

# What precedes the content of a scalar: tag and anchor, each perhaps followed by a comment, and the
# header of a block scalar, which may also end with a comment.
_HEADER = re.compile(r"(?:[!&]\S*(?:\s+(?:#[^\r\n]*)?)*)*(?:[|>][^\r\n]*)?")

_get_start = attrgetter("start")


class TokenLayout:
    """The spans of entries, items, values and scalars of a YAML text.

    Args:
        text: the text.
        roots: the root node of each document.
    """

    def __init__(self, text: str, roots: Sequence[Node]) -> None:
        self._text = text
        self._scalars: list[Span] = []
        # Of spans with the same start, the longest comes first.
        self._spans = sorted(self._walk(roots), key=lambda span: (span.start, -span.end))
        self._starts = [span.start for span in self._spans]
        self._scalars.sort()

    def is_in_scalar(self, offset: int) -> bool:
        """Whether the character at ``offset`` is part of a scalar."""
        index = bisect_right(self._scalars, Span(offset, len(self._text)))
        return index > 0 and offset < self._scalars[index - 1].end

    def splits_scalar(self, offset: int) -> bool:
        """Whether ``offset`` is between two characters of a scalar."""
        index = bisect_left(self._scalars, offset, key=_get_start)
        return index > 0 and offset < self._scalars[index - 1].end

    def spans_starting_in(self, span: Span) -> list[Span]:
        """The outermost entries, items and values that start in ``span``."""
        found: list[Span] = []
        index = bisect_left(self._starts, span.start)
        while index < len(self._starts) and self._starts[index] < span.end:
            found.append(self._spans[index])
            index = bisect_left(self._starts, found[-1].end, index + 1)
        return found

    def first_span_after(self, offset: int) -> list[Span]:
        """The outermost entry, item or value that starts at or after ``offset``, if any."""
        index = bisect_left(self._starts, offset)
        return self._spans[index : index + 1]

    def spans_around(self, offset: int) -> Iterator[Span]:
        """The entries, items and values that contain ``offset``, innermost first."""
        index = bisect_right(self._starts, offset) - 1
        while index >= 0:
            if offset <= self._spans[index].end:
                yield self._spans[index]
            index = self._parents[index]

    @cached_property
    def _parents(self) -> list[int]:
        """For each span, the index of the innermost span around it, or -1."""
        parents: list[int] = []
        stack: list[int] = []
        for index, span in enumerate(self._spans):
            while stack and self._spans[stack[-1]].end < span.end:
                stack.pop()
            parents.append(stack[-1] if stack else -1)
            stack.append(index)
        return parents

    def _walk(self, roots: Sequence[Node]) -> Iterator[Span]:
        todo = list(roots)
        for root in roots:
            yield from _value_spans(root)
        while todo:
            node = todo.pop()
            if node.target is not None:
                continue  # an alias; its target is elsewhere in the text
            if node.pairs is not None:
                for pair in node.pairs:
                    key, value = pair.key, pair.value
                    yield Span(key.span.start, max(key.span.end, value.span.end))
                    yield from _value_spans(value)
                    todo += (key, value)
            elif node.items is not None:
                yield from self._item_spans(node)
                todo += node.items
            else:
                header = _HEADER.match(self._text, node.span.start)
                assert header is not None  # it also matches the empty string
                self._scalars.append(Span(header.end(), node.span.end))

    def _item_spans(self, node: Node) -> Iterator[Span]:
        end = node.span.start
        for item in node.items or ():
            dash = skip_gap(self._text, end)
            in_block = self._text.startswith("-", dash)
            end = item.span.end
            yield Span(min(dash, item.span.start), end) if in_block else item.span


def _value_spans(node: Node) -> Iterator[Span]:
    """The span of ``node``; none for a block collection, which starts with its first child."""
    if node.flow or node.target is not None or (node.pairs is None and node.items is None):
        yield node.span
