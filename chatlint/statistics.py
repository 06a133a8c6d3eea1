"""How often each rule found something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from chatlint.diagnostic import Diagnostic
from chatlint.report import Report
from chatlint.text import visible


def statistics(report: Report) -> Iterator[str]:
    """A line for each rule that found something: how often, which, and whether there is a fix."""
    found = [each for checked in report.checked for each in checked.diagnostics]
    counts = Counter((each.rule, each.name, each.severity) for each in found)
    fixes = {each.rule: _fix(each) for each in sorted(found, key=_fix)}
    digits = len(f"{max(counts.values(), default=0):,}")
    width = max((len(name) for _, name, _ in counts), default=0)
    for (rule, name, severity), count in sorted(counts.items(), key=lambda each: -each[1]):
        row = f"{count:>{digits},}  {rule}  {name:<{width}}  {severity.value:<7}  {fixes[rule]}"
        yield visible(row.rstrip())


def _fix(diagnostic: Diagnostic) -> str:
    if diagnostic.fix is None:
        return ""
    return "[fix]" if diagnostic.fix.safe else "[unsafe fix]"
