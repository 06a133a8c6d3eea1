"""Reading line by line is a short cut: it changes nothing but the time a file takes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlint.model.document import Limits
from chatlint.parsers import yaml
from chatlint.parsers.yaml import event_parser

KEYS = """a b c_d connect:Subtype a.b ${K} a·b "q" 'q·r' a# 1 - no 12 null <<"""
VALUES = """
    x x·y /p/q.html ${X} $.a <X> %X% {{x}} a:b a:·b a·:b a·#b a#b #b "q" 'q' "" '' "q\\n" 'it''s'
    1 -1 1.5 007 1:30 yes null ~ ~/x 2024-01-31 @x &x !x *x a·&x a·!x a·*x a·%x | > - ? ?x - -x
    [] {} [a] {a:·b} a[b] a:[b] a:} a] é 😀 \\ \\x41 = =x .5 (a) a- a, a· x:y:
"""
ODD = ["\u00a0", "\ufeff", "\t", "\x85", "\u2028"]
SPACES = st.sampled_from(["", " ", "  ", "   ", "    "])
WORDS = [*ODD, *(each.replace("·", " ") for each in VALUES.split())]
ENTRY = st.builds(
    "{}:{}{}".format,
    st.sampled_from([each.replace("·", " ") for each in KEYS.split()]),
    st.sampled_from(["", " ", " ", " ", "  "]),
    st.sampled_from(["", "", *WORDS]),
)
ITEM = st.builds("-{}{}".format, st.sampled_from([" ", " ", "  ", ""]), st.sampled_from(WORDS))
OTHER = st.sampled_from(
    ["", "# c", "---", "--- # c", "--- a", "...", "%YAML 1.2", "a", "'a", "- - a"]
)
LINE = st.builds(
    "{}{}{}".format,
    SPACES,
    st.one_of(ENTRY, ENTRY, ITEM, OTHER),
    st.sampled_from(["", "", "", " ", " # c", "#c", "\t"]),
)
TEXT = st.builds(
    lambda lines, line_break, end: line_break.join(lines) + end,
    st.lists(LINE, max_size=7),
    st.sampled_from(["\n", "\n", "\r\n", "\r"]),
    st.sampled_from(["", "\n", "\n\n", "\r\n"]),
)


@settings(max_examples=examples(2000), deadline=None)
@given(TEXT)
def test_lines_read_the_same_by_the_scanners(
    same_without_c: Callable[[str], None], text: str
) -> None:
    same_without_c(text)


@st.composite
def plain(draw: st.DrawFn, depth: int = 0) -> str:
    """A text that is surely read line by line."""
    margin, lines = "  " * depth, []
    for number in range(draw(st.integers(1, 3))):
        lines.append(f"{margin}k{number}:")
        what = draw(st.sampled_from("tttlm" if depth < 4 else "t"))
        if what == "m":
            lines.append(draw(plain(depth + 1)))
        elif what == "l":
            dash = margin + draw(st.sampled_from(["- ", "  - ", " -  "]))
            lines += (dash + draw(st.sampled_from("xyz")) for _ in range(draw(st.integers(1, 3))))
        else:
            lines[-1] += " " + draw(st.sampled_from(["x", "'x' ", '"x: y" # c', "a b  # c", "12"]))
        lines += draw(st.sampled_from([[], [], [""], ["   # c"]]))
    return "\n".join(lines)


@settings(max_examples=examples(500), deadline=None)
@given(st.lists(plain(), min_size=1, max_size=3).map("\n---\n".join))
def test_plain_texts_need_no_scanner(same_without_c: Callable[[str], None], text: str) -> None:
    same_without_c(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(event_parser, "parse")
        assert yaml.parse(text, Limits()).values


@pytest.mark.parametrize("limits", [Limits(depth=2), Limits(nodes=6), Limits(documents=1)])
def test_no_limit_is_passed(limits: Limits) -> None:
    text = "a:\n- 1\nb:\n  c:\n    d: 2\n---\nd: 3\n"
    assert yaml.parse(text, limits).issues == event_parser.parse(text, limits).issues != ()


@pytest.mark.parametrize(
    ("text", "limits", "values"),
    [
        (f"{'k' * 128}: x", Limits(), [{"k" * 128: "x"}]),
        ("a: 1\nb: 2", Limits(nodes=5), [{"a": 1, "b": 2}]),
        ("a: 1\n---\nb: 2", Limits(nodes=6), [{"a": 1}, {"b": 2}]),
        ("---\na: 1", Limits(nodes=3), [{"a": 1}]),
        ("a: 1\n---\nb: 2", Limits(documents=2), [{"a": 1}, {"b": 2}]),
        ("---\na: 1\n---\nb: 2", Limits(documents=2), [{"a": 1}, {"b": 2}]),
        ("a:\n  b:\n    c: 1", Limits(depth=3), [{"a": {"b": {"c": 1}}}]),
        (f"a: {'x' * 500}", Limits(), [{"a": "x" * 500}]),
        ("# c\n\na: 1", Limits(nodes=3), [{"a": 1}]),
    ],
)
def test_up_to_the_limits_no_scanner_is_needed(
    monkeypatch: pytest.MonkeyPatch, text: str, limits: Limits, values: list[object]
) -> None:
    monkeypatch.delattr(event_parser, "parse")
    assert yaml.parse(text, limits).values == values


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        (f"{'k' * 129}: x", Limits()),
        ("a: 1\nb: 2", Limits(nodes=4)),
        ("a: 1\n---\nb: 2", Limits(nodes=5)),
        ("a: 1\n---\nb: 2", Limits(documents=1)),
        ("a:\n  b:\n    c: 1", Limits(depth=2)),
        ("---\n---\na: 1", Limits()),
        ("a: 1\n---", Limits()),
        ("# c", Limits()),
    ],
)
def test_beyond_them_it_says_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, text: str, limits: Limits
) -> None:
    monkeypatch.setattr(event_parser, "parse", lambda text, limits, syntax: "asked")
    assert yaml.parse(text, limits) == "asked"  # type: ignore[comparison-overlap]
