"""Run the tests of the module that cosmic-ray changed; `scripts/mutants.toml` says what it changes.

Run this at the top of a clone in which nothing else is changed, and which is installed as editable
itself: tests that start chatlint in another folder have to run the changed code, too.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_CPU_SECONDS = 60  # a change after which the tests take longer does not end
_MEMORY_BYTES = 2**31


def test_folders(module: str) -> Iterator[str]:
    """The test folders of ``module``, a path below ``chatlint/``: that of its package first."""
    for package in Path(module).parents:
        folder = Path("tests") / package
        if package.name and (ROOT / folder).is_dir():
            yield folder.as_posix()


def main() -> int:
    """Run the tests of the changed module, or all tests if none is changed."""
    command = ("git", "diff", "--name-only", "--relative=chatlint")
    changed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    folders = dict.fromkeys(folder for module in changed for folder in test_folders(module))
    if changed:
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    options = ("-x", "--assert=plain", "-p", "no:cacheprovider", "--hypothesis-profile=mutants")
    return pytest.main([*options, *folders])


if __name__ == "__main__":
    sys.exit(main())
