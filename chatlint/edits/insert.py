"""Edits that change a document in the style of its text.

Each function returns ``None`` where the way the text is written makes the change unsafe.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from chatlint.edits.layout import NodeSlot, SourceLayout, written_entries
from chatlint.edits.quote import is_quotable, spell_scalar
from chatlint.edits.remove import DASHES, Edits
from chatlint.model.diagnostic import Edit
from chatlint.model.document import Node
from chatlint.model.source import Span

_DASH_WIDTH = 2  # indentation of dashes if no other list shows it


def replace_scalar(layout: SourceLayout, node: Node, value: object) -> Edits | None:
    """Replace the scalar ``node`` by the scalar ``value``."""
    if not layout.is_scalar(node):
        return None
    text = json.dumps(value)
    if isinstance(value, str):
        text = spell_scalar(value, '"' if layout.is_json else layout.quote_of(node))
    start, end = node.span
    return (Edit(node.span, text if start < end else f" {text}"),)


def rename_key(layout: SourceLayout, slot: NodeSlot, name: str, old: str) -> Edits | None:
    """Rename the key ``old`` at ``slot`` to ``name``, unless its mapping has that key already."""
    entry = slot.entry
    if entry is None or not layout.is_scalar(entry.key):
        return None
    key = entry.key
    if layout.text.startswith(("|", ">"), key.span.start):
        return None
    if slot.holder.entry(name) is not None or old in layout.merged_names(slot.holder):
        return None
    name += key.value[len(old) :]  # the ``.$`` of Step Functions
    return (Edit(key.span, spell_scalar(name, '"' if layout.is_json else layout.quote_of(key))),)


def quote_scalar(layout: SourceLayout, span: Span) -> Edits | None:
    """Put quotes around the text at ``span``."""
    written = layout.text[span.start : span.end]
    quotes = ('"',) if layout.is_json else (layout.quote, '"', "'")
    quote = next((each for each in quotes if is_quotable(written, each)), None)
    if quote is None or not written or written[0] in "!&*|>":
        return None
    return (Edit(Span(span.start, span.start), quote), Edit(Span(span.end, span.end), quote))


def append_items(layout: SourceLayout, items: Node, texts: Iterable[str]) -> Edits | None:
    """Append the strings ``texts`` to the list ``items``."""
    if items.items is None or items.target is not None:
        return None
    members = layout.member_spans(items)
    if members is None or (not members and not items.flow):
        return None
    last = items.items[-1] if members else None
    model = last if last and layout.is_scalar(last) else None
    quote = layout.quote_of(model) if model else layout.value_quote
    words = [spell_scalar(each, '"' if layout.is_json else quote) for each in texts]
    if not items.flow:
        assert last is not None
        return _append_to_block(layout, items, last, members, words)
    if not members:
        inside = Span(items.span.start + 1, items.span.end - 1)
        blank = not layout.text[inside.start : inside.end].strip()
        return (Edit(inside, ", ".join(words)),) if blank else None
    return _append_to_flow(layout, items, members, words)


def _append_to_block(
    layout: SourceLayout, items: Node, last: Node, members: list[Span], words: list[str]
) -> Edits | None:
    dash, end = members[-1]
    stop = layout.line_end(end)
    if stop is None or layout.ends_in_block_scalar(items):
        return None
    margin = _margin_before(layout, dash)
    gap = layout.text[dash + 1 : last.span.start]
    gap = gap if gap and not gap.strip(" ") else " "
    lines = (f"{layout.usual_line_break}{margin}-{gap}{word}" for word in words)
    return (Edit(Span(stop, stop), "".join(lines)),)


def _margin_before(layout: SourceLayout, start: int) -> str:
    """Spaces as wide as the text before ``start`` on its line."""
    return " " * len(layout.before_on_line(start))


def _append_to_flow(
    layout: SourceLayout, holder: Node, members: list[Span], words: Iterable[str]
) -> Edits | None:
    """Put ``words`` after the last member, separated like the last two members."""
    before = members[-2].end if len(members) > 1 else holder.span.start + 1
    gap = layout.text[before : members[-1].start]
    if len(members) == 1:
        gap = "," + (gap if "\n" in gap or "\r" in gap else " ")
    if gap.strip() != ",":
        gap = ", "
    end = members[-1].end
    return (Edit(Span(end, end), "".join(gap + word for word in words)),)


def add_list_entry(
    layout: SourceLayout, mapping: Node, name: str, texts: Iterable[str]
) -> Edits | None:
    """Add to ``mapping`` the key ``name`` with a list of the strings ``texts``."""
    pairs, members = written_entries(mapping), layout.member_spans(mapping)
    if not pairs or not members or mapping.target is not None:
        return None
    quote = '"' if layout.is_json else layout.value_quote
    words = [spell_scalar(each, quote) for each in texts]
    if not mapping.flow:
        return _append_to_mapping(layout, mapping, name, words)
    key, value, _ = pairs[-1]
    between = layout.text[key.span.end : value.span.start]
    colon = between if re.fullmatch(r"[ ]*:[ ]*", between) else ": "
    name = spell_scalar(name, '"' if layout.is_json else layout.quote_of(key))
    return _append_to_flow(layout, mapping, members, [f"{name}{colon}[{', '.join(words)}]"])


def _append_to_mapping(
    layout: SourceLayout, mapping: Node, name: str, words: list[str]
) -> Edits | None:
    """Add a key and its list after the last entry that does not end in a block scalar."""
    pairs = written_entries(mapping) or ()
    insertable = [pair for pair in pairs if not layout.ends_in_block_scalar(pair.value)]
    start = pairs[0].key.span.start
    if not insertable or not DASHES.fullmatch(layout.before_on_line(start)):
        return None
    key, value, _ = insertable[-1]
    stop = layout.line_end(max(key.span.end, value.span.end))
    if stop is None:
        return None
    margin = _margin_before(layout, start)
    name = spell_scalar(name, layout.quote_of(key))
    if layout.lists and all(each.flow for _, each in layout.lists):
        lines = [f"{margin}{name}: [{', '.join(words)}]"]
    else:
        dashes = margin + " " * _measure_dash_indent(layout)
        lines = [f"{margin}{name}:", *(f"{dashes}- {word}" for word in words)]
    return (Edit(Span(stop, stop), "".join(layout.usual_line_break + line for line in lines)),)


def _measure_dash_indent(layout: SourceLayout) -> int:
    """The indentation of dashes relative to the keys of their lists, in columns."""
    for key, value in layout.lists:
        if not value.flow:
            starts = (value.span.start, key.span.start)
            dash, margin = (len(layout.before_on_line(start)) for start in starts)
            return dash - margin
    return _DASH_WIDTH
