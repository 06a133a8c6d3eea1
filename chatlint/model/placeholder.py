"""Holes in a template: text that is filled in before the request is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
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
"""How placeholders begin, or all of one where its end is not looked for; by what one looks like."""

_BALANCED = ("${", "{{")


class PlaceholderSyntax(NamedTuple):
    """Which texts are placeholders: where one begins, and what closes one that is not balanced."""

    opening: re.Pattern[str]
    closing: Mapping[str, str]

    @classmethod
    def build(
        cls, added: Sequence[tuple[str, str]] = (), removed: Sequence[str] = ()
    ) -> PlaceholderSyntax:
        """Those of `SPELLINGS` that are not ``removed``, and those ``added``.

        Args:
            added: what comes before and after a name.
            removed: keys of `SPELLINGS`.
        """
        longest_first = sorted((before for before, _ in added), key=len, reverse=True)
        kept = (pattern for name, pattern in SYNTAXES.items() if name not in removed)
        opening = re.compile("|".join([*map(re.escape, longest_first), *kept]) or r"(?!)")
        return cls(opening, {"{%": "%}", **dict(added)})


# Every judgement asks what is a placeholder. It is one thing for the whole of a check, so it need
# not go from hand to hand; as a context variable, it is each thread's own.
_BUILT_IN = PlaceholderSyntax.build()
_current: ContextVar[PlaceholderSyntax] = ContextVar("spellings", default=_BUILT_IN)


@contextmanager
def using_syntax(spellings: PlaceholderSyntax) -> Iterator[None]:
    """Let ``spellings`` say what is a placeholder, as long as the context lasts."""
    token = _current.set(spellings)
    try:
        yield
    finally:
        _current.reset(token)


# How far from a place of a long line its placeholder may begin or end.
_REACH = 1000
# CloudFormation's long forms: {"Ref": "X"}, {"Fn::Sub": "…"}.
_INTRINSIC = re.compile(r"Ref|Condition|Fn::\w+")


def find_placeholders(text: str) -> Iterator[Span]:
    """Where the placeholders of ``text`` stand, from left to right."""
    spellings = _current.get()
    if len(text) < _LONG:
        return _found(text, spellings.opening, spellings.closing)
    return iter(_kept(text, spellings.opening, tuple(spellings.closing.items())))


# Many rules ask about one and the same text, which may begin a placeholder with every character.
_LONG = 10_000


@lru_cache(4)
def _kept(
    text: str, opening: re.Pattern[str], closing: tuple[tuple[str, str], ...]
) -> tuple[Span, ...]:
    return tuple(_found(text, opening, dict(closing)))


def _found(text: str, opening: re.Pattern[str], closing: Mapping[str, str]) -> Iterator[Span]:
    start, braces = 0, None
    last: dict[str, int] = {}  # where each closing text stands last
    while match := opening.search(text, start):
        start, end = match.span()
        if after := closing.get(match[0]):
            if after not in last:
                last[after] = text.rfind(after)
            end = text.find(after, end) + len(after) if end <= last[after] else -1
        elif match[0] in _BALANCED:
            braces = _closing_braces(text) if braces is None else braces
            end = braces.get(start + match[0].index("{"), -1)
        if end < 0:
            start = match.end()
            continue
        yield Span(start, end)
        start = end


def placeholder_ends(text: str) -> dict[int, int]:
    """Where each placeholder of ``text`` ends, by where it begins."""
    return dict(find_placeholders(text))


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


def has_placeholder(value: object) -> bool:
    """Whether ``value`` is or holds a placeholder, so that its final form is not known."""
    if isinstance(value, str):
        begun = _current.get().opening.search(value) is not None
        return begun and next(find_placeholders(value), None) is not None
    return is_placeholder(value)


def is_placeholder(value: object) -> bool:
    """Whether ``value`` is nothing but placeholders, so that not even its type is known."""
    if isinstance(value, str):
        rest = literal_text(value)
        return rest != value and not rest.strip()
    if isinstance(value, dict) and len(value) == 1:
        return _INTRINSIC.fullmatch(next(iter(value))) is not None
    return isinstance(value, NonJsonValue) and value.kind == "tag"


def literal_text(text: str) -> str:
    """``text`` without its placeholders: what is certain to be sent."""
    parts, start = [], 0
    for span in find_placeholders(text):
        parts.append(text[start : span.start])
        start = span.end
    return "".join(parts) + text[start:]


def placeholder_name(hole: str) -> str:
    """What is looked up to fill ``hole``: ``x`` for ``{{ x }}``; empty where that is no name."""
    around = {**_AROUND, **_current.get().closing}
    for before, after in sorted(around.items(), key=lambda each: len(each[0]), reverse=True):
        if hole.startswith(before) and hole.endswith(after):
            return "" if before in _COMPUTED else hole[len(before) : len(hole) - len(after)].strip()
    return ""


_AROUND = dict.fromkeys(("$", "$.", "$$."), "") | {
    "${": "}",
    "{{": "}}",
    "<": ">",
    "%": "%",
    "__": "__",
    "@@": "@@",
}
_COMPUTED = ("{%", "$.", "$$.")


def placeholder_at(text: str, offset: int) -> Span | None:
    """The placeholder that covers or ends at ``offset`` on its line of ``text``, if one does."""
    line = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    start = max(line, offset - _REACH)
    around = text[start : offset + _REACH].splitlines()[:1]
    for span in find_placeholders(around[0] if around else ""):
        if span.start <= offset - start <= span.end:
            return Span(start + span.start, start + span.end)
    return None
