"""What the command line asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from chatlint.model.document import Limits

if TYPE_CHECKING:
    from datetime import date

    from chatlint.project.fix_files import FileFixer


class RunOptions(NamedTuple):
    """What the command line says. It stands over the configurations.

    Args:
        select, ignore, fail_on, baseline, target: as a configuration has them; None leaves it to
            one.
        config: the one configuration to use.
        isolated: use none.
        without_baseline: use no baseline.
        prune_baseline: the baseline will be rid of what is stale, so do not tell of it.
        skip_others, limits, today: as `Linter` has them.
        since: the revision of git since which a line must have changed for its findings to count.
        changed_files_only: all findings count in files that were changed since then.
        force_exclude: leave out what is excluded even where it is named.
        include: patterns for more files that hold requests.
        jobs: how many processes may check files at once; None means one for each processor.
        fixer: how files are mended; None leaves them as they are.
        cache: whether results of earlier runs may be used, and those of this one kept.
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
    fixer: FileFixer | None = None
    cache: bool = False
