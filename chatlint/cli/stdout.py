"""Standard output, written whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import IO

import click

from chatlint.model.diagnostic import Failure
from chatlint.model.errors import UserError
from chatlint.model.printable import printable

CLOSED = 128 + 13
"""The exit code where nobody reads any more, as from other programs; Windows has no SIGPIPE."""


def write(chunks: Iterable[str], encoding: str | None = None) -> None:
    """Write ``chunks`` when all of them are there, so that half a report is never taken for one.

    What the encoding, by default that of standard output, lacks is escaped.

    Raises:
        SystemExit: nobody reads any more, which is no fault: 141, as from other programs.
        UserError: standard output is closed or cannot be written.
    """
    if sys.stdout is None:
        raise UserError("cannot write the report: standard output is closed")
    encoding = encoding or sys.stdout.encoding or "utf-8"
    data = "".join(chunks).encode(encoding, "backslashreplace")
    try:
        stream = sys.stdout.buffer
        while data:  # where PYTHONUNBUFFERED is set, less may be written than was asked for
            data = data[stream.write(data) :]
        stream.flush()
    except OSError as error:
        _silence(sys.stdout)
        if isinstance(error, BrokenPipeError):
            raise SystemExit(CLOSED) from None
        raise UserError(f"cannot write the report: {error.strerror or error}") from None


def write_lines(lines: Iterable[str]) -> None:
    """Write ``lines``, each with its end."""
    write(f"{line}\n" for line in lines)


def write_error(lines: Iterable[str]) -> None:
    """Say ``lines`` on standard error, whatever was put into them, if anybody hears it."""
    try:
        for line in lines:
            click.echo(printable(line), err=True)
    except OSError:
        _silence(sys.stderr)


def write_failures(failures: Iterable[Failure]) -> None:
    """Say on standard error what went wrong, where no report does."""
    write_error(f"error: {failure.path}: {failure.message}" for failure in failures)


def _silence(stream: IO[str]) -> None:
    """Keep the interpreter from failing once more when it flushes what cannot be written."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
