"""Requests in other forms, as whoever keeps them meets chatlint."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent, indent
from typing import NamedTuple

import pytest

from chatlint.cli.main import run

MARKDOWN_TYPES = """\
{
  "InstanceId": "${INSTANCE}",
  "ContactFlowId": "${FLOW}",
  "ParticipantDetails": {"DisplayName": "Jane"},
  "SupportedMessagingContentTypes": ["text/markdown"]
}
"""
FIXED = MARKDOWN_TYPES.replace('["text/markdown"]', '["text/markdown", "text/plain"]')
TARGET = "Arn: arn:aws:scheduler:::aws-sdk:connect:startChatContact\n"
TOKEN = "AKIA" + "LPNONVIUAJKEXJZ6"
COMMAND = (
    "aws connect start-chat-contact --instance-id $I --contact-flow-id $F "
    "--participant-details DisplayName=$N --chat-duration-in-minutes 30"
)
CALL = (
    "client.start_chat_contact(InstanceId=i, ContactFlowId=f, ParticipantDetails=p, "
    "ClientToken='x')\n"
)


class Done(NamedTuple):
    code: int
    out: str
    err: str


Chatlint = Callable[..., Done]


@pytest.fixture
def chatlint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Chatlint:
    """Runs the command line in an empty repository."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["chatlint", *arguments])
        code = run()
        return Done(code, *capfd.readouterr())

    return call


@pytest.fixture
def check(chatlint: Chatlint) -> Chatlint:
    """Runs ``chatlint check`` with a line a finding."""
    return lambda *arguments: chatlint("check", "--format", "concise", *arguments)


def write(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(text.encode())


def block(text: str, style: str = "|") -> str:
    return f"{TARGET}Input: {style}\n{indent(text, '  ')}"


class TestFiles:
    @pytest.fixture(autouse=True)
    def folder(self, chatlint: Chatlint) -> None:
        write("docs/guide.md", f"```json\n{MARKDOWN_TYPES}```\n")
        write("scripts/start.sh", f"{COMMAND}\n")
        write("src/send.py", CALL)
        write("infra/schedule.yaml", block(MARKDOWN_TYPES))
        resource = "arn:aws:states:::aws-sdk:connect:startChatContact"
        state = f'{{"Resource": "{resource}",\n "Parameters": {MARKDOWN_TYPES}}}'
        write("infra/machine.asl.json", state)

    def test_show_files_says_which_requests_are_in_which_form(self, chatlint: Chatlint) -> None:
        shown = chatlint("check", "--show-files", "--include", "**/*.md", "--include", "src/", ".")
        assert shown == Done(
            0,
            dedent("""\
                docs/guide.md
                  2:1 markdown
                infra/machine.asl.json
                  2:16 step-functions
                infra/schedule.yaml
                  3:3 scheduler
                src/send.py
                  1:26 python
                """),
            "",
        )

    def test_programs_and_documentation_are_read_only_if_asked_for(self, check: Chatlint) -> None:
        asked: list[tuple[list[str], list[str]]] = [
            ([], ["infra/machine.asl.json", "infra/schedule.yaml"]),
            (["--include", "*.sh", "src"], []),
            (["--include", "*.sh", "scripts"], ["scripts/start.sh"]),
            (["scripts/start.sh"], ["scripts/start.sh"]),
        ]
        for arguments, names in asked:
            found = check(*arguments).out.splitlines()
            assert sorted({line.partition(":")[0] for line in found}) == names
        write(".chatlint.yaml", "include: ['*.py', docs/]\n")
        found = check(".").out.splitlines()
        assert {line.partition(":")[0] for line in found} >= {"docs/guide.md", "src/send.py"}

    def test_without_a_request_they_are_no_finding(self, check: Chatlint) -> None:
        write("a.md", "# Nothing\n")
        write("a.jsonl", '{"a": 1}\n')
        assert check("a.md", "a.jsonl", "infra/schedule.yaml").out.count("CHAT005") == 0
        write("a.yaml", "a: 1\n")
        assert check("a.yaml").out.count("CHAT005") == 1

    def test_what_is_missing_is_named_with_a_way_to_get_it(
        self, check: Chatlint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "tree_sitter_bash", None)
        monkeypatch.setitem(sys.modules, "markdown_it", None)
        done = check("docs/guide.md", "scripts/start.sh", "src/send.py")
        assert done.code == 2
        for name, needed in (
            ("docs/guide.md", "markdown-it-py"),
            ("scripts/start.sh", "tree-sitter"),
        ):
            assert f"{name}: failed: " in done.out
            assert needed in done.out
        assert done.out.count('pip install "connect-chatlint[code]"') == 2
        assert "src/send.py:1:" in done.out
        shown = check("--show-files", "scripts")
        assert shown.code == 0

    def test_a_plain_file_needs_no_more_than_before(self) -> None:
        write("a.json", MARKDOWN_TYPES)
        code = (
            "import sys; from chatlint import Linter; Linter().run('a.json');"
            "print(sorted(m for m in sys.modules if m.startswith(('chatlint.finders.', "
            "'chatlint.linter.embedded_mapper', 'chatlint.linter.record_linter', "
            "'chatlint.parsers.json_records', 'tree_sitter', 'markdown_it'))))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert done.stdout == "['chatlint.finders.plain', 'chatlint.finders.scanned']\n"


class TestFixes:
    @pytest.mark.parametrize(
        ("name", "form"),
        [
            ("a.yaml", block),
            ("a.yaml", lambda text: block(text, "!Sub |2")),
            ("a.yaml", lambda text: block(text).replace("\n", "\r\n")),
            ("a.yaml", lambda text: f"{TARGET}Input: '{' '.join(text.split())}'\n"),
            ("a.http", lambda text: f"PUT /contact/chat HTTP/1.1\r\n\r\n{text}"),
            ("a.md", lambda text: f"1. a\n\n   ```json\n{indent(text, '   ')}   ```\n"),
            ("a.md", lambda text: indent(f"```json\n{text}```\n", "> ", lambda line: True)),
        ],
    )
    def test_a_text_that_stands_there_as_it_is_is_edited(
        self, chatlint: Chatlint, name: str, form: Callable[[str], str]
    ) -> None:
        write(name, form(MARKDOWN_TYPES))
        done = chatlint("check", "--fix", name)
        assert done.code == 0, done
        assert Path(name).read_bytes().decode() == form(FIXED)

    def test_whole_lines_are_put_in_behind_the_margin(self, chatlint: Chatlint) -> None:
        text = MARKDOWN_TYPES.replace('["text/markdown"]', '[\n    "text/markdown"\n  ]')
        write("a.yaml", block(text))
        assert chatlint("check", "--fix", "a.yaml").code == 0
        assert Path("a.yaml").read_text() == block(
            text.replace('"text/markdown"\n', '"text/markdown",\n    "text/plain"\n')
        )

    @pytest.mark.parametrize(
        ("name", "text", "why"),
        [
            ("a.yaml", block(MARKDOWN_TYPES, ">"), "its lines are folded here"),
            (
                "a.yaml",
                f"{TARGET}Input: {json.dumps(MARKDOWN_TYPES)}\n",
                "its text is escaped here",
            ),
            (
                "a.json",
                json.dumps({"Arn": TARGET[5:-1], "Input": MARKDOWN_TYPES}),
                "its text is escaped here",
            ),
            (
                "a.yaml",
                block(MARKDOWN_TYPES, "&a |") + "Other: *a\n",
                "an alias repeats its text elsewhere",
            ),
            (
                "a.sh",
                COMMAND.replace("--chat-duration-in-minutes 30", "")
                + "--supported-messaging-content-types text/markdown\n",
                "chatlint does not edit shell",
            ),
            (
                "a.py",
                CALL.replace("ClientToken='x'", "SupportedMessagingContentTypes=['text/markdown']"),
                "chatlint does not edit python",
            ),
        ],
    )
    def test_where_it_cannot_be_edited_that_is_said(
        self, chatlint: Chatlint, name: str, text: str, why: str
    ) -> None:
        write(name, text)
        assert f"= fix by hand: Add text/plain to the list ({why})\n" in chatlint("check", name).out
        done = chatlint("check", "--fix", name)
        assert done.code == 1
        assert f"CHAT201 is not fixed: {why}\n" in done.err
        assert Path(name).read_bytes().decode() == text

    def test_logs_are_left_as_they_are(self, chatlint: Chatlint) -> None:
        event = {"eventName": "StartChatContact", "eventSource": "connect.amazonaws.com"}
        text = json.dumps({**event, "requestParameters": json.loads(MARKDOWN_TYPES)}) + "\n"
        write("a.jsonl", text)
        assert "fix by hand" in chatlint("check", "a.jsonl").out
        assert chatlint("check", "--fix", "a.jsonl").code == 1
        assert Path("a.jsonl").read_text() == text


class TestSayingNo:
    def test_a_comment_covers_the_text_that_begins_on_its_line(self, check: Chatlint) -> None:
        write("a.yaml", block(MARKDOWN_TYPES, "| # chatlint: ignore[CHAT201] not yet"))
        assert check("a.yaml").code == 0
        write("a.yaml", block(FIXED, "| # chatlint: ignore[CHAT201] not yet"))
        assert check("a.yaml").out.count("CHAT901") == 1

    def test_a_comment_stands_in_the_inner_text_where_that_has_comments(
        self, check: Chatlint
    ) -> None:
        request = "InstanceId: ${I}\nContactFlowId: ${F}\nParticipantDetails: {DisplayName: J}\n"
        short = f"{request}ChatDurationInMinutes: 30  # chatlint: ignore[CHAT401] a test\n"
        write("a.md", f"# A\n\n```yaml\n{short}```\n\n```yaml\n{request}```\n")
        assert check("a.md") == Done(0, "", "")
        write("a.sh", f"#!/bin/sh\n# chatlint: ignore-file[CHAT401] a test\n{COMMAND}\n")
        assert check("a.sh").code == 0
        write("a.py", CALL.replace("\n", "  # chatlint: ignore[CHAT404] a test\n"))
        assert check("a.py").code == 0

    def test_a_baseline_knows_a_finding_when_its_text_moves(self, check: Chatlint) -> None:
        state = {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:connect:startChatContact",
            "Parameters": json.loads(MARKDOWN_TYPES),
        }
        machine = json.dumps({"States": {"a": state, "b": state}})
        resource = {
            "Type": "AWS::StepFunctions::StateMachine",
            "Properties": {"DefinitionString": machine},
        }
        write("a.json", json.dumps({"Resources": {"A": resource, "B": resource}}))
        write("b.md", f"```json\n{MARKDOWN_TYPES}```\n\n```json\n{MARKDOWN_TYPES}```\n")
        assert check("a.json", "b.md").out.count("CHAT201") == 6
        check("--write-baseline", "--baseline", "base.json", "a.json", "b.md")
        listed = json.loads(Path("base.json").read_text())["findings"]
        assert len({each["fingerprint"] for each in listed}) == 6
        write("a.json", json.dumps({"Resources": {"A": resource, "B": resource}}, indent=4))
        write("b.md", "Moved.\n\n" + Path("b.md").read_text())
        assert check("--baseline", "base.json", "a.json", "b.md") == Done(0, "", "")
        write("b.md", Path("b.md").read_text() + f"\n```json\n{MARKDOWN_TYPES}```\n")
        assert check("--baseline", "base.json", "a.json", "b.md").out.count("CHAT201") == 1

    @pytest.mark.parametrize(
        ("pointer", "covers"),
        [
            ("", True),
            ("/Input", True),
            ("/Input/SupportedMessagingContentTypes", True),
            ("/Input/Attributes", False),
            ("/Arn", False),
        ],
    )
    def test_a_pointer_leads_into_the_inner_text(
        self, check: Chatlint, pointer: str, covers: bool
    ) -> None:
        write("a.yaml", block(MARKDOWN_TYPES))
        entry = f"{{path: 'a.yaml#{pointer}', rules: [CHAT201], reason: not yet}}"
        write(".chatlint.yaml", f"suppress: [{entry}]\n")
        assert ("CHAT201" not in check("a.yaml").out) is covers


class TestPlaces:
    def test_json_output_has_both_pointers(self, chatlint: Chatlint) -> None:
        write("a.yaml", block(MARKDOWN_TYPES))
        (found,) = json.loads(chatlint("check", "--format", "json", "a.yaml").out)["diagnostics"]
        assert (found["document"], found["pointer"]) == (0, "/Input")
        assert found["inner"] == "/SupportedMessagingContentTypes"
        offset = Path("a.yaml").read_text().index("[")
        assert found["range"]["start"] == {"line": 7, "column": 39, "offset": offset}

    def test_blocks_count_as_documents(self, chatlint: Chatlint) -> None:
        two = "a: 1\n---\nInstanceId: x\n"
        other = f"```json\n{FIXED}```\n\n```yaml\n{two}```\n\n"
        write("a.md", f"{other}```json\n{MARKDOWN_TYPES}```\n")
        (found,) = json.loads(chatlint("check", "--format", "json", "a.md").out)["diagnostics"]
        assert (found["document"], found["inner"]) == (3, None)

    def test_related_places_are_in_the_inner_text_as_well(self, chatlint: Chatlint) -> None:
        twice = FIXED.replace("{\n", '{\n  "InstanceId": "a",\n', 1)
        write("a.yaml", f"{TARGET}Input: {json.dumps(twice)}\n")
        done = chatlint("check", "--select", "CHAT003", "a.yaml")
        line = Path("a.yaml").read_text().splitlines()[1]
        first, second = (match.start() + 1 for match in re.finditer(r'\\"InstanceId', line))
        assert f"a.yaml:2:{second} error[CHAT003]" in done.out
        assert f"note: first given here\n  --> a.yaml:2:{first}\n" in done.out

    def test_secrets_are_masked_in_escaped_texts_too(self, chatlint: Chatlint) -> None:
        secret = MARKDOWN_TYPES.replace('"Jane"', f'"{TOKEN}", "password": "a \\"b"')
        secret = secret.replace("{\n", f'{{\n  "{TOKEN}": 1,\n  "Attributes": {{"{TOKEN}": []}},\n')
        for text in (
            block(secret),
            block(secret, ">"),
            f"{TARGET}Input: {json.dumps(secret)}\n",
            f"{TARGET}Input: '{' '.join(secret.split())}'\n",
        ):
            write("a.yaml", text)
            for arguments in (["--format", "full"], ["--format", "json"], ["--diff"]):
                done = chatlint("check", *arguments, "a.yaml")
                assert done.code in (1, 2)
                assert TOKEN not in done.out + done.err
                assert TOKEN[6:16] not in done.out + done.err

    def test_one_text_is_judged_once_however_many_aliases_repeat_it(self, check: Chatlint) -> None:
        again = "".join(f"A{number}: {{<<: *t}}\n" for number in range(9))
        text = indent(block(MARKDOWN_TYPES), "  ")
        write("a.yaml", f"First: &t\n{text}{again}")
        assert check("a.yaml").out.count("CHAT201") == 1


class TestDeclared:
    MANY = (
        "version: 1\nchats:\n  a: {InstanceID: x}\n  b: {c: d}\n  e: null\nrest: {InstanceId: x}\n"
    )

    def test_a_configuration_says_where_requests_are(self, check: Chatlint) -> None:
        write("a.yaml", self.MANY)
        assert check(".").code == 2
        write(".chatlint.yaml", "requests: chats.*\n")
        done = check(".")
        assert done.code == 1
        assert {line.rpartition(":")[0] for line in done.out.splitlines()}
        assert "a.yaml:3:7: error[CHAT103]" in done.out
        assert "a.yaml:3:3: error[CHAT101] `ContactFlowId`" in done.out
        assert ":4:" not in done.out
        assert ":6:" not in done.out

    def test_steps_with_dots_are_listed(self, check: Chatlint) -> None:
        write("a.yaml", "v1.0: [{InstanceId: x}, {InstanceId: y}]\n")
        write(".chatlint.yaml", 'requests: ["v1.0", "*"]\nselect: [CHAT101]\n')
        assert check(".").out.count("CHAT101") == 4

    def test_other_files_are_read_as_ever(self, check: Chatlint) -> None:
        write("a.json", MARKDOWN_TYPES)
        write(".chatlint.yaml", "requests: chats.*\n")
        assert check(".").out.count("CHAT201") == 1
