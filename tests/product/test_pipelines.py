"""The recipes in docs/pipelines.md: their shell is run, and what else can be read is read."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from command import BROKEN, CLEAN
from project import ROOT, git

pytestmark = pytest.mark.slow

DOCUMENT = (ROOT / "docs/pipelines.md").read_text(encoding="utf-8")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
# Each stands for a program of a host; it keeps what it was given.
STAND_INS = {
    "docker": '#!/bin/sh\nprintf "%s\\n" "$*" >> docker.log\n',
    "reviewdog": "#!/bin/sh\ncat > reviewdog.json\n",
}
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def blocks(title: str, language: str) -> list[str]:
    """The fenced blocks of a section in a language."""
    section = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", DOCUMENT, re.M | re.S)
    assert section, title
    return re.findall(rf"^```{language}\n(.*?)^```$", section[1], re.M | re.S)


def workflows() -> list[str]:
    found = [*blocks("GitHub Actions, with the action", "yaml")]
    return [*found, *blocks("GitHub Actions, without it", "yaml")]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone on a branch of its own: main has a finding, the branch brings another."""
    origin = tmp_path_factory.mktemp("origin")
    git("init", "-q", "-b", "main", cwd=origin)
    (origin / "templates").mkdir()
    (origin / "templates/old.yaml").write_text(BROKEN)
    (origin / ".gitignore").write_text(".venv\n")
    git("add", "-A", cwd=origin)
    git("commit", "-q", "-m", "main", cwd=origin)
    folder = tmp_path_factory.mktemp("clones") / "repository"
    git("clone", "-q", str(origin), str(folder), cwd=origin)
    git("checkout", "-q", "-b", "topic", cwd=folder)
    (folder / "templates/new.yaml").write_text(BROKEN)
    git("add", "-A", cwd=folder)
    git("commit", "-q", "-m", "topic", cwd=folder)
    return folder


@pytest.fixture(scope="module")
def run(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs shell in the repository, after the first recipe has installed chatlint there."""
    wheels, programs = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("programs")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, f"--wheel-dir={wheels}", str(ROOT)], check=True)
    for name, text in STAND_INS.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    path = [str(repository / ".venv/bin"), str(programs), os.environ["PATH"]]
    environment = {
        "PATH": os.pathsep.join(path),
        "PIP_FIND_LINKS": str(wheels),
        "HOME": str(wheels),
    }

    def run(script: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=repository,
            env=environment | more,
            capture_output=True,
            text=True,
            check=False,
        )

    (script,) = blocks("A shell", "sh")
    done = run(script)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Found 2 errors in 2 files (2 requests)." in done.stdout
    return run


def test_only_what_a_change_brings(run: Run) -> None:
    (script,) = blocks("Only what a change brings", "sh")
    done = run(script)
    assert done.returncode == 1
    assert "Found 1 error in 1 file (1 request) changed since origin/main." in done.stdout


def test_github_without_the_action(run: Run, repository: Path) -> None:
    (workflow,) = blocks("GitHub Actions, without it", "yaml")
    (job,) = yaml.safe_load(workflow)["jobs"].values()
    done = run("\n".join(step["run"] for step in job["steps"] if "run" in step))
    assert done.returncode == 1
    assert f"\n{done.stdout}".count("\n::error file=templates/") == 2
    (upload,) = (step["with"] for step in job["steps"] if "sarif" in step.get("uses", ""))
    log = json.loads((repository / upload["sarif_file"]).read_text())
    assert len(log["runs"][0]["results"]) == 2


def test_gitlab(run: Run, repository: Path) -> None:
    (pipeline,) = blocks("GitLab CI", "yaml")
    (job,) = yaml.safe_load(pipeline).values()
    script = "\n".join(job["script"])
    base = git("rev-parse", "origin/main", cwd=repository).strip()
    done = run(script, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 1
    assert f"Found 1 error in 1 file (1 request) changed since {base}." in done.stdout
    report = json.loads((repository / job["artifacts"]["reports"]["codequality"]).read_text())
    assert [each["location"]["path"] for each in report] == [
        "templates/new.yaml",
        "templates/old.yaml",
    ]
    done = run(script)  # on the default branch
    assert done.returncode == 1
    assert "Found 2 errors in 2 files (2 requests)." in done.stdout


def test_jenkins(run: Run, repository: Path) -> None:
    (pipeline,) = blocks("Jenkins", "groovy")
    done = run("\n".join(re.findall(r"sh '(.*)'", pipeline)))
    assert done.returncode == 1, done.stderr
    (report,) = re.findall(r"junit '(.*)'", pipeline)
    assert (repository / report).read_text().count("<failure") == 2


def test_reviewdog(run: Run, repository: Path) -> None:
    (script,) = blocks("reviewdog", "sh")
    assert run(script).returncode == 0
    assert len(json.loads((repository / "reviewdog.json").read_text())["diagnostics"]) == 2


def test_docker(run: Run, repository: Path) -> None:
    (file,) = blocks("Docker", "dockerfile")
    (script,) = blocks("Docker", "sh")
    (install,) = re.findall(r"^RUN (pip .*)$", file, re.M)
    done = run(f"{install}\n{script}")
    assert done.returncode == 0, done.stderr
    *_, command = (repository / "docker.log").read_text().splitlines()
    entry, usual = (json.loads(re.findall(rf"^{word} (.*)$", file, re.M)[0]) for word in WORDS)
    assert usual == ["check"]
    done = run(" ".join([*entry, command.partition(" chatlint ")[2]]))
    assert "Found 2 errors in 2 files (2 requests)." in done.stdout


WORDS = ("ENTRYPOINT", "CMD")


def test_a_pipeline_passes_where_nothing_is_wrong(run: Run, repository: Path) -> None:
    (script,) = blocks("Only what a change brings", "sh")
    before = {file: file.read_text() for file in (repository / "templates").iterdir()}
    try:
        for file in before:
            file.write_text(CLEAN)
        done = run(script)
        assert (done.returncode, done.stderr) == (0, "")
    finally:
        for file, text in before.items():
            file.write_text(text)


def _used(text: str) -> Iterator[str]:
    return (each for each in re.findall(r"uses: (.*)", text) if not each.startswith("OWNER/"))


def test_workflows_pin_what_the_action_pins() -> None:
    pinned = {each.partition("@")[0]: each for each in _used((ROOT / "action.yml").read_text())}
    for workflow in workflows():
        for used in _used(workflow):
            assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used)
            assert pinned.setdefault(used.partition("@")[0], used) == used


def test_workflows_are_safe(tmp_path: Path) -> None:
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    for number, workflow in enumerate(workflows()):
        text = workflow.replace("OWNER/chatlint@COMMIT", f"owner/chatlint@{'0' * 40}")
        (folder / f"{number}.yml").write_text(text)
    program = shutil.which("zizmor", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert program, "is the environment that of the dev extra?"
    done = subprocess.run(
        [program, "--offline", "--no-config", "--no-progress", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_action_is_described() -> None:
    rows = set(re.findall(r"^\| `([\w-]+)` \|", DOCUMENT, re.M))
    assert {*ACTION["inputs"], *ACTION["outputs"]} <= rows
    for workflow in blocks("GitHub Actions, with the action", "yaml"):
        (job,) = yaml.safe_load(workflow)["jobs"].values()
        (given,) = (step["with"] for step in job["steps"] if step["uses"].startswith("OWNER"))
        assert set(given) <= set(ACTION["inputs"])
