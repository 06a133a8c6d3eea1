"""The exception for errors that the user can correct."""

from __future__ import annotations


class UserError(Exception):
    """An error that ends the run with exit code 2 and that the user can correct.

    Args:
        message: the error.
        where: the place, as ``file`` or ``file:line:column``.
        hint: how to correct it.
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
