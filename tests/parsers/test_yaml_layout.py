"""What of a text begins where, held against looking at every offset."""

from __future__ import annotations

import pytest

from chatlint.model.document import Document, Limits
from chatlint.model.source import Source, Span
from chatlint.parsers import parse
from chatlint.parsers.yaml.layout import TokenLayout

TEXTS = {
    "block": "abc: b\nc:\n  d: 'e # f'\n  g: >\n    h\n    i\nj: k\n",
    "items": "- a\n- - b\n  - c: d\n    e: f\n-   g\n",
    "flow": "{a: b, c: [d, {e: f}, g], h: ''}\n",
    "tags": "a: !!str b\nc: &x # why\n  d\ne: *x\nf: | # kept\n  g\n",
    "documents": "--- a\n---\nb: c\n--- [d]\n",
    "empty": "a:\nb: ''\nc: [ ]\n",
    "blank": "# no more than this\n",
}
SCALARS = {
    "block": ["abc", "b", "c", "d", "'e # f'", "g", "\n    h\n    i", "j", "k"],
    "items": ["a", "b", "c", "d", "e", "f", "g"],
    "flow": ["a", "b", "c", "d", "e", "f", "g", "h", "''"],
    "tags": ["a", "b", "c", "d", "e", "f", "\n  g"],
    "documents": ["a", "b", "c", "d"],
    "empty": ["a", "b", "''", "c"],
    "blank": [],
}


def parsed(name: str) -> Document:
    return parse(Source("a.yaml", TEXTS[name]), Limits())


def layout(name: str) -> TokenLayout:
    return TokenLayout(TEXTS[name], parsed(name).roots)


def spans(name: str) -> list[Span]:
    """Where the scalars are, by looking for one after the other."""
    found, start = [], 0
    for scalar in SCALARS[name]:
        start = TEXTS[name].index(scalar, start)
        found.append(Span(start, start + len(scalar)))
        start += len(scalar)
    return found


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_in_a_scalar(name: str) -> None:
    text, known = TEXTS[name], spans(name)
    offsets = range(len(text) + 1)
    shown = layout(name)
    inside = [offset for offset in offsets if shown.is_in_scalar(offset)]
    assert inside == [o for o in offsets if any(each.start <= o < each.end for each in known)]
    parted = [offset for offset in offsets if shown.splits_scalar(offset)]
    assert parted == [o for o in offsets if any(each.start < o < each.end for each in known)]


def things(name: str) -> list[str]:
    """The text of everything around anything, without an order."""
    shown, text = layout(name), TEXTS[name]
    found = {span for offset in range(len(text)) for span in shown.spans_around(offset)}
    return sorted(text[span.start : span.end] for span in found)


def test_entries_items_and_values_are_around_what_is_in_them() -> None:
    assert things("flow") == sorted(
        [
            *("{a: b, c: [d, {e: f}, g], h: ''}", "a: b", "b", "c: [d, {e: f}, g]", "d"),
            *("[d, {e: f}, g]", "{e: f}", "e: f", "f", "g", "h: ''", "''"),
        ]
    )
    assert things("items") == sorted(
        [
            *("- a", "- - b\n  - c: d\n    e: f", "- b", "- c: d\n    e: f"),
            *("c: d", "d", "e: f", "f", "-   g"),
        ]
    )
    assert things("blank") == []


@pytest.mark.parametrize("name", TEXTS)
def test_the_innermost_comes_first(name: str) -> None:
    text, shown = TEXTS[name], layout(name)
    every = {span for offset in range(len(text) + 1) for span in shown.spans_around(offset)}
    for offset in range(len(text) + 1):
        around = list(shown.spans_around(offset))
        assert set(around) == {each for each in every if each.start <= offset <= each.end}
        assert around == sorted(around, key=lambda each: (-each.start, each.end))


@pytest.mark.parametrize("name", TEXTS)
def test_what_begins_is_the_outermost(name: str) -> None:
    text, shown = TEXTS[name], layout(name)
    every = {span for offset in range(len(text) + 1) for span in shown.spans_around(offset)}
    starts = sorted(every, key=lambda each: (each.start, -each.end))
    for offset in range(len(text) + 1):
        assert (
            shown.first_span_after(offset) == [each for each in starts if each.start >= offset][:1]
        )
        for end in range(offset, len(text) + 2):
            begun = [each for each in starts if offset <= each.start < end]
            # What lies in another one that begins here is no more than a part of it.
            outermost = [
                each
                for number, each in enumerate(begun)
                if not any(other.end > each.start for other in begun[:number])
            ]
            assert shown.spans_starting_in(Span(offset, end)) == outermost
