"""Walk a folder for files to check, as git and the configurations allow."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from chatlint.files.found_files import FoundFiles
from chatlint.files.paths import real_path
from chatlint.files.patterns import Patterns, match_pattern

SUFFIXES = (
    *(".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".http", ".rest"),
    *(".json.gz", ".jsonl.gz", ".ndjson.gz"),
)
"""Suffixes of the files that a walk finds, in any case.

Programs, scripts and documentation are read only if they are named or a configuration includes
them.
"""

CONFIG_FILE = ".chatlint.yaml"
"""The configuration of the files in its folder and below; a walk never checks it."""

NEVER_ENTERED = frozenset(
    {".git", ".hg", ".svn", ".tox", ".nox", ".venv", "venv", "node_modules", "__pycache__"}
    | {".mypy_cache", ".pytest_cache", ".ruff_cache", ".terraform"}
)
"""Folders that a walk skips: version control, environments, dependencies, caches."""

# Limits of a file of ignore patterns, well above any written by hand.
_MAX_BYTES = 1024 * 1024
_MAX_PATTERNS = 20_000


class FileFilter(NamedTuple):
    """Which files a configuration includes and excludes.

    Args:
        config: the path of the configuration, for messages.
        include: patterns of files that hold requests, those of the command line among them.
        exclude: patterns of files to skip.
    """

    config: str
    include: tuple[Patterns, ...]
    exclude: Patterns

    def includes(self, path: str) -> bool:
        """Whether the configuration or command line includes the file ``path``."""
        return any(patterns.matches(path) for patterns in self.include)

    @property
    def skip_reason(self) -> str:
        """The reason to show for an excluded path."""
        return f"excluded by {self.config}"


FilterLookup: TypeAlias = Callable[[str], FileFilter | None]
"""Finds the filter for the files in a folder, given by its real path."""


class FolderWalk:
    """Walks folders and adds their files to ``found``.

    A walk follows no link to a folder, and a link to a file only if the file is in the folder.

    Args:
        found: receives files, skipped paths and failures.
        filter_for: finds the filter of a folder.
        tracked: real paths that git tracks, and their parents; never ignored.
    """

    def __init__(
        self, found: FoundFiles, filter_for: FilterLookup, tracked: frozenset[str]
    ) -> None:
        self._found = found
        self._filter_for = filter_for
        self._tracked = tracked

    def walk(self, path: str) -> None:
        """Add the files in the folder ``path`` and below."""
        tree = _Tree(path.rstrip("/"), real_path(path).rstrip("/"))
        pending = [(tree.real, self._patterns_above(tree.real))]
        while pending:
            folder, above = pending.pop()
            try:
                file_filter = self._filter_for(folder or "/")
                ignored = self._read_patterns(folder) + above
                for entry in _iter_entries(folder, file_filter):
                    real = f"{folder}/{entry.name}"
                    if self._visit(tree, real, entry, file_filter, ignored):
                        pending.append((real, ignored))
            except OSError as error:
                self._found.fail_with(tree.path_of(folder) or "/", error)

    def _visit(
        self,
        tree: _Tree,
        real: str,
        entry: os.DirEntry[str],
        file_filter: FileFilter | None,
        ignored: tuple[Patterns, ...],
    ) -> bool:
        """Add or skip ``entry``, whose path is ``real``; return whether it is a folder to enter."""
        is_folder = entry.is_dir(follow_symlinks=False)
        if real not in self._tracked and match_pattern(real, is_folder, ignored):
            self._found.skip(tree.path_of(real), "ignored by git")
        elif file_filter and file_filter.exclude.decide(real, is_folder):
            self._found.skip(tree.path_of(real), file_filter.skip_reason)
        elif is_folder:
            return True
        elif target := tree.file_behind(real) if entry.is_symlink() else real:
            included = file_filter is not None and file_filter.includes(real)
            self._found.add(target, tree.path_of(real), explicit=included)
        else:
            self._found.skip(tree.path_of(real), "a link that leads elsewhere")
        return False

    def _patterns_above(self, folder: str) -> tuple[Patterns, ...]:
        """The ignore patterns of the folders above in the repository, the nearest first."""
        above: list[str] = []
        while not os.path.lexists(f"{folder}/.git"):
            if not folder:
                return ()
            folder = folder.rpartition("/")[0]
            above.append(folder)
        ignored = [found for each in above for found in self._read_patterns(each)]
        return (*ignored, *self._read_patterns(folder, ".git/info/exclude"))

    def _read_patterns(self, folder: str, name: str = ".gitignore") -> tuple[Patterns, ...]:
        """Read the patterns for ``folder`` from its file ``name``; empty if there are none."""
        path = f"{folder}/{name}"
        # Git does not read linked ones either; and reading a pipe might never end.
        if os.path.islink(path) or not os.path.isfile(path):
            return ()
        try:
            with open(path, "rb") as file:
                text = file.read(_MAX_BYTES + 1).decode("utf-8-sig", "surrogateescape")
        except OSError as error:
            self._found.fail_with(path, error)
            return ()
        lines = [line for line in text.split("\n") if line and line[0] != "#"]
        if len(text) > _MAX_BYTES or len(lines) > _MAX_PATTERNS:
            limits = f"{_MAX_BYTES:,} bytes or {_MAX_PATTERNS:,} patterns"
            self._found.fail(path, f"has more than {limits}, and is not read")
            return ()
        ignored = Patterns.parse(folder, lines)
        return (ignored,) if ignored.patterns else ()


class _Tree(NamedTuple):
    """The folder of a walk: its path as given and its real path, both without a final ``/``."""

    path: str
    real: str

    def path_of(self, real: str) -> str:
        if self.path == self.real:
            return real  # shares the string, since there may be very many
        return self.path + real[len(self.real) :]

    def file_behind(self, link: str) -> str | None:
        """The real path of the file that ``link`` leads to, if it is in this folder."""
        target = real_path(link)
        return target if target.startswith(f"{self.real}/") and os.path.isfile(target) else None


def _iter_entries(folder: str, file_filter: FileFilter | None) -> Iterator[os.DirEntry[str]]:
    with os.scandir(f"{folder}/") as entries:
        for entry in entries:
            if _is_relevant(entry, folder, file_filter):
                yield entry


def _is_relevant(entry: os.DirEntry[str], folder: str, file_filter: FileFilter | None) -> bool:
    """Whether ``entry`` may be a folder to enter or a file to check."""
    if entry.is_dir(follow_symlinks=False):
        return entry.name not in NEVER_ENTERED
    if entry.name == CONFIG_FILE or not (
        entry.is_file(follow_symlinks=False) or entry.is_symlink()
    ):
        return False
    if entry.name.lower().endswith(SUFFIXES):
        return True
    return file_filter is not None and file_filter.includes(f"{folder}/{entry.name}")
