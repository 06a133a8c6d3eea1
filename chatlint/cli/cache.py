"""``chatlint cache``."""

from __future__ import annotations

import click

from chatlint.cli.stdout import write_lines
from chatlint.model.errors import UserError


@click.group("cache", short_help="Show or empty the cache.")
def cache_command() -> None:
    """Results of earlier runs are kept, so that files that stayed the same need no new check."""


@cache_command.command()
def path() -> None:
    """Print the folder that holds the results."""
    from chatlint.project.cache import cache_folder

    write_lines([cache_folder()])


@cache_command.command()
def clear() -> None:
    """Forget all results."""
    from chatlint.project.cache import cache_folder, clear_cache

    try:
        clear_cache()
    except OSError as error:
        raise UserError(error.strerror or str(error), cache_folder()) from None
    write_lines([f"emptied {cache_folder()}"])
