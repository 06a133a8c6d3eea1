"""Plain scalars whose value differs between YAML 1.1 and YAML 1.2.

Many programs still read YAML 1.1, PyYAML among them. For these ``no`` is false, ``012`` is ten
and ``1:30`` is ninety; AWS CLI v2 reads a string, twelve and a string.
"""

from __future__ import annotations

from functools import lru_cache

from chatlint.model.document import NonJsonValue
from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.printable import clip
from chatlint.parsers.yaml import scalars

_WORDS = {
    word: meaning
    for lower, meaning in (("yes", True), ("no", False), ("on", True), ("off", False))
    for word in (lower, lower.capitalize(), lower.upper())
}
# The first characters of numbers, the only other scalars that differ.
_STARTS = frozenset("+-.0123456789")

# Sources: https://yaml.org/type/int.html and https://yaml.org/type/float.html, as PyYAML has them.
_INTEGER = lazy_regex(
    r"[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)"
    r"|(?P<sixties>[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)"
)
_FLOAT = lazy_regex(
    r"[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?"
    r"|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)"
    r"|\.(?:nan|NaN|NAN)"
    r"|(?P<sixties>[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)"
)
# Messages do not show the value of a longer scalar.
_MAX_LENGTH = 40


def describe_difference(text: str) -> str:
    """Describe how YAML 1.1 and 1.2 read the plain scalar ``text``; empty if they agree."""
    if text not in _WORDS and text[:1] not in _STARTS:
        return ""
    if scalars.is_plain_number(text):
        return ""
    ours, theirs = scalars.resolve_scalar(text), resolve_yaml11(text)
    if _is_same_value(ours, theirs):
        return ""
    if len(text) > _MAX_LENGTH:
        return f"`{clip(text)}` is not read alike by all dialects of YAML; quote it"
    advice = f"write {ours}" if type(ours) is int else "quote it"
    return (
        f"`{text}` is read as {_describe_value(ours)} here, but as {_describe_value(theirs)} "
        f"by YAML 1.1 readers such as PyYAML; {advice}"
    )


def resolve_yaml11(text: str) -> object:
    """The value in YAML 1.1 of a plain scalar other than null, dates, ``true`` and ``false``."""
    if text in _WORDS:
        return _WORDS[text]
    for pattern, convert in ((_FLOAT, scalars.parse_float), (_INTEGER, _parse_integer)):
        if match := pattern.fullmatch(text):
            try:
                return _parse_sexagesimal(text) if match["sixties"] else convert(text)
            except ValueError:  # "0x_", or more digits than Python converts
                return NonJsonValue("number", text)
    return text


def _parse_integer(text: str) -> int:
    digits = text.replace("_", "")
    sign = -1 if digits.startswith("-") else 1
    digits = digits.lstrip("+-")
    octal = digits.startswith("0") and digits[1:2] not in ("b", "x")
    return sign * int(digits, 8 if octal else {"0b": 2, "0x": 16}.get(digits[:2], 10))


def _parse_sexagesimal(text: str) -> object:
    """Read ``1:30`` as ninety, in the base of minutes and seconds."""
    if len(text) > _MAX_LENGTH:
        return NonJsonValue("number", text)
    digits = text.replace("_", "")
    value: float = 0
    for part in digits.lstrip("+-").split(":"):
        value = value * 60 + (float(part) if "." in part else int(part))
    return -value if digits.startswith("-") else value


def _is_same_value(ours: object, theirs: object) -> bool:
    if isinstance(ours, NonJsonValue) and ours.kind == "date":
        return True  # dates have one form in both dialects
    if isinstance(ours, float):
        return repr(ours) == repr(theirs)  # NaN does not equal itself
    return type(ours) is type(theirs) and ours == theirs


def _describe_value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "text"
    return "a number" if isinstance(value, NonJsonValue) else str(value)


def resolve_unambiguous(text: str) -> object:
    """Resolve the plain scalar ``text``.

    Raises:
        AmbiguousError: YAML 1.1 and 1.2 read it differently.
    """
    # Templates of one project share most words; long strings rarely occur twice.
    return _resolve_cached(text) if len(text) < _MAX_CACHED_LENGTH else _resolve(text)


class AmbiguousError(ValueError):
    """YAML 1.1 and 1.2 read a scalar differently."""


def _resolve(text: str) -> object:
    if describe_difference(text):
        raise AmbiguousError
    return scalars.resolve_scalar(text)


_MAX_CACHED_LENGTH = 64
_resolve_cached = lru_cache(4096)(_resolve)
