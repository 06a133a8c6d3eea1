"""``chatlint convert``: templates in, requests out, and nothing where something is missing."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import botocore
import pytest
from botocore.session import Session
from botocore.stub import Stubber
from command import chatlint, chatlint_process
from project import ROOT

from chatlint import StartChatContactRequest
from chatlint.cli.convert import convert_command
from chatlint.model.document import Limits
from chatlint.model.source import Source
from chatlint.parsers import parse
from chatlint.request.encoders import FORMS, load_encoder

TEMPLATES = ROOT / "examples" / "templates"
HEAD = "InstanceId: i\nContactFlowId: f\nParticipantDetails: {DisplayName: Jane}\n"


class Done(NamedTuple):
    """How a run of chatlint ended."""

    code: int
    out: str
    err: str


def convert(*arguments: str, cwd: Path, stdin: str = "", **environment: str) -> Done:
    run = chatlint_process if "PYTHONIOENCODING" in environment else chatlint
    done = run("convert", *arguments, cwd=cwd, stdin=stdin.encode(), environment=environment)
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()  # so that no configuration from elsewhere counts
    return tmp_path


def converted(folder: Path, text: str, *arguments: str, **environment: str) -> dict[str, Any]:
    """What a template becomes in JSON."""
    (folder / "chat.yaml").write_text(text, encoding="utf-8")
    done = convert("chat.yaml", "--to", "json", *arguments, cwd=folder, **environment)
    assert (done.code, done.err) == (0, "")
    value: dict[str, Any] = json.loads(done.out)
    return value


def refused(folder: Path, text: str, *arguments: str, **environment: str) -> str:
    """What is said of a template that is not converted."""
    (folder / "chat.yaml").write_text(text, encoding="utf-8")
    done = convert("chat.yaml", "--to", "json", *arguments, cwd=folder, **environment)
    assert (done.code, done.out) == (2, "")
    return done.err


# -- forms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_what_python_gives(folder: Path, form: str) -> None:
    text = HEAD + "CustomerId: É\nAttributes: {a: 'b c'}\n"
    (folder / "chat.yaml").write_text(text, encoding="utf-8")
    done = convert("chat.yaml", "--to", form, cwd=folder, PYTHONIOENCODING="latin-1")
    expected = load_encoder(form)(StartChatContactRequest.from_yaml(text)).removesuffix("\n")
    assert done == Done(0, f"{expected}\n", "")


def test_requests_follow_one_another(folder: Path) -> None:
    (folder / "two.yaml").write_text(f"{HEAD}---\n{HEAD}ClientToken: t\n")
    (folder / "list.json").write_text(json.dumps([read_one(HEAD)]))
    out = convert("two.yaml", "list.json", "--to", "json", cwd=folder).out
    one, two, three = map(json.loads, out.splitlines())
    assert one == three == read_one(HEAD)
    assert two == one | {"ClientToken": "t"}
    yaml = convert("two.yaml", "list.json", "--to", "yaml", cwd=folder).out
    assert parse(Source("a.yaml", yaml), Limits()).parsed.values == [one, two, three]


def read_one(text: str) -> dict[str, Any]:
    value: dict[str, Any] = parse(Source("a.yaml", text), Limits()).parsed.values[0]
    return value


def test_every_form_is_read_again(folder: Path) -> None:
    (folder / "chat.yaml").write_text(HEAD)
    out = convert("chat.yaml", "--to", "json", cwd=folder).out
    for form in ("xml", "yaml", "json"):
        again = convert("-", "--to", form, cwd=folder, stdin=out)
        assert again.code == 0
        assert convert("-", "--to", "json", cwd=folder, stdin=again.out).out == out


# -- holes ---------------------------------------------------------------------------------------

HOLES = """\
InstanceId: ${INSTANCE}
ContactFlowId: "{{ flow.id }}"
ParticipantDetails: {DisplayName: "Hello ${NAME}, {{ NAME }}"}
ChatDurationInMinutes: ${MINUTES}
SupportedMessagingContentTypes: ${TYPES}
Attributes: {order: <ORDER>, build: __BUILD__, release: "@@RELEASE@@", host: "%HOST%", "${KEY}": $V}
"""
FILLED = {
    "InstanceId": "i",
    "ContactFlowId": "f",
    "Attributes": {
        "order": "0123",
        "build": "8",
        "release": "1.10",
        "host": "true",
        "colour": "2026-01-01",
    },
    "ParticipantDetails": {"DisplayName": "Hello Jané, Jané"},
    "ChatDurationInMinutes": 90,
    "SupportedMessagingContentTypes": ["text/plain"],
}
WORDS = {
    "INSTANCE": "i",
    "flow.id": "f",
    "NAME": "Jané",
    "MINUTES": "90",
    "ORDER": "0123",
    "TYPES": '["text/plain"]',
    "BUILD": "8",
    "RELEASE": "1.10",
    "HOST": "true",
    "KEY": "colour",
    "V": "2026-01-01",
}
SETS = [word for name, text in WORDS.items() for word in ("--set", f"{name}={text}")]


def test_holes_are_filled_by_name(folder: Path) -> None:
    assert converted(folder, HOLES, *SETS) == FILLED


def test_holes_are_filled_from_a_file(folder: Path) -> None:
    values = "flow: {id: f}\n" + "".join(f"{k}: {v}\n" for k, v in WORDS.items() if "." not in k)
    (folder / "values.yaml").write_text(values, encoding="utf-8")
    assert converted(folder, HOLES, "--values", "values.yaml") == FILLED


def test_holes_are_filled_from_the_environment_if_that_is_asked(folder: Path) -> None:
    variables = {name: text for name, text in WORDS.items() if "." not in name}
    assert converted(folder, HOLES, "--env", "--set", "flow.id=f", **variables) == FILLED
    assert "nothing fills `${INSTANCE}`" in refused(folder, HOLES, **variables)


def test_what_is_said_on_the_command_line_counts_first(folder: Path) -> None:
    (folder / "values.yaml").write_text("A: from the file\nB: from the file\n")
    text = HEAD + "Attributes: {a: $A, b: $B, c: $C}\n"
    options = ("--env", "--values", "values.yaml", "--set", "A=set")
    value = converted(folder, text, *options, A="env", B="env", C="env")
    assert value["Attributes"] == {"a": "set", "b": "from the file", "c": "env"}


def test_holes_that_are_left_are_all_told_and_nothing_is_written(folder: Path) -> None:
    told = refused(folder, HOLES, "--set", "NAME=Jane").splitlines()
    assert told[0] == "error: chat.yaml:1:13: nothing fills `${INSTANCE}` in InstanceId"
    assert told[2] == "error: chat.yaml:4:24: nothing fills `${MINUTES}` in ChatDurationInMinutes"
    assert told[-1].endswith("; --set, --values or --env fill them, --allow-holes leaves them")
    assert len(told) == len(WORDS) - 1
    assert "two.yaml" not in refused(folder, HEAD + "CustomerId: ${X}")


def test_a_clean_request_waits_for_the_one_with_a_hole(folder: Path) -> None:
    told = refused(folder, f"{HEAD}---\n{HEAD}CustomerId: $X\n")
    assert told.startswith("error: chat.yaml:8:13: nothing fills `$X` in CustomerId;")


def test_holes_may_be_left_where_they_are_text(folder: Path) -> None:
    value = converted(folder, HEAD + "CustomerId: ${X}\n", "--allow-holes")
    assert value["CustomerId"] == "${X}"
    told = refused(folder, HEAD + "ChatDurationInMinutes: ${X}\n", "--allow-holes")
    assert "chat.yaml:4:24: ChatDurationInMinutes must be a whole number, not a placeholder" in told
    told = refused(folder, HEAD + "CustomerId: !Ref X\n", "--allow-holes")
    assert "chat.yaml:4:13: CustomerId must be text, not a placeholder" in told


def test_what_fills_a_hole_is_not_searched_for_holes(folder: Path) -> None:
    text = HEAD + "Attributes: {a: $A, $B: b}\n"
    value = converted(folder, text, "--set", "A=$B {{A}}", "--set", "B=")
    assert value["Attributes"] == {"a": "$B {{A}}", "": "b"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--set", "X=an hour"], "--set X: ChatDurationInMinutes must be a whole number, not text"),
        (["--set", "X="], "--set X: one value is needed"),
        (["--set", "X=[5"], "--set X:1:1: "),
        (["--set", "X=5", "--set", "Y=6"], "--set Y: there is neither a placeholder nor a member"),
        (["--set", "X=5", "--set", "Attribute.a=6"], "--set Attribute.a: there is neither"),
        (["--set", "X=5", "--set", "Attribute.a=6"], "; did you mean `Attributes`?"),
        (["--set", "X=5", "--set", "ParticipantDetails.Name=J"], "no member has the path"),
        (["--set", "X=5", "--set", "InitialMessage.Contents=J"], "; did you mean `Content`?"),
        (["--set", "X=5", "--set", "ConnectionTypes.a=J"], "no member has the path"),
        (["--set", "X=5", "--set", "InstanceId.a=J"], "no member has the path"),
        (["--set", "X=5", "--set", "ConnectionTypes.1=J"], "nothing that `1` could be set in"),
        (["--set", "X=5", "--set", "Attributes=a", "--set", "Attributes.a=b"], "could be set in"),
        (["--values", "none.yaml"], "none.yaml: No such file or directory"),
        (["--values", "list.yaml"], "list.yaml: a mapping of names to values is needed"),
        (["--values", "broken.yaml"], "broken.yaml:1:4: "),
        (
            ["--values", "words.yaml"],
            "words.yaml:1:4: ChatDurationInMinutes must be a whole",
        ),
    ],
)
def test_mistakes_are_told_by_who_made_them(folder: Path, options: list[str], words: str) -> None:
    (folder / "list.yaml").write_text("[a]\n")
    (folder / "broken.yaml").write_text("X: [\n")
    (folder / "words.yaml").write_text("X: an hour\n")
    assert words in refused(folder, HEAD + "ChatDurationInMinutes: ${X}\n", *options)


def test_a_member_is_not_set_in_what_is_still_to_be_filled(folder: Path) -> None:
    told = refused(folder, HEAD + "Attributes: ${ALL}\n", "--set", "Attributes.a=b")
    assert told == "error: --set Attributes.a: there is nothing that `a` could be set in\n"


def test_two_keys_do_not_become_one(folder: Path) -> None:
    told = refused(folder, HEAD + "Attributes: {a: b, $K: c}\n", "--set", "K=a")
    assert told == "error: --set K: a second `a` comes into Attributes\n"


def test_a_list_is_no_part_of_a_text(folder: Path) -> None:
    (folder / "values.yaml").write_text("X: [a]\n")
    told = refused(folder, HEAD + "CustomerId: a${X}\n", "--values", "values.yaml")
    assert told == "error: values.yaml:1:4: text is needed for `${X}`\n"


# -- members -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "member", "value"),
    [
        ("CustomerId=0123", "CustomerId", "0123"),
        ("Attributes.orderId=123", "Attributes", {"a": "b", "orderId": "123"}),
        ("Attributes.a=${X}=1", "Attributes", {"a": "${X}=1"}),
        ("Attributes.a.b=c", "Attributes", {"a": "b", "a.b": "c"}),
        ("Attributes={}", "Attributes", {}),
        ("ParticipantDetails.DisplayName=Joe", "ParticipantDetails", {"DisplayName": "Joe"}),
        ("ChatDurationInMinutes=90", "ChatDurationInMinutes", 90),
        ("ConnectionTypes=[WEBSOCKET]", "ConnectionTypes", ["WEBSOCKET"]),
        ("ConnectionTypes.0=WEBSOCKET", "ConnectionTypes", ["WEBSOCKET"]),
        (
            "SegmentAttributes.connect:Subtype.ValueString=connect:Guide",
            "SegmentAttributes",
            {"connect:Subtype": {"ValueString": "connect:Guide"}},
        ),
        (
            "SegmentAttributes.a.ValueList.0.ValueInteger=5",
            "SegmentAttributes",
            {"a": {"ValueList": [{"ValueInteger": 5}]}},
        ),
    ],
)
def test_a_member_is_set_by_its_path(folder: Path, option: str, member: str, value: Any) -> None:
    text = HEAD + "Attributes: {a: b}\n"
    assert converted(folder, text, "--set", option) == read_one(text) | {member: value}


def test_a_placeholder_comes_before_a_member_of_its_name(folder: Path) -> None:
    """Else the customer would be told to Amazon Connect only because an attribute asks for it."""
    value = converted(folder, HEAD + "Attributes: {a: '${CustomerId}'}\n", "--set", "CustomerId=7")
    assert value == read_one(HEAD) | {"Attributes": {"a": "7"}}


def test_a_member_that_another_tool_fills_is_set_by_its_path(folder: Path) -> None:
    text = (
        HEAD + "CustomerId: !Ref X\nClientToken.$: $.token\nAttributes: {a: {Ref: B}, b.$: $.c}\n"
    )
    sets = ["CustomerId=c", "ClientToken=t", "Attributes.a=1", "Attributes.b=2"]
    value = converted(folder, text, *(word for each in sets for word in ("--set", each)))
    assert (value["CustomerId"], value["ClientToken"]) == ("c", "t")
    assert value["Attributes"] == {"a": "1", "b": "2"}


def test_a_request_is_found_where_the_linter_finds_it(folder: Path) -> None:
    state: dict[str, Any] = {"Resource": "arn:aws:states:::aws-sdk:connect:startChatContact"}
    state["Parameters"] = read_one(HEAD) | {"CustomerId.$": "$.customer"}
    machine = json.dumps({"States": {"Start": {"Type": "Task"} | state}}, indent=1)
    assert "chat.yaml:12:21: nothing fills `$.customer` in CustomerId" in refused(folder, machine)
    assert converted(folder, machine, "--set", "CustomerId=c")["CustomerId"] == "c"


# -- files, configurations, checks ---------------------------------------------------------------


def test_files_that_hold_no_request(folder: Path) -> None:
    assert "chat.yaml: holds no StartChatContact request" in refused(folder, "services: {}\n")
    assert "chat.yaml:1:4: " in refused(folder, "a: [\n")
    assert "chat.yaml:4:1: StartChatContactRequest has no member `Colour`" in refused(
        folder, HEAD + "Colour: red\n"
    )
    inside = {"Arn": "arn:aws:scheduler:::aws-sdk:connect:startChatContact"}
    inside["Input"] = json.dumps(read_one(HEAD))
    told = refused(folder, json.dumps({"Target": inside}))
    assert "holds no StartChatContact request; those in a text inside it are for" in told
    done = convert("none.yaml", "--to", "json", cwd=folder)
    assert done == Done(2, "", "error: none.yaml: No such file or directory\n")


def test_commands_that_are_wrong(folder: Path) -> None:
    for arguments in (["--to", "json"], ["chat.yaml"], ["chat.yaml", "--to", "toml"]):
        assert convert(*arguments, cwd=folder).code == 2
    done = convert("chat.yaml", "--to", "json", "--set", "a", cwd=folder)
    assert "'a' has no =; give NAME=VALUE" in done.err


def test_a_character_that_xml_lacks_leaves_nothing_written(folder: Path) -> None:
    (folder / "chat.yaml").write_text(f'{HEAD}---\n{HEAD}CustomerId: "\\x01"\n')
    done = convert("chat.yaml", "--to", "xml", cwd=folder)
    assert done == Done(2, "", "error: CustomerId: XML has no form for the character U+0001\n")


def test_the_configuration_says_what_a_placeholder_is(folder: Path) -> None:
    (folder / ".chatlint.yaml").write_text('placeholders: {add: ["[[X]]"], remove: ["<X>"]}\n')
    text = HEAD + "Attributes: {a: 'a [[ b ]]', c: '<b>'}\n"
    assert "nothing fills `[[ b ]]` in Attributes.a" in refused(folder, text)
    value = converted(folder, text, "--set", "b=x")
    assert value["Attributes"] == {"a": "a x", "c": "<b>"}


def test_what_comes_out_is_checked_if_that_is_asked(folder: Path) -> None:
    text = HEAD + "ChatDurationInMinutes: $M\n"
    assert converted(folder, text, "--set", "M=30")["ChatDurationInMinutes"] == 30
    assert converted(folder, text, "--set", "M=60", "--check")["ChatDurationInMinutes"] == 60
    done = convert("chat.yaml", "--to", "json", "--set", "M=30", "--check", cwd=folder)
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "chat.yaml: /ChatDurationInMinutes error[CHAT401] `30` is outside 60 to 10,080 minutes\n"
    )
    (folder / ".chatlint.yaml").write_text("ignore: [CHAT401]\n")
    assert converted(folder, text, "--set", "M=30", "--check")["ChatDurationInMinutes"] == 30


# -- every template, sent ------------------------------------------------------------------------

NEEDED: dict[str, dict[str, str]] = {
    "authenticated-customer.yaml": {
        "connect.instance_id": "i",
        "connect.flows.account": "f",
        "customer.profile_id": "p",
        "ParticipantDetails.DisplayName": "Jane",
        "login.provider": "l",
        "customer.plan": "x",
        "login.client_id": "c",
        "login.event_id": "e",
    },
    "guide.yaml": {
        "CONNECT_INSTANCE_ID": "i",
        "RETURNS_FLOW_ID": "f",
        "CUSTOMER_NAME": "Jané",
        "ORDER_NUMBER": "8",
    },
    "languages.yaml": {
        "CONNECT_INSTANCE_ID": "i",
        "FLOW_ID_EN": "en",
        "FLOW_ID_CY": "cy",
        "FLOW_ID_JA": "ja",
        "CUSTOMER_NAME": "Jane",
    },
    "many-placeholders.yaml": {
        "CONNECT_INSTANCE_ID": "i",
        "ContactFlowId": "f",
        "CUSTOMER_NAME": "Jane",
        "cart.id": "1",
        "customer.name": "Jane",
        "position": "1",
        "group": "g",
        "Attributes.campaign": "none",
        "COMPUTERNAME": "pc",
        "BUILD_NUMBER": "5",
        "RELEASE": "6",
        "Attributes.shop": "s",
        "Attributes.stage": "t",
        "CHAT_MINUTES": "90",
        "Attributes.orderId": "7",
        "Attributes.execution": "e",
        "CONTENT_TYPES": "[text/plain]",
        "aws.scheduler.scheduled-time": "now",
    },
    "persistent-chat.json": {
        "instance_id": "i",
        "support_flow_id": "f",
        "display_name": "Jane",
        "previous_contact_id": "c",
        "case_number": "9",
    },
    "smoke-test.json": {
        "INSTANCE_ID": "i",
        "SALES_FLOW_ID": "s",
        "BILLING_FLOW_ID": "b",
        "GITHUB_RUN_ID": "7",
    },
    "step-functions.json": {
        "InstanceId": "i",
        "ContactFlowId": "f",
        "ParticipantDetails.DisplayName": "Jane",
        "Attributes.orderId": "1",
        "Attributes.execution": "e",
        "ClientToken": "https://t",
        "InitialMessage.Content": "file:///etc/hosts",
    },
    "streaming.json": {"INSTANCE_ID": "i", "BOT_FLOW_ID": "f", "CUSTOMER_NAME": "Jane"},
    "web-chat.yaml": {
        "CONNECT_INSTANCE_ID": "i",
        "SHOP_CHAT_FLOW_ID": "f",
        "CUSTOMER_NAME": "Jane",
        "PAGE_URL": "https://shop.example.com/?a=b&c",
        "PRODUCT_NAME": 'Tea "No. 1" ($5)',
    },
}
"""What is to be set in each of the example templates."""


def sets_for(name: str) -> list[str]:
    return [word for pair in NEEDED[name].items() for word in ("--set", "=".join(pair))]


def requests_of(name: str) -> list[dict[str, Any]]:
    done = convert(name, "--to", "json", "--check", *sets_for(name), cwd=TEMPLATES)
    assert (done.code, done.err) == (0, "")
    return [json.loads(line) for line in done.out.splitlines()]


def test_every_template_is_tried() -> None:
    assert {file.name for file in TEMPLATES.iterdir()} == set(NEEDED)


@pytest.fixture(scope="module")
def client() -> Any:
    """A client of botocore, which takes long to make."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("AWS_PROFILE", raising=False)
        return Session().create_client(
            "connect", region_name="eu-west-2", aws_access_key_id="id", aws_secret_access_key="key"
        )


@pytest.mark.parametrize("name", NEEDED)
def test_the_sdk_takes_every_template(name: str, client: Any) -> None:
    for value in requests_of(name):
        request = StartChatContactRequest.from_value(value)
        with Stubber(client) as stubber:
            stubber.add_response("start_chat_contact", {}, request.to_value())
            client.start_chat_contact(**request.to_value())


class Sent(NamedTuple):
    """What arrived at the server."""

    method: str
    path: str
    body: dict[str, Any]


class Server(ThreadingHTTPServer):
    """A server on this machine that starts no chat; it notes what it is asked."""

    sent: list[Sent]


class Handler(BaseHTTPRequestHandler):
    def do_PUT(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert isinstance(self.server, Server)
        self.server.sent.append(Sent(self.command, self.path, body))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"ContactId": "c"}')

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as server:
        server.sent = []
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def shell(script: str, server: Server, folder: Path) -> Done:
    """Run ``script`` in ``folder``, in a shell that has both chatlint and AWS CLI."""
    programs = Path(sys.executable).parent
    environment = {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "HOME": os.devnull,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
        "AWS_ACCESS_KEY_ID": "id",
        "AWS_SECRET_ACCESS_KEY": "key",
        "AWS_DEFAULT_REGION": "eu-west-2",
        "AWS_MAX_ATTEMPTS": "1",
        # Its own model may be older than the one the project is written against.
        "AWS_DATA_PATH": str(Path(botocore.__file__).parent / "data"),
    }
    done = subprocess.run(
        ["sh", "-c", script], cwd=folder, env=environment, capture_output=True, check=False
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


README = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Send what was checked")[2]
(ONE_LINER,) = re.findall(r"^aws connect .*[$][(]chatlint .*", README, re.MULTILINE)
EACH = (
    "chatlint convert {} --to json | while read -r request; do "
    'aws connect start-chat-contact --cli-input-json "$request" || exit; done'
)
SCRIPT = "chatlint convert {} --to cli | sh -e"


@pytest.mark.parametrize(
    ("name", "script"),
    [
        *(pytest.param(name, EACH, marks=pytest.mark.slow) for name in NEEDED),
        ("step-functions.json", SCRIPT),
    ],
)
def test_aws_cli_sends_every_template(name: str, script: str, server: Server) -> None:
    requests = [request | {"ClientToken": ""} for request in requests_of(name)]
    done = shell(script.format(shlex.join([name, *sets_for(name)])), server, TEMPLATES)
    assert (done.code, done.err) == (0, "")
    assert {(each.method, each.path) for each in server.sent} == {("PUT", "/contact/chat")}
    sent = [each.body for each in server.sent]
    assert all(body["ClientToken"] for body in sent)  # where there was none, AWS CLI makes one up
    assert [body | {"ClientToken": ""} for body in sent] == [
        r | {"ClientToken": ""} for r in requests
    ]


def test_the_one_liner_of_the_readme_sends_a_chat(server: Server, folder: Path) -> None:
    (folder / "chat.yaml").write_text(HEAD + "Attributes: {plan: it's gold}\nClientToken: t\n")
    done = shell(ONE_LINER, server, folder)
    assert (done.code, done.err) == (0, "")
    (sent,) = server.sent
    assert sent.body["Attributes"] == {"plan": "it's gold", "orderId": "123"}


def test_nothing_is_sent_while_a_hole_is_left(server: Server, folder: Path) -> None:
    (folder / "chat.yaml").write_text(HEAD + "CustomerId: ${CUSTOMER}\n")
    for script in (ONE_LINER, EACH, SCRIPT):
        done = shell(script.format("chat.yaml"), server, folder)
        assert "nothing fills `${CUSTOMER}` in CustomerId" in done.err
        assert server.sent == []


def test_the_readme_names_every_form_and_option() -> None:
    rows = re.findall(r"^\| `(.+?)` \| (`.+?`) \|", README, re.MULTILINE)
    assert [form for form, _ in rows] == list(FORMS)
    for method in re.findall(r"`(.+?)`", " ".join(names for _, names in rows)):
        assert callable(getattr(StartChatContactRequest, method))
    options = {
        option for each in convert_command.params for option in each.opts if option[0] == "-"
    }
    assert set(re.findall(r"^\| `(--[a-z-]+)", README, re.MULTILINE)) == options
