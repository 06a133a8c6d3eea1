"""The baseline: old findings are accepted, new ones are told, and it only ever shrinks."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from test_cli import BROKEN, CLEAN, chatlint

from chatlint import Linter, Source, UserError
from chatlint.baseline import Baseline, write

SPARSE = """\
InstanceId: ${INSTANCE}
ContactFlowId: ${FLOW}
ParticipantDetails: {DisplayName: ""}
Attributes:
  a: 1
  b: 1
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "broken.yaml").write_text(BROKEN)
    (tmp_path / "t" / "sparse.yaml").write_text(SPARSE)
    return tmp_path


def accept(folder: Path, *options: str) -> None:
    done = chatlint("check", "t", "--write-baseline", "b.json", *options, cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")


def run(folder: Path, *options: str, paths: tuple[str, ...] = ("t",)) -> tuple[int, Any]:
    """The exit code and the report of a run with the baseline."""
    options = ("--baseline", "b.json", "--format", "json", *options)
    done = chatlint("check", *paths, *options, cwd=folder)
    return done.returncode, json.loads(done.stdout)


def rules(report: Any) -> list[str]:
    return [each["rule"] for each in report["diagnostics"]]


def listed(folder: Path) -> list[dict[str, str]]:
    findings: list[dict[str, str]] = json.loads((folder / "b.json").read_bytes())["findings"]
    return findings


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_what_is_accepted_does_not_count(folder: Path) -> None:
    done = chatlint("check", "t", "--write-baseline", "b.json", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "4 findings in b.json\n")
    code, report = run(folder)
    assert code == 0
    assert report["diagnostics"] == []
    assert report["summary"]["baselined"] == 4
    assert report["summary"]["errors"] == 0
    shown = chatlint("check", "t", "--baseline", "b.json", cwd=folder).stdout
    assert shown == "No findings in 2 files (2 requests); 4 in the baseline.\n"


def test_the_file_is_sorted_and_says_what_it_accepts(folder: Path) -> None:
    accept(folder)
    assert [(each["path"], each["pointer"], each["rule"]) for each in listed(folder)] == [
        ("t/broken.yaml", "/ChatDurationInMinutes", "CHAT401"),
        ("t/sparse.yaml", "/Attributes/a", "CHAT104"),
        ("t/sparse.yaml", "/Attributes/b", "CHAT104"),
        ("t/sparse.yaml", "/ParticipantDetails/DisplayName", "CHAT106"),
    ]
    assert "is outside 60 to 10,080 minutes" in listed(folder)[0]["message"]


def test_writing_it_twice_gives_the_same_bytes(folder: Path) -> None:
    accept(folder)
    first = (folder / "b.json").read_bytes()
    assert first.endswith(b"}\n")
    (folder / "b.json").unlink()
    chatlint("check", "t/sparse.yaml", "t/broken.yaml", "--write-baseline", "b.json", cwd=folder)
    assert (folder / "b.json").read_bytes() == first
    # It lies in what is checked, and is no template.
    chatlint("check", ".", "--write-baseline", "b.json", cwd=folder)
    assert (folder / "b.json").read_bytes() == first


def test_nothing_found_makes_an_empty_baseline(folder: Path) -> None:
    (folder / "t" / "broken.yaml").unlink()
    (folder / "t" / "sparse.yaml").write_text(CLEAN)
    accept(folder)
    assert listed(folder) == []
    assert run(folder)[0] == 0


def test_moved_lines_change_nothing(folder: Path) -> None:
    accept(folder)
    file = folder / "t" / "sparse.yaml"
    file.write_text("# moved\n\n" + file.read_text().replace("\n", "\r\n"), newline="")
    edit(file, "ContactFlowId: ${FLOW}", "ContactFlowId: ${OTHER} # changed")
    code, report = run(folder)
    assert (code, report["diagnostics"]) == (0, [])


def test_a_new_file_is_told(folder: Path) -> None:
    accept(folder)
    (folder / "t" / "new.yaml").write_text(BROKEN)
    code, report = run(folder)
    assert code == 1
    assert [each["path"] for each in report["diagnostics"]] == ["t/new.yaml"]
    assert report["summary"]["baselined"] == 4


def test_a_changed_value_is_a_new_finding(folder: Path) -> None:
    accept(folder)
    edit(folder / "t" / "broken.yaml", "30", "31")
    code, report = run(folder)
    assert code == 1
    assert rules(report) == ["CHAT401", "CHAT903"]


def test_repeated_findings_are_counted(folder: Path) -> None:
    (folder / "t" / "broken.yaml").write_text(f"{BROKEN}---\n{BROKEN}")
    accept(folder)
    assert run(folder)[0] == 0
    (folder / "t" / "broken.yaml").write_text(f"{BROKEN}---\n{BROKEN}---\n{BROKEN}")
    assert rules(run(folder)[1]) == ["CHAT401"]
    (folder / "t" / "broken.yaml").write_text(BROKEN)
    assert rules(run(folder)[1]) == ["CHAT903"]


def test_what_is_gone_is_told_at_its_entry(folder: Path) -> None:
    accept(folder)
    edit(folder / "t" / "broken.yaml", "30", "90")
    code, report = run(folder)
    assert code == 0
    (stale,) = report["diagnostics"]
    assert (stale["rule"], stale["severity"], stale["path"]) == ("CHAT903", "note", "b.json")
    assert stale["pointer"] == "/findings/0"
    text = (folder / "b.json").read_text()
    start, end = stale["range"]["start"], stale["range"]["end"]
    assert (start["line"], start["column"]) == (4, 5)
    assert json.loads(text[start["offset"] : end["offset"]])["rule"] == "CHAT401"
    assert "CHAT401 at `/ChatDurationInMinutes` of t/broken.yaml" in stale["message"]


def test_a_file_that_became_something_else_has_no_findings(folder: Path) -> None:
    accept(folder)
    (folder / "t" / "broken.yaml").write_text("services: {}\n")
    assert rules(run(folder)[1]) == ["CHAT903"]


@pytest.mark.parametrize(
    ("options", "paths"),
    [
        ((), ("t/sparse.yaml",)),
        (("--ignore", "CHAT401"), ("t",)),
        (("--select", "CHAT104,CHAT903"), ("t",)),
        (("--ignore", "stale-baseline-entry"), ("t",)),
    ],
)
def test_what_was_not_looked_for_is_not_gone(
    folder: Path, options: tuple[str, ...], paths: tuple[str, ...]
) -> None:
    accept(folder)
    edit(folder / "t" / "broken.yaml", "30", "90")
    code, report = run(folder, *options, paths=paths)
    assert (code, report["diagnostics"]) == (0, [])


def test_what_cannot_be_read_is_not_gone(folder: Path) -> None:
    accept(folder)
    with (folder / "t" / "broken.yaml").open("a") as file:
        file.write("Attributes: {\n")
    assert rules(run(folder)[1]) == ["CHAT002"]


def test_what_a_comment_ignores_need_not_be_accepted(folder: Path) -> None:
    edit(folder / "t" / "broken.yaml", "30", "30 # chatlint: ignore[CHAT401] old")
    accept(folder)
    assert "CHAT401" not in {each["rule"] for each in listed(folder)}
    edit(folder / "t" / "broken.yaml", "# chatlint: ignore[CHAT401] old", "")
    accept(folder)
    edit(folder / "t" / "broken.yaml", "30", "30 # chatlint: ignore[CHAT401] old")
    assert rules(run(folder)[1]) == ["CHAT903"]


def test_pruning_takes_out_what_is_gone_and_adds_nothing(folder: Path) -> None:
    accept(folder)
    before = listed(folder)
    edit(folder / "t" / "broken.yaml", "30", "90")
    edit(folder / "t" / "sparse.yaml", "b: 1", "b: 2")
    done = chatlint("check", "t", "--baseline", "b.json", "--prune-baseline", cwd=folder)
    assert done.stderr == "took 2 out of b.json\n"
    assert done.returncode == 1
    assert "t/sparse.yaml:6:6 error[CHAT104]" in done.stdout
    assert "CHAT903" not in done.stdout
    assert listed(folder) == [before[1], before[3]]


def test_pruning_leaves_what_was_not_looked_for(folder: Path) -> None:
    accept(folder)
    before = (folder / "b.json").read_bytes()
    edit(folder / "t" / "broken.yaml", "30", "90")
    assert run(folder, "--prune-baseline", paths=("t/sparse.yaml",))[0] == 0
    assert (folder / "b.json").read_bytes() == before


def test_a_pruned_baseline_is_as_if_written_anew(folder: Path) -> None:
    accept(folder)
    edit(folder / "t" / "broken.yaml", "30", "90")
    run(folder, "--prune-baseline")
    pruned = (folder / "b.json").read_bytes()
    accept(folder)
    assert (folder / "b.json").read_bytes() == pruned


def test_mode_and_link_are_kept_and_nothing_is_left_behind(folder: Path) -> None:
    accept(folder)
    (folder / "b.json").rename(folder / "real.json")
    (folder / "real.json").chmod(0o600)
    (folder / "b.json").symlink_to("real.json")
    edit(folder / "t" / "broken.yaml", "30", "90")
    run(folder, "--prune-baseline")
    assert (folder / "b.json").is_symlink()
    assert len(listed(folder)) == 3
    assert stat.S_IMODE((folder / "real.json").stat().st_mode) == 0o600
    assert sorted(os.listdir(folder)) == ["b.json", "real.json", "t"]


def test_a_failing_write_leaves_the_old_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    accept(folder)
    before = (folder / "b.json").read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match="No space left on device"):
        write(str(folder / "b.json"), [])
    assert (folder / "b.json").read_bytes() == before
    assert sorted(os.listdir(folder)) == ["b.json", "t"]


def test_a_path_that_is_missing_still_fails_the_run(folder: Path) -> None:
    done = chatlint("check", "t", "nowhere", "--write-baseline", "b.json", cwd=folder)
    assert done.returncode == 2
    assert done.stderr == "error: nowhere: no such file or folder\n"
    assert len(listed(folder)) == 4


FINDING = '{"path": "a", "pointer": "/b", "rule": "CHAT401", "fingerprint": "0"}'


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", "1:1", "expected a value"),
        ("{\n  version: 1}", "2:3", "expected a key in double quotes"),
        ("[]", "1:1", 'expected a baseline with "version": 1'),
        ('{"version": 2, "findings": []}', "1:1", 'expected a baseline with "version": 1'),
        ('{"version": 1}', "1:1", 'expected a list of "findings"'),
        ('{"version": 1,\n "findings": {}}', "1:1", 'expected a list of "findings"'),
        ('{"version": 1, "findings": [\n1]}', "2:1", "expected a finding"),
        ('{"version": 1, "findings": [\n{"path": "a"}]}', "2:1", 'this finding lacks "pointer"'),
        (
            '{"version": 1, "findings": [\n{"path":\n 1}]}',
            "3:2",
            "expected text",
        ),
        (
            f'{{"version": 1, "findings": [{FINDING},\n{FINDING[:-1]}, "line": "1"}}]}}',
            f"2:{len(FINDING) + 10}",
            'a finding has no "line"',
        ),
    ],
)
def test_a_broken_baseline_is_told_with_its_place(
    folder: Path, text: str, place: str, words: str
) -> None:
    (folder / "b.json").write_text(text)
    done = chatlint("check", "t", "--baseline", "b.json", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: b.json:{place}: {words}")


def test_a_baseline_that_is_no_text_or_not_there(folder: Path) -> None:
    done = chatlint("check", "t", "--baseline", "b.json", cwd=folder)
    assert done.returncode == 2
    assert done.stderr.startswith("error: b.json: No such file or directory")
    (folder / "b.json").write_bytes(b'{"version": \xff}')
    done = chatlint("check", "t", "--baseline", "b.json", cwd=folder)
    assert done.stderr.startswith("error: b.json:1:13: byte 0xFF")


@pytest.mark.parametrize(
    "options",
    [("--baseline", "b.json", "--write-baseline", "c.json"), ("--prune-baseline",)],
)
def test_options_that_do_not_go_together(folder: Path, options: tuple[str, ...]) -> None:
    accept(folder)
    done = chatlint("check", "t", *options, cwd=folder)
    assert done.returncode == 2
    assert "Usage:" in done.stderr


def test_standard_input_is_held_against_the_baseline_too(folder: Path) -> None:
    accept(folder)
    options = ("--baseline", "b.json", "--stdin-filename", "t/broken.yaml")
    done = chatlint("check", "-", *options, cwd=folder, stdin=BROKEN.encode())
    assert done.returncode == 0
    done = chatlint("check", "-", *options, cwd=folder, stdin=CLEAN.encode())
    assert "CHAT903" in done.stdout


def test_from_python() -> None:
    source = Source("a.yaml", BROKEN)
    (found,) = Linter().check(source).diagnostics
    data = {"path": "a.yaml", "pointer": "", "rule": "CHAT401", "fingerprint": found.fingerprint}
    text = json.dumps({"version": 1, "findings": [data]})
    checked = Linter(baseline=Baseline.parse(Source("b.json", text))).check(source)
    assert checked.diagnostics == ()
    assert checked.baselined == (found,)


def test_a_big_baseline_that_lies_among_the_templates(folder: Path) -> None:
    entries = ",\n".join([FINDING.replace('"a"', '"InstanceId"')] * 5000)
    (folder / "t" / "b.json").write_text(f'{{"version": 1, "findings": [{entries}]}}')
    done = chatlint("check", "t", "--baseline", "t/b.json", "--format", "concise", cwd=folder)
    assert "b.json" not in done.stdout
    assert "CHAT401" in done.stdout
