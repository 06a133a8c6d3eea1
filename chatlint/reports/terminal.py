"""The formats for people: full and concise."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from chatlint.model.diagnostic import Diagnostic, Failure, Severity
from chatlint.model.printable import visible
from chatlint.model.result import Checked
from chatlint.reports.report import MOST_FINDINGS, Report, counted

COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}

Paint = Callable[..., str]
"""``click.style``, or what leaves the text alone."""


def counts(report: Report) -> Iterator[str]:
    """A line for each rule that found something."""
    from chatlint.reports.report import statistics

    yield from (f"{row}\n" for row in statistics(report))


def painter(color: bool) -> Paint:
    """What colours a text, or leaves it alone."""
    if not color:
        return lambda text, **_: text
    import click

    return click.style


def verdict(diagnostic: Diagnostic, paint: Paint) -> str:
    """``error[CHAT401] message``."""
    severity = diagnostic.severity
    label = visible(f"{severity.value}[{diagnostic.rule}]")
    return f"{paint(label, fg=COLORS[severity], bold=True)} {visible(diagnostic.message)}"


def unshown(checked: Checked) -> Iterator[str]:
    """A line that counts the findings not shown, if there are any."""
    if (hidden := len(checked.diagnostics) - MOST_FINDINGS) > 0:
        yield visible(f"{checked.source.name}: {counted(hidden, 'more finding')} not shown") + "\n"


def failed(failure: Failure, paint: Paint) -> str:
    """The line for ``failure``."""
    path = paint(visible(f"{failure.path}:"), bold=True)
    return f"{path} {paint('failed:', fg='red', bold=True)} {visible(failure.message)}\n"
