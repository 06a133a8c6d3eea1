"""Requests in every form: the files in ``tests/data/forms``, one folder a form.

In a file, ``«RULE:…»`` encloses what a finding of RULE must underline; there must be no others.
Files that begin with ``other`` hold no request, but something that looks like one.
"""

from __future__ import annotations

import gzip
import re
from io import BufferedReader, BytesIO
from pathlib import Path

import pytest

from chatlint import Linter, Source
from chatlint.finders.scanned import FORMS
from chatlint.linter.file_linter import lint_open_file
from chatlint.model.result import FileResult
from chatlint.model.source import Span

FOLDER = Path(__file__).parents[1] / "data" / "forms"
FILES = sorted(FOLDER.glob("*/*.marked"))
LINTER = Linter()
_MARK = re.compile("«(?P<rule>[A-Z]+[0-9]+):|»")

Finding = tuple[Span, str]


def unmarked(text: str) -> tuple[str, list[Finding]]:
    """``text`` without its marks, and what they say must be found."""
    parts: list[str] = []
    opened: list[tuple[int, str]] = []
    found: list[Finding] = []
    end = length = 0
    for mark in _MARK.finditer(text):
        parts.append(text[end : mark.start()])
        length += len(parts[-1])
        end = mark.end()
        if rule := mark["rule"]:
            opened.append((length, rule))
        else:
            start, rule = opened.pop()
            found.append((Span(start, length), rule))
    assert not opened
    return "".join((*parts, text[end:])), sorted(found)


def read(file: Path) -> tuple[str, str, list[Finding]]:
    """The name a file has without its marks, its text, and what must be found in it."""
    return file.stem, *unmarked(file.read_bytes().decode())


def checked(name: str, text: str) -> FileResult:
    result = lint_open_file(LINTER, name, BufferedReader(BytesIO(text.encode())), explicit=False)
    assert isinstance(result, FileResult)
    assert not result.failures
    return result


def found_in(result: FileResult, text: str) -> list[Finding]:
    """What was found, with its places in all of the text."""
    at = result.source.file_offset
    found = []
    for each in result.diagnostics:
        start = at(each.span.start)
        found.append((Span(start, start + each.span.end - each.span.start), each.rule))
        position = result.source.position(each.span.start)
        assert position == Source("", text).position(start)
    return sorted(found)


def shown(found: list[Finding], text: str) -> list[str]:
    """Findings as people read them, for a test that fails."""
    return [f"{Source('', text).position(s)} {rule} {text[s:e]!r}" for (s, e), rule in found]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_what_is_marked_is_found_and_nothing_else(file: Path) -> None:
    name, text, wanted = read(file)
    result = checked(name, text)
    assert shown(found_in(result, text), text) == shown(wanted, text)
    assert (result.requests > 0 or wanted != []) is not name.startswith("other")


@pytest.mark.parametrize("form", FORMS)
def test_each_form_has_its_files(form: str) -> None:
    sorts = {"clean": 0, "other": 0, "marked": 0}
    for file in (FOLDER / form).iterdir():
        _, _, wanted = read(file)
        sorts["marked" if wanted else file.name[:5]] += 1
    assert sorts["marked"] >= 5
    assert sorts["clean"]
    assert sorts["other"]


@pytest.mark.parametrize(
    "file", sorted((FOLDER / "cloudtrail").glob("*.jsonl.marked")), ids=lambda file: file.stem
)
def test_packed_files_are_read_like_others(file: Path) -> None:
    name, text, wanted = read(file)
    packed = BufferedReader(BytesIO(gzip.compress(text.encode())))
    result = lint_open_file(LINTER, f"{name}.gz", packed, explicit=False)
    assert isinstance(result, FileResult)
    assert found_in(result, text) == wanted
