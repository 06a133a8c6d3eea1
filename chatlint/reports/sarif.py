"""The format ``sarif``: SARIF 2.1.0, for GitHub code scanning and editors.

Sources: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
and, for GitHub's requirements,
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

_WINDOW = 100  # UTF-16 code units
_BASE = 37
_MODULUS = 1 << 64
_LINE_FEED, _END = ord("\n"), 0xFFFF


def hash_lines(text: str) -> list[str]:
    """Hash each line of ``text``; a colon and a number tell equal hashes apart.

    The hash covers 100 code units from the start of the line, following lines included, without
    blanks and tabs and with every line break as one line feed. An end mark and zeros follow the
    last line. The result is the ``primaryLocationLineHash`` of the action ``upload-sarif``, except
    that the action also hashes a byte order mark.

    Source: https://github.com/github/codeql-action/blob/main/src/fingerprints.ts
    """
    plain = re.sub("[ \t]", "", re.sub("\r\n?", "\n", text))
    data = plain.encode("utf-16-le", "surrogatepass")
    units = [*struct.unpack(f"<{len(data) // 2}H", data), _END]
    starts = [0, *(index + 1 for index, unit in enumerate(units) if unit == _LINE_FEED)]
    sums = list(accumulate([*units, *[0] * _WINDOW], _next_hash, initial=0))
    leaving = pow(_BASE, _WINDOW, _MODULUS)
    seen: Counter[int] = Counter()
    hashes = []
    for start in starts:
        value = (sums[start + _WINDOW] - sums[start] * leaving) % _MODULUS
        seen[value] += 1
        hashes.append(f"{value:x}:{seen[value]}")
    return hashes


def _next_hash(total: int, unit: int) -> int:
    return (total * _BASE + unit) % _MODULUS


_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MAX_DESCRIPTION = 1024  # characters; GitHub's limit
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}
_KINDS = {"comment": "inSource", "configuration": "external"}
_MARKUP = re.compile(r"(`[^`]*`)|<")


def render(report: Report, style: Style) -> Iterator[str]:
    """Render one run, with suppressed and baselined findings; columns count UTF-16 units from 1."""
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_build_run(report)]}
    yield printable_json(log, indent=2) + "\n"


def _build_run(report: Report) -> dict[str, Any]:
    rules = {rule.id: index for index, rule in enumerate(report.rules)}
    files = [_FileResults(report, checked, rules) for checked in report.checked]
    return {
        "tool": {
            "driver": {
                "name": NAME,
                "semanticVersion": VERSION,
                "rules": [_build_rule(rule) for rule in report.rules],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not report.failures,
                "toolExecutionNotifications": [
                    _build_notification(report, each) for each in report.failures
                ],
            }
        ],
        "columnKind": "utf16CodeUnits",
        "results": list(chain.from_iterable(file.results() for file in files)),
    }


def _build_rule(rule: Rule) -> dict[str, Any]:
    fixes = "".join(f"\n\nFix: {each.title} ({each.safety})." for each in rule.fixes)
    text = f"{rule.summary}\n\n{rule.rationale}{fixes}"
    record: dict[str, Any] = {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": _truncate(rule.summary)},
        "fullDescription": {"text": _truncate(rule.rationale)},
        "help": {
            "text": f"{text}\n\nSource: {rule.source}",
            "markdown": f"{_escape_html(text)}\n\n[Source]({rule.source})",
        },
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"tags": [rule.group], "problem.severity": _PROBLEMS[rule.severity]},
    }
    return record | ({"helpUri": rule.source} if "://" in rule.source else {})


def _truncate(text: str) -> str:
    return text if len(text) <= _MAX_DESCRIPTION else f"{text[: _MAX_DESCRIPTION - 1]}…"


def _escape_html(text: str) -> str:
    """Escape HTML in ``text``, which SARIF forbids; code in backticks is not HTML."""
    return _MARKUP.sub(lambda match: match[1] or "&lt;", text)


def _build_notification(report: Report, failure: Failure) -> dict[str, Any]:
    place = {"physicalLocation": {"artifactLocation": _build_artifact(report, failure.path)}}
    return {"level": "error", "message": _build_message(failure.message), "locations": [place]}


def _build_message(text: str) -> dict[str, Any]:
    # SARIF viewers show "[a](b)" as a link.
    return {"text": printable(text).replace("](", "] (")}


def _build_artifact(report: Report, name: str) -> dict[str, Any]:
    path = report.in_repository(name)
    if os.path.isabs(path):
        return {"uri": PurePath(path).as_uri()}
    return {"uri": quote(os.fsencode(path))}


class _Result(NamedTuple):
    """A finding, its suppressions, and its baseline state."""

    diagnostic: Diagnostic
    suppressions: list[dict[str, Any]]
    state: str


class _FileResults:
    """Builds the results of one file."""

    def __init__(self, report: Report, checked: FileResult, rules: Mapping[str, int]) -> None:
        self._report = report
        self._checked = checked
        self._source = checked.source
        self._artifact = _build_artifact(report, checked.source.name)
        self._hashes = hash_lines(checked.source.text)
        self._rules = rules

    def results(self) -> Iterator[dict[str, Any]]:
        checked = self._checked
        results = [_Result(each, [], "new") for each in checked.diagnostics]
        results += [
            _Result(each.diagnostic, [_build_suppression(each)], "new")
            for each in checked.suppressed
        ]
        results += [_Result(each, [], "unchanged") for each in checked.baselined]
        for result in sorted(results, key=lambda each: (each[0].span, each[0].rule)):
            yield self._build_result(*result)

    def _build_result(
        self, diagnostic: Diagnostic, suppressions: list[dict[str, Any]], state: str
    ) -> dict[str, Any]:
        line = self._source.line_index(diagnostic.span.start)
        record: dict[str, Any] = {
            "ruleId": diagnostic.rule,
            "level": diagnostic.severity.value,
            "message": _build_message(diagnostic.message),
            "locations": [self._build_location(diagnostic.span)],
            "partialFingerprints": {
                "primaryLocationLineHash": self._hashes[line],
                f"{NAME}/v1": diagnostic.fingerprint,
            },
        }
        if diagnostic.rule in self._rules:
            record["ruleIndex"] = self._rules[diagnostic.rule]
        if diagnostic.related:
            record["relatedLocations"] = [
                {
                    "id": number,
                    "message": _build_message(each.message),
                    **self._build_location(each.span),
                }
                for number, each in enumerate(diagnostic.related)
            ]
        if diagnostic.fix:
            record["fixes"] = [self._build_fix(diagnostic.fix)]
        # SARIF requires each of these in all results of a run or in none.
        if self._report.suppressed:
            record["suppressions"] = suppressions
        if self._report.has_baseline:
            record["baselineState"] = state
        return record

    def _build_fix(self, fix: Fix) -> dict[str, Any]:
        replacements = [
            {"deletedRegion": self._build_region(edit.span), "insertedContent": {"text": edit.text}}
            for edit in fix.edits
        ]
        change = {"artifactLocation": self._artifact, "replacements": replacements}
        title = printable(f"{fix.title}{'' if fix.safe else ' (unsafe)'}")
        return {"description": {"text": title}, "artifactChanges": [change]}

    def _build_location(self, span: Span) -> dict[str, Any]:
        place = {"artifactLocation": self._artifact, "region": self._build_region(span)}
        return {"physicalLocation": place}

    def _build_region(self, span: Span) -> dict[str, int]:
        start, end = self._source.utf16(span.start), self._source.utf16(span.end)
        return {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        }


def _build_suppression(suppressed: Suppressed) -> dict[str, Any]:
    kind = {"kind": _KINDS[suppressed.by]}
    return kind | ({"justification": printable(suppressed.reason)} if suppressed.reason else {})
