"""Differences between two states of a text, for people and for ``patch``."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from chatlint.model.printable import escape_commands, printable

NOT_APPLICABLE = "this difference hides or escapes something, so it cannot be applied"
"""What there is to say of one that does not show what is in the file."""

_UNENDED = "\n\\ No newline at end of file\n"


def unified_diff(path: str, old: str | None, new: str) -> str:
    """A unified diff from ``old``, none for no file, to ``new``; empty where they are the same.

    What a terminal or a CI runner would obey is escaped, and then no ``patch`` can apply it.
    """
    return "".join(map(_shown, _differing(printable(path), old, new)))


def is_applicable(old: str | None, new: str) -> bool:
    """Whether what `diff` shows is all as it is in the file."""
    return all(_shown(line) in (line, f"{line}{_UNENDED}") for line in _differing("", old, new))


def _shown(line: str) -> str:
    text = line.rstrip("\r\n")
    shown = escape_commands(text) + line[len(text) :]
    return shown if line.endswith("\n") else f"{shown}{_UNENDED}"


def _differing(name: str, old: str | None, new: str) -> Iterator[str]:
    before = "/dev/null" if old is None else f"a/{name}"
    return difflib.unified_diff(_lines(old or ""), _lines(new), before, f"b/{name}")


def _lines(text: str) -> list[str]:
    """The lines of ``text`` with their ends, as ``patch`` takes them: only a newline ends one."""
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])
