"""The parts that the terminal formats ``full`` and ``concise`` share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from chatlint.model.diagnostic import Diagnostic, Failure, Severity
from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.model.wording import count_noun
from chatlint.reports.report import MAX_FINDINGS, Report

COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}

Paint = Callable[..., str]
"""`click.style`, or a function that returns the text unchanged."""


def render_statistics(report: Report) -> Iterator[str]:
    """Render a line for each rule with findings: count, rule, severity, kind of fix."""
    found = [each for checked in report.checked for each in checked.diagnostics]
    counts = Counter((each.rule, each.name, each.severity) for each in found)
    fixes = {each.rule: _fix_label(each) for each in sorted(found, key=_fix_label)}
    digits = len(f"{max(counts.values(), default=0):,}")
    width = max((len(name) for _, name, _ in counts), default=0)
    for (rule, name, severity), count in sorted(counts.items(), key=lambda each: -each[1]):
        row = f"{count:>{digits},}  {rule}  {name:<{width}}  {severity.value:<7}  {fixes[rule]}"
        yield f"{printable(row.rstrip())}\n"


def _fix_label(diagnostic: Diagnostic) -> str:
    if diagnostic.fix is None:
        return ""
    return "[fix]" if diagnostic.fix.safe else "[unsafe fix]"


def choose_painter(color: bool) -> Paint:
    """Return `click.style` if ``color`` is set, else a function that changes nothing."""
    if not color:
        return lambda text, **_: text
    import click

    return click.style


def render_headline(diagnostic: Diagnostic, paint: Paint) -> str:
    """Render ``error[CHAT401] message``."""
    severity = diagnostic.severity
    label = printable(f"{severity.value}[{diagnostic.rule}]")
    return f"{paint(label, fg=COLORS[severity], bold=True)} {printable(diagnostic.message)}"


def render_truncation(checked: FileResult) -> Iterator[str]:
    """Render a line that counts the findings above `MAX_FINDINGS`, if there are any."""
    if (more := len(checked.diagnostics) - MAX_FINDINGS) > 0:
        text = f"{checked.source.name}: {count_noun(more, 'more finding')} not shown"
        yield f"{printable(text)}\n"


def render_failure(failure: Failure, paint: Paint) -> str:
    """Render the line of ``failure``."""
    path = paint(printable(f"{failure.path}:"), bold=True)
    return f"{path} {paint('failed:', fg='red', bold=True)} {printable(failure.message)}\n"
