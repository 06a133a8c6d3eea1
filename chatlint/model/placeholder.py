"""Placeholders: parts of a template that are filled in before the request is sent.

What may see configured placeholders is handed a `PlaceholderSyntax`; the default is `BUILT_IN`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from chatlint.model.document import NonJsonValue
from chatlint.model.source import Span

_NAME = r"[A-Za-z0-9_.-]+"
SYNTAXES: Mapping[str, str] = {
    "${X}": r"\$\{",
    "{{x}}": r"\{\{",
    "{% x %}": r"\{%",
    "$.x": r"\$\$?\.[A-Za-z0-9_.\[\]'\"*-]+",
    "$X": rf"\${_NAME}",
    "<X>": rf"<{_NAME}>",
    "%X%": rf"%{_NAME}%",
    "__X__": r"__[A-Za-z0-9_.-]+?__",
    "@@X@@": rf"@@{_NAME}@@",
}
"""Patterns of the built-in placeholders by their form.

A pattern matches a whole placeholder, or the opening of one whose end is searched for.
"""

_BALANCED = ("${", "{{")
_BRACE = re.compile(r"[{}]")
# The long forms of CloudFormation: {"Ref": "X"}, {"Fn::Sub": "…"}.
_INTRINSIC = re.compile(r"Ref|Condition|Fn::\w+")
_LINE_REACH = 1000  # characters of a long line searched on each side of an offset
_CACHED_LENGTH = 10_000  # in longer texts, a placeholder may begin at every character

_CLOSING = dict.fromkeys(("$", "$.", "$$."), "") | {
    "${": "}",
    "{{": "}}",
    "<": ">",
    "%": "%",
    "__": "__",
    "@@": "@@",
}
_COMPUTED = ("{%", "$.", "$$.")


class PlaceholderSyntax(NamedTuple):
    """Defines which strings are placeholders.

    Args:
        opening: matches a placeholder or its opening.
        closing: the closing text by opening, except for balanced braces.
    """

    opening: re.Pattern[str]
    closing: Mapping[str, str]

    @classmethod
    def build(
        cls, added: Sequence[tuple[str, str]] = (), removed: Sequence[str] = ()
    ) -> PlaceholderSyntax:
        """Build a syntax from the built-in one.

        Args:
            added: the texts before and after the name in additional placeholders.
            removed: keys of `SYNTAXES`.
        """
        longest_first = sorted((before for before, _ in added), key=len, reverse=True)
        kept = (pattern for name, pattern in SYNTAXES.items() if name not in removed)
        opening = re.compile("|".join([*map(re.escape, longest_first), *kept]) or r"(?!)")
        return cls(opening, {"{%": "%}", **dict(added)})

    def find_placeholders(self, text: str) -> Iterator[Span]:
        """Find the placeholders of ``text``, from left to right."""
        if len(text) < _CACHED_LENGTH:
            return _scan(text, self.opening, self.closing)
        return iter(_scan_cached(text, self.opening, tuple(self.closing.items())))

    def has_placeholder(self, value: object) -> bool:
        """Whether ``value`` is or contains a placeholder, so that its final form is unknown."""
        if isinstance(value, str):
            has_opening = self.opening.search(value) is not None
            return has_opening and next(self.find_placeholders(value), None) is not None
        return self.is_placeholder(value)

    def is_placeholder(self, value: object) -> bool:
        """Whether ``value`` consists of placeholders, so that even its type is unknown."""
        if isinstance(value, str):
            rest = self.literal_text(value)
            return rest != value and not rest.strip()
        return is_intrinsic(value)

    def literal_text(self, text: str) -> str:
        """Return ``text`` without its placeholders."""
        parts, start = [], 0
        for span in self.find_placeholders(text):
            parts.append(text[start : span.start])
            start = span.end
        return "".join(parts) + text[start:]

    def placeholder_name(self, placeholder: str) -> str:
        """The name in ``placeholder``: ``x`` for ``{{ x }}``; empty for a computed value."""
        closing = {**_CLOSING, **self.closing}
        for before, after in sorted(closing.items(), key=lambda each: len(each[0]), reverse=True):
            if placeholder.startswith(before) and placeholder.endswith(after):
                end = len(placeholder) - len(after)
                return "" if before in _COMPUTED else placeholder[len(before) : end].strip()
        return ""

    def placeholder_at(self, text: str, offset: int) -> Span | None:
        """Find the placeholder on the line of ``offset`` that contains it or ends there."""
        line = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
        start = max(line, offset - _LINE_REACH)
        around = text[start : offset + _LINE_REACH].splitlines()[:1]
        for span in self.find_placeholders(around[0] if around else ""):
            if span.start <= offset - start <= span.end:
                return span.shifted(start)
        return None


def is_intrinsic(value: object) -> bool:
    """Whether ``value`` is an intrinsic function or a tag: a placeholder in every syntax."""
    if isinstance(value, dict) and len(value) == 1:
        return _INTRINSIC.fullmatch(next(iter(value))) is not None
    return isinstance(value, NonJsonValue) and value.kind == "tag"


def _scan(text: str, opening: re.Pattern[str], closing: Mapping[str, str]) -> Iterator[Span]:
    start, braces = 0, None
    last: dict[str, int] = {}  # the last occurrence of each closing text
    while match := opening.search(text, start):
        start, end = match.span()
        if after := closing.get(match[0]):
            if after not in last:
                last[after] = text.rfind(after)
            end = text.find(after, end) + len(after) if end <= last[after] else -1
        elif match[0] in _BALANCED:
            braces = _match_braces(text) if braces is None else braces
            end = braces.get(start + match[0].index("{"), -1)
        if end < 0:
            start = match.end()
            continue
        yield Span(start, end)
        start = end


@lru_cache(4)
def _scan_cached(
    text: str, opening: re.Pattern[str], closing: tuple[tuple[str, str], ...]
) -> tuple[Span, ...]:
    return tuple(_scan(text, opening, dict(closing)))


def _match_braces(text: str) -> dict[int, int]:
    """The end of each pair of braces, by its start; found in one pass, so in linear time."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for brace in _BRACE.finditer(text):
        if brace[0] == "{":
            opened.append(brace.start())
        elif opened:
            pairs[opened.pop()] = brace.end()
    return pairs


BUILT_IN = PlaceholderSyntax.build()
"""The syntax of `SYNTAXES`."""


def find_placeholders(text: str, syntax: PlaceholderSyntax = BUILT_IN) -> Iterator[Span]:
    """Apply `PlaceholderSyntax.find_placeholders`."""
    return syntax.find_placeholders(text)


def has_placeholder(value: object, syntax: PlaceholderSyntax = BUILT_IN) -> bool:
    """Apply `PlaceholderSyntax.has_placeholder`."""
    return syntax.has_placeholder(value)


def is_placeholder(value: object, syntax: PlaceholderSyntax = BUILT_IN) -> bool:
    """Apply `PlaceholderSyntax.is_placeholder`."""
    return syntax.is_placeholder(value)


def literal_text(text: str, syntax: PlaceholderSyntax = BUILT_IN) -> str:
    """Apply `PlaceholderSyntax.literal_text`."""
    return syntax.literal_text(text)


def placeholder_name(placeholder: str, syntax: PlaceholderSyntax = BUILT_IN) -> str:
    """Apply `PlaceholderSyntax.placeholder_name`."""
    return syntax.placeholder_name(placeholder)


def placeholder_at(text: str, offset: int, syntax: PlaceholderSyntax = BUILT_IN) -> Span | None:
    """Apply `PlaceholderSyntax.placeholder_at`."""
    return syntax.placeholder_at(text, offset)
