"""``chatlint manual``."""

from __future__ import annotations

from pathlib import Path

import click

from chatlint.output import write
from chatlint.text import visible

_BY = "`chatlint manual`"


@click.command("manual", short_help="Write pages about rules of one's own.")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def command(folder: Path) -> None:
    """Write a page in Markdown beside each rule file in FOLDER, and a table into its README.md."""
    from chatlint.catalogue import in_folder
    from chatlint.manual import manual
    from chatlint.manual import write as put
    from chatlint.rule import load_api

    rules = in_folder(folder, load_api())
    put(folder, manual(folder, rules, _BY), _BY)
    count = f"{len(rules):,} page{'' if len(rules) == 1 else 's'}"
    write([f"wrote {count} and {visible(str(folder / 'README.md'))}\n"])
