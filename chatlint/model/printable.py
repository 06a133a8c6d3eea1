"""Escape text that a terminal or a CI runner would interpret."""

from __future__ import annotations

import json
import re
from typing import Any

from chatlint.model.lazy_regex import lazy_regex


def printable_json(data: Any, indent: int | None = None) -> str:
    """Serialise ``data`` as JSON in ASCII; on one line unless ``indent`` (in spaces) is given."""
    text = json.dumps(data, indent=indent)
    # CI runners interpret "##[…" and "##vso[…" anywhere in a line; json.dumps does not escape DEL.
    return text.replace("##", "#\\u0023").replace("\x7f", "\\u007f")


# Characters that could move a cursor, hide text or reorder it when echoed to a terminal, or that
# look like an ordinary space: C0, DEL, C1, no-break and other spaces, soft hyphen, Arabic letter
# mark, zero-width and bidi controls, LS, PS, BOM, lone surrogates and tag characters.
_UNPRINTABLE = lazy_regex(
    "[\x00-\x1f\x7f-\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# Text that CI runners interpret as commands: "::x::" or "##" at the start of a line (GitHub),
# "##[x]", "##vso[x]" and "##teamcity[x]" anywhere in one (GitHub, Azure Pipelines, TeamCity).
_COMMAND = lazy_regex(r"^(\s*)([:#])(?=\2)|#(?=#\w*\[)")

# The subset of these that is interpreted, without characters that only look like others.
_CONTROL = lazy_regex(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_CI_COMMAND = lazy_regex(r"^(\s*):(?=:)|#(?=#\w*\[)")

_UNSENDABLE = lazy_regex("[\0\ud800-\udfff]")

ECHO_LIMIT = 80
"""The number of characters of a user's value that a message repeats."""


def printable(text: str) -> str:
    """Escape all unprintable characters and CI commands in ``text``; the result is one line."""
    escaped = _UNPRINTABLE.sub(_escape_character, text)
    has_command = "::" in escaped or "##" in escaped
    return _COMMAND.sub(_escape_command, escaped) if has_command else escaped


def escape_commands(line: str) -> str:
    """Escape only what a terminal or a CI runner would interpret in ``line``."""
    return _CI_COMMAND.sub(_escape_command, _CONTROL.sub(_escape_character, line))


def _escape_character(match: re.Match[str]) -> str:
    code = ord(match[0])
    if match[0] in "\t\n\r":
        return {"\t": "\\t", "\n": "\\n", "\r": "\\r"}[match[0]]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{{{code:04x}}}"


def _escape_command(match: re.Match[str]) -> str:
    blanks, character = match[0][:-1], match[0][-1]
    return f"{blanks}\\x{ord(character):02x}"


def clip(text: str, limit: int = ECHO_LIMIT) -> str:
    """Escape ``text`` and cut it to ``limit`` characters."""
    escaped = printable(text[: limit + 1])
    return escaped if len(escaped) <= limit else escaped[: limit - 1] + "…"


def unsendable_reason(text: str) -> str:
    """Describe why ``text`` cannot be sent: NUL or a lone surrogate; empty if it can."""
    bad = _UNSENDABLE.search(text)
    if bad is None:
        return ""
    if bad[0] == "\0":
        return "this text holds an escaped NUL (U+0000), which cannot be sent"
    hint = "write a character beyond U+FFFF as itself, or in YAML as `\\U` and eight digits"
    return f"this text holds half a surrogate pair (U+{ord(bad[0]):04X}); {hint}"
