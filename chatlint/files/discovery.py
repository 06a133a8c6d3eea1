"""Find the files that the given paths lead to."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from chatlint.files.folder_walk import FilterLookup, FolderWalk
from chatlint.files.found_files import MISSING, Discovery, FoundFiles
from chatlint.files.paths import (
    absolute_path,
    current_folder,
    real_location,
    real_path,
    with_parents,
)

if TYPE_CHECKING:
    from pathlib import Path

_SPECIAL = {stat.S_IFIFO: "a FIFO", stat.S_IFSOCK: "a socket"}


def discover_files(
    paths: Sequence[str],
    root: Path | None = None,
    scope_of: FilterLookup = lambda folder: None,
    force_exclude: bool = False,
    tracked: Collection[str] = (),
) -> Discovery:
    """Find the files that ``paths`` lead to.

    A named file is taken even if git ignores it; a named folder is walked for `SUFFIXES`. A walk
    skips `NEVER_ENTERED` and what git ignores.

    Args:
        paths: files and folders, not patterns.
        root: where relative paths start, by default the current folder.
        scope_of: finds the filter configured for the files in a folder.
        force_exclude: apply configured exclusions to named paths, too.
        tracked: real paths that git tracks, and so never ignores.
    """
    here = real_path(str(root) if root else current_folder())
    search = _Search(here, scope_of, force_exclude, with_parents(tracked))
    for path in paths:
        search.add(path)
    return search.found.result()


class _Search:
    """Adds named files and the files of named folders to ``found``."""

    def __init__(
        self, here: str, filter_for: FilterLookup, force_exclude: bool, tracked: frozenset[str]
    ) -> None:
        self.found = FoundFiles(here)
        self._here = here
        self._filter_for = filter_for
        self._force_exclude = force_exclude
        self._walk = FolderWalk(self.found, filter_for, tracked)

    def add(self, path: str) -> None:
        if not path:
            self.found.fail("", "the path is empty")
            return
        try:
            absolute = absolute_path(self._here, path)
            # Of the path as given: normalised, "file.yaml/" would be a file.
            mode = os.stat(os.path.join(self._here, path)).st_mode
        except ValueError:  # a NUL or a lone surrogate, which no file name can hold
            self.found.fail(path, MISSING)
        except OSError as error:
            self.found.fail_with(absolute, error)
        else:
            self._add_existing(absolute, mode)

    def _add_existing(self, path: str, mode: int) -> None:
        if self._force_exclude and self._skip_excluded(path, stat.S_ISDIR(mode)):
            return
        if stat.S_ISDIR(mode):
            self._walk.walk(path)
        elif stat.S_ISREG(mode):
            self.found.add(real_path(path), path, explicit=True)
        else:
            kind = _SPECIAL.get(stat.S_IFMT(mode), "a device")
            self.found.fail(path, f"is {kind}, not a file")

    def _skip_excluded(self, path: str, is_folder: bool) -> bool:
        """Skip ``path`` if a configuration excludes it or a folder above; return whether."""
        location = real_location(path.rstrip("/"))
        file_filter = self._filter_for(os.path.dirname(location))
        if file_filter is None or not file_filter.exclude.matches(location, is_folder):
            return False
        self.found.skip(path, file_filter.skip_reason)
        return True
