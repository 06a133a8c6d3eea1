"""Workflow commands: what GitHub's runner makes of them, the limits, the summary of a step."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from command import BROKEN, CLEAN, chatlint
from effort import examples
from hostile_text import HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st
from reports_fixture import FINDINGS, ODD, REPORT, found, rendered

from chatlint.model.diagnostic import Failure, Severity
from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.model.source import Source, Span
from chatlint.reports.report import Report


class Command(NamedTuple):
    """What the runner takes a line for."""

    name: str
    properties: dict[str, str]
    data: str


def command(line: str) -> Command | None:
    """The command in ``line``, by the grammar of actions/runner, ActionCommand.cs."""
    line = line.lstrip()
    if not line.startswith("::") or "::" not in line[2:]:
        return None
    head, _, data = line[2:].partition("::")
    name, _, rest = head.partition(" ")
    pairs = (pair.partition("=") for pair in rest.strip().split(",") if pair)
    properties = {key: meant(value, "%3A", "%2C") for key, _, value in pairs if key and value}
    return Command(name, properties, meant(data))


def meant(escaped: str, *more: str) -> str:
    for code in ("%0D", "%0A", *more, "%25"):  # the percent sign last, as the runner does
        escaped = escaped.replace(code, chr(int(code[1:], 16)))
    return escaped


def commands(output: str) -> list[Command]:
    return [each for each in map(command, output.splitlines()) if each]


def many(*severities: Severity) -> Report:
    """A report with a finding of each of ``severities``, in a file each."""
    files = []
    for number, severity in enumerate(severities):
        source = Source(f"{number:02}.yaml", "a: 1\n")
        one = FINDINGS[0]._replace(source_name=source.name, span=Span(3, 4), severity=severity)
        files.append(FileResult(source, 1, (one,)))
    return REPORT._replace(checked=files, failures=())


def test_the_runner_understands_what_is_meant() -> None:
    errors = [each for each in commands(rendered("github")) if each.name == "error"]
    _, short, *_ = errors
    assert short.properties == {
        "file": ODD.name,
        "line": "4",
        "endLine": "4",
        "col": "24",
        "endColumn": "26",
        "title": "CHAT401 duration-out-of-range",
    }
    assert short.data == f"{ODD.name}:4:24: CHAT401 `30` is outside 60 to 10,080 minutes"


@settings(max_examples=examples(100), deadline=None)
@given(HOSTILE, HOSTILE, st.lists(st.sampled_from(Severity), max_size=9))
def test_the_runner_reads_each_text_as_it_was_shown(
    name: str, message: str, severities: list[Severity]
) -> None:
    source = Source(name, "a")
    several = [
        found(ODD, "CHAT406", "", message)._replace(source_name=name, severity=severity)
        for severity in severities
    ]
    several = [each._replace(span=Span(0, 1)) for each in several]
    report = Report(
        [FileResult(source, 1, tuple(several))], (), 1, (), [Failure(name, message)], ""
    )
    first, *others = commands(rendered("github", report))
    assert first.data == printable(f"{name}: {message}")
    assert len(others) == len(several)
    for each in others:
        assert each.properties.get("file", "") == printable(name)
        assert each.data == printable(f"{printable(name + ':1:1')}: CHAT406 {message}")


def test_columns_stand_on_one_line_only() -> None:
    for each in commands(rendered("github")):
        one_line = each.properties.get("line") == each.properties.get("endLine")
        assert ("col" in each.properties) == (one_line and "line" in each.properties)
        if "col" in each.properties:
            assert int(each.properties["col"]) <= int(each.properties["endColumn"])
    (text,) = (each for each in commands(rendered("github")) if "CHAT209" in each.data)
    assert (text.properties["line"], text.properties["endLine"]) == ("7", "8")


def test_the_worst_come_first() -> None:
    order = [Severity.NOTE, Severity.WARNING, Severity.ERROR, Severity.NOTE, Severity.ERROR]
    names = [each.name for each in commands(rendered("github", many(*order)))]
    assert names == ["error", "error", "warning", "notice", "notice"]


def test_github_gets_ten_of_each_severity_and_the_rest_is_text() -> None:
    report = many(*[*Severity] * 12)
    output = rendered("github", report)
    names = [each.name for each in commands(output)]
    assert names == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    more, *rest, last = output.splitlines()[30:]
    assert more.startswith("6 more not shown as annotations: ")
    assert [line.split(":")[0] for line in rest] == [f"{number}.yaml" for number in range(30, 36)]
    assert last == "Found 12 errors, 12 warnings and 12 notes in 37 files (4 requests); " + (
        "2 suppressed; 1 in the baseline; 1 file without a request left out."
    )


def test_failures_are_errors_too_and_count_as_such() -> None:
    failures = [Failure(f"{number:02}.yaml", "gone") for number in range(9)]
    report = many(Severity.ERROR, Severity.ERROR)._replace(failures=failures)
    output = rendered("github", report)
    assert [each.data for each in commands(output)][8:] == [
        "08.yaml: gone",
        "00.yaml:1:4: CHAT602 " + FINDINGS[0].message,
    ]
    assert "\n1 more not shown" in output
    assert "\n01.yaml:1:4: error[CHAT602]" in output


def test_files_are_named_from_the_top_of_what_was_checked_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")

    def named(name: str) -> str:
        source = Source(name, ODD.text)
        some = tuple(each._replace(source_name=name) for each in FINDINGS[:1])
        report = Report([FileResult(source, 1, some)], (), 1, (), (), "")
        (only,) = commands(rendered("github", report))
        assert only.data.startswith(f"{name}:3:38: ")
        return only.properties["file"]

    assert named("a.yaml") == "a.yaml"
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert named("a.yaml") == "sub/a.yaml"
    assert named("../b.yaml") == "b.yaml"
    assert named(str(tmp_path / "sub" / "c.yaml")) == "sub/c.yaml"
    assert named("../..name.yaml") == "..name.yaml"
    assert named("../../out.yaml") == "../../out.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "broken.yaml").write_text(BROKEN)
    (tmp_path / "clean.yaml").write_text(CLEAN)
    return tmp_path


RUNNER = {"GITHUB_ACTIONS": "true"}


def test_github_is_spoken_to_on_its_runners(folder: Path) -> None:
    done = chatlint("check", "broken.yaml", cwd=folder, environment=RUNNER)
    annotation, summary = done.stdout.splitlines()
    assert annotation.startswith("::error file=broken.yaml,line=5,")
    assert summary == "Found 1 error in 1 file (1 request)."
    asked = chatlint("check", "broken.yaml", "--format", "concise", cwd=folder, environment=RUNNER)
    assert asked.stdout.startswith("broken.yaml:5:24: ")
    elsewhere = chatlint("check", "broken.yaml", cwd=folder, environment={"GITHUB_ACTIONS": ""})
    assert elsewhere.stdout.startswith("broken.yaml:5:24 ")


def test_nothing_checked_is_said_once(folder: Path) -> None:
    (folder / "none").mkdir()
    done = chatlint("check", "none", cwd=folder, environment=RUNNER)
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.startswith("Nothing was checked")
    quiet = chatlint("check", "none", "-q", cwd=folder, environment=RUNNER)
    assert quiet.stderr.startswith("error: nothing was checked")


def test_the_summary_of_the_step_is_added_to(folder: Path) -> None:
    page = folder / "summary.md"
    page.write_text("of the steps before")
    environment = RUNNER | {"GITHUB_STEP_SUMMARY": str(page)}
    assert chatlint("check", "broken.yaml", cwd=folder, environment=environment).returncode == 1
    markdown = chatlint("check", "broken.yaml", "--format", "markdown", cwd=folder).stdout
    assert page.read_text() == f"of the steps before\n{markdown}"
    options = ("--format", "full", "--format", "github=out.txt")
    chatlint("check", "broken.yaml", *options, cwd=folder, environment=environment)
    assert page.read_text().count("### chatlint") == 2
    chatlint("check", "broken.yaml", "--format", "full", cwd=folder, environment=environment)
    assert page.read_text().count("### chatlint") == 2


def test_the_summary_of_the_step_never_gets_too_long(folder: Path) -> None:
    page = folder / "summary.md"
    page.write_bytes(b"x" * (1024 * 1024 - 10))
    environment = RUNNER | {"GITHUB_STEP_SUMMARY": str(page)}
    done = chatlint("check", "broken.yaml", cwd=folder, environment=environment)
    assert (done.returncode, page.stat().st_size) == (1, 1024 * 1024 - 10)
    assert done.stderr == "the summary of the step is full: nothing was added to it\n"


def test_a_summary_that_cannot_be_written_fails_nothing(folder: Path) -> None:
    environment = RUNNER | {"GITHUB_STEP_SUMMARY": str(folder / "gone" / "summary.md")}
    done = chatlint("check", "clean.yaml", cwd=folder, environment=environment)
    assert done.returncode == 0
    assert done.stderr.startswith("the summary of the step was not written: No such file")
