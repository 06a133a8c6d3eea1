"""What a run came to, in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chatlint.diagnostic import Severity
from chatlint.report import Report
from chatlint.text import visible


def counted(number: int, noun: str) -> str:
    """``1 file``, ``2,000 files``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def summary(report: Report, stress: Callable[[str], str] = str) -> str:
    """How much was found in how much; ``stress`` decorates the news that nothing was checked."""
    counts = [counted(n, level.value) for level in Severity if (n := report.count(level))]
    changed = f" changed since {visible(report.since)}" if report.since else ""
    parts = []
    if counts or report.requests or report.accepted:
        found = f"Found {_listed(counts)}" if counts else "No findings"
        files, requests = counted(report.files, "file"), counted(report.requests, "request")
        parts.append(f"{found} in {files} ({requests}){changed}")
        if report.older:
            parts.append(f"{counted(report.older, 'older finding')} not shown")
        if report.suppressed:
            parts.append(f"{report.suppressed:,} suppressed")
        if report.baselined:
            parts.append(f"{report.baselined:,} in the baseline")
        if left_out := len(report.left_out):
            parts.append(f"{counted(left_out, 'file')} without a request left out")
    elif changed and not report.failures:
        parts.append(f"No StartChatContact request{changed}")
    elif report.left_out or not report.failures:
        files = counted(report.files + len(report.left_out), "file")
        parts.append(
            stress(f"Nothing was checked: no StartChatContact request was found in {files}")
        )
    if report.failures:
        parts.append(counted(len(report.failures), "failure"))
    return f"{'; '.join(parts)}."


def _listed(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
