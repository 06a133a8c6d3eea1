"""The HTTP request that the operation is, without what the sender adds: host and signature.

Source: https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from chatlint.request.encoders import json
from chatlint.request.record import Record


class HttpMessage(NamedTuple):
    """An HTTP request, to be sent to ``https://connect.REGION.amazonaws.com``."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


def message(request: Record) -> HttpMessage:
    """The request as the parts of an HTTP request."""
    headers = {"Content-Type": "application/json"}
    return HttpMessage("PUT", "/contact/chat", headers, json.write(request).encode())


def write(request: Record) -> str:
    """The request as HTTP/1.1 has it on the wire. Source: RFC 9112."""
    method, path, headers, body = message(request)
    lines = [f"{method} {path} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}", "", body.decode()]
    return "\r\n".join(lines)
