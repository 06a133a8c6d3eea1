"""What checking gave: of one source, and of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from chatlint.model.diagnostic import Diagnostic, Failure
from chatlint.model.source import Source

if TYPE_CHECKING:
    pass


class Suppressed(NamedTuple):
    """A finding that somebody said no to.

    Args:
        diagnostic: the finding.
        by: where they said so: in a comment beside it, or in a configuration.
        reason: why, in their words; may be empty.
    """

    diagnostic: Diagnostic
    by: Literal["comment", "configuration"]
    reason: str


class FileResult(NamedTuple):
    """What checking one source gave.

    Args:
        source: the text, for positions and excerpts.
        requests: how many requests it holds.
        diagnostics: findings, in the order of the text.
        failures: rules that failed, and why.
        skip_reason: why nothing was checked, where the source holds no request.
        suppressed: findings that a comment or a configuration ignores.
        baselined: findings that the baseline accepts.
        rules_run: ids of the rules that had their chance to find something.
    """

    source: Source
    requests: int
    diagnostics: tuple[Diagnostic, ...] = ()
    failures: tuple[Failure, ...] = ()
    skip_reason: str = ""
    suppressed: tuple[Suppressed, ...] = ()
    baselined: tuple[Diagnostic, ...] = ()
    rules_run: frozenset[str] = frozenset()
