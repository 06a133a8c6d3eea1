"""From the paths given to the files to read."""

from __future__ import annotations

import errno
import os
import re
import stat
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from chatlint.diagnostic import Failure

SUFFIXES = (".yaml", ".yml", ".json")
"""What a walk takes, in capitals or not. A file named outright may have any suffix."""

NEVER_ENTERED = frozenset(
    {".git", ".hg", ".svn", ".tox", ".nox", ".venv", "venv", "node_modules", "__pycache__"}
    | {".mypy_cache", ".pytest_cache", ".ruff_cache", ".terraform"}
)
"""Folders a walk passes by: version control, environments, dependencies, caches."""

_MISSING = "no such file or folder"
_SPECIAL = {stat.S_IFIFO: "a FIFO", stat.S_IFSOCK: "a socket"}


class InputFile(NamedTuple):
    """A file to read.

    Args:
        path: relative to the current folder where it is below it, else absolute; with ``/``.
        named: whether the user named this very file, rather than a folder above it.
    """

    path: str
    named: bool


class Discovery(NamedTuple):
    """What the given paths mean: every file once, sorted by path, and what could not be had."""

    files: tuple[InputFile, ...]
    failures: tuple[Failure, ...]


def discover(paths: Sequence[str], root: Path | None = None) -> Discovery:
    """Find the files that ``paths`` mean.

    What is named is taken, ignored or not: a file as it is, a folder to be walked for `SUFFIXES`.
    A walk leaves out `NEVER_ENTERED` and what git ignores. It follows no link to a folder, and
    takes a linked file only from inside the folder walked, if it is not found by its own name.

    Args:
        paths: files and folders, not patterns.
        root: what relative paths start from, the current folder by default.
    """
    search = _Search(_real(str(root) if root else _current()))
    for path in paths:
        search.add(path)
    return search.result()


def _current() -> str:
    try:
        return os.getcwd()
    except OSError:  # it was deleted; absolute paths can still be checked
        return os.sep


class _Search:
    """Collects files by their real path, so that none is read under two names."""

    def __init__(self, here: str) -> None:
        self._here = here
        self._files: dict[str, InputFile] = {}
        self._failures: set[tuple[str, str]] = set()

    def add(self, given: str) -> None:
        if not given:
            self._failures.add(("", "the path is empty"))
            return
        try:
            path = _absolute(self._here, given)
            # Asked of the path as given: tidied, "file.yaml/" would be a file.
            mode = os.stat(os.path.join(self._here, given)).st_mode
        except ValueError:  # a NUL or a lone surrogate, which no file name can hold
            self._failures.add((given, _MISSING))
        except OSError as error:
            self._fail(path, error)
        else:
            self._add_existing(path, mode)

    def result(self) -> Discovery:
        shown = (InputFile(self._shown(path), named) for path, named in self._files.values())
        failures = (Failure(self._shown(path), why) for path, why in sorted(self._failures))
        return Discovery(tuple(sorted(shown)), tuple(failures))

    def _add_existing(self, path: str, mode: int) -> None:
        if stat.S_ISDIR(mode):
            self._walk(_Tree(path.rstrip("/"), _real(path).rstrip("/")))
        elif stat.S_ISREG(mode):
            self._take(_real(path), path, named=True)
        else:
            kind = _SPECIAL.get(stat.S_IFMT(mode), "a device")
            self._failures.add((path, f"is {kind}, not a file"))

    def _take(self, real: str, path: str, named: bool) -> None:
        """Take the file ``real`` under the best of its paths: its own, or a named one."""
        file = InputFile(path, named)
        known = self._files.get(real)
        if known:
            path = min(known, file, key=lambda f: (f.path != real, not f.named, f.path)).path
            file = InputFile(path, known.named or named)
        self._files[real] = file

    def _walk(self, tree: _Tree) -> None:
        pending = [(tree.real, self._ignored_above(tree.real))]
        while pending:
            folder, above = pending.pop()
            try:
                entries = _entries(folder)
            except OSError as error:
                self._fail(tree.path_of(folder) or "/", error)
                continue
            ignored = self._ignore_file(folder) + above
            for entry in entries:
                met, is_folder = f"{folder}/{entry.name}", entry.is_dir(follow_symlinks=False)
                if _is_ignored(met, is_folder, ignored):
                    continue
                if is_folder:
                    pending.append((met, ignored))
                elif real := tree.file_behind(met) if entry.is_symlink() else met:
                    self._take(real, tree.path_of(met), named=False)

    def _ignored_above(self, top: str) -> tuple[_IgnoreFile, ...]:
        """What is ignored by the folders above ``top`` in its repository, the nearest first."""
        folder = top
        above: list[str] = []
        while not os.path.lexists(f"{folder}/.git"):
            if not folder:
                return ()
            folder = folder.rpartition("/")[0]
            above.append(folder)
        ignored = [found for each in above for found in self._ignore_file(each)]
        return (*ignored, *self._ignore_file(folder, ".git/info/exclude"))

    def _ignore_file(self, folder: str, name: str = ".gitignore") -> tuple[_IgnoreFile, ...]:
        """The patterns about ``folder`` in its file ``name``; nothing where there are none."""
        path = f"{folder}/{name}"
        # Like git, which reads no linked one; and what is not a file might never end.
        if os.path.islink(path) or not os.path.isfile(path):
            return ()
        try:
            text = Path(path).read_bytes().decode("utf-8-sig", "surrogateescape")
        except OSError as error:
            self._fail(path, error)
            return ()
        lines = (line for line in reversed(text.split("\n")) if line and line[0] != "#")
        patterns = tuple(pattern for line in lines if (pattern := _pattern(line)))
        return (_IgnoreFile(len(folder) + 1, patterns),) if patterns else ()

    def _fail(self, path: str, error: OSError) -> None:
        message = _MISSING if error.errno == errno.ENOENT else error.strerror or str(error)
        if error.errno in (errno.ENOENT, errno.ELOOP) and os.path.islink(path):
            message = "is a link that leads nowhere"
        self._failures.add((path, message))

    def _shown(self, path: str) -> str:
        return "." if path == self._here else path.removeprefix(self._here.rstrip("/") + "/")


class _Tree(NamedTuple):
    """A folder to walk: the path it was given by and its real one, both without a last ``/``."""

    path: str
    real: str

    def path_of(self, real: str) -> str:
        return self.path + real[len(self.real) :]

    def file_behind(self, link: str) -> str | None:
        """The real path of the file that ``link`` leads to, if that is in this folder."""
        target = _real(link)
        return target if target.startswith(f"{self.real}/") and os.path.isfile(target) else None


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(f"{folder}/") as entries:
        return [entry for entry in entries if _matters(entry)]


def _matters(entry: os.DirEntry[str]) -> bool:
    """Whether ``entry`` is a folder to enter, a file to read, or a link that may be one."""
    if entry.is_dir(follow_symlinks=False):
        return entry.name not in NEVER_ENTERED
    is_file = entry.is_file(follow_symlinks=False) or entry.is_symlink()
    return is_file and entry.name.lower().endswith(SUFFIXES)


class _Pattern(NamedTuple):
    search: Callable[[str], re.Match[str] | None]
    ignores: bool
    folders_only: bool


class _IgnoreFile(NamedTuple):
    """Patterns, the last one first, for paths from the offset ``start`` on."""

    start: int
    patterns: tuple[_Pattern, ...]


def _is_ignored(path: str, is_folder: bool, ignored: tuple[_IgnoreFile, ...]) -> bool:
    """Whether git ignores ``path``: the first pattern that speaks of it decides."""
    for start, patterns in ignored:
        relative = path[start:]
        for search, ignores, folders_only in patterns:
            match = search(relative) if is_folder or not folders_only else None
            # A group is set where the match is a folder above, which was judged when it was met.
            if match and match.lastgroup is None:
                return ignores
    return False


def _pattern(line: str) -> _Pattern | None:
    # Imported here because most runs meet no pattern. Not a whole GitIgnoreSpec, which judges
    # files only: under "*" and "!*/" it would let no folder be entered.
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    line = re.sub(r"(?<!\\) +$", "", line.removesuffix("\r"))
    body = line.removesuffix("/")
    try:
        with warnings.catch_warnings(action="ignore"):  # about "[[:alpha:]]", which it cannot read
            pattern = GitIgnoreSpecPattern(body)
    except (ValueError, re.error):  # git, too, passes over what is no pattern
        return None
    if pattern.regex is None:
        return None
    return _Pattern(pattern.regex.search, bool(pattern.include), folders_only=body != line)


def _real(path: str) -> str:
    return os.path.realpath(path).replace(os.sep, "/")


def _absolute(here: str, given: str) -> str:
    """``given`` made absolute and tidy, with the links in it left as they are."""
    path = os.path.join(here, given)
    if ".." in path.split(os.sep):  # what lies above a link is not what the path seems to say
        folder, name = os.path.split(path.rstrip(os.sep))
        path = os.path.join(os.path.realpath(folder), name)
    return os.path.normpath(path).replace(os.sep, "/")
