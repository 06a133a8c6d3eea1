"""The format for people: each finding with the lines it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from chatlint.model.diagnostic import Diagnostic
from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.model.source import Source
from chatlint.reports.report import MOST_FINDINGS, Report, summarize
from chatlint.reports.style import Style
from chatlint.reports.terminal import (
    COLORS,
    Paint,
    failure_line,
    headline,
    painter,
    statistics_lines,
    truncation_note,
)


def render(report: Report, style: Style, shown: Iterable[str] = ()) -> Iterator[str]:
    """Findings, those already ``shown`` first, failures and a summary, with blank lines between."""
    for index, block in enumerate(chain(shown, _blocks(report, style))):
        yield f"\n{block}" if index else block


def render_file(checked: FileResult, style: Style) -> Iterator[str]:
    """The findings in one file, each with the lines it is about."""
    paint = painter(style.color)
    for diagnostic in checked.diagnostics[:MOST_FINDINGS]:
        yield "".join(f"{row}\n" for row in _finding(checked.source, diagnostic, paint))
    yield from truncation_note(checked)


def _blocks(report: Report, style: Style) -> Iterator[str]:
    paint = painter(style.color)
    if style.statistics and (rows := "".join(statistics_lines(report))):
        yield rows
    for checked in () if style.statistics else report.checked:
        yield from render_file(checked, style)
    if report.failures:
        yield "".join(failure_line(failure, paint) for failure in report.failures)
    if not style.quiet:
        yield f"{summarize(report, lambda news: paint(news, fg='yellow', bold=True))}\n"


def _finding(source: Source, diagnostic: Diagnostic, paint: Paint) -> Iterator[str]:
    from chatlint.reports.excerpt import render_excerpt

    def mark(carets: str) -> str:
        return paint(carets, fg=COLORS[diagnostic.severity], bold=True)

    place = printable(source.where(diagnostic.span.start))
    yield f"{paint(place, bold=True)} {headline(diagnostic, paint)}"
    rows = render_excerpt(source, diagnostic.span, mark)
    yield from rows
    margin = " " * (len(rows[0]) - 1)
    if fix := diagnostic.fix:
        yield printable(f"{margin}= fix: {fix.title}{'' if fix.safe else ' (unsafe)'}")
    if by_hand := diagnostic.by_hand:
        yield printable(f"{margin}= fix by hand: {by_hand.title} ({by_hand.reason})")
    yield printable(f"{margin}= help: chatlint explain {diagnostic.rule}")
    for related in diagnostic.related:
        yield printable(f"note: {related.message}")
        rows = render_excerpt(source, related.span)
        yield f"{' ' * (len(rows[0]) - 2)}--> {printable(source.where(related.span.start))}"
        yield from rows
