"""Ask git about the repository around the current folder.

Git is run so that it writes nothing, uses no network and starts no diff program that a repository
configures. The filters of the user's git configuration (``eol``, ``filter.NAME.clean``) apply.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from io import BytesIO
from typing import IO, BinaryIO

from chatlint.files.diff_parser import FileChange, parse_diff
from chatlint.model.errors import UserError
from chatlint.model.printable import clip

_COMMIT = re.compile(rb"[0-9a-f]{40,64}\n")
_ECHO_LIMIT = 400  # characters of git's messages
_SHALLOW = (
    "this clone is shallow: fetch the rest by `git fetch --unshallow`, or in a pipeline by a "
    "deeper checkout (GitHub: `fetch-depth: 0`, GitLab: `GIT_DEPTH: 0`)"
)
_ELSEWHERE = "is it fetched? In a pipeline a branch is often there as origin/NAME only"
# Variables that change the form of a patch or the meaning of a path. GIT_DIR and the like stay: git
# sets them for hooks to select the repository.
_DROPPED = ("GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_LITERAL_PATHSPECS")
_ADDED = {
    "LC_ALL": "C",  # messages are matched below
    "GIT_ALLOW_PROTOCOL": "none",  # a partial clone must not fetch missing objects
}
_SAFELY = ("--no-pager", "-c", "core.fsmonitor=false")
# `git diff` would apply the user's settings: colours, context lines, relative names.
_PATCH = (
    *("diff-index", "--patch", "--unified=0", "--find-renames", "--full-index"),
    *("--src-prefix=a/", "--dst-prefix=b/"),
    *("--no-ext-diff", "--no-textconv", "--ignore-submodules=all"),
)


def find_repository_root() -> str:
    """Find the root of the working tree; return its real path.

    Raises:
        UserError: there is no repository, or git is not installed.
    """
    completed = _run("rev-parse", "--show-toplevel")
    if b"not a git repository" in completed.stderr:
        hint = "run it in the repository that the files belong to"
        raise UserError("--since compares with git, and here is no repository", hint=hint)
    return os.path.realpath(os.fsdecode(_require_output(completed)).removesuffix("\n"))


def find_merge_base(revision: str) -> str:
    """Find the merge base of ``revision`` and HEAD; return its hash.

    Raises:
        UserError: the revision is unknown, or there is no merge base.
    """
    clipped = clip(revision)
    # No revision begins with a dash; git would read it as an option.
    found = None if revision.startswith("-") else _resolve_commit(revision)
    if found is None:
        hint = _SHALLOW if _is_shallow() else _ELSEWHERE
        raise UserError(f'git knows no revision "{clipped}"', hint=hint)
    completed = _run("merge-base", found, "HEAD")
    if completed.returncode == 1:
        advice = _SHALLOW if _is_shallow() else None
        raise UserError(f'"{clipped}" and HEAD have no commit in common', hint=advice)
    return _require_output(completed).decode().strip()


def iter_changed_files(commit: str) -> Iterator[tuple[str, FileChange]]:
    """Iterate over the files that differ from ``commit``, by path from the repository's root.

    Raises:
        UserError: git fails.
    """
    with tempfile.TemporaryFile() as stderr:
        with _start(*_PATCH, commit, "--", stderr=stderr) as process:
            assert process.stdout
            yield from parse_diff(process.stdout)
        stderr.seek(0)
        if process.returncode:
            raise _build_error(stderr.read(), commit)


def list_untracked_files() -> list[str]:
    """List the files that are neither tracked nor ignored; a nested repository ends in ``/``.

    Raises:
        UserError: git fails.
    """
    completed = _run("ls-files", "-z", "--others", "--exclude-standard", "--full-name", "--", ":/")
    return [os.fsdecode(name) for name in _require_output(completed).split(b"\0") if name]


def read_blob(blob: str) -> BinaryIO:
    """Open the content of ``blob``, the hash of a git object.

    Raises:
        UserError: git has no such object.
    """
    return BytesIO(_require_output(_run("cat-file", "blob", blob)))


def _resolve_commit(revision: str) -> str | None:
    if "\0" in revision:
        return None
    completed = _run("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    return completed.stdout.decode().strip() if _COMMIT.fullmatch(completed.stdout) else None


def _is_shallow() -> bool:
    return _run("rev-parse", "--is-shallow-repository").stdout == b"true\n"


def _run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    with _start(*arguments, stderr=subprocess.PIPE) as process:
        stdout, stderr = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


def _start(*arguments: str, stderr: int | IO[bytes]) -> subprocess.Popen[bytes]:
    environment = {name: v for name, v in os.environ.items() if name not in _DROPPED}
    try:
        return subprocess.Popen(
            [_find_git(), *_SAFELY, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=environment | _ADDED,
        )
    except OSError as error:
        raise UserError(f"git cannot be run: {error.strerror or error}") from None


def _find_git() -> str:
    """Find git outside the current folder, whose files are not trusted."""
    folders = (folder for folder in os.get_exec_path() if os.path.isabs(folder))
    found = shutil.which("git", path=os.pathsep.join(folders))
    if found is None or not os.path.isabs(found):
        raise UserError("--since compares with git, which is not installed")
    return found


def _require_output(completed: subprocess.CompletedProcess[bytes]) -> bytes:
    if completed.returncode:
        raise _build_error(completed.stderr)
    return completed.stdout


def _build_error(stderr: bytes, commit: str = "") -> UserError:
    message = " ".join(stderr.decode("utf-8", "replace").split())
    partial = f"this clone is partial: `git diff --stat {commit:.12}` fetches what it lacks"
    hint = partial if commit and b"promisor" in stderr else None
    return UserError(clip(f"git says: {message}", _ECHO_LIMIT), hint=hint)
