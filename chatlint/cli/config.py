"""The commands about configuration: config, init, schema."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from chatlint.cli.options import build_options, run_options
from chatlint.cli.stdout import write, write_lines
from chatlint.files.atomic_write import create_file
from chatlint.files.paths import real_location
from chatlint.model.document import NonJsonValue
from chatlint.model.errors import UserError
from chatlint.model.path import Path
from chatlint.model.printable import printable
from chatlint.project.config.schema import KEYS, RUN_WIDE
from chatlint.project.options import RunOptions
from chatlint.project.project import Project

if TYPE_CHECKING:
    from chatlint.project.config.config import Config


@click.command("config", short_help="Show what is configured.")
@click.argument("file", default=".")
@run_options
def config_command(file: str, **given: Any) -> None:
    """Show what is in force for FILE (by default for the current folder), and what says so."""
    from chatlint.project.project import Project

    write_lines(describe_config(Project(build_options(**given)), file))


@click.command("init", short_help="Write a first configuration.")
def init_command() -> None:
    """Write a .chatlint.yaml into the current folder. It changes nothing yet; it has a word for
    each key.
    """
    from chatlint.files.folder_walk import CONFIG_FILE
    from chatlint.project.config.scaffold import render_first_config
    from chatlint.project.config.search import ConfigFinder

    if os.path.lexists(CONFIG_FILE):
        raise UserError("is there already", CONFIG_FILE, "it is not written over")
    configs = ConfigFinder()
    home = configs.home
    if home and home.folder == configs.here:
        hint = f"a {CONFIG_FILE} beside it would take its place"
        raise UserError("configures chatlint already", home.name, hint)
    try:
        create_file(CONFIG_FILE, "".join(f"{line}\n" for line in render_first_config()))
    except OSError as error:
        raise UserError(error.strerror or str(error), CONFIG_FILE) from None
    write([f"wrote {CONFIG_FILE}\n"])
    if home:
        write([f"here it takes the place of {printable(home.name)}\n"])


@click.command("schema", short_help="Print a JSON Schema.")
@click.argument("what", type=click.Choice(["config", "report"]))
def schema_command(what: str) -> None:
    """Print a JSON Schema: of the configuration, for editors, or of what --format json prints."""
    if what == "config":
        pass
    else:
        from chatlint.cli.report_schema import render_report_schema
    write_lines(render_report_schema())


_FROM_OPTIONS = ("select", "ignore", "fail-on", "baseline", "target")
_DEFAULTS = {"select": "all rules", "fail-on": "warning"}


def describe_config(project: Project, name: str) -> Iterator[str]:
    """What holds for the file ``name`` and where it comes from, line by line.

    Raises:
        UserError: a configuration is wrong.
    """
    place = real_location(name)
    config = project.resolver.configs.of(os.path.dirname(place))
    yield f"configuration of {printable(name)}: {printable(config.name) if config else 'none'}"
    if config and config.scope.exclude.matches(place):
        yield f"excluded by {printable(config.name)}"
    elif config and config.scope.includes(place):
        yield f"included by {printable(config.name)}"
    for key in KEYS:
        if key in ("extends", "per-file"):  # they show in what comes of them
            continue
        of = project.resolver.configs.home if key in RUN_WIDE else config
        told = list(_told(key, project.options, of, place))
        yield from told or [f"{key}: {_DEFAULTS.get(key, 'none')}  (default)"]


def _told(key: str, wishes: RunOptions, config: Config | None, place: str) -> Iterator[str]:
    wished = getattr(wishes, key.replace("-", "_")) if key in _FROM_OPTIONS else None
    if wished is not None:
        yield f"{key}: {_shown(wished)}  (option --{key})"
        return
    overriding = list(_from_overrides(key, config, place))
    if config and key in config.settings and not (key == "select" and overriding):
        setting = config.settings[key]
        yield f"{key}: {_shown(setting.value)}  ({setting.file.where((key,), 'key')})"
    yield from overriding[-1:] if key == "select" else overriding


def _from_overrides(key: str, config: Config | None, place: str) -> Iterator[str]:
    for override in config.overrides if config else ():
        if key in override.values and override.files.matches(place) and config:
            path: Path = ("per-file", override.glob, key)
            where = config.settings["per-file"].file.where(path, "key")
            yield f"{key}: {_shown(override.values[key])}  ({where})"


def _shown(value: object) -> str:
    if isinstance(value, str):
        return printable(value)
    return printable(json.dumps(value, ensure_ascii=False, default=_text))


def _text(value: object) -> str:
    return value.text if isinstance(value, NonJsonValue) else str(value)
