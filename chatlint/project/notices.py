"""Notices about a run: which configuration applies where, and filters that match nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from chatlint.files.found_files import Discovery
from chatlint.files.paths import real_location
from chatlint.model.printable import printable
from chatlint.project.project import Project


def describe_configs(project: Project, discovery: Discovery) -> Iterator[str]:
    """Say which configuration applies in which folder."""
    folders = {os.path.dirname(file.path) or "." for file in discovery.files} or {"."}
    for folder in sorted(folders):
        config = project.resolver.configs.config_for(os.path.realpath(folder))
        yield printable(f"configuration of {folder}: {config.name if config else 'none'}")


def warn_of_empty_filters(
    project: Project, discovery: Discovery, paths: Sequence[str]
) -> Iterator[str]:
    """Report configurations that exclude every file, or include none."""
    if project.changes:
        return
    if discovery.skipped and not discovery.files:
        _, why = discovery.skipped[0]
        count = len(discovery.skipped)
        yield printable(f"no file is left to check: all {count:,} were left out, {why}")
    for config in project.resolver.configs.loaded_configs:
        (included,) = config.file_filter.include
        if (
            included.patterns
            and config.is_within(paths)
            and not any(included.matches(real_location(file.path)) for file in discovery.files)
        ):
            yield printable(f"no file matches what {config.name} includes")
