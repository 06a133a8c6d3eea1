"""Encode a request in AWS' Query protocol, numbered as in botocore.

Amazon Connect uses JSON; this is for tools that take the older protocol.
Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from chatlint.request.record import RequestRecord

_OPERATION = (("Action", "StartChatContact"), ("Version", "2017-08-08"))


def encode(request: RequestRecord) -> str:
    """Encode ``request`` as ``name=value`` pairs joined by ``&``, percent-encoded."""
    return urlencode([*_OPERATION, *_flatten(request, "")])


def _flatten(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, RequestRecord):
        for member, item in value.members():
            yield from _flatten(item, f"{name}.{member}" if name else member)
    elif isinstance(value, Mapping):
        for number, (key, item) in enumerate(value.items(), 1):
            yield f"{name}.entry.{number}.key", key
            yield from _flatten(item, f"{name}.entry.{number}.value")
    elif isinstance(value, list) and value:
        for number, item in enumerate(value, 1):
            yield from _flatten(item, f"{name}.member.{number}")
    else:
        yield name, "" if value == [] else str(value)
