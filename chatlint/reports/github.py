"""The format ``github``: workflow commands that GitHub Actions shows as annotations.

Sources: https://docs.github.com/actions/reference/workflow-commands-for-github-actions and the
parser of the runner (actions/runner, ActionCommand.cs and ActionCommandManager.cs).
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

MAX_ANNOTATIONS = 10
"""How many annotations of each severity GitHub accepts from one step."""

MAX_SUMMARY_BYTES = 1024 * 1024
"""The maximum size of a step summary."""

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report, style: Style) -> Iterator[str]:
    """Render annotations, worst first; then the findings above GitHub's limit and a summary."""
    selected, rest = _select_annotations(report)
    for failure in report.failures[:MAX_ANNOTATIONS]:
        yield _render_failure(failure)
    for source, diagnostic in selected:
        yield _render_annotation(source, diagnostic)
    more = sum(len(checked.diagnostics) for checked in rest.checked) + len(rest.failures)
    if more:
        yield f"{more:,} more not shown as annotations: of each severity, "
        yield f"GitHub takes {MAX_ANNOTATIONS} from a step.\n"
        yield from concise.render(rest, style)
    if not style.quiet:
        yield f"{summarize(report)}\n"


def add_step_summary(report: Report) -> Iterator[str]:
    """Append the report to the step summary of the workflow run, if there is one.

    Yields:
        The reason if that failed; the run goes on regardless.
    """
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    text = "\n" + "".join(markdown.render(report, Style()))
    try:
        with open(file, "ab") as page:
            if page.tell() + len(text.encode()) > MAX_SUMMARY_BYTES:
                yield "the summary of the step is full: nothing was added to it"
            else:
                page.write(text.encode())
    except OSError as error:
        yield f"the summary of the step was not written: {error.strerror or error}"


def _select_annotations(report: Report) -> tuple[list[tuple[Source, Diagnostic]], Report]:
    """Select the findings to annotate, worst first, and return them with the remaining report."""
    room = dict.fromkeys(Severity, MAX_ANNOTATIONS)
    room[Severity.ERROR] -= len(report.failures)
    selected, rest = [], []
    for checked in report.checked:
        left = []
        for diagnostic in checked.diagnostics:
            room[diagnostic.severity] -= 1
            if room[diagnostic.severity] >= 0:
                selected.append((checked.source, diagnostic))
            else:
                left.append(diagnostic)
        rest.append(checked._replace(diagnostics=tuple(left)))
    order = list(Severity)
    selected.sort(key=lambda each: order.index(each[1].severity))
    return selected, report._replace(checked=rest, failures=report.failures[MAX_ANNOTATIONS:])


def _render_annotation(source: Source, diagnostic: Diagnostic) -> str:
    start, end = diagnostic.span
    first, last = source.position(start), source.position(max(start, end - 1))
    places = {"line": first.line, "endLine": last.line}
    if first.line == last.line:  # the runner drops the columns of multi-line annotations
        places |= {"col": first.column, "endColumn": last.column + (end > start)}
    # The log shows neither file nor title.
    text = f"{source.where(start)}: {diagnostic.rule} {diagnostic.message}"
    title = f"{diagnostic.rule} {diagnostic.name}"
    return _format_command(_LEVELS[diagnostic.severity], source.name, title, text, places)


def _render_failure(failure: Failure) -> str:
    text = f"{failure.path}: {failure.message}"
    return _format_command("error", failure.path, "Not checked", text, {})


def _format_command(level: str, file: str, title: str, text: str, places: dict[str, int]) -> str:
    properties = {"file": _workspace_path(file), **places, "title": title}
    pairs = (f"{k}={_escape_property(str(value))}" for k, value in properties.items() if value)
    return f"::{level} {','.join(pairs)}::{_escape_data(text)}\n"


def _workspace_path(name: str) -> str:
    """Make the file ``name`` relative to the checkout, as GitHub expects it."""
    root = os.environ.get("GITHUB_WORKSPACE")
    if not root or not name:
        return name
    try:
        path = os.path.relpath(name, os.path.realpath(root))
    except (OSError, ValueError):  # the current folder was deleted or is on another drive
        return name
    return name if path.split(os.sep)[0] == os.pardir else path.replace(os.sep, "/")


def _escape_data(text: str) -> str:
    """Escape ``text`` for the runner; the percent sign must be replaced first."""
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
