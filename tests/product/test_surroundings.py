"""The same result wherever and however chatlint runs, and order where things go missing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from command import AS_ANYBODY, BROKEN, CLEAN
from effort import mostly_slow

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="shell and signals of Linux")


def chatlint(
    *arguments: str,
    cwd: Path,
    python: Sequence[str] = (),
    variables: Mapping[str, str] | None = None,
    stdin: bytes = b"",
) -> tuple[int, bytes, bytes]:
    """What a run in an almost empty environment comes to."""
    done = subprocess.run(
        [*AS_ANYBODY, sys.executable, *python, "-m", "chatlint", *arguments],
        cwd=cwd,
        env=dict(variables or {}),
        input=stdin,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


TEXT = BROKEN.replace("Jane", "Zoë 🦊") + "Attributes: {é: x}\n"


def made(folder: Path) -> Path:
    """Templates with findings beyond ASCII, one of them by its name, too."""
    for name in ("a.yaml", "é 🦊.yaml"):
        (folder / name).write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made(tmp_path)


SURROUNDINGS = {
    "C": {"LC_ALL": "C"},
    "no UTF-8": {"LC_CTYPE": "C", "PYTHONUTF8": "0"},
    "POSIX": {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"},
    "UTF-8": {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Tokyo"},
    "code page": {"PYTHONIOENCODING": "cp1252", "TZ": "America/Los_Angeles"},
    "colors": {"TERM": "dumb", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"},
    "no colors": {"NO_COLOR": "1", "TERM": "xterm-256color"},
    "columns": {"COLUMNS": "20", "LINES": "5"},
    "no home": {"HOME": "/nonexistent", "TMPDIR": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent"},
    "no folder": {"HOME": "/dev/null", "TMPDIR": "/dev/null", "CHATLINT_CACHE_DIR": "/dev/null"},
    "warnings": {"PYTHONWARNINGS": "error", "PYTHONDEVMODE": "1"},
    "optimized": {"PYTHONOPTIMIZE": "1"},
    "unbuffered": {"PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"},
}
OPTIONS = {
    "-I": ["-I"],
    "-O": ["-O"],
    "-W error": ["-W", "error"],
    "-X dev": ["-X", "dev", "-W", "error"],
    "-X utf8=0": ["-X", "utf8=0"],
    "-P": ["-P", "-s"],
}


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, bytes, bytes]:
    """What is told in a usual environment."""
    folder = made(tmp_path_factory.mktemp("usual"))
    code, out, err = chatlint("check", "--format", "json", ".", cwd=folder)
    assert (code, err) == (1, b"")
    assert out.count(b"CHAT303") == 2
    return code, out, err


@pytest.mark.parametrize(
    "name", mostly_slow(SURROUNDINGS, "no UTF-8,Turkish,code page,no folder,warnings,unbuffered")
)
def test_the_environment_changes_no_byte(
    folder: Path, usual: tuple[int, bytes, bytes], name: str
) -> None:
    variables = SURROUNDINGS[name]
    assert chatlint("check", "--format", "json", ".", cwd=folder, variables=variables) == usual
    code, out, err = chatlint("check", ".", cwd=folder, variables=variables)
    assert (code, err) == (1, b"")
    assert out.count(b"CHAT303") >= 2


@pytest.mark.parametrize(
    "form", mostly_slow(["github", "html", "markdown", "sarif", "junit"], "github,html")
)
def test_what_programs_read_is_utf_8_everywhere(folder: Path, form: str) -> None:
    usual, page = (
        chatlint("check", "--format", form, "a.yaml", cwd=folder, variables=SURROUNDINGS[name])
        for name in ("UTF-8", "code page")
    )
    assert page == usual


@pytest.mark.parametrize("name", mostly_slow(OPTIONS, "-I,-X dev,-X utf8=0"))
def test_nor_do_options_of_python(folder: Path, usual: tuple[int, bytes, bytes], name: str) -> None:
    found = chatlint("check", "--format", "json", ".", cwd=folder, python=OPTIONS[name])
    assert found == usual


def test_nothing_can_be_written_and_all_is_checked(
    folder: Path, usual: tuple[int, bytes, bytes]
) -> None:
    folder.chmod(0o555)
    variables = {"HOME": str(folder), "TMPDIR": str(folder)}
    found = chatlint("check", "--format", "json", ".", cwd=folder, variables=variables)
    folder.chmod(0o755)
    assert found == usual
    assert len(os.listdir(folder)) == 2


def once_found(folder: Path, change: str, *options: str) -> subprocess.CompletedProcess[str]:
    """A run in ``folder`` that meets a ``change`` between finding the files and reading them."""
    code = (
        "import os, sys; from chatlint.project import project\n"
        "def discover(*given, real=project.discover_files):\n"
        f"    found = real(*given); {change}; return found\n"
        "project.discover_files = discover; from chatlint.__main__ import main; sys.exit(main())"
    )
    return subprocess.run(
        [sys.executable, "-c", code, "check", "--format", "concise", *options, "."],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("option", ["--no-cache", "--quiet", "--fix"])
def test_a_pipe_that_comes_in_a_files_place_is_not_waited_for(folder: Path, option: str) -> None:
    done = once_found(folder, "os.unlink('a.yaml'); os.mkfifo('a.yaml')", option)
    assert "Traceback" not in done.stderr
    assert done.stdout.count("CHAT401") == 1


def test_a_file_that_vanishes_is_told_and_the_others_are_checked(folder: Path) -> None:
    done = once_found(folder, "os.unlink('a.yaml')", "--no-cache")
    assert done.returncode == 2
    assert "a.yaml: failed: No such file or directory\n" in done.stdout
    assert done.stdout.count("CHAT401") == 1


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"\xff\xfe\x00", "CHAT001"),
        (b"InstanceId: \xff\n", "CHAT001"),
        (b"", "CHAT005"),
        (b"x" * 50_000_000, "CHAT004"),
        (b"InstanceId: [\n", "CHAT002"),
        (BROKEN.encode(), "CHAT401"),
    ],
    ids=["UTF-16", "Latin-1", "empty", "50 MB", "broken", "wrong"],
)
def test_standard_input_ends_as_a_file_does(tmp_path: Path, data: bytes, rule: str) -> None:
    options = ("--stdin-filename", "new/b.yaml", "--format", "concise")
    code, out, err = chatlint("check", "-", *options, cwd=tmp_path, stdin=data)
    assert (code, err) == (1, b"")
    assert out.startswith(b"new/b.yaml:")
    assert out.count(rule.encode()) == 1


def test_no_more_is_read_than_is_needed(tmp_path: Path) -> None:
    command = f"yes | '{sys.executable}' -m chatlint check - --format concise; exit $?"
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, capture_output=True, timeout=30, check=False
    )
    assert (done.returncode, b"CHAT004" in done.stdout, done.stderr) == (1, True, b"")


def test_standard_input_that_is_closed_is_an_error(tmp_path: Path) -> None:
    command = f"'{sys.executable}' -m chatlint check - <&-"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (2, b"error: standard input is closed\n")


def test_two_that_mend_at_once_leave_what_one_leaves(tmp_path: Path) -> None:
    wrong = CLEAN.replace("InstanceId", "instanceId")
    for number in range(60):
        (tmp_path / f"{number}.yaml").write_text(wrong)
    command = [sys.executable, "-m", "chatlint", "check", "--no-cache", "--fix", "-q", "."]
    both = [
        subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for process in both:
        out, err = process.communicate(timeout=30)
        assert b"Traceback" not in err
        # Who comes second may find a file changed since it was read, and says so.
        assert process.returncode in (0, 2)
        assert process.returncode == 0 or b"was changed while it was being fixed" in out
    assert {file.read_text() for file in tmp_path.iterdir()} == {CLEAN}
    assert len(os.listdir(tmp_path)) == 60


def test_bad_company_changes_nothing(shared: Path, tmp_path: Path) -> None:
    """Good files say the same whether they stand alone or among those meant to break something."""
    for number in range(20):
        (tmp_path / f"{number:02}-good.yaml").write_text(BROKEN.replace("30", str(number)))
    options = ("check", "--no-cache", "--format", "concise", "--isolated")
    _, alone, _ = chatlint(*options, ".", cwd=tmp_path)
    assert alone.count(b"CHAT401") == 20
    for number, file in enumerate(sorted((shared / "hostile").rglob("*.*"))):
        if file.is_file() and file.parent.name in "ABDEGL":
            copy = tmp_path / f"{number % 21:02}{number:03}-bad{file.suffix}"
            copy.write_bytes(file.read_bytes())
    for jobs in ("1", "8"):
        _, among, _ = chatlint(*options, "--jobs", jobs, ".", cwd=tmp_path)
        good = [line for line in among.splitlines(keepends=True) if b"-good.yaml" in line]
        assert b"".join(good) == alone
