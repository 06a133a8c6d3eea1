"""The path by which fingerprints and the baseline identify a file."""

from __future__ import annotations

import os

from chatlint.files.paths import relative_to


class PathIdentity:
    """Identifies files by their path from ``root``, a real path; without a root, by name."""

    def __init__(self, root: str | None) -> None:
        self._root = root
        self._folders: dict[str, str] = {}

    def path_of(self, name: str) -> str:
        """The path that identifies the file ``name``."""
        if self._root is None:
            return name
        folder, own = os.path.split(name)
        if folder not in self._folders:
            self._folders[folder] = relative_to(self._root, os.path.join(folder, "x"))[:-1]
        return self._folders[folder] + own
