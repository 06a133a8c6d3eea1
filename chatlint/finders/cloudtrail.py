"""Calls that CloudTrail tells of: what was really sent, whatever was meant.

An event's parameters have the names that the API gives them. Source:
https://docs.aws.amazon.com/connect/latest/adminguide/logging-using-cloudtrail.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chatlint.finders.scanned import Request
from chatlint.model.document import NonJsonValue
from chatlint.model.path import Path

# What CloudTrail has in the place of values it does not tell.
_WITHHELD = ("HIDDEN_DUE_TO_SECURITY_REASONS", "***", "****")


def find_in_mapping(mapping: dict[str, Any], path: Path) -> Iterator[Request]:
    """The request that the event ``mapping`` is about, if it is the start of a chat."""
    if mapping.get("eventName") != "StartChatContact":
        return
    sent = mapping.get("requestParameters")
    if mapping.get("eventSource") == "connect.amazonaws.com" and isinstance(sent, dict):
        yield Request(0, (*path, "requestParameters"), _with_holes(sent), ("cloudtrail",))


def _with_holes(value: Any) -> Any:
    """``value`` with a hole for each value that is withheld, whatever it is."""
    if isinstance(value, dict):
        return {key: _with_holes(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_holes(item) for item in value]
    withheld = isinstance(value, str) and value.upper() in _WITHHELD
    return NonJsonValue("tag", value) if withheld else value
