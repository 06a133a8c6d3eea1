"""The format for people: each finding with the lines it is about."""

from __future__ import annotations

from collections.abc import Iterator

from chatlint.diagnostic import Diagnostic, Severity
from chatlint.excerpt import excerpt
from chatlint.report import Report
from chatlint.reports import Style
from chatlint.reports.concise import (
    COLORS,
    MOST_FINDINGS,
    Paint,
    counted,
    failed,
    painter,
    unshown,
    verdict,
)
from chatlint.text import Source, visible


def render(report: Report, style: Style) -> Iterator[str]:
    """Findings, failures and a summary, with a blank line between them."""
    for index, block in enumerate(_blocks(report, style)):
        yield f"\n{block}" if index else block


def _blocks(report: Report, style: Style) -> Iterator[str]:
    paint = painter(style)
    for checked in report.checked:
        for diagnostic in checked.diagnostics[:MOST_FINDINGS]:
            yield "".join(f"{row}\n" for row in _finding(checked.source, diagnostic, paint))
        yield from unshown(checked)
    if report.failures:
        yield "".join(failed(failure, paint) for failure in report.failures)
    if not style.quiet:
        yield _summary(report, paint)


def _finding(source: Source, diagnostic: Diagnostic, paint: Paint) -> Iterator[str]:
    def mark(carets: str) -> str:
        return paint(carets, fg=COLORS[diagnostic.severity], bold=True)

    place = visible(source.where(diagnostic.span.start))
    yield f"{paint(place, bold=True)} {verdict(diagnostic, paint)}"
    rows = excerpt(source, diagnostic.span, mark)
    yield from rows
    margin = " " * (len(rows[0]) - 1)
    if fix := diagnostic.fix:
        yield visible(f"{margin}= fix: {fix.title}{'' if fix.safe else ' (unsafe)'}")
    yield visible(f"{margin}= help: chatlint explain {diagnostic.rule}")
    for related in diagnostic.related:
        yield visible(f"note: {related.message}")
        rows = excerpt(source, related.span)
        yield f"{' ' * (len(rows[0]) - 2)}--> {visible(source.where(related.span.start))}"
        yield from rows


def _summary(report: Report, paint: Paint) -> str:
    counts = [counted(n, level.value) for level in Severity if (n := report.count(level))]
    parts = []
    if counts or report.requests or report.accepted:
        found = f"Found {_listed(counts)}" if counts else "No findings"
        files, requests = counted(report.files, "file"), counted(report.requests, "request")
        parts.append(f"{found} in {files} ({requests})")
        if report.suppressed:
            parts.append(f"{report.suppressed:,} suppressed")
        if report.baselined:
            parts.append(f"{report.baselined:,} in the baseline")
        if left_out := len(report.left_out):
            parts.append(f"{counted(left_out, 'file')} without a request left out")
    elif report.left_out or not report.failures:
        files = counted(report.files + len(report.left_out), "file")
        nothing = f"Nothing was checked: no StartChatContact request was found in {files}"
        parts.append(paint(nothing, fg="yellow", bold=True))
    if report.failures:
        parts.append(counted(len(report.failures), "failure"))
    return f"{'; '.join(parts)}.\n"


def _listed(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
