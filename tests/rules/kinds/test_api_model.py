"""What is said of members, types and choices, and that one fault is told once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chatlint import Diagnostic, Linter, Source
from chatlint.rules.kinds.api_model import model
from chatlint.rules.loader import load_api

REQUEST = {
    "InstanceId": "${INSTANCE}",
    "ContactFlowId": "${FLOW}",
    "ParticipantDetails": {"DisplayName": "${NAME}"},
}


def check(members: dict[str, Any]) -> list[Diagnostic]:
    """What the whole linter finds in a request with ``members``."""
    text = json.dumps(REQUEST | members, ensure_ascii=False)
    return list(Linter().check(Source("a.json", text)).diagnostics)


def told(members: dict[str, Any]) -> str:
    """The one thing it has to say."""
    (found,) = check(members)
    return f"{found.rule} {found.message}"


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        ("90.0", "`90.0` is not written as a whole number; write 90"),
        ("9e1", "`9e1` is not written as a whole number; write 90"),
        ("90.5", "`90.5` has a fraction, and a whole number belongs here"),
        ("-0.5", "`-0.5` has a fraction, and a whole number belongs here"),
        ("1e300", "`1e300` is a number where a whole number belongs"),
        (
            "9007199254740991.0",
            "`9007199254740991.0` is not written as a whole number; write 9007199254740991",
        ),
        # From here on a float may stand for another number than the one that was written.
        ("9007199254740992.0", "`9007199254740992.0` is a number where a whole number belongs"),
        ("-9007199254740992.0", "`-9007199254740992.0` is a number where a whole number belongs"),
        ("1e400", "`1e400` is a number beyond all bounds where a whole number belongs"),
        ("true", "`true` is a boolean where a whole number belongs"),
        ('"90"', '`"90"` is text; a whole number belongs here, so take the quotes away'),
        ('"90 min"', '`"90 min"` is text where a whole number belongs'),
    ],
)
def test_what_is_no_whole_number_is_told_how_to_be_one(duration: str, words: str) -> None:
    text = json.dumps(REQUEST)[:-1] + f', "ChatDurationInMinutes": {duration}}}'
    (found,) = Linter().check(Source("a.json", text)).diagnostics
    assert (found.rule, found.message) == ("CHAT104", words)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("!!timestamp 2024-01-31", "is a date where a whole number belongs"),
        ("9" * 5000, "is a number no reader can take where a whole number belongs"),
        ("{a: b}", "stands where a whole number belongs"),
    ],
)
def test_what_only_yaml_has_is_told_as_what_it_is(value: str, words: str) -> None:
    text = f"InstanceId: a\nContactFlowId: b\nChatDurationInMinutes: {value}\n"
    (found,) = Linter(select=["CHAT104"]).check(Source("a.yaml", text)).diagnostics
    assert found.message.endswith(words)


@pytest.mark.parametrize(
    ("member", "text", "words"),
    [
        ("Attributes", '{"order": "1"}', "; write it as a mapping, not as a text that spells one"),
        ("Attributes", '["order"]', " is text where a mapping belongs"),
        ("Attributes", "order=1", " is text where a mapping belongs"),
        ("Attributes", "[" * 100_000, " is text where a mapping belongs"),
        ("ConnectionTypes", '["WEBSOCKET"]', "; write it as a list, not as a text that spells one"),
        ("PersistentChat", "{}", "; write it as a mapping, not as a text that spells one"),
    ],
)
def test_a_collection_written_as_text(member: str, text: str, words: str) -> None:
    message = told({member: text})
    assert message.startswith("CHAT104 ")
    assert message.endswith(words)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"DisconnectOnCustomerExit": ["agent"]}, "should be spelled `AGENT`"),
        ({"DisconnectOnCustomerExit": ["CUSTOMER"]}, "cannot stand here; the only value is AGENT"),
        ({"ConnectionTypes": ["web-socket"]}, "should be spelled `WEBSOCKET`"),
        ({"ConnectionTypes": ["WEBSOCKET\u200b"]}, "should be spelled `WEBSOCKET`"),
        (
            {"ConnectionTypes": ["WEBSOCKETS"]},
            "is none of WEBSOCKET, CONNECTION_CREDENTIALS, AUTHENTICATION_SESSION and "
            "WEBRTC_CONNECTION; did you mean `WEBSOCKET`?",
        ),
        (
            {"ParticipantConfiguration": {"ResponseMode": "ALL"}},
            "is none of INCREMENTAL and COMPLETE",
        ),
    ],
)
def test_a_value_out_of_a_choice(members: dict[str, Any], words: str) -> None:
    message = told(members)
    assert message.startswith("CHAT109 ")
    assert message.endswith(words)


@pytest.mark.parametrize(
    ("text", "words"), [("", "is empty"), ("a", "has 1 character"), ("ab", "has 2 characters")]
)
def test_a_model_may_ask_for_more_than_one_character(text: str, words: str) -> None:
    api = load_api()
    shape = api.shapes["ContactFlowId"]._replace(min=3)
    kind = model(api._replace(shapes={**api.shapes, "ContactFlowId": shape}))
    (problem,) = kind.find({"ContactFlowId": text}, {"aspect": "min"}, {})
    assert problem.detail == words


@pytest.mark.parametrize("name", ["instanceId", "InstanceID", "ConnectInstanceId", "InstanceIds"])
def test_a_second_spelling_of_a_member_points_to_the_first(name: str) -> None:
    (found,) = check({name: "a"})
    assert found.rule == "CHAT102"
    assert found.message.endswith("; did you mean `InstanceId`, which stands here, too?")
    assert [each.message for each in found.related] == ["`InstanceId` stands here"]
    assert found.fix is None


@pytest.mark.parametrize(
    ("member", "held", "name"),
    [
        ("ParticipantDetails", {"DisplayName": "${NAME}"}, "displayName"),
        ("InitialMessage", {"ContentType": "text/plain", "Content": "a"}, "content"),
        (
            "PersistentChat",
            {"RehydrationType": "FROM_SEGMENT", "SourceContactId": "a"},
            "sourceContactId",
        ),
    ],
)
def test_further_down_it_points_to_the_first_as_well(
    member: str, held: dict[str, str], name: str
) -> None:
    first = name[0].upper() + name[1:]
    source = Source("a.json", json.dumps(REQUEST | {member: held | {name: "b"}}))
    (found,) = Linter(select=["CHAT102"]).check(source).diagnostics
    assert found.message.endswith(f"`{member}`; did you mean `{first}`, which stands here, too?")
    (related,) = found.related
    assert source.text[related.span.start : related.span.end] == f'"{first}"'


@pytest.mark.parametrize("name", ["Foo", "value_string"])
def test_what_is_no_member_is_no_second_value(name: str) -> None:
    message = told({"SegmentAttributes": {"a": {"ValueString": "x", name: "y"}}})
    assert message.startswith("CHAT102 ")


def test_how_to_write_a_segment_attribute_is_told_of_what_is_nearly_one() -> None:
    assert "; write a segment attribute as " in told({"SegmentAttributes": {"a": "b"}})
    for nearly in ([], ["b"]):
        message = told({"SegmentAttributes": {"a": nearly}})
        assert message.startswith("CHAT104 ")
        assert message.endswith("stands where a mapping belongs")


def test_a_place_in_a_list_is_counted_as_programs_do() -> None:
    assert told({"ConnectionTypes": ["WEBSOCKET", None]}).startswith(
        "CHAT105 ConnectionTypes[1] is null"
    )
    segment = {"a": {"ValueList": [{"ValueMap": {"b": {"ValueString": None}}}]}}
    path = "SegmentAttributes.a.ValueList[0].ValueMap.b.ValueString"
    assert told({"SegmentAttributes": segment}).startswith(f"CHAT105 {path} is null")


@pytest.mark.parametrize(
    ("members", "rule"),
    [
        ({"Client\u200bToken": "${T}"}, "CHAT103"),
        ({"ClientToken\u00a0": "${T}"}, "CHAT103"),
        ({"\u202dClientToken": "${T}"}, "CHAT103"),
        ({"Foo\u200b": "a"}, "CHAT102"),
        ({"ContactFlowId": "846ec553-a005-41c0-8341-0123456789ab\u200b"}, "CHAT009"),
        ({"RelatedContactId": "{{x}}\u200b"}, "CHAT009"),
        ({"SupportedMessagingContentTypes": ["text/plain\u200b"]}, "CHAT202"),
        ({"SupportedMessagingContentTypes": ["text/plain", "text/\u00a0markdown"]}, "CHAT202"),
        ({"ConnectionTypes": ["WEBSOCKET\u200e"]}, "CHAT109"),
        ({"Attributes": {"order\u200b": "a"}}, "CHAT303"),
    ],
)
def test_what_nobody_sees_is_told_once(members: dict[str, Any], rule: str) -> None:
    assert told(members).startswith(rule)


def test_a_required_member_with_an_invisible_character_is_not_missing() -> None:
    text = json.dumps({"Instance\u200bId": "${I}", "ContactFlowId": "${F}"})[:-1]
    text += ', "ParticipantDetails": {"Display\u200bName": "${N}"}}'
    found = Linter().check(Source("a.json", text)).diagnostics
    assert [each.rule for each in found] == ["CHAT103", "CHAT103"]
    assert all(each.fix and each.fix.safe for each in found)


def test_a_key_and_its_value_may_both_be_at_fault() -> None:
    found = check({"Attributes": {"KeyName": 1, "a b": None}})
    assert [each.rule for each in found] == ["CHAT605", "CHAT104", "CHAT303", "CHAT105"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ContactAttributes", "did you mean `Attributes`?"),
        ("contactAttributes", "did you mean `Attributes`?"),
        ("contact_attributes", "did you mean `Attributes`?"),
        ("Username", "it belongs in ParticipantDetails, as DisplayName"),
        ("username", "it belongs in ParticipantDetails, as DisplayName"),
        ("Name", "what the customer is called belongs in ParticipantDetails, as DisplayName"),
        ("DisplayName", "it belongs in ParticipantDetails"),
        ("displayName", "it belongs in ParticipantDetails"),
        ("Content", "it belongs in InitialMessage"),
        ("ContentType", "it belongs in InitialMessage"),
        ("RehydrationType", "it belongs in PersistentChat"),
        ("SourceContactId", "it belongs in PersistentChat"),
        ("ResponseMode", "it belongs in ParticipantConfiguration"),
        ("StreamingEndpointArn", "it belongs in ChatStreamingConfiguration"),
        ("ValueString", "it belongs below a key of SegmentAttributes"),
        ("valueString", "it belongs below a key of SegmentAttributes"),
        ("$schema", "editors read it, AWS refuses it, so leave it out"),
    ],
)
def test_a_name_people_really_type_comes_with_where_it_belongs(name: str, words: str) -> None:
    message = told({name: "${X}"})
    assert message.startswith("CHAT102 ")
    assert message.endswith(f"; {words}")


def test_a_member_one_level_too_deep_is_told_so() -> None:
    message = told({"SegmentAttributes": {"CustomerId": "a"}})
    assert message.startswith("CHAT104 ")
    assert "a member such as CustomerId one level up" in message


def test_what_a_target_does_not_know_is_found_at_any_depth() -> None:
    inner = [{"ValueString": "a"}, {"ValueArn": "b"}, {"ValueInteger": 1}]
    request = REQUEST | {"SegmentAttributes": {"a": {"ValueList": inner}}}
    linter = Linter(target="botocore 1.36.0", select=["CHAT904"])
    found = linter.check(Source("a.json", json.dumps(request))).diagnostics
    assert [each.location.pointer for each in found] == [
        "/SegmentAttributes/a/ValueList",
        "/SegmentAttributes/a/ValueList/1/ValueArn",
    ]


@pytest.mark.parametrize("value", [[{"DisplayName": "J"}], {"a": 1}, "x", 1, None])
def test_a_target_says_nothing_of_a_wrong_type(value: object) -> None:
    linter = Linter(target="botocore 1.44.5", select=["CHAT904"])
    for member in ("ParticipantDetails", "SupportedMessagingContentTypes", "Attributes"):
        result = linter.check(Source("a.json", json.dumps(REQUEST | {member: value})))
        assert (result.diagnostics, result.failures) == ((), ())
