"""Kinds about the keys of a mapping."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from chatlint import placeholder
from chatlint.diagnostic import Problem, RelatedPath
from chatlint.kinds import kind
from chatlint.text import visible


@kind(
    type="dict",
    schema={
        "characters": {"type": "string", "required": True},
        "except": {"type": "string"},
    },
)
def key_charset(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """Every key is made of ``characters`` (a regular expression's class) or fits ``except``."""
    if not isinstance(value, dict):
        return
    allowed = re.compile(f"(?:{argument['characters']})*")
    exempt = argument.get("except")
    for key in value:
        fits = allowed.fullmatch(key)
        if fits or placeholder.within(key) or (exempt and re.fullmatch(exempt, key)):
            continue
        bad = dict.fromkeys(c for c in key if not allowed.fullmatch(c))
        yield Problem(
            path=(key,),
            part="key",
            value=key,
            detail=", ".join(
                f"`{visible(c)}`" if c.strip() else _NAMES.get(c, repr(c)) for c in bad
            ),
            suggestion="".join(c if allowed.fullmatch(c) else "_" for c in key),
        )


_NAMES = {" ": "a space", "\t": "a tab", "\u00a0": "a no-break space"}


@kind(type="string")
def not_beside(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """The request has no member ``argument`` beside this one."""
    if argument in request:
        related = RelatedPath(f"`{argument}` stands here", (argument,), "key")
        yield Problem(part="key", value=value, detail=argument, related=(related,))


KINDS = (key_charset, not_beside)
