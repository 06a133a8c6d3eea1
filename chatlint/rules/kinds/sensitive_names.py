"""Keys whose name says that the value is sensitive: `password`, `hrToken`, `customer-phone`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from chatlint.aws.model import fold_name
from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax


def compile_names(names: Iterable[str]) -> re.Pattern[str]:
    """Compile a pattern for any of ``names``; a hyphen in a name is optional."""
    return re.compile("|".join(names).replace("-", "-?"))


def find_sensitive_values(
    text: str, names: Iterable[str], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[tuple[int, int]]:
    """Find the values of sensitive keys in a text that may be invalid JSON or YAML.

    An unquoted value ends at a comma, a bracket or the end of the line. Values of at most three
    characters are ignored: they could be part of any word.

    Args:
        text: the text.
        names: the sensitive names.
        syntax: what is a placeholder.

    Returns:
        Start and end offsets of the values.
    """
    pattern = compile_names(names)
    known: dict[str, bool] = {}
    ends: dict[str, int] = {}
    covered = 0
    for entry in _ENTRY.finditer(text):
        key, quote, start = entry["key"], entry["quote"] or "", entry.end()
        if key not in known:
            known[key] = is_sensitive(key, pattern)
        if not known[key]:
            continue
        if ends.get(quote, 0) <= start:  # else several values have the same end
            end = _ENDS[quote].search(text, start + 1)
            ends[quote] = end.start() if end else len(text)
        if ends[quote] > max(covered, start + _SHORT):
            covered = ends[quote]
            value = text[start:covered].strip("\"' \t")
            if len(value) > _SHORT and not syntax.is_placeholder(value):
                yield start, covered


_SHORT = 3  # characters


# An entry may follow the colon, as in a mapping on one line, so the value is not consumed.
_ENTRY = lazy_regex(
    r"""
      (?<![A-Za-z])(?P<key>[A-Za-z][\w.-]{0,80})["']?[ \t]*:[ \t]*
      (?=(?P<quote>["'])|[^\s,{}\[\]])
    """,
    re.VERBOSE,
)
_ENDS = {"": lazy_regex(r"[,{}\[\]\r\n]"), '"': lazy_regex(r'["\r\n]'), "'": lazy_regex(r"['\r\n]")}


def is_sensitive(key: str, names: re.Pattern[str]) -> bool:
    """Whether the value of ``key`` is one of ``names``.

    The key must end in the name and not start with a verb: ``resetPassword`` is a command,
    ``tokenCount`` a number and ``hasPin`` a boolean.
    """
    words = [word.lower() for word in _WORD.findall(key)]
    while words and (words[-1] in _SUFFIXES or words[-1].isdecimal()):
        words.pop()
    if not words or _VERB.fullmatch(words[0]):
        return False
    return any(names.fullmatch("-".join(words[start:])) for start in range(len(words))[-_LONGEST:])


_WORD = lazy_regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_LONGEST = 4  # words in a name
_SUFFIXES = frozenset(("digits", "hash", "last", "plain", "text", "value"))
_VERB = lazy_regex(
    "ask|changed?|expired|forgot(?:ten)?|ha[sd]|invalid|is|lost|missing|needs?|requires?|reset|"
    "uses?|wrong"
)


def may_be_sensitive(keys: str, names: Iterable[str], exempt: Iterable[str] = ()) -> bool:
    """Quickly test whether one of ``names`` can be in ``keys``.

    Args:
        keys: keys, one per line.
        names: the sensitive names.
        exempt: names to ignore.
    """
    test = _has_name_cached if len(keys) < _LONGEST_CACHED else _has_name
    return test(keys, tuple(names), tuple(exempt))


def _has_name(keys: str, names: tuple[str, ...], exempt: tuple[str, ...]) -> bool:
    keys = "\n".join(map(fold_name, keys.split("\n")))
    for name in exempt:
        keys = keys.replace(fold_name(name), "")
    return any(name.replace("-", "") in keys for name in names)


# Most requests of a project have the same keys.
_LONGEST_CACHED = 2048  # characters
_has_name_cached = lru_cache(maxsize=256)(_has_name)
