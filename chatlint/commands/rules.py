"""``chatlint rules``."""

from __future__ import annotations

import click

from chatlint.output import write_lines
from chatlint.text import visible


@click.command("rules", short_help="List the rules.")
@click.option("--format", "format_name", type=click.Choice(["full", "json"]), default="full")
def command(format_name: str) -> None:
    """List the rules: those that come with chatlint, and those of the configuration here."""
    from chatlint.catalogue import in_project
    from chatlint.explain import as_json, table

    rules = in_project()
    write_lines([as_json(rules)] if format_name == "json" else map(visible, table(rules)))
