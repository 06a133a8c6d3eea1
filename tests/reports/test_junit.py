"""The format junit, as a reader of many tools' reports has it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from command import BROKEN, CLEAN, chatlint
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped
from project import ROOT
from reports_fixture import ODD, REPORT, found, rendered

from chatlint.model import diagnostic
from chatlint.model.result import FileResult
from chatlint.reports.report import Report


def parsed(text: str) -> Any:
    """The suites in ``text``, which say of themselves what a count of their tests gives."""
    for element in ElementTree.fromstring(text).iter():
        if element.tag.startswith("testsuite"):  # the reader counts where a report does not
            assert {"tests", "failures", "errors", "skipped"} <= set(element.keys())
    suites: Any = JUnitXml.fromstring(text.encode())
    said = [(s.tests, s.failures, s.errors, s.skipped) for s in (suites, *suites)]
    for suite in suites:
        suite.update_statistics()
    suites.update_statistics()
    assert said == [(s.tests, s.failures, s.errors, s.skipped) for s in (suites, *suites)]
    return suites


def outcomes(suites: Any) -> list[tuple[str, str, type | None]]:
    """Each test's suite and name, and what came of it."""
    return [
        (suite.name, case.name, type(case.result[0]) if case.result else None)
        for suite in suites
        for case in suite
    ]


def test_a_finding_is_a_failure_and_a_clean_file_passes() -> None:
    suites = parsed(rendered("junit"))
    assert (suites.tests, suites.failures, suites.errors) == (11, 6, 2)
    assert outcomes(suites)[3:] == [
        (ODD.name, "org.chatlint.CHAT303", Failure),
        (ODD.name, "org.chatlint.CHAT104", Failure),
        (ODD.name, "org.chatlint.CHAT406", Failure),
        ("chats/guide.json", "org.chatlint", None),
        ("chats/quiet.yaml", "org.chatlint", None),
        ("chats/torn.yaml", "org.chatlint.CHAT002", Error),
        ("chats/clean & tidy.yaml", "org.chatlint", None),
        ("chats/locked.yaml", "org.chatlint", Error),
    ]
    case = next(iter(next(iter(suites))))
    (result,) = case.result
    message = REPORT.checked[0].diagnostics[0].message
    assert (result.message, result.type) == (message, "note")
    assert result.text == f"line 3, column 38: {message}"
    assert case.classname == ODD.name.removesuffix(".yaml")


def test_tests_of_a_file_have_names_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CLEAN + "Attributes: {a: 1, b: 1, c: 1}\n")
    done = chatlint("check", "--format", "junit", "a.yaml", cwd=tmp_path)
    names = [name for _, name, _ in outcomes(parsed(done.stdout))]
    assert names == [f"org.chatlint.CHAT104{again}" for again in ("", " (2)", " (3)")]


def test_the_examples_can_be_read() -> None:
    suites = parsed(chatlint("check", "--format", "junit", "examples", cwd=ROOT).stdout)
    passed = {suite for suite, _, outcome in outcomes(suites) if outcome is None}
    assert "examples/templates/web-chat.yaml" in passed
    assert suites.failures > 20


def test_an_empty_run_has_a_test_that_was_skipped(tmp_path: Path) -> None:
    done = chatlint("check", "--format", "junit", ".", cwd=tmp_path)
    assert done.returncode == 2
    assert outcomes(parsed(done.stdout)) == [("chatlint", "org.chatlint", Skipped)]


def test_an_unreadable_path_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(BROKEN)
    done = chatlint("check", "--format", "junit", "a.yaml", "gone.yaml", cwd=tmp_path)
    assert outcomes(parsed(done.stdout)) == [
        ("a.yaml", "org.chatlint.CHAT401", Failure),
        ("gone.yaml", "org.chatlint", Error),
    ]


# Source: https://www.w3.org/TR/xml/#charsets
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ODD_TEXT = st.lists(st.sampled_from("\0\x0b\x1b\ufffe\uffff\ud800<&>\"']") | st.characters())
ANY_TEXT = ODD_TEXT.map("".join)


@given(ANY_TEXT, ANY_TEXT)
def test_no_text_breaks_the_xml(message: str, name: str) -> None:
    odd = found(ODD, "CHAT401", "30", message)
    failure = diagnostic.Failure(name, message)
    text = rendered("junit", Report((FileResult(ODD, 1, (odd,)),), (name,), 1, (), (failure,), ""))
    assert text.isascii()
    root = ElementTree.fromstring(text)
    values = [value for each in root.iter() for value in (*each.attrib.values(), each.text or "")]
    assert not any(NO_XML.search(value) for value in values)
    assert parsed(text).tests == 3
