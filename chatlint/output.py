"""Standard output, written whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

import click

from chatlint.diagnostic import Failure
from chatlint.text import visible


def write(chunks: Iterable[str]) -> None:
    """Write ``chunks``; what the encoding of standard output cannot spell is escaped.

    Raises:
        OSError: standard output is closed or cannot be written.
    """
    if sys.stdout is None:
        raise OSError("standard output is closed")
    encoding = sys.stdout.encoding or "utf-8"
    for chunk in chunks:
        click.echo(chunk.encode(encoding, "backslashreplace"), nl=False)
    sys.stdout.flush()


def write_lines(lines: Iterable[str]) -> None:
    """Write ``lines``, each with its end."""
    write(f"{line}\n" for line in lines)


def tell(lines: Iterable[str]) -> None:
    """Say ``lines`` on standard error."""
    for line in lines:
        click.echo(line, err=True)


def tell_failures(failures: Iterable[Failure]) -> None:
    """Say on standard error what went wrong, where no report does."""
    tell(f"error: {visible(failure.path)}: {visible(failure.message)}" for failure in failures)


def silence() -> None:
    """Keep the interpreter from failing once more when it flushes what cannot be written."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
