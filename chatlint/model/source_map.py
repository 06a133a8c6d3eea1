"""Where the characters of a text inside a text stand in the outer one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from chatlint.model.diagnostic import Edit
from chatlint.model.source import Span


class SourceMap(NamedTuple):
    """From places in an inner text to places in the outer one.

    Args:
        spans: where each character stands; an escape that spells one stands for all it is long.
        end: where the outer text goes on behind the inner one.
        newline: how a line break of the inner text is written in the outer one, with what begins
            each line there.
        forbidden: characters that cannot be written there as they are.
        obstacle: why the inner text cannot be edited in the outer one; empty where it can.
    """

    spans: Sequence[Span]
    end: int
    newline: str = "\n"
    forbidden: str = ""
    obstacle: str = ""

    def span(self, inner: Span) -> Span:
        """Where what stands at ``inner`` stands in the outer text."""
        start = self._start(inner.start)
        return Span(start, max(start, self.spans[inner.end - 1].end if inner.end else start))

    def _start(self, offset: int) -> int:
        return self.spans[offset].start if offset < len(self.spans) else self.end

    def edits(self, inner: Iterable[Edit]) -> tuple[Edit, ...] | str:
        """What ``inner`` edits come to in the outer text, or why they cannot be made there."""
        made = []
        for span, text in ((edit.span, edit.text) for edit in inner):
            if self.obstacle:
                return self.obstacle
            if any(character in text for character in self.forbidden):
                return "what it puts there needs another spelling in these quotes"
            start, end = self._start(span.start), self._start(span.end)
            made.append(Edit(Span(start, end), text.replace("\n", self.newline)))
        return tuple(made)


def join_maps(parts: Sequence[SourceMap]) -> SourceMap:
    """The origin of the texts of ``parts`` one after another."""
    if len(parts) == 1:
        return parts[0]
    spans = [span for part in parts for span in part.spans]
    return SourceMap(spans, parts[-1].end, obstacle="its text is put together from several here")


def map_copied(spans: Iterable[Span], margin: str | None = "") -> SourceMap:
    """The origin of a text that stands in the outer one as it is, in the pieces ``spans``.

    Args:
        spans: the pieces; between them stands what begins each line.
        margin: what that is; ``None``, if it is not the same thing everywhere.
    """
    places = [Span(at, at + 1) for start, end in spans for at in range(start, end)]
    obstacle = "its lines are not set in alike here" if margin is None else ""
    return SourceMap(
        places, places[-1].end if places else 0, f"\n{margin or ''}", obstacle=obstacle
    )


def map_stand_in(length: int, span: Span) -> SourceMap:
    """The origin of ``length`` characters that stand for what the outer text has at ``span``."""
    return SourceMap([span] * length, span.end, obstacle="its text is not written out here")
