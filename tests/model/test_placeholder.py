"""Which texts are filled in before they are sent."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlint.model import placeholder
from chatlint.model.document import NonJsonValue
from chatlint.model.source import Span

PLACEHOLDERS = [
    "${x}",
    "${a.b}",
    "${a:-${b}}",
    "${}",
    "{{x}}",
    "{{ x | default('y') }}",
    "{{ {'a': 1}['a'] }}",
    "{% if x %}",
    "$.detail.id",
    "$.items[0]['name']",
    "$$.Execution.Id",
    "$NAME",
    "$name",
    "<name>",
    "<your-id>",
    "%NAME%",
    "__NAME__",
    "@@NAME@@",
]
TEXTS = [
    "",
    "plain",
    "${x",
    "{{x}",
    "{x}",
    "{% x",
    "$",
    "$ 5",
    "a < b > c",
    "<two words>",
    "100%",
    "50% of 80%",
    "%two words%",
    "__",
    "____",
    "_x_",
    "@x@",
    "me@example.com",
    "@@ x @@",
]


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_a_placeholder_stands_for_everything(text: str) -> None:
    assert list(placeholder.find_placeholders(text)) == [Span(0, len(text))]
    assert placeholder.has_placeholder(text)
    assert placeholder.is_placeholder(text)
    assert placeholder.literal_text(text) == ""


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_the_text_around_a_placeholder_is_certain(text: str) -> None:
    around = f"Hi {text}, bye"
    assert list(placeholder.find_placeholders(around)) == [Span(3, 3 + len(text))]
    assert placeholder.has_placeholder(around)
    assert not placeholder.is_placeholder(around)
    assert placeholder.literal_text(around) == "Hi , bye"


@pytest.mark.parametrize("text", TEXTS)
def test_other_text_is_what_it_is(text: str) -> None:
    assert not placeholder.has_placeholder(text)
    assert not placeholder.is_placeholder(text)
    assert placeholder.literal_text(text) == text


def test_placeholders_in_a_row_are_nothing_but_placeholders() -> None:
    assert placeholder.is_placeholder(" ${a}{{b}} %C% ")
    assert placeholder.literal_text("${a}-{{b}}") == "-"


def test_one_that_is_not_closed_hides_none_behind_it() -> None:
    assert list(placeholder.find_placeholders("${a <b>")) == [Span(4, 7)]


@pytest.mark.parametrize(
    ("value", "hole"),
    [
        ({"Ref": "X"}, True),
        ({"Fn::Sub": "a"}, True),
        ({"Fn::Sub": "a", "Other": 1}, False),
        ({"Reference": "X"}, False),
        ({}, False),
        (NonJsonValue("tag", "!Sub"), True),
        (NonJsonValue("date", "2024-01-01"), False),
        (["${x}"], False),
        (None, False),
        (7, False),
    ],
)
def test_what_is_not_text_is_a_hole_where_a_template_language_fills_it(
    value: object, hole: bool
) -> None:
    assert placeholder.is_placeholder(value) is hole
    assert placeholder.has_placeholder(value) is hole


@pytest.mark.parametrize(
    ("marked", "offset"),
    [
        ("a: «@@X@@»", 3),
        ("a: «@@X@@»", 5),
        ("a: «${N}»", 7),
        ("x: 1\r\na: «%X%»", 9),
        ("a: «{% if b %}» c\n", 8),
        ("x" * 5000 + " «${N}», " + "y" * 5000, 5001),
    ],
)
def test_the_placeholder_at_a_place_is_found(marked: str, offset: int) -> None:
    before, _, rest = marked.partition("«")
    inside, _, after = rest.partition("»")
    found = placeholder.placeholder_at(before + inside + after, offset)
    assert found == Span(len(before), len(before) + len(inside))


@pytest.mark.parametrize(("text", "offset"), [("${x} abc", 6), ("${x}\nabc", 5), ("", 0), ("a", 1)])
def test_no_placeholder_is_found_elsewhere(text: str, offset: int) -> None:
    assert placeholder.placeholder_at(text, offset) is None


@given(st.text(st.sampled_from("${}<>%_@ab. |'\n")))
def test_placeholders_and_what_is_around_them_make_up_the_text(text: str) -> None:
    spans = list(placeholder.find_placeholders(text))
    assert all(start < end for start, end in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert len(placeholder.literal_text(text)) + sum(end - start for start, end in spans) == len(
        text
    )


@pytest.mark.parametrize("unit", ["${", "{{", "{%", "<", "%a", "__", "@@a", "$.", "${}"])
def test_no_text_takes_long(unit: str) -> None:
    text = unit * (262_144 // len(unit))
    start = time.process_time()
    placeholder.literal_text(text)
    assert time.process_time() - start < 2
