"""The C scanner is a short cut: it changes nothing but the time a file takes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlint.model.document import Limits
from chatlint.parsers.yaml import event_parser

INDICATORS = "ab-?:,[]{}#&*!|>'\"%@`~=$\\ \n"
WORDS = """ null true 1 0x1 1.5 2024-01-31 << 'a' "b" '' "" |- >+ |2 *x {{x}} ${y} $.a --- ...
    é 😀 \\x k:·v -· :· ?· ,· ·#c ---· &x· !t· !!str·"""
LINES = ["\n---\n", "\r\n", "\n ", "\n  ", "\n    ", "\na: ", "\n- ", "\n  b: ", '"a\nb"', "a\n b"]
BLOCKS = ["|\n a\n", ">\n a\n  b\n", "a: |\n\n  b\n"]
ODD = ["\t", "\x85", "\u2028", "\ufeff", "\r"]
ATOMS = [*INDICATORS, *(word.replace("·", " ") for word in WORDS.split()), *LINES, *BLOCKS]
YAML_LIKE = st.lists(st.sampled_from([*ATOMS, *ODD]), max_size=14).map("".join)
# Inside a text the marks of tags, anchors, aliases and directives are nothing special.
MARKED = ["a!", "50%", "b&c", "d*", '"!"', "'%'", '"&x"', "'*y'"]
PLAIN = st.lists(
    st.sampled_from([*MARKED, *(atom for atom in ATOMS if not set(atom) & set("&*!%"))]),
    max_size=14,
).map("".join)


@settings(max_examples=examples(1500), deadline=None)
@given(PLAIN)
def test_plain_text_reads_the_same_without_the_c_scanner(
    same_without_c: Callable[[str], None], text: str
) -> None:
    same_without_c(text)


@settings(max_examples=examples(500), deadline=None)
@given(YAML_LIKE | st.text())
def test_any_text_reads_the_same_without_the_c_scanner(
    same_without_c: Callable[[str], None], text: str
) -> None:
    same_without_c(text)


@pytest.mark.parametrize(
    "text",
    [
        "|\n---\n",
        "a: |\n---\nb: 1\n",
        "|\n#\n",
        ">\n...\n",
        "a\n...\n...\n",
        "{? }",
        "[? ]",
        "- ? a\n",
        "[[] :]",
        "{'a':b}",
        "[a: b]:c",
        "a: |\n\n  \n  b\n",
        "a: >#c\n",
        "a: |1\n b\n",
        "a: &b:c d\n",
        "a: *b:\n",
        "a: b\x85c\n",
        "'a\u2028b': c\n",
        "a:\tb\n",
        "a: b\rc: d\n",
        '{"a": "\\ud83d\\ude00"}',
        "%FOO\n---\na\n",
        "--- a: b\n",
        "a: b\n--- |\n c\n",
    ],
)
def test_what_the_scanners_see_differently_the_reference_decides(
    same_without_c: Callable[[str], None], text: str
) -> None:
    same_without_c(text)


@pytest.mark.parametrize(
    ("text", "limits", "values"),
    [
        ("{a: [b]}", Limits(depth=2), [{"a": ["b"]}]),
        ("{a: [b]}", Limits(nodes=4), [{"a": ["b"]}]),
        ("[a]\n---\n[b]", Limits(documents=2), [["a"], ["b"]]),
        ("{a: [b, {c: d}], e: 1}", Limits(), [{"a": ["b", {"c": "d"}], "e": 1}]),
    ],
)
def test_up_to_the_limits_the_composer_is_not_needed(
    monkeypatch: pytest.MonkeyPatch, text: str, limits: Limits, values: list[object]
) -> None:
    pytest.importorskip("_ruamel_yaml", reason="there is no C scanner")
    monkeypatch.delattr(event_parser, "_compose")
    assert event_parser.parse(text, limits).values == values


@pytest.mark.parametrize(
    ("text", "limits", "option"),
    [
        ("{a: [b]}", Limits(depth=1), "depth"),
        ("{a: [b]}", Limits(nodes=3), "nodes"),
        ("[a]\n---\n[b]", Limits(documents=1), "documents"),
    ],
)
def test_beyond_them_it_says_which_it_is(text: str, limits: Limits, option: str) -> None:
    (fault,) = event_parser.parse(text, limits).issues
    assert f"--max-{option} raises the limit" in fault.detail
