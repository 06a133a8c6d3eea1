"""JSON: the body of the call, byte for byte as AWS' SDK for Python writes it."""

from __future__ import annotations

import json

from chatlint.request.record import RequestRecord


def encode(request: RequestRecord) -> str:
    """The request on one line, in the order of AWS' model; what is not ASCII is escaped."""
    return json.dumps(request.to_value())
