"""The HTTP request that the operation is, without what the sender adds: host and signature.

Source: https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from chatlint.request.encoders import json
from chatlint.request.record import RequestRecord


class HttpMessage(NamedTuple):
    """An HTTP request, to be sent to ``https://connect.REGION.amazonaws.com``."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


def build_message(request: RequestRecord) -> HttpMessage:
    """The request as the parts of an HTTP request."""
    headers = {"Content-Type": "application/json"}
    return HttpMessage("PUT", "/contact/chat", headers, json.encode(request).encode())


def encode(request: RequestRecord) -> str:
    """The request as HTTP/1.1 has it on the wire. Source: RFC 9112."""
    method, path, headers, body = build_message(request)
    lines = [f"{method} {path} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}", "", body.decode()]
    return "\r\n".join(lines)
