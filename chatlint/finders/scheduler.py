"""Find the requests of EventBridge schedules that start a chat with a universal target.

A target is any mapping with such an ``Arn`` and an ``Input``: in a request to Scheduler itself, or
in a template with an ``AWS::Scheduler::Schedule``. Source:
https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chatlint.finders.intrinsics import collect_text_parts, join_text_parts
from chatlint.finders.scanned import EmbeddedText
from chatlint.model.path import Path

_OPERATION = ":aws-sdk:connect:startChatContact"


def find_in_mapping(mapping: dict[str, Any], path: Path) -> Iterator[EmbeddedText]:
    """Find the request that the target ``mapping`` sends, if the target starts a chat."""
    if "Arn" not in mapping or "Input" not in mapping:
        return
    parts = collect_text_parts(mapping["Input"], (*path, "Input"))
    if parts and join_text_parts(mapping["Arn"]).endswith(_OPERATION):
        yield EmbeddedText("scheduler", parts, is_request=True)
