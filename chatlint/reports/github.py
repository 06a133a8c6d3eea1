"""Workflow commands of GitHub Actions: annotations on the lines of a pull request.

Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions, and what the
runner does with them (actions/runner, ActionCommand.cs and ActionCommandManager.cs).
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from chatlint.model.diagnostic import Diagnostic, Failure, Severity
from chatlint.model.printable import printable
from chatlint.model.source import Source
from chatlint.reports import concise, markdown
from chatlint.reports.report import Report, summarize
from chatlint.reports.style import Style

MOST_ANNOTATIONS = 10
"""How many of each severity GitHub takes from one step."""

MOST_BYTES = 1024 * 1024
"""How long the summary of a step may be."""

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report, style: Style) -> Iterator[str]:
    """Annotations, the worst first; then, as text, what GitHub would not take, and a summary."""
    shown, rest = _divided(report)
    for failure in report.failures[:MOST_ANNOTATIONS]:
        yield _failed(failure)
    for source, diagnostic in shown:
        yield _annotation(source, diagnostic)
    more = sum(len(checked.diagnostics) for checked in rest.checked) + len(rest.failures)
    if more:
        yield f"{more:,} more not shown as annotations: of each severity, "
        yield f"GitHub takes {MOST_ANNOTATIONS} from a step.\n"
        yield from concise.render(rest, style)
    if not style.quiet:
        yield f"{summarize(report)}\n"


def add_step_summary(report: Report) -> Iterator[str]:
    """Add the report to the page of the workflow's run, where there is one.

    Yields:
        Why that could not be done; it is no reason for the run to fail.
    """
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    text = "\n" + "".join(markdown.render(report, Style()))
    try:
        with open(file, "ab") as page:
            if page.tell() + len(text.encode()) > MOST_BYTES:
                yield "the summary of the step is full: nothing was added to it"
            else:
                page.write(text.encode())
    except OSError as error:
        yield f"the summary of the step was not written: {error.strerror or error}"


def _divided(report: Report) -> tuple[list[tuple[Source, Diagnostic]], Report]:
    """The findings to annotate, the worst first, and what then is left of ``report``."""
    room = dict.fromkeys(Severity, MOST_ANNOTATIONS)
    room[Severity.ERROR] -= len(report.failures)
    shown, rest = [], []
    for checked in report.checked:
        left = []
        for diagnostic in checked.diagnostics:
            room[diagnostic.severity] -= 1
            if room[diagnostic.severity] >= 0:
                shown.append((checked.source, diagnostic))
            else:
                left.append(diagnostic)
        rest.append(checked._replace(diagnostics=tuple(left)))
    order = list(Severity)
    shown.sort(key=lambda each: order.index(each[1].severity))
    return shown, report._replace(checked=rest, failures=report.failures[MOST_ANNOTATIONS:])


def _annotation(source: Source, diagnostic: Diagnostic) -> str:
    start, end = diagnostic.span
    first, last = source.position(start), source.position(max(start, end - 1))
    places = {"line": first.line, "endLine": last.line}
    if first.line == last.line:  # on several lines, the runner drops columns
        places |= {"col": first.column, "endColumn": last.column + (end > start)}
    # A log shows neither file nor title.
    text = f"{source.where(start)}: {diagnostic.rule} {diagnostic.message}"
    title = f"{diagnostic.rule} {diagnostic.name}"
    return _command(_LEVELS[diagnostic.severity], source.name, title, text, places)


def _failed(failure: Failure) -> str:
    return _command("error", failure.path, "Not checked", f"{failure.path}: {failure.message}", {})


def _command(level: str, file: str, title: str, text: str, places: dict[str, int]) -> str:
    properties = {"file": _from_root(file), **places, "title": title}
    told = ((key, _property(str(value))) for key, value in properties.items() if value)
    given = ",".join(f"{key}={value}" for key, value in told)
    return f"::{level} {given}::{_data(text)}\n"


def _from_root(name: str) -> str:
    """The file ``name`` as GitHub knows it: from the top of what was checked out."""
    root = os.environ.get("GITHUB_WORKSPACE")
    if not root or not name:
        return name
    try:
        path = os.path.relpath(name, os.path.realpath(root))
    except (OSError, ValueError):  # the current folder was deleted, or is on another drive
        return name
    return name if path.split(os.sep)[0] == os.pardir else path.replace(os.sep, "/")


def _data(text: str) -> str:
    """``text`` so that the runner reads all of it as text; the percent sign comes first."""
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
