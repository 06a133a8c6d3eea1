"""From what a rule's file says of mending to the edits that mend one finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from chatlint.aws.model import fold_name, fold_value
from chatlint.edits import insert
from chatlint.edits.layout import SourceLayout, written_entries
from chatlint.edits.remove import Edits, remove_node
from chatlint.linter.engine.precedence import Finding
from chatlint.model.diagnostic import Edit, Fix, ManualFix
from chatlint.model.document import Document, Node
from chatlint.model.issue import Issue
from chatlint.model.source import Span
from chatlint.parsers.yaml import scalars
from chatlint.rules.rule import FixSpec, Rule

# What the model and Cerberus call them.
_TEXT = ("text", "string")
_NUMBER = ("a whole number", "integer")
_DIGITS = 18  # a whole number of more digits is no number anybody meant


class Fixer:
    """Offers fixes for what is found in ``document``."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._outline = SourceLayout(document)

    def for_finding(self, finding: Finding, span: Span) -> Fix | ManualFix | None:
        """The fix for ``finding``, which is shown at ``span``."""
        return self._first(finding.rule, span, lambda remedy: self._edits(remedy, finding))

    def for_fault(self, rule: Rule, fault: Issue) -> Fix | ManualFix | None:
        """The fix for ``fault``, which ``rule`` stands for."""

        def edits(remedy: FixSpec) -> Edits | None:
            if fault.edits is not None:
                return fault.edits
            return self._respelled(remedy.change, fault)

        return self._first(rule, fault.span, edits)

    def _first(
        self, rule: Rule, span: Span, edits_for: Callable[[FixSpec], Edits | None]
    ) -> Fix | ManualFix | None:
        by_hand = None
        for remedy in rule.fixes:
            edits = edits_for(remedy)
            if edits and not self._repeats_hidden(edits, span):
                if not self._is_shared(edits):
                    return Fix(remedy.title, edits, remedy.safe)
                reason = "an alias repeats its text elsewhere"
                by_hand = by_hand or ManualFix(remedy.title, remedy.safe, reason)
        return by_hand

    def _is_shared(self, edits: Edits) -> bool:
        """Whether ``edits`` would change what aliases or merges bring in elsewhere."""
        return any(
            edit.span.touches(other) for edit in edits for other in self._outline.aliased_spans
        )

    def _repeats_hidden(self, edits: Edits, span: Span) -> bool:
        return any(edit.text.strip("\"'") for edit in edits) and self._document.is_hidden(span)

    def _edits(self, remedy: FixSpec, finding: Finding) -> Edits | None:
        return _CHANGES[remedy.change](self._outline, finding, remedy.argument)

    def _respelled(self, change: str, fault: Issue) -> Edits | None:
        """Spell the scalar that ``fault`` is about so that all readers take it alike."""
        outline, span = self._outline, fault.span
        text = outline.text[span.start : span.end]
        if fault.kind == "non-string-key":
            holder = outline.holder_of_key(span)
            names = [entry.key.value for entry in (holder and holder.entries) or ()]
            is_list = text.startswith(("[", "{")) and not text.startswith("{{")
            return None if is_list or text in names else insert.quote_scalar(outline, span)
        value = scalars.resolve_scalar(text)
        if change == "decimal" and type(value) is int:
            return (Edit(span, str(value)),)
        is_text = change == "quote" and isinstance(value, str)
        return insert.quote_scalar(outline, span) if is_text else None


def _set(outline: SourceLayout, finding: Finding, argument: Any) -> Edits | None:
    value = _filled(argument, finding) if isinstance(argument, str) else argument
    node = outline.find_node(finding.document, finding.problem.path)
    if value == "" or node is None or finding.problem.part != "value":
        return None
    return insert.replace_scalar(outline, node, value)


def _respell(outline: SourceLayout, finding: Finding, argument: Any) -> Edits | None:
    """Put the suggestion where the value differs from it in case and space alone."""
    value, suggestion = str(finding.problem.value), finding.problem.suggestion
    if fold_value(value) != fold_value(suggestion):
        return None
    return _set(outline, finding, "{suggestion}")


def _rename(outline: SourceLayout, finding: Finding, argument: str) -> Edits | None:
    problem = finding.problem
    name = _filled(argument, finding)
    spot = outline.find_slot(finding.document, problem.path)
    if not name or spot is None or problem.part != "key":
        return None
    return insert.rename_key(outline, spot, name, str(problem.path[-1]))


def _remove(outline: SourceLayout, finding: Finding, argument: Any) -> Edits | None:
    problem = finding.problem
    spot = outline.find_slot(finding.document, problem.path)
    if spot is None or problem.part == "missing" or spot.value.target is not None:
        return None
    if argument == "repeat":
        earlier = islice(spot.holder.items or (), spot.position)
        if not any(item.value == spot.value.value for item in earlier):
            return None
    return remove_node(outline, spot)


def _quote(outline: SourceLayout, finding: Finding, argument: Any) -> Edits | None:
    """Make a text of a scalar that is none, as it is written, where a text belongs."""
    problem = finding.problem
    node = outline.find_node(finding.document, problem.path)
    if node is None or not outline.is_scalar(node) or problem.expected not in _TEXT:
        return None
    return None if isinstance(node.value, str) else insert.quote_scalar(outline, node.span)


def _unquote(outline: SourceLayout, finding: Finding, argument: Any) -> Edits | None:
    """Make a number of a text of digits where a whole number belongs."""
    problem = finding.problem
    node = outline.find_node(finding.document, problem.path)
    if node is None or not isinstance(node.value, str) or problem.expected not in _NUMBER:
        return None
    digits = node.value.strip()
    if not digits.isdecimal() or len(digits) > _DIGITS:
        return None
    return insert.replace_scalar(outline, node, int(digits))


def _add(outline: SourceLayout, finding: Finding, argument: Mapping[str, Any]) -> Edits | None:
    """Put texts into a list of the request; make the list where there is none."""
    request = outline.find_node(finding.document, finding.request)
    if request is None:
        return None
    texts = [_filled(text, finding) for text in argument["items"]]
    name = argument["to"]
    same = [
        key.value.removesuffix(".$") == key.value and value
        for key, value, _ in written_entries(request) or ()
        if isinstance(key.value, str) and fold_name(key.value.removesuffix(".$")) == fold_name(name)
    ]
    if not same:
        if any(fold_name(entry.key.value) == fold_name(name) for entry in request.entries or ()):
            return None  # a merge brings it in
        start = [text for text in argument.get("default", ()) if text not in texts]
        return insert.add_list_entry(outline, request, name, [*start, *texts])
    held, *others = same
    if others or not isinstance(held, Node) or held.items is None:
        return None
    there = {str(item.value).strip().lower() for item in held.items}
    missing = [text for text in texts if text not in there]
    return insert.append_items(outline, held, missing) if missing else None


def _filled(text: str, finding: Finding) -> str:
    """``text``, or what it stands for where a rule's file leaves that to the problem."""
    problem = finding.problem
    return {"{value}": str(problem.value), "{suggestion}": problem.suggestion}.get(text, text)


_CHANGES: Mapping[str, Callable[[SourceLayout, Finding, Any], Edits | None]] = {
    "set": _set,
    "respell": _respell,
    "rename": _rename,
    "remove": _remove,
    "quote": _quote,
    "unquote": _unquote,
    "add": _add,
}
