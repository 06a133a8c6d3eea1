"""Writing a file: whole or not at all, and as it was but for its text."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from chatlint.edits.diff import is_applicable, unified_diff
from chatlint.files.atomic_write import WriteError, create_file, write_file
from chatlint.files.discovery import discover_files

OLD, NEW = b"a: 1\n", "a: 2\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in the current folder."""
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "a.yaml"
    made.write_bytes(OLD)
    return made


def rewrite(path: str, old: bytes = OLD, text: str = NEW) -> None:
    write_file(path, old, text, os.stat(path))


def test_a_file_gets_its_new_text_and_leaves_nothing_behind(file: Path) -> None:
    rewrite("a.yaml")
    assert file.read_bytes() == b"a: 2\n"
    assert os.listdir(file.parent) == ["a.yaml"]


@pytest.mark.parametrize(
    ("old", "text", "new"),
    [
        (b"\xef\xbb\xbfa: 1\r\n", "a: 2\r\n", b"\xef\xbb\xbfa: 2\r\n"),
        (b"a: 1", "a: 2", b"a: 2"),
        ("a: ä".encode(), "b: ä\u2028", "b: ä\u2028".encode()),
    ],
    ids=["mark and CRLF", "unended", "beyond ASCII"],
)
def test_bytes_stay_as_they_were(file: Path, old: bytes, text: str, new: bytes) -> None:
    file.write_bytes(old)
    rewrite("a.yaml", old, text)
    assert file.read_bytes() == new


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o2660])
def test_the_mode_stays(file: Path, mode: int) -> None:
    file.chmod(mode)
    rewrite("a.yaml")
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_attributes_stay(file: Path) -> None:
    if not hasattr(os, "setxattr"):
        pytest.skip("no extended attributes here")
    try:
        os.setxattr(file, "user.note", b"kept")
    except OSError:
        pytest.skip("no extended attributes in this file system")
    rewrite("a.yaml")
    assert file.read_bytes() == NEW.encode()
    assert os.getxattr(file, "user.note") == b"kept"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root gives files away")
def test_the_owner_stays(file: Path) -> None:
    os.chown(file, 1234, 2345)
    file.chmod(0o4750)
    rewrite("a.yaml")
    now = file.stat()
    assert (now.st_uid, now.st_gid, stat.S_IMODE(now.st_mode)) == (1234, 2345, 0o4750)


def test_another_hard_link_keeps_the_old_text(file: Path) -> None:
    other = file.parent / "other"
    os.link(file, other)
    rewrite("a.yaml")
    assert (file.read_text(encoding="utf-8"), other.read_bytes()) == (NEW, OLD)


def test_a_new_file_is_private_until_it_has_its_mode(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes = []
    monkeypatch.setattr(os, "chown", lambda file, *_: modes.append(os.stat(file).st_mode & 0o777))
    file.chmod(0o600)
    rewrite("a.yaml")
    assert modes == [0o600]


def test_a_read_only_file_is_not_written(file: Path) -> None:
    file.chmod(0o444)
    with pytest.raises(WriteError, match="read-only"):
        rewrite("a.yaml")
    assert file.read_bytes() == OLD
    assert stat.S_IMODE(file.stat().st_mode) == 0o444


@pytest.mark.parametrize("broken", ["replace", "fsync", "utime"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_goes_wrong_leaves_the_old_file_whole(
    file: Path, monkeypatch: pytest.MonkeyPatch, broken: str, error: BaseException
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(os, broken, fail)
    with pytest.raises(type(error)):
        rewrite("a.yaml")
    assert file.read_bytes() == OLD
    assert os.listdir(file.parent) == ["a.yaml"]


def test_a_folder_that_cannot_be_synced_is_no_failure(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def only_files(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(22, "Invalid argument")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", only_files)
    rewrite("a.yaml")
    assert file.read_text(encoding="utf-8") == NEW


def test_a_file_that_was_changed_meanwhile_is_not_written(file: Path) -> None:
    seen = os.stat("a.yaml")
    file.write_bytes(b"a: 3\n")
    os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    with pytest.raises(WriteError, match=r"a\.yaml was changed"):
        write_file("a.yaml", OLD, NEW, seen)
    assert file.read_bytes() == b"a: 3\n"
    assert os.listdir(file.parent) == ["a.yaml"]


def test_a_file_that_was_touched_meanwhile_is_not_written(file: Path) -> None:
    seen = os.stat("a.yaml")
    os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns + 1_000_000))
    with pytest.raises(WriteError):
        write_file("a.yaml", OLD, NEW, seen)


def test_a_file_that_is_gone_stays_gone(file: Path) -> None:
    seen = os.stat("a.yaml")
    file.unlink()
    with pytest.raises(FileNotFoundError):
        write_file("a.yaml", OLD, NEW, seen)
    assert os.listdir(file.parent) == []


def test_a_link_inside_the_folder_stays_a_link(file: Path) -> None:
    (file.parent / "sub").mkdir()
    link = file.parent / "sub" / "link.yaml"
    link.symlink_to("../a.yaml")
    rewrite("sub/link.yaml")
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == NEW
    assert os.listdir(link.parent) == ["link.yaml"]


def test_no_link_leads_out_of_the_folder(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = file.parent / "inner"
    inner.mkdir()
    (inner / "link.yaml").symlink_to(file)
    (inner / "folder").symlink_to(file.parent)
    monkeypatch.chdir(inner)
    for path in ("link.yaml", "folder/a.yaml", str(inner / "folder" / "a.yaml")):
        with pytest.raises(WriteError, match="leads out of this folder"):
            rewrite(path)
    assert file.read_bytes() == OLD


def test_a_file_elsewhere_can_be_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (file.parent / "inner").mkdir()
    monkeypatch.chdir(file.parent / "inner")
    rewrite("../a.yaml")
    assert file.read_text(encoding="utf-8") == NEW


def test_what_a_crash_leaves_behind_is_not_linted(file: Path) -> None:
    dying = (
        "import os; from chatlint.files.atomic_write import write_file; "
        "os.replace = lambda *_: os._exit(9); "
        f"write_file('a.yaml', {OLD!r}, {NEW!r}, os.stat('a.yaml'))"
    )
    assert subprocess.run([sys.executable, "-c", dying], check=False).returncode == 9
    assert file.read_bytes() == OLD
    (left,) = (name for name in os.listdir(file.parent) if name != "a.yaml")
    assert left.startswith(".chatlint-")
    assert left.endswith(".tmp")
    assert [found.path for found in discover_files(["."]).files] == ["a.yaml"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a: 1\nb: 2\n", "a: 1\nb: 3\n"),
        ("a: 1\nb: 2", "a: 1\nb: 3"),
        ("a: 1\nb: 2", "a: 1\n"),
        ("a: 1\r\nb: 2\r\n", "a: 1\r\n"),
        ("a: \u2028\nb: 2\n", "a: \u2028\n\n"),
        ("a: 1", ""),
    ],
)
def test_a_diff_can_be_applied(file: Path, old: str, new: str) -> None:
    file.write_bytes(old.encode())
    subprocess.run(
        ["git", "apply", "--allow-empty", "-"],
        input=unified_diff("a.yaml", old, new).encode(),
        cwd=file.parent,
        check=True,
        env={**os.environ, "GIT_CEILING_DIRECTORIES": str(file.parent)},
    )
    assert file.read_bytes() == new.encode()


def test_a_diff_of_nothing_is_empty() -> None:
    assert unified_diff("a.yaml", "a: 1\n", "a: 1\n") == ""


def test_a_diff_of_a_new_file_makes_it(file: Path) -> None:
    file.unlink()
    made = unified_diff("a.yaml", None, "a: 1\n")
    subprocess.run(["git", "apply", "-"], input=made.encode(), cwd=file.parent, check=True)
    assert file.read_text() == "a: 1\n"


@pytest.mark.parametrize("text", ["a:\t1\r\n## head\n", "a: ä 👨‍👩‍👧 ::\n", "- ::\n"])
def test_a_diff_of_what_nobody_obeys_is_shown_as_it_is(text: str) -> None:
    assert is_applicable(text, text * 2)
    assert not is_applicable(f"{text}\x1b", f"{text}\x1ba")


def test_what_cannot_be_made_whole_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        create_file(str(tmp_path / "a"), "b\ud800")
    create_file(str(tmp_path / "c"), "d")
    with pytest.raises(FileExistsError):
        create_file(str(tmp_path / "c"), "e")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("c", "d")]
