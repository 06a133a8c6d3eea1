"""Find the requests of Step Functions states that start a chat with an AWS SDK integration.

A state is any mapping with such a ``Resource``: in a state machine, in a branch of ``Parallel``, in
a ``Map``, or in a template around it. Source:
https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from chatlint.finders.intrinsics import join_text_parts
from chatlint.finders.plain import mark_unknown, unwrap_keys
from chatlint.finders.scanned import Request
from chatlint.model.path import Path

_OPERATION = re.compile(r".*:aws-sdk:connect:startChatContact(?:\.waitForTaskToken)?", re.DOTALL)


def find_in_mapping(mapping: dict[str, Any], path: Path) -> Iterator[Request]:
    """Find the request of the state ``mapping``, if the state starts a chat."""
    if "Resource" not in mapping or not _OPERATION.fullmatch(join_text_parts(mapping["Resource"])):
        return
    for key in ("Parameters", "Arguments"):  # JSONPath and JSONata
        value = mapping.get(key)
        if isinstance(value, dict):
            if key == "Arguments":
                value = mark_unknown(value, _is_jsonata)
            yield Request(0, (*path, key), unwrap_keys(value), ("step-functions",))


def _is_jsonata(text: str) -> bool:
    return text.startswith("{%") and text.endswith("%}")
