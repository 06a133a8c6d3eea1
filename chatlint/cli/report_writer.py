"""Writes the report of a run in each requested format, to standard output and files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from chatlint.cli.stdout import write, write_error, write_failures
from chatlint.model.diagnostic import Failure
from chatlint.model.result import FileResult
from chatlint.reports import INCREMENTAL, NEED_RULES, Output, load_incremental_renderer
from chatlint.reports.report import Observer, Report
from chatlint.reports.style import Style

if TYPE_CHECKING:
    from chatlint.project.project import Watch

_JSONL_ON_STDOUT = Output("jsonl")
_WITH_SUMMARY = frozenset(("full", "github", "markdown"))
_WITHOUT_FAILURES = frozenset(("gitlab",))
# Their readers expect UTF-8. The other formats for programs are ASCII.
_UTF_8 = frozenset(("github", "html", "markdown"))


class ReportWriter:
    """Writes a report in each requested format.

    Args:
        outputs: The formats and their files; at most one goes to standard output.
        style: The style of the format on standard output.
        live: Whether findings may be written or rendered before the run ends.
    """

    def __init__(self, outputs: Sequence[Output], style: Style, *, live: bool) -> None:
        # Files come first, because standard output may be closed early.
        self._outputs = sorted(outputs, key=lambda each: not each.file)
        self._stdout_format = next((each.name for each in outputs if not each.file), "")
        self._style = style
        self._live = live and _JSONL_ON_STDOUT in outputs
        self._streamed = False
        # With one incremental format, rendering each file at once saves the memory of its result.
        is_incremental = (
            live
            and len(outputs) == 1
            and self._stdout_format in INCREMENTAL
            and not style.statistics
        )
        self._renderer = load_incremental_renderer(self._stdout_format) if is_incremental else None
        self._rendered: list[str] = []

    @contextmanager
    def watch(self) -> Iterator[Watch]:
        """Provide the observer of a run, which writes findings as they come or shows progress."""
        with ExitStack() as stack:
            yield lambda total: self._build_observer(total, stack)

    def _build_observer(self, total: int, stack: ExitStack) -> Observer:
        observers: list[Callable[[FileResult | Failure], None]] = []
        if self._live:
            self._streamed = True
            observers.append(_stream_findings)
        if _is_interactive() and not (self._live and sys.stdout.isatty()):
            from chatlint.cli.progress import Progress

            bar = Progress(total)
            stack.callback(bar.close)
            observers.append(bar)

        def observe(result: FileResult | Failure) -> bool:
            for observer in observers:
                observer(result)
            if self._renderer and isinstance(result, FileResult):
                self._rendered += self._renderer.render_file(result, self._style)
            return self._renderer is not None

        return observe

    def write_report(self, report: Report) -> None:
        """Write ``report`` in each format."""
        if any(each.name == "github" for each in self._outputs):
            from chatlint.reports.github import add_step_summary

            write_error(add_step_summary(report))
        encoding = "utf-8" if self._stdout_format in _UTF_8 else None
        for output in self._outputs:
            if output.file:
                output.save(report)
            elif self._renderer:
                write(self._renderer.render(report, self._style, self._rendered), encoding)
            elif self._streamed:
                from chatlint.reports.jsonl import render_failures

                write(render_failures(report))
            else:
                write(output.render(report, self._style), encoding)
        if not self._stdout_format or self._stdout_format in _WITHOUT_FAILURES:
            write_failures(report.failures)

    @property
    def needs_rules(self) -> bool:
        """Whether a format shows the rules and the API model of the run."""
        return not NEED_RULES.isdisjoint(each.name for each in self._outputs)

    @property
    def has_summary(self) -> bool:
        """Whether standard output gets a summary for people."""
        return self._stdout_format in _WITH_SUMMARY and not self._style.quiet


def _stream_findings(result: FileResult | Failure) -> None:
    from chatlint.reports.jsonl import render_findings

    if isinstance(result, FileResult):
        write(render_findings(result))


def _is_interactive() -> bool:
    """Whether standard error is a terminal that a person watches."""
    return sys.stderr is not None and sys.stderr.isatty() and not os.environ.get("CI")


def choose_format() -> str:
    """Choose the default format: ``github`` on GitHub Actions runners, else ``full``."""
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "full"


def use_color(choice: str) -> bool:
    """Decide whether standard output gets colours, by ``choice``: auto, always or never."""
    if choice != "auto":
        return choice == "always"
    return sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
