"""The format ``concise``: one line per finding, for terminals and editors.

Each line begins with ``file:line:column``, which editors and terminals turn into a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.reports.report import MAX_FINDINGS, Report
from chatlint.reports.style import Style
from chatlint.reports.terminal import (
    choose_painter,
    render_failure,
    render_headline,
    render_statistics,
    render_truncation,
)


def render(report: Report, style: Style, rendered: Iterable[str] = ()) -> Iterator[str]:
    """Render the lines already ``rendered``, then a line per finding and per failure."""
    yield from rendered
    if style.statistics:
        yield from render_statistics(report)
    for checked in () if style.statistics else report.checked:
        yield from render_file(checked, style)
    for failure in report.failures:
        yield render_failure(failure, choose_painter(style.color))


def render_file(checked: FileResult, style: Style) -> Iterator[str]:
    """Render a line for each finding in one file."""
    paint = choose_painter(style.color)
    for diagnostic in checked.diagnostics[:MAX_FINDINGS]:
        place = printable(f"{checked.source.where(diagnostic.span.start)}:")
        yield f"{paint(place, bold=True)} {render_headline(diagnostic, paint)}\n"
    yield from render_truncation(checked)
