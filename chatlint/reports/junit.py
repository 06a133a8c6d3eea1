"""JUnit's XML, which CI servers show as test results.

There is no standard; what is here is what they agree on.
Source: https://github.com/testmoapp/junitxml
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
# What is no character of XML 1.0 and not made visible in any case.
_ILLEGAL = re.compile("[\ufffe\uffff]")


def render(report: Report, style: Style) -> Iterator[str]:
    """A suite for each file, with a failing test for each finding or else one that passes."""
    root = Element("testsuites", name=NAME)
    broken = {rule.id for rule in report.rules if rule.is_fatal}
    for checked in report.checked:
        _file(root, checked, broken)
    for name in report.clean:
        _case(_suite(root, name), name, _PACKAGE)
    for failure in report.failures:
        _failed(root, failure)
    if not len(root):  # some readers refuse a report without a test
        case = _case(_suite(root, NAME), NAME, _PACKAGE)
        SubElement(case, "skipped", message="nothing was checked")
    for element in (root, *root):
        _count(element)
    indent(root)
    text = tostring(root, encoding="us-ascii", xml_declaration=False).decode()
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _file(root: Element, checked: FileResult, broken: Collection[str]) -> None:
    """Add the suite of ``checked``; a finding of one of the rules ``broken`` is an error."""
    name = checked.source.name
    suite = _suite(root, name)
    seen: Counter[str] = Counter()
    for diagnostic in checked.diagnostics:
        seen[diagnostic.rule] += 1
        # Where several have one name, some readers keep the first alone.
        again = f" ({seen[diagnostic.rule]})" if seen[diagnostic.rule] > 1 else ""
        line, column = checked.source.position(diagnostic.span.start)
        case = _case(suite, name, f"{_PACKAGE}.{diagnostic.rule}{again}", line)
        sort = "error" if diagnostic.rule in broken else "failure"
        said = SubElement(
            case, sort, message=_text(diagnostic.message), type=diagnostic.severity.value
        )
        said.text = _text(f"line {line}, column {column}: {diagnostic.message}")
    if not checked.diagnostics:
        _case(suite, name, _PACKAGE)


def _failed(root: Element, failure: Failure) -> None:
    case = _case(_suite(root, failure.path), failure.path, _PACKAGE)
    SubElement(case, "error", message=_text(failure.message), type="failure")


def _suite(root: Element, name: str) -> Element:
    return SubElement(root, "testsuite", name=_text(name), package=_PACKAGE)


def _case(suite: Element, file: str, name: str, line: int = 1) -> Element:
    # Readers show what is before the last dot of a class name as its package.
    return SubElement(
        suite,
        "testcase",
        name=_text(name),
        classname=_text(os.path.splitext(file)[0]),
        file=_text(file),
        line=str(line),
    )


def _count(element: Element) -> None:
    """Say how many tests ``element`` holds, and how many of them did not pass."""
    counted = {"testcase": "tests", "failure": "failures", "error": "errors", "skipped": "skipped"}
    for tag, attribute in counted.items():
        element.set(attribute, str(sum(1 for _ in element.iter(tag))))


def _text(text: str) -> str:
    return _ILLEGAL.sub("", printable(text))
