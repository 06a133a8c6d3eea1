"""Define a kind: a named check that rule files use, and the vocabulary of all kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Literal, NamedTuple

from chatlint.model.diagnostic import Problem
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax

FindProblems = Callable[[object, Any, Mapping[str, Any]], Iterator[Problem]]
"""Yields the problems of a value: ``find(value, argument, request)``.

``argument`` comes from the rule file, ``request`` is the whole request. Paths of problems start at
the value, paths of related places at the request.
"""

FindSpans = Callable[[str, Any], Iterable[tuple[int, int]]]
"""Yields start and end offsets in the text of a file: ``find(text, argument)``."""

Dependence = Literal["keys", "scalars", "request"]
"""What decides whether a kind finds a problem; the engine skips checks whose result it knows.

``keys``: the keys and the types of all values. ``scalars``: these, and each scalar by itself (a
problem is found if and only if it would be found with that scalar as the only one). ``request``:
anything in the request.
"""


class Kind(NamedTuple):
    """A named check that rule files can use.

    Args:
        name: the name in rule files.
        argument: the Cerberus schema of the argument in rule files.
        find: yields the problems of a value.
        doc: what the kind checks; the first line is shown in the table of kinds.
        secret_spans: finds secrets in the text of a file, comments included. For rules with
            ``mask``: reports never repeat these spans.
        secret_spans_unparsed: the same for a text that cannot be parsed, where the key beside a
            value is the only hint.
        verbatim: whether ``find`` gets requests as written. Otherwise it gets misspelled member
            names corrected: ``ClientToken`` for ``clientToken``.
        of_model: whether it finds nothing in a request that matches AWS' model.
        depends: what decides whether it finds a problem.
        uses_syntax: whether its functions have a keyword parameter ``syntax``, for the configured
            placeholder syntax. Only kinds that come with chatlint get it.
    """

    name: str
    argument: Mapping[str, Any]
    find: FindProblems
    doc: str
    secret_spans: FindSpans | None = None
    secret_spans_unparsed: FindSpans | None = None
    verbatim: bool = False
    of_model: bool = False
    depends: Dependence = "request"
    uses_syntax: bool = False

    def with_syntax(self, syntax: PlaceholderSyntax) -> Kind:
        """Bind ``syntax`` to its functions if they use it."""
        if not self.uses_syntax or syntax is BUILT_IN:
            return self
        functions: Iterable[Any] = self.find, self.secret_spans, self.secret_spans_unparsed
        find, spans, unparsed = (each and partial(each, syntax=syntax) for each in functions)
        return self._replace(find=find, secret_spans=spans, secret_spans_unparsed=unparsed)


def kind(
    *,
    secret_spans: FindSpans | None = None,
    secret_spans_unparsed: FindSpans | None = None,
    verbatim: bool = False,
    depends: Dependence = "request",
    uses_syntax: bool = False,
    **argument: Any,
) -> Callable[[FindProblems], Kind]:
    """Turn a function into a `Kind` with the function's name and docstring.

    For example, for ``check: {max_words: 5}`` in a rule file::

        @kind(type="integer", depends="scalars")
        def max_words(value, argument, request):
            if isinstance(value, str) and len(value.split()) > argument:
                yield Problem(value=value, expected=str(argument))

    Args:
        secret_spans: see `Kind`.
        secret_spans_unparsed: see `Kind`.
        verbatim: see `Kind`.
        depends: see `Kind`.
        uses_syntax: see `Kind`.
        argument: the Cerberus schema of the argument, as keywords.
    """

    def build_kind(find: FindProblems) -> Kind:
        functions = find, find.__doc__ or "", secret_spans, secret_spans_unparsed
        return Kind(find.__name__, argument, *functions, verbatim, False, depends, uses_syntax)

    return build_kind


class Vocabulary(NamedTuple):
    """The kinds that rules can use, by name."""

    kinds: Mapping[str, Kind]

    @classmethod
    def of(cls, *kinds: Kind) -> Vocabulary:
        """Build a vocabulary of exactly these kinds."""
        return cls({each.name: each for each in kinds})

    def with_more(self, kinds: Iterable[Kind]) -> Vocabulary:
        """Add ``kinds``; a kind replaces an existing one of the same name."""
        return Vocabulary({**self.kinds, **{each.name: each for each in kinds}})
