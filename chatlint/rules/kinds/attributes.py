"""Kinds for attributes: their keys and their size."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from chatlint.model.diagnostic import Problem, RelatedPath
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax, is_intrinsic
from chatlint.model.printable import clip, printable
from chatlint.rules.kinds.kind import kind


@kind(
    uses_syntax=True,
    depends="keys",
    type="dict",
    schema={"characters": {"type": "string", "required": True}, "prefix": {"type": "string"}},
)
def key_charset(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """Every key, after ``prefix``, consists of ``characters``, a character class of a regex."""
    if not isinstance(value, dict):
        return
    allowed = re.compile(argument["characters"])
    prefix = argument.get("prefix", "")
    valid = re.compile(f"(?:{re.escape(prefix)})?(?:{argument['characters']})+")
    for key in value:
        if valid.fullmatch(key):
            continue
        start = len(prefix) if key.startswith(prefix) else 0
        bad = [c for c in key[start:] if not allowed.fullmatch(c)] or ([] if key[start:] else [":"])
        if not bad or not key or syntax.has_placeholder(key):
            continue
        detail = ", ".join(map(_name_character, dict.fromkeys(bad)))
        fixed = key[:start] + _replace_characters(key[start:], bad)
        yield Problem((key,), "key", key, detail=detail, suggestion="" if fixed == key else fixed)


def _replace_characters(name: str, bad: list[str]) -> str:
    """Replace ``bad`` characters by ``_``; empty if one is not ASCII, since it may be a letter."""
    if not "".join(bad).isascii():
        return ""
    return "".join("_" if character in bad else character for character in name)


def _name_character(character: str) -> str:
    return _NAMES.get(character, f"`{printable(character)}`")


_NAMES = {" ": "a space", "\t": "a tab", "\u00a0": "a no-break space"}


@kind(depends="keys", type="string")
def not_beside(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """The request does not have the member ``argument`` together with this one.

    CloudFormation may remove a member whose value is an intrinsic (``!If``), so it does not count.
    """
    other = request.get(argument)
    if any(each is None or is_intrinsic(each) for each in (value, other)):
        return
    related = RelatedPath(f"`{argument}` stands here", (argument,), "key")
    yield Problem(part="key", value=value, detail=argument, related=(related,))


@kind(
    uses_syntax=True,
    depends="keys",
    type="dict",
    schema={
        "members": {"type": "list", "required": True, "schema": {"type": "string"}},
        "except": {"type": "string"},
    },
)
def distinct_keys(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """No two keys in one of the mappings ``members`` differ only in case.

    Keys that start with ``except`` are ignored.
    """
    if not isinstance(value, dict):
        return
    for member in argument["members"]:
        keys = value.get(member)
        # A quick test, since most mappings have no such keys.
        if isinstance(keys, dict) and len({key.lower() for key in keys}) < len(keys):
            yield from _find_similar_keys(member, keys, argument.get("except", ()), syntax)


def _find_similar_keys(
    member: str,
    keys: Mapping[str, Any],
    exempt: str | tuple[str, ...],
    syntax: PlaceholderSyntax,
) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for key in keys:
        if key.startswith(exempt) or syntax.has_placeholder(key):
            continue
        earlier = seen.setdefault(key.lower(), key)
        if earlier != key:
            related = RelatedPath("the other key stands here", (member, earlier), "key")
            yield Problem((member, key), "key", key, detail=clip(earlier), related=(related,))


@kind(
    uses_syntax=True,
    type="dict",
    schema={
        "max": {"type": "integer", "required": True},
        "longest": {"type": "integer"},
        "near": {"type": "integer", "min": 1, "max": 99},
    },
)
def byte_budget(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """All keys and values of a mapping together have at most ``max`` UTF-8 bytes.

    Placeholders do not count. Nothing is reported if a key or value has more than ``longest``
    characters, since another rule reports it. With ``near``, the total is reported if it is more
    than ``near`` per cent of ``max`` and at most ``max``.
    """
    if not isinstance(value, dict):
        return
    limit, longest, near = argument["max"], argument.get("longest"), argument.get("near")
    threshold = limit if near is None else limit * near // 100
    texts = [text for text in value.values() if isinstance(text, str)]
    # A character has at most four bytes, so a small mapping need not be encoded.
    if 4 * sum(map(len, (*value, *texts))) <= threshold:
        return
    if longest is not None and any(
        len(text) > longest and not syntax.has_placeholder(text) for text in (*value, *texts)
    ):
        return
    sizes = {
        key: _count_bytes(key, syntax) + _count_bytes(text, syntax) for key, text in value.items()
    }
    total = sum(sizes.values())
    if total <= threshold or (near is not None and total > limit):
        return
    open_ended = any(map(syntax.has_placeholder, (*value, *value.values())))
    at_least = "at least " if open_ended else ""
    share = "" if near is None else f" ({100 * total // limit} %)"
    detail = f"{at_least}{total:,} of {limit:,} bytes{share}; largest: {_list_largest(sizes)}"
    yield Problem(value=value, expected=f"{limit:,}", detail=detail)


def _list_largest(sizes: Mapping[str, int]) -> str:
    keys = sorted(sizes, key=lambda key: -sizes[key])[:3]
    return ", ".join(f"{clip(key, 40)} {sizes[key]:,}" for key in keys)


def _count_bytes(text: object, syntax: PlaceholderSyntax) -> int:
    if not isinstance(text, str):
        return 0
    return len(syntax.literal_text(text).encode("utf-8", "surrogatepass"))


KINDS = (key_charset, not_beside, distinct_keys, byte_budget)
