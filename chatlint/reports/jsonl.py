"""The format for programs that read while chatlint runs: one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator

from chatlint.model.printable import json_text
from chatlint.model.result import Checked
from chatlint.reports.json import failed, record
from chatlint.reports.report import Report
from chatlint.reports.style import Style


def render(report: Report, style: Style) -> Iterator[str]:
    """A line for each finding, then one for each failure, as the format json has them."""
    for checked in report.checked:
        yield from findings(checked)
    yield from failures(report)


def findings(checked: Checked) -> Iterator[str]:
    """A line for each finding in ``checked``."""
    for diagnostic in checked.diagnostics:
        yield json_text(record(checked.source, diagnostic)) + "\n"


def failures(report: Report) -> Iterator[str]:
    """A line for each failure; it has no ``rule``."""
    for failure in report.failures:
        yield json_text(failed(failure)) + "\n"
