"""The report of a run, which the formats render, and its one-line summary."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from chatlint.model.diagnostic import Failure, Severity
from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.model.wording import count_noun

if TYPE_CHECKING:
    from chatlint.model.issue import FileIssue
    from chatlint.rules.rule import Rule

MAX_FINDINGS = 200
"""How many findings of one file the formats for people show."""


class ShownCounts(NamedTuple):
    """Results already shown during the run: files with findings, and findings by severity."""

    files: int = 0
    counts: Mapping[Severity, int] = {}


class Report(NamedTuple):
    """The results of a run.

    Args:
        checked: Files with findings (suppressed and baselined ones included), ordered by path,
            the baseline last. Files already shown are not included.
        clean: Names of the files with a request and without findings.
        requests: Number of requests in all files.
        skipped: Files without a request, each with the reason.
        failures: Files and rules that could not be checked.
        api_model: botocore version of the API model.
        rules: The selected rules, ordered by id.
        suppressed: Number of findings suppressed by comments and configurations.
        baselined: Number of findings that the baseline accepts.
        stale: Baseline entries whose findings no longer exist.
        since: Only findings introduced since this git revision count; empty if all count.
        older: Number of findings that do not count because they existed at that revision.
        has_baseline: Whether there is a baseline; other findings are new then.
        root: Real path of the repository, or of the current folder outside a repository.
        shown: Counts of the results that were already shown and are not in ``checked``.
    """

    checked: Sequence[FileResult]
    clean: Sequence[str]
    requests: int
    skipped: Sequence[tuple[str, str]]
    failures: Sequence[Failure]
    api_model: str = ""
    rules: Sequence[Rule] = ()
    suppressed: int = 0
    baselined: int = 0
    stale: Sequence[FileIssue] = ()
    since: str = ""
    older: int = 0
    has_baseline: bool = False
    root: str = ""
    shown: ShownCounts = ShownCounts()

    @property
    def files(self) -> int:
        """Number of files with a request or a finding."""
        return self.shown.files + len(self.checked) + len(self.clean)

    def count(self, severity: Severity) -> int:
        """Count the findings with this severity."""
        count = sum(d.severity is severity for c in self.checked for d in c.diagnostics)
        return self.shown.counts.get(severity, 0) + count

    def exit_code(self, fail_on: Severity | None, *, skip_others: bool) -> int:
        """Return 0 for clean, 1 for findings at or above ``fail_on``, 2 for an error.

        A run without any request is an error, unless files without requests or unchanged files
        are skipped.

        Args:
            fail_on: The lowest severity that fails; ``None`` means none does.
            skip_others: Whether named files without requests are skipped.
        """
        if self.failures:
            return 2
        found = [severity for severity in Severity if self.count(severity)]
        if fail_on is not None and any(severity.reaches(fail_on) for severity in found):
            return 1
        return 0 if self.requests or found or self.accepted or skip_others or self.since else 2

    def in_repository(self, name: str) -> str:
        """Return the path of ``name`` relative to the root, links resolved; absolute if outside."""
        try:
            real = os.path.realpath(name)
            path = os.path.relpath(real, os.path.realpath(self.root))
        except (OSError, ValueError):  # an impossible file name, or no current folder
            return name
        outside = path.split(os.sep)[0] == os.pardir
        return (real if outside else path).replace(os.sep, "/")

    @property
    def accepted(self) -> int:
        """Number of suppressed and baselined findings."""
        return self.suppressed + self.baselined


Observer = Callable[[FileResult | Failure], bool]
"""Called with each result as soon as it is there; returns whether the result was shown."""


class ReportBuilder:
    """Collects the results of a run, file by file.

    Args:
        observer: Called with each result.
        keep_rules_run: Keep in ``rules_run`` which rules ran on each file; a baseline needs it.
    """

    def __init__(self, observer: Observer, *, keep_rules_run: bool = False) -> None:
        self._observer = observer
        self._keep_rules_run = keep_rules_run
        self.rules_run: dict[str, frozenset[str]] = {}
        self.baselined: set[str] = set()
        self._failures: list[Failure] = []
        self._checked: list[FileResult] = []
        self._skipped: list[tuple[str, str]] = []
        self._clean: list[str] = []
        self._counts: Counter[Severity] = Counter()
        self._requests = self._suppressed = self._shown = 0

    def add(self, result: FileResult | Failure) -> None:
        """Add the result of one file."""
        is_shown = self._observer(result)
        if isinstance(result, Failure):
            self._failures.append(result)
            return
        self._failures += result.failures
        if self._keep_rules_run:
            self.rules_run[result.source.name] = result.rules_run
        if result.skip_reason:
            self._skipped.append((result.source.name, result.skip_reason))
            return
        self._requests += result.requests
        self._suppressed += len(result.suppressed)
        self.baselined.update(each.fingerprint for each in result.baselined)
        if result.diagnostics or result.suppressed or result.baselined:
            if is_shown:
                self._shown += 1
                self._counts.update(each.severity for each in result.diagnostics)
            else:
                self._checked.append(result)
        else:
            self._clean.append(result.source.name)

    def report(self, stale: Sequence[FileIssue] = ()) -> Report:
        """Build the report of the run, without ``api_model`` and ``rules``."""
        return Report(
            self._checked,
            self._clean,
            self._requests,
            self._skipped,
            self._failures,
            suppressed=self._suppressed,
            baselined=len(self.baselined),
            stale=stale,
            shown=ShownCounts(self._shown, self._counts),
        )


def build_report(results: Iterable[FileResult | Failure]) -> Report:
    """Build the report of ``results``, without the rules that ran."""
    builder = ReportBuilder(lambda result: False)
    for result in results:
        builder.add(result)
    return builder.report()


def summarize(report: Report, highlight: Callable[[str], str] = str) -> str:
    """Summarize ``report`` in one line; ``highlight`` decorates the warning of an empty run."""
    counts = [count_noun(n, level.value) for level in Severity if (n := report.count(level))]
    changed = f" changed since {printable(report.since)}" if report.since else ""
    parts = []
    if counts or report.requests or report.accepted:
        found = f"Found {_join_counts(counts)}" if counts else "No findings"
        files, requests = count_noun(report.files, "file"), count_noun(report.requests, "request")
        parts.append(f"{found} in {files} ({requests}){changed}")
        if report.older:
            parts.append(f"{count_noun(report.older, 'older finding')} not shown")
        if report.suppressed:
            parts.append(f"{report.suppressed:,} suppressed")
        if report.baselined:
            parts.append(f"{report.baselined:,} in the baseline")
        if report.skipped:
            parts.append(f"{count_noun(len(report.skipped), 'file')} without a request left out")
    elif changed and not report.failures:
        parts.append(f"No StartChatContact request{changed}")
    elif report.skipped or not report.failures:
        files = count_noun(report.files + len(report.skipped), "file")
        parts.append(
            highlight(f"Nothing was checked: no StartChatContact request was found in {files}")
        )
    if report.failures:
        parts.append(count_noun(len(report.failures), "failure"))
    return f"{'; '.join(parts)}."


def _join_counts(counts: Sequence[str]) -> str:
    *most, last = counts
    return f"{', '.join(most)} and {last}" if most else last
