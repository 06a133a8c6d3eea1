"""Takes an entry or an item out of a text, with its line or its comma and nothing else."""

from __future__ import annotations

import re

from chatlint.edits.layout import NodeSlot, SourceLayout
from chatlint.model.diagnostic import Edit
from chatlint.model.source import Span
from chatlint.parsers.yaml.marks import skip_gap

Edits = tuple[Edit, ...]

DASHES = re.compile(r"[ ]*(?:-[ ]+)*")
"""What may stand before the first member of a collection on its line."""


def remove_node(outline: SourceLayout, spot: NodeSlot) -> Edits | None:
    """The edits that take out what is at ``spot``; ``None`` where that is not plain to do."""
    members = outline.members(spot.holder)
    if members is None:
        return None
    if spot.holder.flow:
        return _from_flow(outline.text, spot, members)
    if len(members) == 1:
        return _last_of_block(outline, spot, *members)
    return _from_block(outline, spot, members)


def _from_block(outline: SourceLayout, spot: NodeSlot, members: list[Span]) -> Edits | None:
    """Take out whole lines; a first member behind a dash gives its place to the second."""
    text, (start, end) = outline.text, members[spot.nth]
    first, last = outline.line_start(start), outline.line_end(end)
    if last is None:
        return None
    stop = last + len(outline.line_break(last))
    prefix = outline.before_on_line(start)
    if not prefix.strip(" "):
        lines = _lines(outline, first, last)
        above = spot._replace(nth=spot.nth - 1)
        if spot.nth and outline.ends_in_block_scalar(above.value):
            # What follows now must not be taken for more of the text above it.
            below = text[stop:].lstrip(" ")[:1]
            if stop == last or below in ("", "#", "\t", "\r", "\n"):
                return None
        return (Edit(lines, ""),)
    second = members[spot.nth + 1].start if spot.nth == 0 else stop
    if not DASHES.fullmatch(prefix) or spot.nth or text[stop:second].strip(" "):
        return None
    return (Edit(Span(start, second), ""),)


def _lines(outline: SourceLayout, first: int, last: int) -> Span:
    """The lines from ``first`` to the one that ends at ``last``, with one line break."""
    after = len(outline.line_break(last))
    if after:
        return Span(first, last + after)
    before = 2 if outline.text.startswith("\r\n", first - 2) else 1
    return Span(first - before, last)


def _last_of_block(outline: SourceLayout, spot: NodeSlot, member: Span) -> Edits | None:
    """Leave an empty collection in the place of its only member."""
    text, (start, end) = outline.text, member
    empty = "{}" if spot.holder.items is None else "[]"
    first, last = outline.line_start(start), outline.line_end(end)
    if last is None or not DASHES.fullmatch(outline.before_on_line(start)):
        return None
    if spot.owner is None:
        return (Edit(member, empty),)
    colon = skip_gap(text, spot.owner.span.end)
    if not text.startswith(":", colon) or skip_gap(text, colon + 1) != start:
        return None
    lines = _lines(outline, first, last)
    if lines.start == colon + 1:
        return (Edit(lines, f" {empty}"),)
    return (Edit(Span(colon + 1, colon + 1), f" {empty}"), Edit(lines, ""))


def _from_flow(text: str, spot: NodeSlot, members: list[Span]) -> Edits | None:
    """Take out a member of a flow collection with its comma; comments around it stay."""
    index, holder = spot.nth, spot.holder.span
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
