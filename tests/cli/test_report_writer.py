"""What surrounds the formats: which modules are read, where failures are told, what is counted."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from command import BROKEN, CLEAN, chatlint

from chatlint.reports import FORMATS

BUILT_ON = {"jsonl": {"json"}, "github": {"concise", "markdown"}}
MANY = BROKEN + "Attributes: {a: 1, b: 1}\nCustomerId: c-1\n"


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_is_imported_but_the_one_in_use(name: str, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(BROKEN)
    expected = {f"reports.{each}" for each in {name} | BUILT_ON.get(name, set())}
    modules = imported("--format", name, cwd=tmp_path)
    assert modules & {f"reports.{each}" for each in FORMATS} == expected


def test_a_clean_file_needs_neither_statistics_nor_a_bar(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(CLEAN)
    unneeded = {"cli.progress", "cli.report_schema", "linter.suppression.baseline"}
    assert not imported(cwd=tmp_path) & unneeded


def imported(*options: str, cwd: Path) -> set[str]:
    """The modules of chatlint that it takes to check ``one.yaml``."""
    code = (
        "import sys; from chatlint.cli.main import run; sys.argv[0] = 'chatlint'; run();"
        "print(*(each for each in sys.modules if each.startswith('chatlint.')), file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, "check", *options, "one.yaml"]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True)
    return {each.removeprefix("chatlint.") for each in done.stderr.splitlines()[-1].split()}


@pytest.mark.parametrize("name", FORMATS)
def test_the_order_of_the_paths_does_not_matter(name: str, tmp_path: Path) -> None:
    for file in ("a.yaml", "b.yaml", "c.yaml", "d.yaml"):
        (tmp_path / file).write_text(CLEAN if file == "c.yaml" else MANY)
    paths = ["b.yaml", "gone", "d.yaml", "a.yaml", "c.yaml", "away"]
    one = chatlint("check", "--format", name, *paths, cwd=tmp_path).stdout
    assert one
    assert chatlint("check", "--format", name, *reversed(paths), cwd=tmp_path).stdout == one


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--format", "sarif=r.sarif"), True),
        (("--format", "gitlab"), True),
        (("--diff",), True),
        (("--format", "full"), False),
        (("--format", "json", "--format", "gitlab=r.json"), False),
    ],
)
def test_a_failure_is_told_on_one_of_the_two(
    options: tuple[str, ...], told: bool, tmp_path: Path
) -> None:
    (tmp_path / "a.yaml").write_text(CLEAN)
    done = chatlint("check", *options, "a.yaml", "gone", cwd=tmp_path)
    assert done.returncode == 2
    assert ("error: gone: no such file or folder\n" in done.stderr) is told
    assert ("no such file or folder" in done.stdout) is not told


STATISTICS = """\
4  CHAT104  wrong-type             error    [fix]
2  CHAT401  duration-out-of-range  error    [unsafe fix]
2  CHAT406  literal-customer-id    warning
"""
SUMMARY = "Found 6 errors and 2 warnings in 2 files (2 requests).\n"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), f"{STATISTICS}\n{SUMMARY}"),
        (("--quiet",), STATISTICS),
        (("--format", "full", "--format", "json=r.json"), f"{STATISTICS}\n{SUMMARY}"),
        (("--format", "json=r.json"), f"{STATISTICS}\n{SUMMARY}"),
        (("--format", "concise"), STATISTICS),
    ],
)
def test_statistics_count_findings_by_rule(
    options: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    (tmp_path / "a.yaml").write_text(MANY)
    (tmp_path / "b.yaml").write_text(MANY)
    done = chatlint("check", "--statistics", *options, ".", cwd=tmp_path)
    assert (done.stdout, done.stderr, done.returncode) == (expected, "", 1)


def test_statistics_of_nothing_are_a_summary(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CLEAN)
    done = chatlint("check", "--statistics", ".", cwd=tmp_path)
    assert done.stdout == "No findings in 1 file (1 request).\n"


def test_statistics_are_no_machine_format(tmp_path: Path) -> None:
    done = chatlint("check", "--statistics", "--format", "sarif", ".", cwd=tmp_path)
    assert done.returncode == 2
    assert "--statistics goes with the formats full and concise." in done.stderr


def on_terminal(patience: float, folder: Path, *options: str, **environment: str) -> str:
    """What standard error, a terminal, gets to see; a bar appears after ``patience`` seconds."""
    code = (
        f"import sys; from chatlint.cli import progress; progress.PATIENCE = {patience};"
        "from chatlint.__main__ import main; sys.argv[0] = 'chatlint'; sys.exit(main())"
    )
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name != "CI"}
    with subprocess.Popen(
        [sys.executable, "-c", code, "check", "--fail-on", "never", ".", *options],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=theirs if "jsonl" in options else subprocess.DEVNULL,
        stderr=theirs,
        env=kept | {"TERM": "xterm"} | environment,
    ) as run:
        os.close(theirs)
        seen = b""
        try:
            while chunk := os.read(ours, 1024):
                seen += chunk
        except OSError:  # what Linux says of a terminal whose other end is closed
            pass
    os.close(ours)
    assert run.returncode == 0
    return seen.decode()


@pytest.fixture
def several(tmp_path: Path) -> Path:
    for number in range(5):
        (tmp_path / f"{number}.yaml").write_text(BROKEN)
    return tmp_path


def test_a_long_run_shows_how_far_it_is(several: Path) -> None:
    seen = on_terminal(0, several)
    assert re.findall(r"(\d)/5", seen)[-1] == "5"
    assert "Checking" in seen
    assert seen.endswith("\x1b[?25h\r\n"), "the cursor is shown again"


@pytest.mark.parametrize(
    ("patience", "options", "environment"),
    [
        (3600, (), {}),
        (0, (), {"CI": "true"}),
        (0, ("--format", "jsonl"), {}),
    ],
    ids=["a short run", "in a pipeline", "where findings are written as they come"],
)
def test_there_is_no_bar(
    patience: float, options: tuple[str, ...], environment: Mapping[str, str], several: Path
) -> None:
    seen = on_terminal(patience, several, *options, **environment)
    assert "Checking" not in seen
    assert seen.count('"rule"') == (5 if options else 0)


def test_there_is_no_bar_in_a_file(several: Path) -> None:
    assert chatlint("check", ".", cwd=several).stderr == ""


@pytest.mark.parametrize("name", ["a.yaml", "t/../a.yaml", "link.yaml"])
@pytest.mark.parametrize("text", [CLEAN, BROKEN])
def test_no_report_takes_the_place_of_what_was_checked(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / "a.yaml").write_text(text)
    (tmp_path / "link.yaml").symlink_to("a.yaml")
    done = chatlint("check", f"--format=json={name}", ".", cwd=tmp_path)
    told = f"error: {name}: was checked, so no report is written there\n"
    assert (done.returncode, done.stderr) == (2, told)
    assert (tmp_path / "a.yaml").read_text() == text


def test_a_report_may_take_the_place_of_an_old_one(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(BROKEN)
    reports = []
    for _ in range(2):
        assert chatlint("check", "--format=json=r.json", ".", cwd=tmp_path).returncode == 1
        reports.append(json.loads((tmp_path / "r.json").read_text())["diagnostics"])
    assert reports[0] == reports[1] != []


def test_two_reports_need_two_files(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CLEAN)
    done = chatlint("check", "--format=json=o", "--format=sarif=./o", "a.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("Error: two formats go to one file.\n")
    assert not (tmp_path / "o").exists()
