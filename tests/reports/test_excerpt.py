"""The lines shown around a place, and the carets below it."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlint.model.source import Source, Span
from chatlint.reports.excerpt import render_excerpt

# How many columns each piece of a line takes once it is shown.
COLUMNS = {
    "a": 1,
    " ": 1,
    ":": 1,
    "é": 1,
    "漢": 2,
    "😀": 2,
    "Ａ": 2,
    "e\u0301": 1,
    "\u20dd": 0,
    "\t": 4,
    "\x1b": len(r"\x1b"),
    "\x85": len(r"\x85"),
    "\u202e": len(r"\u{202e}"),
    "\u2028": len(r"\u{2028}"),
    "\ud800": len(r"\u{d800}"),
    "##[": len(r"\x23#["),
    "##vso[": len(r"\x23#vso["),
}


def shown(marked: str) -> str:
    """The excerpt of a text whose span stands between « and »."""
    before, _, rest = marked.partition("«")
    inside, _, after = rest.partition("»")
    span = Span(len(before), len(before) + len(inside))
    return "\n".join(render_excerpt(Source("a.yaml", before + inside + after), span))


def block(text: str) -> str:
    """A block written with a margin of one bar, so that leading blanks can be seen."""
    return "\n".join(line[1:] for line in dedent(text).strip("\n").splitlines())


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        pytest.param(
            "a: 1\nb: 2\nc: 3\nChatDurationInMinutes: «30»\n",
            """
            !   |
            ! 4 | ChatDurationInMinutes: 30
            !   |                        ^^
            """,
            id="one line",
        ),
        pytest.param(
            "漢字: «é»",
            """
            !   |
            ! 1 | 漢字: é
            !   |       ^
            """,
            id="wide before",
        ),
        pytest.param(
            "a: «漢字x»",
            """
            !   |
            ! 1 | a: 漢字x
            !   |    ^^^^^
            """,
            id="wide inside",
        ),
        pytest.param(
            "e\u0301: «e\u0301e\u0301»",
            """
            !   |
            ! 1 | e\u0301: e\u0301e\u0301
            !   |    ^^
            """,
            id="combining",
        ),
        pytest.param(
            "a:\t«1\t»2",
            """
            !   |
            ! 1 | a:    1    2
            !   |       ^^^^^
            """,
            id="tabs",
        ),
        pytest.param(
            "\x1b[31m: «\u202eb»",
            r"""
            !   |
            ! 1 | \x1b[31m: \u{202e}b
            !   |           ^^^^^^^^^
            """,
            id="control and bidi characters",
        ),
        pytest.param(
            "a: ##«[x]»",
            r"""
            !   |
            ! 1 | a: \x23#[x]
            !   |         ^^^
            """,
            id="a command for a CI runner, begun before the span",
        ),
        pytest.param(
            "a: «»b",
            """
            !   |
            ! 1 | a: b
            !   |    ^
            """,
            id="empty span",
        ),
        pytest.param(
            "a: 1\n«»",
            """
            !   |
            ! 2 |
            !   | ^
            """,
            id="empty span at the end",
        ),
        pytest.param(
            "a: b«  »",
            """
            !   |
            ! 1 | a: b
            !   |     ^^
            """,
            id="blanks on one line are underlined",
        ),
        pytest.param(
            "a\r\nb\rc\u2028d\x85: «e»\nf",
            r"""
            !   |
            ! 3 | c\u{2028}d\x85: e
            !   |                 ^
            """,
            id="lines break where editors break them",
        ),
        pytest.param(
            "a:\n  «b: |  \r\n    c\n\n\t  d  \n»e: 1",
            """
            !   |
            ! 2 |   b: |
            !   |   ^^^^
            ! 3 |     c
            !   |     ^
            ! 4 |
            ! 5 |       d
            !   |       ^
            """,
            id="many lines",
        ),
        pytest.param(
            "\n" * 7 + "«a\nb\nc\nd\ne»",
            """
            !    |
            !  8 | a
            !    | ^
            !  9 | b
            !    | ^
            ! 10 | c
            !    | ^
            ! 11 | d
            !    | ^
            !    | … 1 more line
            """,
            id="five lines",
        ),
        pytest.param(
            "«a" + "\n" * 2000 + "b»",
            """
            !   |
            ! 1 | a
            !   | ^
            ! 2 |
            ! 3 |
            ! 4 |
            !   | … 1,997 more lines
            """,
            id="thousands of lines",
        ),
        pytest.param(
            "a«\nb»",
            """
            !   |
            ! 1 | a
            !   |  ^
            ! 2 | b
            !   | ^
            """,
            id="from the end of a line",
        ),
    ],
)
def test_lines_and_carets(marked: str, expected: str) -> None:
    assert shown(marked) == block(expected)


@pytest.mark.parametrize(
    ("marked", "line", "carets"),
    [
        (
            "Content: «" + "x" * 32_767 + "»",
            "Content: " + "x" * 91 + "…",
            " " * 9 + "^" * 91,
        ),
        (
            "a" * 500 + "«30»" + "b" * 500,
            "…" + "a" * 30 + "30" + "b" * 68 + "…",
            " " * 31 + "^^",
        ),
        (
            "a" * 500 + "«»" + "b" * 500,
            "…" + "a" * 30 + "b" * 70 + "…",
            " " * 31 + "^",
        ),
        (
            "a" * 60 + "«30»" + "b" * 60,
            "a" * 60 + "30" + "b" * 38 + "…",
            " " * 60 + "^^",
        ),
        (
            "漢" * 90 + "«30»",
            "…" + "漢" * 15 + "30",
            " " * 31 + "^^",
        ),
        (
            "a" * 98 + "«30»",
            "a" * 98 + "30",
            " " * 98 + "^^",
        ),
    ],
)
def test_a_long_line_is_cut_around_the_span(marked: str, line: str, carets: str) -> None:
    assert shown(marked) == f"   |\n 1 | {line}\n   | {carets}"


def test_carets_are_decorated_and_nothing_else() -> None:
    rows = render_excerpt(Source("a.yaml", "a: ^^"), Span(3, 5), lambda carets: f"<{carets}>")
    assert rows == ["   |", " 1 | a: ^^", "   |    <^^>"]


# Few enough to fit in a line that is not cut.
PIECES = st.lists(st.sampled_from(sorted(COLUMNS)), max_size=5)


@given(PIECES, PIECES, PIECES)
def test_carets_start_and_end_with_the_span(
    before: list[str], inside: list[str], after: list[str]
) -> None:
    text = "".join([*before, *inside, *after])
    start = len("".join(before))
    rows = render_excerpt(Source("a.yaml", text), Span(start, start + len("".join(inside))))
    margin = len(" 1 | ") + sum(COLUMNS[piece] for piece in before)
    carets = "^" * max(1, sum(COLUMNS[piece] for piece in inside))
    assert rows[2] == "   |".ljust(margin) + carets
    assert len(rows) == 3


@given(st.text(), st.integers(0, 60), st.integers(0, 60))
def test_any_span_of_any_text_can_be_shown(text: str, start: int, length: int) -> None:
    rows = render_excerpt(Source("a.yaml", text * 20), Span(start, start + length))
    assert 3 <= len(rows) <= 10
    # Marks take no column, so their number is bounded apart: 100 on either side of the start.
    assert all(len(row) <= 220 for row in rows)
