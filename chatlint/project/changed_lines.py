"""Limits a report to the findings that changes since a git revision introduced."""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO, Literal

from chatlint.files import git
from chatlint.files.diff_parser import FileChange
from chatlint.files.found_files import Discovery, InputFile
from chatlint.files.paths import real_location
from chatlint.model.diagnostic import Diagnostic
from chatlint.model.errors import UserError
from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.model.source import Span
from chatlint.reports.report import Report

CheckBefore = Callable[[str, BinaryIO], FileResult]
"""Checks the earlier content of a file, given the file's name and that content."""

_Status = Literal["reported", "suppressed", "baselined"]


@dataclass(frozen=True)
class ChangedLines:
    """The files changed since the revision ``since``, and their changed lines.

    Args:
        since: The revision as the user named it.
        whole_files: Whether all findings in changed files count, not only new ones.
        root: Real path of the repository.
        files: The changes by real path of the file.
    """

    since: str
    whole_files: bool
    root: str
    files: Mapping[str, FileChange]

    @classmethod
    def since_revision(cls, revision: str, *, whole: bool) -> ChangedLines:
        """Compare the working tree with the merge base of ``revision`` and HEAD.

        Untracked files count as new.

        Raises:
            UserError: There is no repository, no such revision, or no git.
        """
        root = git.find_repository_root()
        changed = dict(git.iter_changed_files(git.find_merge_base(revision)))
        changed |= dict.fromkeys(git.list_untracked_files(), FileChange())
        return cls(revision, whole, root, {os.path.join(root, n): c for n, c in changed.items()})

    def narrow_discovery(self, discovery: Discovery) -> Discovery:
        """Skip the unchanged files of ``discovery``.

        Raises:
            UserError: A file is outside the repository.
        """
        changed, unchanged = list[InputFile](), list[tuple[str, str]]()
        for file in discovery.files:
            if self._change_of(file.path):
                changed.append(file)
            else:
                unchanged.append((file.path, f"not changed since {self.since}"))
        skipped = tuple(sorted((*discovery.skipped, *unchanged)))
        return discovery._replace(files=tuple(changed), skipped=skipped)

    def narrow_report(self, report: Report, before: CheckBefore) -> Report:
        """Limit ``report`` to the findings that changes introduced.

        Args:
            report: The report of all findings in changed files.
            before: Checks the earlier content of a file.
        """
        results = [self._narrow_result(each, before) for each in report.checked]
        clean = [each.source.name for each in results if each.requests and not _has_findings(each)]
        checked = [each for each in results if _has_findings(each)]
        return report._replace(
            checked=checked,
            clean=sorted((*report.clean, *clean)),
            suppressed=sum(len(each.suppressed) for each in checked),
            baselined=len({d.fingerprint for each in checked for d in each.baselined}),
            since=self.since,
            older=_count_findings(report.checked) - _count_findings(checked),
        )

    def _narrow_result(self, checked: FileResult, before: CheckBefore) -> FileResult:
        change = self._change_of(checked.source.name)
        if change and (self.whole_files or change.hunks is None):
            return checked
        # An unchanged baseline or configuration, or a renamed file.
        if not change or not change.hunks:
            return checked._replace(diagnostics=(), suppressed=(), baselined=())
        return _ChangedLineFilter(checked, change, before).filter_findings()

    def _change_of(self, path: str) -> FileChange | None:
        """Return the change of the file ``path``; None if it is unchanged."""
        place, real = real_location(path), os.path.realpath(path)
        if place != real and place in self.files:
            return FileChange()  # a link that is new or has a new target
        if real in self.files:
            return self.files[real]
        inside = self.root.rstrip(os.sep) + os.sep
        if not real.startswith(inside) and not place.startswith(inside):
            hint = "run it in the repository that the file belongs to"
            message = f"is not in the repository {printable(self.root)}, so --since cannot judge it"
            raise UserError(message, printable(path), hint)
        return FileChange() if real.startswith(self._nested_repositories) else None

    @cached_property
    def _nested_repositories(self) -> tuple[str, ...]:
        """The untracked repositories inside this one, which git lists as folders."""
        return tuple(path for path in self.files if path.endswith("/"))


class _ChangedLineFilter:
    """Keeps the findings that the change of a file introduced.

    A finding is new if the change touches its lines, or if its line had no such finding before. The
    latter happens when a removed key is reported as missing at the start of the request.
    """

    def __init__(self, checked: FileResult, change: FileChange, before: CheckBefore) -> None:
        self._checked = checked
        self._change = change
        self._before = before
        self._lines = _LineIndex(checked.source.text)

    def filter_findings(self) -> FileResult:
        checked = self._checked
        return checked._replace(
            diagnostics=tuple(d for d in checked.diagnostics if self._is_new("reported", d)),
            suppressed=tuple(
                each for each in checked.suppressed if self._is_new("suppressed", each.diagnostic)
            ),
            baselined=tuple(d for d in checked.baselined if self._is_new("baselined", d)),
        )

    def _is_new(self, status: _Status, diagnostic: Diagnostic) -> bool:
        first, last = self._lines.lines_of(diagnostic.span)
        if self._change.touches(first, last):
            return True
        line = self._change.old_line(first)
        return (status, line, diagnostic.rule, diagnostic.message) not in self._old_findings

    @cached_property
    def _old_findings(self) -> frozenset[tuple[_Status, int, str, str]]:
        """The findings before the change: status, line, rule and message."""
        old = self._before(self._checked.source.name, git.read_blob(self._change.blob))
        lines = _LineIndex(old.source.text)
        by_status: dict[_Status, list[Diagnostic]] = {
            "reported": [*old.diagnostics],
            "suppressed": [each.diagnostic for each in old.suppressed],
            "baselined": [*old.baselined],
        }
        return frozenset(
            (status, lines.lines_of(each.span)[0], each.rule, each.message)
            for status, diagnostics in by_status.items()
            for each in diagnostics
        )


class _LineIndex:
    """Line numbers as git counts them: only a line feed ends a line."""

    def __init__(self, text: str) -> None:
        self._ends = [match.start() for match in re.finditer("\n", text)]

    def lines_of(self, span: Span) -> tuple[int, int]:
        """Return the first and last line of ``span``."""
        last = max(span.start, span.end - 1)
        return bisect_left(self._ends, span.start) + 1, bisect_left(self._ends, last) + 1


def _count_findings(checked: Iterable[FileResult]) -> int:
    return sum(len(each.diagnostics) for each in checked)


def _has_findings(checked: FileResult) -> bool:
    return bool(checked.diagnostics or checked.suppressed or checked.baselined)
