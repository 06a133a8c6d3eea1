"""Find the requests that CloudTrail recorded, in the ``requestParameters`` of events.

Source:
https://docs.aws.amazon.com/connect/latest/adminguide/logging-using-cloudtrail.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chatlint.finders.plain import mark_unknown
from chatlint.finders.scanned import Request
from chatlint.model.path import Path

# What CloudTrail writes instead of sensitive values.
_REDACTED = ("HIDDEN_DUE_TO_SECURITY_REASONS", "***", "****")


def find_in_mapping(mapping: dict[str, Any], path: Path) -> Iterator[Request]:
    """Find the request that the event ``mapping`` recorded, if the event starts a chat."""
    if mapping.get("eventName") != "StartChatContact":
        return
    parameters = mapping.get("requestParameters")
    if mapping.get("eventSource") == "connect.amazonaws.com" and isinstance(parameters, dict):
        value = mark_unknown(parameters, _is_redacted)
        yield Request(0, (*path, "requestParameters"), value, ("cloudtrail",))


def _is_redacted(text: str) -> bool:
    return text.upper() in _REDACTED
