"""That a request is like others spares work; it changes nothing that is found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, cast

import pytest
from effort import examples
from generated_requests import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlint import Linter, Source
from chatlint.linter.engine import shape_cache
from chatlint.linter.engine.compiled_rule import CompiledRule
from chatlint.linter.engine.shape_cache import ModelMatcher
from chatlint.model.diagnostic import Problem
from chatlint.model.document import NonJsonValue
from chatlint.model.placeholder import BUILT_IN
from chatlint.model.result import FileResult
from chatlint.rules.kinds.kind import Dependence
from chatlint.rules.loader import load_api

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


def told(checked: FileResult) -> object:
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
            patch.setattr(shape_cache.ShapeCache, "rules_for", lambda self, request: None)
            alone = told(LINTER.check(Source("a.json", text)))
        assert told(experienced.check(Source("a.json", text))) == alone
        request_ = swapped(data, deepcopy(request_))


class Asked:
    """A rule that keeps in mind what it was asked about, and objects to one value."""

    def __init__(
        self, name: str, depends: Dependence, member: str = "", wrong: object = ()
    ) -> None:
        self.name = name
        self.asked: list[Any] = []
        self.wrong = wrong
        self.rule: Any = CompiledRule(
            cast(Any, name), member, False, False, depends, self.find, (), BUILT_IN
        )

    def find(self, request: Mapping[str, Any]) -> list[Any]:
        self.asked.append(deepcopy(request))
        return [((), [Problem()])] if json.dumps(self.wrong) in json.dumps(request) else []


REGULAR = ModelMatcher(load_api())
REQUEST = {
    "ContactFlowId": "f",
    "InstanceId": "i",
    "ParticipantDetails": {"DisplayName": "J"},
    "Attributes": {"a": "x", "b": "y"},
    "SupportedMessagingContentTypes": ["text/plain", "text/markdown"],
}


def changed(**members: Any) -> dict[str, Any]:
    return REQUEST | members


class Known:
    """What is known of requests after two like ``request``."""

    def __init__(self, *rules: Asked, request: Mapping[str, Any] = REQUEST) -> None:
        self.alike = shape_cache.ShapeCache([each.rule for each in rules], REGULAR)
        failing = [each.rule for each in rules if each.find(request)]
        for rule in rules:
            rule.asked.clear()
        assert self.names(request) is None
        self.alike.learn(request, failing)
        assert self.names(request) is None
        self.alike.learn(request, failing)
        assert not any(rule.asked for rule in rules)

    def names(self, request: Mapping[str, Any]) -> list[object] | None:
        found = self.alike.rules_for(request)
        return None if found is None else [each.rule for each in found]


def test_what_goes_by_keys_is_asked_once_a_form() -> None:
    rule = Asked("rule", "keys")
    known = Known(rule)
    assert known.names(changed(InstanceId="other")) == []
    assert rule.asked == []
    assert known.names(changed(More={})) is None
    objecting = Known(Asked("rule", "keys", wrong="b"))
    assert objecting.names(REQUEST) == ["rule"]


def test_what_goes_by_scalars_is_asked_about_new_ones_alone() -> None:
    rule = Asked("rule", "scalars", wrong="bad")
    known = Known(rule)
    assert known.names(REQUEST) == []
    assert rule.asked == [REQUEST]
    rule.asked.clear()
    new = changed(
        Attributes={"a": "new", "b": "y"},
        SupportedMessagingContentTypes=["text/plain", "application/json"],
    )
    assert known.names(new) == known.names(new) == []
    assert rule.asked == [
        {"Attributes": {"a": "new"}, "SupportedMessagingContentTypes": ["application/json"]}
    ]
    rule.asked.clear()
    bad = changed(Attributes={"a": "new", "b": "bad"})
    assert known.names(bad) == known.names(bad) == ["rule"]
    assert rule.asked == [{"Attributes": {"b": "bad"}}] * 2


def test_what_goes_by_the_request_is_always_asked() -> None:
    known = Known(Asked("by request", "request"), Asked("by scalars", "scalars", wrong="bad"))
    assert known.names(REQUEST) == ["by request"]
    assert known.names(changed(InstanceId="bad")) == ["by request", "by scalars"]


def test_what_is_about_a_member_is_asked_where_that_is_there() -> None:
    rule = Asked("rule", "scalars", "Attributes")
    other = Asked("other", "request", "ClientToken")
    known = Known(rule, other)
    assert known.names(REQUEST) == []
    rule.asked.clear()
    assert known.names(changed(InstanceId="new")) == []
    assert rule.asked == other.asked == []
    assert known.names(changed(Attributes={"a": "new", "b": "y"})) == []
    assert rule.asked == [{"Attributes": {"a": "new"}}]


def test_what_objects_to_the_form_itself_is_always_asked() -> None:
    known = Known(Asked("rule", "scalars", wrong="x"))
    assert known.names(changed(Attributes={"a": "z", "b": "y"})) == ["rule"]


def test_an_irregular_scalar_is_for_all_rules() -> None:
    known = Known(Asked("rule", "keys"))
    assert known.names(changed(SupportedMessagingContentTypes=["text/plain", ""])) == ["rule"]
    assert known.names(changed(InstanceId="x" * 101)) == ["rule"]
    assert known.names(changed(InstanceId="x" * 100)) == []
    # Where the first of them were irregular, nothing is known of what is.
    irregular = Known(Asked("rule", "keys"), request={"InstanceId": ""})
    assert irregular.names({"InstanceId": "x" * 101}) == []


def test_lists_of_mappings_are_told_apart() -> None:
    request = {"A": [{"x": 1, "y": "a"}, {"x": 2, "y": "b"}, [3, [4]]], "B": {"c": {"d": None}}}
    rule = Asked("rule", "scalars")
    known = Known(rule, request=request)
    assert known.names(request) == []
    rule.asked.clear()
    other = {"A": [{"x": 1, "y": "a"}, {"x": 5, "y": "c"}, [3, [6]]], "B": {"c": {"d": None}}}
    assert known.names(other) == []
    assert rule.asked == [{"A": [{"x": 5}, {"y": "c"}, [[6]]]}]


@pytest.mark.parametrize(
    "other",
    [
        {"A": [1, "b"]},
        {"A": [True, 2]},
        {"A": [1]},
        {"A": [1, 2, 3]},
        {"B": [1, 2]},
        {"A": [[1, 2]]},
        {"A": [[1], 2]},
        {"A": [1.0, 2]},
        {"A": [1, None]},
        {"A": {"1": 2}},
        {"A": [1, 2], "B": []},
    ],
)
def test_other_keys_or_types_are_another_form(other: dict[str, Any]) -> None:
    assert Known(request={"A": [1, 2]}).names({"A": [3, 4]}) == []
    assert Known(request={"A": [1, 2]}).names(other) is None


@pytest.mark.parametrize(
    "held",
    [
        {"Ref": "X", "other": "y"},
        {"Condition": "X", "other": "y"},
        {"Fn::Sub": "X", "other": "y"},
        {"other": NonJsonValue("tag", "!Sub", "x")},
        {"other": [NonJsonValue("date", "2024-01-01")]},
    ],
)
def test_what_means_something_by_itself_is_never_alike(held: object) -> None:
    known = shape_cache.ShapeCache([], REGULAR)
    for _ in range(4):
        known.learn({"A": held}, [])
        assert known.rules_for({"A": held}) is None


def test_what_is_kept_in_mind_is_bounded() -> None:
    rule = Asked("rule", "scalars")
    known = Known(rule, request={"A": "a"})
    for number in range(100):
        known.names({"A": str(number)})
    rule.asked.clear()
    assert [known.names({"A": str(number)}) for number in range(100)] == [[]] * 100
    assert len(rule.asked) == 36
    rule.asked.clear()
    long = Known(rule, request={"A": "a"})
    assert long.names({"A": "x" * 64}) == long.names({"A": "x" * 64}) == []
    assert len(rule.asked) == 1
    assert long.names({"A": "x" * 65}) == long.names({"A": "x" * 65}) == []
    assert len(rule.asked) == 3


def test_forms_that_are_kept_in_mind_are_bounded() -> None:
    known = Known(request={"A": "a"})
    for number in range(63):
        known.alike.learn({f"B{number}": "b"}, [])
    assert known.names({"A": "a"}) == []
    known.alike.learn({"C": "c"}, [])
    assert known.names({"A": "a"}) is None
    largest = {f"k{number}": "a" for number in range(250)}
    assert Known(request=largest).names(largest) == []
    larger = largest | {"more": "a"}
    for _ in range(3):
        known.alike.learn(larger, [])
    assert known.names(larger) is None
