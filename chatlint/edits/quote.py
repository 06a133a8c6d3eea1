"""Spelling of strings in YAML and JSON: plain, single-quoted or double-quoted."""

from __future__ import annotations

import json
import re

from chatlint.parsers.yaml import scalars
from chatlint.parsers.yaml.dialects import describe_difference

# Plain in every position: as a key or a value, inside and outside of flow collections.
_PLAIN = re.compile(r"[A-Za-z0-9_/][\w./+-]*(?::[\w./+-]+)*")
# Characters that need an escape, which single quotes do not have.
_NEEDS_ESCAPE = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]")


def spell_scalar(text: str, quote: str) -> str:
    """Write ``text`` as a scalar.

    Args:
        text: the string.
        quote: the quote character; if empty, only a string that needs quotes gets them.
    """
    if not quote and is_plain(text):
        return text
    if quote == "'" and not _NEEDS_ESCAPE.search(text):
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)


def is_plain(text: str) -> bool:
    """Whether every YAML parser reads an unquoted ``text`` as this string."""
    is_string = isinstance(scalars.resolve_scalar(text), str) and not describe_difference(text)
    return is_string and _PLAIN.fullmatch(text) is not None


def is_quotable(written: str, quote: str) -> bool:
    """Whether ``written``, put in the quotes ``quote``, needs no escapes to keep its content."""
    return not re.search(r"[\r\n]|" + (r'["\\]' if quote == '"' else "'"), written)
