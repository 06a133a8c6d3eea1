"""Plain scalars mean what AWS CLI v2's reader takes them for."""

from __future__ import annotations

import datetime

import pytest
from effort import examples
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from chatlint.model.document import NonJsonValue
from chatlint.parsers.yaml.scalars import resolve_scalar, resolve_tagged

NUMBER_LIKE = st.lists(
    st.sampled_from(
        [*"0123456789+-._eExXoObBaAfF:TZ", "inf", "Inf", "nan", "NaN", "0x", "0o", "0b"]
    ),
    min_size=1,
    max_size=8,
).map("".join)
WORD_LIKE = st.lists(
    st.sampled_from(
        ["~", "null", "Null", "true", "True", "FALSE", "yes", "No", "on", "y", ".", "-"]
    ),
    max_size=2,
).map("".join)


def reference(text: str) -> object:
    """What ruamel's pure safe loader makes of the plain scalar ``text``."""
    try:
        value = YAML(typ="safe", pure=True).load(text)
    except (ValueError, IndexError):  # "0x_", more digits than Python will read
        return NonJsonValue("number", text)
    assume(not isinstance(value, (dict, list)))
    if isinstance(value, (datetime.date, datetime.datetime)):
        return NonJsonValue("date", text)
    return value


@settings(max_examples=examples(600), deadline=None)
@given(NUMBER_LIKE | WORD_LIKE)
def test_a_scalar_is_what_the_reference_makes_of_it(text: str) -> None:
    value = resolve_scalar(text)
    assume(not text.startswith(("---", "...")))
    # A date no calendar has is a date all the same: its place is wrong, not its form.
    assume(not (isinstance(value, NonJsonValue) and value.kind == "date"))
    expected = reference(text)
    assert (type(value), repr(value)) == (type(expected), repr(expected))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("Null", None),
        ("nULL", "nULL"),
        ("TRUE", True),
        ("False", False),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("=", "="),
        ("<<", "<<"),
        ("60", 60),
        ("-7", -7),
        ("+7", 7),
        ("010", 10),
        ("0o14", 12),
        ("0x1F", 31),
        ("0b101", 5),
        ("1_000", 1000),
        ("1:30", "1:30"),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("-.inf", float("-inf")),
        ("1.2.3", "1.2.3"),
        ("12-34", "12-34"),
        ("-", "-"),
        ("2024-01-31", NonJsonValue("date", "2024-01-31")),
        ("2024-01-31T10:00:00Z", NonJsonValue("date", "2024-01-31T10:00:00Z")),
        ("2024-1-31", "2024-1-31"),
        ("0x_", NonJsonValue("number", "0x_")),
        ("9" * 5000, NonJsonValue("number", "9" * 5000)),
    ],
)
def test_what_a_plain_scalar_means(text: str, value: object) -> None:
    assert (type(resolve_scalar(text)), resolve_scalar(text)) == (type(value), value)


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_not_a_number_is_a_number(text: str) -> None:
    assert repr(resolve_scalar(text)) == "nan"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("str", "60", "60"),
        ("null", "anything", None),
        ("bool", "Yes", True),
        ("bool", "off", False),
        ("int", "0x1F", 31),
        ("float", "1", 1.0),
        ("timestamp", "2024-02-29", NonJsonValue("date", "2024-02-29")),
        ("timestamp", "2024-02-29T10:00:00Z", NonJsonValue("date", "2024-02-29T10:00:00Z")),
        ("timestamp", "2024-2-9 1:00:00.5 +1", NonJsonValue("date", "2024-2-9 1:00:00.5 +1")),
    ],
)
def test_a_tag_says_what_a_text_means(kind: str, text: str, value: object) -> None:
    assert (type(resolve_tagged(kind, text)), resolve_tagged(kind, text)) == (type(value), value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("bool", "maybe"),
        ("int", "abc"),
        ("int", ""),
        ("float", ""),
        ("timestamp", "2024-02-30"),
        ("timestamp", "2024-02-30T10:00:00Z"),
        ("timestamp", "soon"),
    ],
)
def test_a_text_that_does_not_fit_its_tag_is_refused(kind: str, text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - which words it says does not matter
        resolve_tagged(kind, text)


def test_a_tag_of_no_scalar_is_not_known() -> None:
    with pytest.raises(KeyError):
        resolve_tagged("set", "a")
