"""Resolve YAML scalars to values.

This is the core schema of YAML 1.2 as ruamel.yaml's safe loader implements it, because AWS CLI v2
reads ``--cli-input-yaml`` with that; the one difference is ``=``, here a string.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from chatlint.model.document import NonJsonValue
from chatlint.model.lazy_regex import lazy_regex

_WORDS = {
    "": None,
    **dict.fromkeys(("~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# The first characters of numbers, dates and the words above; any other scalar is a string.
_STARTS = frozenset("~nNtTfF-+.0123456789")

_FLOAT = lazy_regex(
    r"[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
    r"|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)"
    r"|\.(?:nan|NaN|NAN)"
)
_INTEGER = lazy_regex(r"[-+]?(?:0b[01_]+|0o?[0-7_]+|[0-9_]+|0x[0-9a-fA-F_]+)")
_DATE = lazy_regex(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \t]+)[0-9][0-9]?:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
    r"(?:[ \t]*(?:Z|[-+][0-9][0-9]?(?::[0-9]{2})?))?"
)
_BASES = {"0b": 2, "0o": 8, "0x": 16}


def resolve_scalar(text: str) -> object:
    """Resolve a plain scalar to a string, number, boolean, null or `NonJsonValue`."""
    if text and text[0] not in _STARTS:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if is_plain_number(text):
        return int(text)
    if text[0] not in "tTfFnN~":
        if _FLOAT.fullmatch(text):
            return _convert_number(text, parse_float)
        if _INTEGER.fullmatch(text):
            return _convert_number(text, _parse_integer)
        if _DATE.fullmatch(text):
            return NonJsonValue("date", text)
    return text


def is_plain_number(text: str) -> bool:
    """Whether ``text`` is a positive integer in decimal, which YAML 1.1 and 1.2 read alike."""
    return text.isascii() and text.isdecimal() and text[0] != "0" and len(text) < _MAX_DIGITS


_MAX_DIGITS = 100  # Python converts about 4,000


def resolve_tagged(kind: str, text: str) -> object:
    """Resolve ``text`` with the core tag ``kind``, for example ``int``.

    Raises:
        ValueError: the text does not fit the tag.
        KeyError: the tag is not in `TAGS`.
    """
    return TAGS[kind](text)


def _convert_number(text: str, convert: Callable[[str], float]) -> object:
    try:
        return convert(text)
    except ValueError:  # "0x_", or more digits than Python converts
        return NonJsonValue("number", text)


def parse_float(text: str) -> float:
    """Parse a floating-point number with YAML's ``_``, ``.inf`` and ``.nan``."""
    return float(text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))


def _parse_integer(text: str) -> int:
    digits = text.replace("_", "")
    sign = -1 if digits.startswith("-") else 1
    digits = digits.lstrip("+-")
    return sign * int(digits, _BASES.get(digits[:2], 10))


def _parse_boolean(text: str) -> bool:
    word = text.lower()
    if word not in _TRUE | _FALSE:
        raise ValueError(text)
    return word in _TRUE


_TRUE = frozenset(("yes", "y", "true", "on"))
_FALSE = frozenset(("no", "n", "false", "off"))


def _parse_date(text: str) -> NonJsonValue:
    from datetime import date

    if not _DATE.fullmatch(text):
        raise ValueError(text)
    year, month, day = re.split("[-Tt \t]", text)[:3]
    date(int(year), int(month), int(day))
    return NonJsonValue("date", text)


TAGS: Mapping[str, Callable[[str], object]] = {
    "str": str,
    "null": lambda _: None,
    "bool": _parse_boolean,
    "int": _parse_integer,
    "float": parse_float,
    "timestamp": _parse_date,
}
"""The core tags of scalars, without their prefix, and what converts a text with the tag."""
