"""Kinds about what only a few may know: secrets, and names that promise one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from math import log2
from typing import Any

from chatlint import placeholder
from chatlint.api import folded
from chatlint.diagnostic import Problem
from chatlint.kinds import kind
from chatlint.kinds.texts import joined, texts
from chatlint.kinds.token_forms import form_in, invented, marked
from chatlint.text import Path

_NAMES = {"type": "list", "required": True, "schema": {"type": "string"}}


@kind(type="dict", schema={"under": _NAMES, "except": _NAMES})
def secret(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """No text is a key or token, by its form or, below a name in ``under``, by its randomness.

    Names in ``except`` (whose words are written with hyphens, as in ``under``) promise none.
    """
    keys, values = joined(value)
    under, exempt = argument["under"], argument["except"]
    if not marked(values) and not _promised(keys, under, exempt):
        return
    named, harmless = _pattern(under), frozenset(map(folded, exempt))
    for path, text in texts(value):
        name = form_in(text)
        if not name and _looks_random(text) and _promises(path, named, harmless):
            name = "what looks like a secret"
        if name:
            yield Problem(path, value=text, detail=name)


@kind(type="dict", schema={"of": _NAMES, "names": _NAMES})
def sensitive_name(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """No key of the members ``of`` a request is one of ``names``, however its words are joined.

    A hyphen in a name separates its words: ``api-key`` is apiKey, api_key, API-KEY and apikey.
    """
    if not isinstance(value, dict):
        return
    names = argument["names"]
    for member in argument["of"]:
        attributes = value.get(member)
        if not isinstance(attributes, dict) or not _promised("\n".join(attributes), names):
            continue
        named = _pattern(names)
        for key in attributes:
            if not placeholder.within(key) and _names(key, named):
                yield Problem((member, key), "key", key)


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of ``names``, its words joined by a hyphen or by nothing."""
    return re.compile("|".join(names).replace("-", "-?"))


def _names(key: str, names: re.Pattern[str]) -> bool:
    """Whether ``key`` says that its value is one of ``names``.

    The name must be what the key is about: ``resetPassword`` tells what is wanted, ``tokenCount``
    is a count and ``hasPin`` a yes or no.
    """
    words = [word.lower() for word in _WORD.findall(key)]
    while words and (words[-1] in _TAILS or words[-1].isdecimal()):
        words.pop()
    if not words or _HEAD.fullmatch(words[0]):
        return False
    return any(names.fullmatch("-".join(words[start:])) for start in range(len(words))[-_LONGEST:])


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_LONGEST = 4  # words in a name
_TAILS = frozenset(("digits", "hash", "last", "plain", "text", "value"))
_HEAD = re.compile(
    "ask|changed?|expired|forgot(?:ten)?|ha[sd]|invalid|is|lost|missing|needs?|requires?|reset|"
    "uses?|wrong"
)


def _promises(path: Path, named: re.Pattern[str], harmless: Container[str]) -> bool:
    keys = [step for step in path if isinstance(step, str)]
    return any(_names(key, named) and folded(key) not in harmless for key in keys)


def _promised(keys: str, names: Iterable[str], exempt: Iterable[str] = ()) -> bool:
    """Whether one of ``names`` may be in ``keys``; a quick test."""
    keys = folded(keys)
    for name in exempt:
        keys = keys.replace(folded(name), "")
    return any(name.replace("-", "") in keys for name in names)


def _looks_random(text: str) -> bool:
    """Whether ``text`` is a long jumble of capitals, small letters and digits.

    Words, dates, UUIDs and hashes in hexadecimal lack one of these, or are not jumbled.
    """
    if not _JUMBLE.fullmatch(text) or placeholder.within(text) or invented(text):
        return False
    in_words = sum(map(len, _RUN.findall(text)))
    if in_words * 2 > len(text) or len(_DIGITS.findall(text)) < 2:
        return False
    if text.lower() == text or text.upper() == text:
        return False
    return -sum(n / len(text) * log2(n / len(text)) for n in Counter(text).values()) > 3.5


_JUMBLE = re.compile(r"[A-Za-z0-9+/=_.~-]{20,512}")
_RUN = re.compile(r"[a-z]{4,}|[A-Z]{4,}")
_DIGITS = re.compile(r"[0-9]+")


KINDS = (secret, sensitive_name)
