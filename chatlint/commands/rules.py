"""``chatlint rules``."""

from __future__ import annotations

import click

from chatlint.output import write_lines


@click.command("rules")
@click.option("--format", "format_name", type=click.Choice(["full", "json"]), default="full")
def command(format_name: str) -> None:
    """List the rules."""
    from chatlint.explain import as_json, table
    from chatlint.rule import load_shipped

    show = as_json if format_name == "json" else table
    write_lines(show(load_shipped(examples=True)))
