"""``check --fix`` and ``--diff``, as a user runs them."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_cli import CLEAN, chatlint

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


@pytest.mark.parametrize("seed", range(5))
def test_a_killed_run_leaves_whole_files_and_no_litter(tmp_path: Path, seed: int) -> None:
    for number in range(200):
        (tmp_path / f"{number}.yaml").write_text(MISCASED)
    command = [sys.executable, "-m", "chatlint", "check", "--fix", "-q", "."]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(random.Random(seed).uniform(0.15, 0.6))
    process.send_signal(signal.SIGKILL)
    process.wait()
    texts = {file.read_text() for file in tmp_path.glob("*.yaml")}
    assert texts <= {MISCASED, MENDED}
    listed = chatlint("check", "--show-files", ".", cwd=tmp_path).stdout.splitlines()
    assert len(listed) == 200
    assert len(os.listdir(tmp_path)) <= 201
