"""The formats json and jsonl, by the schema that chatlint prints for them."""

from __future__ import annotations

import json
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command import BROKEN, CLEAN, chatlint
from project import ROOT
from reports_fixture import REPORT, rendered

from chatlint.cli.report_schema import SCHEMA


def closed(schema: Any) -> Any:
    """``schema`` that bears no key it does not name."""
    if isinstance(schema, Mapping):
        more = {"additionalProperties": False} if "properties" in schema else {}
        return {key: closed(value) for key, value in schema.items()} | more
    return [closed(each) for each in schema] if isinstance(schema, list) else schema


CLOSED = closed(SCHEMA)
LINE = {"anyOf": [{"$ref": "#/definitions/diagnostic"}, {"$ref": "#/definitions/failure"}]}
LINE["definitions"] = CLOSED["definitions"]


def lines(text: str) -> Iterator[Any]:
    assert text.endswith("\n")
    for line in text.splitlines():
        record = json.loads(line)
        jsonschema.validate(record, LINE)
        yield record


def test_the_schema_is_one_and_is_printed() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert json.loads(chatlint("schema", "report", cwd=ROOT).stdout) == SCHEMA


def test_json_is_what_the_schema_says() -> None:
    jsonschema.validate(json.loads(rendered("json")), CLOSED)
    done = chatlint("check", "--format", "json", "examples", "no such.yaml", cwd=ROOT)
    report = json.loads(done.stdout)
    jsonschema.validate(report, CLOSED)
    assert any(each["fix"] for each in report["diagnostics"])
    assert any(each["related"] for each in report["diagnostics"])
    assert report["failures"]


@pytest.mark.parametrize(
    "broken",
    [
        {"version": 2},
        {"diagnostics": [{}]},
        {"summary": {}},
        {"failures": [{"path": "a"}]},
        {"more": 1},
    ],
)
def test_the_schema_refuses_what_is_no_report(broken: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(rendered("json")) | broken, CLOSED)


def test_a_line_of_jsonl_is_what_json_has() -> None:
    report = json.loads(rendered("json"))
    told = list(lines(rendered("jsonl")))
    assert told == report["diagnostics"] + report["failures"]
    assert len(told) == sum(len(each.diagnostics) for each in REPORT.checked) + 1


# Checks b.yaml only when a line comes on standard input.
WAITING = """
import sys
from chatlint.__main__ import main
from chatlint.project.file_checker import FileChecker

check = FileChecker.check

def waiting(self, file, data=None):
    if file.path == "b.yaml":
        assert sys.stdin.readline()
    return check(self, file, data)

FileChecker.check = waiting
sys.argv[0] = "chatlint"
sys.exit(main())
"""


def test_lines_come_while_the_run_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(BROKEN)
    (tmp_path / "b.yaml").write_text(BROKEN)
    command = [sys.executable, "-c", WAITING, "check", "--format", "jsonl", ".", "gone.yaml"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        try:
            ready, _, _ = select.select([run.stdout], [], [], 60)
            assert ready, "nothing was written before the last file was checked"
            first = json.loads(run.stdout.readline())
            run.stdin.write("\n")
            run.stdin.close()
            rest = list(lines(run.stdout.read()))
        finally:
            run.kill()
    assert first["path"] == "a.yaml"
    assert [each["path"] for each in rest] == ["b.yaml", "gone.yaml"]
    assert rest[1]["message"] == "no such file or folder"


def test_a_stream_and_a_file_hold_the_same(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.yaml").write_text(BROKEN)
    (tmp_path / "baseline.json").write_text('{"version": 1, "findings": []}')
    options = ("--format", "jsonl", "--format", "json=r.json", "--baseline", "baseline.json")
    stream = chatlint("check", "gone.yaml", ".", *options, cwd=tmp_path).stdout
    report = json.loads((tmp_path / "r.json").read_text())
    assert list(lines(stream)) == report["diagnostics"] + report["failures"]
    chatlint("check", "gone.yaml", ".", "--format", "jsonl=r.jsonl", cwd=tmp_path)
    assert (tmp_path / "r.jsonl").read_text() == stream


def test_nothing_is_streamed_that_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(BROKEN)
    done = chatlint("check", "--format", "jsonl", "--diff", "--unsafe-fixes", ".", cwd=tmp_path)
    assert done.stdout.startswith("---")
    assert '"rule"' not in done.stdout


def test_standard_input_gives_lines_as_well(tmp_path: Path) -> None:
    done = chatlint("check", "--format", "jsonl", "-", cwd=tmp_path, stdin=BROKEN.encode())
    assert [each["path"] for each in lines(done.stdout)] == ["<stdin>"]


def test_a_clean_run_has_no_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CLEAN)
    done = chatlint("check", "--format", "jsonl", ".", cwd=tmp_path)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
