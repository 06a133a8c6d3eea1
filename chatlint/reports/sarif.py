"""SARIF 2.1.0, as GitHub's code scanning and editors read it.

Sources: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
and, for what GitHub requires,
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import os
import re
import struct
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import accumulate, chain
from pathlib import PurePath
from typing import Any, NamedTuple
from urllib.parse import quote

from chatlint.model.diagnostic import Diagnostic, Failure, Fix, Severity
from chatlint.model.printable import printable, printable_json
from chatlint.model.result import FileResult, Suppressed
from chatlint.model.source import Span
from chatlint.reports.report import Report
from chatlint.reports.style import Style
from chatlint.rules.rule import Rule
from chatlint.version import NAME, VERSION

_WINDOW = 100  # code units of UTF-16
_BASE = 37
_MODULUS = 1 << 64
_LINE_FEED, _END = ord("\n"), 0xFFFF


def hash_lines(text: str) -> list[str]:
    """The hash of each line of ``text``; lines that look alike are numbered behind a colon.

    A hash is that of what begins with the line and goes on over the lines below: 100 code units,
    blanks and tabs left out, every line end one line feed. A mark and zeros follow the last line.
    It is what the action ``upload-sarif`` calls ``primaryLocationLineHash``, but that sees a byte
    order mark.

    Source: https://github.com/github/codeql-action/blob/main/src/fingerprints.ts
    """
    plain = re.sub("[ \t]", "", re.sub("\r\n?", "\n", text))
    data = plain.encode("utf-16-le", "surrogatepass")
    units = [*struct.unpack(f"<{len(data) // 2}H", data), _END]
    starts = [0, *(index + 1 for index, unit in enumerate(units) if unit == _LINE_FEED)]
    sums = list(accumulate([*units, *[0] * _WINDOW], _next, initial=0))
    leaving = pow(_BASE, _WINDOW, _MODULUS)
    seen: Counter[int] = Counter()
    hashes = []
    for start in starts:
        value = (sums[start + _WINDOW] - sums[start] * leaving) % _MODULUS
        seen[value] += 1
        hashes.append(f"{value:x}:{seen[value]}")
    return hashes


def _next(total: int, unit: int) -> int:
    return (total * _BASE + unit) % _MODULUS


_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MOST = 1024  # how many characters of a description GitHub takes
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}
_KINDS = {"comment": "inSource", "configuration": "external"}
_MARKUP = re.compile(r"(`[^`]*`)|<")


def render(report: Report, style: Style) -> Iterator[str]:
    """One run, accepted findings included; columns count code units of UTF-16 from 1."""
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    yield printable_json(log, indent=2) + "\n"


def _run(report: Report) -> dict[str, Any]:
    rules = {rule.id: index for index, rule in enumerate(report.rules)}
    files = [_File(report, checked, rules) for checked in report.checked]
    return {
        "tool": {
            "driver": {
                "name": NAME,
                "semanticVersion": VERSION,
                "rules": [_rule(rule) for rule in report.rules],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not report.failures,
                "toolExecutionNotifications": [_failed(report, each) for each in report.failures],
            }
        ],
        "columnKind": "utf16CodeUnits",
        "results": list(chain.from_iterable(file.results() for file in files)),
    }


def _rule(rule: Rule) -> dict[str, Any]:
    fixes = "".join(f"\n\nFix: {each.title} ({each.safety})." for each in rule.fixes)
    said = f"{rule.summary}\n\n{rule.rationale}{fixes}"
    made: dict[str, Any] = {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": _clipped(rule.summary)},
        "fullDescription": {"text": _clipped(rule.rationale)},
        "help": {
            "text": f"{said}\n\nSource: {rule.source}",
            "markdown": f"{_markdown(said)}\n\n[Source]({rule.source})",
        },
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"tags": [rule.group], "problem.severity": _PROBLEMS[rule.severity]},
    }
    return made | ({"helpUri": rule.source} if "://" in rule.source else {})


def _clipped(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"


def _markdown(text: str) -> str:
    """``text`` without HTML, which SARIF forbids; what is in backticks is none."""
    return _MARKUP.sub(lambda match: match[1] or "&lt;", text)


def _failed(report: Report, failure: Failure) -> dict[str, Any]:
    place = {"physicalLocation": {"artifactLocation": _artifact(report, failure.path)}}
    return {"level": "error", "message": _message(failure.message), "locations": [place]}


def _message(text: str) -> dict[str, Any]:
    # "[a](b)" would be a link.
    return {"text": printable(text).replace("](", "] (")}


def _artifact(report: Report, name: str) -> dict[str, Any]:
    path = report.in_repository(name)
    if os.path.isabs(path):
        return {"uri": PurePath(path).as_uri()}
    return {"uri": quote(os.fsencode(path))}


class _Result(NamedTuple):
    """A finding, and what somebody said of it."""

    diagnostic: Diagnostic
    suppressions: list[dict[str, Any]]
    state: str


class _File:
    """Makes the results of one file."""

    def __init__(self, report: Report, checked: FileResult, rules: Mapping[str, int]) -> None:
        self._report = report
        self._checked = checked
        self._source = checked.source
        self._artifact = _artifact(report, checked.source.name)
        self._hashes = hash_lines(checked.source.text)
        self._rules = rules

    def results(self) -> Iterator[dict[str, Any]]:
        checked = self._checked
        found = [_Result(each, [], "new") for each in checked.diagnostics]
        found += [_Result(each.diagnostic, [_said(each)], "new") for each in checked.suppressed]
        found += [_Result(each, [], "unchanged") for each in checked.baselined]
        for result in sorted(found, key=lambda each: (each[0].span, each[0].rule)):
            yield self._result(*result)

    def _result(
        self, diagnostic: Diagnostic, suppressions: list[dict[str, Any]], state: str
    ) -> dict[str, Any]:
        row = self._source.line_index(diagnostic.span.start)
        made: dict[str, Any] = {
            "ruleId": diagnostic.rule,
            "level": diagnostic.severity.value,
            "message": _message(diagnostic.message),
            "locations": [self._location(diagnostic.span)],
            "partialFingerprints": {
                "primaryLocationLineHash": self._hashes[row],
                f"{NAME}/v1": diagnostic.fingerprint,
            },
        }
        if diagnostic.rule in self._rules:
            made["ruleIndex"] = self._rules[diagnostic.rule]
        if diagnostic.related:
            made["relatedLocations"] = [
                {"id": number, "message": _message(each.message), **self._location(each.span)}
                for number, each in enumerate(diagnostic.related)
            ]
        if diagnostic.fix:
            made["fixes"] = [self._fix(diagnostic.fix)]
        # Each of these stands in all results of a run or in none.
        if self._report.suppressed:
            made["suppressions"] = suppressions
        if self._report.has_baseline:
            made["baselineState"] = state
        return made

    def _fix(self, fix: Fix) -> dict[str, Any]:
        replacements = [
            {"deletedRegion": self._region(edit.span), "insertedContent": {"text": edit.text}}
            for edit in fix.edits
        ]
        change = {"artifactLocation": self._artifact, "replacements": replacements}
        title = printable(f"{fix.title}{'' if fix.safe else ' (unsafe)'}")
        return {"description": {"text": title}, "artifactChanges": [change]}

    def _location(self, span: Span) -> dict[str, Any]:
        place = {"artifactLocation": self._artifact, "region": self._region(span)}
        return {"physicalLocation": place}

    def _region(self, span: Span) -> dict[str, int]:
        start, end = self._source.utf16(span.start), self._source.utf16(span.end)
        return {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        }


def _said(suppressed: Suppressed) -> dict[str, Any]:
    kind = {"kind": _KINDS[suppressed.by]}
    return kind | ({"justification": printable(suppressed.reason)} if suppressed.reason else {})
