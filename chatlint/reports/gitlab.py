"""The format ``gitlab``: a Code Quality report, which GitLab shows in merge requests.

Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chatlint.model.diagnostic import Diagnostic, Severity
from chatlint.model.printable import printable, printable_json
from chatlint.model.source import Source
from chatlint.reports.report import Report
from chatlint.reports.style import Style

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(report: Report, style: Style) -> Iterator[str]:
    """Render an array with one object per finding; paths are relative to the repository."""
    found = [
        _build_issue(report.in_repository(checked.source.name), checked.source, diagnostic)
        for checked in report.checked
        for diagnostic in checked.diagnostics
    ]
    yield printable_json(found, indent=2) + "\n"


def _build_issue(path: str, source: Source, diagnostic: Diagnostic) -> dict[str, Any]:
    # Merge requests show only the description and the location.
    return {
        "description": f"{diagnostic.rule}: {printable(diagnostic.message)}",
        "check_name": diagnostic.name,
        "fingerprint": diagnostic.fingerprint,
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {
            "path": path,
            "lines": {"begin": source.position(diagnostic.span.start).line},
        },
    }
