"""``check --since``: what a change brought, and nothing else, as git knows it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from command import BROKEN, CLEAN, chatlint
from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from project import git

from chatlint.cli import main

OLD = CLEAN + "ChatDurationInMinutes: 30\n"  # CHAT401 in line 5
NEWLINE = "\n"
NEW = "Attributes: {Order No: x}\n"  # CHAT303


class Done(NamedTuple):
    """What a run gave; ``found`` are its findings, as ``path:line rule``."""

    code: int
    out: str
    err: str

    @property
    def found(self) -> list[str]:
        diagnostics = json.loads(self.out)["diagnostics"]
        return [
            f"{d['path']}:{d['range']['start']['line']} {d['rule']}"
            for d in sorted(diagnostics, key=lambda d: (d["path"], d["range"]["start"]["line"]))
        ]


Check = Callable[..., Done]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit: a template with a finding, and one without."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "GITHUB_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    git("init", "-q", "-b", "main", cwd=folder)
    write("old.yaml", OLD)
    write("clean.yaml", CLEAN)
    commit()
    return folder


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Run ``chatlint check`` in this process."""

    def run(*arguments: str, form: str | None = "json") -> Done:
        options = ["--format", form] if form else []
        monkeypatch.setattr(sys, "argv", ["chatlint", "check", *options, *arguments])
        code = main.run()
        return Done(code, *capsys.readouterr())

    return run


def write(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(text.encode())


def commit() -> None:
    git("add", "-A", cwd=Path.cwd())
    git("commit", "-q", "-m", "a change", cwd=Path.cwd())


@pytest.mark.usefixtures("repository")
def test_what_was_there_is_not_told(check: Check) -> None:
    assert check().found == ["old.yaml:5 CHAT401"]
    done = check("--since", "HEAD", form=None)
    assert done == Done(0, "No StartChatContact request changed since HEAD.\n", "")
    assert check("--since", "HEAD", "--quiet", form=None) == Done(0, "", "")


@pytest.mark.usefixtures("repository")
def test_what_a_change_brought_is_told(check: Check) -> None:
    write("old.yaml", OLD + NEW)  # in the working tree only
    write("clean.yaml", CLEAN + NEW)
    git("add", "clean.yaml", cwd=Path.cwd())  # in the index
    write("new/chat.yaml", BROKEN)  # not known to git
    done = check("--since", "HEAD")
    assert done.code == 1
    assert done.found == ["clean.yaml:5 CHAT303", "new/chat.yaml:5 CHAT401", "old.yaml:6 CHAT303"]
    commit()
    assert check("--since", "HEAD^").found == done.found
    assert check("--since", "HEAD").found == []


@pytest.mark.usefixtures("repository")
def test_a_summary_counts_what_it_does_not_show(check: Check) -> None:
    write("old.yaml", f"# a remark\n{OLD}")
    done = check("--since", "HEAD", form=None)
    words = "No findings in 1 file (1 request) changed since HEAD; 1 older finding not shown.\n"
    assert done == Done(0, words, "")


@pytest.mark.usefixtures("repository")
def test_all_findings_of_changed_files(check: Check) -> None:
    write("old.yaml", f"# a remark\n{OLD}")
    assert check("--since", "HEAD", "--changed-files-only").found == ["old.yaml:6 CHAT401"]


@pytest.mark.usefixtures("repository")
def test_what_others_did_meanwhile_is_not_ours(check: Check) -> None:
    here = Path.cwd()
    git("checkout", "-q", "-b", "topic", cwd=here)
    write("mine.yaml", BROKEN)
    commit()
    git("checkout", "-q", "main", cwd=here)
    write("old.yaml", CLEAN)  # mended upstream; on our branch it looks as before
    commit()
    git("checkout", "-q", "topic", cwd=here)
    assert check("--since", "main").found == ["mine.yaml:5 CHAT401"]


@pytest.mark.usefixtures("repository")
def test_a_removal_touches_its_neighbours(check: Check) -> None:
    lines = ["Attributes:", "  a b: x", "  c: x", "  d e: x", "  f g: x"]
    write("old.yaml", CLEAN + "\n".join(lines) + "\n")
    commit()
    write("old.yaml", CLEAN + "\n".join(line for line in lines if line != "  c: x") + "\n")
    assert check("--since", "HEAD").found == ["old.yaml:6 CHAT303", "old.yaml:7 CHAT303"]


@pytest.mark.usefixtures("repository")
def test_what_a_change_brings_elsewhere_in_its_file_is_told(check: Check) -> None:
    filler = "# one\n# two\n# three\n"
    write("old.yaml", f"InstanceId: ${{ID}}\nChatDurationInMinutes: 30\n{filler}{CLEAN[27:]}")
    write("allowed.yaml", f"# chatlint: ignore-file[CHAT401]\n{filler}{BROKEN}")
    commit()
    assert check().found == ["old.yaml:2 CHAT401"]
    write("old.yaml", Path("old.yaml").read_text().replace("ContactFlowId: ${FLOW_ID}\n", ""))
    write("allowed.yaml", filler + BROKEN)
    # The member that is missing now is missed at the top; the comment was far from the value.
    assert check("--since", "HEAD").found == ["allowed.yaml:8 CHAT401", "old.yaml:1 CHAT101"]


@pytest.mark.usefixtures("repository")
def test_both_places_of_a_double_key_count(check: Check) -> None:
    filler = "# one\n# two\n"
    write("old.yaml", f"{filler}{CLEAN}")
    commit()
    write("old.yaml", f"InstanceId: ${{ID}}\n{filler}{CLEAN}")
    assert any("CHAT003" in each for each in check("--since", "HEAD").found)


@pytest.mark.usefixtures("repository")
def test_a_finding_like_one_there_was_is_told_apart(check: Check) -> None:
    filler = "# one\n# two\n# three\n"
    write("old.yaml", f"InstanceId: ${{ID}}\n{filler}ParticipantDetails: {{DisplayName: Jane}}\n")
    commit()
    write("old.yaml", f"InstanceId: ${{ID}}\n{filler}Attributes: {{a: x}}\n")
    messages = [d["message"] for d in json.loads(check("--since", "HEAD").out)["diagnostics"]]
    assert messages == ["`ParticipantDetails` is missing from the request"]


@pytest.mark.usefixtures("repository")
def test_what_an_alias_stands_for_counts(check: Check) -> None:
    request = f"{CLEAN}ChatDurationInMinutes: *minutes\n"
    text = f"- &minutes 30\n# one\n# two\n- {request.replace(NEWLINE, NEWLINE + '  ').rstrip()}\n"
    write("list.yaml", text)
    commit()
    write("list.yaml", text.replace("30", "31"))
    assert [each.partition(" ")[2] for each in check("--since", "HEAD").found] == ["CHAT401"]


@pytest.mark.usefixtures("repository")
def test_what_looks_like_a_patch_is_content(check: Check) -> None:
    long = "#".ljust(64 * 1024 - 1)  # "+" and this: as much as is read at once
    header = "diff --git a/old.yaml b/old.yaml"
    lines = ["-- a/old.yaml", "++ b/old.yaml", "@@ -1 +1 @@", header, f"{long}{header}", "# end"]
    write("old.yaml", "".join(f"#{line}\n" for line in lines[:-1]) + OLD)
    commit()
    write("old.yaml", "".join(f"# {line}\n" for line in lines) + OLD + NEW)
    assert check("--since", "HEAD").found == [f"old.yaml:{len(lines) + 6} CHAT303"]
    write("old.yaml", f"{long}{header}\n{OLD}{NEW}")
    assert check("--since", "HEAD").found == ["old.yaml:7 CHAT303"]


@pytest.mark.usefixtures("repository")
def test_renamed_files_keep_their_lines(check: Check) -> None:
    git("mv", "old.yaml", "moved here.yaml", cwd=Path.cwd())
    assert check("--since", "HEAD").found == []
    whole = check("--since", "HEAD", "--changed-files-only")
    assert whole.found == ["moved here.yaml:5 CHAT401"]
    write("moved here.yaml", f"# a remark\n{OLD}{NEW}")
    assert check("--since", "HEAD").found == ["moved here.yaml:7 CHAT303"]


@st.composite
def edits(draw: st.DrawFn) -> tuple[list[str], list[str], set[str]]:
    """Lines, what becomes of them, and those that the change touches; every line is unlike all
    others, so that there is one way only to see the difference."""
    count = draw(st.integers(1, 12))
    old = [f"  old {number}: x" for number in range(count)]
    new: list[str] = []
    touched = set[str]()
    for number, line in enumerate(old):
        step = draw(st.sampled_from(["keep", "keep", "replace", "remove", "insert"]))
        if step == "insert":
            new.append(f"  in {number}: x")
        if step in ("keep", "insert"):
            new.append(line)
        if step == "replace":
            new.append(f"  re {number}: x")
    added = {line for line in new if line not in old}
    touched |= added
    # What was removed with nothing in its place touches the lines on both sides of the gap.
    frame = ["Attributes:", *new, "end"]
    before = ["Attributes:", *old, "end"]
    for above, below in pairwise(frame):
        both_old = above in before and below in before
        if both_old and before.index(below) != before.index(above) + 1:
            touched |= {above, below}
    return old, new, touched


@pytest.mark.usefixtures("repository")
@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(script=edits(), newline=st.sampled_from(["\n", "\r\n"]), moved=st.booleans())
def test_exactly_the_touched_lines_are_told(
    check: Check, script: tuple[list[str], list[str], set[str]], newline: str, moved: bool
) -> None:
    old, new, touched = script
    head = [*CLEAN.splitlines(), *(f"# {number}" for number in range(20)), "Attributes:"]
    end = ["ChatDurationInMinutes: 60"]
    for name in ("chat.yaml", "moved.yaml"):
        Path(name).unlink(missing_ok=True)
    write("chat.yaml", newline.join([*head, *old, *end, ""]))
    git("add", "-A", cwd=Path.cwd())
    git("commit", "-q", "--allow-empty", "-m", "before", cwd=Path.cwd())
    if moved:
        git("mv", "chat.yaml", "moved.yaml", cwd=Path.cwd())
    name = "moved.yaml" if moved else "chat.yaml"
    lines = [*head, *new, *end, ""]
    write(name, newline.join(lines))
    done = check("--since", "HEAD", "--select", "CHAT303", name)
    expected = [
        f"{name}:{number} CHAT303"
        for number, line in enumerate(lines, 1)
        if line in touched and line in new
    ]
    assert done.found == expected


ODD_NAMES = [
    b"sp ace.yaml",
    b'quo"te\\back.yaml',
    b"tab\tnew\nline\rbell\a.yaml",
    b"not-utf8-\xff.yaml",
    "Grüße-\U0001f600.yaml".encode(),
    b"--since.yaml",
    b" b/b b.yaml",
    b":(top)x.yaml",
]


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_file_names(check: Check, name: bytes) -> None:
    path = Path(os.fsdecode(name))
    path.parent.mkdir(exist_ok=True)
    path.write_text(OLD)
    commit()
    path.write_text(OLD + NEW)
    assert [each.rpartition(":")[2] for each in check("--since", "HEAD").found] == ["6 CHAT303"]
    git("mv", f"./{os.fsdecode(name)}", "plain.yaml", cwd=Path.cwd())
    assert check("--since", "HEAD").found == ["plain.yaml:6 CHAT303"]


def test_unchanged_files_are_not_opened(repository: Path) -> None:
    write("clean.yaml", CLEAN + NEW)
    watch = (
        "import sys; opened = []; "
        "sys.addaudithook(lambda event, of: event == 'open' and opened.append(str(of[0]))); "
        "from chatlint.cli.main import run; run(); "
        "print(sorted({o for o in opened if o in ('old.yaml', 'clean.yaml')}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", watch, "check", "--since", "HEAD", "-q"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "['clean.yaml']"


@pytest.mark.usefixtures("repository")
def test_git_is_not_asked_without_need() -> None:
    watch = "import sys; from chatlint.cli.main import run; run(); print(*sorted(sys.modules))"
    command = [sys.executable, "-c", watch, "check", "-q", "clean.yaml"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not {"chatlint.project.changed_lines", "chatlint.files.git", "subprocess"} & set(
        done.stdout.split()
    )


@pytest.mark.usefixtures("repository")
def test_touched_files_are_not_changed(check: Check) -> None:
    os.utime("old.yaml", (1, 1))
    Path("old.yaml").chmod(0o755)
    index = Path(".git/index").read_bytes()
    assert check("--since", "HEAD").found == []
    assert Path(".git/index").read_bytes() == index


@pytest.mark.usefixtures("repository")
def test_line_ends_that_git_converts_are_no_change(check: Check) -> None:
    write(".gitattributes", "*.yaml text eol=crlf\n")
    commit()
    write("old.yaml", OLD.replace("\n", "\r\n"))
    assert check("--since", "HEAD").found == []
    write("old.yaml", (OLD + NEW).replace("\n", "\r\n"))
    assert check("--since", "HEAD").found == ["old.yaml:6 CHAT303"]


@pytest.mark.usefixtures("repository")
def test_what_git_sees_no_lines_in_counts_as_a_whole(check: Check) -> None:
    write(".gitattributes", "old.yaml -diff\n")
    commit()
    write("old.yaml", f"# a remark\n{OLD}")
    assert check("--since", "HEAD").found == ["old.yaml:6 CHAT401"]


@pytest.mark.usefixtures("repository")
def test_what_git_does_not_know(check: Check) -> None:
    write(".gitignore", "ignored*\n")
    commit()
    for name in ("ignored.yaml", "ignored/a.yaml", "folder/a.yaml", "inner/a.yaml", "later.yaml"):
        write(name, BROKEN)
    git("init", "-q", "inner", cwd=Path.cwd())
    git("add", "--intent-to-add", "later.yaml", cwd=Path.cwd())
    done = check("--since", "HEAD", ".", "ignored.yaml")
    paths = ["folder/a.yaml", "inner/a.yaml", "later.yaml"]
    assert done.found == [f"{path}:5 CHAT401" for path in paths]


@pytest.mark.usefixtures("repository")
def test_links(check: Check, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(BROKEN)
    Path("link.yaml").symlink_to(outside)
    commit()
    assert check("--since", "HEAD", "link.yaml").found == []
    assert check("--since", "HEAD^", "link.yaml").found == ["link.yaml:5 CHAT401"]
    Path("link.yaml").unlink()
    Path("link.yaml").write_text(BROKEN)
    assert check("--since", "HEAD", "link.yaml").found == ["link.yaml:5 CHAT401"]


@pytest.mark.usefixtures("repository")
def test_from_a_folder_below_or_above(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    write("below/old.yaml", OLD)
    commit()
    write("below/old.yaml", OLD + NEW)
    write("below/new.yaml", BROKEN)
    write("old.yaml", OLD + NEW)
    monkeypatch.chdir("below")
    found = ["../old.yaml:6 CHAT303", "new.yaml:5 CHAT401", "old.yaml:6 CHAT303"]
    assert check("--since", "HEAD", "..").found == found
    assert check("--since", "HEAD").found == found[1:]


@pytest.mark.usefixtures("repository")
def test_files_of_another_repository_are_not_called_unchanged(check: Check, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(BROKEN)
    done = check("--since", "HEAD", "../other.yaml")
    assert done.code == 2
    assert "error: ../other.yaml: is not in the repository" in done.err


def test_submodules(check: Check, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One is a repository of its own, into which the one around it does not look."""
    git("clone", "-q", ".", "../library", cwd=repository)
    add = ("-c", "protocol.file.allow=always", "submodule", "add", "-q", "../library", "lib")
    git(*add, cwd=repository)
    commit()
    assert check(".").found == ["lib/old.yaml:5 CHAT401", "old.yaml:5 CHAT401"]
    write("lib/more.yaml", BROKEN)
    write("more.yaml", BROKEN)
    assert check("--since", "HEAD").found == ["more.yaml:5 CHAT401"]
    monkeypatch.chdir("lib")
    assert check("--since", "HEAD").found == ["more.yaml:5 CHAT401"]
    commit()
    assert check("--since", "HEAD").found == []
    assert check("--since", "HEAD^").found == ["more.yaml:5 CHAT401"]


def test_a_worktree(check: Check, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("worktree", "add", "-q", "../second", cwd=repository)
    monkeypatch.chdir("../second")
    write("sub/more.yaml", BROKEN)
    assert check("--since", "HEAD").found == ["sub/more.yaml:5 CHAT401"]
    assert check(".").found == ["old.yaml:5 CHAT401", "sub/more.yaml:5 CHAT401"]
    monkeypatch.chdir(repository)
    assert check("--since", "HEAD").found == []


@pytest.mark.usefixtures("repository")
def test_a_conflict_is_told(check: Check) -> None:
    here = Path.cwd()
    git("checkout", "-q", "-b", "topic", cwd=here)
    write("clean.yaml", f"{CLEAN}Attributes: {{a: x}}\n")
    commit()
    git("checkout", "-q", "main", cwd=here)
    write("clean.yaml", f"{CLEAN}Attributes: {{b: x}}\n")
    commit()
    with pytest.raises(subprocess.CalledProcessError):
        git("merge", "topic", cwd=here)
    assert [each for each in check("--since", "HEAD").found if "CHAT002" in each]


@pytest.mark.parametrize(
    "revision",
    ["nowhere", "", "--output=x", "-h", "^HEAD", "HEAD..main", "HEAD:old.yaml", "\x1b[31m", "a\n"],
)
def test_what_is_no_revision(check: Check, repository: Path, revision: str) -> None:
    before = sorted(repository.iterdir())
    done = check("--since", revision)
    assert (done.code, done.out) == (2, "")
    assert "error: git knows no revision" in done.err
    assert "\x1b" not in done.err
    assert len(done.err.splitlines()) == 1
    assert sorted(repository.iterdir()) == before


@pytest.mark.usefixtures("repository")
def test_a_shallow_clone(check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("checkout", "-q", "-b", "topic", cwd=Path.cwd())
    write("mine.yaml", BROKEN)
    commit()
    origin = f"file://{Path.cwd()}"
    git("clone", "-q", "--depth=1", "--branch=topic", origin, str(tmp_path / "clone"), cwd=tmp_path)
    monkeypatch.chdir(tmp_path / "clone")
    for missing in ("origin/main", "HEAD^"):
        done = check("--since", missing)
        assert done.code == 2
        assert f'git knows no revision "{missing}"; this clone is shallow' in done.err
        assert "`fetch-depth: 0`" in done.err
    git("fetch", "-q", "--depth=1", "origin", "main", cwd=Path.cwd())
    done = check("--since", "FETCH_HEAD")
    assert done.code == 2
    assert 'error: "FETCH_HEAD" and HEAD have no commit in common; this clone' in done.err
    git("fetch", "-q", "--unshallow", "origin", "main", cwd=Path.cwd())
    assert check("--since", "FETCH_HEAD").found == ["mine.yaml:5 CHAT401"]


@pytest.mark.usefixtures("repository")
def test_nothing_is_fetched(check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("config", "uploadpack.allowFilter", "true", cwd=Path.cwd())
    write("old.yaml", OLD + NEW)
    commit()
    origin = f"file://{Path.cwd()}"
    clone = tmp_path / "clone"
    git("clone", "-q", "--filter=blob:none", origin, str(clone), cwd=tmp_path)
    monkeypatch.chdir(clone)
    done = check("--since", "HEAD^")
    assert done.code == 2
    advice = re.search(r"; this clone is partial: `git (diff --stat \w+)` fetches", done.err)
    assert advice
    git(*advice[1].split(), cwd=clone)
    assert check("--since", "HEAD^").found == ["old.yaml:6 CHAT303"]


def test_where_there_is_no_repository_or_no_git(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CLEAN)
    fake = tmp_path / "git"  # in the current folder, where no program is taken from
    fake.write_text("#!/bin/sh\ntouch was-run\n")
    fake.chmod(0o755)
    done = chatlint("check", "--since", "HEAD", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "here is no repository" in done.stderr
    for path in ("", ".", f".{os.pathsep}/nowhere"):
        done = chatlint("check", "--since", "HEAD", cwd=tmp_path, environment={"PATH": path})
        assert (done.returncode, done.stdout) == (2, "")
        assert "git, which is not installed" in done.stderr
    assert not (tmp_path / "was-run").exists()


@pytest.mark.usefixtures("repository")
def test_a_repository_without_a_commit(check: Check, tmp_path: Path) -> None:
    git("checkout", "-q", "--orphan", "fresh", cwd=Path.cwd())
    done = check("--since", "main")
    assert done.code == 2
    assert "error: git says: fatal: Not a valid object name HEAD" in done.err


CONFIG = {
    "diff.external": "touch was-run",
    "diff.odd.textconv": "touch was-run; cat",
    "diff.odd.command": "touch was-run",
    "core.fsmonitor": "touch was-run",
    "core.pager": "touch was-run",
    "pager.diff-index": "true",
    "color.ui": "always",
    "diff.noprefix": "true",
    "diff.mnemonicPrefix": "true",
    "diff.context": "9",
    "diff.interHunkContext": "9",
    "diff.relative": "true",
    "diff.renames": "copies",
    "diff.wordRegex": ".",
    "diff.submodule": "diff",
    "core.quotePath": "true",
}
ENVIRONMENT = {
    "GIT_DIFF_OPTS": "--unified=9",
    "GIT_EXTERNAL_DIFF": "touch was-run",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_PAGER": "touch was-run",
}


def test_neither_configuration_nor_environment_changes_what_git_tells(
    check: Check, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(".gitattributes", "*.yaml diff=odd\n")
    write("above/grüße.yaml", OLD)
    commit()
    inner = repository / "inner"
    git("init", "-q", str(inner), cwd=repository)
    (inner / "a.txt").write_text("a\n")
    git("add", "a.txt", cwd=inner)
    git("commit", "-q", "-m", "inner", cwd=inner)
    (inner / "a.txt").write_text("b\n")
    git("add", "inner", cwd=repository)
    git("config", "core.fsmonitor", "touch was-run", cwd=inner)
    git("mv", "old.yaml", "moved.yaml", cwd=repository)
    for name, value in CONFIG.items():
        git("config", name, value, cwd=repository)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    write("above/grüße.yaml", f"# a remark\n{OLD}{NEW}")
    write("new.yaml", BROKEN)
    found = ["above/grüße.yaml:7 CHAT303", "new.yaml:5 CHAT401"]
    assert check("--since", "HEAD").found == found
    assert not list(repository.rglob("was-run"))


def test_in_a_hook_of_git(repository: Path) -> None:
    """Git tells its hooks by variables which repository and which index are meant."""
    hook = repository / ".git/hooks/pre-commit"
    command = f'"{sys.executable}" -m chatlint check --since HEAD --format concise'
    hook.write_text(f"#!/bin/sh\n{command} > hooked.txt\nexit 0\n")
    hook.chmod(0o755)
    git("worktree", "add", "-q", "../second", cwd=repository)
    for folder in (repository, repository.parent / "second"):
        (folder / "old.yaml").write_text(OLD + NEW)
        git("commit", "-q", "-a", "-m", "a change", cwd=folder)
        assert (folder / "hooked.txt").read_text().startswith("old.yaml:6:")


@pytest.mark.usefixtures("repository")
def test_old_findings_of_a_baseline_are_neither_counted_nor_stale(check: Check) -> None:
    write("two.yaml", OLD)
    assert check("--write-baseline", "--baseline", "accepted.json", form=None).code == 0
    commit()
    write("two.yaml", f"# a remark\n{OLD}{NEW}")
    baseline = ("--baseline", "accepted.json")
    done = check("--since", "HEAD", *baseline)
    assert done.found == ["two.yaml:7 CHAT303"]
    assert json.loads(done.out)["summary"]["baselined"] == 0
    done = check("--since", "HEAD", "--changed-files-only", *baseline)
    assert done.found == ["two.yaml:7 CHAT303"]
    assert json.loads(done.out)["summary"]["baselined"] == 1


@pytest.mark.usefixtures("repository")
def test_a_configuration_is_not_told_of_files_that_did_not_run(check: Check) -> None:
    entry = "{path: '*.yaml', rules: [CHAT401], reason: on purpose}"
    write(".chatlint.yaml", f"include: ['*.tpl']\nsuppress:\n  - {entry}\n")
    write("clean.yaml", CLEAN + NEW)
    done = check("--since", "HEAD")  # all of the configuration is new
    assert (done.found, done.err) == (["clean.yaml:5 CHAT303"], "")


@pytest.mark.usefixtures("repository")
def test_fixes_go_to_changed_files_only(check: Check) -> None:
    write("one.yaml", CLEAN.replace("InstanceId", "instanceId"))
    write("two.yaml", CLEAN.replace("InstanceId", "instanceId"))
    commit()
    write("two.yaml", f"# a remark\n{Path('two.yaml').read_text()}")
    for option in ("--fix", "--diff"):
        done = check("--since", "HEAD", option)
        assert done.code == 2
        assert "--changed-files-only" in done.err
    assert check("--since", "HEAD", "--changed-files-only", "--fix").code == 0
    assert Path("one.yaml").read_text().startswith("instanceId")
    assert Path("two.yaml").read_text() == f"# a remark\n{CLEAN}"


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    "arguments",
    [
        ["--changed-files-only"],
        ["--since", "HEAD", "-"],
        ["--since", "HEAD", "--write-baseline"],
    ],
)
def test_what_does_not_go_together(check: Check, arguments: Sequence[str]) -> None:
    done = check(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Error: --" in done.err


@pytest.mark.usefixtures("repository")
def test_which_files_it_would_be(check: Check) -> None:
    write("new.yaml", "a: 1\n")
    assert check("--since", "HEAD", "--show-files", form=None) == Done(0, "new.yaml\n", "")
    done = check("--since", "HEAD", "--verbose", form=None)
    assert done.code == 0
    assert "left out: old.yaml: not changed since HEAD\n" in done.err


@pytest.mark.usefixtures("repository")
def test_a_named_file_that_is_missing_stays_a_failure(check: Check) -> None:
    Path("old.yaml").unlink()
    assert check("--since", "HEAD", "old.yaml").code == 2


@pytest.mark.usefixtures("repository")
def test_what_git_tracks_is_not_ignored(check: Check) -> None:
    write("t/u/new.yaml", CLEAN + NEW)
    git("add", ".", cwd=Path.cwd())
    write(".gitignore", "t\n*.yaml\n")
    commit()
    assert check("--since", "HEAD~1").found == ["t/u/new.yaml:5 CHAT303"]
    assert check("--since", "HEAD~1", "t").found == ["t/u/new.yaml:5 CHAT303"]
