"""Quick tests spare the thorough ones; they never hide what these would find."""

import json
from typing import Any

import pytest
from generated_requests import SPELLINGS, requests
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlint import Linter, Source
from chatlint.aws import canonical_names
from chatlint.linter.engine import compiled_rule
from chatlint.linter.engine.compiled_rule import CompiledRule
from chatlint.linter.engine.engine import Engine
from chatlint.rules.kinds import (
    attributes,
    filler_text,
    secrets,
    sensitive_names,
    standard_vocabulary,
)
from chatlint.rules.loader import load_api

LINTER = Linter()
JUNK: list[Any] = [None, True, 1.5, "", [], {}, [[]], {"a": None}, "${X}", "x" * 300, {"a.$": 1}]


@pytest.fixture(scope="module")
def thorough() -> Linter:
    """A linter that has to judge everything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "chatlint.linter.engine.compiled_rule.fast_request_check",
            lambda steps, check, fine: lambda request: False,
        )
        patch.setattr(
            "chatlint.linter.engine.compiled_rule.fast_check",
            lambda check, words: lambda value, request: False,
        )
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
        patch.setattr(canonical_names, "_is_right", lambda api, shape, value: False)
        for module in (sensitive_names, secrets):
            patch.setattr(module, "may_be_sensitive", lambda *_: True)
        patch.setattr(secrets, "has_marker", lambda text: True)
        patch.setattr(filler_text, "_MARKS", ("",))
        assert found(thorough, request) == quickly


def test_what_is_fine_is_passed() -> None:
    fine = {
        "InstanceId": "${I}",
        "ContactFlowId": "${F}",
        "ParticipantDetails": {"DisplayName": "J"},
    }
    engine = LINTER._inspector._engine
    assert isinstance(engine, Engine)
    passing = [each for each in engine._prepared if each.fast_request_check(fine)]
    assert all(isinstance(each, CompiledRule) for each in passing)
    assert len(passing) == len(engine._prepared)


@pytest.mark.parametrize("key", ["", "a b", "connect:", "connect:a", "ü", "a:b", "${K}", "A_z-9"])
def test_keys_are_judged_letter_by_letter_where_need_be(key: str) -> None:
    argument = {"characters": "[A-Za-z0-9_-]", "prefix": "connect:"}
    objections = list(attributes.key_charset.find({key: ""}, argument, {}))
    assert bool(objections) == (key in ("a b", "connect:", "ü", "a:b"))


@pytest.mark.parametrize(
    ("at", "check", "passing", "others"),
    [
        ((), {}, [{"one": 1}], [{}, {"one": 2}]),
        (("A",), {}, [{}, {"A": {"one": 1}}], [{"A": {}}]),
        (("A",), {"required": True}, [{"A": {"one": 1}}], [{}, {"A": {}}]),
        (
            ("A", "b"),
            {},
            [{}, {"A": {}}, {"A": {"b": {"one": 1}}}],
            [{"A": {"b": {}}}, {"A": {"b": None}}],
        ),
        (("A", "b"), {"required": True}, [], [{}, {"A": {"b": {"one": 1}}}]),
        (
            ("A", "*"),
            {},
            [{}, {"A": {}}, {"A": {"b": {"one": 1}}}],
            [{"A": {"b": {"one": 1}, "c": {}}}, {"A": {"b": {}, "c": {"one": 1}}}],
        ),
        (("*",), {}, [], [{}, {"A": {"one": 1}}]),
        (("**",), {}, [], [{}, {"A": {"one": 1}}]),
    ],
)
def test_a_rule_passes_where_all_it_is_about_is_fine(
    at: tuple[str, ...], check: dict[str, Any], passing: list[Any], others: list[Any]
) -> None:
    passes = compiled_rule.fast_request_check(at, check, lambda value, request: value == {"one": 1})
    assert [each for each in [*passing, *others] if passes(each)] == passing


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
    surely_fine = compiled_rule.fast_check(check, standard_vocabulary(load_api()))
    assert [each for each in [*fine, *others] if surely_fine(each, {})] == fine
