"""Apply suppression comments to findings, and report comments that suppress nothing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from chatlint.linter.suppression.comments import (
    SuppressionComment,
    expired_issue,
    is_expired,
    unused_rule_issues,
)
from chatlint.model.diagnostic import Diagnostic
from chatlint.model.issue import FileIssue
from chatlint.model.result import Suppressed
from chatlint.model.source import Span


class SuppressionResult(NamedTuple):
    """Findings that remain, suppressed findings, and issues about the comments."""

    kept: list[Diagnostic]
    suppressed: list[Suppressed]
    issues: list[FileIssue]


def apply_suppressions(
    diagnostics: Sequence[Diagnostic],
    comments: Iterable[SuppressionComment],
    ran: Set[str],
    today: date,
) -> SuppressionResult:
    """Split ``diagnostics`` by whether one of ``comments`` suppresses them.

    Args:
        diagnostics: the findings, in the order of the text.
        comments: the comments of that text.
        ran: ids of the rules that ran; only their suppressions can be unused.
        today: the day that decides which comments have expired.
    """
    starts: dict[str, list[int]] = defaultdict(list)
    for diagnostic in diagnostics:
        starts[diagnostic.rule].append(diagnostic.span.start)
    ignored: dict[str, list[tuple[Span, str]]] = defaultdict(list)
    issues: list[FileIssue] = []
    for comment in comments:
        issues += comment.mistakes
        if comment.until and is_expired(comment.until, today):
            issues.append(expired_issue("comment", comment.until, comment.document))
            continue
        for each in comment.rules:
            ignored[each.rule] += ((span, comment.reason) for span in comment.covers)

        def is_unused(rule: str, covers: Sequence[Span] = comment.covers) -> bool:
            return rule in ran and not _any_in(covers, starts[rule])

        issues += unused_rule_issues(comment.rules, is_unused, "here ", comment.document)
    return SuppressionResult(*_split_diagnostics(diagnostics, ignored), issues)


def _split_diagnostics(
    diagnostics: Iterable[Diagnostic], ignored: Mapping[str, Iterable[tuple[Span, str]]]
) -> tuple[list[Diagnostic], list[Suppressed]]:
    """Split ``diagnostics`` into those that remain and those that are suppressed."""
    covers = {rule: _Cover(spans) for rule, spans in ignored.items()}
    kept: list[Diagnostic] = []
    suppressed: list[Suppressed] = []
    for diagnostic in diagnostics:
        cover = covers.get(diagnostic.rule)
        reason = cover.reason(diagnostic.span.start) if cover else None
        if reason is None:
            kept.append(diagnostic)
        else:
            suppressed.append(Suppressed(diagnostic, "comment", reason))
    return kept, suppressed


# The end of a span counts as covered, because an empty value may be there.


def _any_in(spans: Iterable[Span], offsets: Sequence[int]) -> bool:
    """Whether one of the sorted ``offsets`` is in one of ``spans``."""
    firsts = ((span, bisect_left(offsets, span.start)) for span in spans)
    return any(first < len(offsets) and offsets[first] <= span.end for span, first in firsts)


class _Cover:
    """The spans in which a rule is suppressed, with reasons."""

    def __init__(self, spans: Iterable[tuple[Span, str]]) -> None:
        ordered = sorted(spans)
        self._starts = [span.start for span, _ in ordered]
        self._ends = list(accumulate(((span.end, reason) for span, reason in ordered), max))

    def reason(self, offset: int) -> str | None:
        """The reason for the suppression at ``offset``, if any."""
        index = bisect_right(self._starts, offset)
        end, reason = self._ends[index - 1] if index else (-1, "")
        return reason if offset <= end else None
