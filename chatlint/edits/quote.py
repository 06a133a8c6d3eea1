"""How a text is written in YAML and JSON: without quotes, or in either sort of them."""

from __future__ import annotations

import json
import re

from chatlint.parsers.yaml import scalars
from chatlint.parsers.yaml.dialects import describe_difference

# What needs no quotes anywhere: as a key or a value, in flow collections or outside of them.
_PLAIN = re.compile(r"[A-Za-z0-9_/][\w./+-]*(?::[\w./+-]+)*")
# What single quotes cannot hold, since they know no escapes.
_NEEDS_ESCAPE = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]")


def spell_scalar(text: str, quote: str) -> str:
    """``text`` in the quotes ``quote``; where there are none, without, unless it needs them."""
    if not quote and is_plain(text):
        return text
    if quote == "'" and not _NEEDS_ESCAPE.search(text):
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)


def is_plain(text: str) -> bool:
    """Whether every reader of YAML takes ``text`` for this text where it stands without quotes."""
    is_text = isinstance(scalars.resolve_scalar(text), str) and not describe_difference(text)
    return is_text and _PLAIN.fullmatch(text) is not None


def is_quotable(written: str, quote: str) -> bool:
    """Whether ``written`` is what a text in the quotes ``quote`` says, as it stands."""
    return not re.search(r"[\r\n]|" + (r'["\\]' if quote == '"' else "'"), written)
