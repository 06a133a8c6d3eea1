"""Runs the examples of rules: a rule's examples are its tests."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath
from typing import NamedTuple

from chatlint.api import Api
from chatlint.document import Limits
from chatlint.engine import Engine
from chatlint.errors import UserError
from chatlint.kinds import standard
from chatlint.linter import Linter
from chatlint.placing import diagnostics
from chatlint.readers import read
from chatlint.rule import Example, Rule, read_file
from chatlint.text import Source, Span, clipped

_MARK = re.compile("««|«|»")


class Marked(NamedTuple):
    """An example's text without its marks, and the spans they enclosed."""

    source: Source
    spans: tuple[Span, ...]


class Broken(NamedTuple):
    """An example that does not show what it says; ``where`` is its place in the rule file."""

    where: str
    message: str


def marked(example: Example) -> Marked:
    """Take the marks out of ``example``; ``««`` stands for a literal ``«``.

    Raises:
        UserError: a mark is not closed.
    """
    name = f"example.{example.options.get('format', 'yaml')}"
    if "base64" in example.options:
        data = base64.b64decode(example.options["base64"])
        return Marked(Source.from_bytes(name, data), ())
    text = example.text
    for token, times in example.options.get("repeat", {}).items():
        text = text.replace(token, token * times)
    parts: list[str] = []
    spans: list[Span] = []
    opened: int | None = None
    length = end = 0
    for match in _MARK.finditer(text):
        parts.append(text[end : match.start()])
        length += match.start() - end
        end = match.end()
        if match[0] == "«":
            opened = length
        elif match[0] == "»" and opened is not None:
            spans.append(Span(opened, length))
            opened = None
        else:
            parts.append(match[0][:1])
            length += 1
    if opened is not None:
        raise UserError(f"the mark «{clipped(text[-20:])} is not closed")
    parts.append(text[end:])
    return Marked(Source(name, "".join(parts)), tuple(sorted(spans)))


class Proof:
    """Runs examples of ``rules``, each by its rule alone and nothing silenced."""

    def __init__(self, rules: Sequence[Rule], api: Api) -> None:
        self._rules = rules
        self._api = api
        self._engines: dict[str | None, Engine] = {}

    def broken(self) -> Iterator[Broken]:
        """The examples that do not show what they say, in the order of the rules."""
        for rule in self._rules:
            for example in (*rule.good, *rule.bad):
                try:
                    complaint = self._complaint(rule, example)
                except UserError as error:
                    complaint = str(error)
                if complaint:
                    yield Broken(_where(rule, example), f"{rule.id}: {complaint}")

    def _complaint(self, rule: Rule, example: Example) -> str:
        source, expected = marked(example)
        found = self._spans(rule, source, example.options.get("target"))
        if example in rule.good:
            shown = _shown(source, found)
            return f"a good example, but the rule objects to {shown}" if found else ""
        if "base64" in example.options:
            return "" if found else "a bad example, but the rule finds nothing"
        if not expected:
            return "a bad example without marks: enclose what must be underlined in «…»"
        if found == expected:
            return ""
        return f"expected {_shown(source, expected)}, found {_shown(source, found)}"

    def _spans(self, rule: Rule, source: Source, target: str | None) -> tuple[Span, ...]:
        """What ``rule`` underlines in ``source``."""
        if rule.reader:
            linter = Linter(rules=self._rules, select=[rule.id])
            return tuple(each.span for each in linter.check(source).diagnostics)
        document = read(source, Limits(size=1024 * 1024))
        for fault in document.reading.faults:
            raise UserError(f"the example cannot be read: {fault.detail}")
        findings = [
            finding
            for value in document.reading.values[:1]
            for finding in self._engine(target).run_alone(rule, value)
        ]
        return tuple(each.span for each in diagnostics(document, findings, ()))

    def _engine(self, target: str | None) -> Engine:
        if target not in self._engines:
            self._engines[target] = Engine(self._rules, standard(self._api, target))
        return self._engines[target]


def _where(rule: Rule, example: Example) -> str:
    document = read_file(FilePath(rule.file))
    return document.source.where(document.place(0, example.path, "value").span.start)


def _shown(source: Source, spans: Sequence[Span]) -> str:
    if not spans:
        return "nothing"
    shown = []
    for start, end in spans[:3]:
        line, column = source.position(start)
        shown.append(f"`{clipped(source.text[start:end], 40)}` at {line}:{column}")
    more = f" and {len(spans) - 3} more" if len(spans) > 3 else ""
    return ", ".join(shown) + more
