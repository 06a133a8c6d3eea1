"""What is wrong with a text that is not JSON, in plain words and at the right place."""

from __future__ import annotations

import re
from json import JSONDecodeError

from chatlint.model import placeholder
from chatlint.model.document import ParseIssue
from chatlint.model.printable import clip
from chatlint.model.source import Span

_WORD = re.compile(r"//|/\*|[\w$.+-]+|.|", re.DOTALL)
_ESCAPES = {
    "control": "a control character inside a text; write it as an escape such as `\\t`",
    "\\escape": "this is no escape of JSON; write `\\\\` for a backslash",
    "\\uXXXX": "`\\u` takes four hexadecimal digits",
}


def expected_error(text: str, offset: int, what: str) -> ParseIssue:
    """Say that ``what`` was expected at ``offset``, and what stands there."""
    word = _WORD.match(text, offset)
    assert word is not None  # it matches the empty text, too
    return _fault(text, Span(*word.span()), f"expected {what}, found {_met(word[0])}")


def invalid_error(text: str, offset: int, detail: str) -> ParseIssue:
    """Say that the character at ``offset`` is wrong."""
    return _fault(text, Span(offset, min(offset + 1, len(text))), detail)


def string_error(text: str, start: int, error: JSONDecodeError) -> ParseIssue:
    """What ``error`` says of the text whose quote opens at ``start``."""
    if error.msg.startswith("Unterminated"):
        return invalid_error(text, start, "the quote opened here is never closed")
    if text[error.pos] in "\r\n":
        detail = "the quote opened here is not closed on its line; a line break is written `\\n`"
        return invalid_error(text, start, detail)
    kind = error.msg.split(" ")[1].rstrip(":")
    offset = error.pos if kind == "control" else text.rfind("\\", start, error.pos + 1)
    return invalid_error(text, offset, _ESCAPES[kind])


def _fault(text: str, span: Span, detail: str) -> ParseIssue:
    if hole := placeholder.placeholder_at(text, span.start):
        shown = clip(text[hole.start : hole.end])
        detail = f"the placeholder `{shown}` is not JSON as it stands; quote it"
        return ParseIssue("syntax-error", hole, detail)
    return ParseIssue("syntax-error", span, detail)


def _met(word: str) -> str:
    if not word:
        return "the end of the file"
    if word in ("//", "/*", "#"):
        return "a comment, which JSON does not have"
    if word == "'":
        return "a single quote; JSON takes double quotes"
    if not word.isprintable():
        return f"the invisible character U+{ord(word):04X}"
    return f"`{clip(word)}`"
