"""Kinds about what only a few may know: secrets, and names that promise one."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any

from chatlint.aws.model import fold_name
from chatlint.model import placeholder
from chatlint.model.diagnostic import Problem
from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.path import Path
from chatlint.model.walk import join_strings, walk_strings
from chatlint.rules.kinds.kind import kind
from chatlint.rules.kinds.secret_patterns import (
    find_jumbled,
    find_token_kind,
    find_tokens,
    has_marker,
)
from chatlint.rules.kinds.sensitive_names import (
    find_promised,
    is_sensitive,
    may_be_sensitive,
    name_pattern,
)

_NAMES = {"type": "list", "required": True, "schema": {"type": "string"}}


def _tokens(text: str, argument: Any) -> list[tuple[int, int]]:
    return find_tokens(text)


def _told_under(text: str, argument: Any) -> Iterator[tuple[int, int]]:
    return find_promised(text, argument["under"])


@kind(
    hides=_tokens,
    tells=_told_under,
    depends="scalars",
    type="dict",
    schema={"under": _NAMES, "except": _NAMES},
)
def secret(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """No text is a key or token, by its form or, below a name in ``under``, by its randomness.

    Names in ``except`` (whose words are written with hyphens, as in ``under``) promise none. Keys
    are judged by their form.
    """
    keys, values = join_strings(value)
    under, exempt = argument["under"], argument["except"]
    may_be_random = _JUMBLE.search(values) and may_be_sensitive(keys, under, exempt)
    if not may_be_random and not has_marker(f"{keys}\n{values}"):
        return
    named, harmless = name_pattern(under), frozenset(map(fold_name, exempt))
    for path, part, text in walk_strings(value):
        name = find_token_kind(text)
        if not name and part == "value" and _looks_random(text) and _told(path, named, harmless):
            name = "what looks like a secret"
        if name:
            yield Problem(path, part, text, detail=name)


def _told_of(text: str, argument: Any) -> Iterator[tuple[int, int]]:
    return find_promised(text, argument["names"])


@kind(tells=_told_of, depends="keys", type="dict", schema={"of": _NAMES, "names": _NAMES})
def sensitive_name(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """No key of the members ``of`` a request is one of ``names``, however its words are joined.

    A hyphen in a name separates its words: ``api-key`` is apiKey, api_key, API-KEY and apikey.
    """
    if not isinstance(value, dict):
        return
    names = argument["names"]
    for member in argument["of"]:
        attributes = value.get(member)
        if not isinstance(attributes, dict) or not may_be_sensitive("\n".join(attributes), names):
            continue
        named = name_pattern(names)
        for key in attributes:
            if not placeholder.has_placeholder(key) and is_sensitive(key, named):
                yield Problem((member, key), "key", key)


def _told(path: Path, named: re.Pattern[str], harmless: Container[str]) -> bool:
    """Whether one of the keys in ``path`` promises a secret."""
    keys = [step for step in path if isinstance(step, str)]
    return any(is_sensitive(key, named) and fold_name(key) not in harmless for key in keys)


def _looks_random(text: str) -> bool:
    """Whether ``text`` is a long jumble of capitals, small letters and digits.

    Words, dates, UUIDs and hashes in hexadecimal lack one of these, or are not jumbled.
    """
    text = _SCHEME.sub("", text)
    if not _JUMBLE.fullmatch(text) or placeholder.has_placeholder(text):
        return False
    return text.lower() != text != text.upper() and find_jumbled(text)


# As in "Authorization: ApiKey …".
_SCHEME = lazy_regex(r"\A[A-Za-z-]{3,12} ")
_JUMBLE = re.compile(r"[A-Za-z0-9+/=_.~-]{20,512}")


KINDS = (secret, sensitive_name)
