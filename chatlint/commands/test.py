"""``chatlint test``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chatlint.output import write_lines
from chatlint.text import visible

if TYPE_CHECKING:
    from chatlint.examples import Broken


@click.command("test", short_help="Run the examples of rule files.")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def command(folder: Path | None) -> int:
    """Run the examples of the rule files in FOLDER (by default those of chatlint's own rules)."""
    from chatlint.catalogue import in_folder
    from chatlint.examples import Proof
    from chatlint.rule import load_api

    api = load_api()
    found = in_folder(folder, api)
    broken = list(Proof(found, api).broken())
    count = sum(len(rule.good) + len(rule.bad) for rule in found)
    write_lines(_told(broken, len(found), count))
    return 1 if broken else 0


def _told(broken: list[Broken], rules: int, examples: int) -> Iterator[str]:
    for where, message in broken:
        yield f"{where}: {visible(message)}"
    wrong = f"{len(broken)} broken" if broken else "all as they say"
    yield f"{rules} rule{'' if rules == 1 else 's'}, {examples} examples: {wrong}"
