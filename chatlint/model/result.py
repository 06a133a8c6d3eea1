"""The result of checking one source."""

from __future__ import annotations

from typing import Literal, NamedTuple

from chatlint.model.diagnostic import Diagnostic, Failure
from chatlint.model.source import Source


class Suppressed(NamedTuple):
    """A suppressed finding.

    Args:
        diagnostic: the finding.
        by: whether a comment or a configuration suppresses it.
        reason: the reason given there; may be empty.
    """

    diagnostic: Diagnostic
    by: Literal["comment", "configuration"]
    reason: str


class FileResult(NamedTuple):
    """The result of checking one source.

    Args:
        source: the text, for positions and excerpts.
        requests: number of requests in it.
        diagnostics: findings, in the order of the text.
        failures: rules that failed.
        skip_reason: why nothing was checked; empty if the source holds a request.
        suppressed: findings that a comment or a configuration suppresses.
        baselined: findings that the baseline accepts.
        rules_run: ids of the rules that were checked.
    """

    source: Source
    requests: int
    diagnostics: tuple[Diagnostic, ...] = ()
    failures: tuple[Failure, ...] = ()
    skip_reason: str = ""
    suppressed: tuple[Suppressed, ...] = ()
    baselined: tuple[Diagnostic, ...] = ()
    rules_run: frozenset[str] = frozenset()
