"""Regular expressions that come with somebody's configuration must not stall a run."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from itertools import count, pairwise
from typing import Any, NamedTuple

from chatlint.model.errors import UserError

_LONGEST = 200  # characters
_LONGEST_SHARED = 1024  # characters of a text, for patterns that may need their square of steps
_OFTEN = 1000  # times; more is as good as any number
# What sets of characters are told apart by: Latin-1, and of the others one of each sort.
_LATIN = 256
_SAMPLE = "".join(map(chr, range(_LATIN))) + "Ωж中٣\u2003€\U0001f600"
# The sorts, and where Unicode has no more of them.
_SORTS = {r"\s": 0x3001, r"\d": 0x20000, r"[^\W\d]": 0x110000, r"[^\w\s]": 0x110000}
_STRETCH = 1024


class _Piece(NamedTuple):
    """A part of a pattern that takes characters.

    Args:
        takes: which characters of the sample it can begin with or hold.
        varies: whether it may take more or fewer of them.
        sure: whether it takes one wherever a match goes through its group.
        group: the optional groups and branches it is in, the outermost first.
    """

    takes: frozenset[str]
    varies: bool
    sure: bool
    group: tuple[int, ...]


def unsafe_reason(pattern: str) -> str:
    """What forbids to use ``pattern``, in words; empty when it can do no harm.

    Allowed is what needs no more steps than the square of the text's length: no repetition within
    a repetition unless both are of fixed number, no reference back, and at most two repetitions
    that could share characters between them in more than one way.
    """
    try:
        shared = _ways_to_share(pattern)
    except _NotAllowedError as error:
        return str(error)
    if shared > 1:
        return "has repetitions that could share the text between them in too many ways"
    return ""


def bounded_fullmatch(pattern: str, text: str) -> bool:
    """Whether all of ``text`` is as ``pattern`` says.

    Raises:
        UserError: they could keep a run busy for long.
    """
    if len(text) > _LONGEST_SHARED and _ways_to_share(pattern):
        hint = "let no two of its repetitions take the same characters"
        message = f"the pattern `{pattern}` is for texts of at most {_LONGEST_SHARED:,} characters"
        raise UserError(message, hint=hint)
    return re.fullmatch(pattern, text) is not None


@lru_cache
def _ways_to_share(pattern: str) -> int:
    """How many pairs of repetitions in ``pattern`` could share characters between them.

    Raises:
        _NotAllowedError: there are more ways than it pays to count.
    """
    if len(pattern) > _LONGEST:
        raise _NotAllowedError(f"is longer than {_LONGEST} characters")
    # The parser `re` itself uses. It has no public name, and a second one would be wrong somewhere.
    try:
        re.compile(pattern)
        tree = import_module("re._parser").parse(pattern)
        pieces = list(_Pieces(_sample(tree)).of(tree))
    except (re.error, OverflowError, RecursionError) as error:
        raise _NotAllowedError(f"is no regular expression: {error}") from None
    return sum(_share(pieces, i, j) for j in range(len(pieces)) for i in range(j))


class _NotAllowedError(Exception):
    """Why a pattern may not be used."""


class _Pieces:
    """Takes a parsed pattern to pieces."""

    def __init__(self, sample: str) -> None:
        self._sample = sample
        self._compile = import_module("re._compiler").compile
        self._groups = count()

    def of(self, tree: Any, group: tuple[int, ...] = (), *, times: int = 1) -> Iterator[_Piece]:
        """The pieces of ``tree``, a sequence of nodes as the parser of `re` has them."""
        for node in tree:
            name, argument = str(node[0]), node[1]
            if name.startswith("GROUPREF"):
                raise _NotAllowedError("refers back to a group")
            if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
                least, most, body = argument
                yield from self._repeated(int(least), int(most), body, group, times)
            elif name == "BRANCH":
                if times != 1:
                    raise _NotAllowedError("repeats a choice")
                yield from self._choice(argument[1], group)
            elif name in ("SUBPATTERN", "ATOMIC_GROUP", "ASSERT", "ASSERT_NOT"):
                if name == "SUBPATTERN" and any(argument[1:3]):
                    raise _NotAllowedError("sets flags for a part of itself")
                inner = self._inside(group) if name.startswith("ASSERT") else group
                body = argument[-1] if isinstance(argument, tuple) else argument
                yield from self.of(body, inner, times=times)
            elif name != "AT":
                yield _Piece(self._taken(tree, node), varies=False, sure=True, group=group)

    def _repeated(
        self, least: int, most: int, body: Any, group: tuple[int, ...], times: int
    ) -> Iterator[_Piece]:
        inner = group if least else self._inside(group)
        times *= min(most, _OFTEN) if most > 1 else 1
        within = list(self.of(body, inner, times=times))
        if times > _OFTEN or (most > 1 and any(piece.varies for piece in within)):
            raise _NotAllowedError("repeats a repetition")
        if least == most:
            yield from within
            return
        # Whether an optional group is gone through is settled by what it begins with.
        first = within[:1] if most == 1 and within and within[0].sure else within
        yield _Piece(_all_taken(first), varies=True, sure=least > 0, group=group)
        yield from within if most == 1 else ()

    def _choice(self, branches: Any, group: tuple[int, ...]) -> Iterator[_Piece]:
        within = [piece for each in branches for piece in self.of(each, self._inside(group))]
        yield _Piece(_all_taken(within), varies=True, sure=False, group=group)
        yield from within

    def _inside(self, group: tuple[int, ...]) -> tuple[int, ...]:
        return (*group, next(self._groups))

    def _taken(self, tree: Any, node: Any) -> frozenset[str]:
        """The characters of the sample that ``node`` alone takes."""
        compiled = self._compile(type(tree)(tree.state, [node]))
        return frozenset(filter(compiled.fullmatch, self._sample))


def _sample(tree: Any) -> str:
    """Characters among which two sets in ``tree`` share one if they share any.

    Those that it names, in either case, and their neighbours; between these one of each sort, for
    a set may be all of a sort.
    """
    named = {chr(code) for code in _named(tree) if code >= _LATIN}
    if not named:
        return _SAMPLE
    cases = {each for name in named for each in (name, *name.lower(), *name.upper())}
    codes = {ord(each) + step for each in cases for step in (-1, 0, 1)}
    marks = sorted({_LATIN, sys.maxunicode, *(code for code in codes if code <= sys.maxunicode)})
    found = set(_SAMPLE) | set(map(chr, marks))
    for low, high in pairwise(marks):
        for sort, end in _SORTS.items():
            found.update(_first(sort, low, min(high, end)))
    return "".join(found)


def _first(sort: str, low: int, high: int) -> str:
    """The first character of ``sort`` from ``low`` to below ``high``; empty if there is none."""
    for start in range(low, high, _STRETCH):
        stretch = "".join(map(chr, range(start, min(start + _STRETCH, high))))
        if match := re.search(sort, stretch):
            return match[0]
    return ""


def _named(node: Any) -> Iterator[int]:
    """The characters that ``node`` names one by one, or as the ends of a range."""
    if isinstance(node, tuple) and str(node[0]) in ("LITERAL", "NOT_LITERAL"):
        yield node[1]
    elif isinstance(node, tuple) and str(node[0]) == "RANGE":
        yield from node[1]
    else:
        parts = getattr(node, "data", node)
        for each in parts if isinstance(parts, list | tuple) else ():
            yield from _named(each)


def _all_taken(pieces: Iterable[_Piece]) -> frozenset[str]:
    return frozenset[str]().union(*(piece.takes for piece in pieces))


def _share(pieces: list[_Piece], first: int, second: int) -> bool:
    """Whether two repetitions can take the same character, with nothing sure to part them."""
    one, other = pieces[first], pieces[second]
    if not (one.varies and other.varies and one.takes & other.takes):
        return False
    groups = {each.group[:depth] for each in (one, other) for depth in range(len(each.group) + 1)}
    return not any(
        piece.sure and piece.group in groups and not piece.takes & one.takes
        for piece in pieces[first + 1 : second]
    )
