"""Encode a request as JSON: the body of the call, byte for byte as boto3 writes it."""

from __future__ import annotations

import json

from chatlint.request.record import RequestRecord


def encode(request: RequestRecord) -> str:
    """Encode ``request`` on one line, in the order of AWS' model, with non-ASCII escaped."""
    return json.dumps(request.to_value())
