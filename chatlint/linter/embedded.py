"""What was found in a text inside another one, told of the outer one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from chatlint.edits.layout import SourceLayout
from chatlint.finders.scanned import EmbeddedDocument
from chatlint.model.diagnostic import Diagnostic, Edit, Fix, Location, ManualFix
from chatlint.model.document import Document
from chatlint.model.path import json_pointer
from chatlint.model.source import Span
from chatlint.parsers import DATA_LANGUAGES


class EmbeddedMapper:
    """Brings what was found in ``inner`` out to ``holder``, the document that holds it."""

    def __init__(self, inner: EmbeddedDocument, holder: Document) -> None:
        self._inner = inner
        self._holder = holder
        self._origin = inner.source_map()

    def span(self, span: Span) -> Span:
        """Where what stands at ``span`` of the inner text stands in the outer one."""
        return self._origin.span(span)

    def diagnostic(self, found: Diagnostic) -> Diagnostic:
        """``found`` with the places it has in the outer text."""
        fix, by_hand = found.fix, found.by_hand
        if fix is not None:
            fix, by_hand = self._fix(fix)
        return found._replace(
            span=self.span(found.span),
            related=tuple(each._replace(span=self.span(each.span)) for each in found.related),
            location=self._location(found.location),
            fix=fix,
            by_hand=by_hand,
            fingerprint=self._fingerprint(found),
        )

    def _location(self, inner: Location) -> Location:
        number, path = self._inner.document, self._inner.path
        if path is None:
            return inner._replace(document=number + inner.document)
        return Location(number, json_pointer(path), inner.pointer + (inner.inner or ""))

    def _fingerprint(self, found: Diagnostic) -> str:
        path = self._inner.path
        return found.fingerprint if path is None else _digest(json_pointer(path), found.fingerprint)

    def _fix(self, fix: Fix) -> tuple[Fix | None, ManualFix | None]:
        """The fix as the outer text takes it, or else what is left to do by hand."""
        made = self._origin.edits(fix.edits)
        if not isinstance(made, str) and self._is_shared(made):
            made = "an alias repeats its text elsewhere"
        if isinstance(made, str):
            return None, ManualFix(fix.title, fix.safe, made)
        return fix._replace(edits=made), None

    def _is_shared(self, edits: Iterable[Edit]) -> bool:
        return any(
            edit.span.start <= other.end and other.start <= edit.span.end
            for edit in edits
            for other in self._shared
        )

    @cached_property
    def _shared(self) -> Sequence[Span]:
        return (
            SourceLayout(self._holder).aliased_spans
            if self._holder.language in DATA_LANGUAGES
            else ()
        )


def unique_fingerprints(found: Iterable[Diagnostic], seen: Counter[str]) -> list[Diagnostic]:
    """``found`` with a fingerprint of its own for each; ``seen`` counts those there were."""
    apart = []
    for each in found:
        seen[each.fingerprint] += 1
        count = seen[each.fingerprint]
        own = each.fingerprint if count == 1 else _digest(each.fingerprint, str(count))
        apart.append(each._replace(fingerprint=own))
    return apart


def _digest(*parts: str) -> str:
    from hashlib import sha256

    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
