"""Apply fixes to a text, whole fixes only."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence

from chatlint.model.diagnostic import Edit, Fix
from chatlint.model.source import Span


def apply_fixes(text: str, fixes: Sequence[Fix]) -> tuple[str, list[int]]:
    """Make the edits of ``fixes`` in ``text``, whole fixes only.

    Returns:
        The new text, and the indexes of the fixes made; one that overlaps another is not made.
    """
    made: list[int] = []
    taken: list[Span] = []
    for index in sorted(range(len(fixes)), key=lambda each: _spans(fixes[each])):
        spans = _spans(fixes[index])
        if not any(_collides(span, taken) for span in spans):
            made.append(index)
            for span in spans:
                taken.insert(bisect(taken, span), span)
    edits = (edit for index in made for edit in fixes[index].edits)
    return _apply_edits(text, sorted(edits, key=lambda edit: edit.span)), sorted(made)


def _spans(fix: Fix) -> list[Span]:
    return sorted(edit.span for edit in fix.edits)


def _collides(span: Span, taken: Sequence[Span]) -> bool:
    """Whether ``span`` overlaps a neighbour in ``taken``, or touches one where one is empty."""
    at = bisect(taken, span)  # 0 only for an empty list, since fixes come in the order of the text
    for other in taken[at - 1 : at + 1]:
        empty = span.start == span.end or other.start == other.end
        if span.touches(other) and (empty or (span.start < other.end and other.start < span.end)):
            return True
    return False


def _apply_edits(text: str, edits: Iterable[Edit]) -> str:
    parts: list[str] = []
    end = 0
    for edit in edits:
        parts += (text[end : edit.span.start], edit.text)
        end = edit.span.end
    return "".join((*parts, text[end:]))
