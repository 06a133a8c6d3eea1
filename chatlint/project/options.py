"""The options of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from chatlint.model.document import Limits

if TYPE_CHECKING:
    from datetime import date


class RunOptions(NamedTuple):
    """The options of a run; they take precedence over configurations.

    Args:
        select, ignore, fail_on, baseline, target: The settings of these names; None means that
            configurations decide.
        config: The only configuration file to use.
        isolated: Use no configuration.
        without_baseline: Use no baseline.
        prune_baseline: Do not report stale baseline entries, because they will be removed.
        skip_others, limits, today: As in `Linter`.
        force_exclude: Apply exclusions to named files, too.
        include: Patterns of more files that may contain requests.
        since: Report only findings that changes since this git revision introduced.
        changed_files_only: With ``since``: report all findings in changed files.
        jobs: Number of processes; None means one per processor.
        cache: Use and store cached results.
    """

    select: Sequence[str] | None = None
    ignore: Sequence[str] | None = None
    fail_on: str | None = None
    baseline: str | None = None
    target: str | None = None
    config: str | None = None
    isolated: bool = False
    without_baseline: bool = False
    prune_baseline: bool = False
    skip_others: bool = False
    limits: Limits | None = None
    today: date | None = None
    force_exclude: bool = False
    include: Sequence[str] = ()
    since: str | None = None
    changed_files_only: bool = False
    jobs: int | None = None
    cache: bool = False
