"""The type of a kind: a named check that rule files can use, and a vocabulary of kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from chatlint.model.diagnostic import Problem

Find = Callable[[object, Any, Mapping[str, Any]], Iterator[Problem]]
"""From a value, the argument in the rule file and the whole request to problems.

The paths of the problems start at the value; paths of related places start at the request.
"""


Hide = Callable[[str, Any], Iterable[tuple[int, int]]]
"""From the text of a file and the argument in the rule file to places, start and end of each."""

Dependence = Literal["keys", "scalars", "request"]
"""What it depends on whether there is anything to find.

``keys``: on the keys and the types of all there is. ``scalars``: on these and on each scalar by
itself; something is found just if it would be found were that scalar the only one. ``request``: on
whatever the request has.
"""


class Kind(NamedTuple):
    """One word of the vocabulary.

    Args:
        name: the word, as rule files spell it.
        argument: Cerberus' schema for the argument a rule file gives it.
        find: finds what is wrong.
        doc: what it checks, in a sentence.
        secret_spans: where in a whole text, comments included, something stands that it finds. In rules
            with a mask, no output repeats that.
        secret_spans_unparsed: the same for a text that cannot be read, where only what stands beside a value may
            tell what it is.
        verbatim: whether it is given requests as they are written; the others are given members
            in another spelling under their right names.
        of_model: whether it finds nothing in a request that is as AWS' model has it.
        depends: what its verdict depends on.
    """

    name: str
    argument: Mapping[str, Any]
    find: Find
    doc: str
    secret_spans: Hide | None = None
    secret_spans_unparsed: Hide | None = None
    verbatim: bool = False
    of_model: bool = False
    depends: Dependence = "request"


def kind(
    *,
    hides: Hide | None = None,
    tells: Hide | None = None,
    verbatim: bool = False,
    depends: Dependence = "request",
    **argument: Any,
) -> Callable[[Find], Kind]:
    """Make a kind of a function that bears its name; ``argument`` is Cerberus' schema."""

    def made(find: Find) -> Kind:
        doc = find.__doc__ or ""
        return Kind(find.__name__, argument, find, doc, hides, tells, verbatim, depends=depends)

    return made


class Vocabulary(NamedTuple):
    """The kinds that rules may use, by name."""

    kinds: Mapping[str, Kind]

    @classmethod
    def of(cls, *kinds: Kind) -> Vocabulary:
        """A vocabulary of exactly these kinds."""
        return cls({each.name: each for each in kinds})

    def with_more(self, kinds: Iterable[Kind]) -> Vocabulary:
        """These kinds and ``kinds``."""
        return Vocabulary({**self.kinds, **{each.name: each for each in kinds}})
