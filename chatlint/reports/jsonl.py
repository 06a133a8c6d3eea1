"""The format for programs that read while chatlint runs: one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator

from chatlint.model.printable import printable_json
from chatlint.model.result import FileResult
from chatlint.reports.json import failure_record, finding_record
from chatlint.reports.report import Report
from chatlint.reports.style import Style


def render(report: Report, style: Style) -> Iterator[str]:
    """A line for each finding, then one for each failure, as the format json has them."""
    for checked in report.checked:
        yield from render_findings(checked)
    yield from render_failures(report)


def render_findings(checked: FileResult) -> Iterator[str]:
    """A line for each finding in ``checked``."""
    for diagnostic in checked.diagnostics:
        yield printable_json(finding_record(checked.source, diagnostic)) + "\n"


def render_failures(report: Report) -> Iterator[str]:
    """A line for each failure; it has no ``rule``."""
    for failure in report.failures:
        yield printable_json(failure_record(failure)) + "\n"
