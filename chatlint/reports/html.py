"""The format ``html``: one self-contained page with filters, for browsers.

It loads nothing from elsewhere; its Content Security Policy allows only its own style and script.
"""

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

MAX_PAGE_FINDINGS = 5_000
"""How many findings a page holds, so that browsers can display it."""

_QUOTED = re.compile("`([^`]+)`")


def render(report: Report, style: Style) -> Iterator[str]:
    """Render the page; without its script it shows all findings and no filters work."""
    css, script = _read_asset("page.css"), _read_asset("page.js")
    found = [diagnostic for checked in report.checked for diagnostic in checked.diagnostics]
    yield Template(_read_asset("page.html")).substitute(
        policy=_build_policy(css, script),
        title=summarize(report),
        css=css,
        script=script,
        summary=summarize(report),
        severities="\n".join(
            _render_severity(level, n) for level in Severity if (n := report.count(level))
        ),
        rules=_render_options((each.rule, f"{each.rule} {each.name}") for each in found),
        files=_render_options((each.source_name, each.source_name) for each in found),
        body="\n".join(_render_body(report)),
        tool=f"{NAME} {VERSION}",
        api_model=_escape(report.api_model),
    )


def _read_asset(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _build_policy(css: str, script: str) -> str:
    """Build the Content Security Policy, which allows only this style and this script."""
    return (
        f"default-src 'none'; style-src {_hash_asset(css)}; script-src {_hash_asset(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash_asset(text: str) -> str:
    digest = sha256(f"\n{text}".encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


def _render_severity(level: Severity, count: int) -> str:
    box = f'<input type="checkbox" name="severity" value="{level.value}" checked>'
    return f"<label>{box} {count_noun(count, level.value)}</label>"


def _render_options(choices: Iterable[tuple[str, str]]) -> str:
    """Render each distinct choice (value and label) with its number of occurrences."""
    return "\n".join(
        f'<option value="{_escape(value)}">{_escape(label)} ({count:,})</option>'
        for (value, label), count in sorted(Counter(choices).items())
    )


def _render_body(report: Report) -> Iterator[str]:
    rules = {rule.id: rule for rule in report.rules}
    if report.failures:
        yield "<section>\n<h2>Not checked</h2>\n<ul>"
        for failure in report.failures:
            yield f"<li><code>{_escape(failure.path)}</code>: {_render_prose(failure.message)}</li>"
        yield "</ul>\n</section>"
    room = MAX_PAGE_FINDINGS
    for checked in report.checked:
        if checked.diagnostics and room > 0:
            yield from _render_file(checked, rules, room)
        room -= len(checked.diagnostics)
    if room < 0:
        yield f"<p>{-room:,} more not shown.</p>"


def _render_file(checked: FileResult, rules: Mapping[str, Rule], room: int) -> Iterator[str]:
    source = checked.source
    count = count_noun(len(checked.diagnostics), "finding")
    yield f'<section data-file="{_escape(source.name)}">'
    yield f"<h2>{_escape(source.name)} <span>{count}</span></h2>"
    for diagnostic in islice(checked.diagnostics, room):
        yield from _render_finding(source, diagnostic, rules.get(diagnostic.rule))
    yield "</section>"


def _render_finding(source: Source, diagnostic: Diagnostic, rule: Rule | None) -> Iterator[str]:
    severity, number = diagnostic.severity.value, _escape(diagnostic.rule)
    line, column = source.position(diagnostic.span.start)
    yield f'<article data-severity="{severity}" data-rule="{number}">'
    yield f'<h3><span class="severity">{severity}</span> {_render_prose(diagnostic.message)}</h3>'
    yield f'<p class="place">line {line}, column {column} · {number} {_escape(diagnostic.name)}</p>'
    yield _render_excerpt(source, diagnostic.span)
    if fix := diagnostic.fix:
        unsafe = "" if fix.safe else " (unsafe: it may change what the request means)"
        yield f"<p><strong>Fix:</strong> {_render_prose(fix.title)}{unsafe}</p>"
    if by_hand := diagnostic.by_hand:
        how = f"{_render_prose(by_hand.title)} ({_render_prose(by_hand.reason)})"
        yield f"<p><strong>Fix by hand:</strong> {how}</p>"
    for related in diagnostic.related:
        yield f'<div class="related"><p>{_render_prose(related.message)}</p>'
        yield f"{_render_excerpt(source, related.span)}</div>"
    if rule:
        yield f"<details><summary><strong>Why:</strong> {_render_folded(rule.summary)}</summary>"
        yield from (f"<p>{_render_folded(text)}</p>" for text in rule.rationale.split("\n\n"))
        yield f"<p>Source: {_render_link(rule.source)}</p></details>"
    yield "</article>"


def _render_excerpt(source: Source, span: Span) -> str:
    rows, more = cut_excerpt(source, span)
    digits = len(str(rows[-1].number))
    lines = []
    for number, before, inside, after, marked in rows:
        # `cut_excerpt` has made the parts printable already.
        middle = f"<mark>{escape(inside)}</mark>" if marked else escape(inside)
        lines.append(f"<i>{number:>{digits}}  </i>{escape(before)}{middle}{escape(after)}")
    if more:
        lines.append(f"<i>… {count_noun(more, 'more line')}</i>")
    text = "\n".join(lines)
    return f"<pre>{text}</pre>"


def _render_link(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        return _escape(url)
    return f'<a href="{_escape(url)}" rel="noreferrer">{_escape(url)}</a>'


def _render_folded(text: str) -> str:
    """Render ``text`` with its lines joined."""
    return _render_prose(" ".join(text.split()))


def _render_prose(text: str) -> str:
    """Render ``text`` with its parts in backticks as code."""
    return _QUOTED.sub(r"<code>\1</code>", _escape(text))


def _escape(text: str) -> str:
    return escape(printable(text))
