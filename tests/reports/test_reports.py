"""What the formats full, concise and json make of a report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from textwrap import dedent
from typing import Any

import pytest
from click import unstyle

from chatlint.model.diagnostic import Diagnostic, Edit, Failure, Fix, Location, Related, Severity
from chatlint.model.result import FileResult
from chatlint.model.source import Source, Span
from chatlint.reports import load_renderer
from chatlint.reports.report import Report
from chatlint.reports.style import Style
from chatlint.version import VERSION

TEMPLATE = Source(
    "templates/a.yaml",
    "InstanceId: ${INSTANCE}\n"
    "ContactFlowId: ${FLOW}\n"
    "ParticipantDetails: {DisplayName: 漢}\n"
    "ChatDurationInMinutes: 30\n"
    "ChatDurationInMinutes: 90\n",
)
REMOVE = Fix("Leave it out", (Edit(Span(84, 110), ""),), safe=False)
PLAIN = Style()


def finding(source: Source, span: tuple[int, int], **others: Any) -> Diagnostic:
    plain = Diagnostic(
        source_name=source.name,
        span=Span(*span),
        rule="CHAT401",
        name="duration-out-of-range",
        severity=Severity.ERROR,
        message="`30` is outside 60 to 10,080 minutes",
        url="https://docs.aws.amazon.com/",
        location=Location(0, "/ChatDurationInMinutes"),
        related=(),
        fix=None,
        fingerprint="ffff",
    )
    return plain._replace(**others)


TWICE = finding(
    TEMPLATE,
    (110, 131),
    rule="CHAT003",
    name="duplicate-key",
    severity=Severity.WARNING,
    message="`ChatDurationInMinutes` is given twice",
    related=(Related("first given here", TEMPLATE.name, Span(84, 105)),),
)
SHORT = finding(TEMPLATE, (107, 109), fix=REMOVE)


def checked(source: Source, *diagnostics: Diagnostic) -> FileResult:
    return FileResult(source, 1, diagnostics)


def report(*files: FileResult, left_out: int = 0, failures: Sequence[Failure] = ()) -> Report:
    empty = tuple((f"{number}.yaml", "no request") for number in range(left_out))
    requests = sum(file.requests for file in files)
    return Report(files, (), requests, empty, failures, "1.44.5")


def text(name: str, given_report: Report, style: Style = PLAIN) -> str:
    return "".join(load_renderer(name)(given_report, style))


def block(written: str) -> str:
    """A block written with a margin of one bar, so that leading blanks can be seen."""
    lines = dedent(written).strip("\n").splitlines()
    return "".join(f"{line[1:]}\n" for line in lines)


PROBLEMS = report(
    checked(TEMPLATE, SHORT, TWICE),
    left_out=1,
    failures=[Failure("c.yaml", "Permission denied")],
)


def test_full() -> None:
    assert text("full", PROBLEMS) == block(
        """
        !templates/a.yaml:4:24 error[CHAT401] `30` is outside 60 to 10,080 minutes
        !   |
        ! 4 | ChatDurationInMinutes: 30
        !   |                        ^^
        !   = fix: Leave it out (unsafe)
        !   = help: chatlint explain CHAT401
        !
        !templates/a.yaml:5:1 warning[CHAT003] `ChatDurationInMinutes` is given twice
        !   |
        ! 5 | ChatDurationInMinutes: 90
        !   | ^^^^^^^^^^^^^^^^^^^^^
        !   = help: chatlint explain CHAT003
        !note: first given here
        !  --> templates/a.yaml:4:1
        !   |
        ! 4 | ChatDurationInMinutes: 30
        !   | ^^^^^^^^^^^^^^^^^^^^^
        !
        !c.yaml: failed: Permission denied
        !
        !Found 1 error and 1 warning in 1 file (1 request); 1 file without a request left out; \
1 failure.
        """
    )


def test_full_lines_notes_up_with_wide_line_numbers() -> None:
    source = Source("a.yaml", "\n" * 99 + "a: 1")
    safe = Fix("Leave it out", (Edit(Span(99, 103), ""),), safe=True)
    found = finding(source, (102, 103), message="no", fix=safe)
    assert text("full", report(checked(source, found)), Style(quiet=True)) == block(
        """
        !a.yaml:100:4 error[CHAT401] no
        !     |
        ! 100 | a: 1
        !     |    ^
        !     = fix: Leave it out
        !     = help: chatlint explain CHAT401
        """
    )


def test_concise() -> None:
    assert text("concise", PROBLEMS) == block(
        """
        !templates/a.yaml:4:24: error[CHAT401] `30` is outside 60 to 10,080 minutes
        !templates/a.yaml:5:1: warning[CHAT003] `ChatDurationInMinutes` is given twice
        !c.yaml: failed: Permission denied
        """
    )


@pytest.mark.parametrize("name", ["full", "concise"])
def test_color_decorates_and_changes_no_text(name: str) -> None:
    colored = text(name, PROBLEMS, Style(color=True))
    assert "\x1b[31m\x1b[1merror[CHAT401]\x1b[0m" in colored
    assert colored.startswith("\x1b[1mtemplates/a.yaml:4:24")
    assert unstyle(colored) == text(name, PROBLEMS)


@pytest.mark.parametrize(
    ("severities", "expected"),
    [
        ("EEEWN", "Found 3 errors, 1 warning and 1 note in 1 file (1 request).\n"),
        ("NN", "Found 2 notes in 1 file (1 request).\n"),
        ("", "No findings in 1 file (1 request).\n"),
        ("E" * 1234, "Found 1,234 errors in 1 file (1 request).\n"),
    ],
)
def test_the_summary_counts_all_findings(severities: str, expected: str) -> None:
    levels = {"E": Severity.ERROR, "W": Severity.WARNING, "N": Severity.NOTE}
    found = [finding(TEMPLATE, (0, 1), severity=levels[letter]) for letter in severities]
    assert text("full", report(checked(TEMPLATE, *found))).splitlines(True)[-1] == expected


@pytest.mark.parametrize(
    ("given_report", "expected"),
    [
        (
            Report((), ("a.yaml",) * 1200, 1400, (), (), ""),
            "No findings in 1,200 files (1,400 requests).\n",
        ),
        (
            Report((), ("d", "e"), 3, (("a", ""), ("b", ""), ("c", "")), (), ""),
            "No findings in 2 files (3 requests); 3 files without a request left out.\n",
        ),
        (
            report(left_out=3),
            "Nothing was checked: no StartChatContact request was found in 3 files.\n",
        ),
        (report(), "Nothing was checked: no StartChatContact request was found in 0 files.\n"),
        (
            report(failures=[Failure("a", "gone"), Failure("b", "gone")]),
            "a: failed: gone\nb: failed: gone\n\n2 failures.\n",
        ),
    ],
)
def test_the_summary_when_nothing_was_found(given_report: Report, expected: str) -> None:
    assert text("full", given_report) == expected


def test_findings_without_a_request_are_no_empty_run() -> None:
    source = Source("b.yaml", "")
    only = FileResult(source, 0, (finding(source, (0, 0)),))
    summary = text("full", report(only)).splitlines()[-1]
    assert summary == "Found 1 error in 1 file (0 requests)."


def test_quiet_leaves_the_summary_out() -> None:
    assert text("full", report(checked(TEMPLATE)), Style(quiet=True)) == ""


@pytest.mark.parametrize("name", ["full", "concise"])
@pytest.mark.parametrize(
    ("count", "rest"),
    [
        (200, None),
        (201, "templates/a.yaml: 1 more finding not shown"),
        (1400, "templates/a.yaml: 1,200 more findings not shown"),
    ],
)
def test_at_most_200_findings_of_a_file_are_shown(name: str, count: int, rest: str | None) -> None:
    many = checked(TEMPLATE, *[finding(TEMPLATE, (0, 1))] * count)
    other = Source("z.yaml", "a: 1")
    lines = text(name, report(many, checked(other, finding(other, (0, 1))))).splitlines()
    assert sum(line.startswith("templates/a.yaml:1:1") for line in lines) == 200
    assert [line for line in lines if "not shown" in line] == ([rest] if rest else [])
    assert any(line.startswith("z.yaml:1:1") for line in lines)


def test_json() -> None:
    inner = SHORT._replace(location=Location(2, "/Input", "/ChatDurationInMinutes"))
    failures = [Failure("c.yaml", "Permission denied")]
    result = json.loads(text("json", report(checked(TEMPLATE, inner, TWICE), failures=failures)))
    assert result == json.loads(EXPECTED_JSON.replace("VERSION", VERSION))


EXPECTED_JSON = """{
  "version": 1,
  "tool": {"name": "chatlint", "version": "VERSION", "api_model": "1.44.5"},
  "summary": {"files": 1, "requests": 1, "errors": 1, "warnings": 1, "notes": 0,
              "suppressed": 0, "baselined": 0, "since": null, "older": 0},
  "diagnostics": [
    {
      "rule": "CHAT401", "name": "duration-out-of-range", "severity": "error",
      "message": "`30` is outside 60 to 10,080 minutes", "url": "https://docs.aws.amazon.com/",
      "path": "templates/a.yaml", "document": 2,
      "pointer": "/Input", "inner": "/ChatDurationInMinutes",
      "range": {"start": {"line": 4, "column": 24, "offset": 107},
                "end": {"line": 4, "column": 26, "offset": 109}},
      "related": [],
      "fix": {
        "title": "Leave it out", "safe": false,
        "edits": [{"range": {"start": {"line": 4, "column": 1, "offset": 84},
                             "end": {"line": 5, "column": 1, "offset": 110}}, "text": ""}]
      },
      "by_hand": null, "fingerprint": "ffff"
    },
    {
      "rule": "CHAT003", "name": "duplicate-key", "severity": "warning",
      "message": "`ChatDurationInMinutes` is given twice", "url": "https://docs.aws.amazon.com/",
      "path": "templates/a.yaml", "document": 0,
      "pointer": "/ChatDurationInMinutes", "inner": null,
      "range": {"start": {"line": 5, "column": 1, "offset": 110},
                "end": {"line": 5, "column": 22, "offset": 131}},
      "related": [{"message": "first given here", "path": "templates/a.yaml",
                   "range": {"start": {"line": 4, "column": 1, "offset": 84},
                             "end": {"line": 4, "column": 22, "offset": 105}}}],
      "fix": null,
      "by_hand": null, "fingerprint": "ffff"
    }
  ],
  "failures": [{"path": "c.yaml", "message": "Permission denied"}]
}"""


def test_json_is_laid_out_for_people_too_and_holds_all_findings() -> None:
    result = text("json", report(checked(TEMPLATE, *[SHORT] * 300)))
    assert result.startswith('{\n  "version": 1,\n  "tool": {\n    "name": "chatlint",\n')
    assert result.endswith("}\n")
    assert len(json.loads(result)["diagnostics"]) == 300


def test_json_keeps_what_it_escapes() -> None:
    odd = "##[error]##vso[x] ###[ \x7f\x1b[31m \ud800 漢"
    result = text("json", report(failures=[Failure(odd, odd)]))
    assert json.loads(result)["failures"] == [{"path": odd, "message": odd}]
    assert "##" not in result
    assert "\x7f" not in result
