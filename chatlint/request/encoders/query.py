"""The form of AWS' Query protocol, numbered as botocore numbers it.

Amazon Connect itself speaks JSON. This is for tools that take the older form.
Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from chatlint.request.record import RequestRecord

_OPERATION = (("Action", "StartChatContact"), ("Version", "2017-08-08"))


def encode(request: RequestRecord) -> str:
    """The request as ``name=value`` with ``&`` between, percent-encoded."""
    return urlencode([*_OPERATION, *_pairs(request, "")])


def _pairs(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, RequestRecord):
        for member, item in value.members():
            yield from _pairs(item, f"{name}.{member}" if name else member)
    elif isinstance(value, Mapping):
        for number, (key, item) in enumerate(value.items(), 1):
            yield f"{name}.entry.{number}.key", key
            yield from _pairs(item, f"{name}.entry.{number}.value")
    elif isinstance(value, list) and value:
        for number, item in enumerate(value, 1):
            yield from _pairs(item, f"{name}.member.{number}")
    else:
        yield name, "" if value == [] else str(value)
