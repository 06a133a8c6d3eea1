"""The progress bar of long runs."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from chatlint.model.diagnostic import Failure
    from chatlint.model.result import FileResult

PATIENCE = 1.0
"""Seconds until the bar appears."""


class Progress:
    """Counts results and, after `PATIENCE`, shows a bar of ``total`` steps on standard error."""

    def __init__(self, total: int) -> None:
        self._due = monotonic() + PATIENCE
        self._pending = 0
        self._bar = click.progressbar(
            length=total, label="Checking", show_pos=True, show_eta=False, file=sys.stderr
        )
        self._shown = False

    def __call__(self, result: FileResult | Failure) -> None:
        self._pending += 1
        if monotonic() < self._due:
            return
        if not self._shown:
            self._bar.__enter__()
            self._shown = True
        self._bar.update(self._pending)
        self._pending = 0

    def close(self) -> None:
        """Remove the bar."""
        if self._shown:
            self._bar.__exit__(None, None, None)
