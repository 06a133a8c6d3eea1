"""Unified diffs of two versions of a text, for people and for ``patch``."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from chatlint.model.printable import escape_commands, printable

NOT_APPLICABLE_NOTE = "this difference hides or escapes something, so it cannot be applied"
"""Note on a diff for which `is_applicable` is false."""

_UNENDED = "\n\\ No newline at end of file\n"


def unified_diff(path: str, old: str | None, new: str) -> str:
    """Build the unified diff from ``old`` to ``new``; empty if they are the same.

    What a terminal or a CI runner would interpret is escaped; ``patch`` cannot apply such a diff.

    Args:
        path: the path to show.
        old: the old text; ``None`` if there was no file.
        new: the new text.
    """
    return "".join(map(_escape_line, _diff_lines(printable(path), old, new)))


def is_applicable(old: str | None, new: str) -> bool:
    """Whether `unified_diff` escapes nothing, so that ``patch`` can apply its result."""
    return all(
        _escape_line(line) in (line, f"{line}{_UNENDED}") for line in _diff_lines("", old, new)
    )


def _escape_line(line: str) -> str:
    text = line.rstrip("\r\n")
    escaped = escape_commands(text) + line[len(text) :]
    return escaped if line.endswith("\n") else f"{escaped}{_UNENDED}"


def _diff_lines(name: str, old: str | None, new: str) -> Iterator[str]:
    before = "/dev/null" if old is None else f"a/{name}"
    return difflib.unified_diff(_split_lines(old or ""), _split_lines(new), before, f"b/{name}")


def _split_lines(text: str) -> list[str]:
    """Split ``text`` as ``patch`` does: only a newline ends a line, and it is kept."""
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])
