"""The formats for people: full and concise."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from chatlint.model.diagnostic import Diagnostic, Failure, Severity
from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.model.wording import count_noun
from chatlint.reports.report import MOST_FINDINGS, Report

COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}

Paint = Callable[..., str]
"""``click.style``, or what leaves the text alone."""


def statistics_lines(report: Report) -> Iterator[str]:
    """A line for each rule that found something."""
    from chatlint.reports.report import render_statistics

    yield from (f"{row}\n" for row in render_statistics(report))


def painter(color: bool) -> Paint:
    """What colours a text, or leaves it alone."""
    if not color:
        return lambda text, **_: text
    import click

    return click.style


def headline(diagnostic: Diagnostic, paint: Paint) -> str:
    """``error[CHAT401] message``."""
    severity = diagnostic.severity
    label = printable(f"{severity.value}[{diagnostic.rule}]")
    return f"{paint(label, fg=COLORS[severity], bold=True)} {printable(diagnostic.message)}"


def truncation_note(checked: FileResult) -> Iterator[str]:
    """A line that counts the findings not shown, if there are any."""
    if (hidden := len(checked.diagnostics) - MOST_FINDINGS) > 0:
        yield (
            printable(f"{checked.source.name}: {count_noun(hidden, 'more finding')} not shown")
            + "\n"
        )


def failure_line(failure: Failure, paint: Paint) -> str:
    """The line for ``failure``."""
    path = paint(printable(f"{failure.path}:"), bold=True)
    return f"{path} {paint('failed:', fg='red', bold=True)} {printable(failure.message)}\n"
