"""The report of a run: what the formats render, and its summary in words."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from chatlint.model.diagnostic import Diagnostic, Failure, Severity
from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.model.wording import count_noun

if TYPE_CHECKING:
    from chatlint.model.issue import FileIssue
    from chatlint.rules.rule import Rule

MOST_FINDINGS = 200
"""How many findings of one file are shown; after that, reading on helps nobody."""


class ShownCounts(NamedTuple):
    """What was shown while a run went on: files with findings, and findings by severity."""

    files: int = 0
    counts: Mapping[Severity, int] = {}


class Report(NamedTuple):
    """What a run gave, for the formats to show.

    Args:
        checked: the files with findings, accepted ones included, in the order of their paths; the
            baseline comes last. Those that were shown already may be missing.
        clean: the names of the files that hold a request and no finding.
        requests: how many requests they hold.
        skipped: files that hold no request, with the reason.
        failures: what could not be read or judged.
        api_model: the botocore version the request's model was taken from.
        rules: the rules whose findings counted, in the order of their ids.
        suppressed: how many findings comments and configurations ignore.
        baselined: how many findings the baseline accepts.
        stale: what the baseline accepts and is not there any more.
        since: the revision since which things must have changed to count; empty if all count.
        older: how many findings do not count because they were there then.
        has_baseline: whether there is a baseline, so that what it does not accept is new.
        root: the real path of the repository, or of the folder that stands for one.
        shown: what was shown already, and is not among ``checked``.
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
        """How many files hold a request or a finding."""
        return self.shown.files + len(self.checked) + len(self.clean)

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        here = sum(d.severity is severity for c in self.checked for d in c.diagnostics)
        return self.shown.counts.get(severity, 0) + here

    def exit_code(self, fail_on: Severity | None, *, skip_others: bool) -> int:
        """0 clean, 1 findings at or above ``fail_on`` (``None``: never), 2 the run went wrong.

        A run that found no request at all has gone wrong, unless it was to skip other files, or
        those that were not changed.
        """
        if self.failures:
            return 2
        found = [severity for severity in Severity if self.count(severity)]
        if fail_on is not None and any(severity.reaches(fail_on) for severity in found):
            return 1
        return 0 if self.requests or found or self.accepted or skip_others or self.since else 2

    def in_repository(self, name: str) -> str:
        """The path of the file ``name`` from the root, links resolved; absolute if not below it."""
        try:
            real = os.path.realpath(name)
            path = os.path.relpath(real, os.path.realpath(self.root))
        except (OSError, ValueError):  # a name no file can have, or no current folder
            return name
        outside = path.split(os.sep)[0] == os.pardir
        return (real if outside else path).replace(os.sep, "/")

    @property
    def accepted(self) -> int:
        """How many findings do not count because somebody said no to them."""
        return self.suppressed + self.baselined


Observer = Callable[[FileResult | Failure], bool]
"""What is told of each result of a run as soon as it is there; whether that need not be kept."""


class ReportBuilder:
    """Adds up what a run gives, source by source, and tells ``observer`` of it.

    Which rules ``rules_run`` where is kept if asked for, since it is only for a baseline to know.
    """

    def __init__(self, observer: Observer, *, keep_ran: bool = False) -> None:
        self._observer = observer
        self._keep_ran = keep_ran
        self.rules_run: dict[str, frozenset[str]] = {}
        self.baselined: set[str] = set()
        self._failures: list[Failure] = []
        self._checked: list[FileResult] = []
        self._left_out: list[tuple[str, str]] = []
        self._clean: list[str] = []
        self._counts: Counter[Severity] = Counter()
        self._requests = self._suppressed = self._told = 0

    def add(self, result: FileResult | Failure) -> None:
        """Take in what came of one source."""
        is_told = self._observer(result)
        if isinstance(result, Failure):
            self._failures.append(result)
            return
        self._failures += result.failures
        if self._keep_ran:
            self.rules_run[result.source.name] = result.rules_run
        if result.skip_reason:
            self._left_out.append((result.source.name, result.skip_reason))
            return
        self._requests += result.requests
        self._suppressed += len(result.suppressed)
        self.baselined.update(each.fingerprint for each in result.baselined)
        if result.diagnostics or result.suppressed or result.baselined:
            if is_told:
                self._told += 1
                self._counts.update(each.severity for each in result.diagnostics)
            else:
                self._checked.append(result)
        else:
            self._clean.append(result.source.name)

    def report(self, stale: Sequence[FileIssue] = ()) -> Report:
        """The report of the run, without the rules by which it was made."""
        return Report(
            self._checked,
            self._clean,
            self._requests,
            self._left_out,
            self._failures,
            suppressed=self._suppressed,
            baselined=len(self.baselined),
            stale=stale,
            shown=ShownCounts(self._told, self._counts),
        )


def build_report(results: Iterable[FileResult | Failure]) -> Report:
    """Build the report of ``results``, without the rules that ran."""
    builder = ReportBuilder(lambda result: False)
    for result in results:
        builder.add(result)
    return builder.report()


def render_statistics(report: Report) -> Iterator[str]:
    """A line for each rule that found something: how often, which, and whether there is a fix."""
    found = [each for checked in report.checked for each in checked.diagnostics]
    counts = Counter((each.rule, each.name, each.severity) for each in found)
    fixes = {each.rule: _fix(each) for each in sorted(found, key=_fix)}
    digits = len(f"{max(counts.values(), default=0):,}")
    width = max((len(name) for _, name, _ in counts), default=0)
    for (rule, name, severity), count in sorted(counts.items(), key=lambda each: -each[1]):
        row = f"{count:>{digits},}  {rule}  {name:<{width}}  {severity.value:<7}  {fixes[rule]}"
        yield printable(row.rstrip())


def _fix(diagnostic: Diagnostic) -> str:
    if diagnostic.fix is None:
        return ""
    return "[fix]" if diagnostic.fix.safe else "[unsafe fix]"


def summarize(report: Report, stress: Callable[[str], str] = str) -> str:
    """How much was found in how much; ``stress`` decorates the news that nothing was checked."""
    counts = [count_noun(n, level.value) for level in Severity if (n := report.count(level))]
    changed = f" changed since {printable(report.since)}" if report.since else ""
    parts = []
    if counts or report.requests or report.accepted:
        found = f"Found {_listed(counts)}" if counts else "No findings"
        files, requests = count_noun(report.files, "file"), count_noun(report.requests, "request")
        parts.append(f"{found} in {files} ({requests}){changed}")
        if report.older:
            parts.append(f"{count_noun(report.older, 'older finding')} not shown")
        if report.suppressed:
            parts.append(f"{report.suppressed:,} suppressed")
        if report.baselined:
            parts.append(f"{report.baselined:,} in the baseline")
        if left_out := len(report.skipped):
            parts.append(f"{count_noun(left_out, 'file')} without a request left out")
    elif changed and not report.failures:
        parts.append(f"No StartChatContact request{changed}")
    elif report.skipped or not report.failures:
        files = count_noun(report.files + len(report.skipped), "file")
        parts.append(
            stress(f"Nothing was checked: no StartChatContact request was found in {files}")
        )
    if report.failures:
        parts.append(count_noun(len(report.failures), "failure"))
    return f"{'; '.join(parts)}."


def _listed(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
