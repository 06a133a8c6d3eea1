"""A file system that means ill: each object has its outcome, and changes no other's."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from command import AS_ANYBODY, BROKEN, CLEAN
from effort import mostly_slow

from chatlint.reports import FORMATS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="makes what only Linux has")

NAMES = {
    "newline": b"new\nline.yaml",
    "escape": b"\x1b[31mred\x1b[0m.yaml",
    "command": b"::error title=x::y.yaml",
    "properties": b"a,b:c%d.yaml",
    "no text": b"\xff.yaml",
    "option": b"--config=evil.yaml",
    "long": b"n" * 250 + b".yaml",
    "glob": b"[a] *'\"?.yaml",
    "right to left": "\u202egnp.yaml".encode(),
}


def chatlint(*arguments: str | bytes, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Run chatlint as somebody whom modes of files hold back."""
    done = subprocess.run(
        [*AS_ANYBODY, sys.executable, "-m", "chatlint", "check", "--no-cache", *arguments],
        cwd=cwd,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    return done


def told(*arguments: str | bytes, cwd: Path) -> tuple[int, dict[str, Any]]:
    done = chatlint("--format", "json", *arguments, cwd=cwd)
    return done.returncode, json.loads(done.stdout)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with a template that has a finding, below one that is nobody's business."""
    if AS_ANYBODY and not shutil.which("setpriv"):
        pytest.skip("root without setpriv reads everything")
    (tmp_path / "outside.yaml").write_text(BROKEN)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "good.yaml").write_text(BROKEN)
    yield folder
    for path in folder.rglob("*"):  # so that it can be deleted
        if not path.is_symlink():
            path.chmod(0o700)


def test_a_link_inside_is_one_file_with_what_it_leads_to(folder: Path) -> None:
    (folder / "link.yaml").symlink_to("good.yaml")
    for given in ([], ["."], ["link.yaml", "good.yaml"], ["link.yaml", "."]):
        code, report = told(*given, cwd=folder)
        assert code == 1
        assert [each["path"] for each in report["diagnostics"]] == ["good.yaml"]


def test_a_link_to_the_outside_is_read_only_by_name_and_never_written(folder: Path) -> None:
    (folder / "link.yaml").symlink_to("../outside.yaml")
    _, report = told(".", cwd=folder)
    assert [each["path"] for each in report["diagnostics"]] == ["good.yaml"]
    code, report = told("link.yaml", cwd=folder)
    assert (code, [each["path"] for each in report["diagnostics"]]) == (1, ["link.yaml"])
    (folder.parent / "outside.yaml").write_text(CLEAN.replace("InstanceId", "instanceId"))
    before = (folder.parent / "outside.yaml").read_text()
    done = chatlint("--fix", "link.yaml", cwd=folder)
    assert done.returncode == 2
    assert b"leads out of this folder through a link; not written" in done.stdout
    assert (folder.parent / "outside.yaml").read_text() == before


@pytest.mark.parametrize("exists", [True, False])
@pytest.mark.parametrize(
    "arguments",
    [
        ("--format=sarif=link", "good.yaml"),
        ("--format=json=out/target", "good.yaml"),
        ("--write-baseline", "--baseline=link", "good.yaml"),
    ],
)
def test_no_link_leads_a_report_out(folder: Path, arguments: Sequence[str], exists: bool) -> None:
    (folder / "link").symlink_to("../target")
    (folder / "out").symlink_to("..")
    target = folder.parent / "target"
    if exists:
        target.write_text('{"version": 1, "findings": []}')
    done = chatlint(*arguments, cwd=folder)
    assert done.returncode == 2
    assert b"leads out of this folder through a link; not written" in done.stderr
    assert target.exists() is exists
    assert not exists or target.read_text() == '{"version": 1, "findings": []}'


def test_a_report_goes_where_it_is_sent(folder: Path) -> None:
    (folder / "inside").symlink_to("report.json")
    target = folder.parent / "report.json"
    for out in ("inside", "../report.json", str(target), "/dev/stdout"):
        done = chatlint(f"--format=json={out}", "good.yaml", cwd=folder)
        assert (done.returncode, done.stderr) == (1, b"")
    assert (folder / "inside").is_symlink()
    assert len({done.stdout, target.read_bytes(), (folder / "report.json").read_bytes()}) == 1


def _link(target: str) -> Any:
    return lambda path: path.symlink_to(target)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path))


OBJECTS = {
    "dangling.yaml": (_link("nothing"), "is a link that leads nowhere"),
    "itself.yaml": (_link("itself.yaml"), "is a link that leads nowhere"),
    "locked.yaml": (lambda path: (path.write_text(CLEAN), path.chmod(0)), "Permission denied"),
    "locked": (lambda path: path.mkdir(mode=0), "Permission denied"),
    "fifo.yaml": (os.mkfifo, "is a FIFO, not a file"),
    "socket.yaml": (_socket, "is a socket, not a file"),
    "zero.yaml": (_link("/dev/zero"), "is a device, not a file"),
    "tty.yaml": (_link("/dev/tty"), "is a device, not a file"),
    "memory.yaml": (_link("/proc/self/mem"), "Input/output error"),
    "above/loop": (lambda path: (path.parent.mkdir(), path.symlink_to("..")), ""),
    "dir.yaml": (lambda path: path.mkdir(), ""),
}


@pytest.mark.parametrize(
    "name", mostly_slow(OBJECTS, "dangling.yaml,locked.yaml,fifo.yaml,zero.yaml,above/loop")
)
def test_what_is_no_plain_file_costs_nothing_but_itself(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    make, why = OBJECTS[name]
    make(folder / name)
    walked, report = told(".", cwd=folder)
    assert [each["path"] for each in report["diagnostics"]] == ["good.yaml"]
    left_out_in_a_walk = not why.startswith("Permission")
    assert walked == (1 if left_out_in_a_walk else 2)
    named, report = told(name, "good.yaml", cwd=folder)
    assert {each["path"] for each in report["diagnostics"]} == {"good.yaml"}
    assert named == (2 if why else 1)
    assert [(each["path"], each["message"]) for each in report["failures"]] == (
        [(name, why)] if why else []
    )


def made(folder: Path, names: Iterable[bytes], text: str) -> None:
    for name in names:
        with open(os.path.join(os.fsencode(folder), name), "w") as file:
            file.write(text)


@pytest.mark.parametrize("kind", mostly_slow(NAMES, "newline,command,no text,option"))
def test_a_name_is_told_in_one_record_and_commands_nobody(folder: Path, kind: str) -> None:
    (folder / "good.yaml").unlink()
    made(folder, [NAMES[kind]], BROKEN)
    reports = {each: folder.parent / f"out.{each}" for each in FORMATS}
    done = chatlint(*(f"--format={each}={file}" for each, file in reports.items()), ".", cwd=folder)
    assert (done.returncode, done.stdout) == (1, b"")
    for each, file in reports.items():
        text = file.read_bytes().decode()
        assert text.count("CHAT401") >= 1
        assert not set(text) & set("\x1b\u202e\r")
        assert each == "github" or not any(line.startswith("::") for line in text.splitlines())
    (found,) = json.loads(reports["json"].read_text())["diagnostics"]
    assert os.fsencode(found["path"]) == NAMES[kind] or kind == "no text"
    assert chatlint("--fix", "--unsafe-fixes", ".", cwd=folder).returncode == 0
    (path,) = folder.iterdir()
    assert path.read_text() == CLEAN


@pytest.mark.parametrize(
    "name", ["--isolated", "-q", "--config=evil.yaml", "--format=json=../pwned.yaml", "-.yaml"]
)
def test_no_file_is_taken_for_an_option(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(BROKEN)
    done = chatlint(name, "good.yaml", cwd=folder)  # as from a hook, or by "*"
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"{name} is a file here".encode() in done.stderr
    assert not (folder.parent / "pwned.yaml").exists()
    code, report = told("--", name, cwd=folder)
    assert (code, report["diagnostics"][0]["path"]) == (1, name)


def test_hard_links_are_told_each_and_mended_each(folder: Path) -> None:
    (folder / "good.yaml").write_text(CLEAN.replace("InstanceId", "instanceId"))
    os.link(folder / "good.yaml", folder / "same.yaml")
    code, report = told(".", cwd=folder)
    assert code == 1
    assert {each["path"] for each in report["diagnostics"]} == {"good.yaml", "same.yaml"}
    assert chatlint("--fix", ".", cwd=folder).returncode == 0
    assert {file.read_text() for file in folder.iterdir()} == {CLEAN}


@pytest.mark.parametrize(("what", "mode"), [("good.yaml", 0o444), (".", 0o555)])
def test_what_may_not_be_written_is_not(folder: Path, what: str, mode: int) -> None:
    wrong = CLEAN.replace("InstanceId", "instanceId")
    (folder / "good.yaml").write_text(wrong)
    (folder / what).chmod(mode)
    done = chatlint("--fix", "good.yaml", cwd=folder)
    (folder / what).chmod(0o755)
    assert done.returncode == 2
    assert b"CHAT103" in done.stdout
    assert (os.listdir(folder), (folder / "good.yaml").read_text()) == (["good.yaml"], wrong)


def test_a_path_that_is_too_long_costs_what_lies_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    depth = 30
    for _ in range(depth):  # step by step, since no call takes the whole path
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
        made(Path(), [b"a.yaml"], BROKEN)
    os.chdir(folder)
    code, report = told("--fix", ".", cwd=folder)
    shutil.rmtree("d" * 200)
    assert code == 2
    assert {each["message"] for each in report["failures"]} == {"File name too long"}
    assert {*report["failures"][0]["path"].split("/")} == {"d" * 200}
    levels = sorted(each["path"].count("d" * 200) for each in report["diagnostics"])
    assert levels == list(range(len(levels)))
    assert depth > len(levels) > depth / 2


CODE_READ = """
import sys
from chatlint.__main__ import main
code = main()
print(*(line.split()[1] for line in open("/proc/self/io") if line.startswith("rchar")))
sys.exit(code)
"""


def test_no_more_of_a_file_is_read_than_shows_that_it_is_too_big(folder: Path) -> None:
    for name in ("sparse.yaml", "sparse.json", "sparse.txt"):
        with open(folder / name, "wb") as file:
            file.truncate(10**11)
    names = ("sparse.yaml", "sparse.json", "sparse.txt", "good.yaml")
    for options in ((), ("--fix",)):
        done = subprocess.run(
            [sys.executable, "-c", CODE_READ, "check", "--no-cache", *options, *names],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        *report, read = done.stdout.splitlines()
        assert done.returncode == 1
        text = "\n".join(report)
        assert (text.count("error[CHAT004]"), text.count("error[CHAT401]")) == (3, 1)
        assert int(read) < 50_000_000


def test_a_file_that_grows_while_it_is_read_is_read_up_to_a_point(folder: Path) -> None:
    grows = folder / "grows.yaml"
    grows.write_bytes(b"a: 1\n" * 300_000)
    command = ["bash", "-c", "ulimit -f 500000; exec yes >>grows.yaml"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL) as growing:
        try:
            code, report = told("--fix", "grows.yaml", "good.yaml", cwd=folder)
        finally:
            growing.kill()
    grows.unlink()
    assert (code, report["failures"]) == (1, [])
    found = [(each["path"], each["rule"]) for each in report["diagnostics"]]
    assert found == [("good.yaml", "CHAT401"), ("grows.yaml", "CHAT004")]


def test_all_of_it_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    for name, (make, _) in OBJECTS.items():
        make(folder / name)
    made(folder, NAMES.values(), CLEAN)
    code, report = told(".", cwd=folder)
    assert code == 2
    assert sorted(each["path"] for each in report["failures"]) == ["locked", "locked.yaml"]
    assert [each["path"] for each in report["diagnostics"]] == ["good.yaml"]
    assert report["summary"]["files"] == len(NAMES) + 1


def test_what_would_be_read_is_listed_a_line_each(folder: Path) -> None:
    made(folder, NAMES.values(), CLEAN)
    lines = chatlint("--show-files", ".", cwd=folder).stdout.decode().splitlines()
    assert len([line for line in lines if not line.startswith(" ")]) == len(NAMES) + 1
