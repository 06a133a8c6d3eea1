"""The GitHub Action: its one step of its own is run as a runner would."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from command import BROKEN, CLEAN
from project import ROOT, git

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
(STEP,) = (step for step in ACTION["runs"]["steps"] if "run" in step)
ZEROS = "0" * 40


class Done(NamedTuple):
    """What the step came to: its exit code, its log, its outputs and its summary."""

    code: int
    log: str
    outputs: dict[str, str]
    summary: str


Runner = Callable[..., Done]


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """Runs the step in a workspace, with ``inputs`` and what the event brings."""
    temporary = tmp_path_factory.mktemp("temporary")

    def run(
        workspace: Path,
        inputs: dict[str, str] | None = None,
        environment: dict[str, str] | None = None,
        event: dict[str, Any] | None = None,
    ) -> Done:
        files = {name: tmp_path_factory.mktemp("step") / name for name in ("output", "summary")}
        told = tmp_path_factory.mktemp("event") / "event.json"
        told.write_text(json.dumps(event or {}))
        given = {name: each["default"] for name, each in ACTION["inputs"].items()} | (inputs or {})
        known = {f"inputs.{name}": value for name, value in given.items()}
        known["steps.python.outputs.python-path"] = sys.executable
        variables = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_EVENT_NAME": "workflow_dispatch",
            "GITHUB_EVENT_PATH": str(told),
            "GITHUB_OUTPUT": str(files["output"]),
            "GITHUB_STEP_SUMMARY": str(files["summary"]),
            "GITHUB_WORKSPACE": str(workspace),
            "HOME": str(temporary),
            "PATH": os.environ["PATH"],
            "RUNNER_TEMP": str(temporary),
        }
        variables |= {name: _resolved(value, known) for name, value in STEP["env"].items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEP["run"]],
            cwd=workspace,
            env={**variables, **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        written = {name: file.read_text() if file.exists() else "" for name, file in files.items()}
        outputs = dict(line.split("=", 1) for line in written["output"].splitlines())
        return Done(done.returncode, done.stdout, outputs, written["summary"])

    return run


def _resolved(value: str, known: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ (.*?) \}\}", lambda match: known[match[1]], value)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A repository with a template that has a finding."""
    folder = tmp_path / "work space"
    folder.mkdir()
    git("init", "-q", "-b", "main", cwd=folder)
    (folder / "chat.yaml").write_text(BROKEN)
    commit(folder)
    return folder


def commit(folder: Path) -> str:
    git("add", "-A", cwd=folder)
    git("commit", "-q", "-m", "a change", cwd=folder)
    return git("rev-parse", "HEAD", cwd=folder).strip()


def test_what_others_made_is_pinned() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (.*)", text)
    assert len(used) == 2
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each) for each in used)


def test_inputs_go_through_the_environment() -> None:
    assert "${{" not in STEP["run"]
    told = {value for value in STEP["env"].values() if "inputs." in value}
    assert told == {f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]}
    script = (ROOT / ".github" / "action" / "run.sh").read_text(encoding="utf-8")
    assert all(name in script for name in STEP["env"])


@pytest.mark.parametrize(
    "command",
    [
        ["zizmor", "--offline", "--no-config", "--no-progress", "action.yml"],
        ["shellcheck", ".github/action/run.sh"],
    ],
    ids=lambda command: command[0],
)
def test_others_find_nothing_wrong(command: list[str]) -> None:
    program = shutil.which(command[0], path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert program, "is the environment that of the dev extra?"
    done = subprocess.run(
        [program, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_a_finding(runner: Runner, workspace: Path) -> None:
    done = runner(workspace)
    assert done.code == 1, done.log
    assert done.outputs == {"exit-code": "1", "findings": "1", "sarif-file": ""}
    assert "\n::error file=chat.yaml,line=5," in f"\n{done.log}"
    assert "CHAT401" in done.summary


@pytest.mark.slow
def test_nothing_found(runner: Runner, workspace: Path) -> None:
    (workspace / "chat.yaml").write_text(CLEAN)
    done = runner(workspace)
    assert done.code == 0, done.log
    assert done.outputs == {"exit-code": "0", "findings": "0", "sarif-file": ""}


@pytest.mark.slow
def test_paths_arguments_and_the_like(runner: Runner, workspace: Path) -> None:
    (workspace / "a b").mkdir()
    (workspace / "a b/c.yaml").write_text(BROKEN + "Attributes: {Order No: x}\n")
    (workspace / "a b/d.yaml").write_text(BROKEN)
    (workspace / "other.yaml").write_text("severity: {CHAT303: note}\n")
    inputs = {
        "paths": "a b/c.yaml\n\na b/d.yaml\n",
        "args": "  --ignore CHAT401\n--quiet ",
        "config": "other.yaml",
    }
    done = runner(workspace, inputs)
    assert done.code == 0, done.log
    assert done.outputs["findings"] == "1"
    assert done.log.startswith("::notice file=a b/c.yaml")
    assert runner(workspace, {**inputs, "fail-on": "note"}).code == 1
    done = runner(workspace, {"working-directory": "a b", "paths": "d.yaml"})
    assert done.code == 1
    assert "::error file=a b/d.yaml," in done.log


@pytest.mark.slow
def test_what_went_wrong(runner: Runner, workspace: Path) -> None:
    for inputs in ({"paths": "missing.yaml"}, {"working-directory": "missing"}, {"args": "--what"}):
        done = runner(workspace, inputs)
        assert done.code == 2, done.log
        assert done.outputs["exit-code"] == "2"
        assert not done.outputs.get("findings", "").strip("0")


HOSTILE = "$(touch was-run) `touch was-run` ; touch was-run # \" ' \\ * ${HOME} %0A\n::error::x"


@pytest.mark.slow
@pytest.mark.parametrize("name", ACTION["inputs"])
def test_no_input_is_run(runner: Runner, workspace: Path, name: str) -> None:
    done = runner(workspace, {name: HOSTILE})
    assert done.code in (1, 2)  # 1 where it means no more than "not true"
    assert not list(workspace.parent.rglob("was-run"))
    assert "\n::error::x" not in f"\n{done.log}"
    assert set(done.outputs) <= set(ACTION["outputs"])


@pytest.mark.slow
def test_nothing_of_the_repository_is_imported(
    runner: Runner, workspace: Path, tmp_path: Path
) -> None:
    for name in ("click", "json", "os", "pip", "re", "venv"):
        (workspace / f"{name}.py").write_text(f'raise SystemExit("{name} was imported")\n')
    environment = {"PYTHONPATH": str(workspace), "RUNNER_TEMP": str(tmp_path)}
    (tmp_path / "chatlint-own").symlink_to(_environment(runner, workspace))
    done = runner(workspace, {"only-changed": "true"}, environment | {"GITHUB_EVENT_NAME": "push"})
    assert (done.code, done.outputs["findings"]) == (1, "1"), done.log


def _environment(runner: Runner, workspace: Path) -> Path:
    """Where an earlier step has installed chatlint."""
    done = runner(workspace, {"sarif-upload": "true"})
    return Path(done.outputs["sarif-file"]).parent.parent / "chatlint-own"


@pytest.mark.slow
def test_sarif(runner: Runner, workspace: Path) -> None:
    accepted = BROKEN.replace(": 30\n", ": 31 # chatlint: ignore[CHAT401] short on purpose\n")
    (workspace / "accepted.yaml").write_text(accepted)
    done = runner(workspace, {"sarif-upload": "true"})
    assert done.code == 1
    (run,) = json.loads(Path(done.outputs["sarif-file"]).read_text())["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["CHAT401"]
    done = runner(workspace, {"sarif-upload": "true", "only-changed": "true"})
    assert done.code == 2
    assert "drop only-changed" in done.log


@pytest.mark.slow
def test_what_a_pull_request_brought(runner: Runner, workspace: Path, tmp_path: Path) -> None:
    git("checkout", "-q", "-b", "topic", cwd=workspace)
    (workspace / "mine.yaml").write_text(BROKEN)
    head = commit(workspace)
    git("checkout", "-q", "main", cwd=workspace)
    (workspace / "theirs.yaml").write_text(BROKEN)
    commit(workspace)
    git("checkout", "-q", "-b", "merged", cwd=workspace)
    git("merge", "-q", "--no-edit", "topic", cwd=workspace)
    merge = git("rev-parse", "HEAD", cwd=workspace).strip()

    def checked(reference: str, depth: int, **environment: str) -> Done:
        clone = tmp_path / f"clone-{reference}-{depth}"
        where = (f"--depth={depth}", f"--branch={reference}", f"file://{workspace}", str(clone))
        git("clone", "-q", "--no-single-branch", *where, cwd=tmp_path)
        request = {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_BASE_REF": "main"}
        return runner(clone, {"only-changed": "true"}, {**request, **environment})

    done = checked("merged", 2, GITHUB_SHA=merge)
    assert (done.code, done.outputs["findings"]) == (1, "1"), done.log
    assert "::error file=mine.yaml," in done.log
    done = checked("topic", 9, GITHUB_SHA=merge)  # the workflow checked out the head itself
    assert (done.code, done.outputs["findings"]) == (1, "1"), done.log
    done = checked("topic", 8, GITHUB_SHA=head, GITHUB_EVENT_NAME="pull_request_target")
    assert (done.code, done.outputs["findings"]) == (1, "1"), done.log
    done = checked("merged", 1, GITHUB_SHA=merge)
    assert (done.code, done.outputs["findings"]) == (2, ""), done.log
    assert "this clone is shallow" in done.log


@pytest.mark.slow
@pytest.mark.parametrize("event_name", ["push", "merge_group"])
def test_what_a_push_brought(runner: Runner, workspace: Path, event_name: str) -> None:
    before = git("rev-parse", "HEAD", cwd=workspace).strip()
    (workspace / "mine.yaml").write_text(BROKEN)
    commit(workspace)

    def told(before: str) -> Done:
        event = (
            {"before": before} if event_name == "push" else {"merge_group": {"base_sha": before}}
        )
        environment = {"GITHUB_EVENT_NAME": event_name}
        return runner(workspace, {"only-changed": "true"}, environment, event)

    done = told(before)
    assert (done.code, done.outputs["findings"]) == (1, "1"), done.log
    assert "::error file=mine.yaml," in done.log
    done = told(ZEROS)  # a new branch
    assert (done.code, done.outputs["findings"]) == (1, "2"), done.log
    done = told("1" * 40)  # a commit that was pushed away
    assert (done.code, done.outputs["findings"]) == (2, ""), done.log


@pytest.mark.slow
def test_other_events_change_nothing(runner: Runner, workspace: Path) -> None:
    done = runner(workspace, {"only-changed": "true"}, {"GITHUB_EVENT_NAME": "schedule"})
    assert (done.code, done.outputs["findings"]) == (1, "1"), done.log
    assert "so everything is checked" in done.log


@pytest.mark.slow
def test_a_version_comes_from_the_package_index(runner: Runner, workspace: Path) -> None:
    nothing = {"PIP_NO_INDEX": "1"}
    done = runner(workspace, {"version": "99.1"}, nothing)
    assert (done.code, done.outputs) == (2, {"exit-code": "2"}), done.log
    assert "No matching distribution found for connect-chatlint==99.1" in done.log
    assert done.log.endswith("::error title=chatlint::chatlint was not installed\n")


@pytest.mark.slow
def test_chatlint_is_installed_once_in_a_job(runner: Runner, workspace: Path) -> None:
    runner(workspace)
    done = runner(workspace, environment={"PIP_NO_INDEX": "1"})
    assert (done.code, done.outputs["findings"]) == (1, "1"), done.log
