"""What comments make of findings, and what there is to say about the comments."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from chatlint.linter.suppression.comments import SuppressionComment, find_unused
from chatlint.model.diagnostic import Diagnostic
from chatlint.model.issue import FileIssue
from chatlint.model.result import Suppressed
from chatlint.model.source import Span


class SuppressionResult(NamedTuple):
    """Findings that no comment covers, those that one does, and faults of the comments."""

    kept: list[Diagnostic]
    suppressed: list[Suppressed]
    faults: list[FileIssue]


def apply_suppressions(
    found: Sequence[Diagnostic], comments: Iterable[SuppressionComment], ran: Set[str], today: date
) -> SuppressionResult:
    """Take from ``found`` what ``comments`` cover.

    Args:
        found: findings in the order of the text.
        comments: the comments of that text.
        ran: ids of the rules that had their chance to find something; that there is nothing to
            ignore of another one is not the comment's fault.
        today: the day by which comments are in force.
    """
    starts: dict[str, list[int]] = defaultdict(list)
    for diagnostic in found:
        starts[diagnostic.rule].append(diagnostic.span.start)
    ignored: dict[str, list[tuple[Span, str]]] = defaultdict(list)
    faults: list[FileIssue] = []
    for comment in comments:
        faults += comment.mistakes
        if comment.until and comment.until.day < today:
            detail = f"this comment ignores nothing any more: {comment.until.day} is over"
            faults.append(
                FileIssue("expired-suppression", comment.until.span, detail, comment.document)
            )
            continue
        for rule, span, removal in comment.rules:
            ignored[rule] += ((each, comment.reason) for each in comment.covers)
            if rule in ran and not _any_in(comment.covers, starts[rule]):
                detail = f"there is no finding of {rule} here to ignore"
                faults.append(find_unused(span, detail, comment.document, removal))
    covers = {rule: _Cover(spans) for rule, spans in ignored.items()}
    outcome = SuppressionResult([], [], faults)
    for diagnostic in found:
        cover = covers.get(diagnostic.rule)
        reason = cover.reason(diagnostic.span.start) if cover else None
        if reason is None:
            outcome.kept.append(diagnostic)
        else:
            outcome.suppressed.append(Suppressed(diagnostic, "comment", reason))
    return outcome


# A span's end counts as covered: an empty value stands there.


def _any_in(spans: Iterable[Span], offsets: Sequence[int]) -> bool:
    """Whether one of the sorted ``offsets`` is in ``spans``."""
    firsts = ((span, bisect_left(offsets, span.start)) for span in spans)
    return any(first < len(offsets) and offsets[first] <= span.end for span, first in firsts)


class _Cover:
    """Where a rule is ignored, and why."""

    def __init__(self, spans: Iterable[tuple[Span, str]]) -> None:
        ordered = sorted(spans)
        self._starts = [span.start for span, _ in ordered]
        self._ends = list(accumulate(((span.end, reason) for span, reason in ordered), max))

    def reason(self, offset: int) -> str | None:
        """Why the rule is ignored at ``offset``, ``None`` if it is not."""
        index = bisect_right(self._starts, offset)
        end, reason = self._ends[index - 1] if index else (-1, "")
        return reason if offset <= end else None
