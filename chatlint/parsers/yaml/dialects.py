"""Where YAML's dialects part: plain scalars that YAML 1.1 reads as something else.

Many programs still read YAML 1.1, PyYAML first of all. To them ``no`` is false, ``012`` is ten
and ``1:30`` is ninety, while AWS CLI v2 takes them for text, twelve and text.
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
# Only numbers part beside these words, and they begin so.
_STARTS = frozenset("+-.0123456789")

# Source: https://yaml.org/type/int.html and https://yaml.org/type/float.html, as PyYAML has them.
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
# What would take more digits to tell than anyone reads is only called a number.
_LONGEST = 40


def describe_difference(text: str) -> str:
    """How the plain scalar ``text`` is read here and elsewhere, empty where all read it alike."""
    if text not in _WORDS and text[:1] not in _STARTS:
        return ""
    if scalars.is_plain_number(text):
        return ""
    ours, theirs = scalars.resolve_scalar(text), resolve_yaml11(text)
    if _alike(ours, theirs):
        return ""
    if len(text) > _LONGEST:
        return f"`{clip(text)}` is not read alike by all dialects of YAML; quote it"
    advice = f"write {ours}" if type(ours) is int else "quote it"
    return (
        f"`{text}` is read as {_told(ours)} here, but as {_told(theirs)} "
        f"by YAML 1.1 readers such as PyYAML; {advice}"
    )


def resolve_yaml11(text: str) -> object:
    """The value a plain scalar that is no null, no date and no ``true`` has in YAML 1.1."""
    if text in _WORDS:
        return _WORDS[text]
    for pattern, convert in ((_FLOAT, _float), (_INTEGER, _integer)):
        if match := pattern.fullmatch(text):
            try:
                return _in_sixties(text) if match["sixties"] else convert(text)
            except ValueError:  # "0x_", or more digits than Python will read
                return NonJsonValue("number", text)
    return text


def _integer(text: str) -> int:
    digits = text.replace("_", "")
    sign = -1 if digits.startswith("-") else 1
    digits = digits.lstrip("+-")
    octal = digits.startswith("0") and digits[1:2] not in ("b", "x")
    return sign * int(digits, 8 if octal else {"0b": 2, "0x": 16}.get(digits[:2], 10))


def _float(text: str) -> float:
    return float(text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))


def _in_sixties(text: str) -> object:
    """``1:30`` as ninety; YAML 1.1 has hours and minutes in mind."""
    if len(text) > _LONGEST:
        return NonJsonValue("number", text)
    digits = text.replace("_", "")
    value: float = 0
    for part in digits.lstrip("+-").split(":"):
        value = value * 60 + (float(part) if "." in part else int(part))
    return -value if digits.startswith("-") else value


def _alike(ours: object, theirs: object) -> bool:
    if isinstance(ours, NonJsonValue) and ours.kind == "date":
        return True  # both dialects know dates, and write them alike
    if isinstance(ours, float):
        return repr(ours) == repr(theirs)  # NaN equals nothing, not even itself
    return type(ours) is type(theirs) and ours == theirs


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "text"
    return "a number" if isinstance(value, NonJsonValue) else str(value)


def resolve_unambiguous(text: str) -> object:
    """What a plain scalar means.

    Raises:
        AmbiguousError: YAML's dialects do not read it alike.
    """
    # Templates of one project have most of their words in common; long ones are not worth keeping.
    return _common(text) if len(text) < _COMMON else _resolved(text)


class AmbiguousError(ValueError):
    """Something is to be said about how a scalar is written."""


def _resolved(text: str) -> object:
    if describe_difference(text):
        raise AmbiguousError
    return scalars.resolve_scalar(text)


_COMMON = 64
_common = lru_cache(4096)(_resolved)
