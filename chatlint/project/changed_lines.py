"""What was changed since a revision of git, and which findings have to do with it."""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO, Literal

from chatlint.files import git
from chatlint.files.discovery import Discovery, InputFile, real_location
from chatlint.files.git_diff import FileChange
from chatlint.model.diagnostic import Diagnostic
from chatlint.model.errors import UserError
from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.model.source import Span
from chatlint.reports.report import Report

CheckBefore = Callable[[str, BinaryIO], FileResult]
"""Checks what a file held before; it is given the file's name and that content."""

_Status = Literal["found", "suppressed", "baselined"]


@dataclass(frozen=True)
class ChangedLines:
    """The files that were changed since the revision ``since``, and what in them.

    Args:
        since: the revision, as the user named it.
        whole_files: whether all findings of these files count, not only those of changed lines.
        root: the real path of the repository.
        files: what was changed, by the real path of the file.
    """

    since: str
    whole_files: bool
    root: str
    files: Mapping[str, FileChange]

    @classmethod
    def since_revision(cls, revision: str, *, whole: bool) -> ChangedLines:
        """Compare the working tree with the commit where ``revision`` and HEAD parted.

        Files that git neither knows nor ignores count as new.

        Raises:
            UserError: there is no repository, no such revision, or no git.
        """
        root = git.repository_root()
        changed = dict(git.changed_files(git.merge_base(revision)))
        changed |= dict.fromkeys(git.untracked_files(), FileChange())
        return cls(revision, whole, root, {os.path.join(root, n): c for n, c in changed.items()})

    def narrow_discovery(self, discovery: Discovery) -> Discovery:
        """``discovery`` with the other files left out.

        Raises:
            UserError: a file lies outside the repository.
        """
        ours, others = list[InputFile](), list[tuple[str, str]]()
        for file in discovery.files:
            if self._change(file.path):
                ours.append(file)
            else:
                others.append((file.path, f"not changed since {self.since}"))
        left_out = tuple(sorted((*discovery.skipped, *others)))
        return discovery._replace(files=tuple(ours), skipped=left_out)

    def narrow_report(self, report: Report, before: CheckBefore) -> Report:
        """``report`` with those findings alone that have to do with a change."""
        judged = [self._judged(each, before) for each in report.checked]
        clean = [each.source.name for each in judged if each.requests and not _has_findings(each)]
        checked = [each for each in judged if _has_findings(each)]
        return report._replace(
            checked=checked,
            clean=sorted((*report.clean, *clean)),
            suppressed=sum(len(each.suppressed) for each in checked),
            baselined=len({d.fingerprint for each in checked for d in each.baselined}),
            since=self.since,
            older=_count_findings(report.checked) - _count_findings(checked),
        )

    def _judged(self, checked: FileResult, before: CheckBefore) -> FileResult:
        change = self._change(checked.source.name)
        if change and (self.whole_files or change.hunks is None):
            return checked
        if not change or not change.hunks:  # a baseline or configuration as it was; a new name
            return checked._replace(diagnostics=(), suppressed=(), baselined=())
        return _ChangedLineFilter(checked, change, before).result()

    def _change(self, path: str) -> FileChange | None:
        """What was changed in the file ``path``; None if nothing was."""
        place, real = real_location(path), os.path.realpath(path)
        if place != real and place in self.files:
            return FileChange()  # a link that is new, or leads elsewhere now
        if real in self.files:
            return self.files[real]
        inside = self.root.rstrip(os.sep) + os.sep
        if not real.startswith(inside) and not place.startswith(inside):
            hint = "run it in the repository that the file belongs to"
            message = f"is not in the repository {printable(self.root)}, so --since cannot judge it"
            raise UserError(message, printable(path), hint)
        return FileChange() if real.startswith(self._repositories) else None

    @cached_property
    def _repositories(self) -> tuple[str, ...]:
        """Repositories inside this one that git does not know."""
        return tuple(path for path in self.files if path.endswith("/"))


class _ChangedLineFilter:
    """Tells the findings that a change has to do with from those that were there before.

    A finding is the change's if the change touches its lines, or if there was none like it on its
    line before: a member that was taken out is missed at the top of the request.
    """

    def __init__(self, checked: FileResult, change: FileChange, before: CheckBefore) -> None:
        self._checked = checked
        self._change = change
        self._before = before
        self._lines = _LineIndex(checked.source.text)

    def result(self) -> FileResult:
        checked = self._checked
        return checked._replace(
            diagnostics=tuple(d for d in checked.diagnostics if self._is_new("found", d)),
            suppressed=tuple(
                each for each in checked.suppressed if self._is_new("suppressed", each.diagnostic)
            ),
            baselined=tuple(d for d in checked.baselined if self._is_new("baselined", d)),
        )

    def _is_new(self, sort: _Status, found: Diagnostic) -> bool:
        first, last = self._lines.of(found.span)
        if self._change.touches(first, last):
            return True
        before = self._change.before(first)
        return (sort, before, found.rule, found.message) not in self._known

    @cached_property
    def _known(self) -> frozenset[tuple[_Status, int, str, str]]:
        """What was found before, on which line."""
        was = self._before(self._checked.source.name, git.content_at(self._change.blob))
        lines = _LineIndex(was.source.text)
        sorts: dict[_Status, list[Diagnostic]] = {
            "found": [*was.diagnostics],
            "suppressed": [each.diagnostic for each in was.suppressed],
            "baselined": [*was.baselined],
        }
        return frozenset(
            (sort, lines.of(d.span)[0], d.rule, d.message)
            for sort, found in sorts.items()
            for d in found
        )


class _LineIndex:
    """Lines as git counts them: one ends at a line feed and nowhere else."""

    def __init__(self, text: str) -> None:
        self._ends = [match.start() for match in re.finditer("\n", text)]

    def of(self, span: Span) -> tuple[int, int]:
        """The first and last line that ``span`` is on."""
        last = max(span.start, span.end - 1)
        return bisect_left(self._ends, span.start) + 1, bisect_left(self._ends, last) + 1


def _count_findings(checked: Iterable[FileResult]) -> int:
    return sum(len(each.diagnostics) for each in checked)


def _has_findings(checked: FileResult) -> bool:
    return bool(checked.diagnostics or checked.suppressed or checked.baselined)
