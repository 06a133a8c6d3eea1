"""Kinds about secrets, and keys that are named like secrets."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any

from chatlint.aws.model import fold_name
from chatlint.model.diagnostic import Problem
from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.path import Path
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax
from chatlint.model.walk import join_strings, walk_strings
from chatlint.rules.kinds.kind import kind
from chatlint.rules.kinds.secret_patterns import (
    find_tokens,
    get_token_name,
    has_marker,
    is_random,
)
from chatlint.rules.kinds.sensitive_names import (
    compile_names,
    find_sensitive_values,
    is_sensitive,
    may_be_sensitive,
)

_NAMES = {"type": "list", "required": True, "schema": {"type": "string"}}


def _find_token_spans(
    text: str, argument: Any, syntax: PlaceholderSyntax = BUILT_IN
) -> list[tuple[int, int]]:
    return find_tokens(text, syntax)


def _find_values_under(
    text: str, argument: Any, syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[tuple[int, int]]:
    return find_sensitive_values(text, argument["under"], syntax)


@kind(
    uses_syntax=True,
    secret_spans=_find_token_spans,
    secret_spans_unparsed=_find_values_under,
    depends="scalars",
    type="dict",
    schema={"under": _NAMES, "except": _NAMES},
)
def secret(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """No string is a secret, by its format or, below a name in ``under``, by its randomness.

    Names in ``except`` do not count as names in ``under``; both have hyphens between their words.
    Keys are checked by their format only.
    """
    keys, values = join_strings(value)
    under, exempt = argument["under"], argument["except"]
    may_be_random = _TOKEN.search(values) and may_be_sensitive(keys, under, exempt)
    if not may_be_random and not has_marker(f"{keys}\n{values}"):
        return
    pattern, harmless = compile_names(under), frozenset(map(fold_name, exempt))
    for path, part, text in walk_strings(value):
        name = get_token_name(text, syntax)
        if not name and part == "value" and _looks_random(text, syntax):
            name = "what looks like a secret" if _is_under(path, pattern, harmless) else ""
        if name:
            yield Problem(path, part, text, detail=name)


def _find_named_values(
    text: str, argument: Any, syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[tuple[int, int]]:
    return find_sensitive_values(text, argument["names"], syntax)


@kind(
    uses_syntax=True,
    secret_spans_unparsed=_find_named_values,
    depends="keys",
    type="dict",
    schema={"of": _NAMES, "names": _NAMES},
)
def sensitive_name(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """No key of the members ``of`` a request is one of ``names``, in any spelling.

    A hyphen in a name separates its words: ``api-key`` is apiKey, api_key, API-KEY and apikey.
    """
    if not isinstance(value, dict):
        return
    names = argument["names"]
    for member in argument["of"]:
        attributes = value.get(member)
        if not isinstance(attributes, dict) or not may_be_sensitive("\n".join(attributes), names):
            continue
        pattern = compile_names(names)
        for key in attributes:
            if not syntax.has_placeholder(key) and is_sensitive(key, pattern):
                yield Problem((member, key), "key", key)


def _is_under(path: Path, names: re.Pattern[str], harmless: Container[str]) -> bool:
    """Whether a key in ``path`` is named like a secret."""
    keys = [step for step in path if isinstance(step, str)]
    return any(is_sensitive(key, names) and fold_name(key) not in harmless for key in keys)


def _looks_random(text: str, syntax: PlaceholderSyntax) -> bool:
    """Whether ``text`` is a long random mix of upper and lower case and digits.

    Words, dates, UUIDs and hexadecimal hashes are not.
    """
    text = _SCHEME.sub("", text)
    if not _TOKEN.fullmatch(text) or syntax.has_placeholder(text):
        return False
    return text.lower() != text != text.upper() and is_random(text)


# As in "Authorization: ApiKey …".
_SCHEME = lazy_regex(r"\A[A-Za-z-]{3,12} ")
_TOKEN = re.compile(r"[A-Za-z0-9+/=_.~-]{20,512}")


KINDS = (secret, sensitive_name)
