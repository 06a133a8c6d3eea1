"""``chatlint init``."""

from __future__ import annotations

import click

from chatlint.errors import UserError
from chatlint.output import write


@click.command("init", short_help="Write a first configuration.")
def command() -> None:
    """Write a .chatlint.yaml into the current folder. It changes nothing yet; it has a word for
    each key.
    """
    from chatlint.config_view import first_config
    from chatlint.discovery import CONFIG_FILE

    try:
        with open(CONFIG_FILE, "x", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in first_config())
    except FileExistsError:
        raise UserError("is there already", CONFIG_FILE, "it is not written over") from None
    except OSError as error:
        raise UserError(error.strerror or str(error), CONFIG_FILE) from None
    write([f"wrote {CONFIG_FILE}\n"])
