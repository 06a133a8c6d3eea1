"""Where YAML's keys and values stand; the expected span lies between « and », its origin in ‹›."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from chatlint.linter.linter import Linter
from chatlint.model.diagnostic import Part
from chatlint.model.document import Document, Limits, NodeLocation
from chatlint.model.path import Path
from chatlint.model.source import Source, Span
from chatlint.parsers import parse


def marked(text: str) -> tuple[str, NodeLocation]:
    """``text`` without its marks, and the place they mark."""
    plain = text.translate(dict.fromkeys(map(ord, "«»‹›")))
    span, origin = (_between(text, *marks) for marks in ("«»", "‹›"))
    assert span is not None
    return plain, NodeLocation(span, origin)


def _between(text: str, opening: str, closing: str) -> Span | None:
    if opening not in text:
        return None
    start, end = text.index(opening), text.index(closing)
    others = "«»‹›"
    return Span(
        start - sum(text.count(mark, 0, start) for mark in others),
        end - sum(text.count(mark, 0, end) for mark in others),
    )


def document(text: str) -> Document:
    return parse(Source("a.yaml", text), Limits())


VALUES: list[tuple[str, Path]] = [
    # plain
    ("a: «b»\n", ("a",)),
    ("a: «b»", ("a",)),
    ("a:   «b c»   # d\n", ("a",)),
    ("a:\n  «b»\n\nc: 1\n", ("a",)),
    ("a: «b\n  c»\n\nd: 1\n", ("a",)),
    ("a: «b\n\n  c»  # d\ne: 1\n", ("a",)),
    ("a: «b#c»\n", ("a",)),
    ("«just text»\n", ()),
    ("--- «text»\n", ()),
    # quoted
    ("a: «'b'»\n", ("a",)),
    ("a: «'it''s'» # c\n", ("a",)),
    ('a: «"b"»\n', ("a",)),
    ('a: «"b\\n\\"c\\""»\n', ("a",)),
    ('a: «"b\n  c"»\nd: 1\n', ("a",)),
    ("a: «'b\n\n  c'»\nd: 1\n", ("a",)),
    ("a: «''»\n", ("a",)),
    # literal and folded
    ("a: «|\n  b\n  c»\nd: 1\n", ("a",)),
    ("a: «|-\n  b»\n", ("a",)),
    ("a: «|+\n  b»\n\n\nd: 1\n", ("a",)),
    ("a: «|2\n   b»\nd: 1\n", ("a",)),
    ("a: «>\n  b\n\n  c»\n\n# d\ne: 1\n", ("a",)),
    ("a: «>- # why\n  b»\n", ("a",)),
    # block collections end where their last child ends
    ("«a:\n  b: c»\n\n# d\n", ()),
    ("a:\n  «b: 1\n  c: 2»\n\n# d\n\ne: 1\n", ("a",)),
    ("a:\n  «- 1\n  - 2»\n# c\nd: 1\n", ("a",)),
    ("a:\n«- 1\n- 2»\nd: 1\n", ("a",)),
    ("a:\n  - «b: 1\n    c: 2»\n  - d\n", ("a", 0)),
    ("- - «1»\n", (0, 0)),
    ("- «- 1\n  - 2»\n- 3\n", (0,)),
    ("? a\n: «b»\n", ("a",)),
    ("a:\n  «b:\n    c: |\n      d»\n\ne: 1\n", ("a",)),
    # flow
    ("a: «{b: 1, c: [2, 3]}»  # d\n", ("a",)),
    ("a: {b: 1, c: «[2, 3]»}\n", ("a", "c")),
    ("a: {b: 1, c: [2, «3»]}\n", ("a", "c", 1)),
    ("a: «[\n  1,\n  2,\n]»\nb: 1\n", ("a",)),
    ("a: {'b': «\"c\"»}\n", ("a", "b")),
    ("a: [«b: c»]\n", ("a", 0)),
    ("a: [b: «c»]\n", ("a", 0, "b")),
    ("a: «{}»\n", ("a",)),
    # empty values belong after their colon or dash
    ("a:«»\n\n\nb: 1\n", ("a",)),
    ("a:«»   # c\nb: 1\n", ("a",)),
    ("a:\n  b:«»\nc: 1\n", ("a", "b")),
    ("a:«»", ("a",)),
    ("a :«»\n", ("a",)),
    ("-«»\n- b\n", (0,)),
    ("- a\n-«»\n", (1,)),
    ("- a\n-«»  # c\n- b\n", (1,)),
    ("{a:«» , b: 1}", ("a",)),
    ("{a: 1, b:«» }", ("b",)),
    ("{a«», b: 1}", ("a",)),
    ("[a:«» , b]", (0, "a")),
    ("? a«»\n? b\n", ("a",)),
    ("---«»\n---\na: 1\n", ()),
    # anchors are no part of a value, tags are
    ("a: &x «b»\n", ("a",)),
    ("a: &x «{b: 1}»\n", ("a",)),
    ("a: &x\n  «b: 1»\nc: 2\n", ("a",)),
    ("a: &x # c\n  «- 1»\n", ("a",)),
    ("a: &x «|\n  b»\nc: 1\n", ("a",)),
    ("a: &x«»\nb: 1\n", ("a",)),
    ("[&x«» , b]", (0,)),
    ("a: «!!str b»\n", ("a",)),
    ("a: &x «!!str b»\n", ("a",)),
    ("a: !!str &x «b»\n", ("a",)),
    ("a: «!!str»\nb: 1\n", ("a",)),
    ("a: «!Sub\n  - b»\n\nc: 1\n", ("a",)),
    ("a: «!Sub |\n  b»\nc: 1\n", ("a",)),
    ("a: «!!map {b: 1}»\n", ("a",)),
    # an alias is found where it stands; its origin where it was written
    ("a: &x ‹b›\nc: «*x»\n", ("c",)),
    ("a: &x\n  ‹b: 1›\nc: «*x»\n", ("c",)),
    ("a: &x\n  b: ‹1›\nc: «*x»\n", ("c", "b")),
    ("a: &x [1, ‹2›]\nc: [0, «*x»]\n", ("c", 1, 1)),
    ("a: &x [1, &y ‹2›]\nb: &z [*y]\nc: «*z»\n", ("c", 0)),
    ("a: &x 1\nb: &x ‹2›\nc: «*x»\n", ("c",)),
    ("a: &x {b: ‹1›}\nc:\n  <<: «*x»\n  d: 2\n", ("c", "b")),
    ("a: &x {b: 1}\nc:\n  <<: *x\n  b: «2»\n", ("c", "b")),
    ("a: &x {b: 1}\ne: &y {d: ‹2›}\nc:\n  <<: [*x, «*y»]\n", ("c", "d")),
    ("a: &x {b: ‹1›}\nc: &y {<<: *x}\nd: {<<: «*y»}\n", ("d", "b")),
    ("a:\n  <<: {b: «1»}\n", ("a", "b")),
    ("a: &x {b: ‹1›}\nc: {<<: {<<: «*x»}}\n", ("c", "b")),
    # a key given twice counts where it last stands
    ("a: 1\na: «2»\n", ("a",)),
    # a key of Step Functions stands for the member it fills in
    ("a.$: «$.b»\n", ("a",)),
    # columns in code points, whatever stands before
    ("'😀': 1\n漢: «2»\n", ("漢",)),
    ('{"😀e\u0301": «b»}\n', ("😀e\u0301",)),
    ("a: '😀' # 漢\nb: «c»\n", ("b",)),
    # line breaks
    ("a: 1\r\nb: «2»\r\n", ("b",)),
    ("a: «|\r\n  b\r\n  c»\r\nd: 1\r\n", ("a",)),
    ("a:«»\r\nb: 1\r\n", ("a",)),
    ("a: 1\rb: «2»\r", ("b",)),
    ("a: '\x85'\nb: «2»\n", ("b",)),
    ("a: '\u2028\u2029'\nb: «2»\n", ("b",)),
    ("a: 1 # \u2028\nb: «2»\n", ("b",)),
    ("a:\t«b»\t# c\n", ("a",)),
    # below what the text spells out, the nearest place counts
    ("a: «!Sub b»\n", ("a", "c")),
    ("a: «b»\n", ("a", 0)),
]

KEYS: list[tuple[str, Path]] = [
    ("«a»: b\n", ("a",)),
    ("«'a'»: b\n", ("a",)),
    ('a: {«"b"»: 1}\n', ("a", "b")),
    ("? «a»\n: b\n", ("a",)),
    ("- «a»: b\n", (0, "a")),
    ("a:\n  «b»:\n", ("a", "b")),
    ("&x «a»: b\n", ("a",)),
    ("«!!str a»: b\n", ("a",)),
    ("a: 1\n«a»: 2\n", ("a",)),
    ("{«a»}\n", ("a",)),
    ("«漢 字»: b\n", ("漢 字",)),
    ("a: 1\r\n«b»: 2\r\n", ("b",)),
    ("a: &x {‹b›: 1}\nc: «*x»\n", ("c", "b")),
    ("a: &x {‹b›: 1}\nc: {<<: «*x»}\n", ("c", "b")),
    ("«a.$»: $.b\n", ("a",)),
    ("- «a»\n", (0,)),
]

MISSING: list[tuple[str, Path]] = [
    # at the key of the mapping that lacks the member
    ("a: 1\n«b»:\n  c: 1\n", ("b", "x")),
    ("a: {«b»: {}}\n", ("a", "b", "x")),
    # a mapping without a key: at its first key, or at its bracket
    ("# c\n«a»: 1\n", ("x",)),
    ("- «a»: 1\n", (0, "x")),
    ("«{»a: 1}\n", ("x",)),
    ("- «{»}\n", (0, "x")),
    ("- &x «a»: 1\n", (0, "x")),
    ("- &x\n  ‹a: 1›\n- «*x»\n", (1, "x")),
]


@pytest.mark.parametrize(("text", "path"), VALUES)
def test_a_value_stands_where_it_is_written(text: str, path: Path) -> None:
    plain, place = marked(text)
    assert document(plain).locate(0, path, "value") == place


@pytest.mark.parametrize(("text", "path"), KEYS)
def test_a_key_stands_where_it_is_written(text: str, path: Path) -> None:
    plain, place = marked(text)
    assert document(plain).locate(0, path, "key") == place


@pytest.mark.parametrize(("text", "path"), MISSING)
def test_what_is_missing_is_shown_where_it_should_stand(text: str, path: Path) -> None:
    plain, place = marked(text)
    assert document(plain).locate(0, path, "missing") == place


@pytest.mark.parametrize("text", [text for text, _ in (*VALUES, *KEYS, *MISSING)])
def test_every_place_is_the_same_without_the_c_scanner(
    text: str, same_without_c: Callable[[str], None]
) -> None:
    same_without_c(marked(text)[0])


@pytest.mark.parametrize("part", ["key", "value"])
def test_a_place_in_a_later_document_counts_from_the_start_of_the_file(part: Part) -> None:
    text = "a: b\n---\na: b\n...\n---\na: b\n"
    start = text.rindex("a" if part == "key" else "b")
    assert document(text).locate(2, ("a",), part).span == Span(start, start + 1)


def test_a_byte_order_mark_moves_no_place() -> None:
    source = Source.from_bytes("a.yaml", b"\xef\xbb\xbfa: b\n")
    place = parse(source, Limits()).locate(0, ("a",), "value")
    assert source.position(place.span.start) == (1, 4)


def test_a_finding_on_an_aliased_value_shows_both_places() -> None:
    text = (
        "InstanceId: 12345678-1234-1234-1234-123456789012\n"
        "ContactFlowId: 87654321-4321-4321-4321-210987654321\n"
        "ParticipantDetails: {DisplayName: Jane}\n"
        "Attributes: {a: &x [1], b: *x}\n"
    )
    first, second = Linter().check(Source("a.yaml", text)).diagnostics
    assert (text[slice(*first.span)], text[slice(*second.span)]) == ("[1]", "*x")
    assert first.related == ()
    ((message, _, span),) = [(r.message, r.source_name, r.span) for r in second.related]
    assert (message, span) == ("written here", first.span)


def test_the_places_of_many_members_are_found_soon() -> None:
    read_as = document("".join(f"k{n}: {n}\n" for n in range(9_000)))
    start = time.process_time()
    places = [read_as.locate(0, (f"k{n}",), "value") for n in range(9_000)]
    assert time.process_time() - start < 2
    assert len({place.span for place in places}) == 9_000
