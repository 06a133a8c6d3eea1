"""The format ``jsonl``, for programs that read while chatlint runs: one JSON object per line.

The objects are those of the format ``json``.
"""

from __future__ import annotations

from collections.abc import Iterator

from chatlint.model.printable import printable_json
from chatlint.model.result import FileResult
from chatlint.reports.json import build_failure, build_finding
from chatlint.reports.report import Report
from chatlint.reports.style import Style


def render(report: Report, style: Style) -> Iterator[str]:
    """Render a line for each finding, then one for each failure."""
    for checked in report.checked:
        yield from render_findings(checked)
    yield from render_failures(report)


def render_findings(checked: FileResult) -> Iterator[str]:
    """Render a line for each finding in ``checked``."""
    for diagnostic in checked.diagnostics:
        yield printable_json(build_finding(checked.source, diagnostic)) + "\n"


def render_failures(report: Report) -> Iterator[str]:
    """Render a line for each failure, an object without ``rule``."""
    for failure in report.failures:
        yield printable_json(build_failure(failure)) + "\n"
