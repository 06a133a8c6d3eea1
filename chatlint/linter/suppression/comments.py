"""Comments in YAML that say no to findings: ``# chatlint: ignore[CHAT201] reason``."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from datetime import date
from typing import NamedTuple

from chatlint.model.diagnostic import Edit
from chatlint.model.document import Document, Language
from chatlint.model.issue import FileIssue, FileIssueKind
from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.printable import clip
from chatlint.model.source import Span
from chatlint.model.wording import closest_name
from chatlint.rules.rule import Rule

COMMENT = "# chatlint: {verb}[{rules}] {reason}"
"""How a comment is written."""

WHOLE_FILE = "ignore-file"
"""The verb of a comment that covers all of a file."""

UPKEEP: Set[FileIssueKind] = {"unused-suppression", "expired-suppression", "stale-baseline-entry"}
"""What is said about comments and accepted findings; that is itself not for comments to ignore."""

_COMMENT = lazy_regex(
    r"(?<!\S)#[ \t]*chatlint:[ \t]*(?P<verb>ignore[\w-]*)"
    r"(?:[ \t]*\[(?P<names>[^]\r\n]*)\])?(?P<reason>[^\r\n]*)"
)
_NAME = lazy_regex(r"[^\s,]+")
_UNTIL = lazy_regex(r"\buntil (\d{4}-\d{1,2}-\d{1,2})\b")
# Comments, directives and the mark of a document's start: what may stand above all content.
_TOP = lazy_regex(r"(?:\s|#[^\r\n]*|^%[^\r\n]*|^---(?=\s))*", re.MULTILINE)
_LINE_BREAK = lazy_regex(r"\r\n|\n|\r|$")
# Languages in which ``#`` begins a comment, and whose values have places.
_COMMENTED: Set[Language] = {"yaml", "shell", "python"}
# Looking for near names is slow; a file may be full of unknown ones.
_MOST_HINTS = 100


class RuleReference(NamedTuple):
    """A rule that a comment names, where it does, and how to take the name out."""

    rule: str
    span: Span
    removal: Edit


class LastDay(NamedTuple):
    """The last day on which a comment is in force, and where it says so."""

    day: date
    span: Span


class SuppressionComment(NamedTuple):
    """A comment that says no.

    Args:
        document: the document it is about.
        span: where it stands.
        rules: what it ignores.
        covers: where it does.
        reason: why, in the author's words.
        until: when that ends.
        mistakes: what is wrong with it.
    """

    document: int
    span: Span
    rules: tuple[RuleReference, ...] = ()
    covers: tuple[Span, ...] = ()
    reason: str = ""
    until: LastDay | None = None
    mistakes: tuple[FileIssue, ...] = ()


def find_comments(document: Document, rules: Sequence[Rule]) -> list[SuppressionComment]:
    """The comments in ``document`` that ignore some of ``rules``, or mean to.

    Of a text that cannot be read, only what stands above all content is surely a comment.
    """
    if "chatlint:" not in document.source.text or document.language not in _COMMENTED:
        return []
    return list(_Finder(document, rules).comments())


def find_unused(span: Span, detail: str, document: int, *edits: Edit) -> FileIssue:
    """The fault of a comment, or a part of one, that ignores nothing."""
    return FileIssue("unused-suppression", span, detail, document, edits=edits)


class _Finder:
    """Finds the comments of one document."""

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
                yield self._comment(match)

    def _comment(self, match: re.Match[str]) -> SuppressionComment:
        covers = self._covered(match)
        about = covers[0].start if covers else match.start()
        document = max(0, bisect_right(self._roots, about) - 1)
        span = _trimmed(match)
        if wrong := self._wrong(match):
            return SuppressionComment(
                document, span, mistakes=(find_unused(span, wrong, document),)
            )
        rules: list[RuleReference] = []
        mistakes: list[FileIssue] = []
        for named in self._named(match):
            if wrong := self._misnamed(named.rule):
                mistakes.append(find_unused(named.span, wrong, document))
            else:
                rules.append(named._replace(rule=self._rules[named.rule].id))
        return SuppressionComment(
            document,
            span,
            tuple(rules),
            tuple(covers),
            match["reason"].strip(),
            parse_last_day(match["reason"], match.start("reason")),
            tuple(mistakes),
        )

    def _wrong(self, match: re.Match[str]) -> str:
        """What keeps a comment from being understood, in words."""
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

    def _misnamed(self, word: str) -> str:
        """What keeps a comment from ignoring ``word``, in words."""
        rule = self._rules.get(word)
        if rule is None:
            self._unknown += 1
            near = closest_name(word, self._rules, 0.75) if self._unknown <= _MOST_HINTS else ""
            hint = f"; did you mean `{near}`?" if near else "; `chatlint rules` lists them all"
            return f"no rule has the id or name `{clip(word)}`{hint}"
        if rule.reader in UPKEEP:
            return f"no comment can ignore {rule.id}; `--ignore {rule.id}` does"
        return ""

    def _covered(self, match: re.Match[str]) -> list[Span]:
        """What a comment covers: what begins on its line, or else below it."""
        if match["verb"] == WHOLE_FILE:
            return [Span(0, len(self._text))]
        line = self._line(match)
        on_line = self._layout.spans_starting_in(Span(line.start, match.start()))
        if on_line or not _alone(self._text[line.start : match.start()]):
            return on_line
        return self._layout.first_span_after(match.end())

    def _named(self, match: re.Match[str]) -> Iterator[RuleReference]:
        offset = match.start("names")
        spans = [Span(*each.span()) for each in _NAME.finditer(match["names"])]
        spans = [Span(offset + start, offset + end) for start, end in spans]
        for index, span in enumerate(spans):
            if len(spans) == 1:
                cut = self._whole(match)
            elif index == 0:
                cut = Span(span.start, spans[1].start)
            else:
                cut = Span(spans[index - 1].end, span.end)
            yield RuleReference(self._text[span.start : span.end], span, Edit(cut, ""))

    def _whole(self, match: re.Match[str]) -> Span:
        """What goes with a comment: the blanks before it, or its line when it is alone there."""
        line = self._line(match)
        before = self._text[line.start : match.start()]
        if before.strip():
            return Span(line.start + len(before.rstrip()), line.end)
        following = _LINE_BREAK.match(self._text, line.end)
        assert following is not None  # it matches at the end of the text, too
        return Span(line.start, following.end())

    def _line(self, match: re.Match[str]) -> Span:
        return self._source.line_span(self._source.position(match.start()).line)


def _alone(before: str) -> bool:
    """Whether ``before`` a comment nothing else than another comment stands on its line."""
    return before.lstrip()[:1] in ("", "#")


def _trimmed(match: re.Match[str]) -> Span:
    return Span(match.start(), match.start() + len(match[0].rstrip()))


def parse_last_day(reason: str, offset: int = 0) -> LastDay | None:
    """What ``reason``, which stands at ``offset``, says about its end.

    Raises:
        ValueError: there is no such day.
    """
    until = _UNTIL.search(reason)
    if until is None:
        return None
    span = Span(offset + until.start(), offset + until.end())
    return LastDay(date.fromisoformat(until[1]), span)
