"""Maps from an embedded text to the text that contains it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from chatlint.model.diagnostic import Edit
from chatlint.model.source import Span


class SourceMap(NamedTuple):
    """A map from offsets in an inner text to spans in the outer one.

    Args:
        spans: the outer span of each inner character; of an escaped one, that of its escape.
        end: the outer offset after the inner text.
        newline: what an inner line break is written as, including the margin of the next line.
        forbidden: characters that need an escape in the outer text.
        obstacle: why the inner text cannot be edited in the outer one; empty if it can.
    """

    spans: Sequence[Span]
    end: int
    newline: str = "\n"
    forbidden: str = ""
    obstacle: str = ""

    def span(self, inner: Span) -> Span:
        """Translate the span ``inner`` to the outer text."""
        start = self._start(inner.start)
        return Span(start, max(start, self.spans[inner.end - 1].end if inner.end else start))

    def _start(self, offset: int) -> int:
        return self.spans[offset].start if offset < len(self.spans) else self.end

    def edits(self, inner: Iterable[Edit]) -> tuple[Edit, ...] | str:
        """Translate the edits ``inner`` to the outer text, or return why that is not possible."""
        edits = []
        for span, text in ((edit.span, edit.text) for edit in inner):
            if self.obstacle:
                return self.obstacle
            if any(character in text for character in self.forbidden):
                return "what it puts there needs another spelling in these quotes"
            start, end = self._start(span.start), self._start(span.end)
            edits.append(Edit(Span(start, end), text.replace("\n", self.newline)))
        return tuple(edits)


def join_maps(parts: Sequence[SourceMap]) -> SourceMap:
    """Build the map of a text that is the concatenation of several."""
    if len(parts) == 1:
        return parts[0]
    spans = [span for part in parts for span in part.spans]
    return SourceMap(spans, parts[-1].end, obstacle="its text is put together from several here")


def map_copied(spans: Iterable[Span], margin: str | None = "") -> SourceMap:
    """Build the map of a text that the outer one contains without escapes.

    Args:
        spans: the pieces of the text, between the margins of its lines.
        margin: the margin of each line; ``None`` if they differ.
    """
    places = [Span(at, at + 1) for start, end in spans for at in range(start, end)]
    obstacle = "its lines are not set in alike here" if margin is None else ""
    return SourceMap(
        places, places[-1].end if places else 0, f"\n{margin or ''}", obstacle=obstacle
    )


def map_stand_in(length: int, span: Span) -> SourceMap:
    """Build the map of ``length`` characters that replace the outer text at ``span``."""
    return SourceMap([span] * length, span.end, obstacle="its text is not written out here")
