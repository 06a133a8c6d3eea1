"""What ruamel.yaml's scanner and parser object to, in plain words and at the right place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ruamel.yaml.error import MarkedYAMLError

from chatlint.model import placeholder
from chatlint.model.document import ParseIssue
from chatlint.model.printable import clip
from chatlint.model.source import Span

_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
_NO_SPACE = re.compile(r"[ ]*(?:- +)?[A-Za-z_][\w.-]*(:)[^\s/:]")
_TAB = re.compile(r"[^\s:\]}\"'-][ ]*(\t)[ \t]*\Z")
_MARKED = re.compile(r"[*&][^\s,\[\]{}]+(?=[ ]*\Z)")


def find_cause(text: str, offset: int, problem: str, opened: int | None) -> tuple[Span, str] | None:
    """Where a mistake was made that came to light at ``offset``, and what it is.

    Args:
        text: the YAML text.
        offset: where the scanner gave up.
        problem: what it says.
        opened: the offset of the innermost bracket that is open there, if one is.
    """
    start = text.rfind("\n", 0, offset) + 1
    if conflict := _CONFLICT.search(text):
        return Span(conflict.start(), conflict.start() + 7), "a merge conflict; settle it first"
    if opened is not None and not text[offset:].strip():
        return Span(opened, opened + 1), "the bracket opened here is never closed"
    colon = _missing_space(text, start) if "mapping values" in problem else None
    if "expected ':'" in problem and (line := _NO_SPACE.match(text, start)):
        colon = line.start(1)
    if colon is not None:
        return Span(colon, colon + 1), "a space is missing after this `:`"
    if "<scalar>" in problem and (mark := _MARKED.search(text[start:offset])):
        what = "an alias" if mark[0].startswith("*") else "an anchor"
        span = Span(start + mark.start(), start + mark.end())
        return span, f"`{clip(mark[0])}` is read as {what}; quote the text"
    if "<scalar>" in problem and (tab := _TAB.search(text, start, offset)):
        return Span(*tab.span(1)), "a tab ends a text without quotes; write a space, or quote it"
    return None


def _missing_space(text: str, start: int) -> int | None:
    """The first colon without a space in the lines just above the one at ``start``."""
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

# What ruamel says in its problem or context, and what we say. The first are about what begins at
# the construct's start (its context mark), the others about where the scanner gave up.
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
_WHERE_IT_ENDS: tuple[tuple[str, str], ...] = (
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

# What a text behind the end of a value suggests, by the character the value ends with.
_AFTER_VALUE = {
    "'": "text after the closing quote; inside single quotes a quote is written `''`",
    '"': 'text after the closing quote; inside double quotes a quote is written `\\"`',
    "]": "text after the closing bracket; quote the whole text",
    "}": "text after the closing bracket; quote the whole text",
}


def describe_error(
    text: str, error: MarkedYAMLError, document: int, opened: int | None
) -> ParseIssue:
    """What to tell about ``error``, met in document number ``document`` of ``text``.

    ``opened`` is the offset of the innermost bracket that was open, if one was.
    """
    problem = error.problem or error.context or "this is not YAML"
    at_start = _said(problem, _AT_START)
    detail = at_start or _said(problem, _WHERE_IT_ENDS) or problem
    mark = error.context_mark if at_start else error.problem_mark
    mark = mark or error.problem_mark or error.context_mark
    offset = min(mark.index, len(text)) if mark is not None else 0
    if (odd := _odd_break(text, offset)) is not None:
        offset = odd
        detail = f"ruamel.yaml and AWS CLI break the line at U+{ord(text[odd]):04X}; remove it"
    behind = _AFTER_VALUE.get(text[:offset].rstrip(" ")[-1:]) if "<scalar>" in problem else None
    if hole := placeholder.placeholder_at(
        text, len(text[:offset].rstrip(" ")) if behind else offset
    ):
        shown = clip(text[hole.start : hole.end])
        detail = f"the placeholder `{shown}` is not YAML as it stands; quote it"
        return ParseIssue("syntax-error", hole, detail, document)
    if found := find_cause(text, offset, problem, opened):
        return ParseIssue("syntax-error", *found, document)
    detail = behind or detail
    related: tuple[tuple[str, Span], ...] = ()
    if error.context_mark is not None and problem.startswith("expected ',' or") and not at_start:
        opening = error.context_mark.index
        related = (("inside the bracket opened here", Span(opening, opening + 1)),)
    return ParseIssue("syntax-error", token_span(text, offset), detail, document, (), related)


def _said(problem: str, table: Iterable[tuple[str, str]]) -> str:
    """What ``table`` says of ``problem``, if anything."""
    for pattern, words in table:
        if match := re.search(pattern, problem):
            return words.format(*map(_token, match.groups()))
    return ""


def _odd_break(text: str, offset: int) -> int | None:
    """The NEL, LS or PS before ``offset``: a line break for ruamel, not for YAML 1.2."""
    before = text[:offset].rstrip(" \t")
    return len(before) - 1 if before.endswith(("\x85", "\u2028", "\u2029")) else None


def _token(found: str) -> str:
    bare = found.strip("'\"")
    return _TOKENS.get(bare, f"`{bare}`" if bare in _SIGNS else clip(bare))


def token_span(text: str, offset: int) -> Span:
    """The word at ``offset``; at a line's end the empty span there."""
    match = re.compile(r"[^\s,\[\]{}\"'`]+|[^\s]|").match(text, offset)
    assert match is not None  # it matches the empty text, too
    return Span(match.start(), match.end())
