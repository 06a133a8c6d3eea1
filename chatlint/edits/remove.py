"""Edits that remove an entry or an item with its line or its comma."""

from __future__ import annotations

import re

from chatlint.edits.layout import NodeSlot, SourceLayout
from chatlint.model.diagnostic import Edit
from chatlint.model.source import Span
from chatlint.parsers.yaml.marks import skip_gap

Edits = tuple[Edit, ...]

DASHES = re.compile(r"[ ]*(?:-[ ]+)*")
"""The text that may precede the first member of a collection on its line."""


def remove_node(layout: SourceLayout, slot: NodeSlot) -> Edits | None:
    """Build the edits that remove the member at ``slot``; ``None`` where that is unsafe."""
    members = layout.member_spans(slot.holder)
    if members is None:
        return None
    if slot.holder.flow:
        return _remove_from_flow(layout.text, slot, members)
    if len(members) == 1:
        return _empty_block(layout, slot, *members)
    return _remove_from_block(layout, slot, members)


def _remove_from_block(layout: SourceLayout, slot: NodeSlot, members: list[Span]) -> Edits | None:
    """Remove whole lines; of a first member after a dash, only up to the second member."""
    text, (start, end) = layout.text, members[slot.position]
    first, last = layout.line_start(start), layout.line_end(end)
    if last is None:
        return None
    stop = last + len(layout.line_break_at(last))
    prefix = layout.before_on_line(start)
    if not prefix.strip(" "):
        lines = _line_range(layout, first, last)
        above = slot._replace(position=slot.position - 1)
        if slot.position and layout.ends_in_block_scalar(above.value):
            # The following line must not become part of the block scalar above.
            below = text[stop:].lstrip(" ")[:1]
            if stop == last or below in ("", "#", "\t", "\r", "\n"):
                return None
        return (Edit(lines, ""),)
    second = members[slot.position + 1].start if slot.position == 0 else stop
    if not DASHES.fullmatch(prefix) or slot.position or text[stop:second].strip(" "):
        return None
    return (Edit(Span(start, second), ""),)


def _line_range(layout: SourceLayout, first: int, last: int) -> Span:
    """The lines from ``first`` to the one that ends at ``last``, with one line break."""
    after = len(layout.line_break_at(last))
    if after:
        return Span(first, last + after)
    before = 2 if layout.text.startswith("\r\n", first - 2) else 1
    return Span(first - before, last)


def _empty_block(layout: SourceLayout, slot: NodeSlot, member: Span) -> Edits | None:
    """Replace the only member of a collection by ``{}`` or ``[]``."""
    text, (start, end) = layout.text, member
    empty = "{}" if slot.holder.items is None else "[]"
    first, last = layout.line_start(start), layout.line_end(end)
    if last is None or not DASHES.fullmatch(layout.before_on_line(start)):
        return None
    if slot.owner is None:
        return (Edit(member, empty),)
    colon = skip_gap(text, slot.owner.span.end)
    if not text.startswith(":", colon) or skip_gap(text, colon + 1) != start:
        return None
    lines = _line_range(layout, first, last)
    if lines.start == colon + 1:
        return (Edit(lines, f" {empty}"),)
    return (Edit(Span(colon + 1, colon + 1), f" {empty}"), Edit(lines, ""))


def _remove_from_flow(text: str, slot: NodeSlot, members: list[Span]) -> Edits | None:
    """Remove a member of a flow collection with its comma; keep comments around it."""
    index, holder = slot.position, slot.holder.span
    start, end = members[index]
    before = members[index - 1].end if index else holder.start + 1
    comma_before = skip_gap(text, before)
    comma_after = skip_gap(text, end)
    if skip_gap(text, comma_before + 1 if index else before) != start:
        return None
    if index + 1 < len(members):
        second = members[index + 1].start
        if text[end:second].strip() == ",":
            return (Edit(Span(start, second), ""),)
        return (Edit(Span(start, comma_after + 1), ""),)
    if index:
        if text[before:start].strip() == ",":
            return (Edit(Span(before, end), ""),)
        return (Edit(Span(comma_before, comma_before + 1), ""), Edit(Span(start, end), ""))
    if text.startswith(",", comma_after):
        end = comma_after + 1
    inside = Span(holder.start + 1, holder.end - 1)
    bare = text[inside.start : start].strip() + text[end : inside.end].strip()
    return (Edit(Span(start, end) if bare else inside, ""),)
