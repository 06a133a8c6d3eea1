"""Map the diagnostics of an embedded document to the document that holds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from chatlint.edits.layout import SourceLayout
from chatlint.finders.scanned import EmbeddedDocument
from chatlint.linter.diagnose import hash_fingerprint
from chatlint.model.diagnostic import Diagnostic, Edit, Fix, Location, ManualFix
from chatlint.model.document import Document
from chatlint.model.path import json_pointer
from chatlint.model.source import Span
from chatlint.parsers import DATA_LANGUAGES


class EmbeddedMapper:
    """Maps places and diagnostics of ``inner`` to ``holder``, the document that holds it."""

    def __init__(self, inner: EmbeddedDocument, holder: Document) -> None:
        self._inner = inner
        self._holder = holder
        self._origin = inner.source_map()

    def span(self, span: Span) -> Span:
        """The span in the outer text of ``span`` in the inner one."""
        return self._origin.span(span)

    def diagnostic(self, inner: Diagnostic) -> Diagnostic:
        """``inner`` with its places in the outer text."""
        fix, by_hand = inner.fix, inner.by_hand
        if fix is not None:
            fix, by_hand = self._map_fix(fix)
        return inner._replace(
            span=self.span(inner.span),
            related=tuple(each._replace(span=self.span(each.span)) for each in inner.related),
            location=self._map_location(inner.location),
            fix=fix,
            by_hand=by_hand,
            fingerprint=self._map_fingerprint(inner.fingerprint),
        )

    def _map_location(self, inner: Location) -> Location:
        number, path = self._inner.document, self._inner.path
        if path is None:
            return inner._replace(document=number + inner.document)
        return Location(number, json_pointer(path), inner.pointer + (inner.inner or ""))

    def _map_fingerprint(self, inner: str) -> str:
        path = self._inner.path
        return inner if path is None else hash_fingerprint(json_pointer(path), inner)

    def _map_fix(self, fix: Fix) -> tuple[Fix | None, ManualFix | None]:
        """``fix`` with edits of the outer text, or a manual one if there can be none."""
        mapped = self._origin.edits(fix.edits)
        if not isinstance(mapped, str) and self._is_shared(mapped):
            mapped = "an alias repeats its text elsewhere"
        if isinstance(mapped, str):
            return None, ManualFix(fix.title, fix.safe, mapped)
        return fix._replace(edits=mapped), None

    def _is_shared(self, edits: Iterable[Edit]) -> bool:
        """Whether ``edits`` touch text that an alias or merge repeats elsewhere."""
        return any(edit.span.touches(other) for edit in edits for other in self._shared)

    @cached_property
    def _shared(self) -> Sequence[Span]:
        return (
            SourceLayout(self._holder).aliased_spans
            if self._holder.language in DATA_LANGUAGES
            else ()
        )


def unique_fingerprints(diagnostics: Iterable[Diagnostic], seen: Counter[str]) -> list[Diagnostic]:
    """Make the fingerprints of ``diagnostics`` unique.

    Args:
        diagnostics: diagnostics of one file.
        seen: how often each fingerprint was met in this file; updated.
    """
    unique = []
    for each in diagnostics:
        fingerprint = each.fingerprint
        seen[fingerprint] += 1
        if seen[fingerprint] > 1:
            fingerprint = hash_fingerprint(fingerprint, str(seen[fingerprint]))
        unique.append(each._replace(fingerprint=fingerprint))
    return unique
