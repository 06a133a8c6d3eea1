"""Scalars that YAML 1.1 reads as something else are told of, and no others."""

from __future__ import annotations

import datetime

import pytest
import yaml as pyyaml
from effort import examples
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from chatlint import Linter, Source
from chatlint.model.document import Limits, NonJsonValue
from chatlint.parsers import parse, yaml
from chatlint.parsers.yaml import event_parser
from chatlint.parsers.yaml.dialects import describe_difference, resolve_yaml11
from chatlint.parsers.yaml.scalars import resolve_scalar as resolve_here

NUMBER_LIKE = st.lists(
    st.sampled_from([*"0123456789+-._eExXoObBaAfF:", "inf", "Inf", "nan", "0x", "0o", "0b", ":30"]),
    min_size=1,
    max_size=8,
).map("".join)
WORD_LIKE = st.lists(
    st.sampled_from(
        [*"yYnN~=", "yes", "Yes", "YES", "yEs", "no", "No", "on", "On", "ON", "off", "OFF", "-"]
    ),
    min_size=1,
    max_size=2,
).map("".join)


def pyyaml_reads(text: str) -> object:
    """What PyYAML makes of the plain scalar ``text``; a number it fails on is Foreign."""
    token = pyyaml.ScalarNode(
        pyyaml.SafeLoader("").resolve(pyyaml.ScalarNode, text, (True, False)), text
    )
    assume(token.tag not in ("tag:yaml.org,2002:value", "tag:yaml.org,2002:merge"))
    try:
        value: object = pyyaml.SafeLoader("").construct_object(token)
    except ValueError:  # "0x_", more digits than Python will read, a day no calendar has
        return NonJsonValue("date" if "timestamp" in token.tag else "number", text)
    if isinstance(value, datetime.date):
        return NonJsonValue("date", text)
    return value


def same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return one == pytest.approx(other, nan_ok=True)
    return type(one) is type(other) and one == other


@settings(max_examples=examples(1000), deadline=None)
@given(NUMBER_LIKE | WORD_LIKE)
@example("-1:30")
@example("0_7")
@example("+.inf")
def test_yaml_1_1_is_what_pyyaml_reads(text: str) -> None:
    theirs = pyyaml_reads(text)
    assume(theirs is not None and not (isinstance(theirs, NonJsonValue) and theirs.kind == "date"))
    assert same(resolve_yaml11(text), theirs)


@settings(max_examples=examples(1000), deadline=None)
@given(NUMBER_LIKE | WORD_LIKE)
@example("1e3")
@example("2024-01-31")
def test_exactly_what_is_read_differently_is_told(text: str) -> None:
    assert bool(describe_difference(text)) is not same(resolve_here(text), pyyaml_reads(text))


@pytest.mark.parametrize(
    "text",
    [
        *("", "y", "N", "true", "FALSE", "null", "~", "=", "<<", "60", "-7", "+15555550123", "0"),
        *("1_000", "0x1F", "0b101", "1.5", ".5", "-.inf", ".nan", "2024-01-31", "2024-02-30"),
        *("5e6085d9-0000-4000-8000-000000000000", "1.2.3", "12:75", "noon", "nO", "on call", "0x_"),
    ],
)
def test_what_all_read_alike_is_not_told(text: str) -> None:
    assert describe_difference(text) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no", "as text here, but as false by YAML 1.1 readers such as PyYAML; quote it"),
        ("ON", "as text here, but as true"),
        ("1:30", "as text here, but as 90 by"),
        ("-1:30.5", "as text here, but as -90.5 by"),
        ("012", "as 12 here, but as 10 by YAML 1.1 readers such as PyYAML; write 12"),
        ("0o14", "as 12 here, but as text by YAML 1.1 readers such as PyYAML; write 12"),
        ("08", "as 8 here, but as text"),
        ("1e3", "as 1000.0 here, but as text by YAML 1.1 readers such as PyYAML; quote it"),
        ("+.5", "as 0.5 here, but as text"),
        ("._", "as a number here, but as text"),
        ("0" + "7" * 99, "is not read alike"),
    ],
)
def test_the_message_says_how_each_reads_it(text: str, words: str) -> None:
    assert words in describe_difference(text)


@pytest.mark.parametrize("text", ["1" + ":1" * 100_000, "0" + "7" * 200_000, "9" * 200_000])
def test_no_number_is_too_long(text: str) -> None:
    assert len(describe_difference(text)) < 200


@pytest.mark.parametrize("text", ["0" + "7" * 39, "1" + "_" * 36 + ":30"])
def test_so_many_digits_are_told_and_no_more(text: str) -> None:
    assert len(text) == 40
    assert type(resolve_yaml11(text)) is int
    assert f"`{text}` is read as" in describe_difference(text)
    longer = text.replace("7", "77", 1).replace("_", "__", 1)
    assert "is not read alike" in describe_difference(longer)


def test_hours_and_minutes_of_so_many_digits_are_a_number() -> None:
    assert resolve_yaml11("1" + "_" * 37 + ":30") == NonJsonValue("number", "1" + "_" * 37 + ":30")


REQUEST = "InstanceId: a\nContactFlowId: b\n"


def found(text: str) -> list[tuple[str, str, str]]:
    """Rule, pointer and underlined text of all that is found in ``text``."""
    return [
        (each.rule, each.location.pointer, text[each.span.start : each.span.end])
        for each in Linter(select=["CHAT008", "shape", "CHAT006"])
        .check(Source("a.yaml", text))
        .diagnostics
        if each.rule != "CHAT101"
    ]


@pytest.mark.parametrize(
    ("line", "pointer", "underlined"),
    [
        ("Attributes: {a: no}", "/Attributes/a", "no"),
        ("Attributes:\n  off: x", "/Attributes/off", "off"),
        (
            "SegmentAttributes: {a: {ValueList: [{ValueString: on}]}}",
            "/SegmentAttributes/a/ValueList/0/ValueString",
            "on",
        ),
        ("Attributes: {a: &anchor yes, b: *anchor}", "/Attributes/a", "yes"),
        ("ChatDurationInMinutes: 0120", "/ChatDurationInMinutes", "0120"),
        ("ClientToken:\n  1:30 # half past", "/ClientToken", "1:30"),
    ],
)
def test_a_scalar_of_two_readings_is_found(line: str, pointer: str, underlined: str) -> None:
    assert found(REQUEST + line) == [("CHAT008", pointer, underlined)]


@pytest.mark.parametrize(
    "line",
    [
        'Attributes: {a: "no", b: \'on\', c: !!str off, "yes": d}',
        "ClientToken: |\n  no\n",
        "ClientToken: no, on # off",
        "Attributes: {a: y, b: 12:75}",
    ],
)
def test_what_has_one_reading_is_not_found(line: str) -> None:
    assert found(REQUEST + line) == []


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Attributes: {a: 012}", "CHAT104"),
        ("Attributes: {012: a}", "CHAT006"),
        ("on: a", "CHAT102"),
    ],
)
def test_an_error_says_it_alone(line: str, rule: str) -> None:
    assert [each[0] for each in found(REQUEST + line)] == [rule]


def test_a_document_without_a_request_may_speak_any_dialect() -> None:
    assert found("on: push\n---\n" + REQUEST) == []
    assert [each[0] for each in found("a: b\n---\n" + REQUEST + "ClientToken: no")] == ["CHAT008"]


def test_a_directive_changes_nothing() -> None:
    text = "%YAML 1.1\n---\n" + REQUEST + "ClientToken: yes\n"
    assert found(text) == [("CHAT008", "/ClientToken", "yes")]


PIECES = st.sampled_from(
    [
        *(
            "no",
            "on",
            "yes",
            "012",
            "1:30",
            "1e3",
            "0o14",
            "a",
            "60",
            "5e6085d9-01",
            '"no"',
            "'on'",
        ),
        *(" ", "  ", "\n", ": ", ":", "- ", ", ", "[", "]", "{", "}", "# ", "? ", "\n---\n", "|\n"),
        *("&x ", "*x", "!!str ", "\t"),
    ]
)


@settings(max_examples=examples(1000), deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_quick_reading_misses_nothing(text: str) -> None:
    quick = parse(Source("a.yaml", text), Limits()).parsed.issues
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "parse", event_parser.parse)
        patch.setattr(event_parser, "CParser", None)
        assert list(parse(Source("a.yaml", text), Limits()).parsed.issues) == list(quick)
