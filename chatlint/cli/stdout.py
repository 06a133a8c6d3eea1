"""Writing to standard output and standard error."""

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

EXIT_PIPE_CLOSED = 128 + 13
"""The exit code for a closed pipe: 128 + SIGPIPE, as from other programs."""


def write(chunks: Iterable[str], encoding: str | None = None) -> None:
    """Write ``chunks`` to standard output once all are rendered, so that no report is cut off.

    Args:
        chunks: The text.
        encoding: By default that of standard output; characters outside it are escaped.

    Raises:
        SystemExit: The reader closed the pipe; the exit code is `EXIT_PIPE_CLOSED`.
        UserError: Standard output is closed or cannot be written.
    """
    if sys.stdout is None:
        raise UserError("cannot write the report: standard output is closed")
    encoding = encoding or sys.stdout.encoding or "utf-8"
    data = "".join(chunks).encode(encoding, "backslashreplace")
    try:
        stream = sys.stdout.buffer
        while data:  # with PYTHONUNBUFFERED, a write may be incomplete
            data = data[stream.write(data) :]
        stream.flush()
    except OSError as error:
        _redirect_to_null(sys.stdout)
        if isinstance(error, BrokenPipeError):
            raise SystemExit(EXIT_PIPE_CLOSED) from None
        raise UserError(f"cannot write the report: {error.strerror or error}") from None


def write_lines(lines: Iterable[str]) -> None:
    """Write ``lines`` to standard output, each with a line break."""
    write(f"{line}\n" for line in lines)


def write_error(lines: Iterable[str]) -> None:
    """Write ``lines`` to standard error, escaped; a closed stream is ignored."""
    try:
        for line in lines:
            click.echo(printable(line), err=True)
    except OSError:
        _redirect_to_null(sys.stderr)


def write_failures(failures: Iterable[Failure]) -> None:
    """Write ``failures`` to standard error, for formats that do not show them."""
    write_error(f"error: {failure.path}: {failure.message}" for failure in failures)


def _redirect_to_null(stream: IO[str]) -> None:
    """Redirect ``stream`` to the null device, so that the interpreter's final flush succeeds."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
