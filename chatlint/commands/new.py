"""``chatlint new``."""

from __future__ import annotations

from pathlib import Path

import click

from chatlint.output import write
from chatlint.text import visible


@click.command("new", short_help="Write a first rule file.")
@click.argument("rule")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default="house-rules",
    show_default=True,
    help="Where to write it; the folder is the rule's group.",
)
def command(rule: str, folder: Path) -> None:
    """Write a rule file for RULE, an id and a name as TEAM001-short-name, to be made your own."""
    from chatlint.skeleton import write as written

    write([f"wrote {visible(str(written(rule, folder)))}\n"])
