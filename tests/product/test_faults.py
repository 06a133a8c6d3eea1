"""A fault inside chatlint: exit 2, a word on where it lies, and all other results kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command import BROKEN, CLEAN

from chatlint.linter.engine.compiled_rule import CompiledRule
from chatlint.linter.linter import Linter
from chatlint.model.source import Source
from chatlint.rules.loader import load_shipped_rules

RULES = [rule for rule in load_shipped_rules() if not rule.reader]
# Every rule has something to look at here, and many have something to say.
TEXT = """\
InstanceId: arn:aws:connect:us-east-1:123456789012:instance/x
ContactFlowId: changeme
ParticipantDetails: {DisplayName: ""}
Attributes: {Order No: 1, password: hunter2hunter2, a: jane.doe@gmail.com}
ChatDurationInMinutes: 30
SupportedMessagingContentTypes: [text/html]
InitialMessage: {ContentType: text/plain, Content: ""}
SegmentAttributes: {connect:Subtype: {ValueString: x}}
RelatedContactId: x
PersistentChat: {SourceContactId: x}
ChatStreamingConfiguration: {StreamingEndpointArn: x}
ConnectionTypes: [WEBSOCKET]
Nonsense: true
"""


@pytest.mark.parametrize(
    "error",
    [
        ValueError("hunter2"),
        pytest.param(RecursionError(), marks=pytest.mark.slow),
        pytest.param(MemoryError(), marks=pytest.mark.slow),
    ],
)
def test_a_rule_that_fails_costs_its_own_findings_in_that_file(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source("a.yaml", TEXT)
    sound = Linter().check(source)
    assert len({each.rule for each in sound.diagnostics}) > 8
    find: Any = CompiledRule.find
    for rule in RULES:

        def fail(self: CompiledRule, broken: str = rule.id) -> Any:
            if self.rule.id == broken:
                raise error
            return find.__get__(self)

        monkeypatch.setattr(CompiledRule, "find", property(fail))
        checked = Linter().check(source)
        (failure,) = checked.failures
        assert failure.path == "a.yaml"
        name = type(error).__name__
        assert failure.message.startswith(f"rule {rule.id} failed: {name} at test_faults.py:")
        assert "hunter2" not in failure.message
        found = {(each.rule, each.span) for each in checked.diagnostics}
        assert found >= {(d.rule, d.span) for d in sound.diagnostics if d.rule != rule.id}
        assert checked.rules_run == frozenset()


# What is to fail, and with what arguments chatlint is run.
PLACES = [
    ("chatlint.linter.linter.parse", ()),
    ("chatlint.linter.linter.find_requests", ()),
    ("chatlint.linter.document_linter.find_comments", ()),
    ("chatlint.linter.diagnose.build_diagnostics", ()),
    ("chatlint.linter.redaction.mask_secrets", ()),
    ("chatlint.linter.engine.engine.canonicalize", ()),
    ("chatlint.linter.file_linter.read_source", ()),
    ("chatlint.project.fix_files.fix_text", ("--fix",)),
    ("chatlint.project.fix_files.fix_text", ("--diff",)),
    ("chatlint.project.fix_files.write_file", ("--fix",)),
    ("chatlint.project.fix_files.FileFixer._record", ("--fix",)),
]
BREAK = """
import sys
from pkgutil import resolve_name
home, _, name = sys.argv.pop(1).rpartition(".")
holder = resolve_name(home)
error = getattr(__builtins__, sys.argv.pop(1))
right = getattr(holder, name)

def wrong(*given, **named):
    told = repr(given)
    if "bad.yaml" in told or "hunter2" in told:
        raise error("hunter2")
    return right(*given, **named)

setattr(holder, name, wrong)
from chatlint.__main__ import main
sys.exit(main())
"""


def broken(
    what: str, *arguments: str, cwd: Path, error: str = "RecursionError", stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run chatlint with a part that fails on ``bad.yaml``, or on what says hunter2."""
    done = subprocess.run(
        [sys.executable, "-c", BREAK, what, error, "check", "--no-cache", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "hunter2" not in done.stdout + done.stderr
    return done


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A file before and one after that on which parts of chatlint fail."""
    wrong = CLEAN.replace("InstanceId", "instanceId") + "Attributes: {a: hunter2}\n"
    (tmp_path / "bad.yaml").write_text(wrong)
    (tmp_path / "a.yaml").write_text(BROKEN)
    (tmp_path / "c.yaml").write_text(BROKEN)
    return tmp_path


@pytest.mark.parametrize(
    "error", ["RecursionError", pytest.param("MemoryError", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize(("what", "options"), PLACES)
def test_a_part_that_fails_costs_that_file(
    folder: Path, what: str, options: tuple[str, ...], error: str
) -> None:
    report_to = ("--format", "json=report.json")
    done = broken(what, *options, *report_to, ".", cwd=folder, error=error)
    report = json.loads((folder / "report.json").read_text())
    (failure,) = report["failures"]
    assert (done.returncode, failure["path"]) == (2, "bad.yaml")
    assert failure["message"].startswith(f"internal error, please report it: {error} at ")
    assert {each["path"] for each in report["diagnostics"]} >= {"a.yaml", "c.yaml"}
    assert sorted(os.listdir(folder)) == ["a.yaml", "bad.yaml", "c.yaml", "report.json"]


def test_a_fault_is_told_of_standard_input_as_of_a_file(folder: Path) -> None:
    options = ("--format", "concise", "-", "--stdin-filename", "bad.yaml")
    done = broken("chatlint.linter.linter.parse", *options, cwd=folder, stdin=CLEAN)
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.startswith("bad.yaml: failed: internal error, please report it: Recursion")


@pytest.mark.parametrize(
    "what",
    [
        "chatlint.project.project.discover_files",
        "chatlint.project.project.Project.run",
        "chatlint.reports.full.render",
        "chatlint.project.project.Project._build_report",
    ],
)
@pytest.mark.parametrize(
    "error",
    [
        "KeyError",
        "MemoryError",
        pytest.param("OSError", marks=pytest.mark.slow),
        pytest.param("AssertionError", marks=pytest.mark.slow),
    ],
)
def test_a_fault_elsewhere_is_told_in_a_line(folder: Path, what: str, error: str) -> None:
    done = broken(what, "bad.yaml", cwd=folder, error=error)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: internal error, please report it: {error} at <string>:")
    assert done.stderr.count("\n") == 1
