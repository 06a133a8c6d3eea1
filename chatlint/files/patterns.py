"""Patterns for paths, as ``.gitignore`` has them."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable
from typing import NamedTuple

_LONGEST = 4096  # characters; no path that can be opened is longer


class Pattern(NamedTuple):
    """One line of a ``.gitignore`` file, or what is written like one.

    Args:
        search: finds it in a path that is relative to the folder of the pattern.
        include: whether it is about what matches; ``!`` before it takes that back.
        folders_only: whether it ends in ``/``.
    """

    search: Callable[[str], re.Match[str] | None]
    include: bool
    folders_only: bool

    @classmethod
    def parse(cls, line: str) -> Pattern | None:
        """The pattern that ``line`` spells, if it spells one that a path could match."""
        # Imported here because most runs meet no pattern. Not a whole GitIgnoreSpec, which judges
        # files only: under "*" and "!*/" it would let no folder be entered.
        from chatlint.files.gitignore_pattern import GitPattern

        line = line.removesuffix("\r")
        bare = line.rstrip(" ")
        line = f"{bare} " if bare.endswith("\\") and bare != line else bare
        if len(line) > _LONGEST:
            return None
        body = line.removesuffix("/")
        try:
            with warnings.catch_warnings(
                action="ignore"
            ):  # about "[[:alpha:]]", which it can't read
                pattern = GitPattern(body)
        except (ValueError, re.error):  # git, too, passes over what is no pattern
            return None
        if pattern.regex is None:
            return None
        return cls(pattern.regex.search, bool(pattern.include), folders_only=body != line)


class Patterns(NamedTuple):
    """Patterns, the last one first, for paths from the offset ``start`` on."""

    start: int
    patterns: tuple[Pattern, ...]

    @classmethod
    def parse(cls, folder: str, lines: Iterable[str]) -> Patterns:
        """The patterns that ``lines`` spell, relative to ``folder``; the last line counts most."""
        found = tuple(pattern for line in lines if (pattern := Pattern.parse(line)))
        return cls(len(folder.rstrip("/")) + 1, found[::-1])

    def decide(self, path: str, is_folder: bool) -> bool | None:
        """What the first pattern that speaks of ``path`` itself says of it; None if none does."""
        relative = path[self.start :]
        for search, holds, folders_only in self.patterns:
            match = search(relative) if is_folder or not folders_only else None
            # A group is set where the match is a folder above, which was judged when it was met.
            if match and match.lastgroup is None:
                return holds
        return None

    def matches(self, path: str, is_folder: bool = False) -> bool:
        """Whether ``path`` or a folder above it matches, the highest folder first."""
        end = path.find("/", self.start)
        while end >= 0:
            if self.decide(path[:end], is_folder=True):
                return True
            end = path.find("/", end + 1)
        return bool(self.decide(path, is_folder))


def is_literal(pattern: str) -> bool:
    """Whether ``pattern`` says the path of one file or folder, from where it stands."""
    return "/" in pattern and not re.search(r"[\\*?\[!#]|\s$|/$|//", pattern)


def escape_pattern(path: str) -> str:
    """The pattern that means the file ``path`` alone, if there is one.

    A ``#`` stands for the place in a file, so in its name any character does.
    """
    escaped = re.sub(r"([\\*?\[\]])", r"\\\1", path).replace("#", "?")
    return escaped if "/" in path else f"/{escaped}"


def match_pattern(path: str, is_folder: bool, all_patterns: Iterable[Patterns]) -> bool:
    """Whether the first of ``all_patterns`` that speak of ``path`` say that it matches."""
    for patterns in all_patterns:
        judgement = patterns.decide(path, is_folder)
        if judgement is not None:
            return judgement
    return False
