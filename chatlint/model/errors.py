"""The only exception a user sees."""

from __future__ import annotations


class UserError(Exception):
    """The run cannot go on, and the user can do something about it (exit code 2).

    Args:
        message: what is wrong, in plain words.
        where: the place, as ``file`` or ``file:line:column``.
        hint: what to do about it.
    """

    def __init__(self, message: str, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"; {self.hint}" if self.hint else ""
        return f"{place}{self.message}{advice}"
