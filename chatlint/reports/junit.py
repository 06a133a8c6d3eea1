"""The format ``junit``: JUnit XML, which CI servers show as test results.

There is no standard; this is the common subset described at
https://github.com/testmoapp/junitxml.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from chatlint.model.diagnostic import Failure
from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.reports.report import Report
from chatlint.reports.style import Style
from chatlint.version import NAME

_PACKAGE = f"org.{NAME}"
# Not allowed in XML 1.0 and not escaped by `printable`.
_ILLEGAL = re.compile("[\ufffe\uffff]")


def render(report: Report, style: Style) -> Iterator[str]:
    """Render a suite per file, with a failing test per finding or one passing test."""
    root = Element("testsuites", name=NAME)
    fatal = {rule.id for rule in report.rules if rule.is_fatal}
    for checked in report.checked:
        _add_file(root, checked, fatal)
    for name in report.clean:
        _add_case(_add_suite(root, name), name, _PACKAGE)
    for failure in report.failures:
        _add_failure(root, failure)
    if not len(root):  # some readers reject a report without tests
        case = _add_case(_add_suite(root, NAME), NAME, _PACKAGE)
        SubElement(case, "skipped", message="nothing was checked")
    for element in (root, *root):
        _set_counts(element)
    indent(root)
    text = tostring(root, encoding="us-ascii", xml_declaration=False).decode()
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _add_file(root: Element, checked: FileResult, fatal: Collection[str]) -> None:
    """Add the suite of ``checked``; findings of the rules ``fatal`` are errors, not failures."""
    name = checked.source.name
    suite = _add_suite(root, name)
    seen: Counter[str] = Counter()
    for diagnostic in checked.diagnostics:
        seen[diagnostic.rule] += 1
        # Some readers keep only the first of several tests with the same name.
        number = f" ({seen[diagnostic.rule]})" if seen[diagnostic.rule] > 1 else ""
        line, column = checked.source.position(diagnostic.span.start)
        case = _add_case(suite, name, f"{_PACKAGE}.{diagnostic.rule}{number}", line)
        outcome = SubElement(
            case,
            "error" if diagnostic.rule in fatal else "failure",
            message=_clean_text(diagnostic.message),
            type=diagnostic.severity.value,
        )
        outcome.text = _clean_text(f"line {line}, column {column}: {diagnostic.message}")
    if not checked.diagnostics:
        _add_case(suite, name, _PACKAGE)


def _add_failure(root: Element, failure: Failure) -> None:
    case = _add_case(_add_suite(root, failure.path), failure.path, _PACKAGE)
    SubElement(case, "error", message=_clean_text(failure.message), type="failure")


def _add_suite(root: Element, name: str) -> Element:
    return SubElement(root, "testsuite", name=_clean_text(name), package=_PACKAGE)


def _add_case(suite: Element, file: str, name: str, line: int = 1) -> Element:
    # Readers show the part of a class name before its last dot as the package.
    return SubElement(
        suite,
        "testcase",
        name=_clean_text(name),
        classname=_clean_text(os.path.splitext(file)[0]),
        file=_clean_text(file),
        line=str(line),
    )


def _set_counts(element: Element) -> None:
    """Set the attributes that count the tests in ``element`` and those that did not pass."""
    counts = {"testcase": "tests", "failure": "failures", "error": "errors", "skipped": "skipped"}
    for tag, attribute in counts.items():
        element.set(attribute, str(sum(1 for _ in element.iter(tag))))


def _clean_text(text: str) -> str:
    return _ILLEGAL.sub("", printable(text))
