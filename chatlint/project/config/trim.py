"""Fixes of unused ``suppress`` entries: removes them from a configuration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Any

from chatlint.edits.apply import apply_fixes
from chatlint.edits.layout import SourceLayout
from chatlint.edits.remove import Edits, remove_node
from chatlint.model.diagnostic import Diagnostic, Edit
from chatlint.model.errors import UserError
from chatlint.model.issue import FileIssue
from chatlint.model.path import Path
from chatlint.model.source import Source
from chatlint.project.config.config_file import ConfigFile, parse_file

_KEY = "suppress"


def add_edits(file: ConfigFile, issues: Iterable[FileIssue]) -> Iterator[FileIssue]:
    """Add edits to ``issues`` that remove the unused parts of ``file``.

    An entry is removed if none of its rules is used, the whole key if no entry is.
    """
    issues = list(issues)
    unused_rules: dict[int, set[int]] = defaultdict(set)
    for issue in issues:
        if issue.kind == "unused-suppression":
            _, entry, _, rule = issue.path
            unused_rules[int(entry)].add(int(rule))
    entries: Sequence[Any] = file.values[_KEY]
    unused = {i for i, rules in unused_rules.items() if len(rules) == len(entries[i]["rules"])}
    remover = _EntryRemover(file)
    for issue in issues:
        if issue.kind != "unused-suppression":
            yield issue
            continue
        index = int(issue.path[1])
        if len(unused) == len(entries):
            edits = remover.remove_key()
        elif index in unused:
            edits = remover.remove_item((_KEY,), index, unused)
        else:
            path = (_KEY, index, "rules")
            edits = remover.remove_item(path, int(issue.path[3]), unused_rules[index])
        yield issue._replace(edits=edits or ())


class _EntryRemover:
    """Builds edits of one configuration; only YAML has any."""

    def __init__(self, file: ConfigFile) -> None:
        self._layout = SourceLayout(file.document)
        values = file.document.parsed.values
        numbers = (number for number, value in enumerate(values) if value is not None)
        self._number = next(numbers, None)

    def remove_key(self) -> Edits | None:
        """Remove the key with all entries."""
        slot = None if self._number is None else self._layout.find_slot(self._number, (_KEY,))
        return slot and remove_node(self._layout, slot)

    def remove_item(self, path: Path, index: int, unused: Set[int]) -> Edits | None:
        """Remove the item ``index`` of the list at ``path``; from a flow list all ``unused``."""
        if self._number is None:
            return None
        items = self._layout.find_node(self._number, path)
        if items is None or not items.flow:
            slot = self._layout.find_slot(self._number, (*path, index))
            return slot and remove_node(self._layout, slot)
        members = self._layout.member_spans(items) or []
        text = self._layout.text[items.span.start : items.span.end]
        if "#" in text or "\n" in text:
            return None
        kept = (span for number, span in enumerate(members) if number not in unused)
        listed = ", ".join(self._layout.text[start:end] for start, end in kept)
        return (Edit(items.span, f"[{listed}]"),)


def remove_entries(
    file: ConfigFile, diagnostics: Sequence[Diagnostic]
) -> tuple[Source, list[Diagnostic]]:
    """Apply the fixes of ``diagnostics`` to ``file``; return the text and the unfixed diagnostics.

    Raises:
        UserError: The fixes would change other settings.
    """
    old = file.document.source
    fixes = [each.fix for each in diagnostics if each.fix]
    text, applied = apply_fixes(old.text, fixes)
    try:
        parsed = parse_file(file.path, file.name, text.encode())
    except UserError:
        parsed = None
    if parsed is None or _other_settings(parsed) != _other_settings(file):
        raise UserError("is written so that nothing can be taken out", file.name)
    edits = [edit for index in applied for edit in fixes[index].edits]
    unfixed = [
        each._replace(span=each.span.shifted(_offset_at(each.span.start, edits)))
        for each in diagnostics
        if not each.fix
    ]
    return Source(old.name, text), unfixed


def _other_settings(file: ConfigFile) -> dict[str, Any]:
    return {key: value for key, value in file.values.items() if key != _KEY}


def _offset_at(position: int, edits: Iterable[Edit]) -> int:
    """Return by how many code points ``edits`` move the text at ``position``."""
    return sum(len(e.text) - (e.span.end - e.span.start) for e in edits if e.span.end <= position)
