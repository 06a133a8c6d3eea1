"""Runs of the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from unittest.mock import patch

from chatlint.cli import main

CLEAN = """\
InstanceId: ${INSTANCE_ID}
ContactFlowId: ${FLOW_ID}
ParticipantDetails:
  DisplayName: Jane
"""
BROKEN = CLEAN + "ChatDurationInMinutes: 30\n"

# Root may read and write everything, unless it gives that up.
AS_ANYBODY = (
    ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
)


def chatlint(
    *arguments: str,
    cwd: Path,
    stdin: bytes = b"",
    environment: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run chatlint in ``cwd`` in this process, which takes a tenth of the time of a new one."""
    out, err = stream(), stream(errors="backslashreplace")
    with (
        chdir(cwd),
        patch.dict(os.environ, variables(cwd, environment), clear=True),
        patch.multiple(sys, argv=["chatlint", *arguments], stdin=stream(stdin)),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = main.run()
    texts = [each.detach().getvalue().decode() for each in (out, err)]
    assert "Traceback" not in texts[1]
    return subprocess.CompletedProcess(arguments, code, *texts)


def stream(data: bytes = b"", errors: str = "surrogateescape") -> TextIOWrapper[BytesIO]:
    """A standard stream that is no terminal."""
    return TextIOWrapper(BytesIO(data), encoding="utf-8", errors=errors, newline="")


def chatlint_process(
    *arguments: str,
    cwd: Path,
    stdin: bytes | None = None,
    environment: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run chatlint in ``cwd`` as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "chatlint", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        check=False,
        env=variables(cwd, environment),
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert "Traceback" not in err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def variables(home: Path, more: dict[str, str] | None = None) -> dict[str, str]:
    """The environment variables of a run: few, so that those of the developer do not count."""
    kept = {name: os.environ[name] for name in ("PATH", "CHATLINT_CACHE_DIR")}
    return {**kept, "HOME": str(home), **(more or {})}
