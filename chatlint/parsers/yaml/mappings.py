"""Entries of YAML mappings: merge keys, duplicate keys and keys that are not strings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from chatlint.model.document import MappingEntry, Node, NonJsonValue, ParseIssueKind
from chatlint.model.printable import clip
from chatlint.model.source import Span


class MappingIssue(NamedTuple):
    """A problem with a pair of a mapping; ``key`` is the key as written, if the issue names one."""

    kind: ParseIssueKind
    span: Span
    detail: str
    key: str | None = None
    related: tuple[tuple[str, Span], ...] = ()


def merge_entries(text: str, pairs: Sequence[MappingEntry]) -> list[MappingEntry]:
    """The effective entries: those that ``<<`` merges in, then the mapping's own."""
    own = [e for e in pairs if isinstance(e.key.value, str) and not _is_merge(text, e.key)]
    names = {entry.key.value for entry in own}
    merged: dict[str, MappingEntry] = {}
    for pair in pairs:
        if _is_merge(text, pair.key):
            # The first of several mappings takes precedence. Source: https://yaml.org/type/merge.html
            for source in reversed(_merge_sources(pair.value) or ()):
                merged.update({entry.key.value: entry for entry in source})
    return [*(e for name, e in merged.items() if name not in names), *own]


def find_mapping_issues(text: str, pairs: Sequence[MappingEntry]) -> Iterator[MappingIssue]:
    """Find problems with the keys and merges of ``pairs``."""
    seen: dict[str, Span] = {}
    for key, value, _ in pairs:
        name = key.value
        if not isinstance(name, str):
            yield from _find_key_issues(text, key)
            continue
        if name in seen:
            detail = f"`{clip(name)}` stands here a second time"
            related = (("first given here", seen[name]),)
            yield MappingIssue("duplicate-key", key.span, detail, name, related)
        seen.setdefault(name, key.span)
        if _is_merge(text, key) and _merge_sources(value) is None:
            detail = "`<<` takes a mapping or a list of mappings"
            yield MappingIssue("syntax-error", value.span, detail)


def _is_merge(text: str, key: Node) -> bool:
    return key.value == "<<" and text[key.span.start : key.span.end] == "<<"


def _merge_sources(value: Node) -> list[list[MappingEntry]] | None:
    """The entries of each mapping in ``value``; ``None`` if ``value`` cannot be merged."""
    if isinstance(value.value, NonJsonValue):
        return []  # already reported
    items = [value] if value.items is None else value.items
    if any(item.entries is None for item in items):
        return None
    alias = value.span if value.target is not None else None
    return [_entries_via(item, alias) for item in items]


def _entries_via(mapping: Node, alias: Span | None) -> list[MappingEntry]:
    """The entries of ``mapping``, marked with the alias that brings them in, if any."""
    via = mapping.span if alias is None and mapping.target is not None else alias
    entries = mapping.entries or []
    return entries if via is None else [MappingEntry(e.key, e.value, via) for e in entries]


def _find_key_issues(text: str, key: Node) -> Iterator[MappingIssue]:
    if isinstance(key.value, NonJsonValue) and key.value.kind == "tag":
        return  # a placeholder, or already reported
    name = text[key.span.start : key.span.end]
    if not name:
        yield MappingIssue("non-string-key", key.span, "there is no key before this `:`")
        return
    detail = f"the key `{clip(name)}` is {_describe_type(key.value)}, not text; quote it"
    yield MappingIssue("non-string-key", key.span, detail, name)


def _describe_type(value: object) -> str:
    if isinstance(value, NonJsonValue):
        return f"a {value.kind}"
    names = {bool: "a boolean", int: "a number", float: "a number", type(None): "null"}
    return names.get(type(value), "a list or mapping")
