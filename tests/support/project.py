"""The project itself, for tests of what surrounds the code."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def git(*arguments: str, cwd: Path) -> str:
    """Run git in ``cwd``, whatever repository this process was started from."""
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    return subprocess.run(
        ["git", *identity, *arguments],
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def checked_out(folder: Path) -> Path:
    """Make ``folder`` a git repository with this one's files, those not yet committed included."""
    listed = git("ls-files", "-co", "--exclude-standard", "-z", cwd=ROOT)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():  # a file may be deleted and still be known to git
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    git("init", "-q", cwd=folder)
    git("add", "-A", cwd=folder)
    git("commit", "-q", "-m", "All of it", cwd=folder)
    return folder
