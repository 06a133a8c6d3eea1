"""Secrets and personal data stay out of every output."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chatlint import placeholder
from chatlint.diagnostic import Diagnostic
from chatlint.document import Document
from chatlint.silence import Finding
from chatlint.text import ECHO_LIMIT, MASK, Source, Span, pointer


def masked(document: Document, findings: Iterable[Finding], private: Sequence[Span]) -> Document:
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
            place = document.place(number, problem.path, problem.part)
            spans.append(place.origin or place.span)
    return document.masked(spans) if spans else document


def _is_telling(value: object) -> bool:
    says_nothing = value is None or value == "" or isinstance(value, bool)
    return not says_nothing and not placeholder.whole(value)


def unspeakable(source: Source, findings: Iterable[Finding], private: Sequence[Span]) -> list[str]:
    """What no message may repeat of ``source``: what is ``private``, and keys that are hidden."""
    words = {source.text[start:end] for start, end in private}
    for rule, _, problem, _ in findings:
        if rule.mask is True and problem.part == "key":
            words.add(str(problem.value))
    return sorted(words, key=len, reverse=True)


def concealed(found: Iterable[Diagnostic], words: Sequence[str]) -> list[Diagnostic]:
    """``found`` without ``words``: the name of a key stands in messages, not in spans alone.

    A fix that would repeat one is left out.
    """
    return [_conceal(each, words) for each in found] if words else list(found)


def _conceal(diagnostic: Diagnostic, words: Sequence[str]) -> Diagnostic:
    place, fix = diagnostic.location, diagnostic.fix
    steps = [pointer((word,)).removeprefix("/") for word in words]
    if fix and any(word in edit.text for edit in fix.edits for word in words):
        fix = None
    return diagnostic._replace(
        message=veiled(diagnostic.message, words),
        location=place._replace(pointer=veiled(place.pointer, steps)),
        fix=fix,
    )


def veiled(text: str, words: Iterable[str]) -> str:
    """``text`` with asterisks for each of ``words``, be it cut off."""
    for word in words:
        text = text.replace(word, MASK * len(word))
        for length in range(min(len(word), ECHO_LIMIT) - 1, _RECOGNISED, -1):
            text = text.replace(f"{word[:length]}…", f"{MASK * length}…")
    return text


_RECOGNISED = 4  # characters that give away nothing
