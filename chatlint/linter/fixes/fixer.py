"""Turn the fix of a rule file into the edits that fix one finding."""

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

# The names of types in the API model and in Cerberus.
_STRING_TYPES = ("text", "string")
_INTEGER_TYPES = ("a whole number", "integer")
_MOST_DIGITS = 18  # a longer string of digits is an identifier, not a number


class Fixer:
    """Builds fixes for findings and parse issues of ``document``."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._layout = SourceLayout(document)

    def fix_finding(self, finding: Finding, span: Span) -> Fix | ManualFix | None:
        """Build the fix for ``finding``, which is at ``span``, if there is one."""
        return self._first_fix(
            finding.rule,
            span,
            lambda spec: _CHANGES[spec.change](self._layout, finding, spec.argument),
        )

    def fix_issue(self, rule: Rule, issue: Issue) -> Fix | ManualFix | None:
        """Build the fix for ``issue``, which ``rule`` reports, if there is one."""

        def build_edits(spec: FixSpec) -> Edits | None:
            if issue.edits is not None:
                return issue.edits
            return self._respell_scalar(spec.change, issue)

        return self._first_fix(rule, issue.span, build_edits)

    def _first_fix(
        self, rule: Rule, span: Span, build_edits: Callable[[FixSpec], Edits | None]
    ) -> Fix | ManualFix | None:
        by_hand = None
        for spec in rule.fixes:
            edits = build_edits(spec)
            if edits and not self._repeats_hidden(edits, span):
                if not self._is_shared(edits):
                    return Fix(spec.title, edits, spec.safe)
                reason = "an alias repeats its text elsewhere"
                by_hand = by_hand or ManualFix(spec.title, spec.safe, reason)
        return by_hand

    def _is_shared(self, edits: Edits) -> bool:
        """Whether ``edits`` touch text that an alias or merge repeats elsewhere."""
        return any(
            edit.span.touches(other) for edit in edits for other in self._layout.aliased_spans
        )

    def _repeats_hidden(self, edits: Edits, span: Span) -> bool:
        return any(edit.text.strip("\"'") for edit in edits) and self._document.is_hidden(span)

    def _respell_scalar(self, change: str, issue: Issue) -> Edits | None:
        """Spell the scalar at ``issue`` so that every YAML version reads it alike."""
        layout, span = self._layout, issue.span
        text = layout.text[span.start : span.end]
        if issue.kind == "non-string-key":
            holder = layout.holder_of_key(span)
            names = [entry.key.value for entry in (holder and holder.entries) or ()]
            is_list = text.startswith(("[", "{")) and not text.startswith("{{")
            return None if is_list or text in names else insert.quote_scalar(layout, span)
        value = scalars.resolve_scalar(text)
        if change == "decimal" and type(value) is int:
            return (Edit(span, str(value)),)
        is_text = change == "quote" and isinstance(value, str)
        return insert.quote_scalar(layout, span) if is_text else None


def _set_value(layout: SourceLayout, finding: Finding, argument: Any) -> Edits | None:
    value = _fill_text(argument, finding) if isinstance(argument, str) else argument
    node = layout.find_node(finding.document, finding.problem.path)
    if value == "" or node is None or finding.problem.part != "value":
        return None
    return insert.replace_scalar(layout, node, value)


def _respell_value(layout: SourceLayout, finding: Finding, argument: Any) -> Edits | None:
    """Write the suggestion if the value differs from it only in case and white space."""
    value, suggestion = str(finding.problem.value), finding.problem.suggestion
    if fold_value(value) != fold_value(suggestion):
        return None
    return _set_value(layout, finding, "{suggestion}")


def _rename_key(layout: SourceLayout, finding: Finding, argument: str) -> Edits | None:
    problem = finding.problem
    name = _fill_text(argument, finding)
    spot = layout.find_slot(finding.document, problem.path)
    if not name or spot is None or problem.part != "key":
        return None
    return insert.rename_key(layout, spot, name, str(problem.path[-1]))


def _remove_entry(layout: SourceLayout, finding: Finding, argument: Any) -> Edits | None:
    problem = finding.problem
    spot = layout.find_slot(finding.document, problem.path)
    if spot is None or problem.part == "missing" or spot.value.target is not None:
        return None
    if argument == "repeat":
        earlier = islice(spot.holder.items or (), spot.position)
        if not any(item.value == spot.value.value for item in earlier):
            return None
    return remove_node(layout, spot)


def _quote_value(layout: SourceLayout, finding: Finding, argument: Any) -> Edits | None:
    """Quote a scalar of another type where a string belongs."""
    problem = finding.problem
    node = layout.find_node(finding.document, problem.path)
    if node is None or not layout.is_scalar(node) or problem.expected not in _STRING_TYPES:
        return None
    return None if isinstance(node.value, str) else insert.quote_scalar(layout, node.span)


def _unquote_value(layout: SourceLayout, finding: Finding, argument: Any) -> Edits | None:
    """Write a string of digits as a number where an integer belongs."""
    problem = finding.problem
    node = layout.find_node(finding.document, problem.path)
    if node is None or not isinstance(node.value, str) or problem.expected not in _INTEGER_TYPES:
        return None
    digits = node.value.strip()
    if not digits.isdecimal() or len(digits) > _MOST_DIGITS:
        return None
    return insert.replace_scalar(layout, node, int(digits))


def _add_items(layout: SourceLayout, finding: Finding, argument: Mapping[str, Any]) -> Edits | None:
    """Append strings to a list of the request; add the list if it is missing."""
    request = layout.find_node(finding.document, finding.request)
    if request is None:
        return None
    items = [_fill_text(text, finding) for text in argument["items"]]
    name = argument["to"]
    same = [
        key.value.removesuffix(".$") == key.value and value
        for key, value, _ in written_entries(request) or ()
        if isinstance(key.value, str) and fold_name(key.value.removesuffix(".$")) == fold_name(name)
    ]
    if not same:
        if any(fold_name(entry.key.value) == fold_name(name) for entry in request.entries or ()):
            return None  # it comes from a merge
        default = [text for text in argument.get("default", ()) if text not in items]
        return insert.add_list_entry(layout, request, name, [*default, *items])
    existing, *others = same
    if others or not isinstance(existing, Node) or existing.items is None:
        return None
    present = {str(item.value).strip().lower() for item in existing.items}
    missing = [text for text in items if text not in present]
    return insert.append_items(layout, existing, missing) if missing else None


def _fill_text(text: str, finding: Finding) -> str:
    """Replace the fields ``{value}`` and ``{suggestion}`` of a rule file."""
    problem = finding.problem
    return {"{value}": str(problem.value), "{suggestion}": problem.suggestion}.get(text, text)


_CHANGES: Mapping[str, Callable[[SourceLayout, Finding, Any], Edits | None]] = {
    "set": _set_value,
    "respell": _respell_value,
    "rename": _rename_key,
    "remove": _remove_entry,
    "quote": _quote_value,
    "unquote": _unquote_value,
    "add": _add_items,
}
