"""Path patterns in the syntax of ``.gitignore``."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable
from typing import NamedTuple

_MAX_LENGTH = 4096  # characters, as long as any path that can be opened


class Pattern(NamedTuple):
    """One line of a ``.gitignore`` file or of a configuration.

    Args:
        search: searches a path relative to the pattern's folder.
        include: false if ``!`` negates the pattern.
        folders_only: whether the pattern ends in ``/``.
    """

    search: Callable[[str], re.Match[str] | None]
    include: bool
    folders_only: bool

    @classmethod
    def parse(cls, line: str) -> Pattern | None:
        """Parse ``line``; ``None`` if no path can match it."""
        # Imported here because most runs have no pattern. GitIgnoreSpec matches files only: with
        # "*" and "!*/" it would exclude every folder.
        from chatlint.files.gitignore_pattern import GitPattern

        line = line.removesuffix("\r")
        bare = line.rstrip(" ")
        line = f"{bare} " if bare.endswith("\\") and bare != line else bare
        if len(line) > _MAX_LENGTH:
            return None
        body = line.removesuffix("/")
        try:
            # Of "[[:alpha:]]", which Python's re does not support.
            with warnings.catch_warnings(action="ignore"):
                pattern = GitPattern(body)
        except (ValueError, re.error):  # git skips invalid patterns, too
            return None
        if pattern.regex is None:
            return None
        return cls(pattern.regex.search, bool(pattern.include), folders_only=body != line)


class Patterns(NamedTuple):
    """The patterns of one folder.

    Args:
        start: offset at which the part of a path below the folder begins.
        patterns: the patterns, the last line first.
    """

    start: int
    patterns: tuple[Pattern, ...]

    @classmethod
    def parse(cls, folder: str, lines: Iterable[str]) -> Patterns:
        """Parse ``lines`` as patterns relative to ``folder``; later lines have precedence."""
        found = tuple(pattern for line in lines if (pattern := Pattern.parse(line)))
        return cls(len(folder.rstrip("/")) + 1, found[::-1])

    def decide(self, path: str, is_folder: bool) -> bool | None:
        """Whether the first pattern that matches ``path`` includes it; ``None`` if none matches."""
        relative = path[self.start :]
        for search, holds, folders_only in self.patterns:
            match = search(relative) if is_folder or not folders_only else None
            # A group is set if a folder above matches, which the caller has tested before.
            if match and match.lastgroup is None:
                return holds
        return None

    def matches(self, path: str, is_folder: bool = False) -> bool:
        """Whether ``path`` or a folder above it is included, the highest folder first."""
        end = path.find("/", self.start)
        while end >= 0:
            if self.decide(path[:end], is_folder=True):
                return True
            end = path.find("/", end + 1)
        return bool(self.decide(path, is_folder))


def is_literal(pattern: str) -> bool:
    """Whether ``pattern`` is the path of one file or folder, without wildcards."""
    return "/" in pattern and not re.search(r"[\\*?\[!#]|\s$|/$|//", pattern)


def escape_pattern(path: str) -> str:
    """Build the pattern that matches only the file ``path``.

    A ``#`` would begin a pointer in a ``suppress`` entry, so the pattern has ``?`` for it.
    """
    escaped = re.sub(r"([\\*?\[\]])", r"\\\1", path).replace("#", "?")
    return escaped if "/" in path else f"/{escaped}"


def match_pattern(path: str, is_folder: bool, all_patterns: Iterable[Patterns]) -> bool:
    """Whether the first of ``all_patterns`` with a matching pattern include ``path``."""
    for patterns in all_patterns:
        decision = patterns.decide(path, is_folder)
        if decision is not None:
            return decision
    return False
