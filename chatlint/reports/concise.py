"""One line a finding, in the form editors and terminals make links of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.reports.report import MOST_FINDINGS, Report
from chatlint.reports.style import Style
from chatlint.reports.terminal import (
    failure_line,
    headline,
    painter,
    statistics_lines,
    truncation_note,
)


def render(report: Report, style: Style, shown: Iterable[str] = ()) -> Iterator[str]:
    """A line for each finding, those already ``shown`` first, then one for each failure."""
    yield from shown
    if style.statistics:
        yield from statistics_lines(report)
    for checked in () if style.statistics else report.checked:
        yield from render_file(checked, style)
    for failure in report.failures:
        yield failure_line(failure, painter(style.color))


def render_file(checked: FileResult, style: Style) -> Iterator[str]:
    """A line for each finding in one file."""
    paint = painter(style.color)
    for diagnostic in checked.diagnostics[:MOST_FINDINGS]:
        place = printable(f"{checked.source.where(diagnostic.span.start)}:")
        yield f"{paint(place, bold=True)} {headline(diagnostic, paint)}\n"
    yield from truncation_note(checked)
