"""The forms of the typed request, held against botocore, AWS CLI and one another."""

from __future__ import annotations

import io
import json
import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
import yaml as pyyaml
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel
from botocore.parsers import create_parser
from botocore.serialize import RestXMLSerializer, create_serializer
from hypothesis import assume, example, given, reject, settings
from request_values import API, values
from ruamel.yaml import YAML

from chatlint import RequestError, StartChatContactRequest
from chatlint.model.document import Limits
from chatlint.model.source import Source
from chatlint.parsers import parse
from chatlint.request.encoders import FORMS, load_encoder

Value = dict[str, Any]
untimed = settings(deadline=None)
SMALLEST: Value = {
    "InstanceId": "i",
    "ContactFlowId": "f",
    "ParticipantDetails": {"DisplayName": "Jane"},
}


def attribute(depth: int) -> Value:
    """A segment attribute, so many others inside one another."""
    value: Value = {"ValueString": "x"}
    for level in range(depth):
        value = {"ValueList": [value, value]} if level == 1 else {"ValueMap": {"a": value}}
    return value


def request_of(value: Value) -> StartChatContactRequest:
    return StartChatContactRequest.from_value(value)


@pytest.fixture(scope="module")
def operation() -> OperationModel:
    model = Loader().load_service_model("connect", "service-2")
    return ServiceModel(model, "connect").operation_model("StartChatContact")


@untimed
@given(values)
@example(SMALLEST | {"SegmentAttributes": {"a": attribute(4)}})
@example(SMALLEST | {"SupportedMessagingContentTypes": [], "Attributes": {}, "PersistentChat": {}})
def test_query_is_what_botocore_writes(operation: OperationModel, value: Value) -> None:
    request = request_of(value)
    serialized = create_serializer("query", False).serialize_to_request(
        request.to_value(), operation
    )
    assert request.to_query() == urlencode(serialized["body"])


@untimed
@given(values)
@example(SMALLEST | {"SegmentAttributes": {"a": attribute(4)}})
def test_json_and_http_are_what_botocore_sends(operation: OperationModel, value: Value) -> None:
    request = request_of(value)
    serialized = create_serializer("rest-json", False).serialize_to_request(
        request.to_value(), operation
    )
    message = request.to_http()
    assert message.method == serialized["method"]
    assert message.path == serialized["url_path"]
    assert message.headers == serialized["headers"]
    assert message.body == serialized["body"] == request.to_json().encode()


@untimed
@given(values)
def test_http_on_the_wire_is_read_by_a_server(value: Value) -> None:
    request = request_of(value)
    server = _Server(load_encoder("http")(request).encode())
    assert (server.command, server.path) == ("PUT", "/contact/chat")
    assert server.rfile.read(int(server.headers["Content-Length"])) == request.to_json().encode()
    assert server.rfile.read() == b""


class _Server(BaseHTTPRequestHandler):
    """Python's own server, given what came over the wire."""

    def __init__(self, received: bytes) -> None:
        self.rfile = io.BufferedReader(io.BytesIO(received))
        self.raw_requestline = self.rfile.readline()
        assert self.parse_request()


@untimed
@given(values)
@example(SMALLEST | {"SegmentAttributes": {"a": attribute(4)}})
@example(SMALLEST | {"SupportedMessagingContentTypes": [], "Attributes": {}, "PersistentChat": {}})
def test_xml_is_what_botocore_reads(operation: OperationModel, value: Value) -> None:
    request = request_of(value)
    try:
        text = request.to_xml()
    except RequestError:
        reject()
    response = {"body": text.encode(), "headers": {}, "status_code": 200}
    parsed = create_parser("rest-xml").parse(response, operation.input_shape)
    assert {k: v for k, v in parsed.items() if k != "ResponseMetadata"} == request.to_value()


@untimed
@given(values)
def test_xml_that_botocore_writes_is_read(operation: OperationModel, value: Value) -> None:
    top = ElementTree.Element("")
    RestXMLSerializer()._serialize(operation.input_shape, value, top, API.request)
    written = ElementTree.tostring(top[0], encoding="unicode")
    assume("\r" not in written)  # which ElementTree does not escape
    request = request_of(value)
    try:
        ElementTree.fromstring(written)
    except ElementTree.ParseError:  # it has a character that no XML can have
        with pytest.raises(RequestError, match=r"has no form for the character U\+"):
            request.to_xml()
        with pytest.raises(RequestError):
            StartChatContactRequest.from_xml(written)
    else:
        assert StartChatContactRequest.from_xml(written) == request
        assert StartChatContactRequest.from_xml(request.to_xml()) == request


@untimed
@given(values)
@example(SMALLEST | {"SegmentAttributes": {"a": attribute(29)}})
def test_what_is_written_is_read_again(value: Value) -> None:
    request = request_of(value)
    assert StartChatContactRequest.from_value(request.to_value()) == request
    texts = {request.from_json: request.to_json(), request.from_yaml: request.to_yaml()}
    with suppress(RequestError):
        texts[request.from_xml] = request.to_xml()
    for read_again, text in texts.items():
        for again in (read_again(text), read_again(text.encode()), request.from_string(text)):
            assert again == request
            assert again.to_json() == request.to_json()


@untimed
@given(values)
def test_any_reader_takes_the_yaml_alike(value: Value) -> None:
    request = request_of(value)
    text = request.to_yaml()
    assert pyyaml.safe_load(text) == request.to_value()  # YAML 1.1
    assert YAML(typ="safe", pure=True).load(text) == request.to_value()  # as AWS CLI v2 reads
    assert not parse(Source("a.yaml", text), Limits()).parsed.issues


@untimed
@given(values)
def test_a_form_on_one_line_is_on_one(value: Value) -> None:
    for form in ("json", "query", "xml"):
        try:
            text = load_encoder(form)(request_of(value))
        except RequestError:
            continue
        assert len(text.split("\n")) == 1


AwsCli = Callable[[str], bytes]


@pytest.fixture(scope="module")
def aws_cli() -> Iterator[AwsCli]:
    """What AWS CLI sends for a command; in this process, since starting it takes its time."""
    settings = {
        "AWS_ACCESS_KEY_ID": "id",
        "AWS_SECRET_ACCESS_KEY": "key",
        "AWS_DEFAULT_REGION": "eu-west-2",
        "AWS_CONFIG_FILE": os.devnull,
        # Its own model may be older than the one the project is written against. It looks for its
        # other data here, too, since it sets this only when it is imported for the first time.
        "AWS_DATA_PATH": os.pathsep.join(
            str(Path(str(spec.origin)).parent / "data")
            for spec in map(find_spec, ("botocore", "awscli"))
            if spec
        ),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, setting in settings.items():
            patch.setenv(name, setting)
        patch.delenv("AWS_PROFILE", raising=False)
        from awscli.botocore.awsrequest import AWSResponse
        from awscli.clidriver import create_clidriver

        driver, sent = create_clidriver(), []

        def answer(request: Any, **_: Any) -> AWSResponse:
            sent.append(request.body)
            return AWSResponse(request.url, 200, {}, _Empty())

        driver.session.register("before-send.connect.StartChatContact", answer)

        def run(command: str) -> bytes:
            program, *arguments = shlex.split(command)
            assert program == "aws"
            assert driver.main(arguments) == 0
            body: bytes = sent.pop()
            return body

        yield run


class _Empty:
    def stream(self) -> Iterator[bytes]:
        yield b"{}"


@untimed
@given(values)
@example(SMALLEST | {"InstanceId": "--", "CustomerId": "file:///etc/hosts", "ClientToken": "@a"})
def test_the_command_sends_what_json_says(aws_cli: AwsCli, value: Value) -> None:
    request = request_of(value)
    sent = json.loads(aws_cli(request.to_cli()))
    if request.client_token is None:
        del sent["ClientToken"]
    assert sent == request.to_value()


def test_every_form_is_tried() -> None:
    assert set(FORMS) == {"json", "yaml", "query", "xml", "http", "cli"}
