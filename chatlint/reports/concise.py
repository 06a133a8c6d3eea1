"""One line a finding, in the form editors and terminals make links of."""

from __future__ import annotations

from collections.abc import Iterator

from chatlint.lines import MOST_FINDINGS, counts, failed, painter, unshown, verdict
from chatlint.report import Report
from chatlint.reports import Style
from chatlint.text import visible


def render(report: Report, style: Style) -> Iterator[str]:
    """A line for each finding, then one for each failure."""
    paint = painter(style.color)
    if style.statistics:
        yield from counts(report)
    for checked in () if style.statistics else report.checked:
        for diagnostic in checked.diagnostics[:MOST_FINDINGS]:
            place = visible(f"{checked.source.where(diagnostic.span.start)}:")
            yield f"{paint(place, bold=True)} {verdict(diagnostic, paint)}\n"
        yield from unshown(checked)
    for failure in report.failures:
        yield failed(failure, paint)
