"""The baseline: old findings are accepted, new ones are told, and it only ever shrinks."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command import BROKEN, CLEAN, chatlint
from project import git

from chatlint import Linter, Source, UserError
from chatlint.linter.suppression.baseline import Baseline, write_baseline
from chatlint.project.resolver import FileSettings

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
    done = chatlint("check", "t", "--write-baseline", "--baseline", "b.json", *options, cwd=folder)
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
    done = chatlint("check", "t", "--write-baseline", "--baseline", "b.json", cwd=folder)
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
    chatlint(
        "check",
        "t/sparse.yaml",
        "t/broken.yaml",
        "--write-baseline",
        "--baseline",
        "b.json",
        cwd=folder,
    )
    assert (folder / "b.json").read_bytes() == first
    # It lies in what is checked, and is no template.
    chatlint("check", ".", "--write-baseline", "--baseline", "b.json", cwd=folder)
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
        write_baseline(str(folder / "b.json"), [])
    assert (folder / "b.json").read_bytes() == before
    assert sorted(os.listdir(folder)) == ["b.json", "t"]


def test_a_path_that_is_missing_still_fails_the_run(folder: Path) -> None:
    done = chatlint("check", "t", "nowhere", "--write-baseline", "--baseline", "b.json", cwd=folder)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "error: nowhere: no such file or folder",
        "error: no baseline was written; --baseline FILE says where one goes",
    ]
    assert not (folder / "b.json").exists()


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


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            '{"version":1,"findings":[]' + ',"k":1' * 300_000 + "}", marks=pytest.mark.slow
        ),
        pytest.param(
            '{"version":1,"findings":[' + "[]," * 700_000 + "[]]}", marks=pytest.mark.slow
        ),
        '{"version":1,"findings":[' + " " * 16 * 1024 * 1024 + "]}",
        "[" * 100_000,
    ],
    ids=["keys", "items", "blanks", "deep"],
)
def test_a_baseline_cannot_be_endless(folder: Path, text: str) -> None:
    (folder / "b.json").write_text(text)
    done = chatlint("check", "t", "--baseline", "b.json", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: b.json: too big; a baseline may have 40,000 findings")


def test_a_baseline_may_be_as_long_as_it_is_said_to_be(folder: Path) -> None:
    text = f'{{"version": 1, "findings": [{FINDING}{f",{FINDING}" * 39_999}]}}'
    assert len(Baseline.parse(Source("b.json", text)).findings) == 40_000


def test_no_baseline_is_written_that_cannot_be_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatlint.linter.suppression.baseline._MOST_FINDINGS", 1)
    monkeypatch.chdir(folder)
    text = f"{CLEAN}ChatDurationInMinutes: 20\nNonsense: 1\n"
    found = Linter().check(Source("t/a.yaml", text)).diagnostics
    with pytest.raises(UserError, match=f"too much for a baseline: {len(found)} findings"):
        write_baseline("b.json", [("t/a.yaml", each) for each in found])
    assert not (folder / "b.json").exists()


def test_a_baseline_that_is_no_text_or_not_there(folder: Path) -> None:
    done = chatlint("check", "t", "--baseline", "b.json", cwd=folder)
    assert done.returncode == 2
    assert done.stderr.startswith("error: b.json: No such file or directory")
    (folder / "b.json").write_bytes(b'{"version": \xff}')
    done = chatlint("check", "t", "--baseline", "b.json", cwd=folder)
    assert done.stderr.startswith("error: b.json:1:13: byte 0xFF")


@pytest.mark.parametrize(
    "options",
    [
        ("--since", "HEAD", "--write-baseline"),
        ("--prune-baseline",),
        ("--baseline", "b.json", "--write-baseline", "--prune-baseline"),
        ("--show-files", "--fix"),
        ("--show-files", "--diff"),
        ("--show-files", "--add-ignore=x"),
    ],
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


def test_settings_accept_what_the_baseline_lists() -> None:
    source = Source("a.yaml", BROKEN)
    (found,) = Linter().check(source).diagnostics
    data = {"path": "a.yaml", "pointer": "", "rule": "CHAT401", "fingerprint": found.fingerprint}
    text = json.dumps({"version": 1, "findings": [data]})
    baseline = Baseline.parse(Source("b.json", text))
    settings = FileSettings(b"", Linter, None, baseline, is_cacheable=False)
    checked = settings.accept(settings.linter.check(source))
    assert checked.diagnostics == ()
    assert checked.baselined == (found,)


def test_a_big_baseline_that_lies_among_the_templates(folder: Path) -> None:
    entries = ",\n".join([FINDING.replace('"a"', '"InstanceId"')] * 5000)
    (folder / "t" / "b.json").write_text(f'{{"version": 1, "findings": [{entries}]}}')
    done = chatlint("check", "t", "--baseline", "t/b.json", "--format", "concise", cwd=folder)
    assert "b.json" not in done.stdout
    assert "CHAT401" in done.stdout


# -- where files are -----------------------------------------------------------------------------


@pytest.fixture
def repository(folder: Path) -> Path:
    git("init", "-q", cwd=folder)
    return folder


def fingerprints(report: Any) -> list[str]:
    return [each["fingerprint"] for each in report["diagnostics"]]


def test_a_folder_below_is_as_good_a_place_to_run_from(repository: Path) -> None:
    accept(repository)
    written = (repository / "b.json").read_bytes()
    below = repository / "t"
    done = chatlint("check", "--baseline", "../b.json", "--format", "json", cwd=below)
    assert done.returncode == 0
    assert json.loads(done.stdout)["summary"]["baselined"] == 4
    chatlint("check", "--write-baseline", "--baseline", "../b.json", cwd=below)
    assert (repository / "b.json").read_bytes() == written
    here = chatlint("check", "--format", "json", cwd=below).stdout
    above = chatlint("check", "t", "--format", "json", cwd=repository).stdout
    assert fingerprints(json.loads(here)) == fingerprints(json.loads(above))


def test_what_a_configuration_names_counts_from_below(repository: Path) -> None:
    (repository / ".chatlint.yaml").write_text("baseline: b.json\n")
    done = chatlint("check", "--write-baseline", cwd=repository / "t")
    assert (done.returncode, done.stdout) == (0, "4 findings in ../b.json\n")
    for place in (repository, repository / "t"):
        assert chatlint("check", cwd=place).returncode == 0
    edit(repository / "t" / "broken.yaml", "30", "90")
    done = chatlint("check", "--prune-baseline", cwd=repository / "t")
    assert (done.returncode, done.stderr) == (0, "took 1 out of ../b.json\n")
    assert len(listed(repository)) == 3


def test_a_file_by_another_path_is_the_same_file(repository: Path) -> None:
    accept(repository)
    (repository / "link").symlink_to("t")
    absolute = str(repository / "t" / "broken.yaml")
    for path in (absolute, "link/broken.yaml", "t/../t/broken.yaml"):
        assert run(repository, paths=(path,))[1]["summary"]["baselined"] == 1


def test_what_was_in_a_deleted_file_is_gone(folder: Path) -> None:
    accept(folder)
    (folder / "t" / "broken.yaml").unlink()
    code, report = run(folder)
    assert (code, rules(report)) == (0, ["CHAT903"])
    assert (
        "CHAT401 at `/ChatDurationInMinutes` of t/broken.yaml"
        in (report["diagnostics"][0]["message"])
    )
    done = chatlint("check", "t", "--baseline", "b.json", "--prune-baseline", cwd=folder)
    assert done.stderr == "took 1 out of b.json\n"
    assert [each["path"] for each in listed(folder)] == ["t/sparse.yaml"] * 3


def test_a_deleted_file_elsewhere_was_not_looked_for(folder: Path) -> None:
    (folder / "u").mkdir()
    (folder / "u" / "more.yaml").write_text(BROKEN)
    chatlint("check", ".", "--write-baseline", "--baseline", "b.json", cwd=folder)
    (folder / "u" / "more.yaml").unlink()
    assert rules(run(folder)[1]) == []
    assert rules(run(folder, paths=("t/broken.yaml", "t/sparse.yaml"))[1]) == []
    assert rules(run(folder, paths=(".",))[1]) == ["CHAT903"]


# -- where the baseline is -----------------------------------------------------------------------


def test_nothing_but_a_baseline_is_written_over(folder: Path) -> None:
    done = chatlint("check", "--write-baseline", "--baseline", "t/broken.yaml", cwd=folder)
    assert done.returncode == 2
    assert "it is not written over" in done.stderr
    assert (folder / "t" / "broken.yaml").read_text() == BROKEN


def test_a_baseline_nobody_named_is_named_in_the_configuration(folder: Path) -> None:
    done = chatlint("check", "--write-baseline", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "4 findings in chatlint-baseline.json\n.chatlint.yaml names it\n"
    assert (folder / ".chatlint.yaml").read_text() == "baseline: chatlint-baseline.json\n"
    assert chatlint("check", cwd=folder).returncode == 0
    done = chatlint("check", "--write-baseline", cwd=folder)
    assert done.stdout == "4 findings in chatlint-baseline.json\n"


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (".chatlint.yaml", "", "baseline: chatlint-baseline.json\n"),
        (
            ".chatlint.yaml",
            "# ours\nfail-on: error # for now",
            "# ours\nfail-on: error # for now\nbaseline: chatlint-baseline.json\n",
        ),
        (
            ".chatlint.yaml",
            "# One.\r\n# baseline: chatlint-baseline.json\r\n\r\n# fail-on: error\r\n",
            "# One.\r\nbaseline: chatlint-baseline.json\r\n\r\n# fail-on: error\r\n",
        ),
        (
            ".chatlint.yaml",
            "\ufefffail-on: error\r\n",
            "\ufefffail-on: error\r\nbaseline: chatlint-baseline.json\r\n",
        ),
        (
            "pyproject.toml",
            '[tool.chatlint] # ours\nfail-on = "error"\n[tool.other]\n',
            '[tool.chatlint] # ours\nbaseline = "chatlint-baseline.json"\n'
            'fail-on = "error"\n[tool.other]\n',
        ),
    ],
)
def test_the_rest_of_the_configuration_stays(
    folder: Path, name: str, before: str, after: str
) -> None:
    (folder / name).write_text(before, newline="")
    assert chatlint("check", "--write-baseline", cwd=folder).returncode == 0
    assert (folder / name).read_bytes().decode() == after
    assert chatlint("check", cwd=folder).returncode == 0


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        (".chatlint.yaml", "{fail-on: error}\n", "baseline: chatlint-baseline.json"),
        (".chatlint.yaml", "fail-on: error\n...\n", "baseline: chatlint-baseline.json"),
        ("pyproject.toml", 'tool.chatlint.fail-on = "error"\n', "below [tool.chatlint] baseline ="),
    ],
)
def test_a_configuration_written_otherwise_is_left_alone(
    folder: Path, name: str, text: str, line: str
) -> None:
    (folder / name).write_text(text)
    done = chatlint("check", "--write-baseline", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        f"error: {name}: nothing can be added to how this is written; put"
    )
    assert line in done.stderr
    assert sorted(os.listdir(folder)) == [name, "t"]
    assert (folder / name).read_text() == text


def test_without_a_configuration_that_counts_a_name_is_wanted(folder: Path) -> None:
    done = chatlint("check", "--isolated", "--write-baseline", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "leave out --isolated" in done.stderr


def test_without_a_baseline_its_code_is_not_read(folder: Path) -> None:
    program = (
        "import sys; from chatlint.cli.main import cli\n"
        "cli.main(['check', 't'], standalone_mode=False)\n"
        "assert not {'chatlint.linter.suppression.baseline', 'chatlint.project.accept_findings'} "
        "& set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, check=False)
    assert done.returncode == 0
