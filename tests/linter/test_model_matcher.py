"""What is surely as AWS' model has it; a yes is never wrong, and what is usual gets one."""

from __future__ import annotations

from typing import Any

import pytest
from generated_requests import requests
from hypothesis import given, settings

from chatlint.linter.engine.shape_cache import ModelMatcher
from chatlint.rules.kinds.api_model import model
from chatlint.rules.loader import load_api

API = load_api()
REGULAR = ModelMatcher(API)
MODEL = model(API)
ASPECTS = ("required", "unknown", "casing", "type", "null", "min", "max", "enum")
REQUEST: dict[str, Any] = {
    "InstanceId": "i" * 36,
    "ContactFlowId": "f",
    "ParticipantDetails": {"DisplayName": "J"},
}
RIGHT: list[dict[str, Any]] = [
    {},
    {"InstanceId": "i"},
    {"InstanceId": "i" * 100},
    {"Attributes": {}},
    {"Attributes": {"a": "b", "c" * 32_767: "d" * 32_767}},
    {"ChatDurationInMinutes": 60},
    {"SupportedMessagingContentTypes": ["text/plain"]},
    {"ConnectionTypes": ["WEBSOCKET", "CONNECTION_CREDENTIALS"]},
    {"PersistentChat": {"RehydrationType": "ENTIRE_PAST_SESSION", "SourceContactId": "s"}},
    {"SegmentAttributes": {"a": {"ValueMap": {"b": {"ValueList": [{"ValueInteger": 1}]}}}}},
]
WRONG: list[dict[str, Any]] = [
    {"InstanceId": ""},
    {"InstanceId": "i" * 101},
    {"ContactFlowId": ""},
    {"InstanceId": None},
    {"InstanceId": 1},
    {"InstanceId": ["i"]},
    {"instanceId": "i"},
    {"Unknown": "u"},
    {"ParticipantDetails": {}},
    {"ParticipantDetails": "J"},
    {"ParticipantDetails": [{"DisplayName": "J"}]},
    {"ParticipantDetails": {"DisplayName": ""}},
    {"ParticipantDetails": {"DisplayName": "J", "More": "m"}},
    {"Attributes": []},
    {"Attributes": {"a": 1}},
    {"Attributes": {"a": "b", "c": None}},
    {"Attributes": {"": "b"}},
    {"Attributes": {"a": "b", "c" * 32_768: "d"}},
    {"Attributes": {"a": "d" * 32_768}},
    {"ChatDurationInMinutes": "60"},
    {"ChatDurationInMinutes": True},
    {"ChatDurationInMinutes": 60.0},
    {"SupportedMessagingContentTypes": []},
    {"SupportedMessagingContentTypes": {"a": "text/plain"}},
    {"SupportedMessagingContentTypes": ["text/plain", ""]},
    {"SupportedMessagingContentTypes": ["text/plain", 1]},
    {"PersistentChat": {"RehydrationType": "ALL"}},
    {"PersistentChat": {"RehydrationType": ["ENTIRE_PAST_SESSION"]}},
    {"SegmentAttributes": {"a": {"ValueMap": {"b": {"ValueList": [{"ValueInteger": "1"}]}}}}},
    {"SegmentAttributes": {"a": {"ValueMap": {"b": {"Values": "c"}}}}},
]


def flaws(request: dict[str, Any]) -> list[object]:
    return [f for aspect in ASPECTS for f in MODEL.find(request, {"aspect": aspect}, request)]


@pytest.mark.parametrize("members", RIGHT, ids=lambda members: str(members)[:60])
def test_what_is_right_is_regular(members: dict[str, Any]) -> None:
    assert REGULAR.is_regular(REQUEST | members)


@pytest.mark.parametrize("members", WRONG, ids=lambda members: str(members)[:60])
def test_what_is_wrong_is_not(members: dict[str, Any]) -> None:
    assert not REGULAR.is_regular(REQUEST | members)


@pytest.mark.parametrize("name", list(REQUEST))
def test_what_is_required_is_there(name: str) -> None:
    assert not REGULAR.is_regular({key: value for key, value in REQUEST.items() if key != name})


@pytest.mark.parametrize("value", [None, [], "a", 1, [REQUEST]])
def test_what_is_no_mapping_is_no_regular_request(value: object) -> None:
    assert not REGULAR.is_regular(value)


@settings(deadline=None)
@given(requests)
def test_nothing_is_wrong_with_what_is_regular(request_: dict[str, Any]) -> None:
    request = REQUEST | request_
    assert not (REGULAR.is_regular(request) and flaws(request))


@pytest.mark.parametrize(
    ("steps", "right", "wrong"),
    [
        (("InstanceId",), "i", ""),
        (("Attributes", "any"), "a", 1),
        (("SupportedMessagingContentTypes", 3), "text/plain", ""),
        (("SegmentAttributes", "a", "ValueMap", "b", "ValueInteger"), 1, "1"),
        (("PersistentChat", "RehydrationType"), "FROM_SEGMENT", "ALL"),
    ],
)
def test_what_stands_somewhere_is_judged_alone(
    steps: tuple[str | int, ...], right: object, wrong: object
) -> None:
    assert REGULAR.test_at(steps)(right)
    assert not REGULAR.test_at(steps)(wrong)
