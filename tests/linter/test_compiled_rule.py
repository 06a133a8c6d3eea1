"""Compiled rules find what the slow path finds."""

import json
from typing import Any

import pytest
from generated_requests import SPELLINGS, requests
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlint import Linter, Source
from chatlint.aws import canonical_names
from chatlint.aws.request_path import find_targets
from chatlint.linter.engine import compiled_rule
from chatlint.linter.engine.compiled_rule import CompiledRule
from chatlint.linter.engine.engine import Engine
from chatlint.model.diagnostic import Problem
from chatlint.rules.evaluator import CheckEvaluator
from chatlint.rules.kinds import (
    attributes,
    filler_text,
    secrets,
    sensitive_names,
)
from chatlint.rules.kinds.kind import Vocabulary

LINTER = Linter()
JUNK: list[Any] = [None, True, 1.5, "", [], {}, [[]], {"a": None}, "${X}", "x" * 300, {"a.$": 1}]


def slow_check(check: dict[str, Any], vocabulary: Vocabulary, evaluator: CheckEvaluator) -> Any:
    return lambda holder, name, request: list(evaluator.find_problems(holder, name, check, request))


def slow_request_check(steps: tuple[str, ...], check: Any, *, required: bool) -> Any:
    return lambda request: [
        (target.path, check(target.holder, target.name, request))
        for target in find_targets(steps, request)
        if required or not target.is_missing
    ]


@pytest.fixture(scope="module")
def thorough() -> Linter:
    """A linter that has to judge everything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled_rule, "compile_check", slow_check)
        patch.setattr(compiled_rule, "compile_request_check", slow_request_check)
        patch.setattr("chatlint.linter.engine.engine.ModelMatcher", lambda api: None)
        return Linter()


def found(linter: Linter, request: object) -> list[object]:
    return list(linter.check(Source("a.json", json.dumps(request))).diagnostics)


@given(requests, st.data())
@settings(deadline=None)
def test_nothing_is_hidden(thorough: Linter, request: dict[str, Any], data: st.DataObject) -> None:
    for member in list(request):
        if data.draw(st.integers(0, 5)) == 0:
            request[member] = data.draw(st.sampled_from(JUNK))
        if data.draw(st.integers(0, 5)) == 0:
            request[data.draw(st.sampled_from(SPELLINGS))(member)] = request.pop(member)
    request.setdefault("ContactFlowId", "${F}")
    request.setdefault("Attributes", {})
    with pytest.MonkeyPatch.context() as patch:
        quickly = found(LINTER, request)
        patch.setattr(canonical_names, "_is_canonical", lambda api, shape, value: False)
        for module in (sensitive_names, secrets):
            patch.setattr(module, "may_be_sensitive", lambda *_: True)
        patch.setattr(secrets, "has_marker", lambda text: True)
        patch.setattr(filler_text, "_MARKERS", ("",))
        assert found(thorough, request) == quickly


def test_what_is_fine_is_passed() -> None:
    fine = {
        "InstanceId": "${I}",
        "ContactFlowId": "${F}",
        "ParticipantDetails": {"DisplayName": "J"},
    }
    engine = LINTER.document_linter.engine
    assert isinstance(engine, Engine)
    assert engine._compiled
    assert all(isinstance(each, CompiledRule) for each in engine._compiled)
    assert not any(each.find(fine) for each in engine._compiled)


@pytest.mark.parametrize("key", ["", "a b", "connect:", "connect:a", "ü", "a:b", "${K}", "A_z-9"])
def test_keys_are_judged_letter_by_letter_where_need_be(key: str) -> None:
    argument = {"characters": "[A-Za-z0-9_-]", "prefix": "connect:"}
    objections = list(attributes.key_charset.find({key: ""}, argument, {}))
    assert bool(objections) == (key in ("a b", "connect:", "ü", "a:b"))


@pytest.mark.parametrize(
    ("at", "required"),
    [
        ((), False),
        (("A",), False),
        (("A",), True),
        (("A", "b"), False),
        (("A", "b"), True),
        (("A", "*"), False),
        (("A", "*", "b"), False),
        (("*",), False),
        (("**",), False),
        (("A", "Ref"), False),
        (("Ref", "b"), False),
    ],
)
@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"A": {}},
        {"A": {"b": {"one": 1}}},
        {"A": {"b": None}},
        {"A": {"b": {"one": 1}, "c": {}}},
        {"A": {"c": {"b": 1}, "d": [{"b": 2}]}},
        {"A": [{"b": 1}, {"one": 1}]},
        {"A": {"Ref": "x"}},
        {"A": {"Ref": "x", "b": "y"}},
        {"Ref": {"b": 1}},
        {"Ref": {"b": 1}, "A": "x"},
    ],
)
def test_a_compiled_path_finds_what_its_targets_have(
    at: tuple[str, ...], required: bool, request_: dict[str, Any]
) -> None:
    def check(holder: Any, name: str, request: Any) -> list[Problem]:
        return [] if holder.get(name) == {"one": 1} else [Problem(value=holder.get(name))]

    compiled = compiled_rule.compile_request_check(at, check, required=required)
    slow = slow_request_check(at, check, required=required)(request_)
    assert list(compiled(request_)) == [(path, problems) for path, problems in slow if problems]


@pytest.mark.parametrize(
    ("check", "fine", "others"),
    [
        ({"min": 5}, [5, 6, "${X}"], [4, 5.0, True, "5", None]),
        ({"max": 5}, [5, 4, "${X}"], [6, 5.0, True, "5", None]),
        ({"min": 5, "max": 6}, [5, 6], [4, 7]),
        ({"allowed": ["a", "b"]}, ["a", "b", "${X}"], ["c", "", 1, None, ["a"]]),
        ({"contains": "a"}, [["a"], ["b", "a"], "${X}"], ["a", [], ["b"], None, {"a": 1}]),
        ({"contains": ["a", "b"]}, [["a", "b"], ["b", "c", "a"]], [["a"], ["b"], [], "ab"]),
        ({"required": True}, [None, 1, ""], []),
        ({"regex": "a"}, [], ["a", "b", 1]),
    ],
)
def test_a_value_is_surely_fine(check: dict[str, Any], fine: list[Any], others: list[Any]) -> None:
    is_fine = compiled_rule.fast_check(check)
    assert [each for each in [*fine, *others] if is_fine(each)] == fine
