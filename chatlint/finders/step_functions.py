"""States that start a chat: the call of AWS' SDK as a task of Step Functions.

Any mapping with such a ``Resource`` is one, in a state machine, in a branch of ``Parallel``, in a
``Map``, or in a template around it. Source:
https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from chatlint.finders.intrinsics import join_text_parts
from chatlint.finders.plain import unwrap_keys
from chatlint.finders.scanned import Request
from chatlint.model.document import NonJsonValue
from chatlint.model.path import Path

_OPERATION = re.compile(r".*:aws-sdk:connect:startChatContact(?:\.waitForTaskToken)?", re.DOTALL)


def find_in_mapping(mapping: dict[str, Any], path: Path) -> Iterator[Request]:
    """The request of the state ``mapping``, if it is one that starts a chat."""
    if "Resource" not in mapping or not _OPERATION.fullmatch(join_text_parts(mapping["Resource"])):
        return
    for key in ("Parameters", "Arguments"):  # JSONPath and JSONata
        value = mapping.get(key)
        if isinstance(value, dict):
            if key == "Arguments":
                value = _with_holes(value)
            yield Request(0, (*path, key), unwrap_keys(value), ("step-functions",))


def _with_holes(value: Any) -> Any:
    """``value`` with a hole for each text that JSONata fills in, whatever it is then."""
    if isinstance(value, dict):
        return {key: _with_holes(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_holes(item) for item in value]
    is_hole = isinstance(value, str) and value.startswith("{%") and value.endswith("%}")
    return NonJsonValue("tag", value) if is_hole else value
