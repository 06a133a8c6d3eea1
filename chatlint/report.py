"""What checking gave: of one source, and of a run."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from chatlint.diagnostic import Diagnostic, Failure, Severity
from chatlint.document import Fault
from chatlint.text import Source

if TYPE_CHECKING:
    from chatlint.rule import Rule

MOST_FINDINGS = 200
"""How many findings of one file are shown; after that, reading on helps nobody."""


class Suppressed(NamedTuple):
    """A finding that somebody said no to.

    Args:
        diagnostic: the finding.
        by: where they said so: in a comment beside it, or in a configuration.
        reason: why, in their words; may be empty.
    """

    diagnostic: Diagnostic
    by: Literal["comment", "configuration"]
    reason: str


class Checked(NamedTuple):
    """What checking one source gave.

    Args:
        source: the text, for positions and excerpts.
        requests: how many requests it holds.
        diagnostics: findings, in the order of the text.
        failures: rules that failed, and why.
        left_out: why nothing was checked, where the source holds no request.
        suppressed: findings that a comment or a configuration ignores.
        baselined: findings that the baseline accepts.
        ran: ids of the rules that had their chance to find something.
    """

    source: Source
    requests: int
    diagnostics: tuple[Diagnostic, ...] = ()
    failures: tuple[Failure, ...] = ()
    left_out: str = ""
    suppressed: tuple[Suppressed, ...] = ()
    baselined: tuple[Diagnostic, ...] = ()
    ran: frozenset[str] = frozenset()


class Told(NamedTuple):
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
        left_out: files that hold no request, with the reason.
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
        told: what was shown already, and is not among ``checked``.
    """

    checked: Sequence[Checked]
    clean: Sequence[str]
    requests: int
    left_out: Sequence[tuple[str, str]]
    failures: Sequence[Failure]
    api_model: str = ""
    rules: Sequence[Rule] = ()
    suppressed: int = 0
    baselined: int = 0
    stale: Sequence[Fault] = ()
    since: str = ""
    older: int = 0
    has_baseline: bool = False
    root: str = ""
    told: Told = Told()

    @property
    def files(self) -> int:
        """How many files hold a request or a finding."""
        return self.told.files + len(self.checked) + len(self.clean)

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        here = sum(d.severity is severity for c in self.checked for d in c.diagnostics)
        return self.told.counts.get(severity, 0) + here

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


Observer = Callable[[Checked | Failure], bool]
"""What is told of each result of a run as soon as it is there; whether that need not be kept."""


class Tally:
    """Adds up what a run gives, source by source, and tells ``observer`` of it.

    Which rules ``ran`` where is kept if asked for, since it is only for a baseline to know.
    """

    def __init__(self, observer: Observer, *, keep_ran: bool = False) -> None:
        self._observer = observer
        self._keep_ran = keep_ran
        self.ran: dict[str, frozenset[str]] = {}
        self.baselined: set[str] = set()
        self._failures: list[Failure] = []
        self._checked: list[Checked] = []
        self._left_out: list[tuple[str, str]] = []
        self._clean: list[str] = []
        self._counts: Counter[Severity] = Counter()
        self._requests = self._suppressed = self._told = 0

    def add(self, result: Checked | Failure) -> None:
        """Take in what came of one source."""
        is_told = self._observer(result)
        if isinstance(result, Failure):
            self._failures.append(result)
            return
        self._failures += result.failures
        if self._keep_ran:
            self.ran[result.source.name] = result.ran
        if result.left_out:
            self._left_out.append((result.source.name, result.left_out))
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

    def report(self, stale: Sequence[Fault] = ()) -> Report:
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
            told=Told(self._told, self._counts),
        )
