"""The kinds about messages and the life of a chat: what their rules' examples cannot show."""

import json
from typing import Any

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlint import Diagnostic, Linter, Source
from chatlint.model.diagnostic import Problem
from chatlint.model.document import NonJsonValue
from chatlint.rules.kinds import chat, messages

REQUEST = {
    "InstanceId": "${INSTANCE}",
    "ContactFlowId": "${FLOW}",
    "ParticipantDetails": {"DisplayName": "${NAME}"},
}


def check(**members: Any) -> list[Diagnostic]:
    """What is found in a request with ``members``, its identifiers and secrets aside."""
    source = Source("a.json", json.dumps(REQUEST | members))
    return list(Linter(select=["shape", "messages", "chat"]).check(source).diagnostics)


def rules(**members: Any) -> list[str]:
    return [diagnostic.rule for diagnostic in check(**members)]


def message(text: str, of: str = "text/plain") -> dict[str, str]:
    return {"ContentType": of, "Content": text}


def flaws(text: str) -> list[str]:
    """What ``json_content`` says of a JSON message with this text."""
    found = messages.json_content.find(message(text, "application/json"), ["application/json"], {})
    return [problem.detail for problem in found]


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("Hello", 1, 1, "a value belongs here, text in double quotes"),
        ("{'a': 1}", 1, 2, "a key in double quotes"),
        ("{a: 1}", 1, 2, "a key in double quotes"),
        ('{"a" 1}', 1, 6, "colon"),
        ('{"a": 1 "b": 2}', 1, 9, "comma or closing bracket"),
        ('{"a": 1,}', 1, 8, "a comma too many"),
        ("[1, 2, ]", 1, 6, "a comma too many"),
        ('[{"a": 1,}]', 1, 9, "a comma too many"),
        ("[1,, 2]", 1, 4, "a value belongs here"),
        ('{\n  "a": True\n}', 2, 8, "a value belongs here"),
        ('{"a": 1}\r\n{"b": 2}', 2, 1, "the text goes on"),
        ('{"a": "b', 1, 7, "never closed"),
        ('{"a": "b\nc"}', 1, 9, "line break"),
        (r'{"a": "\d"}', 1, 8, "escape"),
        (r'{"a": "\u12"}', 1, 9, "escape"),
        ('{"a": [1', 1, 9, "the text ends"),
        ('{"a":', 1, 6, "the text ends"),
        ('{"NaN": "\\"NaN", "b": -Infinity}', 1, 23, "no numbers of JSON"),
        ("[NaN, Infinity]", 1, 2, "no numbers of JSON"),
    ],
)
def test_where_a_text_stops_being_json(text: str, line: int, column: int, words: str) -> None:
    (flaw,) = flaws(text)
    assert flaw.startswith(f"line {line}, column {column}: ")
    assert words in flaw


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        " [1, 2.5e3, null]\n",
        '"NaN"',
        "9" * 5000,
        "[" * 60_000,  # too deep to be read; what cannot be judged is let pass
        '{"a": {{a}}, oh dear}',
        " \n",
    ],
)
def test_json_or_not_known_to_be_none(text: str) -> None:
    assert flaws(text) == []


def test_what_is_wrong_with_json_repeats_nothing_of_it() -> None:
    secret = "sk_live_0123456789"
    for text in (secret, f'{{"{secret}": {secret}}}', f'{{"a": "{secret}', f"[1] {secret}"):
        (flaw,) = flaws(text)
        assert secret[:7] not in flaw


def test_the_place_of_bad_json_is_told_in_lines_and_columns_of_the_text() -> None:
    text = '{\n  "a": 1,\n}'
    types = ["text/plain", "application/json"]
    (found,) = check(
        InitialMessage=message(text, "application/json"), SupportedMessagingContentTypes=types
    )
    assert found.location.pointer == "/InitialMessage/Content"
    assert "line 2, column 9: a comma too many" in found.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 1024, []),
        ("a" * 1025, ["CHAT208"]),
        ("a" * 16384, ["CHAT208"]),
        ("a" * 16385, ["CHAT107"]),
        ("ü" * 8193, ["CHAT207"]),
        ("ü" * 16385, ["CHAT107"]),
        ("${X}" + "a" * 16385, ["CHAT207"]),
        ("${X}" + "a" * 1025, ["CHAT208"]),
        ("${X}" * 5000, []),
        ("", ["CHAT106"]),
        (" ", ["CHAT209"]),
        (" " * 2000, ["CHAT209"]),
        (" " * 16385, ["CHAT107", "CHAT209"]),
    ],
)
def test_a_message_too_long_is_told_once(text: str, expected: list[str]) -> None:
    assert rules(InitialMessage=message(text)) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ü" * 8193, "the first message takes 16,386 bytes; the maximum is 16,384"),
        ("${X}" + "a" * 16385, "the first message takes at least 16,385 bytes"),
        ("a" * 1025, "the first message has 1,025 characters; a Lex bot takes 1,024 at most"),
        ("{{x}}" + "a" * 1025, "the first message has at least 1,025 characters"),
    ],
)
def test_a_size_is_named_with_its_limit(text: str, words: str) -> None:
    (found,) = check(InitialMessage=message(text))
    assert words in found.message


def test_a_blank_json_message_is_blank_and_nothing_else() -> None:
    types = ["text/plain", "application/json"]
    initial = message("\n", "application/json")
    found = rules(InitialMessage=initial, SupportedMessagingContentTypes=types)
    assert found == ["CHAT209"]


INTERACTIVE = "application/vnd.amazonaws.connect.message.interactive"


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ("text/html", "is none of text/plain, text/markdown, application/json and "),
        ("TEXT/PLAIN", "should be spelled `text/plain`"),
        ("text/plain\u200b", "should be spelled `text/plain`"),
        ("text/markdwon", "; did you mean `text/markdown`?"),
        ("text/plain,text/markdown", "names several types at once; give each by itself"),
        (INTERACTIVE, "is for messages from flows, Lex and Lambda; a customer sends the answer"),
    ],
)
def test_what_is_wrong_with_a_type_is_said(of: str, words: str) -> None:
    (found,) = check(InitialMessage=message("a", of), SupportedMessagingContentTypes=["text/plain"])
    assert (found.rule, words in found.message) == ("CHAT205", True)


def test_an_interactive_message_is_not_called_a_slip() -> None:
    (found,) = check(
        InitialMessage=message("{}", INTERACTIVE),
        SupportedMessagingContentTypes=["text/plain", INTERACTIVE],
    )
    assert "did you mean" not in found.message


def test_a_list_given_as_one_text_is_told_so() -> None:
    (found,) = check(SupportedMessagingContentTypes=["text/plain", "text/plain, text/markdown"])
    assert (found.rule, found.message.partition("names")[2]) == (
        "CHAT202",
        " several types at once; give each by itself",
    )


def test_an_undeclared_type_shows_the_list() -> None:
    (found,) = check(
        InitialMessage=message("a", "text/markdown"), SupportedMessagingContentTypes=["text/plain"]
    )
    assert found.message == '`"text/markdown"` is not in SupportedMessagingContentTypes'
    assert [related.message for related in found.related] == ["the list is here"]


def test_an_undeclared_type_without_a_list() -> None:
    (found,) = check(InitialMessage=message("a", "text/markdown"))
    assert "without SupportedMessagingContentTypes only text/plain is" in found.message
    assert found.related == ()


@pytest.mark.parametrize(
    ("of", "types", "expected"),
    [
        ("text/html", ["text/plain"], ["CHAT205"]),
        ("Text/Markdown", ["text/plain"], ["CHAT205"]),
        ("text/markdown", ["text/plain", "text/markdown "], ["CHAT202"]),
        ("text/markdown", ["text/plain,text/markdown"], ["CHAT201", "CHAT202"]),
        ("text/markdown", "text/plain", ["CHAT104"]),
        ("text/markdown", None, ["CHAT105"]),
        ("text/markdown", ["text/plain", 1], ["CHAT104"]),
        ("text/markdown", {"Fn::Split": [",", "a,b"]}, []),
        ("text/plain", [], ["CHAT201"]),
        ("text/markdown", [], ["CHAT201", "CHAT204"]),
    ],
)
def test_a_type_that_is_wrong_itself_is_not_called_undeclared(
    of: str, types: object, expected: list[str]
) -> None:
    found = rules(InitialMessage=message("a", of), SupportedMessagingContentTypes=types)
    assert sorted(found) == expected


def test_a_repeat_says_what_it_repeats() -> None:
    types = ["text/plain", "text/markdown", "text/plain", "text/plain"]
    found = check(SupportedMessagingContentTypes=types)
    assert [each.location.pointer[-2:] for each in found] == ["/2", "/3"]
    assert {each.message for each in found} == {'`"text/plain"` is in the list already'}


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_repeat_shows_the_first(at: int) -> None:
    interactive = "application/vnd.amazonaws.connect.message.interactive"
    types = ["text/markdown", interactive, f"{interactive}.response"]
    types.insert(at, "text/plain")
    (found,) = check(SupportedMessagingContentTypes=[*types, "text/plain"])
    (related,) = found.related
    text = json.dumps(REQUEST | {"SupportedMessagingContentTypes": types})
    assert related.span.start == text.index('"text/plain"')


@pytest.mark.parametrize("kind", ["AUTHENTICATION_SESSION", "WEBRTC_CONNECTION"])
def test_a_connection_type_without_effect_is_told_once_a_place(kind: str) -> None:
    assert rules(ConnectionTypes=[kind, kind]) == ["CHAT407", "CHAT407"]
    assert rules(ConnectionTypes=[kind.lower()]) == ["CHAT109"]


@pytest.mark.parametrize(
    ("persistent", "lacks"),
    [
        ({}, "RehydrationType and SourceContactId"),
        ({"RehydrationType": "FROM_SEGMENT"}, "SourceContactId"),
        ({"SourceContactId": "${CONTACT}"}, "RehydrationType"),
    ],
)
def test_half_a_persistent_chat_is_one_finding(persistent: dict[str, str], lacks: str) -> None:
    (found,) = check(PersistentChat=persistent)
    assert found.rule == "CHAT403"
    assert f"PersistentChat lacks {lacks};" in found.message


@pytest.mark.parametrize(
    "members",
    [
        {"ClientToken": ""},
        {"ClientToken": "$TOKEN"},
        {"CustomerId": {"Ref": "Customer"}},
        {"RelatedContactId": "a-{{contact}}"},
    ],
)
def test_what_is_filled_in_or_empty_is_not_literal(members: dict[str, object]) -> None:
    literal = {"CHAT404", "CHAT405", "CHAT406"}
    assert literal.isdisjoint(rules(**members))


def test_an_empty_id_is_too_short_and_nothing_else() -> None:
    found = rules(CustomerId="", RelatedContactId="", ClientToken="a" * 501)
    assert found == ["CHAT106", "CHAT106", "CHAT107"]


def topic_flaw(arn: str) -> str:
    (problem,) = chat.standard_topic.find(arn, True, {})
    return problem.detail


@pytest.mark.parametrize(
    ("arn", "words"),
    [
        ("chat-messages", "is no ARN"),
        ("arn:aws:sns:eu-west-2:chat", "is no ARN"),
        ("urn:aws:sns:eu-west-2:111122223333:chat", "is no ARN"),
        ("arn:aws:sqs:eu-west-2:111122223333:chat.fifo", "another service"),
        ("arn:aws:kinesis:eu-west-2:111122223333:stream/chat", "another service"),
        ("arn:aws:sns:eu-west-2:111122223333:chat:0f0e8f0c-4a5c", "subscription"),
        ("arn:amazon:sns:eu-west-2:111122223333:chat", "partition"),
        ("arn:aws:sns::111122223333:chat", "Region"),
        ("arn:aws:sns:EU-WEST-2:111122223333:chat", "Region"),
        ("arn:aws:sns:eu-west-2:11112222333:chat", "account"),
        ("arn:aws:sns:eu-west-2:111122223333:", "name"),
        ("arn:aws:sns:eu-west-2:111122223333:.fifo", "name"),
        ("arn:aws:sns:eu-west-2:111122223333:chat messages", "name"),
        ("arn:aws:sns:eu-west-2:111122223333:chat\n", "name"),
        ("arn:aws:sns:eu-west-2:111122223333:" + "a" * 257, "name"),
        ("arn:aws:sns:eu-west-2:111122223333:chat.fifo", "FIFO topic"),
    ],
)
def test_why_an_arn_is_no_topic_s(arn: str, words: str) -> None:
    assert words in topic_flaw(arn)


@pytest.mark.parametrize(
    ("partition", "region"),
    [
        ("aws", "ap-southeast-2"),
        ("aws-cn", "cn-northwest-1"),
        ("aws-us-gov", "us-gov-east-1"),
        ("aws-iso", "us-iso-east-1"),
        ("aws-iso-b", "us-isob-east-1"),
        ("aws-iso-e", "eu-isoe-west-1"),
        ("aws-iso-f", "us-isof-south-1"),
        ("aws-eusc", "eusc-de-east-1"),
    ],
)
def test_topics_of_every_partition(partition: str, region: str) -> None:
    arn = f"arn:{partition}:sns:{region}:111122223333:Chat_messages-1"
    assert list(chat.standard_topic.find(arn, True, {})) == []


def test_an_empty_endpoint_is_too_short_and_nothing_else() -> None:
    assert rules(ChatStreamingConfiguration={"StreamingEndpointArn": ""}) == ["CHAT106"]


def test_another_region_shows_the_flow() -> None:
    (found,) = check(
        ContactFlowId="arn:aws:connect:eu-west-2:${ACCOUNT}:instance/${ID}/contact-flow/${FLOW}",
        ChatStreamingConfiguration={
            "StreamingEndpointArn": "arn:aws:sns:us-east-1:${ACCOUNT}:chat",
        },
    )
    assert found.rule == "CHAT409"
    assert found.message.endswith("is in us-east-1, but the flow in eu-west-2")
    assert [related.message for related in found.related] == ["this ARN is of eu-west-2"]


@pytest.mark.parametrize(
    "flow",
    [
        "arn:aws:connect:${REGION}:111122223333:instance/a",
        "arn:aws:connect:eu-west-2${SUFFIX}:111122223333:instance/a",
        "arn:aws:connect:eu-${REGION}-2:111122223333:instance/a",
        "arn:${P}:connect:eu-west-2:111122223333:instance/a",
        "arn:aws:connect:EU:111122223333:instance/a",
        "arn:aws:connect:us-east-1",
        "8a1f1b1e-2c6b-4bb1-9d2b-7f8b9f4f9d10",
        "${FLOW}",
        None,
    ],
)
def test_a_flow_whose_region_is_not_known(flow: object) -> None:
    streaming = {"StreamingEndpointArn": "arn:aws:sns:us-east-1:111122223333:chat"}
    argument = {"member": "StreamingEndpointArn", "as": "ContactFlowId"}
    assert list(chat.same_region.find(streaming, argument, {"ContactFlowId": flow})) == []


texts = st.one_of(
    st.text(max_size=8),
    st.text('{}[]":,${}%Na1\\\n \ud800', max_size=12),
    st.sampled_from(
        ["application/json", "text/plain", "WEBSOCKET", "WEBRTC_CONNECTION", "${X}", "Ref", " "]
    ),
    st.lists(
        st.sampled_from(["arn", "aws", "sns", "eu-west-2", "us-east-1", "111122223333", "${X}", ""])
    ).map(":".join),
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    texts,
    st.builds(NonJsonValue, st.sampled_from(["date", "number", "tag"]), texts),
)
NAMES = ("ContentType", "Content", "RehydrationType", "SourceContactId", "StreamingEndpointArn")
OTHERS = ("SupportedMessagingContentTypes", "ContactFlowId", "ClientToken", "PersistentChat")
keys = st.one_of(
    st.text(max_size=4), st.sampled_from([*NAMES, *OTHERS, "Ref", "${X}", "source_contact_id"])
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=8,
)
ARGUMENTS: dict[str, Any] = {
    "needs_items": {"list": "SupportedMessagingContentTypes", "items": ["text/plain"]},
    "holds_item": "text/plain",
    "content_type": {"of": ["text/plain", "a"], "others": {"WEBSOCKET": "is none"}},
    "no_repeats": ["text/plain", "WEBSOCKET"],
    "declared": {"list": "SupportedMessagingContentTypes", "always": ["text/plain"]},
    "json_content": ["application/json", "text/plain"],
    "content_size": {"max": 3, "unit": "bytes"},
    "not_blank": True,
    "has_all": ["RehydrationType", "SourceContactId"],
    "filled_in": ["ClientToken", "PersistentChat.SourceContactId"],
    "inert_items": ["WEBRTC_CONNECTION"],
    "standard_topic": True,
    "same_region": {"member": "StreamingEndpointArn", "as": "ContactFlowId"},
}


@pytest.mark.parametrize("kind", [*messages.KINDS, *chat.KINDS], ids=lambda kind: kind.name)
@settings(max_examples=examples(100), deadline=None)
@given(value=values, request=st.dictionaries(keys, values, max_size=4))
def test_no_value_makes_a_kind_raise(kind: Any, value: object, request: dict[str, Any]) -> None:
    for problem in kind.find(value, ARGUMENTS[kind.name], request):
        assert isinstance(problem, Problem)
        assert problem.detail.isprintable()
