"""The result of checking one file."""

from __future__ import annotations

from typing import Literal, NamedTuple

from chatlint.model.diagnostic import Diagnostic, Failure
from chatlint.model.source import Source, Span


class Suppressed(NamedTuple):
    """A suppressed finding.

    Args:
        diagnostic: the finding.
        by: what suppresses it: a comment beside it, or a configuration.
        reason: the user's reason; may be empty.
    """

    diagnostic: Diagnostic
    by: Literal["comment", "configuration"]
    reason: str


class FileResult(NamedTuple):
    """The result of checking one file.

    Args:
        source: the text with secrets masked, for positions and excerpts.
        requests: how many requests it holds.
        diagnostics: findings that count, in the order of the text.
        failures: rules that failed, and why.
        skip_reason: why nothing was checked, if the file holds no request.
        suppressed: findings that a comment or a configuration suppresses.
        baselined: findings that the baseline accepts.
        rules_run: ids of the rules that ran.
        masked: what is masked in ``source``.
    """

    source: Source
    requests: int
    diagnostics: tuple[Diagnostic, ...] = ()
    failures: tuple[Failure, ...] = ()
    skip_reason: str = ""
    suppressed: tuple[Suppressed, ...] = ()
    baselined: tuple[Diagnostic, ...] = ()
    rules_run: frozenset[str] = frozenset()
    masked: tuple[Span, ...] = ()
