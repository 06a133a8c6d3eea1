"""Where each character of a scalar stands, held against what other programs write."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from chatlint.model.diagnostic import Edit
from chatlint.model.document import Limits
from chatlint.model.source import Source, Span
from chatlint.model.source_map import SourceMap, join_maps, map_copied
from chatlint.parsers import parse
from chatlint.parsers.scalar_map import map_scalar

ALPHABET = "ab\"'\\:#-{}[],|>é😀 \n\t"
ODD_BREAKS = "\x85\u2028\u2029"
texts = st.text(ALPHABET, max_size=30)


def of_value(name: str, text: str) -> tuple[str, SourceMap]:
    """The text under ``k``, and where its characters stand."""
    document = parse(Source(name, text), Limits())
    assert not document.parsed.issues
    value = document.parsed.values[0]["k"]
    assert isinstance(value, str)
    json_text = document.language == "json"
    return value, map_scalar(text, document.node(0, ("k",)).span, value, json=json_text)


def assert_in_order(text: str, value: str, found: SourceMap) -> None:
    """What is no blank stands where it should: as itself, or as an escape that stands for it."""
    assert len(found.spans) == len(value)
    spans = [found.span(Span(index, index + 1)) for index in range(len(value))]
    assert spans == sorted(spans)
    assert found.span(Span(len(value), len(value))) == Span(found.end, found.end)
    for character, (start, end) in zip(value, spans, strict=True):
        there = text[start:end]
        if not character.isspace():
            assert there == character or unescaped(there) == character


def unescaped(there: str) -> str:
    if there == "''":
        return "'"
    assert there.startswith("\\")
    return str(yaml.safe_load(f'"{there}"')) if "\\ud8" not in there else json.loads(f'"{there}"')


@pytest.mark.parametrize("style", ["'", '"', "|", ">", None])
@given(value=texts, width=st.sampled_from([10, 80]))
@example(value="a\n\n  b\n c\n", width=10)
@example(value="a b c d e f g h", width=10)
def test_yaml_as_pyyaml_writes_it(style: str, value: str, width: int) -> None:
    text = written(value, style, width)
    read_again, found = of_value("a.yaml", text)
    # PyYAML breaks a folded line that begins with a blank, which makes it another text.
    assert read_again == yaml.safe_load(text)["k"]
    assert_in_order(text, read_again, found)


@pytest.mark.parametrize("style", ["'", '"', "|", ">", None])
@given(value=st.text(ALPHABET + ODD_BREAKS, max_size=20))
def test_odd_line_breaks_leave_at_least_the_whole_place(style: str, value: str) -> None:
    text = written(value, style, 10)
    document = parse(Source("a.yaml", text), Limits())
    if document.parsed.values:  # ruamel does not take them all
        read_again = document.parsed.values[0]["k"]
        span = document.node(0, ("k",)).span
        found = map_scalar(text, span, read_again, json=False)
        assert len(found.spans) == len(read_again)
        assert all(span.start <= each.start <= each.end <= len(text) for each in found.spans)


def written(value: str, style: str, width: int) -> str:
    """``value`` under ``k``, as PyYAML writes it."""
    text = yaml.dump({"k": value}, default_style=style, width=width, allow_unicode=True)
    text = text.replace('"k":', "k:").replace("'k':", "k:").replace("!!str ", "")
    text = text.removeprefix("? |-\n  k\n: ").removeprefix("? >-\n  k\n: ")
    return text if text.startswith("k:") else f"k: {text}"


@given(texts, st.booleans())
def test_json_as_python_writes_it(value: str, ascii_only: bool) -> None:
    text = json.dumps({"k": value}, ensure_ascii=ascii_only)
    read_again, found = of_value("a.json", text)
    assert read_again == value
    assert_in_order(text, value, found)


@pytest.mark.parametrize(
    ("text", "part", "place"),
    [
        ("k: |\n  {a:\n     1}\nb: 2\n", "1", "1"),
        ("k: !Sub |-\r\n  {a:\r\n     1}\r\nb: 2\r\n", "1}", "1}"),
        ("k: &x !Sub |2 # comment\n   {a: 1}\n", " {a", " {a"),
        ("k: >\n  a\n  b\n\n  c\n", "b\nc", "b\n\n  c"),
        ("k: 'it''s\n  so'\n", "'s so", "''s\n  so"),
        ('k: "a\\\n   b \\u00e9\\n"\n', "b é\n", "b \\u00e9\\n"),
        ("k: !Sub a\n  b\n", "a b", "a\n  b"),
        ("k: |+\n  a\n\n\nb: 1\n", "a\n\n", "a\n\n"),
    ],
)
def test_a_place(text: str, part: str, place: str) -> None:
    document = parse(Source("a.yaml", text), Limits())
    value = document.parsed.values[0]["k"]
    value = value if isinstance(value, str) else value.content
    found = map_scalar(text, document.node(0, ("k",)).span, value, json=False)
    start = value.index(part)
    start, end = found.span(Span(start, start + len(part)))
    assert text[start:end] == place


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("k: >\n  a b\n", "folded"),
        ("k: a\n  b\n", "folded"),
        ('k: "a b"\n', "escaped"),
        ("k: 'a b c''d'\n", "single quotes"),
        ("k: 'a b\n  c'\n", "single quotes"),
    ],
)
def test_where_a_text_cannot_be_edited_it_says_why(text: str, why: str) -> None:
    _, found = of_value("a.yaml", text)
    refused = found.edits([Edit(Span(0, 1), "x")])
    assert isinstance(refused, str)
    assert why in refused


def test_edits_keep_the_margin_and_the_line_ends_of_the_outer_text() -> None:
    text = "k: |\r\n    a\r\n    b\r\nc: 1\r\n"
    _, found = of_value("a.yaml", text)
    edits = found.edits([Edit(Span(1, 1), ",\n  x")])
    assert edits == (Edit(Span(11, 11), ",\r\n      x"),)


def test_what_would_need_other_quotes_is_refused() -> None:
    _, found = of_value("a.yaml", "k: '[a, b]'\n")
    assert found.edits([Edit(Span(5, 5), ", c")]) == (Edit(Span(9, 9), ", c"),)
    for text in ("'", "\n"):
        assert isinstance(found.edits([Edit(Span(5, 5), text)]), str)


def test_a_text_of_several_pieces_is_not_edited() -> None:
    parts = [map_copied([Span(2, 4)]), map_copied([Span(8, 9)])]
    both = join_maps(parts)
    assert both.span(Span(1, 3)) == Span(3, 9)
    assert isinstance(both.edits([Edit(Span(0, 0), "x")]), str)
    assert join_maps(parts[:1]).edits([Edit(Span(0, 0), "x")]) == (Edit(Span(2, 2), "x"),)
