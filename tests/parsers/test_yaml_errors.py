"""Broken YAML is told in plain words, at the place to look at."""

from __future__ import annotations

import pytest

from chatlint.model.document import Limits, ParseIssue
from chatlint.model.source import Source
from chatlint.parsers import parse

COLON = "this `:` starts no value; quote the text or check the indentation"
QUOTE = "the quote opened here is never closed"
BEHIND_SINGLE = "text after the closing quote; inside single quotes a quote is written `''`"
BEHIND_DOUBLE = 'text after the closing quote; inside double quotes a quote is written `\\"`'
BEHIND_BRACKET = "text after the closing bracket; quote the whole text"
BEHIND = "text after the end of the value; quote the text or check the indentation"
TAB = "a tab cannot indent YAML; use spaces"
UNFIT = "the indentation of this line fits no block above it"


def only_fault(text: str) -> ParseIssue:
    reading = parse(Source("a.yaml", text), Limits()).parsed
    (fault,) = reading.issues
    return fault


def place(text: str) -> str:
    return "{}:{}".format(*Source("a.yaml", text).position(only_fault(text).span.start))


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        # colons
        ("a: Hello: world\n", "1:9", COLON),
        ("a: 1\n b: 2\n", "2:3", COLON),
        ("a:\n  b: 1\n   c: 2\n", "3:5", COLON),
        ("a\nb: 1\n", "2:2", COLON),
        ("a:b\nc: d\n", "1:2", "a space is missing after this `:`"),
        ("x: 1\na:b\nc:d\ne: f\n", "2:2", "a space is missing after this `:`"),
        ("a:b\nc: d\ne:f\n", "1:2", "a space is missing after this `:`"),
        ("n: |\n w:v\nx:\n  a:b\n  c: d\n", "4:4", "a space is missing after this `:`"),
        (
            "<<<<<<< HEAD\na: b\n=======\na: c\n>>>>>>> x\n",
            "1:1",
            "a merge conflict; settle it first",
        ),
        ("a: b\n---\nc: [d,\n", "3:4", "the bracket opened here is never closed"),
        ("a: b\nc\nd: e\n", "2:1", "this line has no `:` after its key"),
        ("a: b\nc", "2:1", "this line has no `:` after its key"),
        # quotes
        ('a: 1\nb: "c\nd: e\n', "2:4", QUOTE),
        ("a: 'b\nc: d\n", "1:4", QUOTE),
        ('a: "b\\', "1:4", QUOTE),
        ("a: 'it's'\n", "1:8", BEHIND_SINGLE),
        ("a: 'b' c\n", "1:8", BEHIND_SINGLE),
        ('a: "say "hi" to"\n', "1:10", BEHIND_DOUBLE),
        (
            "a: 'b\n---\nc: d\n",
            "1:4",
            "the quote opened here is not closed before the next document",
        ),
        (
            'a: "C:\\dir"\n',
            "1:8",
            "this is no escape of YAML; write `\\\\` for a backslash or use single quotes",
        ),
        ('a: "\\x4"\n', "1:7", "this escape takes 2 hexadecimal digits"),
        ('a: "\\U00110000"\n', "1:4", "an escape in this text stands for no character"),
        ('a: "\\UFFFFFFFF"\n', "1:4", "an escape in this text stands for no character"),
        # brackets
        ("a: [1, 2\n", "1:4", "the bracket opened here is never closed with `]`"),
        ("a: {b: 1\n", "1:4", "the bracket opened here is never closed with `}`"),
        ("- [1, [2, {\n", "1:11", "the bracket opened here is never closed"),
        ("a: [1, 2}\n", "1:9", "expected `,` or `]`, found `}`"),
        ("a: {b: [c}\n", "1:10", "expected `,` or `]`, found `}`"),
        ("a: [1, 2\nb: 3\n", "2:2", "expected `,` or `]`, found `:`"),
        ("{\n  a: 1\n  b: 2\n}\n", "3:4", "expected `,` or `}`, found `:`"),
        ("a: [b] c\n", "1:8", BEHIND_BRACKET),
        ("a: {b: c}d\n", "1:10", BEHIND_BRACKET),
        ("a: ]\n", "1:4", "expected a value, found `]`"),
        ("a: }\n", "1:4", "expected a value, found `}`"),
        ("a: [, b]\n", "1:5", "expected a value, found `,`"),
        # indentation
        ("a:\n\tb: 1\n", "2:1", TAB),
        ("a: |\n\tb\n", "2:1", TAB),
        ("a:\n  b: 1\n c: 2\n", "3:2", UNFIT),
        ("a:\n  - b\n c: 2\n", "3:2", UNFIT),
        ("a: [b]\n  c: d\n", "2:3", UNFIT),
        ("- a\nb: 1\n", "2:1", "a key among list items; check the indentation"),
        ("a: 1\n- b\n", "2:1", "a list item among keys; check the indentation"),
        ("a: - b\n", "1:4", "a list item cannot stand here; put it on its own line"),
        ("a: |\n    \n  b\n", "3:3", BEHIND),
        ("a: b\tc\n", "1:5", "a tab ends a text without quotes; write a space, or quote it"),
        ("a: b \t c\n", "1:6", "a tab ends a text without quotes; write a space, or quote it"),
        ("a: 'b'\tc\n", "1:8", BEHIND),
        ("a: b\nc: *d e\n", "2:4", "`*d` is read as an alias; quote the text"),
        # what no value begins with
        ("a: @b\n", "1:4", "`@` cannot start a value; quote the text"),
        ("a: `b`\n", "1:4", "a backquote cannot start a value; quote the text"),
        ("a: %b\n", "1:4", "`%` cannot start a value; quote the text"),
        ("a: *\n", "1:4", "an alias or anchor without a name; quote the text"),
        ("a: & b\n", "1:4", "an alias or anchor without a name; quote the text"),
        ("a: |b\n", "1:4", "a block scalar starts with `|` or `>` alone on its line"),
        ("a: !}b\n", "1:4", "`!` begins a tag, and this is none; quote the text"),
        ("a: !<b c>\n", "1:4", "`!` begins a tag, and this is none; quote the text"),
        ("a: !b!c d\n", "1:4", "the tag handle `!b!` is not declared"),
        # documents
        ("%YAML 1.2\na: b\n", "2:1", "expected `---` before another document"),
        ("%YAML 2.0\n---\na: b\n", "1:1", "only YAML 1.x can be read"),
        (
            "# c\n%YAML 1.3\n---\na: b\n",
            "2:1",
            "this directive cannot be read (AssertionError); remove it",
        ),
        ("a: b\n... c\n", "2:5", "only a comment may follow `...` on its line"),
    ],
)
def test_what_is_wrong_is_told_where_it_is_wrong(text: str, where: str, words: str) -> None:
    fault = only_fault(text)
    assert (fault.kind, place(text), fault.detail) == ("syntax-error", where, words)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("a: b\nc: *d e\n", "*d"),
        ("a: b\tc\n", "\t"),
        ("a:b\nc: d\n", ":"),
        ("- [1, [2, {\n", "{"),
        ("a: b\n<<<<<<< HEAD\n", "<<<<<<<"),
        ("a: @b\n", "@b"),
    ],
)
def test_no_more_is_marked_than_what_is_wrong(text: str, marked: str) -> None:
    start, end = only_fault(text).span
    assert text[start:end] == marked


@pytest.mark.parametrize("text", ["a: [b: c\nd: e\n", "a: {b: c\nd: e}\n"])
def test_the_bracket_around_the_trouble_is_shown_too(text: str) -> None:
    ((message, span),) = only_fault(text).related
    assert message == "inside the bracket opened here"
    assert text[span.start : span.end] in ("[", "{")


@pytest.mark.parametrize("text", ["a: 'b' c\n", "a:\n  b: 1\n c: 2\n"])
def test_no_bracket_is_shown_that_has_nothing_to_do_with_it(text: str) -> None:
    assert only_fault(text).related == ()


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
def test_a_character_that_only_some_take_for_a_line_break_is_named(character: str) -> None:
    text = f"a: |\n  b{character}c\nd: e\n"
    detail = f"ruamel.yaml and AWS CLI break the line at U+{ord(character):04X}; remove it"
    assert (place(text), only_fault(text).detail) == ("2:4", detail)


@pytest.mark.parametrize(
    "text",
    [
        "a: «@@X@@»\n",
        "a: «%X%»\n",
        "a: 1\r\nb: «%X%»\r\n",
        "a: «{% x %}»\n",
        "«{% if x %}»\na: 1\n{% endif %}\n",
        "a: [«${X}»]\n",
        "a: {b: «${X}»}\n",
        "a: «{{x}}» and more\n",
        "a: «{{x}}»{{y}}\n",
        "a: «{{ x.y }}»-z\n",
    ],
)
def test_a_placeholder_that_breaks_the_syntax_is_to_be_quoted(text: str) -> None:
    start, end = text.index("«"), text.index("»") - 1
    fault = only_fault(text.replace("«", "").replace("»", ""))
    shown = text[start + 1 : end + 1]
    assert (fault.kind, *fault.span) == ("syntax-error", start, end)
    assert fault.detail == f"the placeholder `{shown}` is not YAML as it stands; quote it"


@pytest.mark.parametrize(
    "hole", ["{{x}}", "{{ x }}", "{{ x | default('y') }}", "{{{x}}}", "{{{ x.y }}}", "{{}}"]
)
def test_an_unquoted_mustache_is_told_once_and_read_as_a_hole(hole: str) -> None:
    reading = parse(Source("a.yaml", f"a: {hole}\nb: 1\n"), Limits()).parsed
    assert list(reading.values) == [{"a": hole, "b": 1}]
    detail = f"unquoted `{hole}` is a mapping, not a placeholder; quote it"
    (fault,) = reading.issues
    assert (fault.kind, fault.detail) == ("non-string-key", detail)
    assert fault.span == (3, 3 + len(hole))


@pytest.mark.parametrize("hole", ["{{x}}", "{{ x }}", "{{{x}}}"])
def test_an_unquoted_mustache_may_be_a_key(hole: str) -> None:
    reading = parse(Source("a.yaml", f"{hole}: b\n"), Limits()).parsed
    assert list(reading.values) == [{hole: "b"}]
    assert [fault.span for fault in reading.issues] == [(0, len(hole))]


@pytest.mark.parametrize("text", ["a: {{x: 1}: b}\n", "a: {{x}: b}\n", "a: {{x}, y}\n"])
def test_a_mapping_for_a_key_is_no_mustache(text: str) -> None:
    fault = only_fault(text)
    assert fault.kind == "non-string-key"
    assert "is a list or mapping, not text" in fault.detail


@pytest.mark.parametrize("hole", ["${X}", "$.x", "<X>", "__X__", "$X", '"@@X@@"', "'%X%'"])
def test_placeholders_that_are_yaml_are_text(hole: str) -> None:
    reading = parse(Source("a.yaml", f"a: {hole}\n"), Limits()).parsed
    assert (list(reading.values), list(reading.issues)) == ([{"a": hole.strip("'\"")}], [])


def test_a_fault_in_a_later_document_tells_which() -> None:
    assert only_fault("a: 1\n---\nb: [\n").document == 1


def test_nothing_is_read_of_a_file_that_is_broken() -> None:
    assert not parse(Source("a.yaml", "a: 1\n---\nb: [\n"), Limits()).parsed.values
