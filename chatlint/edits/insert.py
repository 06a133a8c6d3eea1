"""Changes of a document as edits of its text, which keep to its style.

Each returns ``None`` where the text is written in a way that makes the change doubtful.
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

_DASH_WIDTH = 2  # how far dashes are indented where no other list shows it


def replace_scalar(outline: SourceLayout, node: Node, value: object) -> Edits | None:
    """Put the scalar ``value`` in the place of the scalar ``node``."""
    if not outline.is_scalar(node):
        return None
    text = json.dumps(value)
    if isinstance(value, str):
        text = spell_scalar(value, '"' if outline.json else outline.quote_of(node))
    start, end = node.span
    return (Edit(node.span, text if start < end else f" {text}"),)


def rename_key(outline: SourceLayout, spot: NodeSlot, name: str, old: str) -> Edits | None:
    """Call the entry at ``spot`` ``name``, unless its mapping has such an entry already."""
    entry = spot.entry
    if entry is None or not outline.is_scalar(entry.key):
        return None
    key = entry.key
    if outline.text.startswith(("|", ">"), key.span.start):
        return None
    if spot.holder.entry(name) is not None or old in outline.inherited(spot.holder):
        return None
    name += key.value[len(old) :]  # the ``.$`` of Step Functions
    return (Edit(key.span, spell_scalar(name, '"' if outline.json else outline.quote_of(key))),)


def quote_scalar(outline: SourceLayout, span: Span) -> Edits | None:
    """Put quotes around what stands at ``span``."""
    as_is = outline.text[span.start : span.end]
    quotes = ('"',) if outline.json else (outline.quote, '"', "'")
    quote = next((each for each in quotes if is_quotable(as_is, each)), None)
    if quote is None or not as_is or as_is[0] in "!&*|>":
        return None
    return (Edit(Span(span.start, span.start), quote), Edit(Span(span.end, span.end), quote))


def append_items(outline: SourceLayout, items: Node, texts: Iterable[str]) -> Edits | None:
    """Put ``texts`` at the end of the list ``items``."""
    if items.items is None or items.target is not None:
        return None
    members = outline.members(items)
    if members is None or (not members and not items.flow):
        return None
    last = items.items[-1] if members else None
    like = last if last and outline.is_scalar(last) else None
    quote = outline.quote_of(like) if like else outline.value_quote
    words = [spell_scalar(each, '"' if outline.json else quote) for each in texts]
    if not items.flow:
        assert last is not None
        return _to_block(outline, items, last, members, words)
    if not members:
        inside = Span(items.span.start + 1, items.span.end - 1)
        blank = not outline.text[inside.start : inside.end].strip()
        return (Edit(inside, ", ".join(words)),) if blank else None
    return _to_flow(outline, items, members, words)


def _to_block(
    outline: SourceLayout, items: Node, last: Node, members: list[Span], words: list[str]
) -> Edits | None:
    dash, end = members[-1]
    stop = outline.line_end(end)
    if stop is None or outline.ends_in_block_scalar(items):
        return None
    margin = _margin(outline, dash)
    gap = outline.text[dash + 1 : last.span.start]
    gap = gap if gap and not gap.strip(" ") else " "
    lines = (f"{outline.usual_break}{margin}-{gap}{word}" for word in words)
    return (Edit(Span(stop, stop), "".join(lines)),)


def _margin(outline: SourceLayout, start: int) -> str:
    """Blanks as wide as what stands on the line before ``start``."""
    return " " * len(outline.before_on_line(start))


def _to_flow(
    outline: SourceLayout, holder: Node, members: list[Span], words: Iterable[str]
) -> Edits | None:
    """Put ``words`` behind the last member, as that one stands behind its neighbour."""
    before = members[-2].end if len(members) > 1 else holder.span.start + 1
    gap = outline.text[before : members[-1].start]
    if len(members) == 1:
        gap = "," + (gap if "\n" in gap or "\r" in gap else " ")
    if gap.strip() != ",":
        gap = ", "
    end = members[-1].end
    return (Edit(Span(end, end), "".join(gap + word for word in words)),)


def add_list_entry(
    outline: SourceLayout, mapping: Node, name: str, texts: Iterable[str]
) -> Edits | None:
    """Give ``mapping`` an entry ``name`` with a list of ``texts``."""
    pairs, members = written_entries(mapping), outline.members(mapping)
    if not pairs or not members or mapping.target is not None:
        return None
    quote = '"' if outline.json else outline.value_quote
    words = [spell_scalar(each, quote) for each in texts]
    if not mapping.flow:
        return _to_mapping(outline, mapping, name, words)
    key, value, _ = pairs[-1]
    between = outline.text[key.span.end : value.span.start]
    colon = between if re.fullmatch(r"[ ]*:[ ]*", between) else ": "
    name = spell_scalar(name, '"' if outline.json else outline.quote_of(key))
    return _to_flow(outline, mapping, members, [f"{name}{colon}[{', '.join(words)}]"])


def _to_mapping(outline: SourceLayout, mapping: Node, name: str, words: list[str]) -> Edits | None:
    """Put an entry with a list behind the last one of a block mapping that can have it there."""
    pairs = written_entries(mapping) or ()
    firm = [pair for pair in pairs if not outline.ends_in_block_scalar(pair.value)]
    start = pairs[0].key.span.start
    if not firm or not DASHES.fullmatch(outline.before_on_line(start)):
        return None
    key, value, _ = firm[-1]
    stop = outline.line_end(max(key.span.end, value.span.end))
    if stop is None:
        return None
    margin = _margin(outline, start)
    name = spell_scalar(name, outline.quote_of(key))
    if outline.lists and all(each.flow for _, each in outline.lists):
        lines = [f"{margin}{name}: [{', '.join(words)}]"]
    else:
        dashes = margin + " " * _dash_indent(outline)
        lines = [f"{margin}{name}:", *(f"{dashes}- {word}" for word in words)]
    return (Edit(Span(stop, stop), "".join(outline.usual_break + line for line in lines)),)


def _dash_indent(outline: SourceLayout) -> int:
    """How much further in than their keys the dashes of lists stand."""
    for key, value in outline.lists:
        if not value.flow:
            return len(_margin(outline, value.span.start)) - len(_margin(outline, key.span.start))
    return _DASH_WIDTH
