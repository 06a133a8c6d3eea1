"""Encode a request as an AWS CLI command for a POSIX shell."""

from __future__ import annotations

import json
from shlex import join

from chatlint.request.record import RequestRecord

# AWS CLI replaces arguments with these prefixes by the content of the file or URL; version 2 only
# for the first two.
_FETCHED = ("file://", "fileb://", "http://", "https://")


def encode(request: RequestRecord) -> str:
    """Encode ``request`` as an ``aws connect start-chat-contact`` command on one line."""
    words = ["aws", "connect", "start-chat-contact"]
    literal = {}
    for name, value in request.to_value().items():
        if isinstance(value, str) and (value.startswith(_FETCHED) or value == "--"):
            literal[name] = value
        else:
            words += _format_option(name, value if isinstance(value, str) else json.dumps(value))
    if literal:
        words += ["--cli-input-json", json.dumps(literal)]
    return join(words)


def _format_option(name: str, value: str) -> list[str]:
    dashed = "".join(f"-{each.lower()}" if each.isupper() else each for each in name)
    # A separate value with a leading dash would be parsed as an option.
    return [f"-{dashed}={value}"] if value.startswith("-") else [f"-{dashed}", value]
