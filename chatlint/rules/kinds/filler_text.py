"""The kind ``filler``: what documentation and generators leave for a person to replace."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from chatlint.model import placeholder
from chatlint.model.diagnostic import Problem
from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.path import Path
from chatlint.model.walk import join_strings
from chatlint.rules.kinds.kind import kind

_PATHS = {"type": "list", "required": True, "schema": {"type": "string"}}


@kind(depends="scalars", type="dict", schema={"attributes": _PATHS, "prose": _PATHS})
def filler(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """No value, and no key below the members ``attributes``, was left from a documentation.

    In ``prose`` (dotted paths) only what no person writes counts, and of the values of attributes
    what can be no word of theirs: there, "string" counts where it is both key and value. What
    stands below such a key is not looked at.
    """
    keys, values = join_strings(value)
    if not any(map((keys + values).__contains__, _MADE)):
        folded = values.lower()
        if not any(map(folded.__contains__, _MARKS)):
            return
    prose = {tuple(path.split(".")) for path in argument["prose"]}
    todo: list[tuple[Path, object]] = [((), value)]
    for path, item in todo:
        in_attributes = bool(path) and path[0] in argument["attributes"]
        if placeholder.has_placeholder(item):
            continue
        if isinstance(item, list):
            todo.extend(((*path, index), inner) for index, inner in enumerate(item))
        elif isinstance(item, dict):
            for key, inner in item.items():
                if in_attributes and (key in _SKELETON or (key == _TYPE and _holds_type(inner))):
                    yield Problem((*path, key), "key", key)
                else:
                    todo.append(((*path, key), inner))
        elif isinstance(item, str) and (
            item in (_SKELETON if in_attributes else _MADE)
            or (path not in prose and _is_filler(item.strip(), in_attributes=in_attributes))
        ):
            yield Problem(path, value=item)


def _holds_type(value: object) -> bool:
    return _TYPE in join_strings(value).values.splitlines()


# What JavaScript's references and the command line's skeletons write, and boto3's reference.
_SKELETON = frozenset(("STRING_VALUE", "KeyName"))
_TYPE = "string"
_MADE = _SKELETON | {_TYPE}
_MARKS = ("your", "replace", "change", "insert", "todo", "fixme", "tbd", "xxxx", "...", "…")


def _is_filler(text: str, *, in_attributes: bool) -> bool:
    if len(text) > _LONGEST or (in_attributes and text == "TODO"):  # where it may be a status
        return False
    if _PLAIN.fullmatch(text) or (_MASKED.fullmatch(text) and "xxxx" in text.lower()):
        return True
    if in_attributes:
        return False
    if text.startswith("arn:"):
        return any(map(_in_id, re.split("[:/]", text)))
    return _in_id(text)


def _in_id(text: str) -> bool:
    return bool(_PLAIN.fullmatch(text) or _LOOSE.fullmatch(text))


_LONGEST = 300
_MASKED = lazy_regex("[0-9a-fx]{8}-[0-9a-fx]{4}-[0-9a-fx]{4}-[0-9a-fx]{4}-[0-9a-fx]{12}", re.I)
_PLAIN = lazy_regex(
    r"""
      \.{3,} | …
    | (?-i:TODO|FIXME)(?:[: ].*)?
    | change[-_ ]?(?:me|this)
    | replace[-_](?:with|by|me|this)(?:[-_].*)?
    | insert[-_].*[-_]here
    | your[-_](?:.*[-_])?(?:arn|flow|here|id|instance|key|region|token|uuid|value)
    | [<\[{(]\ ?your\b[^<>\[\]{}()]*[>\]})]
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Where ids stand, not words of people.
_LOOSE = lazy_regex(
    r"your[-_ ].* | replace[-_ ].* | insert[-_ ].* | tbd | [0-9a-fx-]*xxxx[0-9a-fx-]*",
    re.VERBOSE | re.IGNORECASE,
)

KINDS = (filler,)
