"""Kind about sample values of documentation and generators that were not replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from chatlint.model.diagnostic import Problem
from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.path import Path
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax
from chatlint.model.walk import join_strings
from chatlint.rules.kinds.kind import kind

_PATHS = {"type": "list", "required": True, "schema": {"type": "string"}}


@kind(
    uses_syntax=True, depends="scalars", type="dict", schema={"attributes": _PATHS, "prose": _PATHS}
)
def filler(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """No value, and no key of the members ``attributes``, is a sample value of documentation.

    Words that people write themselves are not reported in ``prose`` (dotted paths) and in values
    of attributes. In attributes, "string" must be both key and value to be reported. Values below
    a reported key are not checked.
    """
    if not _may_have_sample(*join_strings(value)):
        return
    prose = {tuple(path.split(".")) for path in argument["prose"]}
    pending: list[tuple[Path, object]] = [((), value)]
    for path, item in pending:  # the loop appends to it
        in_attributes = bool(path) and path[0] in argument["attributes"]
        if syntax.has_placeholder(item):
            continue
        if isinstance(item, list):
            pending.extend(((*path, index), inner) for index, inner in enumerate(item))
        elif isinstance(item, dict):
            for key, inner in item.items():
                if in_attributes and (key in _SKELETON or (key == _TYPE and _has_type_name(inner))):
                    yield Problem((*path, key), "key", key)
                else:
                    pending.append(((*path, key), inner))
        elif isinstance(item, str) and (
            item in (_SKELETON if in_attributes else _GENERATED)
            or (path not in prose and _is_sample(item.strip(), in_attributes=in_attributes))
        ):
            yield Problem(path, value=item)


def _may_have_sample(keys: str, values: str) -> bool:
    if any(map((keys + values).__contains__, _GENERATED)):
        return True
    folded = values.lower()
    return any(map(folded.__contains__, _MARKERS))


def _has_type_name(value: object) -> bool:
    return _TYPE in join_strings(value).values.splitlines()


# From the AWS SDK for JavaScript reference and `aws --generate-cli-skeleton`.
_SKELETON = frozenset(("STRING_VALUE", "KeyName"))
_TYPE = "string"  # from the boto3 reference
_GENERATED = _SKELETON | {_TYPE}
_MARKERS = ("your", "replace", "change", "insert", "todo", "fixme", "tbd", "xxxx", "...", "…")


def _is_sample(text: str, *, in_attributes: bool) -> bool:
    if len(text) > _LONGEST or (in_attributes and text == "TODO"):  # there it may be a status
        return False
    if _SAMPLE.fullmatch(text) or (_MASKED_UUID.fullmatch(text) and "xxxx" in text.lower()):
        return True
    if in_attributes:
        return False
    if text.startswith("arn:"):
        return any(map(_is_sample_id, re.split("[:/]", text)))
    return _is_sample_id(text)


def _is_sample_id(text: str) -> bool:
    return bool(_SAMPLE.fullmatch(text) or _SAMPLE_ID.fullmatch(text))


_LONGEST = 300  # characters
_MASKED_UUID = lazy_regex("[0-9a-fx]{8}-[0-9a-fx]{4}-[0-9a-fx]{4}-[0-9a-fx]{4}-[0-9a-fx]{12}", re.I)
_SAMPLE = lazy_regex(
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
# Only for IDs, which are not prose.
_SAMPLE_ID = lazy_regex(
    r"your[-_ ].* | replace[-_ ].* | insert[-_ ].* | tbd | [0-9a-fx-]*xxxx[0-9a-fx-]*",
    re.VERBOSE | re.IGNORECASE,
)

KINDS = (filler,)
