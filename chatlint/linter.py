"""The one room all doors open on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chatlint.diagnostic import Diagnostic, Failure, Severity
from chatlint.text import Source


@dataclass(frozen=True)
class Checked:
    """What checking one source gave.

    Args:
        source: the text, for positions and excerpts.
        requests: how many requests it holds.
        diagnostics: findings, in the order of the text.
        failures: what went wrong inside chatlint, or in a rule of the user's.
        note: why the source was left out, where it was.
    """

    source: Source
    requests: int
    diagnostics: tuple[Diagnostic, ...] = ()
    failures: tuple[Failure, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Report:
    """What a run gave, for the formats to show.

    Args:
        checked: the files with findings, in the order of their paths.
        files: how many files hold a request or a finding.
        requests: how many requests they hold.
        left_out: files that hold no request, with the reason.
        failures: what could not be read or judged.
        api_model: the botocore version the request's model was taken from.
    """

    checked: Sequence[Checked]
    files: int
    requests: int
    left_out: Sequence[tuple[str, str]]
    failures: Sequence[Failure]
    api_model: str

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(d.severity is severity for c in self.checked for d in c.diagnostics)
