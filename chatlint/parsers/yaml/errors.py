"""Errors of invalid YAML: clear messages and precise spans for the errors of ruamel.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ruamel.yaml.error import MarkedYAMLError

from chatlint.model.document import ParseIssue
from chatlint.model.placeholder import PlaceholderSyntax
from chatlint.model.printable import clip
from chatlint.model.source import Span

_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
_NO_SPACE = re.compile(r"[ ]*(?:- +)?[A-Za-z_][\w.-]*(:)[^\s/:]")
_TAB = re.compile(r"[^\s:\]}\"'-][ ]*(\t)[ \t]*\Z")
_MARKED = re.compile(r"[*&][^\s,\[\]{}]+(?=[ ]*\Z)")


def _find_cause(
    text: str, offset: int, problem: str, open_bracket: int | None
) -> tuple[Span, str] | None:
    """Find the mistake behind an error that ruamel reports at another place.

    Args:
        text: the YAML text.
        offset: where the scanner stopped.
        problem: ruamel's message.
        open_bracket: the offset of the innermost open bracket, if there is one.
    """
    start = text.rfind("\n", 0, offset) + 1
    if conflict := _CONFLICT.search(text):
        return Span(conflict.start(), conflict.start() + 7), "a merge conflict; settle it first"
    if open_bracket is not None and not text[offset:].strip():
        return Span(open_bracket, open_bracket + 1), "the bracket opened here is never closed"
    colon = _find_missing_space(text, start) if "mapping values" in problem else None
    if "expected ':'" in problem and (line := _NO_SPACE.match(text, start)):
        colon = line.start(1)
    if colon is not None:
        return Span(colon, colon + 1), "a space is missing after this `:`"
    if "<scalar>" in problem and (mark := _MARKED.search(text[start:offset])):
        kind = "an alias" if mark[0].startswith("*") else "an anchor"
        span = Span(start + mark.start(), start + mark.end())
        return span, f"`{clip(mark[0])}` is read as {kind}; quote the text"
    if "<scalar>" in problem and (tab := _TAB.search(text, start, offset)):
        return Span(*tab.span(1)), "a tab ends a text without quotes; write a space, or quote it"
    return None


def _find_missing_space(text: str, start: int) -> int | None:
    """Find the first colon without a space in the lines directly above the line at ``start``."""
    colon = None
    while start > 0:
        start = text.rfind("\n", 0, start - 1) + 1
        line = _NO_SPACE.match(text, start)
        if line is None:
            break
        colon = line.start(1)
    return colon


_TOKENS = {
    "<stream end>": "the end of the file",
    "<document start>": "`---`",
    "<document end>": "`...`",
    "<block end>": "the end of the block",
    "<block mapping start>": "a new mapping",
    "<block sequence start>": "a new list",
    "<scalar>": "a value",
    "<alias>": "an alias",
    "<anchor>": "an anchor",
    "<tag>": "a tag",
    "?": "a key",
    "`": "a backquote",
}
_SIGNS = frozenset(",:[]{}@%")

# Patterns for ruamel's messages, and ours. The first table is about the start of a construct
# (its context mark), the second about the place where the scanner stopped.
_AT_START: tuple[tuple[str, str], ...] = (
    (r"could not find expected ':'", "this line has no `:` after its key"),
    (r"expected ',' or '(.)', but got '<stream end>'", "the bracket opened here is never closed "
     "with {0}"),
    (r"found unexpected end of stream", "the quote opened here is never closed"),
    (r"found unexpected document separator", "the quote opened here is not closed before the next "
     "document"),
    (r"found unknown escape character '\\x00'", "the quote opened here is never closed"),
    (r"beyond Unicode", "an escape in this text stands for no character"),
    (r"expected chomping or indentation", "a block scalar starts with `|` or `>` alone on its "
     "line"),
    (r"expected alphabetic or numeric character", "an alias or anchor without a name; quote the "
     "text"),
    (r"expected (?:URI|'[!>]')", "`!` begins a tag, and this is none; quote the text"),
)  # fmt: skip
_AT_END: tuple[tuple[str, str], ...] = (
    (r"mapping values are not allowed here", "this `:` starts no value; quote the text or check "
     "the indentation"),
    (r"mapping keys are not allowed here", "a key cannot stand here; check the indentation"),
    (r"sequence entries are not allowed here", "a list item cannot stand here; put it on its own "
     "line"),
    (r"found character '\\t'", "a tab cannot indent YAML; use spaces"),
    (r"found character '(.+)' that cannot", "{0} cannot start a value; quote the text"),
    (r"expected ',' or '(.)', but got (.+)", "expected `,` or {0}, found {1}"),
    (r"expected <block end>, but found '-'", "a list item among keys; check the indentation"),
    (r"expected <block end>, but found '\?'", "a key among list items; check the indentation"),
    (r"expected <block end>, but found '<block .+ start>'", "the indentation of this line fits no "
     "block above it"),
    (r"expected <block end>, but found '<scalar>'", "text after the end of the value; quote the "
     "text or check the indentation"),
    (r"expected <block end>, but found (.+)", "expected the next key or item at the indentation of "
     "this block, found {0}"),
    (r"expected the node content, but found (.+)", "expected a value, found {0}"),
    (r"found unknown escape character", "this is no escape of YAML; write `\\\\` for a backslash "
     "or use single quotes"),
    (r"expected escape sequence of (\d+)", "this escape takes {0} hexadecimal digits"),
    (r"expected '<document start>'", "expected `---` before another document"),
    (r"after document end marker", "only a comment may follow `...` on its line"),
    (r"found incompatible YAML document", "only YAML 1.x can be read"),
    (r"undefined tag handle '(.+)'", "the tag handle `{0}` is not declared"),
    (r"more indented follow up line", "the first line of this block is indented less than the "
     "next"),
)  # fmt: skip

# Messages for text after the end of a value, by the value's last character.
_AFTER_VALUE = {
    "'": "text after the closing quote; inside single quotes a quote is written `''`",
    '"': 'text after the closing quote; inside double quotes a quote is written `\\"`',
    "]": "text after the closing bracket; quote the whole text",
    "}": "text after the closing bracket; quote the whole text",
}


def syntax_error(
    text: str,
    error: MarkedYAMLError,
    document: int,
    open_bracket: int | None,
    syntax: PlaceholderSyntax,
) -> ParseIssue:
    """Build the issue for ``error``.

    Args:
        text: the YAML text.
        error: the error of ruamel.yaml.
        document: the number of the document with the error, from 0.
        open_bracket: the offset of the innermost open bracket, if there is one.
        syntax: what is a placeholder.
    """
    problem = error.problem or error.context or "this is not YAML"
    at_start = _find_message(problem, _AT_START)
    detail = at_start or _find_message(problem, _AT_END) or problem
    mark = error.context_mark if at_start else error.problem_mark
    mark = mark or error.problem_mark or error.context_mark
    offset = min(mark.index, len(text)) if mark is not None else 0
    if (line_break := _find_odd_break(text, offset)) is not None:
        offset = line_break
        code = ord(text[line_break])
        detail = f"ruamel.yaml and AWS CLI break the line at U+{code:04X}; remove it"
    before = text[:offset].rstrip(" ")
    after_value = _AFTER_VALUE.get(before[-1:]) if "<scalar>" in problem else None
    if found := syntax.placeholder_at(text, len(before) if after_value else offset):
        name = clip(text[found.start : found.end])
        detail = f"the placeholder `{name}` is not YAML as it stands; quote it"
        return ParseIssue("syntax-error", found, detail, document)
    if cause := _find_cause(text, offset, problem, open_bracket):
        return ParseIssue("syntax-error", *cause, document)
    detail = after_value or detail
    related: tuple[tuple[str, Span], ...] = ()
    if error.context_mark is not None and problem.startswith("expected ',' or") and not at_start:
        opening = error.context_mark.index
        related = (("inside the bracket opened here", Span(opening, opening + 1)),)
    return ParseIssue("syntax-error", token_span(text, offset), detail, document, (), related)


def _find_message(problem: str, table: Iterable[tuple[str, str]]) -> str:
    """Find the message for ``problem`` in ``table``; empty if there is none."""
    for pattern, message in table:
        if match := re.search(pattern, problem):
            return message.format(*map(_describe_token, match.groups()))
    return ""


def _find_odd_break(text: str, offset: int) -> int | None:
    """Find the NEL, LS or PS before ``offset``: a line break in ruamel, but not in YAML 1.2."""
    before = text[:offset].rstrip(" \t")
    return len(before) - 1 if before.endswith(("\x85", "\u2028", "\u2029")) else None


def _describe_token(token: str) -> str:
    bare = token.strip("'\"")
    return _TOKENS.get(bare, f"`{bare}`" if bare in _SIGNS else clip(bare))


def token_span(text: str, offset: int) -> Span:
    """The span of the word at ``offset``; empty at the end of a line."""
    match = re.compile(r"[^\s,\[\]{}\"'`]+|[^\s]|").match(text, offset)
    assert match is not None  # it also matches the empty string
    return Span(match.start(), match.end())
