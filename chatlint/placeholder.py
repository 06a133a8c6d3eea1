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
# CloudFormation's long forms: {"Ref": "X"}, {"Fn::Sub": "…"}.
_INTRINSIC = re.compile(r"Ref|Condition|Fn::\w+")


def spans(text: str) -> Iterator[Span]:
    """Where the placeholders of ``text`` stand, from left to right."""
    start = 0
    while match := _OPENING.search(text, start):
        end = _closed(text, match)
        if end is None:
            start = match.end()
            continue
        yield Span(match.start(), end)
        start = end


def _closed(text: str, match: re.Match[str]) -> int | None:
    """The end of the placeholder that ``match`` opens, ``None`` when it is not closed."""
    opening = match[0]
    if opening == "{%":
        end = text.find("%}", match.end())
        return None if end < 0 else end + 2
    if opening not in ("${", "{{"):
        return match.end()
    depth = len(opening.lstrip("$"))
    for brace in _BRACE.finditer(text, match.end()):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.end()
    return None


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
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    line = text[start : start + 1000].splitlines()[:1]
    for span in spans(line[0] if line else ""):
        if span.start <= offset - start <= span.end:
            return Span(start + span.start, start + span.end)
    return None
