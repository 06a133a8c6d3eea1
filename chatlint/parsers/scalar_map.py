"""Where each character of a scalar's value stands in the text that spells it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chatlint.model.source import Span
from chatlint.model.source_map import SourceMap, map_stand_in
from chatlint.parsers.yaml.marks import past_properties

_BREAK = re.compile(r"\r\n|\n|\r|\Z")
_GAP = re.compile(r"[ \t]*(?:\r\n|\n|\r)[ \t\r\n]*")
_SPACE = re.compile(r"\s+")
# No other line breaks than those of YAML 1.2.
_PLAIN_BREAKS = re.compile("[^\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]*")
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|\Z)")
_DOUBLED_QUOTE = re.compile("''")
_JSON_ESCAPE = re.compile(r"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u....|.)")
_YAML_ESCAPE = re.compile(r"\\(?:(?:\r\n|\n|\r)[ \t]*|x..|u....|U........|.)")


def map_scalar(text: str, span: Span, value: str, *, json: bool) -> SourceMap:
    """Where the characters of ``value`` stand.

    Args:
        text: the whole text.
        span: where the scalar that spells the value stands in it; a tag may stand before it.
        value: what a reader made of it.
        json: whether the text is JSON, not YAML.
    """
    start = span.start if json else min(past_properties(text, span.start), span.end)
    opening = text[start : start + 1]
    made = None
    if opening == "|":
        made = _literal(text, start, value)
    elif opening == "'":
        made = _in_quotes(text, Span(start + 1, span.end - 1))
    elif opening == '"':
        inside = Span(start + 1, span.end - 1)
        spans = list(_unescaped(text, inside, _JSON_ESCAPE if json else _YAML_ESCAPE))
        made = SourceMap(spans, inside.end, obstacle="its text is escaped here")
    if made is None:
        head = _HEADER.match(text, start)
        spans = list(_folded(text, Span(head.end() if head else start, span.end), value))
        made = SourceMap(spans, span.end, obstacle="its lines are folded here")
    # Where the two do not go together, no more is said than that it is somewhere in there.
    return made if len(made.spans) == len(value) else map_stand_in(len(value), span)


def _literal(text: str, start: int, value: str) -> SourceMap | None:
    """The origin of a ``|`` scalar, whose lines are the value's behind a margin."""
    head = _HEADER.match(text, start)
    at = head.end() if head else len(text)
    margin, line_break = None, "\n"
    spans: list[Span] = []
    for line in value.splitlines(keepends=True) if _PLAIN_BREAKS.fullmatch(value) else ():
        content = line.removesuffix("\n")
        found = _BREAK.search(text, at)
        assert found is not None  # it matches at the end of the text, too
        first = max(at, found.start() - len(content))
        if content and margin is None:
            margin, line_break = text[at:first], found[0] or line_break
        if text[first : found.start()] != content or (margin or "").strip(" "):
            return None
        spans += (Span(each, each + 1) for each in range(first, found.start()))
        at = found.start()
        if line != content:
            spans.append(Span(*found.span()))
            at = found.end()
    return SourceMap(spans, at, line_break + (margin or ""))


def _in_quotes(text: str, inside: Span) -> SourceMap:
    """The origin of a scalar in single quotes, where a quote stands twice."""
    spans = list(_unescaped(text, inside, _DOUBLED_QUOTE))
    as_it_is = len(spans) == inside.end - inside.start
    obstacle = "" if as_it_is else "its text has quotes or line breaks in single quotes here"
    return SourceMap(spans, inside.end, forbidden="'\r\n", obstacle=obstacle)


def _unescaped(text: str, inside: Span, escape: re.Pattern[str]) -> Iterator[Span]:
    """The characters between quotes: escapes, folded line breaks, and themselves."""
    at, end = inside
    while at < end:
        if match := escape.match(text, at, end):
            if match[0][1:2] not in ("\n", "\r"):  # an escaped line break comes to nothing
                yield Span(at, match.end())
        elif match := _GAP.match(text, at, end):
            breaks = match[0].replace("\r\n", "\n").replace("\r", "\n").count("\n")
            yield from [Span(at, match.end())] * max(1, breaks - 1)
        else:
            yield Span(at, at + 1)
        at = match.end() if match else at + 1


def _folded(text: str, span: Span, value: str) -> Iterator[Span]:
    """The characters of lines that were folded: words as they are, with any white space between.

    Each blank of the value stands for the whole gap between two words.
    """
    at, start = span.start, 0
    for gap in (*_SPACE.finditer(value), None):
        word = value[start : gap.start() if gap else len(value)]
        found = text.find(word, at, span.end)
        if found < 0 or text[at:found].strip():
            return
        yield from (Span(each, each + 1) for each in range(found, found + len(word)))
        at = found + len(word)
        if gap:
            blank = _SPACE.match(text, at, span.end)
            yield from [Span(at, blank.end() if blank else at)] * len(gap[0])
            start = gap.end()
