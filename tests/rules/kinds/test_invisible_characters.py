"""Characters that nobody sees are told of, where nothing ordinary needs them."""

from __future__ import annotations

from typing import Any

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlint import Linter, Source
from chatlint.model.document import NonJsonValue
from chatlint.rules.kinds.invisible_characters import visible_characters

ARGUMENT = {"prose": "InitialMessage.Content", "keys_not_of": ["Attributes"]}


def details(value: object) -> list[str]:
    """What is said of ``value``."""
    return [problem.detail for problem in visible_characters.find(value, ARGUMENT, {})]


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\u200b", "U+200B ZERO WIDTH SPACE"),
        ("\u200c", "U+200C ZERO WIDTH NON-JOINER"),
        ("\u200d", "U+200D ZERO WIDTH JOINER"),
        ("\u2060", "U+2060 WORD JOINER"),
        ("\ufeff", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("\u00ad", "U+00AD SOFT HYPHEN"),
        ("\u00a0", "U+00A0 NO-BREAK SPACE"),
        ("\u202f", "U+202F NARROW NO-BREAK SPACE"),
        ("\u200e", "U+200E LEFT-TO-RIGHT MARK"),
        ("\u061c", "U+061C ARABIC LETTER MARK"),
        ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\u2066", "U+2066 LEFT-TO-RIGHT ISOLATE"),
        ("\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A"),
        ("\u2065", "U+2065"),
    ],
)
def test_a_character_is_named_with_its_place(character: str, name: str) -> None:
    assert details(f"or{character}der") == [f"{name} as character 3"]


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "Zoë, größe, 注文",
        "👩‍💻 👨‍👩‍👧 🏳️‍🌈 ❤️‍🔥 👩🏽‍⚕️ 🏴‍☠️",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "می‌خواهم",
        "क्‍ष ক্‌ষ",
        "שלום!\u200f",
        "สวัสดี\u200bครับ",
        "« Bonjour\u00a0! »".replace(" ", "\u00a0"),
        "10\u202f000\u00a0€, M.\u00a0Dupont, 5\u00a0km",
    ],
)
def test_what_a_script_an_emoji_or_typography_needs_is_fine(text: str) -> None:
    assert details({"Attributes": {"a": text}}) == []


@pytest.mark.parametrize(
    "text",
    [
        "order\u200d1",
        "a\u200cb",
        "👩\u200d",
        "\u200d👩",
        "שלום\u202e",
        "hello\u200f",
        "first\u00a0last",
        "12345\u00a0",
        "\u00a012345",
        "\U0001f3f4\U000e0067",
    ],
)
def test_what_nothing_needs_is_told(text: str) -> None:
    assert len(details({"Attributes": {"a": text}})) == 1


@pytest.mark.parametrize("fine", ["5\u00a0km ", "שלום!\u200f ", "👩\u200d💻 "])
def test_one_that_is_fine_hides_none_behind_it(fine: str) -> None:
    where = f"U+00AD SOFT HYPHEN as character {len(fine) + 2}"
    assert details({"Attributes": {"a": f"{fine}a\u00adb"}}) == [where]


def test_a_text_with_many_is_told_of_once() -> None:
    text = "a\u200b\u200b\u00ad\u2060\ufeff\u202e"
    assert details(text) == [
        "U+200B ZERO WIDTH SPACE as character 2, U+00AD SOFT HYPHEN as character 4, "
        "U+2060 WORD JOINER as character 5 and 2 more"
    ]


def test_three_are_named() -> None:
    assert details("a\u200b\u00ad\u2060")[0].endswith("U+2060 WORD JOINER as character 4")


def test_spaces_in_prose_are_the_writer_s_choice() -> None:
    value = {"InitialMessage": {"Content": "Guten\u00a0Tag", "ContentType": "text/plain\u00a0"}}
    assert details(value) == ["U+00A0 NO-BREAK SPACE as character 11"]
    assert len(details({"InitialMessage": {"Content": "Guten\u200b Tag"}})) == 1


def test_keys_are_told_of_where_no_other_rule_judges_them() -> None:
    value = {"Attributes": {"5\u00a0": "a"}, "Other\u200b": {"5\u00a0:": "b"}}
    paths = [problem.path for problem in visible_characters.find(value, ARGUMENT, {})]
    assert paths == [("Other\u200b",), ("Other\u200b", "5\u00a0:")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "InstanceId: a\nContactFlowId: b\nClientToken: x\u200by\n"),
        ("a.yaml", 'InstanceId: a\nContactFlowId: b\nClientToken: "x\\u200By"\n'),
        ("a.json", '{"InstanceId": "a", "ContactFlowId": "b", "ClientToken": "x\u200by"}'),
        ("a.json", '{"InstanceId": "a", "ContactFlowId": "b", "ClientToken": "x\\u200by"}'),
    ],
)
def test_written_or_escaped_it_is_shown_escaped(name: str, text: str) -> None:
    (each,) = Linter(select=["CHAT009"]).check(Source(name, text)).diagnostics
    assert each.location.pointer == "/ClientToken"
    assert each.message.endswith(
        "holds U+200B ZERO WIDTH SPACE as character 2; remove or retype it"
    )
    assert "\u200b" not in each.message
    assert "200b" in each.message.lower().split(" holds ")[0]


TEXTS = st.text(
    st.sampled_from("ab 1.:\u00a0\u202f\u00ad\u200b\u200c\u200d\u200e\u202e\ufeffمक👩🏴\U000e0067")
)
VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        TEXTS,
        st.text(),
        st.just("\ud800\u200b"),
        st.builds(NonJsonValue, st.sampled_from(["date", "number", "tag"]), TEXTS),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=examples(400), deadline=None)
@given(VALUES)
def test_no_value_is_too_odd(value: Any) -> None:
    for argument in ({}, ARGUMENT):
        found = visible_characters.find(value, argument, {})
        assert all(problem.detail.startswith("U+") for problem in found)
