"""The types that report formats share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from chatlint.model.result import FileResult
from chatlint.reports.report import Report


class Style(NamedTuple):
    """How a format for people may look: in colours, without a summary, as numbers alone."""

    color: bool = False
    quiet: bool = False
    statistics: bool = False


class Renderer(Protocol):
    """What every module here offers as ``render``: the report as chunks of text."""

    def __call__(self, report: Report, style: Style) -> Iterator[str]: ...


class IncrementalRenderer(Protocol):
    """What the modules of ``PIECEWISE`` formats offer besides."""

    def render_file(self, checked: FileResult, style: Style) -> Iterator[str]:
        """What is to be shown of one file."""

    def render(self, report: Report, style: Style, shown: Iterable[str]) -> Iterator[str]:
        """All of it, after what was ``shown`` already."""
