"""A small part of what the scripts in ``fuzz/`` try, the same each time."""

import subprocess
import sys

import pytest
from project import ROOT


@pytest.mark.parametrize(
    ("target", "runs"),
    [
        ("check", 300),
        ("fix", 30),
        pytest.param("check", 4000, marks=pytest.mark.slow),
        pytest.param("fix", 400, marks=pytest.mark.slow),
    ],
)
def test_no_mutated_input_breaks_it(target: str, runs: int) -> None:
    command = (sys.executable, f"fuzz/{target}.py", "--plain", "--runs", str(runs))
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith(f"{runs:,} runs from ")
