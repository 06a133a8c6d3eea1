"""The pre-commit hook, run by the real pre-commit in a repository of a user."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from project import ROOT, checked_out, git

CONFIG = """\
repos:
  - repo: {repository}
    rev: {revision}
    hooks:
      - id: chatlint
"""
OTHERS = {
    "compose.yaml": "services: {web: {image: nginx, environment: {InstanceId: i-1}}}\n",
    "package.json": '{"name": "shop", "private": true}\n',
    "helm/chart.yaml": "{{- if .Values.on }}\nkind: Service\n{{- end }}\n",
    "empty.yaml": "",
    "notes.txt": "InstanceId: not a template\n",
}
Hook = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def hook(tmp_path_factory: pytest.TempPathFactory) -> Hook:
    """Run the hook over ``files`` (name and content) in a new repository."""
    checkout = checked_out(tmp_path_factory.mktemp("chatlint"))
    home = tmp_path_factory.mktemp("home")
    environment = {name: v for name, v in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"HOME": str(home), "PRE_COMMIT_HOME": str(home / "pre-commit")}
    revision = git("rev-parse", "HEAD", cwd=checkout).strip()

    def run(files: dict[str, str]) -> subprocess.CompletedProcess[str]:
        folder = tmp_path_factory.mktemp("repository")
        config = CONFIG.format(repository=checkout, revision=revision)
        for name, content in {".pre-commit-config.yaml": config, **files}.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(content)
        git("init", "-q", cwd=folder)
        git("add", "-A", cwd=folder)
        return subprocess.run(
            [
                sys.executable,
                "-m",
                "pre_commit",
                "run",
                "--all-files",
                "--verbose",
                "--color=never",
            ],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def example(name: str) -> str:
    return (ROOT / "examples" / name).read_text()


def test_a_clean_template_passes(hook: Hook) -> None:
    done = hook({"chat.yaml": example("templates/web-chat.yaml"), **OTHERS})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings in 1 file (1 request)" in done.stdout


def test_a_broken_template_fails_and_the_finding_is_shown(hook: Hook) -> None:
    done = hook({"chats/guide.json": example("broken/guide-without-interactive.json"), **OTHERS})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "chats/guide.json:6:40 error[CHAT305]" in done.stdout
    assert not [name for name in OTHERS if f"{name}:" in done.stdout]


def test_files_that_hold_no_request_are_left_alone(hook: Hook) -> None:
    done = hook(OTHERS)
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_that_cannot_be_read_matter_if_they_speak_of_a_request(hook: Hook) -> None:
    done = hook({"chat.json": example("broken/trailing-comma.json"), **OTHERS})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "chat.json:5:38 error[CHAT002]" in done.stdout
