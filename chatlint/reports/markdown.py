"""The format ``markdown``: a list for job summaries and pull request comments.

GitHub and GitLab turn more than Markdown syntax into links, mentions and emoji (``@team``, ``#7``,
``GH-7``, ``www.…``, ``:+1:``, commit hashes), and escaping does not prevent it. They do not touch
code, so every token that is not clearly a plain word is rendered as code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from chatlint.model.diagnostic import Diagnostic, Severity
from chatlint.model.printable import printable
from chatlint.model.source import Source
from chatlint.reports.report import MAX_FINDINGS, Report, summarize
from chatlint.reports.style import Style

MAX_CHARACTERS = 60_000
"""Maximum length of the list; GitHub accepts comments of up to 65,536 characters."""

# A code span keeps its blanks and includes the characters next to it.
_TOKEN = re.compile(r"(?:`[^`]*`|\S)+")
_QUOTED = re.compile(r"([(]?)`([^`]+)`([.,;:?!)]*)")
# Excludes digits among letters (GH-7) and possible commit hashes.
_WORD = re.compile(
    r"[(\"']?(?!.*[0-9A-Fa-f]{7})(?:[A-Za-z]+(?:['-][A-Za-z]+)*|[0-9]{1,6}%?|[0-9]{1,3}(?:,[0-9]{3})+)"
    r"[.,;:?!)\"']*"
)


class _Item(NamedTuple):
    rank: int
    heading: str
    text: str


def render(report: Report, style: Style) -> Iterator[str]:
    """Render a summary, then the findings by file; if there are too many, the worst ones."""
    items = list(_render_items(report))
    selected = _select_fitting(items)
    if items or not style.quiet:
        yield "### chatlint\n"
    if not style.quiet:
        yield f"\n{summarize(report)}\n"
    for heading, group in groupby(selected, key=lambda item: item.heading):
        yield f"\n#### {heading}\n\n"
        yield from (item.text for item in group)
    total = sum(len(checked.diagnostics) for checked in report.checked) + len(report.failures)
    if more := total - len(selected):
        yield f"\n{more:,} more not shown.\n"


def _render_items(report: Report) -> Iterator[_Item]:
    order = list(Severity)
    for checked in report.checked:
        heading = _render_code(checked.source.name)
        for diagnostic in checked.diagnostics[:MAX_FINDINGS]:
            rank = 1 + order.index(diagnostic.severity)
            yield _Item(rank, heading, _render_finding(checked.source, diagnostic))
    for failure in report.failures:
        text = f"- {_render_code(failure.path)}: {_render_prose(failure.message)}\n"
        yield _Item(0, "Not checked", text)


def _select_fitting(items: list[_Item]) -> list[_Item]:
    """Select the worst of ``items`` that fit into the maximum length, in their order."""
    room = MAX_CHARACTERS
    selected = set()
    for index in sorted(range(len(items)), key=lambda index: items[index].rank):
        length = len(items[index].heading) + len(items[index].text)
        if length <= room:
            room -= length
            selected.add(index)
    return [item for index, item in enumerate(items) if index in selected]


def _render_finding(source: Source, diagnostic: Diagnostic) -> str:
    line, column = source.position(diagnostic.span.start)
    place = f"- **{diagnostic.severity.value}** line {line}, column {column}: "
    text = f"{place}{_render_prose(diagnostic.message)} ({_render_code(diagnostic.rule)})\n"
    if fix := diagnostic.fix:
        text += f"  Fix: {_render_prose(fix.title)}{'' if fix.safe else ' (unsafe)'}\n"
    if by_hand := diagnostic.by_hand:
        text += f"  Fix by hand: {_render_prose(by_hand.title)} ({_render_prose(by_hand.reason)})\n"
    return text


def _render_prose(text: str) -> str:
    """Render ``text`` with everything but plain words as code."""
    return " ".join(map(_render_token, _TOKEN.findall(printable(text))))


def _render_token(token: str) -> str:
    if _WORD.fullmatch(token):
        return token
    if quoted := _QUOTED.fullmatch(token):
        before, code, after = quoted.groups()
        return f"{before}{_render_code(code)}{after}"
    return _render_code(token)


def _render_code(text: str) -> str:
    """Render ``text`` as a code span, with a fence longer than any run of backticks in it."""
    code = printable(text) or '""'
    fence = "`" * (1 + max(map(len, re.findall("`+", code)), default=0))
    # Markdown strips one blank from either side, unless the span is all blanks.
    stripped = code[0] == code[-1] == " " and not code.isspace()
    blank = " " if stripped or "`" in (code[0], code[-1]) else ""
    return f"{fence}{blank}{code}{blank}{fence}"
