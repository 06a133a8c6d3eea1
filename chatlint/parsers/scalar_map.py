"""Map the characters of a scalar's value to the text that spells them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chatlint.model.source import Span
from chatlint.model.source_map import SourceMap, map_stand_in
from chatlint.parsers.yaml.marks import skip_properties

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
    """Map the characters of ``value``, or each to the whole scalar if that fails.

    Args:
        text: the whole text.
        span: the span of the scalar, tag included.
        value: the value of the scalar.
        json: whether the text is JSON rather than YAML.
    """
    start = span.start if json else min(skip_properties(text, span.start), span.end)
    opening = text[start : start + 1]
    result = None
    if opening == "|":
        result = _map_literal(text, start, value)
    elif opening == "'":
        result = _map_single_quoted(text, Span(start + 1, span.end - 1))
    elif opening == '"':
        inside = Span(start + 1, span.end - 1)
        spans = list(_iter_quoted(text, inside, _JSON_ESCAPE if json else _YAML_ESCAPE))
        result = SourceMap(spans, inside.end, obstacle="its text is escaped here")
    if result is None:
        header = _HEADER.match(text, start)
        spans = list(_iter_folded(text, Span(header.end() if header else start, span.end), value))
        result = SourceMap(spans, span.end, obstacle="its lines are folded here")
    return result if len(result.spans) == len(value) else map_stand_in(len(value), span)


def _map_literal(text: str, start: int, value: str) -> SourceMap | None:
    """Map a ``|`` scalar, each line of which is a margin and a line of the value."""
    header = _HEADER.match(text, start)
    at = header.end() if header else len(text)
    margin, line_break = None, "\n"
    spans: list[Span] = []
    for line in value.splitlines(keepends=True) if _PLAIN_BREAKS.fullmatch(value) else ():
        content = line.removesuffix("\n")
        found = _BREAK.search(text, at)
        assert found is not None  # it also matches at the end of the text
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


def _map_single_quoted(text: str, inside: Span) -> SourceMap:
    spans = list(_iter_quoted(text, inside, _DOUBLED_QUOTE))
    is_verbatim = len(spans) == inside.end - inside.start
    obstacle = "" if is_verbatim else "its text has quotes or line breaks in single quotes here"
    return SourceMap(spans, inside.end, forbidden="'\r\n", obstacle=obstacle)


def _iter_quoted(text: str, inside: Span, escape: re.Pattern[str]) -> Iterator[Span]:
    """The spans of the characters between quotes: escapes, folded line breaks and plain ones."""
    at, end = inside
    while at < end:
        if match := escape.match(text, at, end):
            if match[0][1:2] not in ("\n", "\r"):  # an escaped line break adds no character
                yield Span(at, match.end())
        elif match := _GAP.match(text, at, end):
            breaks = match[0].replace("\r\n", "\n").replace("\r", "\n").count("\n")
            yield from [Span(at, match.end())] * max(1, breaks - 1)
        else:
            yield Span(at, at + 1)
        at = match.end() if match else at + 1


def _iter_folded(text: str, span: Span, value: str) -> Iterator[Span]:
    """The spans of the characters of folded lines.

    Words are as in the value; each space of the value maps to the whole gap between two words.
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
