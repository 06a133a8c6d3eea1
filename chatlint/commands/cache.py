"""``chatlint cache``."""

from __future__ import annotations

import click

from chatlint.errors import UserError
from chatlint.output import write_lines


@click.group("cache", short_help="Show or empty the cache.")
def command() -> None:
    """Results of earlier runs are kept, so that files that stayed the same need no new check."""


@command.command()
def path() -> None:
    """Print the folder that holds the results."""
    from chatlint.cache import home

    write_lines([home()])


@command.command()
def clear() -> None:
    """Forget all results."""
    from chatlint.cache import clear as forget
    from chatlint.cache import home

    try:
        forget()
    except OSError as error:
        raise UserError(error.strerror or str(error), home()) from None
    write_lines([f"emptied {home()}"])
