"""Patterns of ``.gitignore`` in linear time.

The regular expressions of `pathspec` backtrack: ``*a*a*a*b`` takes minutes for a long name. It is
enough that each wildcard but the last takes the shortest match and keeps it, since the next
wildcard can take the rest. Source: https://research.swtch.com/glob
"""

from __future__ import annotations

import re
from typing import Any

from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

# What pathspec emits for "**/" at the beginning, for "/**" in the middle, and for the end.
_ANY_FIRST = "^(?:.+/)?"
_ANY = "(?:/.+)?"
_END = "|$)"
# A character class, "?" included. Escapes are matched first, so that "\[" does not begin one.
_CLASS = re.compile(r"\\.|\[\^?\]?[^\]]*\]", re.DOTALL)
# What pathspec emits for "*", and the text up to the next "*" in the same segment of a path. The
# only slash in it is that of "[^/]", which stands for "?".
_STAR = re.compile(r"\[\^/\]\*((?:\[\^/\](?!\*)|(?!\[\^/\])[^/])*)(?=\[\^/\]\*)")


class GitPattern(GitIgnoreSpecPattern):
    """A pattern whose ``regex`` takes at most pattern length times path length steps.

    Raises:
        ValueError: the pattern is invalid.
        re.error: the pattern has an invalid character class.
    """

    @classmethod
    def pattern_to_regex(cls, pattern: Any) -> Any:
        """Convert ``pattern`` to an expression; the flag is false for patterns with ``!``."""
        regex, include = super().pattern_to_regex(pattern)
        return (_make_linear(regex) if isinstance(regex, str) else regex), include


def _make_linear(regex: str) -> str:
    if regex.endswith(_END):  # because "$" also matches before a final line break
        regex = regex.removesuffix(_END) + r"|\Z)"
    regex = _CLASS.sub(_exclude_slash, regex)
    first, *middle = _STAR.sub(r"(?>[^/]*?\1)", regex).split(_ANY)
    if middle:
        if first.startswith(_ANY_FIRST):
            first = f"^(?>(?:[^/]++/)*?{first.removeprefix(_ANY_FIRST)}(?=/))"
        *middle, last = middle
        regex = "".join([first, *(f"(?>(?:/[^/]++)*?{each}(?=/))" for each in middle), _ANY, last])
    else:
        regex = first
    return f"(?s){regex}"  # names may contain line breaks


def _exclude_slash(match: re.Match[str]) -> str:
    """Keep a character class from matching a slash, as git does."""
    found = match[0]
    return found if found[0] == "\\" or found == "[^/]" else rf"(?!\x2f){found}"
