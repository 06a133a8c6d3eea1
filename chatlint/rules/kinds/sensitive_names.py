"""Names that promise something: `password`, `hrToken`, `customer-phone`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from chatlint.aws.model import fold_name
from chatlint.model import placeholder
from chatlint.model.lazy_regex import lazy_regex


def name_pattern(names: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of ``names``, its words joined by a hyphen or by nothing."""
    return re.compile("|".join(names).replace("-", "-?"))


def find_promised(text: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where in ``text``, which may be no correct data, values of such names stand.

    Of an unquoted one, all of its line counts up to a comma or a bracket. What is short gives
    nothing away, and might be part of any word.
    """
    named = name_pattern(names)
    known: dict[str, bool] = {}
    ends: dict[str, int] = {}
    covered = 0
    for entry in _ENTRY.finditer(text):
        key, quote, start = entry["key"], entry["quote"] or "", entry.end()
        if key not in known:
            known[key] = is_sensitive(key, named)
        if not known[key]:
            continue
        if ends.get(quote, 0) <= start:  # what ends one value may end others that begin in it
            end = _ENDS[quote].search(text, start + 1)
            ends[quote] = end.start() if end else len(text)
        if ends[quote] > max(covered, start + _SHORT):
            covered = ends[quote]
            value = text[start:covered].strip("\"' \t")
            if len(value) > _SHORT and not placeholder.is_placeholder(value):
                yield start, covered


_SHORT = 3  # characters


# What follows the colon may be an entry in its turn, as in a mapping in one line.
_ENTRY = lazy_regex(
    r"""
      (?<![A-Za-z])(?P<key>[A-Za-z][\w.-]{0,80})["']?[ \t]*:[ \t]*
      (?=(?P<quote>["'])|[^\s,{}\[\]])
    """,
    re.VERBOSE,
)
_ENDS = {"": lazy_regex(r"[,{}\[\]\r\n]"), '"': lazy_regex(r'["\r\n]'), "'": lazy_regex(r"['\r\n]")}


def is_sensitive(key: str, names: re.Pattern[str]) -> bool:
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


_WORD = lazy_regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_LONGEST = 4  # words in a name
_TAILS = frozenset(("digits", "hash", "last", "plain", "text", "value"))
_HEAD = lazy_regex(
    "ask|changed?|expired|forgot(?:ten)?|ha[sd]|invalid|is|lost|missing|needs?|requires?|reset|"
    "uses?|wrong"
)


def may_be_sensitive(keys: str, names: Iterable[str], exempt: Iterable[str] = ()) -> bool:
    """Whether one of ``names`` may be in ``keys``, those of ``exempt`` aside; a quick test.

    The keys stand on a line each.
    """
    test = _known if len(keys) < _COMMON else _may_promise
    return test(keys, tuple(names), tuple(exempt))


def _may_promise(keys: str, names: tuple[str, ...], exempt: tuple[str, ...]) -> bool:
    keys = "\n".join(map(fold_name, keys.split("\n")))
    for name in exempt:
        keys = keys.replace(fold_name(name), "")
    return any(name.replace("-", "") in keys for name in names)


# Most templates of a project have the same keys.
_COMMON = 2048
_known = lru_cache(maxsize=256)(_may_promise)
