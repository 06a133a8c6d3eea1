"""The format ``rdjson``: input for reviewdog, which comments on pull requests at several hosts.

Source: https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chatlint.model.diagnostic import Diagnostic, Failure, Severity
from chatlint.model.printable import printable, printable_json
from chatlint.model.source import Source, Span
from chatlint.reports.report import Report
from chatlint.reports.style import Style
from chatlint.version import NAME

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


def render(report: Report, style: Style) -> Iterator[str]:
    """Render one object; columns count UTF-8 bytes from 1."""
    found = [
        _build_diagnostic(checked.source, diagnostic)
        for checked in report.checked
        for diagnostic in checked.diagnostics
    ]
    found += [_build_failure(failure) for failure in report.failures]
    yield printable_json({"source": {"name": NAME}, "diagnostics": found}, indent=2) + "\n"


def _build_diagnostic(source: Source, diagnostic: Diagnostic) -> dict[str, Any]:
    record: dict[str, Any] = {
        "message": printable(diagnostic.message),
        "location": _build_location(source, diagnostic.span),
        "severity": _SEVERITIES[diagnostic.severity],
        "code": {"value": diagnostic.rule, "url": diagnostic.url},
    }
    fix = diagnostic.fix
    # reviewdog offers each suggestion separately and without a warning, so parts of fixes and
    # unsafe fixes are not included.
    if fix and fix.safe and len(fix.edits) == 1:
        (edit,) = fix.edits
        record["suggestions"] = [{"range": _build_range(source, edit.span), "text": edit.text}]
    if diagnostic.related:
        record["related_locations"] = [
            {"message": printable(each.message), "location": _build_location(source, each.span)}
            for each in diagnostic.related
        ]
    return record


def _build_failure(failure: Failure) -> dict[str, Any]:
    return {
        "message": printable(failure.message),
        "location": {"path": failure.path},
        "severity": "ERROR",
    }


def _build_location(source: Source, span: Span) -> dict[str, Any]:
    return {"path": source.name, "range": _build_range(source, span)}


def _build_range(source: Source, span: Span) -> dict[str, Any]:
    return {"start": _build_position(source, span.start), "end": _build_position(source, span.end)}


def _build_position(source: Source, offset: int) -> dict[str, int]:
    line, column = source.utf8(offset)
    return {"line": line, "column": column}
