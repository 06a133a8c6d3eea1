"""The typed request, as somebody who writes Python meets it."""

from __future__ import annotations

import copy
import enum
import inspect
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_type_hints

import pytest
from hypothesis import given, settings
from project import ROOT
from request_values import API, values

from chatlint import (
    ChatMessage,
    Linter,
    ParticipantDetails,
    RequestError,
    SegmentAttributeValue,
    Severity,
    StartChatContactRequest,
    UserError,
)
from chatlint.aws.model import Shape
from chatlint.request import structures

JANE = ParticipantDetails(display_name="Jane")


def made(**members: Any) -> StartChatContactRequest:
    """A request with what it needs, and ``members``."""
    needed: dict[str, Any] = {
        "instance_id": "i",
        "contact_flow_id": "f",
        "participant_details": JANE,
    }
    return StartChatContactRequest.make(**(needed | members))


# -- its shape -----------------------------------------------------------------------------------


def shapes() -> dict[str, Any]:
    """The classes of the structures, by AWS' names."""
    found = {name: cls for name, cls in vars(structures).items() if is_dataclass(cls)}
    return {**found, "StartChatContactRequest": StartChatContactRequest}


SHAPES = shapes()
MEMBERS = [(shape, member) for shape in SHAPES for member in API.shapes[shape].members]


def annotation(shape: Shape) -> Any:
    """How Python says what AWS' model says."""
    if shape.type == "string":
        return Literal[shape.enum] if shape.enum else str
    if shape.type == "integer":
        return int
    if shape.type == "structure":
        return SHAPES[shape.name]
    inner: Any = annotation(API.shapes[shape.value])
    return Mapping[str, inner] if shape.type == "map" else Sequence[inner]


def in_python(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def test_every_structure_of_the_model_has_a_class() -> None:
    modelled = {shape.name for shape in API.shapes.values() if shape.type == "structure"}
    assert set(SHAPES) == modelled


@pytest.mark.parametrize("name", SHAPES)
def test_members_are_those_of_the_model(name: str) -> None:
    cls, shape = SHAPES[name], API.shapes[name]
    types = get_type_hints(cls)
    assert {each.name for each in fields(cls)} == {in_python(member) for member in shape.members}
    for member, its in shape.members.items():
        expected = annotation(API.shapes[its])
        needed = member in shape.required
        assert types[in_python(member)] == (expected if needed else expected | None)


@pytest.mark.parametrize("name", SHAPES)
def test_what_must_be_there_comes_first_and_all_by_name(name: str) -> None:
    parameters = list(inspect.signature(SHAPES[name]).parameters.values())
    assert {each.kind for each in parameters} == {inspect.Parameter.KEYWORD_ONLY}
    must = [each.default is inspect.Parameter.empty for each in parameters]
    assert must == sorted(must, reverse=True)
    assert sum(must) == len(API.shapes[name].required)


def bounds(shape: Shape) -> Iterator[int]:
    """The numbers by which the model bounds a value, those of its keys and items included."""
    yield from dict.fromkeys(each for each in (shape.min, shape.max) if each)
    for below in (shape.key, shape.value):
        if below and API.shapes[below].type == "string":
            yield from bounds(API.shapes[below])


def choices(shape: Shape) -> set[str]:
    inner = API.shapes[shape.value].enum if shape.type == "list" else ()
    return {*shape.enum, *inner}


@pytest.mark.parametrize(("name", "member"), MEMBERS)
def test_docstrings_state_the_limits_of_the_model(name: str, member: str) -> None:
    shape = API.shapes[API.shapes[name].members[member]]
    doc = inspect.getdoc(SHAPES[name])
    assert doc
    said = re.search(rf"^    {in_python(member)}: (.*?)(?=^    \w|^\S|\Z)", doc, re.S | re.M)
    assert said, f"{member} is not described"
    stated = re.findall(r"\b\d[\d,]*\b", said[1])  # no part of an id, such as CHAT301
    numbers = [int(each.replace(",", "")) for each in stated]
    assert numbers == list(bounds(shape))
    if shape.type in ("string", "integer") and numbers:
        assert {"string": "characters", "integer": "minutes"}[shape.type] in said[1]
    assert choices(shape) <= set(re.findall(r"``(.+?)``", said[1]))


def test_docstrings_name_their_source() -> None:
    assert "https://docs.aws.amazon.com/" in (StartChatContactRequest.__doc__ or "")
    assert "https://docs.aws.amazon.com/" in (structures.__doc__ or "")


def test_make_is_the_class() -> None:
    request = StartChatContactRequest.make(
        instance_id="i", contact_flow_id="f", participant_details=JANE
    )
    assert request == StartChatContactRequest(
        instance_id="i", contact_flow_id="f", participant_details=JANE
    )


STATIC = """
from chatlint import ParticipantDetails, PersistentChat, StartChatContactRequest
jane = ParticipantDetails(display_name="Jane")
request = StartChatContactRequest.make(
    instance_id="i", contact_flow_id="f", participant_details=jane, attributes={"a": "b"},
    supported_messaging_content_types=["text/plain"], connection_types=["WEBSOCKET"],
    chat_duration_in_minutes=60,
)
name: str = request.participant_details.display_name
minutes: int | None = request.chat_duration_in_minutes
again: StartChatContactRequest = StartChatContactRequest.from_json(request.to_json())
"""
WRONG = """
StartChatContactRequest.make(instance_id="i", contact_flow_id="f")
StartChatContactRequest.make(instanceid="i", contact_flow_id="f", participant_details=jane)
StartChatContactRequest(instance_id=1, contact_flow_id="f", participant_details=jane)
PersistentChat(rehydration_type="ENTIRE")
request.instance_id = "j"
"""


@pytest.mark.slow
def test_a_type_checker_knows_it(tmp_path: Path) -> None:
    def told(code: str) -> list[str]:
        (tmp_path / "sender.py").write_text(code, encoding="utf-8")
        command = [sys.executable, "-m", "mypy", str(tmp_path / "sender.py")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        return re.findall(r"error: (.*)", done.stdout)

    assert told(STATIC) == []
    missing, unknown, wrong, choice, frozen = told(STATIC + WRONG)
    assert "participant_details" in missing
    assert "instanceid" in unknown
    assert "instance_id" in unknown
    assert '"int"; expected "str"' in wrong
    assert "ENTIRE_PAST_SESSION" in choice
    assert "read-only" in frozen


# -- making one ----------------------------------------------------------------------------------


def test_a_member_that_is_unknown_is_told_the_nearest() -> None:
    with pytest.raises(TypeError, match=r"'instanceid'[.] Did you mean 'instance_id'"):
        made(instanceid="x")
    with pytest.raises(TypeError, match=r"no member 'nothing_like_it'$"):
        made(nothing_like_it="x")
    with pytest.raises(TypeError, match=r"'displayname'[.] Did you mean 'display_name'"):
        ParticipantDetails(displayname="x")  # type: ignore[call-arg]


def test_a_member_that_must_be_there_is_missed() -> None:
    with pytest.raises(TypeError, match="contact_flow_id"):
        StartChatContactRequest(instance_id="i", participant_details=JANE)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("members", "path", "words"),
    [
        ({"instance_id": None}, ("InstanceId",), "InstanceId must be text, not null"),
        ({"client_token": 5}, ("ClientToken",), "must be text, not a number"),
        ({"client_token": {1: 2}}, ("ClientToken",), "must be text, not a mapping"),
        ({"attributes": {"a": 1}}, ("Attributes", "a"), "Attributes.a must be text, not a number"),
        ({"attributes": {1: "a"}}, ("Attributes", "1"), "a key of Attributes must be text"),
        ({"attributes": "a"}, ("Attributes",), "must be a mapping, not text"),
        (
            {"chat_duration_in_minutes": "90"},
            ("ChatDurationInMinutes",),
            "a whole number, not text",
        ),
        ({"chat_duration_in_minutes": True}, ("ChatDurationInMinutes",), "not a boolean"),
        ({"chat_duration_in_minutes": 60.0}, ("ChatDurationInMinutes",), "with a fraction"),
        ({"chat_duration_in_minutes": 10**5000}, ("ChatDurationInMinutes",), "too many digits"),
        ({"connection_types": "WEBSOCKET"}, ("ConnectionTypes",), "must be a list, not text"),
        ({"connection_types": [b"x"]}, ("ConnectionTypes", 0), "must be text, not a bytes"),
        ({"initial_message": {"Content": "x"}}, ("InitialMessage",), "members of ChatMessage"),
        ({"participant_details": "Jane"}, ("ParticipantDetails",), "ParticipantDetails, not text"),
        ({"client_token": "a\0"}, ("ClientToken",), "escaped NUL"),
        ({"attributes": {"\ud800": "a"}}, ("Attributes", "\ud800"), "half a surrogate pair"),
    ],
)
def test_a_value_of_another_type_is_refused(
    members: dict[str, Any], path: tuple[str | int, ...], words: str
) -> None:
    with pytest.raises(RequestError) as caught:
        made(**members)
    assert words in caught.value.message
    assert (caught.value.path, caught.value.position) == (path, None)
    assert isinstance(caught.value, UserError)


def test_values_are_copied_and_plain() -> None:
    class Token(str):
        """What a framework may wrap text in."""

    class Minutes(enum.IntEnum):
        HOUR = 60

    attributes, types = {Token("a"): Token("b")}, ["text/plain"]
    request = made(
        attributes=attributes,
        supported_messaging_content_types=types,
        connection_types=("WEBSOCKET",),
        chat_duration_in_minutes=Minutes.HOUR,
    )
    attributes[Token("c")], types[0] = Token("d"), "x"
    assert request.attributes == {"a": "b"}
    assert request.supported_messaging_content_types == ["text/plain"]
    assert request.connection_types == ["WEBSOCKET"]
    assert {type(each) for pair in request.attributes.items() for each in pair} == {str}
    assert type(request.chat_duration_in_minutes) is int
    value = request.to_value()
    value["Attributes"]["a"] = value["SupportedMessagingContentTypes"][0] = "changed"
    assert (
        request.to_value()
        == made(
            attributes={"a": "b"},
            supported_messaging_content_types=["text/plain"],
            connection_types=["WEBSOCKET"],
            chat_duration_in_minutes=60,
        ).to_value()
    )


def test_what_is_nested_without_end_is_refused() -> None:
    value = SegmentAttributeValue(value_string="x")
    for _ in range(2000):
        value = SegmentAttributeValue(value_list=[value])
    with pytest.raises(RequestError, match="more than 64 levels"):
        made(segment_attributes={"a": value})
    endless: dict[str, Any] = {}
    endless["ValueMap"] = {"a": endless}
    with pytest.raises(RequestError, match="more than 64 levels"):
        SegmentAttributeValue.from_value(endless)


# -- having one ----------------------------------------------------------------------------------


@settings(deadline=None)
@given(values, values)
def test_equal_is_who_is_made_of_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    request = StartChatContactRequest.from_value(one)
    same = StartChatContactRequest.from_value(one)
    assert request == same
    assert hash(request) == hash(same)
    assert (request == StartChatContactRequest.from_value(other)) == (one == other)
    assert pickle.loads(pickle.dumps(request)) == copy.deepcopy(request) == request


def test_it_is_frozen_and_another_is_made() -> None:
    request = made()
    with pytest.raises(FrozenInstanceError):
        request.instance_id = "j"  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        request.colour = "red"  # type: ignore[attr-defined]
    assert replace(request, customer_id="c").customer_id == "c"
    assert request.customer_id is None
    assert not hasattr(request, "__dict__")


def test_its_repr_hides_the_customer_and_values_of_attributes() -> None:
    request = made(
        customer_id="SECRET",
        attributes={"plan": "SECRET"},
        segment_attributes={
            "a": SegmentAttributeValue(value_string="SECRET"),
            "b": SegmentAttributeValue(value_list=[SegmentAttributeValue(value_arn="SECRET")]),
            "c": SegmentAttributeValue(value_map={"d": SegmentAttributeValue(value_integer=-987)}),
        },
    )
    shown = repr(request)
    assert "SECRET" not in shown
    assert "987" not in shown
    assert shown.startswith("StartChatContactRequest(instance_id='i', contact_flow_id='f', ")
    for part in ("attributes={'plan': '***'}", "customer_id='***'", "value_map={'d': ", "'Jane'"):
        assert part in shown
    assert "initial_message" not in shown


def test_the_value_is_in_the_order_of_the_model() -> None:
    value = made(attributes={}, client_token="t", initial_message=_hello()).to_value()
    assert list(value) == [name for name in API.members if name in value]
    assert list(value)[2:4] == ["Attributes", "ParticipantDetails"]


def _hello() -> ChatMessage:
    return ChatMessage(content_type="text/plain", content="Hello")


# -- checking one --------------------------------------------------------------------------------


def test_its_findings_say_where_in_the_request() -> None:
    request = made(chat_duration_in_minutes=30, attributes={"order no": "7"})
    found = {each.rule: each.location.pointer for each in request.check()}
    assert found["CHAT401"] == "/ChatDurationInMinutes"
    assert found["CHAT303"] == "/Attributes/order no"
    (only,) = request.check(Linter(select=["CHAT401"]))
    assert only.severity is Severity.ERROR
    assert request.to_json()[slice(*only.span)] == "30"


def test_what_the_model_does_not_know_is_a_finding_and_no_error() -> None:
    request = made(connection_types=["PIGEON"])
    assert [each.rule for each in request.check(Linter(select=["shape"]))] == ["CHAT109"]


# -- importing it --------------------------------------------------------------------------------


def modules_after(code: str) -> set[str]:
    """The modules that are imported when ``code`` has run."""
    code = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


MADE = """
from chatlint import ParticipantDetails, StartChatContactRequest
jane = ParticipantDetails(display_name="Jane")
request = StartChatContactRequest(instance_id="i", contact_flow_id="f", participant_details=jane)
"""
HEAVY = {"click", "cerberus", "defusedxml", "pathspec", "ruamel.yaml", "chatlint.linter.linter"}


@pytest.mark.parametrize(
    ("code", "needed"),
    [
        ("", set()),
        ("request.to_json(), request.to_http(), request.to_query(), request.to_cli()", set()),
        ("request.from_json(request.to_json())", set()),
        ("request.to_xml()", set()),
        ("request.from_xml(request.to_xml())", {"defusedxml"}),
        ("request.from_yaml(request.to_yaml())", {"ruamel.yaml"}),
    ],
)
def test_it_imports_what_it_needs_and_no_more(code: str, needed: set[str]) -> None:
    assert modules_after(MADE + code) & HEAVY == needed
