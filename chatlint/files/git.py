"""Asks git about the repository around the current folder.

Git writes nothing and reaches no network, and starts no program that a repository names for
showing differences. What git compares goes through the filters of the user's git configuration
(``eol``, ``filter.NAME.clean``), as ever.
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

from chatlint.files.git_diff import FileChange, parse_diff
from chatlint.model.errors import UserError
from chatlint.model.printable import clip

_COMMIT = re.compile(rb"[0-9a-f]{40,64}\n")
_WORDS = 400  # how many characters of what git says are repeated
_SHALLOW = (
    "this clone is shallow: fetch the rest by `git fetch --unshallow`, or in a pipeline by a "
    "deeper checkout (GitHub: `fetch-depth: 0`, GitLab: `GIT_DEPTH: 0`)"
)
_ELSEWHERE = "is it fetched? In a pipeline a branch is often there as origin/NAME only"
# What changes the form of a patch, or what a path means. GIT_DIR and its kin stay: they say which
# repository is meant, as to a hook.
_DROPPED = ("GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_LITERAL_PATHSPECS")
_ADDED = {
    "LC_ALL": "C",  # some of what git says is understood here
    "GIT_ALLOW_PROTOCOL": "none",  # what a partial clone lacks is not fetched
}
_SAFELY = ("--no-pager", "-c", "core.fsmonitor=false")
# `git diff` would heed what the user likes to see: colours, context, relative names.
_PATCH = (
    *("diff-index", "--patch", "--unified=0", "--find-renames", "--full-index"),
    *("--src-prefix=a/", "--dst-prefix=b/"),
    *("--no-ext-diff", "--no-textconv", "--ignore-submodules=all"),
)


def find_repository_root() -> str:
    """The real path of the folder that holds the repository's files.

    Raises:
        UserError: there is no repository, or no git.
    """
    done = _ask("rev-parse", "--show-toplevel")
    if b"not a git repository" in done.stderr:
        hint = "run it in the repository that the files belong to"
        raise UserError("--since compares with git, and here is no repository", hint=hint)
    return os.path.realpath(os.fsdecode(_answer(done)).removesuffix("\n"))


def find_merge_base(revision: str) -> str:
    """The commit where ``revision`` and HEAD parted.

    Raises:
        UserError: git knows no such revision, or no such commit.
    """
    shown = clip(revision)
    # No name of git's begins with a dash; what does would be taken for an option.
    found = None if revision.startswith("-") else _commit(revision)
    if found is None:
        hint = _SHALLOW if _is_shallow() else _ELSEWHERE
        raise UserError(f'git knows no revision "{shown}"', hint=hint)
    done = _ask("merge-base", found, "HEAD")
    if done.returncode == 1:
        advice = _SHALLOW if _is_shallow() else None
        raise UserError(f'"{shown}" and HEAD have no commit in common', hint=advice)
    return _answer(done).decode().strip()


def iter_changed_files(commit: str) -> Iterator[tuple[str, FileChange]]:
    """The files of the working tree that differ from ``commit``, as git knows them by name.

    Raises:
        UserError: git cannot tell.
    """
    with tempfile.TemporaryFile() as words:
        with _start(*_PATCH, commit, "--", stderr=words) as process:
            assert process.stdout
            yield from parse_diff(process.stdout)
        words.seek(0)
        if process.returncode:
            raise _failed(words.read(), commit)


def list_untracked_files() -> list[str]:
    """The files git neither knows nor ignores; a repository among them ends in ``/``.

    Raises:
        UserError: git cannot tell.
    """
    done = _ask("ls-files", "-z", "--others", "--exclude-standard", "--full-name", "--", ":/")
    return [os.fsdecode(name) for name in _answer(done).split(b"\0") if name]


def read_blob(blob: str) -> BinaryIO:
    """What git keeps as ``blob``.

    Raises:
        UserError: it is not there.
    """
    return BytesIO(_answer(_ask("cat-file", "blob", blob)))


def _commit(revision: str) -> str | None:
    if "\0" in revision:
        return None
    done = _ask("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    return done.stdout.decode().strip() if _COMMIT.fullmatch(done.stdout) else None


def _is_shallow() -> bool:
    return _ask("rev-parse", "--is-shallow-repository").stdout == b"true\n"


def _ask(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    with _start(*arguments, stderr=subprocess.PIPE) as process:
        stdout, stderr = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


def _start(*arguments: str, stderr: int | IO[bytes]) -> subprocess.Popen[bytes]:
    environment = {name: v for name, v in os.environ.items() if name not in _DROPPED}
    try:
        return subprocess.Popen(
            [_program(), *_SAFELY, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=environment | _ADDED,
        )
    except OSError as error:
        raise UserError(f"git cannot be run: {error.strerror or error}") from None


def _program() -> str:
    """Where git is; never in the current folder, which may be anybody's."""
    folders = (folder for folder in os.get_exec_path() if os.path.isabs(folder))
    found = shutil.which("git", path=os.pathsep.join(folders))
    if found is None or not os.path.isabs(found):
        raise UserError("--since compares with git, which is not installed")
    return found


def _answer(done: subprocess.CompletedProcess[bytes]) -> bytes:
    if done.returncode:
        raise _failed(done.stderr)
    return done.stdout


def _failed(words: bytes, commit: str = "") -> UserError:
    said = " ".join(words.decode("utf-8", "replace").split())
    partial = f"this clone is partial: `git diff --stat {commit:.12}` fetches what it lacks"
    hint = partial if commit and b"promisor" in words else None
    return UserError(clip(f"git says: {said}", _WORDS), hint=hint)
