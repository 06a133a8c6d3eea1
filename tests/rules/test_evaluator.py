"""The bridge to Cerberus: its traps, its words, and the quick tests beside it."""

from typing import Any

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlint.linter.engine.compiled_rule import compile_check, fast_check
from chatlint.model.diagnostic import Problem
from chatlint.rules.evaluator import CheckEvaluator
from chatlint.rules.kinds import standard_vocabulary
from chatlint.rules.loader import load_api

VOCABULARY = standard_vocabulary(load_api())
JUDGE = CheckEvaluator(VOCABULARY)


def problems(value: object, check: dict[str, Any]) -> list[Problem]:
    """What the judge finds in a member with this value."""
    return list(JUDGE.find_problems({"member": value}, "member", check, {"member": value}))


@pytest.mark.parametrize(
    ("value", "check"),
    [
        (True, {"type": "integer"}),
        (False, {"type": "number"}),
        ("abc\n", {"regex": "^[a-z]+$"}),
        ("x", {"allowed": ["y"]}),
        (True, {"allowed": [1]}),
        (["x", "z"], {"allowed": ["x"]}),
        (["x"], {"contains": ["y"]}),
        ([{"a": 1}], {"contains": "y"}),
        (59, {"min": 60}),
        (60.5, {"max": 60}),
        ("", {"minlength": 1}),
        ([], {"empty": False}),
    ],
)
def test_what_is_refused(value: object, check: dict[str, Any]) -> None:
    assert len(problems(value, check)) == 1


@pytest.mark.parametrize(
    ("value", "check"),
    [
        (1, {"type": "integer"}),
        ("abc", {"regex": "[a-z]+"}),
        (["x"], {"allowed": ["x", "y"]}),
        ([{"a": 1}, "y"], {"contains": "y"}),
        (["${X}"], {"contains": "y"}),
        ("90", {"min": 100}),
        (float("nan"), {"min": 1, "max": 0}),
        (True, {"min": 5}),
        (None, {"type": "string"}),
        ({"a": 1}, {"contains": "y"}),
    ],
)
def test_what_is_let_pass(value: object, check: dict[str, Any]) -> None:
    assert problems(value, check) == []


def test_a_problem_names_the_limit() -> None:
    (problem,) = problems(20_000, {"max": 10_080})
    assert (problem.value, problem.expected) == (20_000, "10,080")


def test_a_place_inside_the_value_is_part_of_the_path() -> None:
    check = {"type": "list", "schema": {"type": "string"}}
    assert [problem.path for problem in problems(["a", 1, 2], check)] == [(1,), (2,)]


def test_the_choices_of_either_or_are_one_problem() -> None:
    check = {"anyof": [{"type": "string"}, {"type": "integer", "min": 5}]}
    assert len(problems(1, check)) == 1


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ({"maxlenght": 1}, "maxlenght"),
        ({"maxlength": "ten"}, "maxlength"),
        ({"min": "abc"}, "min"),
        ({"max": True}, "max"),
        ({"key_charset": {"character": "x"}}, "character"),
        ({"model": {"aspect": "colour"}}, "colour"),
        ({"schema": 5}, "schema"),
    ],
)
def test_a_check_s_own_mistakes_are_named(check: dict[str, Any], words: str) -> None:
    assert words in JUDGE.describe_mistakes(check)


def test_a_good_check_has_none() -> None:
    assert JUDGE.describe_mistakes({"min": 1, "byte_budget": {"max": 1}}) == ""


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 12),
    st.floats(),
    st.text("ab${X}", max_size=4),
    st.sampled_from(["x", "y", "${X}"]),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text("abRef", max_size=3), inner, max_size=2),
    ),
    max_leaves=6,
)
checks = st.fixed_dictionaries(
    {},
    optional={
        "min": st.integers(0, 9),
        "max": st.integers(0, 9),
        "allowed": st.lists(st.one_of(st.sampled_from("xyab"), st.integers(0, 3)), min_size=1),
        "contains": st.one_of(
            st.sampled_from("xy"), st.lists(st.sampled_from("xy"), min_size=1, max_size=2)
        ),
        "required": st.booleans(),
        "maxlength": st.integers(0, 3),
        "regex": st.sampled_from(["[ab]*", "x"]),
        "byte_budget": st.fixed_dictionaries({"max": st.integers(0, 9)}),
        "key_charset": st.fixed_dictionaries({"characters": st.just("[ab]")}),
    },
).filter(bool)


@settings(max_examples=examples(400), deadline=None)
@given(value=values, check=checks)
def test_a_compiled_check_finds_the_same_problems(value: object, check: dict[str, Any]) -> None:
    request = {"member": value}
    found = compile_check(check, VOCABULARY, JUDGE)(request, "member", request)
    assert sorted(map(repr, found)) == sorted(map(repr, problems(value, check)))


def test_fast_checks_do_say_yes() -> None:
    assert fast_check({"min": 1, "max": 9})(5)
    assert fast_check({"contains": ["x"]})(["x"])
    assert not fast_check({"maxlength": 3})("x")
