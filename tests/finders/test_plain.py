"""What counts as a StartChatContact request, and what only looks like one."""

from typing import Any

import pytest

from chatlint.aws.model import ApiModel
from chatlint.finders import find_requests
from chatlint.finders.scanned import FinderOptions, Request
from chatlint.model.document import Document, Limits, NonJsonValue
from chatlint.model.source import Source
from chatlint.parsers import parse
from chatlint.rules.loader import load_api

API: ApiModel = load_api()
REQUEST = "{InstanceId: i, ContactFlowId: f, ParticipantDetails: {DisplayName: J}}"


def requests(text: str, name: str = "a.yaml") -> list[Request]:
    document: Document = parse(Source(name, text), Limits())
    assert document.parsed.issues == () or not document.parsed.issues
    return list(find_requests(document, FinderOptions(API)).requests)


@pytest.mark.parametrize(
    "text",
    [
        REQUEST,
        "{InstanceId: i, ContactFlowId: f}",
        "{instanceId: i, contact_flow_id: f}",
        "{instance-id: i, Attributes: {}}",
        "{ParticipantDetails: {}, Attributes: {}}",
        '{"InstanceId.$": $.i, ContactFlowId: f}',
        "{Name: x, ParticipantDetails: {}, InstanceId: i}",
    ],
)
def test_a_request(text: str) -> None:
    assert len(requests(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        # one member only, or none that is required
        "{InstanceId: i}",
        "{InstanceId: i, Foo: f}",
        "{Attributes: {}, ClientToken: t}",
        # StartOutboundChatContact
        f"{REQUEST[:-1]}, SourceEndpoint: {{}}, DestinationEndpoint: {{}}}}",
        # StartTaskContact
        "{InstanceId: i, ContactFlowId: f, Name: call back}",
        "{InstanceId: i, ContactFlowId: f, References: {}}",
        # UpdateContactAttributes, UpdateContactFlowContent
        "{InstanceId: i, InitialContactId: c, Attributes: {}}",
        "{InstanceId: i, ContactFlowId: f, Content: c}",
        # StartWebRTCContact
        "{InstanceId: i, ContactFlowId: f, ParticipantDetails: {}, AllowedCapabilities: {}}",
        # the payload of a chat widget's JWT
        "{sub: w, iat: 1, exp: 2, attributes: {}, segmentAttributes: {}, customerId: c}",
        # a chat in a document database
        "{participantDetails: {u1: {name: A}}, customerId: c, lastMessage: hi}",
        # nothing of the kind
        "{services: {web: {image: nginx}}}",
        "just text",
        "[1, 2]",
        "",
    ],
)
def test_no_request(text: str) -> None:
    assert requests(text) == []


def test_a_stream_and_a_list_are_several_requests() -> None:
    found = requests(f"{REQUEST}\n---\n- {REQUEST}\n- other\n- {REQUEST}\n---\nother: 1\n")
    assert [(request.document, request.path) for request in found] == [
        (0, ()),
        (1, (0,)),
        (1, (2,)),
    ]


def test_a_json_list_is_several_requests() -> None:
    request = '{"InstanceId": "i", "ContactFlowId": "f"}'
    assert len(requests(f"[{request}, {request}]", "a.json")) == 2


def test_references_of_step_functions_name_the_member_without_suffix() -> None:
    text = '{"InstanceId.$": $.i, ContactFlowId: f, Attributes: {"id.$": $.id, x: y}}'
    value: dict[str, Any] = requests(text)[0].value
    assert value == {
        "InstanceId": NonJsonValue("tag", "$.i"),
        "ContactFlowId": "f",
        "Attributes": {"id": NonJsonValue("tag", "$.id"), "x": "y"},
    }


def test_texts_that_begin_alike_are_several() -> None:
    request = '\\"InstanceId\\": \\"i\\", \\"ContactFlowId\\": \\"f\\"}'
    target = (
        '{"Arn": "arn:aws:scheduler:::aws-sdk:connect:startChatContact", '
        f'"Input": {{"Fn::Join": ["", ["{{", "{request}"]]}}}}'
    )
    document = parse(Source("a.json", f"[{target}, {target}]"), Limits())
    assert [len(each.requests) for each in find_requests(document, FinderOptions(API)).walk()] == [
        0,
        1,
        1,
    ]


CALL = "service: connect, action: StartChatContactCommand"
EVENT = "eventSource: connect.amazonaws.com, eventName: StartChatContact"
ESCAPED = 'Type: Task, Resource: "arn:aws:states:::aws-sdk:connect:st\\u0061rtChatContact"'
STATE = "Type: Task, Resource: 'arn:aws:states:::aws-sdk:connect:startChatContact'"


@pytest.mark.parametrize(
    "text",
    [
        f"{REQUEST}\n---\n{{States: {{a: {{{STATE}, Parameters: {{InstanceId: b}}}}}}}}",
        f"{{States: {{a: {{{STATE}, Parameters: {{InstanceId: b}}}}}}}}\n---\n{REQUEST}",
        f"[{REQUEST}, {{{STATE}, Parameters: {{InstanceId: b}}}}]",
        f"{REQUEST}\n---\n{{{ESCAPED}, Parameters: {{InstanceId: b}}}}",
        f"[{REQUEST}, {{{CALL}, parameters: {{InstanceId: b}}}}]",
        f"[{REQUEST}, {{{EVENT}, requestParameters: {{InstanceId: b}}}}]",
    ],
)
def test_one_request_hides_no_other_in_another_form(text: str) -> None:
    found = requests(text)
    assert {each.value["InstanceId"] for each in found} == {"i", "b"}
    assert [each.document for each in found] == sorted(each.document for each in found)


def test_what_was_said_to_be_a_request_is_one_once() -> None:
    text = f"{{States: {{a: {{{STATE}, Parameters: {REQUEST}}}}}}}"
    document = parse(Source("a.yaml", text), Limits())
    declared = FinderOptions(API, requests_path=("States", "*", "Parameters"))
    assert [each.forms for each in find_requests(document, declared).requests] == [("plain",)]
