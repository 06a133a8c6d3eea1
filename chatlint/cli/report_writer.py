"""Brings what a run gave to where it is wanted: standard output and files."""

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

_STREAMED = Output("jsonl")
_WITH_SUMMARY = frozenset(("full", "github", "markdown"))
_WITHOUT_FAILURES = frozenset(("gitlab",))
# Read by programs that take them for UTF-8. The other formats for programs are all ASCII.
_UTF_8 = frozenset(("github", "html", "markdown"))


class ReportWriter:
    """Writes in the formats the user asked for.

    Args:
        outputs: the formats and their files; one at most goes to standard output.
        style: how that one looks.
        live: whether it may tell of findings before all of them are there.
    """

    def __init__(self, outputs: Sequence[Output], style: Style, *, live: bool) -> None:
        # Files first: standard output may be closed early.
        self._outputs = sorted(outputs, key=lambda each: not each.file)
        self._screen = next((each.name for each in outputs if not each.file), "")
        self._style = style
        self._live = live and _STREAMED in outputs
        self._streamed = False
        # Where one format alone shows all there is, nothing else of it need be kept.
        alone = live and len(outputs) == 1 and self._screen in INCREMENTAL and not style.statistics
        self._pieces = load_incremental_renderer(self._screen) if alone else None
        self._shown: list[str] = []

    @contextmanager
    def watch(self) -> Iterator[Watch]:
        """What watches a run: it tells of findings as they come, or shows how far the run is."""
        with ExitStack() as stack:
            yield lambda total: self._observer(total, stack)

    def _observer(self, total: int, stack: ExitStack) -> Observer:
        observers: list[Callable[[FileResult | Failure], None]] = []
        if self._live:
            self._streamed = True
            observers.append(_stream)
        if _is_watched() and not (self._live and sys.stdout.isatty()):
            from chatlint.cli.progress import Progress

            bar = Progress(total)
            stack.callback(bar.close)
            observers.append(bar)

        def observe(result: FileResult | Failure) -> bool:
            for observer in observers:
                observer(result)
            if self._pieces and isinstance(result, FileResult):
                self._shown += self._pieces.render_file(result, self._style)
            return self._pieces is not None

        return observe

    def deliver(self, report: Report) -> None:
        """Write the report in each format."""
        if any(each.name == "github" for each in self._outputs):
            from chatlint.reports.github import add_step_summary

            write_error(add_step_summary(report))
        encoding = "utf-8" if self._screen in _UTF_8 else None
        for output in self._outputs:
            if output.file:
                output.save(report)
            elif self._pieces:
                write(self._pieces.render(report, self._style, self._shown), encoding)
            elif self._streamed:
                from chatlint.reports.jsonl import render_failures

                write(render_failures(report))
            else:
                write(output.render(report, self._style), encoding)
        if not self._screen or self._screen in _WITHOUT_FAILURES:
            write_failures(report.failures)

    @property
    def tells_of_rules(self) -> bool:
        """Whether some format says by which rules the report was made."""
        return not NEED_RULES.isdisjoint(each.name for each in self._outputs)

    @property
    def has_summary(self) -> bool:
        """Whether standard output has a summary for people."""
        return self._screen in _WITH_SUMMARY and not self._style.quiet


def _stream(result: FileResult | Failure) -> None:
    from chatlint.reports.jsonl import render_findings

    if isinstance(result, FileResult):
        write(render_findings(result))


def _is_watched() -> bool:
    """Whether a person sees what goes to standard error."""
    return sys.stderr is not None and sys.stderr.isatty() and not os.environ.get("CI")


def default_format() -> str:
    """The format where none is asked for: on GitHub's runners, the one that annotates."""
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "full"


def wants_color(choice: str) -> bool:
    """Whether standard output gets colours, by the user's ``choice``: auto, always or never."""
    if choice != "auto":
        return choice == "always"
    return sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
