"""The readers against the test suites of YAML and JSON."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Iterator
from json import JSONDecodeError
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from chatlint.linter.linter import Linter
from chatlint.model.diagnostic import Diagnostic
from chatlint.model.document import Limits, ParseResult
from chatlint.model.source import Source
from chatlint.parsers import parse

READING = {"CHAT001", "CHAT002", "CHAT003", "CHAT004"}

# Where accepting or refusing differs from YAML 1.2, as it does in AWS CLI's reader: pinned, so
# that a change either way is noticed.
REFUSED_THOUGH_VALID = """
    4MUZ/00 4MUZ/01 4MUZ/02 4QFQ 5MUD 6CA3 9MMW 9SA2 BEC7 CFD4 DK95/00 DK95/03 DK95/04 DK95/05
    DK95/07 DWX9 HS5T HWV9 K3WX M7A3 MUS6/03 NB6Z NJ66 Q5MG QT73 R4YG T26H UT92 UV7Q VJP3/01 WZ62
"""
ACCEPTED_THOUGH_INVALID = """
    9C9N 9HCY 9JBA CVW2 DK95/01 EB22 G5U8 MUS6/01 QB6E RHX7 SU5Z U99R Y79Y/003 YJV2
"""
# Where ruamel gives what looks like JSON, and we do not: the tag !!omap.
READ_OTHERWISE = ["J7PZ"]

UNDECIDED = {
    "i_number_double_huge_neg_exp": "read",
    "i_number_huge_exp": "read",
    "i_number_neg_int_huge_exp": "read",
    "i_number_pos_double_huge_exp": "read",
    "i_number_real_neg_overflow": "read",
    "i_number_real_pos_overflow": "read",
    "i_number_real_underflow": "read",
    "i_number_too_big_neg_int": "read",
    "i_number_too_big_pos_int": "read",
    "i_number_very_big_negative_int": "read",
    # Escapes that stand for no character are told where a request holds them.
    "i_object_key_lone_2nd_surrogate": "read",
    "i_string_1st_surrogate_but_2nd_missing": "read",
    "i_string_1st_valid_surrogate_2nd_invalid": "read",
    "i_string_incomplete_surrogate_and_escape_valid": "read",
    "i_string_incomplete_surrogate_pair": "read",
    "i_string_incomplete_surrogates_escape_valid": "read",
    "i_string_invalid_lonely_surrogate": "read",
    "i_string_invalid_surrogate": "read",
    "i_string_inverted_surrogates_U+1D11E": "read",
    "i_string_lone_second_surrogate": "read",
    "i_string_UTF-16LE_with_BOM": "CHAT001",
    "i_string_UTF-8_invalid_sequence": "CHAT001",
    "i_string_UTF8_surrogate_U+D800": "CHAT001",
    "i_string_invalid_utf-8": "CHAT001",
    "i_string_iso_latin_1": "CHAT001",
    "i_string_lone_utf8_continuation_byte": "CHAT001",
    "i_string_not_in_unicode_range": "CHAT001",
    "i_string_overlong_sequence_2_bytes": "CHAT001",
    "i_string_overlong_sequence_6_bytes": "CHAT001",
    "i_string_overlong_sequence_6_bytes_null": "CHAT001",
    "i_string_truncated-utf-8": "CHAT001",
    "i_string_utf16BE_no_BOM": "CHAT001",
    "i_string_utf16LE_no_BOM": "CHAT001",
    "i_structure_500_nested_arrays": "CHAT004",
    "i_structure_UTF-8_BOM_empty_object": "read",
}


def yaml_cases(shared: Path) -> Iterator[tuple[str, Path]]:
    data = shared / "suites" / "yaml-test-suite" / "data"
    for file in sorted(data.rglob("in.yaml")):
        yield file.parent.relative_to(data).as_posix(), file


def reading_of(file: Path) -> ParseResult:
    return parse(Source.from_bytes("in.yaml", file.read_bytes()), Limits()).parsed


def is_json(value: object) -> bool:
    """Whether ``value`` has a form in JSON."""
    if isinstance(value, dict):
        return all(isinstance(key, str) for key in value) and all(map(is_json, value.values()))
    if isinstance(value, list):
        return all(map(is_json, value))
    return value is None or isinstance(value, (str, int, float))


def loaded(file: Path) -> list[object] | None:
    """What ruamel's pure safe loader makes of ``file``, if anything."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(YAML(typ="safe", pure=True).load_all(file.read_bytes()))
    except Exception:  # whatever a hostile text raises
        return None


def test_yaml_is_accepted_as_the_standard_says_but_for_known_cases(shared: Path) -> None:
    refused, accepted, cases = [], [], 0
    for name, file in yaml_cases(shared):
        cases += 1
        wrong = any(fault.kind == "syntax-error" for fault in reading_of(file).issues)
        invalid = (file.parent / "error").exists()
        if wrong and not invalid:
            refused.append(name)
        elif invalid and not wrong:
            accepted.append(name)
    assert cases == 402
    assert refused == REFUSED_THOUGH_VALID.split()
    assert accepted == ACCEPTED_THOUGH_INVALID.split()


def test_yaml_values_are_those_of_the_reference(shared: Path) -> None:
    otherwise, compared = [], 0
    for name, file in yaml_cases(shared):
        expected = loaded(file)
        if expected is None or not is_json(expected):
            continue
        compared += 1
        if repr(list(reading_of(file).values)) != repr(expected):
            otherwise.append(name)
    assert otherwise == READ_OTHERWISE
    assert compared > 200


def test_yaml_reads_the_same_without_the_c_scanner(
    shared: Path, same_without_c: Callable[[str], None]
) -> None:
    for _, file in yaml_cases(shared):
        same_without_c(Source.from_bytes("in.yaml", file.read_bytes()).text)


def json_outcomes(shared: Path, kind: str) -> dict[str, list[str]]:
    """The rules that speak of each file of JSONTestSuite whose name begins with ``kind``."""
    linter = Linter()
    found = {}
    for file in sorted((shared / "suites" / "JSONTestSuite").rglob(f"{kind}_*.json")):
        checked = linter.check(Source.from_bytes(file.name, file.read_bytes()))
        assert not checked.failures
        found[file.stem] = [diagnostic.rule for diagnostic in checked.diagnostics]
    return found


def test_what_json_allows_is_read(shared: Path) -> None:
    outcomes = json_outcomes(shared, "y")
    assert len(outcomes) == 95
    assert {name: rules for name, rules in outcomes.items() if rules != ["CHAT005"]} == {}


def test_what_json_forbids_is_refused_with_one_finding(shared: Path) -> None:
    outcomes = json_outcomes(shared, "n")
    assert len(outcomes) == 188
    wrong = {n: r for n, r in outcomes.items() if len(r) != 1 or not READING.issuperset(r)}
    assert wrong == {}


def refused_at(text: str) -> int:
    """Where Python's own reader stops."""

    def refuse(constant: str) -> None:
        raise JSONDecodeError("a constant", text, text.index(constant))

    with pytest.raises(JSONDecodeError) as stopped:
        json.loads(text, parse_constant=refuse)
    return stopped.value.pos


def is_in_place(source: Source, found: Diagnostic) -> bool:
    """Whether a finding stands where Python's reader stops, or where what it stops at begins."""
    text, (start, end) = source.text, found.span
    if found.rule == "CHAT004":
        return sum(map(text[:start].count, "[{")) == Limits().depth
    if found.rule == "CHAT001":
        no_text = (c == "\ufffd" or (c < " " and c not in "\t\n\r") for c in text)
        return list(no_text).index(True) == start
    at = refused_at(text)
    between = text[start:at]
    return (
        start == at
        or (text[start] == "," and not between[1:].strip())  # one too many
        or (text[start] in "[{" and not text[at:].strip())  # which is never closed
        or (text[start] == '"' and text[at] in "\r\n")  # which is not closed on its line
        or between == "\\"  # an escape
        or (at < end and bool(re.fullmatch(r"-?\d[\w.+-]*", between)))  # a number gone wrong
    )


def test_what_json_forbids_is_told_in_its_place(shared: Path) -> None:
    linter, files = Linter(), list((shared / "suites" / "JSONTestSuite").rglob("n_*.json"))
    assert len(files) == 188
    for file in files:
        source = Source.from_bytes(file.name, file.read_bytes())
        (found,) = linter.check(source).diagnostics
        assert is_in_place(source, found), file.name


def test_what_json_leaves_open_is_decided(shared: Path) -> None:
    outcomes = json_outcomes(shared, "i")
    decided = {n: "read" if r == ["CHAT005"] else " ".join(r) for n, r in outcomes.items()}
    assert decided == UNDECIDED
