"""The format ``json``, for programs: the whole report as one JSON object, version 1.

`chatlint.cli.report_schema` has its JSON Schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chatlint.model.diagnostic import Diagnostic, Failure, Fix, Severity
from chatlint.model.printable import printable_json
from chatlint.model.source import Source, Span
from chatlint.reports.report import Report
from chatlint.reports.style import Style
from chatlint.version import NAME, VERSION


def render(report: Report, style: Style) -> Iterator[str]:
    """Render the report; lines and columns count from 1, offsets from 0, in code points."""
    yield printable_json(_build_report(report), indent=2) + "\n"


def _build_report(report: Report) -> dict[str, Any]:
    return {
        "version": 1,
        "tool": {"name": NAME, "version": VERSION, "api_model": report.api_model},
        "summary": {
            "files": report.files,
            "requests": report.requests,
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "notes": report.count(Severity.NOTE),
            "suppressed": report.suppressed,
            "baselined": report.baselined,
            "since": report.since or None,
            "older": report.older,
        },
        "diagnostics": [
            build_finding(checked.source, diagnostic)
            for checked in report.checked
            for diagnostic in checked.diagnostics
        ],
        "failures": [build_failure(failure) for failure in report.failures],
    }


def build_failure(failure: Failure) -> dict[str, Any]:
    """Build the JSON object of ``failure``."""
    return {"path": failure.path, "message": failure.message}


def build_finding(source: Source, diagnostic: Diagnostic) -> dict[str, Any]:
    """Build the JSON object of ``diagnostic``, a finding in ``source``."""
    location = diagnostic.location
    return {
        "rule": diagnostic.rule,
        "name": diagnostic.name,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "url": diagnostic.url,
        "path": diagnostic.source_name,
        "document": location.document,
        "pointer": location.pointer,
        "inner": location.inner,
        "range": _build_range(source, diagnostic.span),
        "related": [
            {"message": r.message, "path": r.source_name, "range": _build_range(source, r.span)}
            for r in diagnostic.related
        ],
        "fix": _build_fix(source, diagnostic.fix) if diagnostic.fix else None,
        "by_hand": diagnostic.by_hand._asdict() if diagnostic.by_hand else None,
        "fingerprint": diagnostic.fingerprint,
    }


def _build_fix(source: Source, fix: Fix) -> dict[str, Any]:
    edits = [{"range": _build_range(source, edit.span), "text": edit.text} for edit in fix.edits]
    return {"title": fix.title, "safe": fix.safe, "edits": edits}


def _build_range(source: Source, span: Span) -> dict[str, Any]:
    return {"start": _build_position(source, span.start), "end": _build_position(source, span.end)}


def _build_position(source: Source, offset: int) -> dict[str, int]:
    line, column = source.position(offset)
    return {"line": line, "column": column, "offset": source.file_offset(offset)}
