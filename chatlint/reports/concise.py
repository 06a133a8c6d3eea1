"""One line a finding, in the form editors and terminals make links of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chatlint.model.printable import visible
from chatlint.model.result import Checked
from chatlint.reports.report import MOST_FINDINGS, Report
from chatlint.reports.style import Style
from chatlint.reports.terminal import counts, failed, painter, unshown, verdict


def render(report: Report, style: Style, shown: Iterable[str] = ()) -> Iterator[str]:
    """A line for each finding, those already ``shown`` first, then one for each failure."""
    yield from shown
    if style.statistics:
        yield from counts(report)
    for checked in () if style.statistics else report.checked:
        yield from told(checked, style)
    for failure in report.failures:
        yield failed(failure, painter(style.color))


def told(checked: Checked, style: Style) -> Iterator[str]:
    """A line for each finding in one file."""
    paint = painter(style.color)
    for diagnostic in checked.diagnostics[:MOST_FINDINGS]:
        place = visible(f"{checked.source.where(diagnostic.span.start)}:")
        yield f"{paint(place, bold=True)} {verdict(diagnostic, paint)}\n"
    yield from unshown(checked)
