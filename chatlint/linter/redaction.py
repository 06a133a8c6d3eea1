"""Secrets and personal data stay out of every output."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence, Set

from chatlint.linter.engine.precedence import Finding
from chatlint.model import placeholder
from chatlint.model.diagnostic import Diagnostic
from chatlint.model.document import Document
from chatlint.model.path import json_pointer
from chatlint.model.printable import ECHO_LIMIT
from chatlint.model.source import MASK, Source, Span, merge_spans


def mask_secrets(
    document: Document, findings: Iterable[Finding], private: Sequence[Span]
) -> Document:
    """``document`` with asterisks in its text, for the values of rules that keep them hidden.

    Args:
        document: what was read.
        findings: what was found in it.
        private: more places that nobody is to see.
    """
    spans = list(private)
    for rule, number, problem, _ in findings:
        if rule.mask == "value":
            scalars = document.scalars(number, problem.path)
            spans.extend(node.span for node in scalars if _is_telling(node.value))
        elif rule.mask:
            place = document.locate(number, problem.path, problem.part)
            spans.append(place.origin or place.span)
    return document.masked(spans) if spans else document


def _is_telling(value: object) -> bool:
    says_nothing = value is None or value == "" or isinstance(value, bool)
    return not says_nothing and not placeholder.is_placeholder(value)


def secret_texts(source: Source, findings: Iterable[Finding], private: Sequence[Span]) -> set[str]:
    """What no message may repeat of ``source``: what is ``private``, and keys that are hidden."""
    words = {source.text[start:end] for start, end in private}
    for rule, _, problem, _ in findings:
        if rule.mask is True and problem.part == "key":
            words.add(str(problem.value))
    return words - {""}


def redact(found: Iterable[Diagnostic], words: Set[str]) -> list[Diagnostic]:
    """``found`` without ``words``: the name of a key stands in messages, not in spans alone.

    A fix that would repeat one is left out.
    """
    if not words:
        return list(found)
    veil, steps = (
        Redactor(words),
        Redactor({json_pointer((word,)).removeprefix("/") for word in words}),
    )
    return [_conceal(each, veil, steps) for each in found]


def _conceal(diagnostic: Diagnostic, veil: Redactor, steps: Redactor) -> Diagnostic:
    place, fix = diagnostic.location, diagnostic.fix
    if fix and any(veil.hidden_in(edit.text) for edit in fix.edits):
        fix = None
    return diagnostic._replace(
        message=veil(diagnostic.message),
        location=place._replace(pointer=steps(place.pointer)),
        fix=fix,
    )


class Redactor:
    """Puts asterisks for ``words`` wherever a text has them, be they cut off and end in ``…``.

    There may be thousands of both, so words are looked up by what stands at a place, not looked
    for one by one.
    """

    def __init__(self, words: Set[str]) -> None:
        self._words = words
        self._in_order = sorted(words)
        self._lengths = sorted(set(map(len, words)), reverse=True)
        self._head = min((_RECOGNISED, *self._lengths))
        self._heads = {word[: self._head] for word in words}

    def __call__(self, text: str) -> str:
        parts, done = list[str](), 0
        for start, end in merge_spans(self.hidden_in(text)):
            parts += (text[done:start], MASK * (end - start))
            done = end
        return "".join(parts) + text[done:]

    def hidden_in(self, text: str) -> list[Span]:
        """Where ``text`` has one of the words, or the beginning of one that is cut off."""
        head, heads = self._head, self._heads
        starts = (at for at in range(len(text)) if text[at : at + head] in heads)
        return [Span(start, end) for start in starts if (end := self._end(text, start)) > start]

    def _end(self, text: str, start: int) -> int:
        """Where the longest of the words that begin at ``start`` ends; ``start`` if none does."""
        for length in self._lengths:
            if (found := text[start : start + length]) in self._words:
                return start + len(found)
        cut = text.find("…", start + _RECOGNISED + 1, start + ECHO_LIMIT)
        if cut < 0:
            return start
        begun = text[start:cut]
        near = bisect_left(self._in_order, begun)
        is_begun = near < len(self._in_order) and self._in_order[near].startswith(begun)
        return cut if is_begun else start


_RECOGNISED = 4  # characters that give away nothing
