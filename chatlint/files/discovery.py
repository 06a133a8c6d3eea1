"""From the paths given to the files to read."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from chatlint.files.patterns import Patterns, match_pattern
from chatlint.model.diagnostic import Failure

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = (
    *(".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".http", ".rest"),
    *(".json.gz", ".jsonl.gz", ".ndjson.gz"),
)
"""What a walk takes, in capitals or not. A file named outright may have any suffix.

So may one that is included: programs, scripts and documentation are read only if asked for.
"""

CONFIG_FILE = ".chatlint.yaml"
"""The configuration of the files in its folder and below. A walk does not take it for one."""

NEVER_ENTERED = frozenset(
    {".git", ".hg", ".svn", ".tox", ".nox", ".venv", "venv", "node_modules", "__pycache__"}
    | {".mypy_cache", ".pytest_cache", ".ruff_cache", ".terraform"}
)
"""Folders a walk passes by: version control, environments, dependencies, caches."""

# Of a file that says what git ignores; nobody's hand has written so many.
_MOST_BYTES = 1024 * 1024
_MOST_PATTERNS = 20_000

_MISSING = "no such file or folder"
_SPECIAL = {stat.S_IFIFO: "a FIFO", stat.S_IFSOCK: "a socket"}


class InputFile(NamedTuple):
    """A file to read.

    Args:
        path: relative to the current folder, where more than the root leads there; with ``/``.
        explicit: whether the user said that it holds requests: they named this very file, rather
            than a folder above it, or a configuration includes it.
    """

    path: str
    explicit: bool


class Discovery(NamedTuple):
    """What the given paths mean: every file once, sorted by path, and what could not be had.

    ``skipped`` is what configurations exclude, and which one does.
    """

    files: tuple[InputFile, ...]
    failures: tuple[Failure, ...]
    skipped: tuple[tuple[str, str], ...] = ()


class FileFilter(NamedTuple):
    """What the configuration ``config`` says of files: which hold requests, which to leave out.

    ``include`` has what the command line adds, too.
    """

    config: str
    include: tuple[Patterns, ...]
    exclude: Patterns

    def includes(self, path: str) -> bool:
        """Whether the file ``path`` is said to hold requests."""
        return any(patterns.matches(path) for patterns in self.include)


def discover_files(
    paths: Sequence[str],
    root: Path | None = None,
    scope_of: Callable[[str], FileFilter | None] = lambda folder: None,
    force_exclude: bool = False,
    tracked: Collection[str] = (),
) -> Discovery:
    """Find the files that ``paths`` mean.

    What is named is taken, ignored or not: a file as it is, a folder to be walked for `SUFFIXES`.
    A walk leaves out `NEVER_ENTERED` and what git ignores. It follows no link to a folder, and
    takes a linked file only from inside the folder walked, if it is not found by its own name.

    Args:
        paths: files and folders, not patterns.
        root: what relative paths start from, the current folder by default.
        scope_of: from a folder to what is configured for the files in it.
        force_exclude: leave out what a configuration excludes even where it is named.
        tracked: real paths that git is known to track, and so ignores in no case.
    """
    here = _real(str(root) if root else current_folder())
    search = _Search(here, scope_of, force_exclude, _with_folders(tracked))
    for path in paths:
        search.add(path)
    return search.result()


def current_folder() -> str:
    """The current folder."""
    try:
        return os.getcwd()
    except OSError:  # it was deleted; absolute paths can still be checked
        return os.sep


class _Search:
    """Collects files by their real path, so that none is read under two names."""

    def __init__(
        self,
        here: str,
        scope_of: Callable[[str], FileFilter | None],
        force_exclude: bool,
        tracked: frozenset[str],
    ) -> None:
        self._here = here
        self._tracked = tracked
        self._scope_of = scope_of
        self._force_exclude = force_exclude
        self._files: dict[str, InputFile] = {}
        self._failures: set[tuple[str, str]] = set()
        self._left_out: set[tuple[str, str]] = set()

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
        shown = []
        while self._files:  # the two need not be there at once
            _, (path, named) = self._files.popitem()
            shown.append(InputFile(self._shown(path), named))
        shown.sort()
        failures = (Failure(self._shown(path), why) for path, why in sorted(self._failures))
        left_out = ((self._shown(path), why) for path, why in sorted(self._left_out))
        return Discovery(tuple(shown), tuple(failures), tuple(left_out))

    def _add_existing(self, path: str, mode: int) -> None:
        if self._force_exclude and self._is_excluded(path, stat.S_ISDIR(mode)):
            return
        if stat.S_ISDIR(mode):
            self._walk(_Tree(path.rstrip("/"), _real(path).rstrip("/")))
        elif stat.S_ISREG(mode):
            self._take(_real(path), path, named=True)
        else:
            kind = _SPECIAL.get(stat.S_IFMT(mode), "a device")
            self._failures.add((path, f"is {kind}, not a file"))

    def _is_excluded(self, path: str, is_folder: bool) -> bool:
        """Whether ``path`` or a folder above it is to be left out even though it is named."""
        place = real_location(path.rstrip("/"))
        scope = self._scope_of(os.path.dirname(place))
        if scope is None or not scope.exclude.matches(place, is_folder):
            return False
        self._leave_out(path, scope)
        return True

    def _leave_out(self, path: str, scope: FileFilter) -> None:
        self._left_out.add((path, f"excluded by {scope.config}"))

    def _take(self, real: str, path: str, named: bool) -> None:
        """Take the file ``real`` under the best of its paths: its own, or a named one."""
        file = InputFile(path, named)
        known = self._files.get(real)
        if known:
            path = min(known, file, key=lambda f: (f.path != real, not f.explicit, f.path)).path
            file = InputFile(path, known.explicit or named)
        self._files[real] = file

    def _walk(self, tree: _Tree) -> None:
        pending = [(tree.real, self._ignored_above(tree.real))]
        while pending:
            folder, above = pending.pop()
            try:
                scope = self._scope_of(folder or "/")
                ignored = self._ignore_file(folder) + above
                for entry in _entries(folder, scope):
                    met = f"{folder}/{entry.name}"
                    if self._enters(tree, met, entry, scope, ignored):
                        pending.append((met, ignored))
            except OSError as error:
                self._fail(tree.path_of(folder) or "/", error)

    def _enters(
        self,
        tree: _Tree,
        met: str,
        entry: os.DirEntry[str],
        scope: FileFilter | None,
        ignored: tuple[Patterns, ...],
    ) -> bool:
        """Whether ``entry``, whose path is ``met``, is a folder to walk; a file may be taken."""
        is_folder = entry.is_dir(follow_symlinks=False)
        if met not in self._tracked and match_pattern(met, is_folder, ignored):
            self._left_out.add((tree.path_of(met), "ignored by git"))
        elif scope and scope.exclude.decide(met, is_folder):
            self._leave_out(tree.path_of(met), scope)
        elif is_folder:
            return True
        elif real := tree.file_behind(met) if entry.is_symlink() else met:
            declared = scope is not None and scope.includes(met)
            self._take(real, tree.path_of(met), named=declared)
        else:
            self._left_out.add((tree.path_of(met), "a link that leads elsewhere"))
        return False

    def _ignored_above(self, top: str) -> tuple[Patterns, ...]:
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

    def _ignore_file(self, folder: str, name: str = ".gitignore") -> tuple[Patterns, ...]:
        """The patterns about ``folder`` in its file ``name``; nothing where there are none."""
        path = f"{folder}/{name}"
        # Like git, which reads no linked one; and what is not a file might never end.
        if os.path.islink(path) or not os.path.isfile(path):
            return ()
        try:
            with open(path, "rb") as file:
                text = file.read(_MOST_BYTES + 1).decode("utf-8-sig", "surrogateescape")
        except OSError as error:
            self._fail(path, error)
            return ()
        lines = [line for line in text.split("\n") if line and line[0] != "#"]
        if len(text) > _MOST_BYTES or len(lines) > _MOST_PATTERNS:
            most = f"{_MOST_BYTES:,} bytes or {_MOST_PATTERNS:,} patterns"
            self._failures.add((path, f"has more than {most}, and is not read"))
            return ()
        ignored = Patterns.parse(folder, lines)
        return (ignored,) if ignored.patterns else ()

    def _fail(self, path: str, error: OSError) -> None:
        message = _MISSING if error.errno == errno.ENOENT else error.strerror or str(error)
        if error.errno in (errno.ENOENT, errno.ELOOP) and os.path.islink(path):
            message = "is a link that leads nowhere"
        self._failures.add((path, message))

    def _shown(self, path: str) -> str:
        """``path`` from here, or as it is where nothing but the root leads there."""
        inside = self._here.rstrip("/") + "/"
        if path.startswith(inside) or not os.path.isabs(path):
            return path.removeprefix(inside)
        if os.path.commonpath((path, self._here)) == os.sep:
            return path
        return os.path.relpath(path, self._here)


class _Tree(NamedTuple):
    """A folder to walk: the path it was given by and its real one, both without a last ``/``."""

    path: str
    real: str

    def path_of(self, real: str) -> str:
        if self.path == self.real:
            return real  # one text for both, since there may be very many
        return self.path + real[len(self.real) :]

    def file_behind(self, link: str) -> str | None:
        """The real path of the file that ``link`` leads to, if that is in this folder."""
        target = _real(link)
        return target if target.startswith(f"{self.real}/") and os.path.isfile(target) else None


def _with_folders(paths: Collection[str]) -> frozenset[str]:
    """``paths``, and the folders that lead to them."""
    found = {path.replace(os.sep, "/") for path in paths}
    todo = list(found)
    for path in todo:  # it grows while it is read
        folder = path.rpartition("/")[0]
        if folder not in found:
            found.add(folder)
            todo.append(folder)
    return frozenset(found)


def _entries(folder: str, scope: FileFilter | None) -> Iterator[os.DirEntry[str]]:
    with os.scandir(f"{folder}/") as entries:
        for entry in entries:
            if _matters(entry, folder, scope):
                yield entry


def _matters(entry: os.DirEntry[str], folder: str, scope: FileFilter | None) -> bool:
    """Whether ``entry`` is a folder to enter, a file to read, or a link that may be one."""
    if entry.is_dir(follow_symlinks=False):
        return entry.name not in NEVER_ENTERED
    if entry.name == CONFIG_FILE or not (
        entry.is_file(follow_symlinks=False) or entry.is_symlink()
    ):
        return False
    if entry.name.lower().endswith(SUFFIXES):
        return True
    return scope is not None and scope.includes(f"{folder}/{entry.name}")


def real_location(name: str) -> str:
    """Where the file ``name`` is: the real path of its folder, and what it is called there."""
    folder, _, own = os.path.join(current_folder(), name).rpartition(os.sep)
    return f"{_real(folder + os.sep).rstrip('/')}/{own}"


def relative_to(root: str, name: str) -> str:
    """The path that leads to the file ``name`` from ``root``, the real path of a folder."""
    return os.path.relpath(real_location(name), root).replace(os.sep, "/")


def _real(path: str) -> str:
    return os.path.realpath(path).replace(os.sep, "/")


def _absolute(here: str, given: str) -> str:
    """``given`` made absolute and tidy, with the links in it left as they are."""
    path = os.path.join(here, given)
    if ".." in path.split(os.sep):  # what lies above a link is not what the path seems to say
        folder, name = os.path.split(path.rstrip(os.sep))
        path = os.path.join(os.path.realpath(folder), name)
    return os.path.normpath(path).replace(os.sep, "/")
