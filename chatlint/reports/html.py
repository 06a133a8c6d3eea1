"""A page to look findings up in: one file that holds all it needs and asks nobody for anything."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from html import escape
from itertools import islice
from pathlib import Path
from string import Template

from chatlint.model.diagnostic import Diagnostic, Severity
from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.model.source import Source, Span
from chatlint.model.wording import count_noun
from chatlint.reports.excerpt import cut_excerpt
from chatlint.reports.report import Report, summarize
from chatlint.reports.style import Style
from chatlint.rules.rule import Rule
from chatlint.version import NAME, VERSION

MOST_FINDINGS = 5_000
"""How many findings a page holds; a browser has to bear it."""

_QUOTED = re.compile("`([^`]+)`")


def render(report: Report, style: Style) -> Iterator[str]:
    """The whole page; without its script it shows everything and filters nothing."""
    css, script = _part("page.css"), _part("page.js")
    found = [diagnostic for checked in report.checked for diagnostic in checked.diagnostics]
    yield Template(_part("page.html")).substitute(
        policy=_policy(css, script),
        title=summarize(report),
        css=css,
        script=script,
        summary=summarize(report),
        severities="\n".join(
            _severity(level, n) for level in Severity if (n := report.count(level))
        ),
        rules=_options((each.rule, f"{each.rule} {each.name}") for each in found),
        files=_options((each.source_name, each.source_name) for each in found),
        body="\n".join(_body(report)),
        tool=f"{NAME} {VERSION}",
        api_model=_text(report.api_model),
    )


def _part(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _policy(css: str, script: str) -> str:
    """What a browser may do for this page: use this style and this script, and nothing else."""
    return (
        f"default-src 'none'; style-src {_hash(css)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = sha256(f"\n{text}".encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


def _severity(level: Severity, count: int) -> str:
    box = f'<input type="checkbox" name="severity" value="{level.value}" checked>'
    return f"<label>{box} {count_noun(count, level.value)}</label>"


def _options(choices: Iterable[tuple[str, str]]) -> str:
    """Choices, given as value and words, with how often each of them is given."""
    return "\n".join(
        f'<option value="{_text(value)}">{_text(words)} ({count:,})</option>'
        for (value, words), count in sorted(Counter(choices).items())
    )


def _body(report: Report) -> Iterator[str]:
    rules = {rule.id: rule for rule in report.rules}
    if report.failures:
        yield "<section>\n<h2>Not checked</h2>\n<ul>"
        for failure in report.failures:
            yield f"<li><code>{_text(failure.path)}</code>: {_prose(failure.message)}</li>"
        yield "</ul>\n</section>"
    room = MOST_FINDINGS
    for checked in report.checked:
        if checked.diagnostics and room > 0:
            yield from _file(checked, rules, room)
        room -= len(checked.diagnostics)
    if room < 0:
        yield f"<p>{-room:,} more not shown.</p>"


def _file(checked: FileResult, rules: Mapping[str, Rule], room: int) -> Iterator[str]:
    source = checked.source
    count = count_noun(len(checked.diagnostics), "finding")
    yield f'<section data-file="{_text(source.name)}">'
    yield f"<h2>{_text(source.name)} <span>{count}</span></h2>"
    for diagnostic in islice(checked.diagnostics, room):
        yield from _finding(source, diagnostic, rules.get(diagnostic.rule))
    yield "</section>"


def _finding(source: Source, diagnostic: Diagnostic, rule: Rule | None) -> Iterator[str]:
    severity, number = diagnostic.severity.value, _text(diagnostic.rule)
    line, column = source.position(diagnostic.span.start)
    yield f'<article data-severity="{severity}" data-rule="{number}">'
    yield f'<h3><span class="severity">{severity}</span> {_prose(diagnostic.message)}</h3>'
    yield f'<p class="place">line {line}, column {column} · {number} {_text(diagnostic.name)}</p>'
    yield _excerpt(source, diagnostic.span)
    if fix := diagnostic.fix:
        unsafe = "" if fix.safe else " (unsafe: it may change what the request means)"
        yield f"<p><strong>Fix:</strong> {_prose(fix.title)}{unsafe}</p>"
    if by_hand := diagnostic.by_hand:
        how = f"{_prose(by_hand.title)} ({_prose(by_hand.reason)})"
        yield f"<p><strong>Fix by hand:</strong> {how}</p>"
    for related in diagnostic.related:
        yield f'<div class="related"><p>{_prose(related.message)}</p>'
        yield f"{_excerpt(source, related.span)}</div>"
    if rule:
        yield f"<details><summary><strong>Why:</strong> {_folded(rule.summary)}</summary>"
        yield from (f"<p>{_folded(text)}</p>" for text in rule.rationale.split("\n\n"))
        yield f"<p>Source: {_link(rule.source)}</p></details>"
    yield "</article>"


def _excerpt(source: Source, span: Span) -> str:
    rows, more = cut_excerpt(source, span)
    digits = len(str(rows[-1].number))
    lines = []
    for number, before, inside, after, marked in rows:
        # An excerpt shows what it cuts as `visible` does; a piece of it is not the start of a line.
        middle = f"<mark>{escape(inside)}</mark>" if marked else escape(inside)
        lines.append(f"<i>{number:>{digits}}  </i>{escape(before)}{middle}{escape(after)}")
    if more:
        lines.append(f"<i>… {count_noun(more, 'more line')}</i>")
    text = "\n".join(lines)
    return f"<pre>{text}</pre>"


def _link(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        return _text(url)
    return f'<a href="{_text(url)}" rel="noreferrer">{_text(url)}</a>'


def _folded(text: str) -> str:
    """``text``, which may be on several lines, as one."""
    return _prose(" ".join(text.split()))


def _prose(text: str) -> str:
    """``text`` with what stands between backticks as code."""
    return _QUOTED.sub(r"<code>\1</code>", _text(text))


def _text(text: str) -> str:
    return escape(printable(text))
