"""Runs the examples of rules, which are their tests."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from chatlint.aws.model import ApiModel
from chatlint.edits.apply import apply_fixes
from chatlint.linter.diagnose import build_diagnostics
from chatlint.linter.engine.engine import Engine
from chatlint.linter.fixes.fix_loop import ROUNDS
from chatlint.linter.linter import Linter
from chatlint.linter.suppression.baseline import Baseline
from chatlint.model.diagnostic import Diagnostic
from chatlint.model.document import Limits
from chatlint.model.errors import UserError
from chatlint.model.printable import clip
from chatlint.model.source import Source, Span
from chatlint.parsers import parse
from chatlint.rules.kinds import standard_vocabulary
from chatlint.rules.loader import load_shipped_rules, read_rule_file
from chatlint.rules.rule import Example, Rule

_MARK = re.compile("««|«|»")


class MarkedText(NamedTuple):
    """The text of an example without its marks, and the marked spans."""

    source: Source
    spans: tuple[Span, ...]


class ExampleFailure(NamedTuple):
    """A failed example; ``where`` is its position in the rule file."""

    where: str
    message: str


def parse_marks(example: Example) -> MarkedText:
    """Remove the marks «…» from ``example``; ``««`` is a literal ``«``.

    Raises:
        UserError: A mark is not closed.
    """
    name = f"example.{example.options.get('format', 'yaml')}"
    if "base64" in example.options:
        data = base64.b64decode(example.options["base64"])
        return MarkedText(Source.from_bytes(name, data), ())
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
        raise UserError(f"the mark «{clip(text[-20:])} is not closed")
    parts.append(text[end:])
    return MarkedText(Source(name, "".join(parts)), tuple(sorted(spans)))


class ExampleRunner:
    """Runs the examples of ``rules``, each only with its own rule and without suppressions."""

    def __init__(self, rules: Sequence[Rule], api: ApiModel) -> None:
        self._rules = rules
        self._api = api
        self._engines: dict[str | None, Engine] = {}

    def run(self) -> Iterator[ExampleFailure]:
        """Yield the examples that fail, in the order of the rules."""
        for rule in self._rules:
            for example in (*rule.good, *rule.bad):
                try:
                    error = self._check_example(rule, example)
                except UserError as user_error:
                    error = str(user_error)
                if error:
                    yield ExampleFailure(_locate_example(rule, example), f"{rule.id}: {error}")

    def _check_example(self, rule: Rule, example: Example) -> str:
        """Check one example; return the error or an empty string."""
        source, expected = parse_marks(example)
        found = self._find_spans(rule, source, example.options)
        if example in rule.good:
            shown = _format_spans(source, found)
            return f"a good example, but the rule objects to {shown}" if found else ""
        if "base64" in example.options:
            return "" if found else "a bad example, but the rule finds nothing"
        if not expected:
            return "a bad example without marks: enclose what must be underlined in «…»"
        if found != expected:
            return (
                f"expected {_format_spans(source, expected)}, found {_format_spans(source, found)}"
            )
        return self._check_fixed_text(rule, source, example.options)

    def _check_fixed_text(self, rule: Rule, source: Source, options: Mapping[str, Any]) -> str:
        """Compare the fixed text with that of the example, if it has one."""
        if "fixed" not in options:
            return ""
        # Not `fix_text`, which checks with all rules and rejects harmful fixes.
        for _ in range(ROUNDS):
            fixes = [each.fix for each in self._run_rule(rule, source, options) if each.fix]
            if not fixes:
                break
            source = Source(source.name, apply_fixes(source.text, fixes)[0])
        if source.text != options["fixed"]:
            return f"the fixes give {clip(source.text, 400)!r}"
        left = self._find_spans(rule, source, options)
        return f"fixed, the rule still objects to {_format_spans(source, left)}" if left else ""

    def _find_spans(
        self, rule: Rule, source: Source, options: Mapping[str, Any]
    ) -> tuple[Span, ...]:
        return tuple(each.span for each in self._run_rule(rule, source, options))

    def _run_rule(self, rule: Rule, source: Source, options: Mapping[str, Any]) -> list[Diagnostic]:
        """Run ``rule`` on ``source``; parse errors are errors of the example."""
        if rule.reader:
            return self._lint_file(rule, source, options)
        document = parse(source, Limits(size=1024 * 1024))
        for issue in document.parsed.errors:
            raise UserError(f"the example cannot be read: {issue.detail}")
        findings = [
            finding
            for value in document.parsed.values[:1]
            for finding in self._engine(options.get("target")).run_alone(rule, value)
        ]
        return build_diagnostics(document, findings, ())

    def _lint_file(
        self, rule: Rule, source: Source, options: Mapping[str, Any]
    ) -> list[Diagnostic]:
        """Lint ``source`` as a file and return the findings of ``rule``.

        All rules run, because findings about comments and baselines depend on the others.
        """
        others = (each for each in self._shipped if each.id != rule.id)
        today, template = options.get("today"), options.get("template")
        linter = Linter(
            rules=[*others, rule],
            today=date.fromisoformat(today) if today else None,
        )
        request = source if template is None else Source(source.name, template)
        result = linter.check(request)
        diagnostics = result.diagnostics
        if template is not None:
            baseline = Baseline.parse(source)
            fingerprints = {each.fingerprint for each in diagnostics}
            stale = baseline.stale({request.name: result.rules_run}, fingerprints)
            own = linter.check_own_file(baseline.document, stale)
            diagnostics = own.diagnostics if own else ()
        return [each for each in diagnostics if each.rule == rule.id]

    @cached_property
    def _shipped(self) -> Sequence[Rule]:
        return load_shipped_rules()

    def _engine(self, target: str | None) -> Engine:
        if target not in self._engines:
            self._engines[target] = Engine(
                self._rules, standard_vocabulary(self._api, target), self._api
            )
        return self._engines[target]


def _locate_example(rule: Rule, example: Example) -> str:
    document = read_rule_file(FilePath(rule.file))
    return document.source.where(document.locate(0, example.path, "value").span.start)


def _format_spans(source: Source, spans: Sequence[Span]) -> str:
    if not spans:
        return "nothing"
    parts = []
    for start, end in spans[:3]:
        line, column = source.position(start)
        parts.append(f"`{clip(source.text[start:end], 40)}` at {line}:{column}")
    more = f" and {len(spans) - 3} more" if len(spans) > 3 else ""
    return ", ".join(parts) + more
