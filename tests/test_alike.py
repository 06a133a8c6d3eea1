"""That a request is like others spares work; it changes nothing that is found."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from test_respelling import requests

from chatlint import Linter, Source, alike
from chatlint.report import Checked
from chatlint.rule import load_api

LINTER = Linter()
SCALARS = st.sampled_from(
    [
        *("", " ", "a", "text/plain", "text/html", "${X}", "a ${X}", "{{x}}", "string", "your-id"),
        *("KeyName", "jane.roe@shop.co.uk", "+14155552671", "4111111111111111", "connect:Guide"),
        *(
            "guide",
            "connect:sms",
            "AKIAQ7X2M5ZK3LP4T6VR",
            "kJ8sQ2vX9zR4tL7wN3pB6",
            "a\u200bb",
            "a\u00a0b",
        ),
        *(
            "7d261e94-17bc-4f3e-96f7-f9b7541ce479",
            "x" * 300,
            "x" * 1030,
            "x" * 33_000,
            "[1",
            "ü" * 9_000,
        ),
        *("arn:aws:connect:eu-west-2:481516234299:instance/a/contact-flow/b", "WEBSOCKET", "null"),
        *(
            "arn:aws:sns:us-east-1:481516234299:chat.fifo",
            "arn:aws:sns:us-east-1:481516234299:chat",
        ),
        *(None, True, False, 0, 1, 60, 61, 90, 10_080, 10_081, 4111111111111111, 1.0, 60.5),
    ]
)
KEYS = st.sampled_from(
    [
        "a",
        "A",
        "password",
        "hrToken",
        "phone",
        "string",
        "Ref",
        "Condition",
        "a b",
        "${K}",
        "ü",
        "connect:X",
    ]
)


def swapped(data: st.DataObject, value: Any) -> Any:
    """``value`` with other scalars of the same types, here and there."""
    if isinstance(value, dict):
        return {key: swapped(data, item) for key, item in value.items()}
    if isinstance(value, list):
        return [swapped(data, item) for item in value]
    if data.draw(st.booleans()):
        return data.draw(SCALARS.filter(lambda other: type(other) is type(value)))
    return value


def told(checked: Checked) -> object:
    return checked.diagnostics, checked.failures


@settings(deadline=None, max_examples=examples(100))
@given(requests, st.dictionaries(KEYS, SCALARS, max_size=4), st.data())
def test_what_is_like_others_is_judged_as_if_alone(
    request_: dict[str, Any], attributes: dict[str, Any], data: st.DataObject
) -> None:
    request_ = {
        "ContactFlowId": "${F}",
        "InstanceId": "${I}",
        "ParticipantDetails": {"DisplayName": "J"},
    } | request_
    if attributes:
        request_["Attributes"] = attributes
    experienced = Linter(rules=LINTER.rules, api=load_api())
    for _ in range(6):
        text = json.dumps(request_)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(alike.Alike, "rules_for", lambda self, request: None)
            alone = told(LINTER.check(Source("a.json", text)))
        assert told(experienced.check(Source("a.json", text))) == alone
        request_ = swapped(data, deepcopy(request_))
