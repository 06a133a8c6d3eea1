"""Make text safe to print: escape what a terminal or a CI runner would interpret."""

from __future__ import annotations

import json
import re
from typing import Any

from chatlint.model.lazy_regex import lazy_regex


def printable_json(data: Any, indent: int | None = None) -> str:
    """``data`` as JSON in ASCII; without ``indent``, in blanks, on one line."""
    text = json.dumps(data, indent=indent)
    # CI runners obey "##[…" and "##vso[…" wherever it stands, and JSON leaves DEL as it is.
    return text.replace("##", "#\\u0023").replace("\x7f", "\\u007f")


# Characters that could move a cursor, hide text or reorder it when echoed to a terminal, or that
# look like an ordinary space: C0, DEL, C1, no-break and other spaces, soft hyphen, Arabic letter
# mark, zero-width and bidi controls, LS, PS, BOM, lone surrogates and tag characters.
_UNPRINTABLE = lazy_regex(
    "[\x00-\x1f\x7f-\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# Text that CI runners take for commands: "::x::" or "##" at the start of a line (GitHub), "##[x]",
# "##vso[x]" and "##teamcity[x]" anywhere in one (GitHub, Azure Pipelines, TeamCity).
_COMMAND = lazy_regex(r"^(\s*)([:#])(?=\2)|#(?=#\w*\[)")

# The least of these: what is obeyed, and not what only looks like something else.
_OBEYED = lazy_regex(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_ORDER = lazy_regex(r"^(\s*):(?=:)|#(?=#\w*\[)")

_UNSENDABLE = lazy_regex("[\0\ud800-\udfff]")

ECHO_LIMIT = 80
"""How many characters of a user's value a message repeats."""


def printable(text: str) -> str:
    """``text`` on one line, with nothing in it that a terminal or a CI runner would obey."""
    shown = _UNPRINTABLE.sub(_escaped, text)
    return _COMMAND.sub(_defused, shown) if "::" in shown or "##" in shown else shown


def escape_commands(line: str) -> str:
    """``line``, with no more of it escaped than a terminal or a CI runner would obey."""
    return _ORDER.sub(_defused, _OBEYED.sub(_escaped, line))


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if match[0] in "\t\n\r":
        return {"\t": "\\t", "\n": "\\n", "\r": "\\r"}[match[0]]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{{{code:04x}}}"


def _defused(match: re.Match[str]) -> str:
    blanks, character = match[0][:-1], match[0][-1]
    return f"{blanks}\\x{ord(character):02x}"


def clip(text: str, limit: int = ECHO_LIMIT) -> str:
    """``text`` made visible and cut to ``limit`` characters."""
    shown = printable(text[: limit + 1])
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def unsendable_reason(text: str) -> str:
    """What keeps ``text`` from being sent, in words: no UTF-8 has half a surrogate pair."""
    bad = _UNSENDABLE.search(text)
    if bad is None:
        return ""
    if bad[0] == "\0":
        return "this text holds an escaped NUL (U+0000), which cannot be sent"
    hint = "write a character beyond U+FFFF as itself, or in YAML as `\\U` and eight digits"
    return f"this text holds half a surrogate pair (U+{ord(bad[0]):04X}); {hint}"
