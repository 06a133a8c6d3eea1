"""``chatlint explain``."""

from __future__ import annotations

import click

from chatlint.output import write_lines
from chatlint.settings import complete_rules
from chatlint.text import visible


@click.command("explain", short_help="Explain a rule.")
@click.argument("rule", shell_complete=complete_rules)
def command(rule: str) -> None:
    """Say what RULE (an id or a name) demands, why, and how to mend what it finds."""
    from chatlint.catalogue import rule as known
    from chatlint.explain import explain

    write_lines(map(visible, explain(known(rule))))
