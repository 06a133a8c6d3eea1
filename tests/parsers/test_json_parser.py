"""What JSON reads as, where it stands, and how its faults are told."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlint.model.diagnostic import Part
from chatlint.model.document import Document, Limits, NonJsonValue, ParseIssue
from chatlint.model.path import Path
from chatlint.model.source import Source, Span
from chatlint.parsers import json as reader
from chatlint.parsers import parse


def document(text: str, limits: Limits | None = None) -> Document:
    return parse(Source("a.json", text), limits or Limits())


def only_fault(text: str) -> ParseIssue:
    (fault,) = document(text).parsed.issues
    return fault


def place(text: str) -> str:
    return "{}:{}".format(*Source("a.json", text).position(only_fault(text).span.start))


def marked(text: str) -> tuple[str, Span]:
    """``text`` without « and », and the span between them."""
    start, end = text.index("«"), text.index("»") - 1
    return text.replace("«", "").replace("»", ""), Span(start, end)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
JSON_LIKE = st.lists(
    st.sampled_from(
        [
            *'{}[],:"\\ \n\t\r\xa0é-+.eE019',
            *("true", "null", "NaN", '"a"', '"a":', "//", "\\u", "${x}"),
        ]
    ),
    max_size=12,
).map("".join)


class TestValues:
    @settings(max_examples=examples(200), deadline=None)
    @given(JSON, st.sampled_from([None, 2]), st.booleans())
    def test_what_json_writes_is_read_back(
        self, value: object, indent: int | None, ascii_only: bool
    ) -> None:
        text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
        reading = document(text).parsed
        assert [repr(each) for each in reading.values] == [repr(value)]
        assert [repr(root.value) for root in reading.node_tree()] == [repr(value)]

    @settings(max_examples=examples(500), deadline=None)
    @given(JSON_LIKE | st.text())
    def test_any_text_is_read_or_told_in_one_fault(self, text: str) -> None:
        reading = document(text).parsed
        try:
            json.loads(text, parse_constant=_refused)
            assert reading.values or reading.issues[0].kind == "not-text"
        except ValueError:
            assert len(reading.issues) == 1
            assert not reading.values
        for fault in reading.issues:
            assert 0 <= fault.span.start <= fault.span.end <= len(text)

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ('{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
            ('{"a": "\x7f\uffff\u2028"}', {"a": "\x7f\uffff\u2028"}),
            ('"\\/\\b\\f\\n\\r\\t\\"\\\\"', '/\b\f\n\r\t"\\'),
            (" \t\r\n[ ] ", []),
            ("-0.5e+3", -500.0),
            ("1e400", float("inf")),
            ("9" * 5000, NonJsonValue("number", "9" * 5000)),
            ('{"a.b": "2024-01-31"}', {"a.b": "2024-01-31"}),
        ],
    )
    def test_json_is_read_as_json(self, text: str, value: object) -> None:
        reading = document(text).parsed
        assert (list(reading.values), list(reading.issues)) == ([value], [])
        assert [root.value for root in reading.node_tree()] == [value]

    @pytest.mark.parametrize("name", ["a.json", "A.JSON", "-", "<stdin>", "request"])
    def test_json_is_known_by_its_name_or_its_beginning(self, name: str) -> None:
        fault = parse(Source(name, ' {"a": 1,}'), Limits()).parsed.issues[0]
        assert fault.detail == "a comma before `}`; JSON allows none"

    def test_a_byte_order_mark_moves_no_place(self) -> None:
        source = Source.from_bytes("a.json", b'\xef\xbb\xbf{"a": 1}')
        span = parse(source, Limits()).locate(0, ("a",), "value").span
        assert source.position(span.start) == (1, 7)


def _refused(constant: str) -> None:
    raise ValueError(constant)

    def test_placeholders_may_stand_for_values_where_that_is_said(self) -> None:
        text = '{"a": {{ x }}, "b": [${y}]}'
        reading = parse(Source("a.json", text), Limits(), allow_placeholders=True).reading
        assert list(reading.faults) == []
        (root,) = reading.compose()
        assert root.value == {
            "a": NonJsonValue("tag", "{{ x }}"),
            "b": [NonJsonValue("tag", "${y}")],
        }
        assert [entry.value.span for entry in root.entries or ()] == [Span(6, 13), Span(20, 26)]
        assert not document(text).reading.values


class TestPlaces:
    @pytest.mark.parametrize(
        ("text", "path", "part"),
        [
            ('«{"a": 1}» \n', (), "value"),
            ('{"a" : «1»}', ("a",), "value"),
            ('{«"a"» : 1}', ("a",), "key"),
            ('{"a": «"b\\n\\"c"»}', ("a",), "value"),
            ('{"a": «[1, {"b": null}]»}', ("a",), "value"),
            ('{"a": [1, {"b": «null»}]}', ("a", 1, "b"), "value"),
            ('{"a": [1, {«"b"»: null}]}', ("a", 1, "b"), "key"),
            ('[«-1.5e3», true]', (0,), "value"),
            ('[-1.5e3,\r\n\t«true»]', (1,), "value"),
            ('{"😀漢": «{}»}', ("😀漢",), "value"),
            ('{"a": 1, "a": «2»}', ("a",), "value"),
            ('{"a": 1, «"a"»: 2}', ("a",), "key"),
            ('{«"\\u0061"»: 1}', ("a",), "key"),
            ('{"a.$": «"$.b"»}', ("a",), "value"),
            ('{«"b"»: {"a": 1}}', ("b", "x"), "missing"),
            ('[«{»"a": 1}]', (0, "x"), "missing"),
            ('«{»}', ("x",), "missing"),
        ],
    )  # fmt: skip
    def test_what_is_meant_stands_where_it_is_written(
        self, text: str, path: Path, part: Part
    ) -> None:
        plain, span = marked(text)
        assert document(plain).locate(0, path, part) == (span, None)

    @settings(max_examples=examples(100), deadline=None)
    @given(JSON, st.sampled_from([None, 2]))
    def test_every_value_is_what_stands_at_its_place(
        self, value: object, indent: int | None
    ) -> None:
        text = json.dumps(value, indent=indent, ensure_ascii=False)
        read_as = document(text)
        for path, inner in _paths(value, ()):
            start, end = read_as.locate(0, path, "value").span
            assert repr(json.loads(text[start:end])) == repr(inner)
            if path and isinstance(path[-1], str):
                start, end = read_as.locate(0, path, "key").span
                assert json.loads(text[start:end]) in (path[-1], f"{path[-1]}.$")


def _paths(value: object, path: Path) -> Iterator[tuple[Path, object]]:
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            if f"{key}.$" not in value and key.removesuffix(".$") == key:
                yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*path, index))


class TestFaults:
    def test_a_key_given_twice_is_told_at_both_places(self) -> None:
        text = '{"x": [{"a": 1, "b": 2, "a": 3}]}'
        fault = only_fault(text)
        assert (fault.kind, place(text)) == ("duplicate-key", "1:25")
        assert fault.path == ("x", 0, "a")
        assert fault.related == (("first given here", Span(8, 11)),)
        assert list(document(text).parsed.values) == [{"x": [{"a": 3, "b": 2}]}]

    @pytest.mark.parametrize(
        "text",
        [
            '{"x": {"a": 1}, "a": 2, "b": 3, «"b"»: 4}',
            '{"a": 1, "x": {"a": 1, "b": 2, «"b"»: 3}, "b": 4}',
            '[{"a": 1}, {"a": 1, «"a"»: 2}, {"a": 3}]',
        ],
    )
    def test_the_same_key_of_another_mapping_is_none_given_twice(self, text: str) -> None:
        plain, span = marked(text)
        assert only_fault(plain).span == span

    @pytest.mark.parametrize(
        "escape", ["\\u0000", "\\ud800", "\\uDC00", "\\ud800\\ud800", "\\udead!"]
    )
    def test_an_escape_that_stands_for_no_character_is_told(self, escape: str) -> None:
        text = f'{{"a": ["b", "{escape}"]}}'
        fault = only_fault(text)
        assert (fault.kind, place(text), fault.path) == ("not-text", "1:13", ("a", 1))
        assert "NUL" in fault.detail or "half a surrogate pair" in fault.detail

    @pytest.mark.parametrize(
        "text", ['«{»"a": 1', '{"a": «[»1', '{"a": {"b": [1, «{»"c": [{}], "d": [], "e": {}', "«[»"]
    )
    def test_what_is_never_closed_is_told_where_it_is_opened(self, text: str) -> None:
        plain, span = marked(text)
        fault = only_fault(plain)
        assert fault.span == span
        assert fault.detail == f"the `{plain[span.start]}` opened here is never closed"

    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ('"«\\ud800»"', ()),
            ('["", {"«\\ud800»": 1}]', (1,)),
            ('[[], [[1, 2], "«\\ud800»"]]', (1, 1)),
            ('{"a": {"b": [0]}, "c": {"d": "«\\ud800»"}}', ("c", "d")),
        ],
    )
    def test_a_fault_knows_its_path(self, text: str, path: Path) -> None:
        plain, span = marked(text)
        fault = only_fault(plain)
        assert fault.span == Span(span.start - 1, span.end + 1)
        assert (fault.document, fault.path) == (0, path)


class TestLimits:
    @pytest.mark.parametrize(
        ("limits", "within", "beyond", "detail"),
        [
            (Limits(depth=3), "[[[1]]]", "[[[[1]]]]", "more than 3 levels of nesting"),
            (Limits(depth=2), '{"a": [], "b": {}}', '{"a": [[]]}', "more than 2 levels of nesting"),
            (Limits(nodes=5), '{"a": 1, "b": 2}', '{"a": 1, "b": [2]}', "more than 5 nodes"),
            # Its commas and braces are as many as entries; nodes are twice as many, and one.
            (
                Limits(nodes=10),
                '{"a": 1, "b": 2, "c": 3, "d": 4}',
                '{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}',
                "more than 10 nodes",
            ),
            (Limits(nodes=5), "[1, 2, 3, 4]", "[1, 2, 3, 4, 5]", "more than 5 nodes"),
        ],
    )
    def test_a_limit_may_be_reached_and_not_passed(
        self, limits: Limits, within: str, beyond: str, detail: str
    ) -> None:
        assert not document(within, limits).parsed.issues
        reading = document(beyond, limits).parsed
        (fault,) = reading.issues
        assert fault.kind == "over-limit"
        assert (fault.document, fault.path, fault.related, fault.edits) == (0, (), (), None)
        option = "depth" if "levels" in detail else "nodes"
        assert fault.detail == f"{detail} in one file; --max-{option} raises the limit"
        assert not reading.values

    @pytest.mark.parametrize(
        ("limits", "text"),
        [
            (Limits(depth=2), '[ [ «[»1]]]'),
            (Limits(depth=1), '{"a":\n«{»}}'),
            (Limits(nodes=3), '[1, 2,«3»3]'),
            (Limits(nodes=2), '{"a" : «[»]}'),
            (Limits(nodes=3), '{"a":1, «"»b": 2}'),
        ],
    )  # fmt: skip
    def test_a_limit_is_passed_where_it_is_told(self, limits: Limits, text: str) -> None:
        plain, span = marked(text)
        (fault,) = document(plain, limits).parsed.issues
        assert fault.span == span

    def test_a_json_file_may_have_a_mebibyte(self) -> None:
        assert not document(f'"{"a" * (1024 * 1024 - 2)}"').parsed.issues
        fault = only_fault(f'"{"a" * (1024 * 1024 - 1)}"')
        assert fault.detail == "larger than 1,048,576 bytes; --max-size raises the limit"

    @pytest.mark.parametrize(
        "text", ["[" * 100_000, '{"a":' * 100_000, "[" * 100_000 + "]" * 100_000]
    )
    def test_deep_nesting_ends_at_once(self, text: str) -> None:
        start = time.process_time()
        detail = "more than 64 levels of nesting in one file; --max-depth raises the limit"
        assert only_fault(text).detail == detail
        assert time.process_time() - start < 2

    def test_many_repeated_keys_end_soon(self) -> None:
        keys = [f'"k{n}": 1' for n in range(4900)]
        start = time.process_time()
        assert len(document(f"{{{', '.join([*keys, *[keys[-1]] * 4900])}}}").parsed.issues) == 4900
        assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ('{"a": [[1]]}', Limits(depth=3)),
        ('[[1], [2], [3], {"a": 1}]', Limits(depth=2)),  # many brackets, none of them deep
        ('{"a": [1]}', Limits(nodes=5)),
    ],
)
def test_up_to_the_limits_the_composer_is_not_needed(
    monkeypatch: pytest.MonkeyPatch, text: str, limits: Limits
) -> None:
    monkeypatch.delattr(reader, "_compose")
    assert reader.parse(text, limits).values == [json.loads(text)]


@pytest.mark.parametrize(
    ("text", "limits", "option"),
    [
        ('{"a": [[1]]}', Limits(depth=2), "depth"),
        ('[[1], [2], [3], {"a": 1}]', Limits(depth=1), "depth"),
        ('{"a": [1]}', Limits(nodes=2), "nodes"),
    ],
)
def test_beyond_them_it_says_which_it_is(text: str, limits: Limits, option: str) -> None:
    (fault,) = reader.parse(text, limits).issues
    assert f"--max-{option} raises the limit" in fault.detail
