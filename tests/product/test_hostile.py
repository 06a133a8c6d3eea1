"""Inputs meant to break the readers end as they should."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from command import CLEAN, chatlint

from chatlint.linter.linter import Linter
from chatlint.model.diagnostic import Severity
from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.model.source import Source

FOLDERS = "ABDEGL"
ONE_FINDING = {"SYNTAX": "CHAT002", "ENCODING": "CHAT001", "LIMIT": "CHAT004"}

# Where something else is wrong, too, further up: the attribute's key.
FOUND_BEFORE = {"L19": "6:3", "L21": "6:3"}
# What else is right: one member makes no request; a character that some take for a line break
# is told where it stands.
OTHER_PLACE = {"L27": "1:1", "L15": "7:6", "L17": "7:6"}
# The key holds `__class__`, which is a placeholder here, so nobody knows what key it will be.
OTHER_OUTCOME = {"G55": "CLEAN"}


class Case(NamedTuple):
    id: str
    file: Path
    outcome: str
    place: str

    def check(self) -> FileResult:
        return Linter().check(Source.from_bytes(self.file.name, self.file.read_bytes()))


@pytest.fixture(scope="module")
def cases(shared: Path) -> list[Case]:
    folder = shared / "hostile"
    manifest = json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8"))
    found = [
        Case(entry["id"], folder / entry["path"], entry["outcome"], _place(entry))
        for entry in manifest
        if entry["id"][0] in FOLDERS and (folder / entry["path"]).is_file()
    ]
    assert len(found) > 100
    return found


def _place(entry: dict[str, Any]) -> str:
    """``line:column``, ``*`` where any column will do; empty where any place will."""
    if entry["at"] is None:
        return ""
    line, column = entry["at"]
    return OTHER_PLACE.get(entry["id"], f"{line}:{column or '*'}")


def told(checked: FileResult) -> list[tuple[str, str, str]]:
    """Rule, line:column and message of each finding."""
    return [
        (each.rule, "{}:{}".format(*checked.source.position(each.span.start)), each.message)
        for each in checked.diagnostics
    ]


def stands(seen: str, expected: str) -> bool:
    line, _, column = expected.partition(":")
    return not expected or seen == expected or (column == "*" and seen.startswith(f"{line}:"))


def as_expected(case: Case, outcome: str, checked: FileResult, cases: list[Case]) -> bool:
    findings = told(checked)
    places = [place for _, place, _ in findings]
    if outcome in ONE_FINDING:
        rules = [rule for rule, _, _ in findings]
        return rules == [ONE_FINDING[outcome]] and stands(places[0], case.place)
    if outcome == "CLEAN":
        return not any(each.severity is Severity.ERROR for each in checked.diagnostics)
    if outcome == "FINDING":
        if case.id in FOUND_BEFORE and places[0] == FOUND_BEFORE[case.id]:
            places.pop(0)
        return bool(places) and stands(places[0], case.place)
    (twin,) = (each for each in cases if each.file.name == outcome.removeprefix("SAME:"))
    return findings == told(twin.check())


def unexpected(cases: list[Case]) -> Iterator[tuple[str, str, object]]:
    for case in cases:
        checked = case.check()
        outcomes = OTHER_OUTCOME.get(case.id, case.outcome).split("|")
        if not any(as_expected(case, outcome, checked, cases) for outcome in outcomes):
            yield case.id, case.outcome, told(checked)[:2]


@pytest.mark.slow
def test_every_input_ends_as_it_should(cases: list[Case]) -> None:
    assert list(unexpected(cases)) == []


@pytest.mark.slow
def test_no_input_takes_long_or_fails_a_rule(cases: list[Case]) -> None:
    linter = Linter()
    slow, failed = [], []
    for case in cases:
        data = case.file.read_bytes()
        start = time.process_time()
        checked = linter.check(Source.from_bytes(case.file.name, data))
        if time.process_time() - start > 2:
            slow.append(case.id)
        if checked.failures:
            failed.append(case.id)
    assert (slow, failed) == ([], [])


@pytest.mark.slow
def test_every_finding_lies_in_its_file_and_is_safe_to_show(cases: list[Case]) -> None:
    for case in cases:
        checked = case.check()
        for diagnostic in checked.diagnostics:
            start, end = diagnostic.span
            assert 0 <= start <= end <= len(checked.source.text), case.id
            assert diagnostic.message == printable(diagnostic.message), case.id


@pytest.mark.slow
def test_an_input_is_told_the_same_whatever_was_read_before(cases: list[Case]) -> None:
    linter = Linter()
    sources = [Source.from_bytes(c.file.name, c.file.read_bytes()) for c in cases]
    forwards = [told(linter.check(source)) for source in sources]
    backwards = [told(linter.check(source)) for source in reversed(sources)]
    assert forwards == backwards[::-1]


@pytest.mark.slow
def test_the_command_tells_it_all_and_mends_what_can_be_read(
    cases: list[Case], tmp_path: Path
) -> None:
    copies = {case.id: tmp_path / f"{case.id}{case.file.suffix}" for case in cases}
    for case in cases:
        copies[case.id].write_bytes(case.file.read_bytes())
    names = [copy.name for copy in copies.values()]
    options = ("check", "--no-cache", "--isolated")
    done = chatlint(*options, "--format", "json", *names, cwd=tmp_path)
    report = json.loads(done.stdout)
    assert (done.returncode, done.stderr, report["failures"]) == (1, "", [])
    assert {Path(each["path"]).stem for each in report["diagnostics"]} >= {
        case.id for case in cases if case.outcome in ONE_FINDING
    }
    fixing = (*options, "--fix", "--unsafe-fixes", "--quiet", *names)
    assert chatlint(*fixing, cwd=tmp_path).returncode == 1
    for case in cases:
        if case.outcome in ONE_FINDING:
            assert copies[case.id].read_bytes() == case.file.read_bytes(), case.id
    mended = {name: (tmp_path / name).read_bytes() for name in names}
    chatlint(*fixing, cwd=tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in names} == mended


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "config", "fix"])
def test_no_configuration_is_obeyed(shared: Path, tmp_path: Path, command: str) -> None:
    folders = [each for each in (shared / "hostile" / "H").iterdir() if each.is_dir()]
    assert len(folders) >= 10
    for folder in folders:
        copy = tmp_path / folder.name
        copy.mkdir()
        for file in folder.iterdir():
            (copy / file.name).write_bytes(file.read_bytes())
        (copy / "a.yaml").write_text(CLEAN)
        before = sorted(tmp_path.rglob("*"))
        words = {"check": ("check", "."), "config": ("config",), "fix": ("check", "--fix", ".")}
        done = chatlint(*words[command], cwd=copy)
        assert (done.returncode, done.stdout) == (2, ""), folder.name
        lines = done.stderr.splitlines()
        assert lines
        assert all(re.match(r"error: \.chatlint\.yaml:\d+:\d+: ", line) for line in lines)
        assert "root:" not in done.stderr
        assert sorted(tmp_path.rglob("*")) == before


PADDED = {
    "a.yaml": "#" * 300_000 + "\n",
    "b.yaml": "\n" * 300_000,
    "c.json": " " * 1_100_000,
}


@pytest.mark.parametrize("name", PADDED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_padding_hides_a_request(tmp_path: Path, name: str, encoding: str) -> None:
    request = '{"InstanceId": "i", "ContactFlowId": "f", "ParticipantDetails": 1}\n'
    (tmp_path / name).write_bytes((PADDED[name] + request).encode(encoding))
    for options in ((), ("--fix",), ("--no-cache",)):
        done = chatlint("check", "--format=concise", *options, ".", cwd=tmp_path)
        assert (done.returncode, done.stdout.count("\n")) == (1, 1)
        assert f"{name}:1:1: error[CHAT004] larger than " in done.stdout
    # Most big files are about something else, be it with an InstanceId.
    (tmp_path / name).write_text(f'{PADDED[name]}{{"InstanceId": "i", "ContactFlowId": "f"}}\n')
    done = chatlint("check", "-v", ".", cwd=tmp_path)
    assert done.returncode == 2
    assert f"left out: {name}: " in done.stderr


LONG = "#" * 300_000
NAMES = [str(number) for number in range(10_000)]
COMMAND = "aws connect start-chat-contact --instance-id i\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", 'Statement: [{Action: "connect:StartChatContact"}\n'),
        ("a.yaml", "{{ if }}\ninstanceId: i\n"),
        ("a.http", "GET /\n\n\xff"),
    ],
)
def test_what_sounds_alike_is_no_request(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="latin-1")
    done = chatlint("check", "-v", ".", cwd=tmp_path)
    assert done.returncode == 2
    assert f"left out: {name}: does not look like a request, and cannot be read: " in done.stderr


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("a.sh", f"{COMMAND}x\xff\n", "CHAT001"),
        ("a.sh", f"{COMMAND}x\0\n", "CHAT001"),
        ("a.sh", f"{COMMAND}{LONG}\n", "CHAT004"),
        ("a.sh", f"{LONG}\n{COMMAND}", "CHAT004"),
        ("a.sh", COMMAND + "[]" * 100_000, "CHAT004"),
        ("a.py", 'c.start_chat_contact(**A, Attributes={})\nprint "x"\n', "CHAT002"),
        ("a.py", "c.start_chat_contact(InstanceId=1)\nc" + ".x()" * 20_000, "CHAT004"),
        (
            "a.py",
            f"c.start_chat_contact(InstanceId='i', Attributes={dict.fromkeys(NAMES, 1)})\n",
            "CHAT004",
        ),
    ],
)
def test_a_named_program_that_cannot_be_read_is_told(
    tmp_path: Path, name: str, text: str, rule: str
) -> None:
    (tmp_path / name).write_text(text, encoding="latin-1")
    done = chatlint("check", "--format=concise", name, cwd=tmp_path)
    assert (done.returncode, done.stdout.count("\n")) == (1, 1)
    assert f"error[{rule}] " in done.stdout


@pytest.mark.parametrize("character", ["\x0c", "\x1b"])
def test_a_program_may_have_control_characters(tmp_path: Path, character: str) -> None:
    call = "c.start_chat_contact(InstanceId=A, ContactFlowId=B, ParticipantDetails=C)"
    (tmp_path / "a.py").write_text(f"import boto3  # {character}\n\x0c\n{call}\n")
    done = chatlint("check", "a.py", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("a.yaml", "!foo\nInstanceId: i\nContactFlowId: f\n", "CHAT007"),
        ("a.json", '{"\\u0049nstanceId": "i", "Attributes": 2} x', "CHAT002"),
        ("a.yaml", '"\\x49nstanceId": i\n"\\U00000041ttributes": [', "CHAT002"),
        ("a.yaml", "instanceId: i\ncontact-flow-id: f\nx: [", "CHAT002"),
        ("a.yaml", "instanceId: i\ncontact_flow_id: f\n# \xff", "CHAT001"),
        ("a.yaml", "instanceId: i\ncontactFlowId: f\nparticipantDetails: 1\n" + LONG, "CHAT004"),
        ("a.json", '{"Resource": "arn:aws:states:::aws-sdk:connect:startChatContact",}', "CHAT002"),
        ("a.http", "PUT /contact/chat\n\n{}\n\xff", "CHAT001"),
    ],
)
def test_no_spelling_hides_one(tmp_path: Path, name: str, text: str, rule: str) -> None:
    (tmp_path / name).write_text(text, encoding="latin-1")
    done = chatlint("check", "--format=concise", ".", cwd=tmp_path)
    assert (done.returncode, done.stdout.count("\n")) == (1, 1)
    assert f"error[{rule}] " in done.stdout
