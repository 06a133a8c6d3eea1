"""``chatlint config``."""

from __future__ import annotations

from typing import Any

import click

from chatlint.output import write_lines
from chatlint.settings import settings, wishes


@click.command("config", short_help="Show what is configured.")
@click.argument("file", default=".")
@settings
def command(file: str, **given: Any) -> None:
    """Show what is in force for FILE (by default for the current folder), and what says so."""
    from chatlint.config_view import in_force
    from chatlint.project import Project

    write_lines(in_force(Project(wishes(**given)), file))
