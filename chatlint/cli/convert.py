"""``chatlint convert``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from chatlint.cli.stdout import write, write_error
from chatlint.model.errors import UserError
from chatlint.model.printable import printable
from chatlint.request.encoders import FORMS

if TYPE_CHECKING:
    from chatlint.model.source import Source
    from chatlint.project.project import Project
    from chatlint.request.request import StartChatContactRequest
    from chatlint.request.template import Template


def _parse_pairs(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> Any:
    for each in values:
        if "=" not in each:
            raise click.BadParameter(f"{each!r} has no =; give NAME=VALUE")
    return dict(each.split("=", 1) for each in values)


@click.command("convert", short_help="Write requests in the form they are sent in.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--to", "form", type=click.Choice(FORMS), required=True, help="The form to write.")
@click.option(
    "--set",
    "sets",
    multiple=True,
    callback=_parse_pairs,
    metavar="NAME=VALUE",
    help="Fill the placeholders called NAME; where there is none, set the member that NAME is the "
    "path of, as in Attributes.orderId=123.",
)
@click.option("--values", metavar="FILE", help="Fill placeholders with what FILE has by name.")
@click.option("--env", is_flag=True, help="Fill placeholders with variables of the environment.")
@click.option("--allow-holes", is_flag=True, help="Write placeholders that nothing fills as text.")
@click.option("--check", is_flag=True, help="Write nothing if chatlint finds an error in it.")
def convert_command(
    *,
    files: tuple[str, ...],
    form: str,
    sets: Mapping[str, str],
    values: str | None,
    env: bool,
    allow_holes: bool,
    check: bool,
) -> int:
    """Write the requests in FILEs, or in standard input for `-`, in the form they are sent in.

    Placeholders such as ${name} and {{name}} are filled; while one is left, nothing is written.
    Each request is a line, but in YAML a document, and in HTTP a message.
    """
    from chatlint.project.options import RunOptions
    from chatlint.project.project import Project
    from chatlint.request.encoders import load_encoder
    from chatlint.request.template import build_requests
    from chatlint.request.values import ValueSource, source_from_file, source_from_mapping

    project = Project(RunOptions())
    templates = [each for file in files for each in _read_templates(file, project)]
    sources: list[ValueSource] = [source_from_file(_read_source(values))] if values else []
    if env:
        sources.append(source_from_mapping(os.environ, "the variable {}"))
    requests = build_requests(templates, sets, sources, allow_unfilled=allow_holes)
    if check:
        errors = [
            line
            for template, request in zip(templates, requests, strict=True)
            for line in _find_errors(template, request, project)
        ]
        if errors:
            write_error(errors)
            return 1
    texts = [load_encoder(form)(each).removesuffix("\n") + "\n" for each in requests]
    write([("---\n" if form == "yaml" else "").join(texts)], "utf-8")
    return 0


def _read_templates(file: str, project: Project) -> list[Template]:
    from chatlint.files.paths import real_location
    from chatlint.model.placeholder import BUILT_IN
    from chatlint.request.template import read_templates

    source = _read_source(file)
    config = project.resolver.configs.config_for(os.path.dirname(real_location(source.name)))
    return read_templates(
        source, project.resolver.configs.api, config.placeholders if config else BUILT_IN
    )


def _read_source(file: str) -> Source:
    from chatlint.request.decode import read_source

    if file == "-":
        if sys.stdin is None:
            raise UserError("standard input is closed")
        return read_source("<stdin>", sys.stdin.buffer)
    try:
        with open(file, "rb") as opened:
            return read_source(file, opened)
    except OSError as error:
        raise UserError(error.strerror or str(error), printable(file)) from None


def _find_errors(
    template: Template, request: StartChatContactRequest, project: Project
) -> Iterator[str]:
    """Yield a line for each error in ``request``, checked by the rules for the template's file."""
    from chatlint.model.diagnostic import Severity

    name = template.document.source.name
    for found in request.check(project.resolver.linter(name)):
        if found.severity is Severity.ERROR:
            place = found.location.pointer or "/"
            yield printable(f"{name}: {place} error[{found.rule}] {found.message}")
