"""A list for the summary of a job, or for a comment on a pull request.

GitHub and GitLab make links, mentions and pictures of much more than Markdown does (``@team``,
``#7``, ``GH-7``, ``www.…``, ``:+1:``, hashes of commits), whatever is escaped. They leave code
alone, so what is not certainly a plain word is shown as code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from chatlint.model.diagnostic import Diagnostic, Severity
from chatlint.model.printable import printable
from chatlint.model.source import Source
from chatlint.reports.report import MOST_FINDINGS, Report, summarize
from chatlint.reports.style import Style

MOST_CHARACTERS = 60_000
"""How long the list gets; GitHub takes comments of up to 65,536 characters."""

# Code keeps its blanks, and what touches it belongs to it.
_TOKEN = re.compile(r"(?:`[^`]*`|\S)+")
_QUOTED = re.compile(r"([(]?)`([^`]+)`([.,;:?!)]*)")
# Neither digits among letters (GH-7) nor what may be the hash of a commit.
_WORD = re.compile(
    r"[(\"']?(?!.*[0-9A-Fa-f]{7})(?:[A-Za-z]+(?:['-][A-Za-z]+)*|[0-9]{1,6}%?|[0-9]{1,3}(?:,[0-9]{3})+)"
    r"[.,;:?!)\"']*"
)


class _Item(NamedTuple):
    rank: int
    heading: str
    text: str


def render(report: Report, style: Style) -> Iterator[str]:
    """A sentence, then the findings of each file; where there are too many, the worst ones."""
    items = list(_items(report))
    shown = _fitting(items)
    if items or not style.quiet:
        yield "### chatlint\n"
    if not style.quiet:
        yield f"\n{summarize(report)}\n"
    for heading, group in groupby(shown, key=lambda item: item.heading):
        yield f"\n#### {heading}\n\n"
        yield from (item.text for item in group)
    total = sum(len(checked.diagnostics) for checked in report.checked) + len(report.failures)
    if more := total - len(shown):
        yield f"\n{more:,} more not shown.\n"


def _items(report: Report) -> Iterator[_Item]:
    order = list(Severity)
    for checked in report.checked:
        heading = _code(checked.source.name)
        for diagnostic in checked.diagnostics[:MOST_FINDINGS]:
            rank = 1 + order.index(diagnostic.severity)
            yield _Item(rank, heading, _finding(checked.source, diagnostic))
    for failure in report.failures:
        yield _Item(0, "Not checked", f"- {_code(failure.path)}: {_prose(failure.message)}\n")


def _fitting(items: list[_Item]) -> list[_Item]:
    """The worst of ``items``, as many as there is room for, in the order they have."""
    room = MOST_CHARACTERS
    shown = set()
    for index in sorted(range(len(items)), key=lambda index: items[index].rank):
        length = len(items[index].heading) + len(items[index].text)
        if length <= room:
            room -= length
            shown.add(index)
    return [item for index, item in enumerate(items) if index in shown]


def _finding(source: Source, diagnostic: Diagnostic) -> str:
    line, column = source.position(diagnostic.span.start)
    place = f"- **{diagnostic.severity.value}** line {line}, column {column}: "
    text = f"{place}{_prose(diagnostic.message)} ({_code(diagnostic.rule)})\n"
    if fix := diagnostic.fix:
        text += f"  Fix: {_prose(fix.title)}{'' if fix.safe else ' (unsafe)'}\n"
    if by_hand := diagnostic.by_hand:
        text += f"  Fix by hand: {_prose(by_hand.title)} ({_prose(by_hand.reason)})\n"
    return text


def _prose(text: str) -> str:
    """``text``, where words are words, and the rest is code."""
    return " ".join(map(_shown, _TOKEN.findall(printable(text))))


def _shown(token: str) -> str:
    if _WORD.fullmatch(token):
        return token
    if quoted := _QUOTED.fullmatch(token):
        before, code, after = quoted.groups()
        return f"{before}{_code(code)}{after}"
    return _code(token)


def _code(text: str) -> str:
    """``text`` as code, between more backticks than it has in a row."""
    shown = printable(text) or '""'
    fence = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    # A blank on either side is taken away again, unless there is nothing else.
    stripped = shown[0] == shown[-1] == " " and not shown.isspace()
    blank = " " if stripped or "`" in (shown[0], shown[-1]) else ""
    return f"{fence}{blank}{shown}{blank}{fence}"
