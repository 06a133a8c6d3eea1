"""The format ``full``, the default in terminals: each finding with a source excerpt.

The layout follows the diagnostics of rustc.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from chatlint.model.diagnostic import Diagnostic
from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.model.source import Source
from chatlint.reports.report import MAX_FINDINGS, Report, summarize
from chatlint.reports.style import Style
from chatlint.reports.terminal import (
    COLORS,
    Paint,
    choose_painter,
    render_failure,
    render_headline,
    render_statistics,
    render_truncation,
)


def render(report: Report, style: Style, rendered: Iterable[str] = ()) -> Iterator[str]:
    """Render the blocks already ``rendered``, the findings, the failures and a summary.

    Blocks are separated by blank lines.
    """
    for index, block in enumerate(chain(rendered, _render_blocks(report, style))):
        yield f"\n{block}" if index else block


def render_file(checked: FileResult, style: Style) -> Iterator[str]:
    """Render the findings in one file, each with its excerpt."""
    paint = choose_painter(style.color)
    for diagnostic in checked.diagnostics[:MAX_FINDINGS]:
        yield "".join(f"{row}\n" for row in _render_finding(checked.source, diagnostic, paint))
    yield from render_truncation(checked)


def _render_blocks(report: Report, style: Style) -> Iterator[str]:
    paint = choose_painter(style.color)
    if style.statistics and (rows := "".join(render_statistics(report))):
        yield rows
    for checked in () if style.statistics else report.checked:
        yield from render_file(checked, style)
    if report.failures:
        yield "".join(render_failure(failure, paint) for failure in report.failures)
    if not style.quiet:
        yield f"{summarize(report, lambda text: paint(text, fg='yellow', bold=True))}\n"


def _render_finding(source: Source, diagnostic: Diagnostic, paint: Paint) -> Iterator[str]:
    from chatlint.reports.excerpt import render_excerpt

    def mark(carets: str) -> str:
        return paint(carets, fg=COLORS[diagnostic.severity], bold=True)

    place = printable(source.where(diagnostic.span.start))
    yield f"{paint(place, bold=True)} {render_headline(diagnostic, paint)}"
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
