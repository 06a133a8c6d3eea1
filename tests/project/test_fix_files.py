"""``check --fix`` and ``--diff``, as a user runs them."""

import json
import os
import signal
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from command import CLEAN, chatlint
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from project import ROOT

from chatlint.files.found_files import InputFile
from chatlint.linter.linter import Linter
from chatlint.project.fix_files import FileFixer
from chatlint.project.resolver import FileSettings

SETTINGS = FileSettings(b"", Linter, None, None, is_cacheable=False)
MISCASED = CLEAN.replace("InstanceId", "instanceId") + "Attributes: {vip: true} # keep\n"
MENDED = CLEAN + 'Attributes: {vip: "true"} # keep\n'


def test_fix_makes_the_safe_fixes(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(MISCASED)
    done = chatlint("check", "--fix", "a.yaml", cwd=tmp_path)
    assert (done.returncode, file.read_text()) == (0, MENDED)
    assert done.stderr == "fixed 2 findings in 1 file\n"
    assert done.stdout == "No findings in 1 file (1 request).\n"


def test_unsafe_fixes_only_when_they_are_wanted(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    text = CLEAN + "ChatDurationInMinutes: 30\n"
    file.write_text(text)
    assert chatlint("check", "--fix", "a.yaml", cwd=tmp_path).returncode == 1
    assert file.read_text() == text
    assert chatlint("check", "--fix", "--unsafe-fixes", "a.yaml", cwd=tmp_path).returncode == 0
    assert file.read_text() == CLEAN
    assert chatlint("check", "--unsafe-fixes", "a.yaml", cwd=tmp_path).returncode == 2


def test_diff_shows_what_would_change_and_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(MISCASED)
    done = chatlint("check", "--diff", "a.yaml", cwd=tmp_path)
    assert (done.returncode, file.read_text()) == (1, MISCASED)
    assert "-instanceId: ${INSTANCE_ID}\n+InstanceId: ${INSTANCE_ID}\n" in done.stdout
    assert done.stderr == "would fix 2 findings in 1 file\n"
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=done.stdout.encode(), check=True)
    assert file.read_text() == MENDED


def test_a_file_that_cannot_be_written_is_a_failure_and_told(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(MISCASED)
    file.chmod(0o444)
    done = chatlint("check", "--fix", "a.yaml", cwd=tmp_path)
    assert (done.returncode, file.read_text()) == (2, MISCASED)
    assert "read-only" in done.stdout
    assert "CHAT103" in done.stdout


def test_standard_input_has_no_file_to_fix(tmp_path: Path) -> None:
    assert chatlint("check", "--fix", "-", cwd=tmp_path, stdin=b"").returncode == 2


def test_a_difference_gives_no_orders_and_says_so(tmp_path: Path) -> None:
    message = "InitialMessage:\n  ContentType: text/plain\n  Content: |\n    ::error::x\n"
    (tmp_path / "a.yaml").write_text(message + MISCASED)
    done = chatlint("check", "--diff", "a.yaml", cwd=tmp_path)
    assert not [line for line in done.stdout.splitlines() if line.strip().startswith("::")]
    assert "\\x3a:error::x" in done.stdout
    assert "a.yaml: this difference hides or escapes something, so it cannot be applied\n" in (
        done.stderr
    )


def test_the_fixes_of_all_examples_leave_what_has_no_fix(tmp_path: Path) -> None:
    for file in (ROOT / "examples" / "broken").iterdir():
        if file.suffix != ".txt":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    command = ("check", "--fix", "--unsafe-fixes", "--format", "json", ".")
    report = json.loads(chatlint(*command, cwd=tmp_path).stdout)
    assert [each["fix"] for each in report["diagnostics"]] == [None] * len(report["diagnostics"])
    again = chatlint(*command, cwd=tmp_path)
    assert json.loads(again.stdout) == report
    assert again.stderr.endswith("fixed 0 findings in 0 files\n")


# What somebody else does to a.yaml between the moment it is read and the moment it is written.
MEANWHILE = {
    "goes on": "open('a.yaml', 'a').write('# more\\n')",
    "same size and time": (
        "text, seen = open('a.yaml').read(), os.stat('a.yaml'); "
        "open('a.yaml', 'w').write(text.replace('Jane', 'June')); "
        "os.utime('a.yaml', ns=(seen.st_atime_ns, seen.st_mtime_ns))"
    ),
    "another file": "os.replace('b.yaml', 'a.yaml')",
    "gone": "os.unlink('a.yaml')",
    "a link out": "os.unlink('a.yaml'); os.symlink('../outside.yaml', 'a.yaml')",
    "a link inside": "os.unlink('a.yaml'); os.symlink('b.yaml', 'a.yaml')",
    "a folder": "os.unlink('a.yaml'); os.mkdir('a.yaml')",
    "a pipe": "os.unlink('a.yaml'); os.mkfifo('a.yaml')",
}
HURRIED = """
import os, sys
from chatlint.project import fix_files

def mend(source, linter, right=fix_files.fix_text, **more):
    mended = right(source, linter, **more)
    if source.name == "a.yaml":
        {meanwhile}
    return mended

fix_files.fix_text = mend
from chatlint.__main__ import main
sys.exit(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="makes what only Linux has")
@pytest.mark.parametrize("what", MEANWHILE)
def test_what_others_wrote_meanwhile_stays(tmp_path: Path, what: str) -> None:
    here = tmp_path / "here"
    here.mkdir()
    for file in (tmp_path / "outside.yaml", here / "a.yaml", here / "b.yaml", here / "c.yaml"):
        file.write_text(MISCASED)
    options = ("check", "--fix", "--no-cache", "--format", "json", "a.yaml", "c.yaml")
    done = subprocess.run(
        [sys.executable, "-c", HURRIED.format(meanwhile=MEANWHILE[what]), *options],
        cwd=here,
        capture_output=True,
        timeout=20,
        check=False,
    )
    (failure,) = json.loads(done.stdout)["failures"]
    assert (done.returncode, failure["path"]) == (2, "a.yaml")
    assert done.stderr == b"fixed 2 findings in 1 file\n"
    assert (here / "c.yaml").read_text() == MENDED
    others = [tmp_path / "outside.yaml", *{here / "a.yaml", here / "b.yaml"} & set(here.iterdir())]
    texts = {file.read_text() for file in others if file.is_file()}
    changed = {MISCASED, MISCASED + "# more\n", MISCASED.replace("Jane", "June")}
    assert MISCASED in texts <= changed
    assert not list(here.glob(".chatlint*"))


SHARED = """\
base: &base
  instanceId: ${I}
  ContactFlowId: ${F}
  ParticipantDetails: {DisplayName: J}
one: *base
two:
  <<: *base
  Attributes: {a: 1}
"""


def test_what_an_alias_repeats_is_not_edited(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(SHARED)
    done = chatlint("check", "--fix", "--unsafe-fixes", "--format", "json", "a.yaml", cwd=tmp_path)
    told = [
        (d["rule"], d["range"]["start"]["line"]) for d in json.loads(done.stdout)["diagnostics"]
    ]
    assert told == [("CHAT103", 2), ("CHAT103", 5), ("CHAT103", 7)]
    assert done.stderr == (
        "a.yaml:2:3: CHAT103 is not fixed: an alias repeats its text elsewhere\n"
        "fixed 1 finding in 1 file\n"
    )
    assert file.read_text() == SHARED.replace("a: 1", 'a: "1"')


def test_a_file_with_nothing_to_fix_is_not_written(tmp_path: Path) -> None:
    files = {"a.yaml": CLEAN, "b.yaml": SHARED.replace("1", "'1'"), "c.yaml": "a: [\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    before = {name: (tmp_path / name).stat() for name in files}
    chatlint("check", "--fix", "--unsafe-fixes", ".", cwd=tmp_path)
    for name, seen in before.items():
        now = (tmp_path / name).stat()
        assert (now.st_ino, now.st_mtime_ns, now.st_ctime_ns) == (
            *(seen.st_ino, seen.st_mtime_ns, seen.st_ctime_ns),
        )


def test_the_order_of_files_changes_nothing(tmp_path: Path) -> None:
    given = {"a.yaml": MISCASED, "b.yaml": CLEAN + "Attributes: {a: 1}\n", "c.yaml": "a: [\n"}
    told = []
    for number, names in enumerate((sorted(given), sorted(given, reverse=True))):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, text in given.items():
            (folder / name).write_text(text)
        done = chatlint("check", "--fix", *names, cwd=folder)
        told.append((done.stdout, done.stderr, [(folder / name).read_text() for name in given]))
    assert told[0] == told[1]


@settings(max_examples=examples(50), deadline=None)
@given(
    above=st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]))),
    ends=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    last=st.booleans(),
)
def test_every_other_byte_stays(above: list[str], ends: str, mark: bytes, last: bool) -> None:
    comments = "".join(f"# {line}\n" for line in above)
    text = f"{comments}{MISCASED}{comments}"
    text = (text if last else text.rstrip("\n")).replace("\n", ends)
    with TemporaryDirectory() as folder, chdir(folder):
        Path("a.yaml").write_bytes(mark + text.encode())
        list(
            FileFixer(unsafe=False, dry=False).fix_file(
                SETTINGS, InputFile("a.yaml", explicit=True)
            )
        )
        expected = text.replace("instanceId:", "InstanceId:").replace(" true}", ' "true"}')
        assert Path("a.yaml").read_bytes() == mark + expected.encode()


# Runs `check --fix` over the files here. Before and after calls that may touch a file, at a hundred
# random moments, the process is killed; a copy of it, forked just before, looks at what that leaves
# and goes on in its place.
KILLED = """
import os, random, signal, sys
from chatlint.cli.main import run
from chatlint.files.discovery import discover_files

FILES, OLD, NEW = {files}, {old!r}, {new!r}
TOUCHING = set("open write flush fsync truncate rename replace unlink chmod chown utime".split())
chance = random.Random(9)
kills = 0

def at_moment(frame, event, function):
    global kills
    touching = event.startswith("c_") and function.__name__ in TOUCHING
    if not touching or kills == 100 or chance.random() > {share}:
        return
    doomed = os.getpid()
    if os.fork():
        os.kill(doomed, signal.SIGKILL)
    while os.getppid() == doomed:
        pass
    kills += 1
    for number in range(FILES):
        with open(f"{{number}}.yaml", encoding="utf-8") as file:
            if file.read() not in (OLD, NEW):
                print(f"{{number}}.yaml is torn")
    if len(discover_files(["."]).files) != FILES:
        print("there is litter")

sys.argv = ["chatlint", "check", "--fix", "--quiet", "."]
sys.setprofile(at_moment)
code = run()
sys.setprofile(None)
print(code, kills)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is to take another's place")
def test_a_killed_run_leaves_whole_files_and_no_litter(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number}.yaml").write_text(MISCASED)
    program = KILLED.format(files=200, share=0.04, old=MISCASED, new=MENDED)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert (done.stdout, done.stderr) == ("0 100\n", "")
    assert {file.read_text() for file in tmp_path.glob("*.yaml")} == {MENDED}
    assert len(os.listdir(tmp_path)) == 200


def test_what_is_not_fixed_is_told_of_some(tmp_path: Path) -> None:
    calls = 'c.start_chat_contact(instanceId="i", ContactFlowId="f")\n' * 300
    (tmp_path / "a.py").write_text(calls)
    done = chatlint("check", "--fix", "--select=CHAT103", "a.py", cwd=tmp_path)
    *told, last, summary = done.stderr.splitlines()
    assert len(told) == 200
    assert told[-1].startswith("a.py:200:22: CHAT103 is not fixed: ")
    assert (last, summary) == (
        "a.py: 100 more findings are not fixed",
        "fixed 0 findings in 0 files",
    )


def test_where_a_part_cannot_be_read_it_says_so(tmp_path: Path) -> None:
    block = '```json\n{"instanceId": "${I}", "ContactFlowId": "${F}"%s}\n```\n'
    text = block % "" + block % ","
    (tmp_path / "a.md").write_text(text)
    done = chatlint("check", "--fix", "a.md", cwd=tmp_path)
    assert done.returncode == 1
    assert "a.md:2:2: CHAT103 is not fixed: a part of the file cannot be read\n" in done.stderr
    assert (tmp_path / "a.md").read_text() == text
