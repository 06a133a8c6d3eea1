"""What the pairs of a YAML mapping come to: merges, duplicates, keys that are no text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from chatlint.model.document import MappingEntry, Node, NonJsonValue, ParseIssueKind
from chatlint.model.printable import clip
from chatlint.model.source import Span


class MappingIssue(NamedTuple):
    """Something to say about a pair; ``name`` is the key it is about, where it has one."""

    word: ParseIssueKind
    span: Span
    detail: str
    name: str | None = None
    related: tuple[tuple[str, Span], ...] = ()


def mapping_entries(text: str, pairs: Sequence[MappingEntry]) -> list[MappingEntry]:
    """The entries that count: what ``<<`` brings in first, then the mapping's own."""
    own = [e for e in pairs if isinstance(e.key.value, str) and not _is_merge(text, e.key)]
    names = {entry.key.value for entry in own}
    merged: dict[str, MappingEntry] = {}
    for pair in pairs:
        if _is_merge(text, pair.key):
            # Of several mappings the first has the last word. Source: https://yaml.org/type/merge.html
            for source in reversed(_sources(pair.value) or ()):
                merged.update({entry.key.value: entry for entry in source})
    return [*(e for name, e in merged.items() if name not in names), *own]


def find_mapping_issues(text: str, pairs: Sequence[MappingEntry]) -> Iterator[MappingIssue]:
    """What is wrong with the keys and merges of ``pairs``."""
    seen: dict[str, Span] = {}
    for key, value, _ in pairs:
        name = key.value
        if not isinstance(name, str):
            yield from _no_text(text, key)
            continue
        if name in seen:
            detail = f"`{clip(name)}` stands here a second time"
            related = (("first given here", seen[name]),)
            yield MappingIssue("duplicate-key", key.span, detail, name, related)
        seen.setdefault(name, key.span)
        if _is_merge(text, key) and _sources(value) is None:
            detail = "`<<` takes a mapping or a list of mappings"
            yield MappingIssue("syntax-error", value.span, detail)


def _is_merge(text: str, key: Node) -> bool:
    return key.value == "<<" and text[key.span.start : key.span.end] == "<<"


def _sources(value: Node) -> list[list[MappingEntry]] | None:
    """The entries of each mapping that ``value`` merges in, ``None`` when it is none to merge."""
    if isinstance(value.value, NonJsonValue):
        return []  # complained of already
    items = [value] if value.items is None else value.items
    if any(item.entries is None for item in items):
        return None
    alias = value.span if value.target is not None else None
    return [_through(item, alias) for item in items]


def _through(mapping: Node, alias: Span | None) -> list[MappingEntry]:
    """The entries of ``mapping`` as seen through ``alias``, or else through its own."""
    via = mapping.span if alias is None and mapping.target is not None else alias
    entries = mapping.entries or []
    return entries if via is None else [MappingEntry(e.key, e.value, via) for e in entries]


def _no_text(text: str, key: Node) -> Iterator[MappingIssue]:
    if isinstance(key.value, NonJsonValue) and key.value.kind == "tag":
        return  # the tag is complained of already, or a placeholder
    name = text[key.span.start : key.span.end]
    if not name:
        yield MappingIssue("non-string-key", key.span, "there is no key before this `:`")
        return
    detail = f"the key `{clip(name)}` is {_kind(key.value)}, not text; quote it"
    yield MappingIssue("non-string-key", key.span, detail, name)


def _kind(value: object) -> str:
    if isinstance(value, NonJsonValue):
        return f"a {value.kind}"
    kinds = {bool: "a boolean", int: "a number", float: "a number", type(None): "null"}
    return kinds.get(type(value), "a list or mapping")
