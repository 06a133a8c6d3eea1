"""The command of AWS CLI that makes the call, for a POSIX shell."""

from __future__ import annotations

import json
from shlex import join

from chatlint.request.record import RequestRecord

# AWS CLI reads from there what an argument that begins so stands for; version 2 no longer does
# so for the last two.
_FETCHED = ("file://", "fileb://", "http://", "https://")


def encode(request: RequestRecord) -> str:
    """The command ``aws connect start-chat-contact`` on one line, quoted for a shell."""
    words = ["aws", "connect", "start-chat-contact"]
    literal = {}
    for name, value in request.to_value().items():
        if isinstance(value, str) and (value.startswith(_FETCHED) or value == "--"):
            literal[name] = value
        else:
            words += _option(name, value if isinstance(value, str) else json.dumps(value))
    if literal:
        words += ["--cli-input-json", json.dumps(literal)]
    return join(words)


def _option(name: str, value: str) -> list[str]:
    dashed = "".join(f"-{each.lower()}" if each.isupper() else each for each in name)
    # What begins with a dash would be taken for the next option.
    return [f"-{dashed}={value}"] if value.startswith("-") else [f"-{dashed}", value]
