"""Insert suppression comments into a YAML text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import date
from typing import NamedTuple

from chatlint.linter.suppression.comments import (
    COMMENT,
    UPKEEP,
    WHOLE_FILE,
    SuppressionComment,
    find_comments,
    is_expired,
)
from chatlint.model.diagnostic import Diagnostic
from chatlint.model.document import Document
from chatlint.model.issue import IssueKind
from chatlint.model.source import Span
from chatlint.parsers.yaml.layout import TokenLayout
from chatlint.rules.rule import Rule

_FILE_ISSUES: Set[IssueKind] = {"not-text", "syntax-error", "over-limit", "no-request"}
_FIRST_COMMENTS = re.compile(r"(?:#[^\r\n]*(?:\r\n|\n|\r|\Z))*")
_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_GAP = re.compile(r"(?<=\S)[ ]+(?=# )")
_USUAL_GAP = "  "


class CommentedText(NamedTuple):
    """A text with comments inserted, and the findings for which no place was found."""

    text: str
    left: list[Diagnostic]


def insert_comments(
    document: Document,
    diagnostics: Iterable[Diagnostic],
    rules: Sequence[Rule],
    reason: str,
    today: date,
) -> CommentedText:
    """Insert comments that suppress ``diagnostics`` into the text of ``document``.

    Findings on one line share a comment; rules are added to a comment that exists already.

    Args:
        document: a YAML document.
        diagnostics: findings in it.
        rules: all rules.
        reason: the reason in new comments.
        today: the day that decides which existing comments have expired.
    """
    places = _PlaceFinder(document, rules, today)
    wanted: dict[_Place, dict[str, None]] = {}
    left: list[Diagnostic] = []
    for each in diagnostics:
        place = next(places.find(each), None)
        if place is None:
            left.append(each)
        else:
            wanted.setdefault(place, {})[each.rule] = None
    return CommentedText(_insert_at(document.source.text, wanted, reason), left)


class _Place(NamedTuple):
    """Where to name rules: in a new comment, or without ``verb`` in an existing comment.

    Args:
        offset: where to insert.
        verb: the verb of the new comment.
        before: white space to insert before the comment.
        after: white space to insert after it.
    """

    offset: int
    verb: str = ""
    before: str = ""
    after: str = ""


def _insert_at(text: str, wanted: dict[_Place, dict[str, None]], reason: str) -> str:
    parts: list[str] = []
    end = 0
    for place, rules in sorted(wanted.items()):
        offset, verb, before, after = place
        names = ", ".join(rules)
        comment = COMMENT.format(verb=verb, rules=names, reason=reason) if verb else f", {names}"
        parts += (text[end:offset], before, comment, after)
        end = offset
    return "".join((*parts, text[end:]))


class _PlaceFinder:
    """Finds the places for comments in one text."""

    def __init__(self, document: Document, rules: Sequence[Rule], today: date) -> None:
        self._source = document.source
        self._text = document.source.text
        self._layout = TokenLayout(self._text, document.roots)
        self._about_file = {rule.id for rule in rules if rule.reader in _FILE_ISSUES}
        self._not_suppressible = {rule.id for rule in rules if rule.reader in UPKEEP}
        comments = find_comments(document, rules)
        self._occupied = {self._line(each.span.start) for each in comments}
        self._in_force = self._by_line(
            each for each in comments if each.rules and not is_expired(each.until, today)
        )
        breaks = _LINE_BREAK.search(self._text)
        self._break = breaks[0] if breaks else "\n"
        gaps = Counter(_GAP.findall(self._text)).most_common(1)
        self._gap = gaps[0][0] if gaps else _USUAL_GAP

    def find(self, diagnostic: Diagnostic) -> Iterator[_Place]:
        """Yield the places where a comment would cover ``diagnostic``, the best one first."""
        offset = diagnostic.span.start
        if diagnostic.rule in self._not_suppressible:
            return
        if diagnostic.rule in self._about_file:
            yield self._at_top()
            return
        starts = (offset, *(node.start for node in self._layout.spans_around(offset)))
        for number in dict.fromkeys(map(self._line, starts)):
            yield from self._at_line(number, offset)

    def _at_line(self, number: int, offset: int) -> Iterator[_Place]:
        """Yield places on a line, and on a line of its own above it, that cover ``offset``."""
        line = self._source.line_span(number)
        existing = self._in_force.get(number)
        if existing and _cover(existing.covers, offset):
            yield self._in_brackets(existing)
        starting = self._layout.spans_starting_in(line)
        code = self._text[line.start : line.end]
        is_free = number not in self._occupied and not self._layout.splits_scalar(line.end)
        if is_free and _cover(starting, offset):
            blanks = len(code) - len(code.rstrip())
            yield _Place(line.end, "ignore", self._gap[blanks:])
        next_ = self._layout.first_span_after(line.start)
        if _cover(next_, offset) and not self._layout.splits_scalar(line.start):
            indent = code[: len(code) - len(code.lstrip())]
            yield _Place(line.start, "ignore", indent, self._break)

    def _at_top(self) -> _Place:
        existing = self._in_force.get(0)
        if existing:
            return self._in_brackets(existing)
        first = _FIRST_COMMENTS.match(self._text)
        assert first is not None  # it matches the empty text, too
        before = self._break if first[0] and first[0][-1] not in "\r\n" else ""
        return _Place(first.end(), WHOLE_FILE, before, self._break)

    def _in_brackets(self, comment: SuppressionComment) -> _Place:
        return _Place(self._text.index("]", comment.span.start))

    def _by_line(self, comments: Iterable[SuppressionComment]) -> dict[int, SuppressionComment]:
        """Map lines to the comments that cover them; a comment for the whole file is at line 0."""
        by_line: dict[int, SuppressionComment] = {}
        for each in comments:
            for cover in each.covers:
                is_whole = cover == Span(0, len(self._text))
                by_line[0 if is_whole else self._line(cover.start)] = each
        return by_line

    def _line(self, offset: int) -> int:
        return self._source.position(offset).line


def _cover(spans: Iterable[Span], offset: int) -> bool:
    return any(span.start <= offset <= span.end for span in spans)
