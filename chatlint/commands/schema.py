"""``chatlint schema``."""

from __future__ import annotations

import click

from chatlint.output import write_lines


@click.command("schema", short_help="Print a JSON Schema.")
@click.argument("what", type=click.Choice(["config", "report"]))
def command(what: str) -> None:
    """Print a JSON Schema: of the configuration, for editors, or of what --format json prints."""
    if what == "config":
        from chatlint.config_view import json_schema
    else:
        from chatlint.report_schema import json_schema
    write_lines(json_schema())
