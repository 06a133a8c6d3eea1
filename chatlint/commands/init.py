"""``chatlint init``."""

from __future__ import annotations

import os

import click

from chatlint.errors import UserError
from chatlint.output import write
from chatlint.text import visible
from chatlint.writing import create


@click.command("init", short_help="Write a first configuration.")
def command() -> None:
    """Write a .chatlint.yaml into the current folder. It changes nothing yet; it has a word for
    each key.
    """
    from chatlint.config_search import Configs
    from chatlint.config_view import first_config
    from chatlint.discovery import CONFIG_FILE

    if os.path.lexists(CONFIG_FILE):
        raise UserError("is there already", CONFIG_FILE, "it is not written over")
    configs = Configs()
    home = configs.home
    if home and home.folder == configs.here:
        hint = f"a {CONFIG_FILE} beside it would take its place"
        raise UserError("configures chatlint already", home.name, hint)
    try:
        create(CONFIG_FILE, "".join(f"{line}\n" for line in first_config()))
    except OSError as error:
        raise UserError(error.strerror or str(error), CONFIG_FILE) from None
    write([f"wrote {CONFIG_FILE}\n"])
    if home:
        write([f"here it takes the place of {visible(home.name)}\n"])
