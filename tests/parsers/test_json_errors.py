"""Broken JSON is told in plain words, at the place to look at."""

from __future__ import annotations

import pytest

from chatlint.model.document import Limits, ParseIssue
from chatlint.model.source import Source
from chatlint.parsers import parse


def only_fault(text: str) -> ParseIssue:
    (fault,) = parse(Source("a.json", text), Limits()).parsed.issues
    return fault


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("", "1:1", "expected a value, found the end of the file"),
        ("a: 1", "1:1", "expected a value, found `a`"),
        ('{"a": 1,\n}', "1:8", "a comma before `}`; JSON allows none"),
        ('["a",]', "1:5", "a comma before `]`; JSON allows none"),
        ('{"a": "b"\n "c": 1}', "2:2", 'expected `,` or `}`, found `"`'),
        ('["a" "b"]', "1:6", 'expected `,` or `]`, found `"`'),
        ('{"a" 1}', "1:6", "expected `:` after the key, found `1`"),
        ("{a: 1}", "1:2", "expected a key in double quotes, found `a`"),
        (
            "{'a': 1}",
            "1:2",
            "expected a key in double quotes, found a single quote; JSON takes double quotes",
        ),
        (
            "{\"a\": 'b'}",
            "1:7",
            "expected a value, found a single quote; JSON takes double quotes",
        ),
        ('{"a": NaN}', "1:7", "expected a value, found `NaN`"),
        ('{"a": True}', "1:7", "expected a value, found `True`"),
        ('{"a": -Infinity}', "1:7", "expected a value, found `-Infinity`"),
        ('{"a": 012}', "1:7", "expected a value, found `012`"),
        ('{"a": 1.}', "1:7", "expected a value, found `1.`"),
        ('{"a": +1}', "1:7", "expected a value, found `+1`"),
        (
            '{"a": 1} // b',
            "1:10",
            "expected the end of the text after the value, "
            "found a comment, which JSON does not have",
        ),
        (
            '{\n  # b\n  "a": 1}',
            "2:3",
            "expected a key in double quotes, found a comment, which JSON does not have",
        ),
        ('{"a": 1}}', "1:9", "expected the end of the text after the value, found `}`"),
        (
            '{\xa0"a": 1}',
            "1:2",
            "expected a key in double quotes, found the invisible character U+00A0",
        ),
        ('{"a": [1, {"b": 2}', "1:7", "the `[` opened here is never closed"),
        ('{\n  "a": {"b": 1,', "2:8", "the `{` opened here is never closed"),
        ('{"a":', "1:1", "the `{` opened here is never closed"),
        ('{"a": "b}', "1:7", "the quote opened here is never closed"),
        (
            '{"a": "b,\n"c": 1}',
            "1:7",
            "the quote opened here is not closed on its line; a line break is written `\\n`",
        ),
        (
            '{"a": "b\tc"}',
            "1:9",
            "a control character inside a text; write it as an escape such as `\\t`",
        ),
        (
            '{"a": "C:\\dir"}',
            "1:10",
            "this is no escape of JSON; write `\\\\` for a backslash",
        ),
        ('{"a": "b\\u12"}', "1:9", "`\\u` takes four hexadecimal digits"),
        ('{"a": "\\ud83d\\u12"}', "1:14", "`\\u` takes four hexadecimal digits"),
    ],
)
def test_what_is_wrong_is_told_where_it_is_wrong(text: str, where: str, words: str) -> None:
    fault = only_fault(text)
    place = "{}:{}".format(*Source("a.json", text).position(fault.span.start))
    assert (fault.kind, place, fault.detail) == ("syntax-error", where, words)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": «${N}»}',
        '{"a": «{{n}}»}',
        '{"a": «{{ n | int }}»}',
        '{"a": «{% x %}»}',
        '{"a": «<N>»}',
        '{"a": «%N%»}',
        '{"a": «@@N@@»}',
        '{"a": «__N__»}',
        '{"a": «$.n»}',
        '{«${K}»: 1}',
        '{"a": 1, «${REST}»}',
        '{"a": 1«${N}»}',
    ],
)  # fmt: skip
def test_a_placeholder_that_breaks_the_syntax_is_to_be_quoted(text: str) -> None:
    start, end = text.index("«"), text.index("»") - 1
    fault = only_fault(text.replace("«", "").replace("»", ""))
    shown = text[start + 1 : end + 1]
    assert (fault.kind, *fault.span) == ("syntax-error", start, end)
    assert fault.detail == f"the placeholder `{shown}` is not JSON as it stands; quote it"
