"""``chatlint schema``."""

from __future__ import annotations

import click

from chatlint.output import write_lines


@click.command("schema", short_help="Print a JSON Schema.")
@click.argument("what", type=click.Choice(["config"]))
def command(what: str) -> None:
    """Print a JSON Schema of the configuration, for editors."""
    del what  # there is one only
    from chatlint.config_view import json_schema

    write_lines(json_schema())
