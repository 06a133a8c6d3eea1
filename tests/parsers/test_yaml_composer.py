"""What YAML reads as, and what is objected to in keys, tags and aliases."""

from __future__ import annotations

import pytest

from chatlint.model.document import Document, Limits, NonJsonValue, ParseIssue
from chatlint.model.path import Path
from chatlint.model.source import Source
from chatlint.parsers import parse


def document(text: str) -> Document:
    return parse(Source("a.yaml", text), Limits())


def faults(text: str) -> list[tuple[str, str, str]]:
    """Word, line:column and detail of each fault of ``text``."""
    read_as = document(text)
    return [(fault.kind, at(text, fault), fault.detail) for fault in read_as.parsed.issues]


def at(text: str, fault: ParseIssue) -> str:
    return "{}:{}".format(*Source("a.yaml", text).position(fault.span.start))


class TestValues:
    @pytest.mark.parametrize(
        ("text", "values"),
        [
            ("", []),
            ("# nothing\n", []),
            ("---\n", [None]),
            ("a: b\n", [{"a": "b"}]),
            ("a: 1\n---\n- b\n...\n---\nc\n", [{"a": 1}, ["b"], "c"]),
            ("a: |\n  b\n\n  c\n", [{"a": "b\n\nc\n"}]),
            ("a: >-\n  b\n  c\n", [{"a": "b c"}]),
            ("a: |+\n  b\n\n", [{"a": "b\n\n"}]),
            ('a: "b\\tc\\u00e9\\\n  d"\n', [{"a": "b\tcéd"}]),
            ("a: 'it''s'\n", [{"a": "it's"}]),
            ("a: '60'\nb: \"true\"\nc: |-\n  1\n", [{"a": "60", "b": "true", "c": "1"}]),
            ("a: ! 60\n", [{"a": 60}]),
            ("{a: [1, ~], 'b': {c: no}}", [{"a": [1, None], "b": {"c": "no"}}]),
            ("a:\t1\t# c\n", [{"a": 1}]),
            ("%YAML 1.1\n---\na: yes\nb: 010\n", [{"a": "yes", "b": 10}]),
            ("a: 'x\x85y'\n", [{"a": "x y"}]),
            ("a: 2024-01-31\n", [{"a": NonJsonValue("date", "2024-01-31")}]),
            ("=: =\n", [{"=": "="}]),
        ],
    )
    def test_a_stream_is_read_as_aws_reads_it(self, text: str, values: list[object]) -> None:
        reading = document(text).parsed
        assert (list(reading.values), list(reading.errors)) == (values, [])

    @pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
    def test_values_do_not_depend_on_how_lines_break(self, line_break: str) -> None:
        text = "a: |\n  b\n  c\nd: e\n  f\n".replace("\n", line_break)
        assert list(document(text).parsed.values) == [{"a": "b\nc\n", "d": "e f"}]

    @pytest.mark.parametrize("name", ["a.yaml", "A.YML", "a.json.yaml", "-", "a.txt"])
    def test_yaml_is_known_by_its_name_or_its_beginning(self, name: str) -> None:
        assert list(parse(Source(name, "a: 1"), Limits()).parsed.values) == [{"a": 1}]


class TestAliases:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("a: &x [1]\nb: *x\n", {"a": [1], "b": [1]}),
            ("a: &x 1\nb: &x 2\nc: *x\n", {"a": 1, "b": 2, "c": 2}),
            ("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\n", {"b": 1, "c": 3}),
            ("a: &x {b: 1}\nc: &y {b: 2, e: 3}\nd: {<<: [*x, *y]}\n", {"b": 1, "e": 3}),
            ("a: &x {b: 1}\nc: &y {<<: *x}\nd: {<<: *y}\n", {"b": 1}),
            ("d: {<<: {b: 1}}\n", {"b": 1}),
            ("d: {'<<': 1}\n", {"<<": 1}),
        ],
    )
    def test_aliases_and_merges_are_filled_in(self, text: str, value: dict[str, object]) -> None:
        reading = document(text).parsed
        (root,) = reading.values
        assert root.get("d", root) == value
        assert not reading.issues

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("a: &x\n  b: *x\n", "2:6"),
            ("&x [*x]\n", "1:5"),
            ("a: &x\n  <<: *x\n", "2:7"),
            ("a: &x\n  b: &y\n    c: *x\n", "3:8"),
        ],
    )
    def test_an_alias_that_leads_back_into_itself_is_told(self, text: str, place: str) -> None:
        detail = "this alias leads back into itself, without end"
        assert faults(text) == [("over-limit", place, detail)]

    def test_an_anchor_does_not_outlive_its_document(self) -> None:
        detail = "no anchor `&x` before this; quote it if it is text"
        assert faults("a: &x 1\n---\nb: *x\n") == [("syntax-error", "3:4", detail)]

    def test_text_that_looks_like_an_alias_is_told(self) -> None:
        detail = "no anchor `&bold*` before this; quote it if it is text"
        assert faults("a: *bold*\n") == [("syntax-error", "1:4", detail)]

    @pytest.mark.parametrize("value", ["1", "[1]", "[{a: 1}, 2]", "text"])
    def test_only_mappings_are_merged(self, value: str) -> None:
        detail = "`<<` takes a mapping or a list of mappings"
        assert faults(f"a: {{<<: {value}}}\n") == [("syntax-error", "1:9", detail)]

    def test_what_aliases_stand_for_is_counted_and_never_built(self) -> None:
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
        (fault,) = document("\n".join(lines)).parsed.issues
        assert (fault.kind, fault.detail) == (
            "over-limit",
            "more than 10,000 nodes that aliases stand for in one file; "
            "--max-aliases raises the limit",
        )


class TestKeys:
    @pytest.mark.parametrize(
        ("text", "place", "path"),
        [
            ("a: 1\nb: 2\na: 3\n", "3:1", ("a",)),
            ("x:\n- {a: 1, 'a': 2}\n", "2:10", ("x", 0, "a")),
            ("a: &x {b: 1}\nc:\n  b: 1\n  <<: *x\n  b: 2\n", "5:3", ("c", "b")),
            ("<<: {}\n<<: {}\n", "2:1", ("<<",)),
        ],
    )
    def test_a_key_given_twice_is_told_and_the_last_counts(
        self, text: str, place: str, path: Path
    ) -> None:
        (fault,) = document(text).parsed.issues
        assert (fault.kind, at(text, fault), fault.path) == ("duplicate-key", place, path)
        ((message, first),) = fault.related
        assert message == "first given here"
        assert first.start < fault.span.start

    def test_the_last_of_two_values_counts(self) -> None:
        assert list(document("a: 1\na: 2\n").parsed.values) == [{"a": 2}]

    def test_what_overrides_a_merged_key_is_no_duplicate(self) -> None:
        assert not document("a: &x {b: 1}\nc: {b: 2, <<: *x}\n").parsed.issues

    @pytest.mark.parametrize(
        ("key", "kind"),
        [
            ("1", "a number"),
            ("1.5", "a number"),
            ("0x1F", "a number"),
            ("true", "a boolean"),
            ("~", "null"),
            ("null", "null"),
            ("2024-01-31", "a date"),
            ("[a]", "a list or mapping"),
            ("{a: b}", "a list or mapping"),
        ],
    )
    def test_a_key_that_is_no_text_is_told(self, key: str, kind: str) -> None:
        detail = f"the key `{key}` is {kind}, not text; quote it"
        text = f"x:\n  {key}: 1\n  a: 2\n"
        assert faults(text) == [("non-string-key", "2:3", detail)]
        assert list(document(text).parsed.values) == [{"x": {"a": 2}}]

    @pytest.mark.parametrize("text", ["? {a: b}\n: c\n", "{? {a: b} : c}\n", "{ {a: b}: c}\n"])
    def test_a_mapping_for_a_key_is_no_placeholder(self, text: str) -> None:
        ((word, _, detail),) = faults(text)
        assert word == "non-string-key"
        assert detail == "the key `{a: b}` is a list or mapping, not text; quote it"

    def test_what_comes_after_a_key_that_is_no_text_is_told_too(self) -> None:
        assert [(word, place) for word, place, _ in faults("{1: a, b: c, b: d, ~: e}\n")] == [
            ("non-string-key", "1:2"),
            ("duplicate-key", "1:14"),
            ("non-string-key", "1:20"),
        ]

    def test_a_key_that_is_not_there_is_told(self) -> None:
        assert faults("x:\n  : 1\n") == [
            ("non-string-key", "2:3", "there is no key before this `:`")
        ]


class TestTags:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("!!str 60", "60"),
            ("!!int '60'", 60),
            ("!!float 1", 1.0),
            ("!!bool yes", True),
            ("!!null x", None),
            ("!!map {a: 1}", {"a": 1}),
            ("!!seq [1]", [1]),
            ("!<tag:yaml.org,2002:str> 60", "60"),
            ("!Sub '${a}'", NonJsonValue("tag", "!Sub")),
            ("!GetAtt a.b", NonJsonValue("tag", "!GetAtt")),
            ("!Join ['', [a]]", NonJsonValue("tag", "!Join")),
        ],
    )
    def test_known_tags_say_what_a_value_is(self, text: str, value: object) -> None:
        reading = document(f"a: {text}\n").parsed
        assert (list(reading.values), list(reading.issues)) == ([{"a": value}], [])

    @pytest.mark.parametrize(
        ("text", "detail"),
        [
            ("!custom 1", "no AWS tool knows the tag `!custom`"),
            ("!!set {a}", "no AWS tool knows the tag `!!set`"),
            ("!!python/name:os.system x", "no AWS tool knows the tag `!!python/name:os.system`"),
            ("!!int abc", "`!!int` does not fit `abc`"),
            ("!!timestamp 2024-02-30", "`!!timestamp` does not fit `2024-02-30`"),
            ("!!str [1]", "`!!str` does not fit a list"),
            ("!!seq {a: 1}", "no AWS tool knows the tag `!!seq`"),
            ("!!map x", "no AWS tool knows the tag `!!map`"),
        ],
    )
    def test_other_tags_are_told(self, text: str, detail: str) -> None:
        assert faults(f"a: {text}\n") == [("foreign-tag", "1:4", detail)]
        (value,) = document(f"a: {text}\nb: 1\n").parsed.values
        assert isinstance(value, dict)
        assert (type(value["a"]), value["b"]) == (NonJsonValue, 1)

    @pytest.mark.parametrize("text", ['"\\ud800"', '"\\0"', '"a\\uDFFFb"'])
    def test_escapes_that_stand_for_no_character_are_told(self, text: str) -> None:
        ((word, place, detail),) = faults(f"a: {text}\n")
        assert (word, place) == ("not-text", "1:4")
        assert "NUL" in detail if "0" in text[:4] else "half a surrogate pair" in detail
