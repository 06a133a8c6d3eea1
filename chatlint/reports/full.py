"""The format for people: each finding with the lines it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from chatlint.model.diagnostic import Diagnostic
from chatlint.model.printable import visible
from chatlint.model.result import Checked
from chatlint.model.source import Source
from chatlint.reports.report import MOST_FINDINGS, Report, summary
from chatlint.reports.style import Style
from chatlint.reports.terminal import COLORS, Paint, counts, failed, painter, unshown, verdict


def render(report: Report, style: Style, shown: Iterable[str] = ()) -> Iterator[str]:
    """Findings, those already ``shown`` first, failures and a summary, with blank lines between."""
    for index, block in enumerate(chain(shown, _blocks(report, style))):
        yield f"\n{block}" if index else block


def told(checked: Checked, style: Style) -> Iterator[str]:
    """The findings in one file, each with the lines it is about."""
    paint = painter(style.color)
    for diagnostic in checked.diagnostics[:MOST_FINDINGS]:
        yield "".join(f"{row}\n" for row in _finding(checked.source, diagnostic, paint))
    yield from unshown(checked)


def _blocks(report: Report, style: Style) -> Iterator[str]:
    paint = painter(style.color)
    if style.statistics and (rows := "".join(counts(report))):
        yield rows
    for checked in () if style.statistics else report.checked:
        yield from told(checked, style)
    if report.failures:
        yield "".join(failed(failure, paint) for failure in report.failures)
    if not style.quiet:
        yield f"{summary(report, lambda news: paint(news, fg='yellow', bold=True))}\n"


def _finding(source: Source, diagnostic: Diagnostic, paint: Paint) -> Iterator[str]:
    from chatlint.reports.excerpt import excerpt

    def mark(carets: str) -> str:
        return paint(carets, fg=COLORS[diagnostic.severity], bold=True)

    place = visible(source.where(diagnostic.span.start))
    yield f"{paint(place, bold=True)} {verdict(diagnostic, paint)}"
    rows = excerpt(source, diagnostic.span, mark)
    yield from rows
    margin = " " * (len(rows[0]) - 1)
    if fix := diagnostic.fix:
        yield visible(f"{margin}= fix: {fix.title}{'' if fix.safe else ' (unsafe)'}")
    if by_hand := diagnostic.by_hand:
        yield visible(f"{margin}= fix by hand: {by_hand.title} ({by_hand.reason})")
    yield visible(f"{margin}= help: chatlint explain {diagnostic.rule}")
    for related in diagnostic.related:
        yield visible(f"note: {related.message}")
        rows = excerpt(source, related.span)
        yield f"{' ' * (len(rows[0]) - 2)}--> {visible(source.where(related.span.start))}"
        yield from rows
