"""Reject regular expressions of users that could take very long (catastrophic backtracking)."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from itertools import count, pairwise
from typing import Any, NamedTuple

from chatlint.model.errors import UserError

_LONGEST_PATTERN = 200  # characters
_LONGEST_QUADRATIC = 1024  # characters of a string, for patterns that may take quadratic time
_MANY = 1000  # a higher number of repetitions counts as unlimited
# Sets of characters are compared by a sample: Latin-1, and one character of each other class.
_LATIN = 256
_SAMPLE = "".join(map(chr, range(_LATIN))) + "Ωж中٣\u2003€\U0001f600"
# The classes, and the code point from which Unicode has no more of them.
_CLASSES = {r"\s": 0x3001, r"\d": 0x20000, r"[^\W\d]": 0x110000, r"[^\w\s]": 0x110000}
_CHUNK = 1024


class _Piece(NamedTuple):
    """A part of a pattern that matches characters.

    Args:
        characters: the characters of the sample that it can start with or contain.
        is_variable: whether the number of characters it matches varies.
        is_required: whether it matches at least one character in every match of its group.
        group: the optional groups and branches that it is in, the outermost first.
    """

    characters: frozenset[str]
    is_variable: bool
    is_required: bool
    group: tuple[int, ...]


def unsafe_reason(pattern: str) -> str:
    """Describe why ``pattern`` is unsafe; empty if it is safe.

    A safe pattern takes at most quadratic time: it has no backreferences, no repetition inside a
    repetition unless both counts are fixed, and at most one pair of repetitions that can match the
    same characters.
    """
    try:
        ambiguous = _count_ambiguous_pairs(pattern)
    except _UnsafeError as error:
        return str(error)
    if ambiguous > 1:
        return "has repetitions that could share the text between them in too many ways"
    return ""


def bounded_fullmatch(pattern: str, text: str) -> bool:
    """Whether ``pattern`` matches all of ``text``.

    Args:
        pattern: a safe pattern (see `unsafe_reason`).
        text: the string.

    Raises:
        UserError: the match could take quadratic time and ``text`` is too long for that.
    """
    if len(text) > _LONGEST_QUADRATIC and _count_ambiguous_pairs(pattern):
        hint = "let no two of its repetitions take the same characters"
        message = (
            f"the pattern `{pattern}` is for texts of at most {_LONGEST_QUADRATIC:,} characters"
        )
        raise UserError(message, hint=hint)
    return re.fullmatch(pattern, text) is not None


@lru_cache
def _count_ambiguous_pairs(pattern: str) -> int:
    """Count the pairs of repetitions in ``pattern`` that can match the same characters.

    Raises:
        _UnsafeError: the pattern is invalid, too long or otherwise unsafe.
    """
    if len(pattern) > _LONGEST_PATTERN:
        raise _UnsafeError(f"is longer than {_LONGEST_PATTERN} characters")
    # The parser of `re` is private, but another one would differ in details.
    try:
        re.compile(pattern)
        tree = import_module("re._parser").parse(pattern)
        pieces = list(_PieceCollector(_build_sample(tree)).collect(tree))
    except (re.error, OverflowError, RecursionError) as error:
        raise _UnsafeError(f"is no regular expression: {error}") from None
    return sum(_is_ambiguous(pieces, i, j) for j in range(len(pieces)) for i in range(j))


class _UnsafeError(Exception):
    """A pattern is unsafe; the message is the reason."""


class _PieceCollector:
    """Splits a parsed pattern into pieces.

    Args:
        sample: the characters to compare sets by.
    """

    def __init__(self, sample: str) -> None:
        self._sample = sample
        self._compile = import_module("re._compiler").compile
        self._groups = count()

    def collect(
        self, tree: Any, group: tuple[int, ...] = (), *, times: int = 1
    ) -> Iterator[_Piece]:
        """Yield the pieces of ``tree``.

        Args:
            tree: a sequence of nodes of the parser of `re`.
            group: the group that it is in.
            times: how often it is repeated.
        """
        for node in tree:
            name, argument = str(node[0]), node[1]
            if name.startswith("GROUPREF"):
                raise _UnsafeError("refers back to a group")
            if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
                least, most, body = argument
                yield from self._collect_repeat(int(least), int(most), body, group, times)
            elif name == "BRANCH":
                if times != 1:
                    raise _UnsafeError("repeats a choice")
                yield from self._collect_choice(argument[1], group)
            elif name in ("SUBPATTERN", "ATOMIC_GROUP", "ASSERT", "ASSERT_NOT"):
                if name == "SUBPATTERN" and any(argument[1:3]):
                    raise _UnsafeError("sets flags for a part of itself")
                inner = self._open_group(group) if name.startswith("ASSERT") else group
                body = argument[-1] if isinstance(argument, tuple) else argument
                yield from self.collect(body, inner, times=times)
            elif name != "AT":
                matched = self._match_sample(tree, node)
                yield _Piece(matched, is_variable=False, is_required=True, group=group)

    def _collect_repeat(
        self, least: int, most: int, body: Any, group: tuple[int, ...], times: int
    ) -> Iterator[_Piece]:
        inner = group if least else self._open_group(group)
        times *= min(most, _MANY) if most > 1 else 1
        pieces = list(self.collect(body, inner, times=times))
        if times > _MANY or (most > 1 and any(piece.is_variable for piece in pieces)):
            raise _UnsafeError("repeats a repetition")
        if least == most:
            yield from pieces
            return
        # The first character decides whether an optional group matches.
        first = pieces[:1] if most == 1 and pieces and pieces[0].is_required else pieces
        yield _Piece(_join_characters(first), is_variable=True, is_required=least > 0, group=group)
        yield from pieces if most == 1 else ()

    def _collect_choice(self, branches: Any, group: tuple[int, ...]) -> Iterator[_Piece]:
        pieces = [
            piece for each in branches for piece in self.collect(each, self._open_group(group))
        ]
        yield _Piece(_join_characters(pieces), is_variable=True, is_required=False, group=group)
        yield from pieces

    def _open_group(self, group: tuple[int, ...]) -> tuple[int, ...]:
        return (*group, next(self._groups))

    def _match_sample(self, tree: Any, node: Any) -> frozenset[str]:
        """Find the characters of the sample that ``node`` matches."""
        compiled = self._compile(type(tree)(tree.state, [node]))
        return frozenset(filter(compiled.fullmatch, self._sample))


def _build_sample(tree: Any) -> str:
    """Choose characters such that two overlapping sets in ``tree`` have one of them in common.

    These are the literals in ``tree`` in upper and lower case, their neighbours, and between these
    one of each class, since a set can be a whole class.
    """
    literals = {chr(code) for code in _find_literals(tree) if code >= _LATIN}
    if not literals:
        return _SAMPLE
    cases = {each for literal in literals for each in (literal, *literal.lower(), *literal.upper())}
    codes = {ord(each) + step for each in cases for step in (-1, 0, 1)}
    bounds = sorted({_LATIN, sys.maxunicode, *(code for code in codes if code <= sys.maxunicode)})
    sample = set(_SAMPLE) | set(map(chr, bounds))
    for low, high in pairwise(bounds):
        for character_class, end in _CLASSES.items():
            sample.update(_find_first(character_class, low, min(high, end)))
    return "".join(sample)


def _find_first(character_class: str, low: int, high: int) -> str:
    """Find the first character of a class from ``low`` to below ``high``; empty if not found."""
    for start in range(low, high, _CHUNK):
        chunk = "".join(map(chr, range(start, min(start + _CHUNK, high))))
        if match := re.search(character_class, chunk):
            return match[0]
    return ""


def _find_literals(node: Any) -> Iterator[int]:
    """Yield the code points in ``node``, including both ends of ranges."""
    if isinstance(node, tuple) and str(node[0]) in ("LITERAL", "NOT_LITERAL"):
        yield node[1]
    elif isinstance(node, tuple) and str(node[0]) == "RANGE":
        yield from node[1]
    else:
        parts = getattr(node, "data", node)
        for each in parts if isinstance(parts, list | tuple) else ():
            yield from _find_literals(each)


def _join_characters(pieces: Iterable[_Piece]) -> frozenset[str]:
    return frozenset[str]().union(*(piece.characters for piece in pieces))


def _is_ambiguous(pieces: list[_Piece], first: int, second: int) -> bool:
    """Whether two repetitions can match the same characters and no required piece divides them."""
    one, other = pieces[first], pieces[second]
    if not (one.is_variable and other.is_variable and one.characters & other.characters):
        return False
    groups = {each.group[:depth] for each in (one, other) for depth in range(len(each.group) + 1)}
    return not any(
        piece.is_required and piece.group in groups and not piece.characters & one.characters
        for piece in pieces[first + 1 : second]
    )
