"""What readers of all languages have in common: how much is read, and what is not text."""

from __future__ import annotations

from io import BytesIO

import pytest

from chatlint import Source, Span
from chatlint.files import reading
from chatlint.files.reading import iter_rest, read_up_to
from chatlint.model.document import Limits
from chatlint.parsers import parse

UTF_16 = "every other byte is NUL, which looks like UTF-16; save the file as UTF-8"


@pytest.mark.parametrize("size", [0, 1, 8191, 8192, 8193, 20_000])
@pytest.mark.parametrize("most", [1, 8191, 8192, 8193, 30_000])
def test_of_a_file_as_much_is_read_as_may_be(size: int, most: int) -> None:
    data = bytes(number % 251 for number in range(size))
    assert read_up_to(BytesIO(data), most) == data[:most]


def test_the_rest_of_a_file_comes_in_parts_that_cut_no_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "_PART", 100)
    data = bytes(number % 251 for number in range(950))
    parts = list(iter_rest(BytesIO(data)))
    assert [len(part) for part in parts] == [100, *(8 * [164]), 114]
    assert all(any(data[at : at + 64] in part for part in parts) for at in range(950 - 64))


def test_of_the_rest_no_more_is_read_than_takes_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_PART", 100)
    file = BytesIO(bytes(10_000))
    assert sum(1 for _ in iter_rest(file)) == 64
    assert file.tell() == 6_400


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
@pytest.mark.parametrize(
    ("data", "span", "detail"),
    [
        (b"ab: \xffcd\n", (4, 5), "byte 0xFF at offset 4 is not UTF-8"),
        (b"ab: \xff", (4, 5), "byte 0xFF at offset 4 is not UTF-8"),
        (b"\xff\xfea\0", (0, 1), "UTF-16 text; save the file as UTF-8"),
        (b"a\0b\0", (0, 1), UTF_16),
        (b"\0a\0b", (0, 1), UTF_16),
        (b"abc\0\0", (0, 1), UTF_16),
        (b"abcd\0\0", (4, 5), "the character U+0000 at byte 4 is not text"),
        ("ä: \x01\0\0\0".encode(), (3, 4), "the character U+0001 at byte 4 is not text"),
    ],
)
def test_what_is_not_text_is_told_where(
    name: str, data: bytes, span: tuple[int, int], detail: str
) -> None:
    (fault,) = parse(Source.from_bytes(name, data), Limits()).parsed.issues
    assert (fault.kind, fault.span, fault.detail) == ("not-text", Span(*span), detail)


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_that_a_text_is_too_long_is_told_of_its_first_character(name: str) -> None:
    limits = Limits(size=4)
    (fault,) = parse(Source(name, "12345"), limits).parsed.issues
    assert (fault.kind, fault.span) == ("over-limit", Span(0, 1))
    assert parse(Source(name, "1234"), limits).parsed.issues == ()
