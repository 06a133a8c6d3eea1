"""The format of reviewdog, which comments on changes at several hosts.

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
    """One object; columns count bytes of UTF-8 from 1."""
    found = [
        _diagnostic(checked.source, diagnostic)
        for checked in report.checked
        for diagnostic in checked.diagnostics
    ]
    found += [_failed(failure) for failure in report.failures]
    yield printable_json({"source": {"name": NAME}, "diagnostics": found}, indent=2) + "\n"


def _diagnostic(source: Source, diagnostic: Diagnostic) -> dict[str, Any]:
    made: dict[str, Any] = {
        "message": printable(diagnostic.message),
        "location": _location(source, diagnostic.span),
        "severity": _SEVERITIES[diagnostic.severity],
        "code": {"value": diagnostic.rule, "url": diagnostic.url},
    }
    fix = diagnostic.fix
    # Each suggestion is offered by itself, without a word on what it may change: so one that is
    # only a part of a fix, or unsafe, is none.
    if fix and fix.safe and len(fix.edits) == 1:
        (edit,) = fix.edits
        made["suggestions"] = [{"range": _range(source, edit.span), "text": edit.text}]
    if diagnostic.related:
        made["related_locations"] = [
            {"message": printable(related.message), "location": _location(source, related.span)}
            for related in diagnostic.related
        ]
    return made


def _failed(failure: Failure) -> dict[str, Any]:
    return {
        "message": printable(failure.message),
        "location": {"path": failure.path},
        "severity": "ERROR",
    }


def _location(source: Source, span: Span) -> dict[str, Any]:
    return {"path": source.name, "range": _range(source, span)}


def _range(source: Source, span: Span) -> dict[str, Any]:
    return {"start": _position(source, span.start), "end": _position(source, span.end)}


def _position(source: Source, offset: int) -> dict[str, int]:
    line, column = source.utf8(offset)
    return {"line": line, "column": column}
