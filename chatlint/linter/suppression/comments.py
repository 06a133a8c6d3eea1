"""Find suppression comments: ``# chatlint: ignore[CHAT201] reason``."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from datetime import date
from typing import NamedTuple

from chatlint.model.diagnostic import Edit
from chatlint.model.document import Document, Language
from chatlint.model.issue import FileIssue, FileIssueKind
from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.path import Path
from chatlint.model.printable import clip
from chatlint.model.source import Span
from chatlint.model.wording import closest_name
from chatlint.rules.rule import Rule

COMMENT = "# chatlint: {verb}[{rules}] {reason}"
"""The format of a comment."""

WHOLE_FILE = "ignore-file"
"""The verb of a comment that covers all of a file."""

UPKEEP: Set[FileIssueKind] = {"unused-suppression", "expired-suppression", "stale-baseline-entry"}
"""Issues about suppressions and baselines, which no comment can suppress."""

_COMMENT = lazy_regex(
    r"(?<!\S)#[ \t]*chatlint:[ \t]*(?P<verb>ignore[\w-]*)"
    r"(?:[ \t]*\[(?P<names>[^]\r\n]*)\])?(?P<reason>[^\r\n]*)"
)
_NAME = lazy_regex(r"[^\s,]+")
_UNTIL = lazy_regex(r"\buntil (\d{4}-\d{1,2}-\d{1,2})\b")
# Comments, directives and the mark of a document's start, above all content.
_TOP = lazy_regex(r"(?:\s|#[^\r\n]*|^%[^\r\n]*|^---(?=\s))*", re.MULTILINE)
_LINE_BREAK = lazy_regex(r"\r\n|\n|\r|$")
# Languages in which ``#`` begins a comment, and whose values have places.
_COMMENTED: Set[Language] = {"yaml", "shell", "python"}
# Finding the closest name is slow, and a file may be full of unknown names.
_MOST_HINTS = 100


class RuleReference(NamedTuple):
    """A rule named by a suppression comment or a ``suppress`` entry of a configuration.

    Args:
        rule: the id of the rule; in a comment that is being parsed, the name as written.
        span: where it is named.
        removal: the edit that takes the name out of a comment.
        path: where in a configuration it is named.
    """

    rule: str
    span: Span
    removal: Edit | None = None
    path: Path = ()


class LastDay(NamedTuple):
    """The last day on which a suppression is in force, and the span that says so."""

    day: date
    span: Span


class SuppressionComment(NamedTuple):
    """A comment that suppresses findings.

    Args:
        document: the number of the document in the stream.
        span: the comment itself.
        rules: the rules whose findings it suppresses.
        covers: where it suppresses them.
        reason: the reason its author gives.
        until: its last day.
        mistakes: errors in the comment.
    """

    document: int
    span: Span
    rules: tuple[RuleReference, ...] = ()
    covers: tuple[Span, ...] = ()
    reason: str = ""
    until: LastDay | None = None
    mistakes: tuple[FileIssue, ...] = ()


def find_comments(document: Document, rules: Sequence[Rule]) -> list[SuppressionComment]:
    """Find the suppression comments in ``document``, those with mistakes included.

    If the text cannot be parsed, only comments above all content are found.
    """
    if "chatlint:" not in document.source.text or document.language not in _COMMENTED:
        return []
    return list(_Finder(document, rules).comments())


def unused_issue(
    span: Span, detail: str, document: int = 0, *edits: Edit, path: Path = ()
) -> FileIssue:
    """Build the issue of a suppression, or a part of one, that suppresses nothing."""
    return FileIssue("unused-suppression", span, detail, document, path=path, edits=edits)


def is_expired(until: LastDay | None, today: date) -> bool:
    """Whether the last day of a suppression is before ``today``."""
    return until is not None and until.day < today


def expired_issue(noun: str, until: LastDay, document: int = 0) -> FileIssue:
    """Build the issue of an expired suppression, which messages call ``noun``."""
    detail = f"this {noun} ignores nothing any more: {until.day} is over"
    return FileIssue("expired-suppression", until.span, detail, document)


def unused_rule_issues(
    rules: Iterable[RuleReference], is_unused: Callable[[str], bool], where: str, document: int = 0
) -> Iterator[FileIssue]:
    """Report the rules of a suppression that have no finding to suppress.

    Args:
        rules: the rules it names.
        is_unused: whether the rule with this id ran and has no finding there.
        where: the words for the place in the message, before "to ignore".
        document: the number of the document in the stream.
    """
    for rule, span, removal, path in rules:
        if is_unused(rule):
            edits = (removal,) if removal else ()
            detail = f"there is no finding of {rule} {where}to ignore"
            yield unused_issue(span, detail, document, *edits, path=path)


class _Finder:
    """Finds the suppression comments of one document."""

    def __init__(self, document: Document, rules: Sequence[Rule]) -> None:
        # Imported here because most files have no such comment.
        from chatlint.parsers.yaml.layout import TokenLayout

        self._source = document.source
        self._text = document.source.text
        self._layout = TokenLayout(self._text, document.roots)
        self._roots = [root.span.start for root in document.roots]
        self._rules = {word: rule for rule in rules for word in (rule.id, rule.name)}
        top = _TOP.match(self._text)
        assert top is not None  # it matches the empty text, too
        self._top = top.end()
        self._unknown = 0
        self._end = self._top if document.unreadable else len(self._text)

    def comments(self) -> Iterator[SuppressionComment]:
        for match in _COMMENT.finditer(self._text, 0, self._end):
            if not self._layout.is_in_scalar(match.start()):
                yield self._parse_comment(match)

    def _parse_comment(self, match: re.Match[str]) -> SuppressionComment:
        covers = self._covered_spans(match)
        about = covers[0].start if covers else match.start()
        document = max(0, bisect_right(self._roots, about) - 1)
        span = Span(match.start(), match.start() + len(match[0].rstrip()))
        if mistake := self._find_mistake(match):
            return SuppressionComment(
                document, span, mistakes=(unused_issue(span, mistake, document),)
            )
        rules: list[RuleReference] = []
        mistakes: list[FileIssue] = []
        for reference in self._parse_names(match):
            if mistake := self._find_name_mistake(reference.rule):
                mistakes.append(unused_issue(reference.span, mistake, document))
            else:
                rules.append(reference._replace(rule=self._rules[reference.rule].id))
        return SuppressionComment(
            document,
            span,
            tuple(rules),
            tuple(covers),
            match["reason"].strip(),
            parse_last_day(match["reason"], match.start("reason")),
            tuple(mistakes),
        )

    def _find_mistake(self, match: re.Match[str]) -> str:
        """Describe what makes a comment invalid; empty if it is valid."""
        verb = match["verb"]
        if verb not in ("ignore", WHOLE_FILE):
            return f"there is no `{clip(verb)}`, only `ignore[RULE]` and `{WHOLE_FILE}[RULE]`"
        if not _NAME.search(match["names"] or ""):
            return f"name the rules to ignore in brackets: `{verb}[RULE] reason`"
        if verb == WHOLE_FILE and match.start() >= self._top:
            return f"`{WHOLE_FILE}` stands above everything else in a file"
        try:
            parse_last_day(match["reason"])
        except ValueError:
            return "the day after `until` is none of the calendar; write it as 2026-12-31"
        return ""

    def _find_name_mistake(self, word: str) -> str:
        """Describe why no comment can suppress ``word``; empty if one can."""
        rule = self._rules.get(word)
        if rule is None:
            self._unknown += 1
            near = closest_name(word, self._rules, 0.75) if self._unknown <= _MOST_HINTS else ""
            hint = f"; did you mean `{near}`?" if near else "; `chatlint rules` lists them all"
            return f"no rule has the id or name `{clip(word)}`{hint}"
        if rule.reader in UPKEEP:
            return f"no comment can ignore {rule.id}; `--ignore {rule.id}` does"
        return ""

    def _covered_spans(self, match: re.Match[str]) -> list[Span]:
        """The spans a comment covers: entries that begin on its line, or else the next one."""
        if match["verb"] == WHOLE_FILE:
            return [Span(0, len(self._text))]
        line = self._line(match)
        on_line = self._layout.spans_starting_in(Span(line.start, match.start()))
        if on_line or not _is_alone(self._text[line.start : match.start()]):
            return on_line
        return self._layout.first_span_after(match.end())

    def _parse_names(self, match: re.Match[str]) -> Iterator[RuleReference]:
        offset = match.start("names")
        spans = [Span(*each.span()).shifted(offset) for each in _NAME.finditer(match["names"])]
        for index, span in enumerate(spans):
            if len(spans) == 1:
                cut = self._removal_span(match)
            elif index == 0:
                cut = Span(span.start, spans[1].start)
            else:
                cut = Span(spans[index - 1].end, span.end)
            yield RuleReference(self._text[span.start : span.end], span, Edit(cut, ""))

    def _removal_span(self, match: re.Match[str]) -> Span:
        """What is removed with a comment: the blanks before it, or its line if it is alone."""
        line = self._line(match)
        before = self._text[line.start : match.start()]
        if before.strip():
            return Span(line.start + len(before.rstrip()), line.end)
        following = _LINE_BREAK.match(self._text, line.end)
        assert following is not None  # it matches at the end of the text, too
        return Span(line.start, following.end())

    def _line(self, match: re.Match[str]) -> Span:
        return self._source.line_span(self._source.position(match.start()).line)


def _is_alone(before: str) -> bool:
    """Whether there is nothing but another comment on a line in ``before`` a comment."""
    return before.lstrip()[:1] in ("", "#")


def parse_last_day(reason: str, offset: int = 0) -> LastDay | None:
    """Parse ``until 2026-12-31`` in the ``reason`` at ``offset`` of a text.

    Raises:
        ValueError: there is no such day.
    """
    until = _UNTIL.search(reason)
    if until is None:
        return None
    return LastDay(date.fromisoformat(until[1]), Span(*until.span()).shifted(offset))
