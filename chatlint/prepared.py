"""Rules made ready to be run, with quick tests that spare most of what there is to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from chatlint import quick
from chatlint.finders import Request
from chatlint.kinds import Dependence, Vocabulary
from chatlint.respelling import View
from chatlint.rule import Rule


class Prepared(NamedTuple):
    """A rule, and what is known of it before any request is there.

    Args:
        rule: the rule.
        member: without which a request gives it nothing to judge; empty if there may be something.
        verbatim: whether it sees requests as they are written.
        of_model: whether it finds nothing in a request that is as AWS' model has it.
        depends: what its verdict depends on.
        fine: a quick test of a value.
        passes: a quick test of a request.
        conditions: where something has to be met, what that is, and a quick test of it.
    """

    rule: Rule
    member: str
    verbatim: bool
    of_model: bool
    depends: Dependence
    fine: quick.SurelyFine
    passes: quick.Passes
    conditions: Sequence[tuple[tuple[str, ...], Mapping[str, Any], quick.SurelyFine]]

    @classmethod
    def of(cls, rule: Rule, vocabulary: Vocabulary) -> Prepared:
        """``rule``, whose check is written in ``vocabulary``."""
        fine = quick.test_of(rule.check, vocabulary)
        kinds = [vocabulary.kinds.get(word) for word in rule.check]
        return cls(
            rule,
            quick.member(rule.at, rule.check),
            any(kind.verbatim for kind in kinds if kind),
            not rule.at and all(kind and kind.of_model for kind in kinds),
            quick.dependence(rule.check, vocabulary),
            fine,
            quick.everywhere(rule.at, rule.check, fine),
            [(path, when, quick.test_of(when, vocabulary)) for path, when in rule.when.items()],
        )

    def view(self, request: Request, right: View) -> View:
        """The request as the rule sees it: as it is written, or with the ``right`` spelling."""
        return View(request.value, {}) if self.verbatim else right
