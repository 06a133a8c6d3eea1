"""One pattern of a ``.gitignore``, as `pathspec` reads it, and made so that none can stall a run.

`pathspec` writes a regular expression that tries all ways to share a name among the wildcards:
``*a*a*a*b`` takes minutes for a long name. It is enough that each wildcard but the last takes as
little as it can, and never more after that: what follows begins with a wildcard, which takes the
rest. Source: https://research.swtch.com/glob
"""

from __future__ import annotations

import re
from typing import Any

from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

# What pathspec writes for "**/" at the beginning, for "/**" in the middle, and for the end.
_ANY_FIRST = "^(?:.+/)?"
_ANY = "(?:/.+)?"
_END = "|$)"
# One character of certain ones, "?" among them; what is escaped is none.
_CLASS = re.compile(r"\\.|\[\^?\]?[^\]]*\]", re.DOTALL)
# What it writes for "*", with what follows in the same part of a path, and then another one. No
# slash is there but in "[^/]", which is what it writes for "?".
_STAR = re.compile(r"\[\^/\]\*((?:\[\^/\](?!\*)|(?!\[\^/\])[^/])*)(?=\[\^/\]\*)")


class GitPattern(GitIgnoreSpecPattern):
    """A pattern whose ``regex`` needs no more steps than its length times that of a path.

    Raises:
        ValueError: it is no pattern.
        re.error: neither.
    """

    @classmethod
    def pattern_to_regex(cls, pattern: Any) -> Any:
        """The expression for ``pattern``, and whether it takes in what matches or lets it out."""
        regex, include = super().pattern_to_regex(pattern)
        return (_linear(regex) if isinstance(regex, str) else regex), include


def _linear(regex: str) -> str:
    if regex.endswith(_END):  # where "$" would overlook a line break
        regex = regex.removesuffix(_END) + r"|\Z)"
    regex = _CLASS.sub(_within_a_name, regex)
    first, *middle = _STAR.sub(r"(?>[^/]*?\1)", regex).split(_ANY)
    if middle:
        if first.startswith(_ANY_FIRST):
            first = f"^(?>(?:[^/]++/)*?{first.removeprefix(_ANY_FIRST)}(?=/))"
        *middle, last = middle
        regex = "".join([first, *(f"(?>(?:/[^/]++)*?{each}(?=/))" for each in middle), _ANY, last])
    else:
        regex = first
    return f"(?s){regex}"  # a name may have a line break in it


def _within_a_name(match: re.Match[str]) -> str:
    """A class of characters, which to git never holds the slash between two names."""
    found = match[0]
    return found if found[0] == "\\" or found == "[^/]" else rf"(?!\x2f){found}"
