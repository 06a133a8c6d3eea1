"""A bar on the terminal that shows how far a long run is."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from chatlint.model.diagnostic import Failure
    from chatlint.model.result import FileResult

PATIENCE = 1.0
"""After how many seconds the bar appears."""


class Progress:
    """Counts results, and shows how many of ``total`` there are once it takes long."""

    def __init__(self, total: int) -> None:
        self._due = monotonic() + PATIENCE
        self._unseen = 0
        self._bar = click.progressbar(
            length=total, label="Checking", show_pos=True, show_eta=False, file=sys.stderr
        )
        self._shown = False

    def __call__(self, result: FileResult | Failure) -> None:
        self._unseen += 1
        if monotonic() < self._due:
            return
        if not self._shown:
            self._bar.__enter__()
            self._shown = True
        self._bar.update(self._unseen)
        self._unseen = 0

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._shown:
            self._bar.__exit__(None, None, None)
