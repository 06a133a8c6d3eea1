"""What runs on GitHub: nothing but what was looked at, with no more rights than it needs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from project import ROOT

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
WORKFLOWS = {file.name: yaml.safe_load(file.read_text(encoding="utf-8")) for file in FILES}
JOBS: list[tuple[str, dict[str, Any]]] = [
    (f"{name}: {job}", said)
    for name, each in WORKFLOWS.items()
    for job, said in each["jobs"].items()
]
MAY_WRITE = {
    "release.yml: publish": {"id-token": "write"},
    "release.yml: announce": {"contents": "write"},
}


def test_there_is_one_for_tests_and_one_for_releases() -> None:
    assert set(WORKFLOWS) == {"release.yml", "test.yml"}
    assert all(each["permissions"] == {} for each in WORKFLOWS.values())


@pytest.mark.parametrize(("name", "job"), JOBS, ids=[name for name, _ in JOBS])
def test_a_job_may_do_no_more_than_it_has_to(name: str, job: dict[str, Any]) -> None:
    assert job["permissions"] == MAY_WRITE.get(name, {"contents": "read"})
    assert job["timeout-minutes"] <= 45
    for step in job["steps"]:
        assert "${{" not in step.get("run", "")
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_actions_are_pinned_and_everywhere_the_same() -> None:
    pinned: dict[str, str] = {}
    for file in (*FILES, ROOT / "action.yml", ROOT / "docs" / "pipelines.md"):
        for used in re.findall(r"uses: (.*)", file.read_text(encoding="utf-8")):
            if not used.startswith("OWNER/"):
                assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used)
                assert pinned.setdefault(used.partition("@")[0], used) == used


@pytest.mark.parametrize(
    "command",
    [
        ["zizmor", "--offline", "--no-config", "--no-progress", "--persona=pedantic", ".github"],
        ["shellcheck", ".ci/run", ".ci/release"],
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


def test_only_what_the_documents_say_is_run() -> None:
    release = WORKFLOWS["release.yml"]["jobs"]
    steps = [step["run"] for step in release["build"]["steps"] if "run" in step]
    assert steps[1:] == [".ci/run", ".ci/release"]
    assert release["publish"]["environment"]["name"] == "pypi"
    document = (ROOT / "RELEASING.md").read_text(encoding="utf-8")
    for word in (".ci/run", ".ci/release", "`pypi`", "`release.yml`"):
        assert word in document
    script = (ROOT / ".ci" / "release").read_text(encoding="utf-8")
    for tool in ("twine check --strict", "check-wheel-contents", "cyclonedx-bom"):
        assert tool.split()[0] in script
        assert tool in document
