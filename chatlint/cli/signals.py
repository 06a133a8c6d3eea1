"""Handling of termination signals."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

# A closed terminal, Ctrl-C, and a request to terminate. Windows has no SIGHUP.
_SIGNALS = [
    getattr(signal, name) for name in ("SIGHUP", "SIGINT", "SIGTERM") if hasattr(signal, name)
]


@contextmanager
def exit_on_signals() -> Iterator[None]:
    """Turn signals into an exception, so that worker processes and temporary files are cleaned up.

    Raises:
        SystemExit: A signal came; the exit code is 128 plus its number.
    """
    _set_handlers(_exit)
    try:
        yield
    finally:
        _set_handlers(signal.SIG_DFL)


def _exit(number: int, _: object) -> NoReturn:
    _set_handlers(signal.SIG_DFL)  # a second signal ends the process at once
    raise SystemExit(128 + number)


def _set_handlers(handler: Callable[[int, object], object] | signal.Handlers) -> None:
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # ignored by nohup or the shell
            signal.signal(number, handler)
