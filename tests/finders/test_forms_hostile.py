"""Whatever stands in them, files of all forms are read to the end."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlint import Linter, Source
from chatlint.reports.excerpt import render_excerpt

LINTER = Linter()
REQUEST = '{"InstanceId": "x", "ContactFlowId": "y", "ChatDurationInMinutes": 1}'
COMMON = [
    "\n",
    "\n\n",
    " ",
    "  ",
    "\t",
    "\r\n",
    "{",
    "}",
    "[",
    "]",
    '"',
    "'",
    ":",
    ",",
    "é😀",
    "${X}",
    REQUEST,
]
ARN = "arn:aws:scheduler:::aws-sdk:connect:startChatContact"
PIECES: dict[str, Sequence[str]] = {
    "a.md": [
        "```json\n",
        "```\n",
        "~~~",
        "> ",
        "- ",
        "1. ",
        "    ",
        "```yaml\n",
        "```sh\n",
        "$ ",
        "PUT /contact/chat\n\n",
        "aws connect start-chat-contact ",
        "--instance-id x ",
    ],
    "a.sh": [
        "aws connect start-chat-contact ",
        "--instance-id ",
        "--attributes ",
        "--cli-input-json ",
        "a=b",
        "=",
        "$(",
        ")",
        "`",
        "\\",
        "<<A\n",
        "A\n",
        "<X>",
        "$X",
        "--connection-types",
        "|",
        ";",
        "#",
    ],
    "a.py": [
        "x.start_chat_contact(",
        ")",
        "InstanceId=",
        "Attributes=",
        "f'{",
        "**",
        "lambda: ",
        "dict(",
        "1",
        "-",
        "#",
        "'''",
    ],
    "a.http": [
        "PUT /contact/chat",
        " HTTP/1.1",
        "###",
        "> ",
        "POST https://a/contact/chat",
        "{{",
        "}}",
        "Host: a",
    ],
    "a.yaml": [
        "Arn: ",
        ARN,
        "Input: ",
        "|",
        ">",
        ">-",
        "!Sub ",
        "&a ",
        "*a",
        "Resource: ",
        "Parameters: ",
        "Definition",
        "'",
        '"',
        "\\",
        "- ",
        "Resources:",
    ],
    "a.json": [
        '"Arn": ',
        f'"{ARN}"',
        '"Input": ',
        '"Fn::Sub": ',
        '"Fn::Join": ["", [',
        '"Ref"',
        '"{\\"InstanceId\\": \\"\\"}"',
        "null",
        "1",
    ],
}


@pytest.mark.parametrize("name", PIECES)
@settings(max_examples=examples(150), deadline=None)
@given(data=st.data())
def test_every_place_is_in_the_text(name: str, data: st.DataObject) -> None:
    pieces = st.sampled_from([*COMMON, *PIECES[name], *PIECES[name]])
    text = data.draw(st.lists(pieces, max_size=25).map("".join))
    result = LINTER.check(Source(name, text), explicit=False)
    assert not result.failures
    for each in result.diagnostics:
        for span in (each.span, *(related.span for related in each.related)):
            assert 0 <= span.start <= span.end <= len(text)
            assert render_excerpt(result.source, span)
        for edit in each.fix.edits if each.fix else ():
            assert 0 <= edit.span.start <= edit.span.end <= len(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", "x.start_chat_contact(InstanceId=" + "[" * 90 + "]" * 90 + ")"),
        ("a.py", "x.start_chat_contact(InstanceId=" + "(" * 50_000),
        ("a.py", "x.start_chat_contact(InstanceId=" + "-" * 5_000 + "1)"),
        ("a.py", "x.start_chat_contact(InstanceId=" + "1+" * 50_000 + "1)"),
        ("a.sh", "aws connect start-chat-contact " + "$(" * 20_000),
        ("a.sh", "aws connect start-chat-contact --attributes " + "a={" * 20_000),
        ("a.sh", "aws connect start-chat-contact --attributes a=" + "b," * 20_000),
        ("a.http", "PUT /contact/chat\n" * 10_000),
        ("a.md", "InstanceId\n" + "> " * 50_000),
        ("a.md", "InstanceId\n" + "```json\n" * 20_000),
        ("a.json", '{"a":' * 62 + f'{{"Arn": "{ARN}", "Input": "{"[" * 5000}"}}' + "}" * 62),
    ],
)
def test_deep_and_long_ones_come_to_an_end(name: str, text: str) -> None:
    assert not LINTER.check(Source(name, text), explicit=False).failures
