"""The configuration commands: ``chatlint config``, ``init`` and ``schema``."""

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
def config_command(file: str, **run_values: Any) -> None:
    """Show what is in force for FILE (by default for the current folder), and what says so."""
    write_lines(describe_config(Project(build_options(**run_values)), file))


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
    home = configs.nearest
    if home and home.folder == configs.current_folder:
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
        from chatlint.project.config.scaffold import render_config_schema

        write_lines(render_config_schema())
    else:
        from chatlint.cli.report_schema import render_report_schema

        write_lines(render_report_schema())


_FROM_OPTIONS = ("select", "ignore", "fail-on", "baseline", "target")
_DEFAULTS = {"select": "all rules", "fail-on": "warning"}


def describe_config(project: Project, name: str) -> Iterator[str]:
    """Describe the settings of the file ``name`` and where each comes from, line by line.

    Raises:
        UserError: A configuration is invalid.
    """
    place = real_location(name)
    config = project.resolver.configs.config_for(os.path.dirname(place))
    yield f"configuration of {printable(name)}: {printable(config.name) if config else 'none'}"
    if config and config.file_filter.exclude.matches(place):
        yield f"excluded by {printable(config.name)}"
    elif config and config.file_filter.includes(place):
        yield f"included by {printable(config.name)}"
    for key in KEYS:
        if key in ("extends", "per-file"):  # they show in the settings they change
            continue
        source = project.resolver.configs.nearest if key in RUN_WIDE else config
        lines = list(_describe_key(key, project.options, source, place))
        yield from lines or [f"{key}: {_DEFAULTS.get(key, 'none')}  (default)"]


def _describe_key(
    key: str, options: RunOptions, config: Config | None, place: str
) -> Iterator[str]:
    option = getattr(options, key.replace("-", "_")) if key in _FROM_OPTIONS else None
    if option is not None:
        yield f"{key}: {_format_value(option)}  (option --{key})"
        return
    overrides = list(_describe_overrides(key, config, place))
    if config and key in config.settings and not (key == "select" and overrides):
        setting = config.settings[key]
        position = setting.file.position_of((key,), "key")
        yield f"{key}: {_format_value(setting.value)}  ({position})"
    yield from overrides[-1:] if key == "select" else overrides


def _describe_overrides(key: str, config: Config | None, place: str) -> Iterator[str]:
    for override in config.overrides if config else ():
        if key in override.values and override.files.matches(place) and config:
            path: Path = ("per-file", override.glob, key)
            position = config.settings["per-file"].file.position_of(path, "key")
            yield f"{key}: {_format_value(override.values[key])}  ({position})"


def _format_value(value: object) -> str:
    if isinstance(value, str):
        return printable(value)
    return printable(json.dumps(value, ensure_ascii=False, default=_encode_date))


def _encode_date(value: object) -> str:
    return value.text if isinstance(value, NonJsonValue) else str(value)
