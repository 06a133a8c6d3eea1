"""Holes in a template: text that is filled in before the request is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chatlint.document import Foreign
from chatlint.text import Span

_NAME = r"[A-Za-z0-9_.-]+"
_OPENING = re.compile(
    rf"""
      \$\{{                         # ${{x}}: balanced
    | \{{\{{                        # {{{{x}}}}: balanced
    | \{{%                          # {{% x %}}
    | \$\$?\.[A-Za-z0-9_.\[\]'"*-]+ # $.x and $$.x: JSONPath of Step Functions
    | \${_NAME}
    | <{_NAME}>
    | %{_NAME}%
    | __[A-Za-z0-9_.-]+?__
    | @@{_NAME}@@
    """,
    re.VERBOSE,
)
# How far from a place of a long line its placeholder may begin or end.
_REACH = 1000
# CloudFormation's long forms: {"Ref": "X"}, {"Fn::Sub": "…"}.
_INTRINSIC = re.compile(r"Ref|Condition|Fn::\w+")


def spans(text: str) -> Iterator[Span]:
    """Where the placeholders of ``text`` stand, from left to right."""
    start, last, braces = 0, text.rfind("%}"), None
    while match := _OPENING.search(text, start):
        start, end = match.span()
        if match[0] == "{%":
            end = text.find("%}", end) + 2 if end <= last else -1
        elif match[0] in ("${", "{{"):
            braces = _closing_braces(text) if braces is None else braces
            end = braces.get(start + match[0].index("{"), -1)
        if end < 0:
            start = match.end()
            continue
        yield Span(start, end)
        start = end


def _closing_braces(text: str) -> dict[int, int]:
    """The end of each brace's pair, by its start; found in one pass, however many are open."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for brace in _BRACE.finditer(text):
        if brace[0] == "{":
            opened.append(brace.start())
        elif opened:
            pairs[opened.pop()] = brace.end()
    return pairs


_BRACE = re.compile(r"[{}]")


def within(value: object) -> bool:
    """Whether ``value`` is or holds a placeholder, so that its final form is not known."""
    if isinstance(value, str):
        return next(spans(value), None) is not None
    return whole(value)


def whole(value: object) -> bool:
    """Whether ``value`` is nothing but placeholders, so that not even its type is known."""
    if isinstance(value, str):
        return bool(value.strip()) and not literal(value).strip() and within(value)
    if isinstance(value, dict) and len(value) == 1:
        return _INTRINSIC.fullmatch(next(iter(value))) is not None
    return isinstance(value, Foreign) and value.kind == "tag"


def literal(text: str) -> str:
    """``text`` without its placeholders: what is certain to be sent."""
    parts, start = [], 0
    for span in spans(text):
        parts.append(text[start : span.start])
        start = span.end
    return "".join(parts) + text[start:]


def near(text: str, offset: int) -> Span | None:
    """The placeholder that covers or ends at ``offset`` on its line of ``text``, if one does."""
    line = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    start = max(line, offset - _REACH)
    around = text[start : offset + _REACH].splitlines()[:1]
    for span in spans(around[0] if around else ""):
        if span.start <= offset - start <= span.end:
            return Span(start + span.start, start + span.end)
    return None
