"""How much of a YAML file is read."""

from __future__ import annotations

import time

import pytest

from chatlint.model.document import Document, Limits, ParseIssue, ParseResult
from chatlint.model.source import Source
from chatlint.parsers import parse


def document(text: str, limits: Limits | None = None) -> Document:
    return parse(Source("a.yaml", text), limits or Limits())


NODES = Limits(nodes=7)


@pytest.mark.parametrize(
    ("limits", "within", "beyond", "detail"),
    [
        (Limits(depth=3), "[[[1]]]", "[[[[1]]]]", "more than 3 levels of nesting"),
        (Limits(depth=2), "a:\n- 1\n", "a:\n- - 1\n", "more than 2 levels of nesting"),
        (NODES, "a: 1\nb: 2\nc: 3\n", "a: 1\nb: 2\nc: [3]\n", "more than 7 nodes"),
        (NODES, "[1, 2, 3, 4, 5, 6]", "[1, 2, 3, 4, 5, 6, 7]", "more than 7 nodes"),
        # What only the composer reads, for its anchor.
        (NODES, "[&x 1, 2, 3, 4, 5, 6]", "[&x 1, 2, 3, 4, 5, 6, 7]", "more than 7 nodes"),
        (Limits(depth=3), "[&x [[1]]]", "[&x [[[1]]]]", "more than 3 levels of nesting"),
        (
            Limits(documents=2),
            "--- &x 1\n--- 2\n",
            "--- &x 1\n--- 2\n--- 3\n",
            "more than 2 documents",
        ),
        (
            Limits(expansion=4),
            "[&x [1], &y 1, *x, *x]",
            "[&x [1], &y 1, *x, *x, *y]",
            "more than 4 nodes that aliases stand for",
        ),
        (
            Limits(expansion=4),
            "a: &x [*x]\nb: *x\n--- [&y [1], *y]",
            "a: &x [*x]\nb: *x\n--- [&y [1], *y, *y]",
            "more than 4 nodes that aliases stand for",
        ),
        (
            Limits(aliases=2),
            "[&x 1, *x, *x]",
            "[&x 1, *x, *x, *x]",
            "more than 2 aliases",
        ),
        (
            Limits(expansion=4),
            "[&x [1], *x, *x]",
            "[&x [1, 2], *x, *x]",
            "more than 4 nodes that aliases stand for",
        ),
        (
            Limits(documents=2),
            "--- 1\n--- 2\n",
            "--- 1\n--- 2\n--- 3\n",
            "more than 2 documents",
        ),
        (
            Limits(documents=2),
            "---\n1\n---\n2\n",
            "---\n1\n---\n2\n---\n3\n",
            "more than 2 documents",
        ),
    ],
)
def test_a_limit_may_be_reached_and_not_passed(
    limits: Limits, within: str, beyond: str, detail: str
) -> None:
    assert not _but_cycles(document(within, limits).parsed)
    reading = document(beyond, limits).parsed
    (fault,) = _but_cycles(reading)
    assert fault.span.end == fault.span.start + 1
    assert fault.kind == "over-limit"
    assert fault.detail.startswith(f"{detail} in one file; --max-")
    assert not reading.values


def _but_cycles(reading: ParseResult) -> list[ParseIssue]:
    return [each for each in reading.issues if "leads back into itself" not in each.detail]


def test_the_option_named_is_the_one_that_helps() -> None:
    options = {
        "depth": "[[1]]",
        "nodes": "[1]",
        "documents": "--- 1\n--- 2",
        "aliases": "[&x 1, *x, *x]",
    }
    for option, text in options.items():
        (fault,) = document(text, Limits()._replace(**{option: 1})).parsed.issues
        assert fault.detail.endswith(f"; --max-{option} raises the limit")


@pytest.mark.parametrize("character", ["a", "é", "😀"])
def test_size_is_counted_in_bytes(character: str) -> None:
    text = character * 8
    size = len(text.encode())
    assert not document(text, Limits(size=size)).parsed.issues
    (fault,) = document(text, Limits(size=size - 1)).parsed.issues
    assert fault.kind == "over-limit"
    assert fault.detail == f"larger than {size - 1:,} bytes; --max-size raises the limit"


def test_a_yaml_file_may_have_256_kib() -> None:
    assert not document("a" * 256 * 1024).parsed.issues
    assert document("a" * (256 * 1024 + 1)).parsed.issues


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "{a: " * 65_000, "- " * 100_000, "? " * 100_000, "[" * 1000 + "]" * 1000],
    ids=["lists", "mappings", "items", "keys", "closed"],
)
def test_deep_nesting_ends_at_once(text: str) -> None:
    start = time.process_time()
    (fault,) = document(text).parsed.issues
    assert fault.kind == "over-limit"
    assert "more than 64 levels of nesting" in fault.detail
    assert time.process_time() - start < 2


@pytest.mark.parametrize("start", ["a: ", "a: |\n  ", "["])
@pytest.mark.parametrize("unit", ["| #", "\t", "' ", "] ", " \n", "${", "{{", "!", "a\n ", "---\n"])
def test_no_pattern_takes_long(start: str, unit: str) -> None:
    text = f"a: b\n{start}{unit * (200_000 // len(unit))}\nc"
    started = time.process_time()
    document(text)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("limits", [Limits(depth=2), Limits(nodes=5), Limits(documents=1)])
def test_limits_are_the_same_without_the_c_scanner(
    limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "a:\n- 1\n- b:\n    c: 2\n---\nd: 3\n"
    told = document(text, limits).parsed.issues
    monkeypatch.setattr("chatlint.parsers.yaml.event_parser.CParser", None)
    assert document(text, limits).parsed.issues == told != ()
