"""Renders rules as text for the terminal, and as JSON for other programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from chatlint.authoring.example_tests import parse_marks
from chatlint.model.printable import printable
from chatlint.model.source import Source, Span
from chatlint.reports.excerpt import render_excerpt
from chatlint.rules.loader import shipped_folder
from chatlint.rules.rule import Example, Rule

_WIDTH = 80


def render_explanation(rule: Rule) -> Iterator[str]:
    """Render ``rule`` with its rationale, examples, fixes and options, line by line."""
    yield f"{rule.id} {rule.name} ({rule.severity.value}, {rule.group})"
    yield ""
    yield from textwrap.wrap(rule.summary, _WIDTH)
    for paragraph in rule.rationale.split("\n\n"):
        yield ""
        yield from textwrap.wrap(paragraph, _WIDTH)
    yield from _render_examples("Bad:", rule.bad)
    yield from _render_examples("Good:", rule.good)
    for remedy in rule.fixes:
        yield ""
        yield f"Fix: {remedy.title} ({remedy.safety})"
    for name, default in describe_options(rule).items():
        yield ""
        yield f"Option: {name}{'' if default is None else f' ({default})'}"
    if rule.not_in:
        yield ""
        yield f"Requests in these forms are left alone: {', '.join(sorted(rule.not_in))}"
    yield ""
    yield f"Switch it off: chatlint check --ignore {rule.id}, or for one place in YAML the comment"
    yield f"    # chatlint: ignore[{rule.id}] and the reason"
    yield ""
    yield f"Source: {rule.source}"


def describe_options(rule: Rule) -> dict[str, Any]:
    """Return the options of ``rule`` by name, each with its default value."""
    defaults = {}
    for name, path in rule.options.items():
        kind, _, argument = path.partition(".")
        defaults[name] = rule.check[kind].get(argument)
    return defaults


def _render_examples(title: str, examples: tuple[Example, ...]) -> Iterator[str]:
    yield ""
    yield title
    for example in examples:
        yield ""
        yield from (f"    {line}".rstrip() for line in render_sample(example))


def render_sample(example: Example) -> Iterator[str]:
    """Render the text of ``example`` with line numbers and the marked parts underlined."""
    if "base64" in example.options:
        yield f"(bytes) {example.options['base64']}"
        return
    yield from _render_conditions(example.options)
    source, spans = parse_marks(example._replace(options={**example.options, "repeat": {}}))
    lines = source.position(len(source.text)).line - source.text.endswith("\n")
    digits = len(str(lines))
    number = 1
    while number <= lines:
        marks = [span for span in spans if source.position(span.start).line == number]
        yield from _render_line(source, marks or [source.line_span(number)], digits, bool(marks))
        last = marks[-1].end - 1 if marks and marks[-1].end > marks[-1].start else 0
        number = max(number, source.position(last).line) + 1
    for key, title in (("template", "beside the template"), ("fixed", "fixed")):
        if key in example.options:
            yield f"{title}:"
            yield from _render_lines(Source("", example.options[key]))


def _render_conditions(options: Mapping[str, Any]) -> Iterator[str]:
    """Render the options of an example that its text does not show."""
    if target := options.get("target"):
        yield f"with --target {target}:"
    if today := options.get("today"):
        yield f"on {today}:"
    for token, times in options.get("repeat", {}).items():
        yield f"with `{printable(token)}` {times:,} times over:"


def _render_lines(source: Source) -> Iterator[str]:
    lines = source.position(len(source.text)).line - source.text.endswith("\n")
    for number in range(1, lines + 1):
        yield from _render_line(source, [source.line_span(number)], len(str(lines)), marked=False)


def _render_line(source: Source, spans: list[Span], digits: int, marked: bool) -> Iterator[str]:
    """Render a line and, if it is marked, a row of carets for each span on it."""
    rows = render_excerpt(source, spans[0], digits=digits)
    yield from rows[1:] if marked else rows[1:2]
    for span in spans[1:]:
        yield from render_excerpt(source, span, digits=digits)[2:]


def render_table(rules: Sequence[Rule]) -> Iterator[str]:
    """Render one line per rule, by group."""
    width = max((len(rule.name) for rule in rules), default=0)
    group = ""
    for rule in rules:
        if rule.group != group:
            yield from ([""] if group else [])
            yield rule.group
            group = rule.group
        fix = {"": "", "safe": "  [fix]"}.get(rule.fixable, "  [unsafe fix]")
        yield f"  {rule.id}  {rule.name:<{width}}  {rule.severity.value:<7}  {rule.summary}{fix}"


def render_json(rules: Sequence[Rule]) -> str:
    """Render all data of the rules as one JSON array."""
    from chatlint.model.printable import printable_json

    shipped = shipped_folder()
    return printable_json([_build_record(rule, shipped) for rule in rules], indent=2)


def _build_record(rule: Rule, shipped: FilePath) -> dict[str, Any]:
    file = FilePath(rule.file)
    is_shipped = file.is_relative_to(shipped)
    page = "docs" / file.relative_to(shipped.parent) if is_shipped else file
    return {
        "id": rule.id,
        "name": rule.name,
        "group": rule.group,
        "severity": rule.severity.value,
        "summary": rule.summary,
        "rationale": rule.rationale,
        "source": rule.source,
        "message": rule.message,
        "supersedes": sorted(rule.supersedes),
        "yields_to": sorted(rule.yields_to),
        "masked": bool(rule.mask),
        "not_in": sorted(rule.not_in),
        "options": describe_options(rule),
        "page": page.with_suffix(".md").as_posix(),
        "fixes": [{"title": each.title, "safe": each.safe} for each in rule.fixes],
        "good": [dict(example.options) for example in rule.good],
        "bad": [dict(example.options) for example in rule.bad],
    }
