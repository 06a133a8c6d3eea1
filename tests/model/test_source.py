"""Lines, columns, decoding, and what is safe to show."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlint.model.path import json_pointer
from chatlint.model.printable import clip, printable
from chatlint.model.source import Source

TEXTS = st.text(st.sampled_from("ab:#[\r\n\t\x1b\x85\u2028\ufeff😀"))


class TestPlaces:
    def test_lines_break_where_editors_break_them(self) -> None:
        source = Source("a", "a\nb\rc\r\nd")
        assert [source.position(source.text.index(letter)) for letter in "abcd"] == [
            (1, 1),
            (2, 1),
            (3, 1),
            (4, 1),
        ]

    @pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029", "\x0b", "\x0c"])
    def test_other_breaks_are_characters_of_their_line(self, character: str) -> None:
        assert Source("a", f"x{character}y").position(2) == (1, 3)

    def test_columns_count_code_points(self) -> None:
        assert Source("a", "😀漢e\u0301x").position(4) == (1, 5)

    def test_the_end_of_the_text_is_a_place(self) -> None:
        assert Source("a", "").position(0) == (1, 1)
        assert Source("a", "a\n").position(2) == (2, 1)

    def test_a_line_is_shown_without_its_break(self) -> None:
        source = Source("a", "one\r\ntwo\r\rfour")
        lines = [source.line_span(number) for number in (1, 2, 3, 4)]
        assert [source.text[start:end] for start, end in lines] == ["one", "two", "", "four"]

    @given(TEXTS)
    def test_every_offset_lies_in_the_line_it_is_given(self, text: str) -> None:
        source = Source("a", text)
        for offset in range(len(text) + 1):
            line, column = source.position(offset)
            assert source.line_span(line).start + column - 1 == offset
            assert line == 1 + len(re.findall("\r\n|\r|\n", text[:offset])) - (
                text[offset - 1 : offset + 1] == "\r\n"
            )

    def test_where_names_file_line_and_column_without_control_characters(self) -> None:
        assert Source("a\x1b.yaml", "x\ny").where(2) == r"a\x1b.yaml:2:1"


class TestDecoding:
    def test_a_byte_order_mark_is_no_part_of_the_text(self) -> None:
        source = Source.from_bytes("a", b"\xef\xbb\xbfa: 1")
        assert (source.text, source.encoding_issue) == ("a: 1", None)

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
    @pytest.mark.parametrize("order", ["le", "be"])
    def test_other_encodings_are_named(self, encoding: str, order: str) -> None:
        source = Source.from_bytes("a", f"\ufeff{'a: 1'}".encode(f"{encoding}-{order}"))
        assert source.encoding_issue is not None
        assert source.encoding_issue.detail == f"{encoding.upper()} text; save the file as UTF-8"

    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
    def test_the_first_bad_byte_is_named_and_placed(self, mark: bytes) -> None:
        source = Source.from_bytes("a", mark + "é: 1\nb: ".encode() + b"\xff\xfe")
        assert source.encoding_issue is not None
        assert source.encoding_issue.detail == f"byte 0xFF at offset {9 + len(mark)} is not UTF-8"
        assert source.position(source.encoding_issue.offset) == (2, 4)

    def test_a_character_cut_off_by_the_end_is_placed_at_its_first_byte(self) -> None:
        source = Source.from_bytes("a", "a\n😀".encode()[:-1])
        assert source.encoding_issue is not None
        assert source.position(source.encoding_issue.offset) == (2, 1)


class TestShowing:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("plain é 漢 😀", "plain é 漢 😀"),
            ("a\tb\nc\rd", r"a\tb\nc\rd"),
            ("\x1b[31m\x9b\x7f\x00", r"\x1b[31m\x9b\x7f\x00"),
            ("\u202eevil\u2066\u2028", r"\u{202e}evil\u{2066}\u{2028}"),
            ("\ud800", r"\u{d800}"),
            ("zero\u200bwidth\ufeff", r"zero\u{200b}width\u{feff}"),
            ("\U000e0041", r"\u{e0041}"),
            ("::error::x", r"\x3a:error::x"),
            ("  ::error::x", r"  \x3a:error::x"),
            ("a::b", "a::b"),
            ("##[error]x", r"\x23#[error]x"),
            ("a ##vso[task]", r"a \x23#vso[task]"),
            ("# one", "# one"),
        ],
    )
    def test_nothing_shown_is_obeyed(self, text: str, shown: str) -> None:
        assert printable(text) == shown

    @given(TEXTS)
    def test_what_is_shown_is_one_line_no_runner_takes_for_a_command(self, text: str) -> None:
        shown = printable(text)
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\ufeff]", shown)
        assert not re.match(r"\s*(::|##)", shown)
        assert "##[" not in shown

    def test_long_text_is_cut(self) -> None:
        assert clip("a" * 80) == "a" * 80
        assert clip("a" * 81) == "a" * 79 + "…"
        assert clip("\x1b" * 100, 10) == "\\x1b\\x1b\\…"

    def test_a_pointer_escapes_what_the_rfc_escapes(self) -> None:
        assert json_pointer(()) == ""
        assert json_pointer(("a/b", 0, "m~n", "")) == "/a~1b/0/m~0n/"

    def test_a_pointer_longer_than_any_that_is_meant_leads_to_what_is_above(self) -> None:
        assert json_pointer(("a", "b" * 5_000, "c")) == "/a"
        path = ("k" * 2_000,) * 5
        assert json_pointer(path) == json_pointer(path[:2])
