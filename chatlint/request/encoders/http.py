"""Encode a request as an HTTP request, without host and signature, which the sender adds.

Source: https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from chatlint.request.encoders import json
from chatlint.request.record import RequestRecord


class HttpMessage(NamedTuple):
    """An HTTP request for ``https://connect.REGION.amazonaws.com``.

    Args:
        method: the method.
        path: the path of the URL.
        headers: the headers that do not depend on the sender.
        body: the body, JSON.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


def build_message(request: RequestRecord) -> HttpMessage:
    """Build the parts of the HTTP request."""
    headers = {"Content-Type": "application/json"}
    return HttpMessage("PUT", "/contact/chat", headers, json.encode(request).encode())


def encode(request: RequestRecord) -> str:
    """Encode ``request`` as an HTTP/1.1 message. Source: RFC 9112."""
    method, path, headers, body = build_message(request)
    lines = [f"{method} {path} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}", "", body.decode()]
    return "\r\n".join(lines)
