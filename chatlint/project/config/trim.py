"""Takes out of a configuration the ``suppress`` entries that cover nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Any

from chatlint.edits.apply import apply_fixes
from chatlint.edits.layout import SourceLayout
from chatlint.edits.remove import Edits, remove_node
from chatlint.model.diagnostic import Diagnostic, Edit
from chatlint.model.document import ParseIssue
from chatlint.model.errors import UserError
from chatlint.model.path import Path
from chatlint.model.source import Source, Span
from chatlint.project.config.config_file import ConfigFile, parse_file

_KEY = "suppress"


def add_edits(file: ConfigFile, faults: Iterable[ParseIssue]) -> Iterator[ParseIssue]:
    """``faults`` of entries in ``file``, with edits that take out what covers nothing.

    An entry goes when none of its rules is of use, the whole key when no entry is.
    """
    told = list(faults)
    unused: dict[int, set[int]] = defaultdict(set)
    for fault in told:
        if fault.kind == "unused-suppression":
            _, entry, _, number = fault.path
            unused[int(entry)].add(int(number))
    entries: Sequence[Any] = file.values[_KEY]
    gone = {
        number for number, rules in unused.items() if len(rules) == len(entries[number]["rules"])
    }
    trim = _EntryRemover(file)
    for fault in told:
        if fault.kind != "unused-suppression":
            yield fault
            continue
        number = int(fault.path[1])
        if len(gone) == len(entries):
            edits = trim.whole()
        elif number in gone:
            edits = trim.item((_KEY,), number, gone)
        else:
            edits = trim.item((_KEY, number, "rules"), int(fault.path[3]), unused[number])
        yield fault._replace(edits=edits or ())


class _EntryRemover:
    """Edits of one configuration; there are none where it is not YAML."""

    def __init__(self, file: ConfigFile) -> None:
        self._outline = SourceLayout(file.document)
        values = file.document.parsed.values
        found = (number for number, value in enumerate(values) if value is not None)
        self._number = next(found, None)

    def whole(self) -> Edits | None:
        """Take out the key."""
        spot = None if self._number is None else self._outline.spot(self._number, (_KEY,))
        return spot and remove_node(self._outline, spot)

    def item(self, path: Path, number: int, others: Set[int]) -> Edits | None:
        """Take an item out of the list at ``path``, and with it the ``others`` on its line."""
        if self._number is None:
            return None
        items = self._outline.node(self._number, path)
        if items is None or not items.flow:
            spot = self._outline.spot(self._number, (*path, number))
            return spot and remove_node(self._outline, spot)
        members = self._outline.members(items) or []
        text = self._outline.text[items.span.start : items.span.end]
        if "#" in text or "\n" in text:
            return None
        kept = (span for index, span in enumerate(members) if index not in others)
        listed = ", ".join(self._outline.text[start:end] for start, end in kept)
        return (Edit(items.span, f"[{listed}]"),)


def remove_entries(
    file: ConfigFile, found: Sequence[Diagnostic]
) -> tuple[Source, list[Diagnostic]]:
    """The text of ``file`` after the fixes of what was ``found``, and what is left to say of it.

    Raises:
        UserError: it would say something else then.
    """
    old = file.document.source
    fixes = [each.fix for each in found if each.fix]
    text, made = apply_fixes(old.text, fixes)
    try:
        read = parse_file(file.path, file.name, text.encode())
    except UserError:
        read = None
    rest = {key: value for key, value in file.values.items() if key != _KEY}
    if read is None or {k: v for k, v in read.values.items() if k != _KEY} != rest:
        raise UserError("is written so that nothing can be taken out", file.name)
    edits = sorted((edit for n in made for edit in fixes[n].edits), key=lambda edit: edit.span)
    left = [each._replace(span=_moved(each.span, edits)) for each in found if not each.fix]
    return Source(old.name, text), left


def _moved(span: Span, edits: Iterable[Edit]) -> Span:
    """Where ``span`` is after ``edits`` elsewhere."""
    shift = sum(
        len(e.text) - (e.span.end - e.span.start) for e in edits if e.span.end <= span.start
    )
    return Span(span.start + shift, span.end + shift)
