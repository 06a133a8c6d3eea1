"""Regular expressions from somebody's rules are refused where they could stall a run."""

from __future__ import annotations

import re

import pytest
from effort import examples
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chatlint.model.errors import UserError
from chatlint.rules.loader import load_shipped_rules
from chatlint.rules.safe_regex import bounded_fullmatch, unsafe_reason

# Most are from collections of patterns that stalled something, with what they are known for.
STALLING = (
    r"(a+)+",
    r"([a-zA-Z]+)*",
    r"(a|aa)+",
    r"(a|a?)+",
    r"(.*a){20}",
    r"(a*)*b",
    r"(a?){30}a{30}",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"(\w+\s?)*",
    r"((a{0,5}){0,5})*",
    r"(x+x+)+y",
    r".*.*=.*",
    r"a*a*a*b",
    r"\s*\s*\s*x",
    r"(?:.*,){11}P",
    r"(a)\1+",
    r"(?P<n>a)(?P=n)",
    r"^(\d+|\w+)+$",
    r"(([^/]+/)*)x",
    r"(?=(a+))\1b",
    r"(a?b?c?)*d",
    r"(.|\n)*x",
    r"a?" * 30 + "a" * 30,
    r"(?:a|b|ab)*c",
    r"\u0100*\u0100*\u0100*x",
    r"[\U00010400-\U00010450]*" * 3,
    r"\w*[\u2000-\u2fff]*\w*x",
    r"(?i)[\u0430-\u044f]*[\u0410-\u042f]*\u0411*x",
    r"((a*b?)?){9}",
    r"(?x) a* a* a* b",
    r"(?(1)a|b)",
    r"(?<=a+)b",
    "(" * 150,
    "a{99999999999999999999}",
    "[b-a]",
)
FINE = (
    r"[A-Z][a-z]+( [A-Z][a-z]*)?",
    r"(Guest|Caller) [0-9]{1,3}",
    r"\d{4}-\d{2}-\d{2}",
    r".*foo.*",
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    r"\w+@\w+\.(com|org)",
    r"(?i)yes|no",
    r"[^<>]*",
    r"[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+ [А-ЯЁ]\.",
    r"[\u4e00-\u9fff]+(\s[ぁ-ん]+)?",
    r"https://\S+",
    r"(?!.*test).+",
    r"a{500}",
    r"[a-z]+(?:-[a-z]+)?",
    r"\s*\S+\s*",
    r"(?:ab){1000}",
)


@pytest.mark.parametrize("pattern", STALLING)
def test_a_pattern_that_could_stall_a_run_is_refused(pattern: str) -> None:
    assert unsafe_reason(pattern)


@pytest.mark.parametrize("pattern", FINE)
def test_an_ordinary_pattern_is_fine(pattern: str) -> None:
    assert unsafe_reason(pattern) == ""


ATOMS = st.sampled_from(
    [
        "a",
        "b",
        "é",
        r"\u00e9",
        ".",
        r"\w",
        r"\d",
        r"\s",
        "[ab]",
        "[^a]",
        r"[^\w]",
        "[a-c]",
        "^",
        r"\b",
    ]
)
REPEATS = st.sampled_from(["", "*", "+", "?", "*?", "++", "{2}", "{0,3}", "{2,500}", "{900}"])


def repeated(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    groups = st.sampled_from(["({})", "(?:{})", "(?={})", "(?!{})", "(?>{})", "{}|a"])
    inner = st.lists(st.tuples(parts, REPEATS).map("".join), min_size=1, max_size=4).map("".join)
    return st.tuples(groups, inner).map(lambda both: both[0].format(both[1]))


@pytest.mark.usefixtures("fuse")
@settings(max_examples=examples(300), deadline=None)
@given(
    pattern=st.tuples(
        st.sampled_from(["", "(?i)", "(?s)"]), st.recursive(ATOMS, repeated, max_leaves=8)
    ).map("".join),
    unit=st.sampled_from(["a", "ab", "aab", "é", "a\n", "1a", "a "]),
    end=st.sampled_from("!\nab"),
)
def test_what_is_allowed_does_not_take_long(pattern: str, unit: str, end: str) -> None:
    assume(not unsafe_reason(pattern))
    for length in (1_000, 20_000):
        text = (unit * length)[:length] + end
        try:
            assert bounded_fullmatch(pattern, text) == bool(re.fullmatch(pattern, text))
        except UserError:
            assert length > 1_024


def test_a_pattern_that_needs_the_square_of_a_text_is_for_short_ones() -> None:
    assert bounded_fullmatch(".*a.*", "b" * 1_023 + "a")
    with pytest.raises(UserError, match=r"for texts of at most 1,024 characters"):
        bounded_fullmatch(".*a.*", "b" * 1_024 + "a")
    assert bounded_fullmatch("[ab]*", "b" * 1_000_000)


def test_no_rule_of_chatlint_s_own_is_for_short_texts() -> None:
    patterns = [
        argument
        for rule in load_shipped_rules()
        for word in rule.check.values()
        for key, argument in (word.items() if isinstance(word, dict) else ())
        if key in ("regex", "characters", "keys")
    ]
    patterns += [rule.check["regex"] for rule in load_shipped_rules() if "regex" in rule.check]
    assert patterns
    for pattern in patterns:
        bounded_fullmatch(pattern, "a" * 10_000)
