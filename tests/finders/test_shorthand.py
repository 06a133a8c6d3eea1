"""AWS CLI's shorthand, held against AWS CLI."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chatlint.finders.shell import build_option_name
from chatlint.finders.shell.shorthand import ShorthandError, parse_shorthand
from chatlint.model.document import Node
from chatlint.model.source import Span
from chatlint.model.source_map import map_copied
from chatlint.rules.loader import load_api

API = load_api()


def value_of(text: str, member: str = "Attributes") -> Node:
    return parse_shorthand(text, map_copied([Span(0, len(text))]), API, API.members[member])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a=b", {"a": "b"}),
        ("a=b,c=d", {"a": "b", "c": "d"}),
        ("a=b, c = d ", {"a": "b", "c": "d"}),
        ("a=", {"a": ""}),
        ("a=,b=c", {"a": "", "b": "c"}),
        ("a=b c", {"a": "b c"}),
        ("a=b=c", {"a": "b=c"}),
        ("a=b,c", {"a": ["b", "c"]}),
        ("a=b,c,d=e", {"a": ["b", "c"], "d": "e"}),
        ("a=b\\,c", {"a": "b,c"}),
        ("a='b,c=d'", {"a": "b,c=d"}),
        ('a="b\\"c"', {"a": 'b"c'}),
        ("a=[b,c]", {"a": ["b", "c"]}),
        ("a=[]", {"a": []}),
        ("a={b=c,d={e=f}}", {"a": {"b": "c", "d": {"e": "f"}}}),
        ("a={b=c,}", {"a": {"b": "c"}}),
        ("a.b/c#d:e=f", {"a.b/c#d:e": "f"}),
        ("=a", {"": "a"}),
        ("a=${X}", {"a": "${X}"}),
        ("a=x${Y}z,b=c", {"a": "x${Y}z", "b": "c"}),
    ],
)
def test_a_text_and_what_it_means(text: str, value: Any) -> None:
    assert value_of(text).value == value


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("", 0, "expected `=`, found the end"),
        ("a", 0, "expected `=`, found the end"),
        ("a b", 2, "expected `=`, found `b`"),
        ("a=b,", 3, "found the end"),
        ("a='b", 2, "expected another `'`, found `'`"),
        ("a=it's", 4, "expected `,`, found `'`"),
        ("a=[b", 3, "expected `,`, found the end"),
        ("a={b=c", 5, "expected `,`, found the end"),
        ("a=b,a=c", 4, "expected another key than before, found `a`"),
        ("a=" + "{b=" * 30, 62, "expected fewer than 20 levels"),
    ],
)
def test_what_is_none_is_refused_at_its_place(text: str, at: int, words: str) -> None:
    with pytest.raises(ShorthandError) as caught:
        value_of(text)
    assert words in str(caught.value)
    assert caught.value.span.start == at


@pytest.mark.parametrize(
    ("member", "text", "value"),
    [
        ("SegmentAttributes", "a={ValueInteger=12}", {"a": {"ValueInteger": 12}}),
        ("SegmentAttributes", "a={ValueInteger=x}", {"a": {"ValueInteger": "x"}}),
        ("SegmentAttributes", "a={ValueString=12}", {"a": {"ValueString": "12"}}),
        (
            "SegmentAttributes",
            "a={ValueList={ValueString=b}}",
            {"a": {"ValueList": [{"ValueString": "b"}]}},
        ),
        ("SegmentAttributes", "a={ValueList=b}", {"a": {"ValueList": ["b"]}}),
    ],
)
def test_the_model_says_what_becomes_of_a_value(member: str, text: str, value: Any) -> None:
    assert value_of(text, member).value == value


def test_places_are_those_of_keys_and_values() -> None:
    text = "a=b\\,c, d = {e='f g',h=[i]}"
    root = value_of(text)
    assert root.entries
    (_, value, _), (key, inner, _) = root.entries
    assert text[slice(*value.span)] == "b\\,c"
    assert text[slice(*key.span)] == "d"
    assert text[slice(*inner.span)] == "{e='f g',h=[i]}"
    assert inner.entries
    assert [text[slice(*each.value.span)] for each in inner.entries] == ["'f g'", "[i]"]


PIECES = st.sampled_from(
    [
        *("a", "b c", "ValueString", "ValueList", "ValueMap", "ValueInteger", "12", "text/plain"),
        *("=", "=", ",", ",", "[", "]", "{", "}", '"', "'", "\\", " ", ":"),
    ]
)


@cache
def model() -> Any:
    """The operation as botocore has it."""
    from botocore.session import get_session

    return get_session().get_service_model("connect").operation_model("StartChatContact")


@settings(deadline=None)
@given(
    st.lists(PIECES, max_size=14).map("".join),
    st.sampled_from(["", "a=", "a={ValueList=", "a={ValueMap={b={"]),
    st.sampled_from(["Attributes", "InitialMessage", "SegmentAttributes"]),
)
def test_it_is_read_as_aws_cli_reads_it(text: str, start: str, member: str) -> None:
    text = start + text
    wanted = _theirs(text, member)
    assume(wanted is not ...)
    try:
        found = value_of(text, member).value
    except ShorthandError:
        found = None
    assert found == wanted


def _theirs(text: str, member: str) -> Any:
    """What AWS CLI makes of ``text``: None if it refuses it, ``...`` if it stumbles."""
    with pytest.MonkeyPatch.context() as patch:
        # Imported for the first time, it says there where its data are, to botocore as well.
        patch.setenv("AWS_DATA_PATH", "")
        from awscli.shorthand import BackCompatVisitor, ShorthandParseError, ShorthandParser

    try:
        value = ShorthandParser().parse(text)
        BackCompatVisitor().visit(value, model().input_shape.members[member])
    except ShorthandParseError:
        return None
    except (TypeError, ValueError):  # the text ends too early for it, or is no number
        return ...
    return value


def test_options_are_called_as_botocore_calls_them() -> None:
    from botocore import xform_name

    for member in API.members:
        assert build_option_name(member) == f"--{xform_name(member, '-')}"
