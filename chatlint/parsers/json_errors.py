"""Errors of invalid JSON: the message, and the span it is about."""

from __future__ import annotations

import re
from json import JSONDecodeError

from chatlint.model.document import ParseIssue
from chatlint.model.placeholder import PlaceholderSyntax
from chatlint.model.printable import clip
from chatlint.model.source import Span

_WORD = re.compile(r"//|/\*|[\w$.+-]+|.|", re.DOTALL)
_ESCAPES = {
    "control": "a control character inside a text; write it as an escape such as `\\t`",
    "\\escape": "this is no escape of JSON; write `\\\\` for a backslash",
    "\\uXXXX": "`\\u` takes four hexadecimal digits",
}


def expected_error(text: str, offset: int, what: str) -> ParseIssue:
    """Report that ``what`` was expected at ``offset``, with the word found there."""
    word = _WORD.match(text, offset)
    assert word is not None  # it also matches the empty string
    detail = f"expected {what}, found {_describe_word(word[0])}"
    return ParseIssue("syntax-error", Span(*word.span()), detail)


def invalid_error(text: str, offset: int, detail: str) -> ParseIssue:
    """Report an error at the character at ``offset``."""
    return ParseIssue("syntax-error", Span(offset, min(offset + 1, len(text))), detail)


def string_error(text: str, start: int, error: JSONDecodeError) -> ParseIssue:
    """Report ``error`` in the string whose quote opens at ``start``."""
    if error.msg.startswith("Unterminated"):
        return invalid_error(text, start, "the quote opened here is never closed")
    if text[error.pos] in "\r\n":
        detail = "the quote opened here is not closed on its line; a line break is written `\\n`"
        return invalid_error(text, start, detail)
    kind = error.msg.split(" ")[1].rstrip(":")
    offset = error.pos if kind == "control" else text.rfind("\\", start, error.pos + 1)
    return invalid_error(text, offset, _ESCAPES[kind])


def explain_placeholder(text: str, issue: ParseIssue, syntax: PlaceholderSyntax) -> ParseIssue:
    """Replace a syntax error that an unquoted placeholder causes by a clearer one."""
    found = syntax.placeholder_at(text, issue.span.start) if issue.kind == "syntax-error" else None
    if found is None:
        return issue
    name = clip(text[found.start : found.end])
    detail = f"the placeholder `{name}` is not JSON as it stands; quote it"
    return ParseIssue("syntax-error", found, detail)


def _describe_word(word: str) -> str:
    if not word:
        return "the end of the file"
    if word in ("//", "/*", "#"):
        return "a comment, which JSON does not have"
    if word == "'":
        return "a single quote; JSON takes double quotes"
    if not word.isprintable():
        return f"the invisible character U+{ord(word):04X}"
    return f"`{clip(word)}`"
