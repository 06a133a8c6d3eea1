"""Entry point of the command line: dispatches to the commands and maps errors to exit codes."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import StringIO
from itertools import takewhile
from typing import cast

import click

from chatlint.cli.stdout import EXIT_PIPE_CLOSED, write, write_error
from chatlint.model.diagnostic import describe_crash
from chatlint.model.errors import UserError
from chatlint.version import DISTRIBUTION, NAME, VERSION

_COMMANDS = {
    "cache": "cache",
    "check": "check",
    "config": "config",
    "convert": "convert",
    "explain": "rules",
    "init": "config",
    "manual": "rules",
    "new": "rules",
    "rules": "rules",
    "schema": "config",
    "test": "rules",
}
"""The module in this package that defines each command."""


def run() -> int:
    """Run the command line and return its exit code: 0 clean, 1 findings, 2 error."""
    try:
        _reject_ambiguous_arguments(sys.argv[1:])
        if sys.stdout is None and {"-h", "--help"} & set(sys.argv[1:]):
            raise UserError("cannot write the help: standard output is closed")
        return int(cli.main(prog_name=_program_name(), standalone_mode=False) or 0)
    except click.ClickException as error:
        message = StringIO()
        error.show(message)
        write_error(message.getvalue().expandtabs(4).rstrip("\n").split("\n"))
        return 2
    except click.exceptions.Abort:
        return 130
    except UserError as error:
        write_error(f"error: {line}" for line in str(error).split("\n"))
        return 2
    except SystemExit as end:
        if end.code == 1:  # click's exit code for a closed pipe; nothing else exits with 1
            return EXIT_PIPE_CLOSED
        raise
    except Exception as error:  # a bug: report it in one line, without a traceback
        if isinstance(error, OSError) and error.errno in _DISK_FULL:
            write_error([f"error: cannot write: {error.strerror}"])
        else:
            write_error([f"error: internal error, please report it: {describe_crash(error)}"])
        return 2


_DISK_FULL = frozenset((errno.ENOSPC, errno.EFBIG, errno.EDQUOT))


def _reject_ambiguous_arguments(arguments: Sequence[str]) -> None:
    """Refuse an option that is also the name of a file; shells and hooks may pass all files.

    Raises:
        UserError: There is such a file.
    """
    for argument in takewhile(lambda each: each != "--", arguments):
        if argument.startswith("-") and argument != "-" and os.path.lexists(argument):
            hint = f"if that is meant, write -- before it; if not, rename {argument}"
            message = f"{argument} is a file here, and may not be an option as well"
            raise UserError(message, hint=hint)


def _program_name() -> str:
    name, _ = os.path.splitext(os.path.basename(sys.argv[0]))
    return name if name in (NAME, DISTRIBUTION) else NAME


class _Commands(click.Group):
    """A group that imports each command on use, so that `check` starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in alphabetical order."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command ``cmd_name``; None if there is no such command."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"chatlint.cli.{_COMMANDS[cmd_name]}")
        return cast(click.Command, getattr(module, f"{cmd_name}_command"))


def _print_version(context: click.Context, _: click.Parameter, value: bool) -> None:
    if not value or context.resilient_parsing:
        return
    from chatlint.rules.loader import load_api

    api = load_api()
    write([f"{NAME} {VERSION} ({DISTRIBUTION}), {api.operation} of botocore {api.botocore}\n"])
    context.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the versions of chatlint and of its API model, and exit.",
)
def cli() -> None:
    """Lint Amazon Connect StartChatContact request templates (YAML and JSON)."""
