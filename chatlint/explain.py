"""A rule in words, for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from chatlint.examples import marked
from chatlint.excerpt import excerpt
from chatlint.rule import Example, Rule
from chatlint.text import Source, Span, visible

_WIDTH = 80


def explain(rule: Rule) -> Iterator[str]:
    """What ``rule`` demands and why, what it objects to and what it passes, line by line."""
    yield f"{rule.id} {rule.name} ({rule.severity.value}, {rule.group})"
    yield ""
    yield from textwrap.wrap(rule.summary, _WIDTH)
    for paragraph in rule.rationale.split("\n\n"):
        yield ""
        yield from textwrap.wrap(paragraph, _WIDTH)
    yield from _examples("Bad:", rule.bad)
    yield from _examples("Good:", rule.good)
    for remedy in rule.remedies:
        yield ""
        yield f"Fix: {remedy.title} ({remedy.safety})"
    yield ""
    yield f"Switch it off: chatlint check --ignore {rule.id}, or for one place in YAML the comment"
    yield f"    # chatlint: ignore[{rule.id}] and the reason"
    yield ""
    yield f"Source: {rule.source}"


def _examples(title: str, examples: tuple[Example, ...]) -> Iterator[str]:
    yield ""
    yield title
    for example in examples:
        yield ""
        yield from (f"    {line}".rstrip() for line in sample(example))


def sample(example: Example) -> Iterator[str]:
    """The text of ``example``, numbered, each marked line with its underline."""
    source, spans = marked(example)
    if "base64" in example.options:
        yield f"(bytes) {example.options['base64']}"
        return
    if example.options.get("repeat"):
        tokens = example.options["repeat"].items()
        yield ", ".join(f"{visible(token)} stands for {times:,} of it" for token, times in tokens)
        yield from example.text.splitlines()
        return
    lines = source.position(len(source.text)).line - source.text.endswith("\n")
    digits = len(str(lines))
    number = 1
    while number <= lines:
        here = [span for span in spans if source.position(span.start).line == number]
        yield from _annotated(source, here or [source.line_span(number)], digits, bool(here))
        last = here[-1].end - 1 if here and here[-1].end > here[-1].start else 0
        number = max(number, source.position(last).line) + 1
    if template := example.options.get("template"):
        yield "beside the template"
        yield from template.splitlines()


def _annotated(source: Source, spans: list[Span], digits: int, marked: bool) -> Iterator[str]:
    """A line and, when it is marked, a row of carets for each span on it."""
    rows = excerpt(source, spans[0], digits=digits)
    yield from rows[1:] if marked else rows[1:2]
    for span in spans[1:]:
        yield from excerpt(source, span, digits=digits)[2:]


def table(rules: Sequence[Rule]) -> Iterator[str]:
    """A line a rule, by group."""
    width = max((len(rule.name) for rule in rules), default=0)
    group = ""
    for rule in rules:
        if rule.group != group:
            yield f"{'' if not group else chr(10)}{rule.group}"
            group = rule.group
        fix = {"": "", "safe": "  [fix]"}.get(rule.fixable, "  [unsafe fix]")
        yield f"  {rule.id}  {rule.name:<{width}}  {rule.severity.value:<7}  {rule.summary}{fix}"


def as_json(rules: Sequence[Rule]) -> Iterator[str]:
    """Everything a page about each rule needs, as one JSON array."""
    import json

    yield json.dumps([_facts(rule) for rule in rules], indent=2)


def _facts(rule: Rule) -> dict[str, Any]:
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
        "masked": rule.mask,
        "page": f"rules/{rule.group}/{rule.id}-{rule.name}.md",
        "fixes": [{"title": each.title, "safe": each.safe} for each in rule.remedies],
        "good": [dict(example.options) for example in rule.good],
        "bad": [dict(example.options) for example in rule.bad],
    }
