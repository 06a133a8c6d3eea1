"""The pre-commit hooks, run by the real pre-commit in a repository of a user."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command import CLEAN
from documents import README, blocks, section
from project import ROOT, checked_out, git

pytestmark = pytest.mark.slow

CONFIG = """\
repos:
  - repo: {repository}
    rev: {revision}
    hooks:
      - id: {hook}
"""
OTHERS = {
    "compose.yaml": "services: {web: {image: nginx, environment: {InstanceId: i-1}}}\n",
    "package.json": '{"name": "shop", "private": true}\n',
    "helm/chart.yaml": "{{- if .Values.on }}\nkind: Service\n{{- end }}\n",
    "empty.yaml": "",
    "notes.txt": "InstanceId: not a template\n",
}
WHO = [(role, what) for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")]
MISCASED = CLEAN.replace("InstanceId", "instanceId")
EXCLUDED = {
    ".chatlint.yaml": "exclude: [drafts/]\n",
    "drafts/chat.yaml": MISCASED,
    "chat.yaml": CLEAN,
}


class Ran(subprocess.CompletedProcess[str]):
    """What pre-commit came to, and the folder it ran in."""

    folder: Path


Hook = Callable[..., Ran]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What processes are to see of this one's environment; pre-commit installs hooks only once."""
    home = tmp_path_factory.mktemp("home")
    foreign = ("GIT_", "GITHUB_")
    environment = {name: v for name, v in os.environ.items() if not name.startswith(foreign)}
    who = {f"GIT_{role}_{what}": "me@example.com" for role, what in WHO}
    return environment | {"HOME": str(home), "PRE_COMMIT_HOME": str(home / "pre-commit")} | who


@pytest.fixture(scope="module")
def config_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """The configuration of pre-commit that asks for a hook."""
    checkout = checked_out(tmp_path_factory.mktemp("chatlint"))
    revision = git("rev-parse", "HEAD", cwd=checkout).strip()
    return lambda hook: CONFIG.format(repository=checkout, revision=revision, hook=hook)


@pytest.fixture(scope="module")
def run(
    tmp_path_factory: pytest.TempPathFactory,
    environment: dict[str, str],
    config_of: Callable[[str], str],
) -> Hook:
    """Run a hook over ``files`` (name and content) in a new repository."""

    def run(files: dict[str, str], hook: str = "chatlint", only: str = "--all-files") -> Ran:
        folder = tmp_path_factory.mktemp("repository")
        config = config_of(hook)
        for name, content in {".pre-commit-config.yaml": config, **files}.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(content)
        git("init", "-q", cwd=folder)
        git("add", "-A", cwd=folder)
        selected = [only] if only.startswith("--") else ["--files", only]
        command = [sys.executable, "-m", "pre_commit", "run", "--verbose", "--color=never"]
        done = subprocess.run(
            [*command, *selected],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        ran = Ran(done.args, done.returncode, done.stdout, done.stderr)
        ran.folder = folder
        return ran

    return run


def example(name: str) -> str:
    return (ROOT / "examples" / name).read_text()


def test_a_clean_template_passes(run: Hook) -> None:
    done = run({"chat.yaml": example("templates/web-chat.yaml"), **OTHERS})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings in 1 file (1 request)" in done.stdout


def test_a_broken_template_fails_and_the_finding_is_shown(run: Hook) -> None:
    done = run({"chats/guide.json": example("broken/guide-without-interactive.json"), **OTHERS})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "chats/guide.json:6:40 error[CHAT305]" in done.stdout
    assert not [name for name in OTHERS if f"{name}:" in done.stdout]


def test_files_that_hold_no_request_are_left_alone(run: Hook) -> None:
    done = run(OTHERS)
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_that_cannot_be_read_matter_if_they_speak_of_a_request(run: Hook) -> None:
    done = run({"chat.json": example("broken/trailing-comma.json"), **OTHERS})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "chat.json:5:38 error[CHAT002]" in done.stdout


def test_what_the_configuration_excludes_is_left_out_though_it_is_named(run: Hook) -> None:
    for hook in ("chatlint", "chatlint-fix", "chatlint-all"):
        done = run(EXCLUDED, hook)
        assert done.returncode == 0, done.stdout + done.stderr
        assert (done.folder / "drafts/chat.yaml").read_text() == MISCASED


def test_fixing_changes_files_and_then_fails(run: Hook) -> None:
    others = {**OTHERS, "broken.yaml": "instanceId: not a request\n"}
    done = run({"chat.yaml": MISCASED, **others}, "chatlint-fix")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "- files were modified by this hook" in done.stdout
    assert "fixed 1 finding in 1 file" in done.stdout
    assert (done.folder / "chat.yaml").read_text() == CLEAN
    assert {name: (done.folder / name).read_text() for name in others} == others


def test_fixing_passes_where_there_is_nothing_to_fix(run: Hook) -> None:
    done = run({"chat.yaml": CLEAN, **OTHERS}, "chatlint-fix")
    assert done.returncode == 0, done.stdout + done.stderr


def test_fixing_fails_for_what_it_cannot_fix(run: Hook) -> None:
    text = CLEAN + "ChatDurationInMinutes: 30\n"
    done = run({"chat.yaml": text}, "chatlint-fix")
    assert done.returncode == 1
    assert "chat.yaml:5:24 error[CHAT401]" in done.stdout
    assert (done.folder / "chat.yaml").read_text() == text


def test_the_whole_project_is_checked_whatever_was_changed(run: Hook) -> None:
    files = {"old/chat.yaml": MISCASED, "new.yaml": CLEAN, **OTHERS}
    done = run(files, "chatlint-all", only="new.yaml")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "old/chat.yaml:1:1 error[CHAT103]" in done.stdout
    assert "in 2 files (2 requests)" in done.stdout
    done = run(files, "chatlint-all", only="notes.txt")
    assert done.returncode == 0
    assert "Skipped" in done.stdout


SINS = CLEAN + "ChatDurationInMinutes: 30\nAttributes: {a: 1, b: 2, c: 3, d: 4}\n"  # five


def test_an_old_repository_takes_three_commands(
    tmp_path: Path, environment: dict[str, str], config_of: Callable[[str], str]
) -> None:
    def call(*command: str) -> subprocess.CompletedProcess[str]:
        ours = {"chatlint": "chatlint", "pre-commit": "pre_commit"}
        program = [sys.executable, "-m", ours[command[0]]] if command[0] in ours else [command[0]]
        return subprocess.run(
            [*program, *command[1:]],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def commit() -> subprocess.CompletedProcess[str]:
        git("add", "-A", cwd=tmp_path)
        return call("git", "commit", "-q", "-m", "More")

    git("init", "-q", cwd=tmp_path)
    (tmp_path / "chats").mkdir()
    for number in range(20):
        (tmp_path / "chats" / f"{number}.yaml").write_text(SINS)
    assert commit().returncode == 0
    assert call("chatlint", "check", "-q", "--format", "concise").stdout.count("error[") == 100

    (tmp_path / ".pre-commit-config.yaml").write_text(config_of("chatlint"))
    *_, commands = blocks(section(README, "In an old repository"), "")
    for command in commands.splitlines():
        done = call(*command.split())
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    done = commit()
    assert done.returncode == 0, done.stdout + done.stderr

    (tmp_path / "chats" / "0.yaml").write_text(SINS + "ClientToken: one\n")
    (tmp_path / "chats" / "new.yaml").write_text(CLEAN + "ChatDurationInMinutes: 30\n")
    done = commit()
    assert done.returncode == 1
    found = [line for line in (done.stdout + done.stderr).splitlines() if "[CHAT" in line]
    assert [line.split(" ", 1)[0] for line in found] == [
        "chats/0.yaml:7:14",
        "chats/new.yaml:5:24",
    ]
    (tmp_path / "chats" / "0.yaml").write_text("# moved\n" + SINS)
    (tmp_path / "chats" / "new.yaml").write_text(CLEAN)
    done = commit()
    assert done.returncode == 0, done.stdout + done.stderr
