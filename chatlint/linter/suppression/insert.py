"""Where comments go that ignore what was found in a YAML text."""

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
)
from chatlint.model.diagnostic import Diagnostic
from chatlint.model.document import Document
from chatlint.model.issue import IssueKind
from chatlint.model.source import Span
from chatlint.parsers.yaml.layout import TokenLayout
from chatlint.rules.rule import Rule

_ABOUT_A_FILE: Set[IssueKind] = {"not-text", "syntax-error", "over-limit", "no-request"}
_FIRST_COMMENTS = re.compile(r"(?:#[^\r\n]*(?:\r\n|\n|\r|\Z))*")
_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_GAP = re.compile(r"(?<=\S)[ ]+(?=# )")
_USUAL_GAP = "  "


class CommentedText(NamedTuple):
    """A text with more comments, and the findings for which none could be placed."""

    text: str
    left: list[Diagnostic]


def insert_comments(
    document: Document,
    found: Iterable[Diagnostic],
    rules: Sequence[Rule],
    reason: str,
    today: date,
) -> CommentedText:
    """The text of ``document`` with comments that ignore what is ``found`` in it.

    Findings on one line share a comment; one that is there already is given more rules.

    Args:
        document: what was read, a YAML text.
        found: findings in it.
        rules: all the rules there are.
        reason: why, for new comments.
        today: the day by which comments are in force.
    """
    places = _Places(document, rules, today)
    wanted: dict[_Place, dict[str, None]] = {}
    left: list[Diagnostic] = []
    for each in found:
        place = next(places.of(each), None)
        if place is None:
            left.append(each)
        else:
            wanted.setdefault(place, {})[each.rule] = None
    return CommentedText(_written(document.source.text, wanted, reason), left)


class _Place(NamedTuple):
    """Where rules are to be named.

    In a new comment, with what stands before and behind it, or where there is no ``verb`` in the
    brackets of one that is there.
    """

    offset: int
    verb: str = ""
    before: str = ""
    after: str = ""


def _written(text: str, wanted: dict[_Place, dict[str, None]], reason: str) -> str:
    parts: list[str] = []
    end = 0
    for place, rules in sorted(wanted.items()):
        offset, verb, before, after = place
        names = ", ".join(rules)
        comment = COMMENT.format(verb=verb, rules=names, reason=reason) if verb else f", {names}"
        parts += (text[end:offset], before, comment, after)
        end = offset
    return "".join((*parts, text[end:]))


class _Places:
    """Looks for the places of comments in one text."""

    def __init__(self, document: Document, rules: Sequence[Rule], today: date) -> None:
        self._source = document.source
        self._text = document.source.text
        self._layout = TokenLayout(self._text, document.roots)
        self._about_file = {rule.id for rule in rules if rule.reader in _ABOUT_A_FILE}
        self._not_for_comments = {rule.id for rule in rules if rule.reader in UPKEEP}
        there = find_comments(document, rules)
        self._occupied = {self._line(each.span.start) for each in there}
        self._in_force = self._by_line(
            each for each in there if each.rules and not (each.until and each.until.day < today)
        )
        breaks = _LINE_BREAK.search(self._text)
        self._break = breaks[0] if breaks else "\n"
        gaps = Counter(_GAP.findall(self._text)).most_common(1)
        self._gap = gaps[0][0] if gaps else _USUAL_GAP

    def of(self, found: Diagnostic) -> Iterator[_Place]:
        """Where a comment would cover ``found``, the best place first."""
        offset = found.span.start
        if found.rule in self._not_for_comments:
            return
        if found.rule in self._about_file:
            yield self._at_top()
            return
        starts = (offset, *(thing.start for thing in self._layout.spans_around(offset)))
        for number in dict.fromkeys(map(self._line, starts)):
            yield from self._at_line(number, offset)

    def _at_line(self, number: int, offset: int) -> Iterator[_Place]:
        """Places for comments that cover ``offset`` on a line and alone above it."""
        line = self._source.line_span(number)
        known = self._in_force.get(number)
        if known and _cover(known.covers, offset):
            yield self._in_brackets(known)
        begun = self._layout.spans_starting_in(line)
        code = self._text[line.start : line.end]
        free = number not in self._occupied and not self._layout.splits_scalar(line.end)
        if free and _cover(begun, offset):
            blanks = len(code) - len(code.rstrip())
            yield _Place(line.end, "ignore", self._gap[blanks:])
        next_ = self._layout.first_span_after(line.start)
        if _cover(next_, offset) and not self._layout.splits_scalar(line.start):
            indent = code[: len(code) - len(code.lstrip())]
            yield _Place(line.start, "ignore", indent, self._break)

    def _at_top(self) -> _Place:
        known = self._in_force.get(0)
        if known:
            return self._in_brackets(known)
        first = _FIRST_COMMENTS.match(self._text)
        assert first is not None  # it matches the empty text, too
        before = self._break if first[0] and first[0][-1] not in "\r\n" else ""
        return _Place(first.end(), WHOLE_FILE, before, self._break)

    def _in_brackets(self, comment: SuppressionComment) -> _Place:
        return _Place(self._text.index("]", comment.span.start))

    def _by_line(self, there: Iterable[SuppressionComment]) -> dict[int, SuppressionComment]:
        """Comments by the lines of what they cover; what covers the file is at line 0."""
        found: dict[int, SuppressionComment] = {}
        for each in there:
            for cover in each.covers:
                whole = cover == Span(0, len(self._text))
                found[0 if whole else self._line(cover.start)] = each
        return found

    def _line(self, offset: int) -> int:
        return self._source.position(offset).line


def _cover(spans: Iterable[Span], offset: int) -> bool:
    return any(span.start <= offset <= span.end for span in spans)
