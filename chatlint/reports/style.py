"""Types shared by the report formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from chatlint.model.result import FileResult
from chatlint.reports.report import Report


class Style(NamedTuple):
    """Options of the formats for people.

    Args:
        color: Use terminal colours.
        quiet: Omit the summary.
        statistics: Show the number of findings per rule instead of the findings.
    """

    color: bool = False
    quiet: bool = False
    statistics: bool = False


class Renderer(Protocol):
    """The type of each format's ``render`` function, which yields chunks of text."""

    def __call__(self, report: Report, style: Style) -> Iterator[str]: ...


class IncrementalRenderer(Protocol):
    """The functions of the modules of `INCREMENTAL` formats."""

    def render_file(self, checked: FileResult, style: Style) -> Iterator[str]:
        """Render the findings in one file."""

    def render(self, report: Report, style: Style, rendered: Iterable[str]) -> Iterator[str]:
        """Render the chunks already ``rendered``, then the rest of the report."""
