"""A request gives the same findings in every form: those it gives as a file of its own."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Mapping
from io import BufferedReader, BytesIO
from typing import Any, NamedTuple

import pytest
from effort import examples
from generated_requests import odd_requests
from hypothesis import given, settings

from chatlint import Linter
from chatlint.linter.file_linter import lint_open_file
from chatlint.model.result import FileResult

LINTER = Linter()
NOT_OF_WHAT_WAS_SENT = frozenset(r.id for r in LINTER.rules if "cloudtrail" in r.not_in)


class Form(NamedTuple):
    """How a request is put into a file.

    Args:
        name: the file's name.
        text: from the request and its JSON text to the file's.
        prefix: the pointer of the request in the file.
        spelled: from what stands at a place to what the JSON text has there; None if that is
            something else.
    """

    name: str
    text: Callable[[Any, str], str]
    prefix: str = ""
    spelled: Callable[[str], str] | None = str


def _indented(text: str, by: int) -> str:
    return textwrap.indent(text, " " * by)


def _machine(request: Any) -> dict[str, Any]:
    resource = "arn:aws:states:::aws-sdk:connect:startChatContact"
    state = {"Type": "Task", "Resource": resource, "Parameters": request, "End": True}
    return {"StartAt": "S", "States": {"S": state}}


def _template(properties: str) -> str:
    return (
        "Resources:\n  A:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n"
        + properties
    )


TARGET = "Arn: arn:aws:scheduler:::aws-sdk:connect:startChatContact\n"
EVENT = {"eventSource": "connect.amazonaws.com", "eventName": "StartChatContact"}
IN_MACHINE = "/States/S/Parameters"
DEFINITION = f"/Resources/A/Properties/DefinitionString{IN_MACHINE}"


def _unescaped(text: str) -> str:
    return str(json.loads(f'"{text}"', strict=False))


FORMS: Mapping[str, Form] = {
    "a list": Form("a.json", lambda value, text: f"[{text}]", "/0"),
    "by name": Form("a.json", lambda value, text: f'{{"a": {text}}}', "/a"),
    "step functions": Form(
        "a.json", lambda value, text: json.dumps(_machine(value), indent=1), IN_MACHINE, None
    ),
    "a literal block": Form(
        "a.yaml",
        lambda value, text: f"{TARGET}Input: |\n{_indented(text, 2)}\n",
        "/Input",
        lambda text: text.replace("\n  ", "\n"),
    ),
    "a folded block": Form(
        "a.yaml",
        lambda value, text: f"{TARGET}Input: >\n" + _indented(re.sub("\n *", "\n", text), 2) + "\n",
        "/Input",
        None,
    ),
    "single quotes": Form(
        "a.yaml",
        lambda value, text: f"{TARGET}Input: '{text.replace(chr(39), chr(39) * 2)}'\n",
        "/Input",
        None,
    ),
    "double quotes": Form(
        "a.yaml",
        lambda value, text: f"{TARGET}Input: {json.dumps(text, ensure_ascii=False)}\n",
        "/Input",
        _unescaped,
    ),
    "a text in JSON": Form(
        "a.json",
        lambda value, text: json.dumps({"Arn": TARGET[5:-1], "Input": text}),
        "/Input",
        _unescaped,
    ),
    "cloudformation": Form(
        "a.yaml",
        lambda value, text: _template(
            "      DefinitionString: !Sub |\n"
            + _indented(json.dumps(_machine(value), indent=2, ensure_ascii=False), 8)
        ),
        DEFINITION,
        None,
    ),
    "cloudtrail": Form(
        "a.jsonl",
        lambda value, text: json.dumps({**EVENT, "requestParameters": value}) + "\n",
        "/requestParameters",
        None,
    ),
    "records": Form(
        "a.json",
        lambda value, text: json.dumps({"Records": [{}, {**EVENT, "requestParameters": value}]}),
        "/Records/1/requestParameters",
        None,
    ),
    "http": Form("a.http", lambda value, text: f"PUT /contact/chat HTTP/1.1\n\n{text}\n"),
    "markdown": Form("a.md", lambda value, text: f"Text.\n\n```json\n{text}\n```\n"),
    "a quote in markdown": Form(
        "a.md",
        lambda value, text: textwrap.indent(f"```json\n{text}\n```\n", "> ", lambda line: True),
        "",
        lambda text: text.replace("\n> ", "\n"),
    ),
    "shell": Form(
        "a.sh",
        lambda value, text: (
            "aws connect start-chat-contact --cli-input-json '"
            + text.replace("'", "'\\''")
            + "' | jq .\n"
        ),
        "",
        lambda text: text.replace("'\\''", "'"),
    ),
    "python": Form(
        "a.py",
        lambda value, text: (
            "client.start_chat_contact("
            + ", ".join(f"{name}={each!r}" for name, each in value.items())
            + ")\n"
        ),
        "",
        None,
    ),
}


def _checked(name: str, text: str) -> FileResult:
    file = BufferedReader(BytesIO(text.encode()))
    result = lint_open_file(LINTER, name, file)
    assert isinstance(result, FileResult)
    assert not result.failures
    return result


def _found(result: FileResult, text: str, form: Form) -> list[tuple[str, str, str]]:
    found = []
    for each in result.diagnostics:
        place = each.location.pointer + (each.location.inner or "")
        assert place.startswith(form.prefix)
        stands_there = text[each.span.start : each.span.end]
        # What the request lacks is told at its key or command, where it has one.
        told_before_it = each.rule == "CHAT101" and place == form.prefix
        shown = form.spelled(stands_there) if form.spelled and not told_before_it else ""
        found.append((each.rule, place.removeprefix(form.prefix), shown))
    return sorted(found)


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=examples(25), deadline=None)
@given(request=odd_requests)
def test_a_request_gives_what_it_gives_as_a_file(name: str, request: dict[str, Any]) -> None:
    form = FORMS[name]
    text = json.dumps(request, indent=2, ensure_ascii=False)
    plain = _checked("a.json", text)
    wanted = _found(
        plain, text, Form("a.json", lambda value, text: text, spelled=form.spelled and str)
    )
    if "requestParameters" in form.prefix:
        wanted = [each for each in wanted if each[0] not in NOT_OF_WHAT_WAS_SENT]
    outer = form.text(request, text)
    embedded = _checked(form.name, outer)
    assert _found(embedded, outer, form) == wanted
    assert embedded.requests == 1
