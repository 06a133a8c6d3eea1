"""Files to check, and what discovery reports besides them."""

from __future__ import annotations

import errno
import os
from typing import NamedTuple

from chatlint.files.paths import display_path
from chatlint.model.diagnostic import Failure

MISSING = "no such file or folder"


class InputFile(NamedTuple):
    """A file to read.

    Args:
        path: relative to the current folder if they have more than the root in common; with ``/``.
        explicit: whether the user says that the file holds requests: they named the file itself,
            or a configuration includes it.
    """

    path: str
    explicit: bool


class Discovery(NamedTuple):
    """The files that paths lead to.

    Args:
        files: every file once, sorted by path.
        failures: paths that cannot be read.
        skipped: excluded paths, each with the reason.
    """

    files: tuple[InputFile, ...]
    failures: tuple[Failure, ...]
    skipped: tuple[tuple[str, str], ...] = ()


class FoundFiles:
    """Collects files by real path, so that none is read under two names."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._files: dict[str, InputFile] = {}
        self._failures: set[tuple[str, str]] = set()
        self._skipped: set[tuple[str, str]] = set()

    def add(self, real: str, path: str, *, explicit: bool) -> None:
        """Add the file ``real``, found at ``path``; its real path or an explicit one is kept."""
        file = InputFile(path, explicit)
        known = self._files.get(real)
        if known:
            path = min(known, file, key=lambda f: (f.path != real, not f.explicit, f.path)).path
            file = InputFile(path, known.explicit or explicit)
        self._files[real] = file

    def skip(self, path: str, reason: str) -> None:
        """Record that ``path`` is excluded."""
        self._skipped.add((path, reason))

    def fail(self, path: str, reason: str) -> None:
        """Record that ``path`` cannot be read."""
        self._failures.add((path, reason))

    def fail_with(self, path: str, error: OSError) -> None:
        """Record that ``error`` occurred at ``path``."""
        message = MISSING if error.errno == errno.ENOENT else error.strerror or str(error)
        if error.errno in (errno.ENOENT, errno.ELOOP) and os.path.islink(path):
            message = "is a link that leads nowhere"
        self.fail(path, message)

    def result(self) -> Discovery:
        """Build the result, with paths relative to the folder. This empties the collection."""
        files = []
        while self._files:  # frees memory: both lists need not exist at once
            _, (path, explicit) = self._files.popitem()
            files.append(InputFile(self._display(path), explicit))
        files.sort()
        failures = (Failure(self._display(path), why) for path, why in sorted(self._failures))
        skipped = ((self._display(path), why) for path, why in sorted(self._skipped))
        return Discovery(tuple(files), tuple(failures), tuple(skipped))

    def _display(self, path: str) -> str:
        return display_path(self._folder, path)
