"""Long files, read record by record."""

from __future__ import annotations

import gzip
import json
import random
import tracemalloc
from collections.abc import Callable, Iterator
from io import BufferedReader, BytesIO, RawIOBase
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlint import Linter, Source
from chatlint.linter.file_linter import lint_open_file
from chatlint.model.document import Limits
from chatlint.model.result import FileResult
from chatlint.parsers import gzip_chunks
from chatlint.parsers import json_records as reader
from chatlint.parsers.json_records import JsonRecord
from chatlint.reports import FORMATS, load_renderer
from chatlint.reports.report import build_report
from chatlint.reports.style import Style

EVENT = {"eventSource": "connect.amazonaws.com", "eventName": "StartChatContact"}
SENT = {
    "InstanceId": "7d261e94-17bc-4f3e-96f7-f9b7541ce479",
    "ContactFlowId": "846ec553-a005-41c0-8341-0123456789ab",
    "ParticipantDetails": {"DisplayName": "***"},
}
OTHER = json.dumps({"eventSource": "s3.amazonaws.com", "eventName": "PutObject"})


def event(**more: Any) -> str:
    return json.dumps({**EVENT, "requestParameters": {**SENT, **more}}, ensure_ascii=False)


SHORT_AT = event(ChatDurationInMinutes=1).index(": 1}") + 3  # column


def records(text: str | bytes, name: str = "a.jsonl", limit: int = 1000) -> list[JsonRecord]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(reader.iter_records(name, BytesIO(data), limit))


def check(text: str | bytes, name: str = "a.jsonl", **settings: Any) -> FileResult:
    data = text if isinstance(text, bytes) else text.encode()
    linter = Linter(**settings)
    result = lint_open_file(linter, name, BufferedReader(BytesIO(data)))
    assert isinstance(result, FileResult)
    return result


def told(result: FileResult) -> list[str]:
    """Where each finding is, and its rule."""
    where = result.source.where
    return [f"{where(each.span.start)} {each.rule}" for each in result.diagnostics]


@pytest.fixture(params=[1, 7, 1024 * 1024])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much of a file is read at a time."""
    for module in (reader, gzip_chunks):
        monkeypatch.setattr(module, "CHUNK_SIZE", request.param)


class TestLines:
    @given(
        st.lists(st.text('aé😀"{}\t ', max_size=8), max_size=6),
        st.sampled_from(["\n", "\r\n"]),
        st.booleans(),
        st.integers(1, 9),
    )
    def test_each_line_that_is_not_blank_is_a_record(
        self, lines: list[str], line_break: str, ended: bool, size: int
    ) -> None:
        text = line_break.join(lines) + (line_break if ended else "")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reader, "CHUNK_SIZE", size)
            found = list(reader._iter_lines(reader._read_chunks(BytesIO(text.encode())), 1000))
        source = Source("a", text)
        kept = [number for number, line in enumerate(lines, 1) if line.strip()]
        assert [record.line for record in found] == kept
        assert [record.document for record in found] == list(range(len(kept)))
        for record in found:
            assert record.text.removesuffix("\r") == lines[record.line - 1]
            assert source.position(record.offset) == (record.line, 1)

    def test_one_text_on_many_lines_is_a_record(self) -> None:
        text = '{\n"a":\n1}\n'
        assert records(text) == [JsonRecord(text, 1, 1, 0)]

    @pytest.mark.parametrize("more", [0, 1])
    @pytest.mark.parametrize("text", ['"{}"\n"b"\n', '[\n"{}"]'])
    def test_a_record_may_be_as_long_as_the_limit(self, text: str, more: int) -> None:
        text = text.format("x" * (40 + more))
        limit = 42 if text.startswith('"') else 45
        found = records(text, limit=limit)
        assert bool(found[0].issue) is bool(more)
        assert all(each.issue is None for each in found[1:])

    @pytest.mark.usefixtures("chunk")
    def test_a_mark_at_the_beginning_is_no_part_of_the_text(self) -> None:
        (found, _) = records(b"\xef\xbb\xbf{}\n{}\n")
        assert found == JsonRecord("{}", 1, 1, 0)

    @pytest.mark.usefixtures("chunk")
    def test_a_line_that_is_too_long_is_one_finding(self) -> None:
        long = event(Attributes={"a": "x" * 3000})
        text = f"{event()}\n{long}\n{event(ChatDurationInMinutes=1)}\n"
        result = check(text, limits=Limits(size=2000))
        assert told(result) == ["a.jsonl:2:1 CHAT004", f"a.jsonl:3:{SHORT_AT} CHAT401"]
        assert result.requests == 2

    @pytest.mark.usefixtures("chunk")
    @pytest.mark.parametrize(("length", "is_too_long"), [(100, False), (101, True)])
    def test_a_line_may_be_as_long_as_the_limit(self, length: int, is_too_long: bool) -> None:
        line = f'"{"x" * (length - 2)}"'
        found = records(f"{line}\n{line}\n", limit=100)
        assert [each.issue is not None for each in found] == [is_too_long] * 2

    @pytest.mark.usefixtures("chunk")
    def test_what_is_no_utf_8_costs_its_line_only(self) -> None:
        text = f"{event()}\n".encode()
        result = check(text + text.replace(b"***", b"\xe9\xff") + text)
        column = text.index(b"***") + 1
        assert told(result) == [f"a.jsonl:2:{column} CHAT001"]
        assert result.requests == 2


class TestEvents:
    @pytest.mark.usefixtures("chunk")
    @pytest.mark.parametrize("indent", [None, 1, 4])
    def test_the_items_of_the_list_are_records(self, indent: int | None) -> None:
        items = [{"a": "é😀", "b": [1, {"c": '"]},{'}]}, {}, {"d": None, "e": "é" * 70}]
        text = " \n" + json.dumps({"Records": items}, indent=indent, ensure_ascii=False)
        found = _events(text)
        assert [json.loads(record.text) for record in found] == items
        assert [record.path for record in found] == [("Records", index) for index in range(3)]
        for record in found:
            assert text.startswith(record.text, record.offset)
            assert Source("a", text).position(record.offset) == (record.line, record.column)

    @pytest.mark.usefixtures("chunk")
    @pytest.mark.parametrize("text", ['{"Records": []}', '{"Records": [', '{"Records":[ ]} x'])
    def test_there_may_be_none(self, text: str) -> None:
        assert _events(text) == []

    @pytest.mark.usefixtures("chunk")
    def test_behind_a_broken_one_nothing_can_be_told_apart(self) -> None:
        text = f'{{"Records": [{event()}, {event()[:-9]}, {event()}]}}'
        result = check(text, "a.json")
        assert [each.rule for each in result.diagnostics] == ["CHAT002"]
        assert result.requests == 1

    @pytest.mark.usefixtures("chunk")
    def test_one_that_never_ends_is_not_held(self) -> None:
        endless = f'{{"Records": [{event()}, {{"requestParameters": "{"x" * 5000}'
        result = check(endless, "a.json", limits=Limits(size=2000))
        assert [each.rule for each in result.diagnostics] == ["CHAT004"]

    @pytest.mark.parametrize("name", ["a.json", "a.json.gz"])
    def test_a_record_without_a_text_has_a_place_too(self, name: str) -> None:
        data = b'{"Records": [{"a": "\xf0x"}]}'
        result = check(gzip.compress(data)[:-9] if name.endswith(".gz") else data, name)
        (found,) = result.diagnostics
        assert found.rule == "CHAT001"
        assert found.span.end <= len(result.source.text)
        assert result.source.where(found.span.start) == f"{name}:1:1"

    def test_places_are_those_of_the_file(self) -> None:
        bad = event(ChatDurationInMinutes=1)
        for indent in (None, 2):
            items = [json.loads(each) for each in (event(), bad, OTHER, bad)]
            text = json.dumps({"Records": items}, indent=indent)
            result = check(text, "a.json")
            source = Source("a.json", text)
            marker = '"ChatDurationInMinutes": '
            starts = [text.index(marker) + len(marker), text.rindex(marker) + len(marker)]
            assert told(result) == [f"{source.where(start)} CHAT401" for start in starts]
            found = [result.source.file_offset(each.span.start) for each in result.diagnostics]
            assert found == starts
            pointer = "/Records/3/requestParameters/ChatDurationInMinutes"
            assert result.diagnostics[1].location.pointer == pointer
            one_by_one = Linter().check(Source("a.json", text))
            assert [d.location for d in one_by_one.diagnostics] == [
                d.location for d in result.diagnostics
            ]


def _events(text: str) -> list[JsonRecord]:
    return list(reader.iter_records("a.json", BytesIO(text.encode()), 1000))


def test_small_records_are_read_as_any_other() -> None:
    result = check(f'{event()}\n{{}}\nNaN\n"{{"\n[\n')
    assert told(result) == ["a.jsonl:3:1 CHAT002", "a.jsonl:5:1 CHAT002"]


def test_the_smallest_request_is_not_missed() -> None:
    assert check('{"":{"Attributes":1}}', requests=("",)).requests == 1


class TestPacked:
    def test_gzip_is_unpacked_on_the_way(self) -> None:
        text = f"{event()}\n{event(ChatDurationInMinutes=1)}\n"
        packed = check(gzip.compress(text.encode()), "a.jsonl.gz")
        assert [t.partition(":")[2] for t in told(packed)] == [
            t.partition(":")[2] for t in told(check(text))
        ]

    @pytest.mark.parametrize(
        ("spoil", "why"),
        [
            (lambda data: data[: len(data) // 2], "ends too early"),
            (lambda data: b"not gzip at all", "is damaged"),
            (lambda data: data[:20] + b"\0\0\0\0" + data[24:], "is damaged"),
        ],
    )
    def test_damage_is_a_finding(self, spoil: Callable[[bytes], bytes], why: str) -> None:
        data = gzip.compress(f"{event()}\n".encode() * 50)
        (record,) = [each for each in records(spoil(data), "a.gz") if each.issue]
        assert record.issue
        assert record.issue.kind == "not-text"
        assert why in record.issue.detail

    @pytest.mark.parametrize("unit", [b"\0", b"\n", b"{},", b'{"InstanceId": '])
    def test_what_would_go_on_and_on_is_not_unpacked(self, unit: bytes) -> None:
        data = gzip.compress(b'{"Records":[' + unit * (600_000 // len(unit)))
        *_, last = [each for each in records(data, "a.json.gz") if each.issue]
        assert last.issue
        assert (last.issue.kind, last.column) == ("over-limit", 1)
        told = "unpacks to more than 50 times its size, or too many small "
        assert last.issue.detail.startswith(told)
        more = records(data, "a.json.gz", 10_000_000)
        assert not any("unpacks" in each.issue.detail for each in more if each.issue)

    def test_what_is_not_packed_so_tightly_may_be_of_any_length(self) -> None:
        numbers = random.Random(1)
        text = "".join(f'{{"a": {numbers.random()}}}\n' for _ in range(5_000))
        found = records(gzip.compress(text.encode()), "a.jsonl.gz", limit=1_000)
        assert "".join(f"{each.text}\n" for each in found) == text

    @pytest.mark.parametrize("more", [0, 1])
    @pytest.mark.parametrize("data", [b"\n" * 400_000, b"0\n" * 4_001], ids=["bytes", "records"])
    def test_four_records_of_the_greatest_length_may_be_in_it(self, data: bytes, more: int) -> None:
        packed = gzip.compress(data + b"0" * more)
        assert 50 * len(packed) < 400_000  # or this would be the limit
        found = records(packed, "a.gz", 100_000)
        assert any(each.issue for each in found) is bool(more)

    @pytest.mark.parametrize("form", ["{}\n", "{},"])
    def test_nor_what_has_too_many_small_records(self, form: str) -> None:
        start = "" if form.endswith("\n") else '{"Records":['
        some, many = (
            records(gzip.compress((start + form * count).encode()), "a.json.gz")
            for count in (40, 1_000)
        )
        assert not any(each.issue for each in some)
        assert len(many) < 50
        assert many[-1].issue
        assert many[-1].issue.detail.endswith("too many small records; --max-size raises the limit")

    def test_what_was_left_unread_is_told(self) -> None:
        data = gzip.compress(b"{}\n" * 100_000)
        (found,) = check(data, "a.jsonl.gz").diagnostics
        assert (found.rule, found.message.partition(";")[0]) == (
            "CHAT004",
            "unpacks to more than 50 times its size, or too many small records",
        )
        met = lint_open_file(Linter(), "a.jsonl.gz", BufferedReader(BytesIO(data)), explicit=False)
        assert isinstance(met, FileResult)
        assert met.diagnostics == ()
        assert "as far as it can be read: unpacks to" in met.skip_reason

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda data: data[:-50],
            lambda data: data[:-8] + bytes(8),
            lambda data: data + b"x",
            lambda data: data[:-20] + b"\0\0\0" + data[-17:],
        ],
        ids=["cut", "crc", "more", "flipped"],
    )
    @pytest.mark.parametrize("explicit", [True, False])
    def test_what_comes_before_the_damage_is_judged(
        self, spoil: Callable[[bytes], bytes], explicit: bool
    ) -> None:
        events = "\n".join(event(ClientToken=f"{n:x}" * 9) for n in range(300))
        data = spoil(gzip.compress(f"{events}\n{event(ChatDurationInMinutes=1)}\n".encode()))
        met = lint_open_file(
            Linter(), "a.jsonl.gz", BufferedReader(BytesIO(data)), explicit=explicit
        )
        assert isinstance(met, FileResult)
        assert met.requests > 100
        assert "CHAT001" in {each.rule for each in met.diagnostics}

    @pytest.mark.parametrize(
        ("data", "rules"),
        [
            (b"{}", ["CHAT001"]),
            (b"\x1f\x8bnonsense", ["CHAT001"]),
            (gzip.compress(b"{}\n" * 9)[:-5], ["CHAT001"]),
            (gzip.compress(b"{\n" * 9)[:-5], ["CHAT001"]),
            (gzip.compress(b"{\n" * 9), []),
            (gzip.compress(b"{}\n"), []),
        ],
        ids=["no gzip", "no data", "cut", "cut and broken", "broken", "whole"],
    )
    def test_that_it_cannot_be_read_is_told_of_a_named_file(
        self, data: bytes, rules: list[str]
    ) -> None:
        assert [each.rule for each in check(data, "a.jsonl.gz").diagnostics] == rules
        met = lint_open_file(Linter(), "a.jsonl.gz", BufferedReader(BytesIO(data)), explicit=False)
        assert isinstance(met, FileResult)
        assert met.diagnostics == ()
        assert ("as far as it can be read" in met.skip_reason) is ("CHAT001" in rules)

    @pytest.mark.parametrize(
        ("text", "name", "place"),
        [
            ("", "a.jsonl.gz", (1, 1, 0, 0)),
            ("{}\n\n[]\n", "a.jsonl.gz", (4, 1, 7, 2)),
            ('{"Records":[\n{},\n', "a.json.gz", (3, 1, 17, 0)),
        ],
    )
    def test_damage_is_where_the_reading_ends(
        self, text: str, name: str, place: tuple[int, ...]
    ) -> None:
        whole = gzip.compress(text.encode())
        packed = whole + b"x" if text else b"no"
        (found,) = [each for each in records(packed, name) if each.issue]
        assert found[1:5] == place
        assert found.text == ""
        assert found.issue
        assert found.issue.span == (0, 1)

    def test_a_number_of_any_length_is_passed_over(self) -> None:
        text = f'{{"Records": [{"1" * 5_000}, {event(ChatDurationInMinutes=1)}]}}'
        assert [each.rule for each in check(text, "a.json").diagnostics] == ["CHAT401"]

    def test_any_other_json_may_be_packed_as_well(self) -> None:
        request = json.dumps({**SENT, "ChatDurationInMinutes": 1}, indent=2)
        result = check(gzip.compress(request.encode()), "a.json.gz")
        assert told(result) == ["a.json.gz:7:28 CHAT401"]


class TestBroken:
    def test_it_is_one_finding_and_the_rest_goes_on(self) -> None:
        lines = ["{", event(), "nonsense", "", '{"a": 1} 2', event(ChatDurationInMinutes=1)]
        result = check("\n".join(lines))
        assert told(result) == [
            "a.jsonl:1:1 CHAT002",
            "a.jsonl:3:1 CHAT002",
            "a.jsonl:5:10 CHAT002",
            f"a.jsonl:6:{SHORT_AT} CHAT401",
        ]
        assert [each.location.document for each in result.diagnostics] == [0, 2, 3, 4]

    def test_without_a_request_it_matters_only_if_it_names_one(self) -> None:
        assert check(f"{OTHER}\nnonsense\n").skip_reason
        assert told(check(f'{OTHER}\n{{"eventName": "StartChatContact"\n')) == [
            "a.jsonl:2:1 CHAT002"
        ]
        assert check("2026-03-01 12:00:00 INFO started\n" * 5000, "a.log").skip_reason

    def test_a_long_line_is_shown_in_part(self) -> None:
        line = event(Attributes={"a": "x" * 5000})
        spoiled = line.replace('"Attributes"', "'Attributes'")
        result = check(f"{event()}\n{spoiled}\n")
        (found,) = result.diagnostics
        assert result.source.position(found.span.start) == (2, line.index('"Attributes"') + 1)
        assert len(result.source.text) < 1000

    def test_no_secret_is_shown_because_its_text_was_cut(self) -> None:
        secret = "AKIA" + "LPNONVIUAJKEXJZ6"
        text = event(Attributes={"a": "x" * 195 + " " + secret})
        broken = text.replace('"}', '"]', 1)
        result = check(f"{event()}\n{broken}\n")
        assert result.diagnostics
        assert secret[6:] not in result.source.text


class TestMemory:
    @pytest.mark.slow
    def test_it_does_not_grow_with_the_file(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for module in (reader, gzip_chunks):
            monkeypatch.setattr(module, "CHUNK_SIZE", 16 * 1024)
        lines = [f"{OTHER}\n".encode() * 20, f"{event()}\n".encode()]
        linter = Linter()

        def peak(size: int) -> int:
            tracemalloc.start()
            file = BufferedReader(_Endless(lines, size))
            result = lint_open_file(linter, "a.jsonl", file)
            assert isinstance(result, FileResult)
            assert result.requests
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            return most

        peak(50_000)
        assert peak(1_000_000) < peak(100_000) + 100_000

    def test_a_file_that_is_all_wrong_is_read_up_to_a_point(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("chatlint.linter.record_linter._MOST_FINDINGS", 5)
        result = check(f"{event(ChatDurationInMinutes=1)}\n" * 50)
        assert [each.rule for each in result.diagnostics] == ["CHAT401"] * 6 + ["CHAT004"]
        assert result.requests == 6

    def test_fingerprints_differ(self) -> None:
        result = check(f"{event(ChatDurationInMinutes=1)}\n" * 3)
        assert len({each.fingerprint for each in result.diagnostics}) == 3


class _Endless(RawIOBase):
    """So many bytes of the same lines over and over."""

    def __init__(self, lines: list[bytes], size: int) -> None:
        self._lines = self._over(lines)
        self._left = size
        self._rest = b""

    def _over(self, lines: list[bytes]) -> Iterator[bytes]:
        while self._left > 0:
            for line in lines:
                self._left -= len(line)
                yield line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while len(self._rest) < len(buffer) and (more := next(self._lines, b"")):
            self._rest += more
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


@pytest.mark.parametrize("name", FORMATS)
def test_what_stands_below_lines_that_are_left_out_is_reported(name: str) -> None:
    result = check(f"{OTHER}\n" * 9 + event(ChatDurationInMinutes=1))
    assert told(result) == [f"a.jsonl:10:{SHORT_AT} CHAT401"]
    text = "".join(load_renderer(name)(build_report([result]), Style()))
    assert "CHAT401" in text
