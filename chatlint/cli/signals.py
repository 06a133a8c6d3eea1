"""What a process does when it is told to end."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

# A terminal that closes, Ctrl-C, and whoever asks a process to end. Windows knows two of them.
_SIGNALS = [
    getattr(signal, name) for name in ("SIGHUP", "SIGINT", "SIGTERM") if hasattr(signal, name)
]


@contextmanager
def exit_on_signals() -> Iterator[None]:
    """End by an exception on a signal, so that no process and no half-written file is left behind.

    Raises:
        SystemExit: there was one; 128 and its number.
    """
    _on_signals(_end)
    try:
        yield
    finally:
        _on_signals(signal.SIG_DFL)


def _end(number: int, _: object) -> NoReturn:
    _on_signals(signal.SIG_DFL)  # the next one need not wait
    raise SystemExit(128 + number)


def _on_signals(what: Callable[[int, object], object] | signal.Handlers) -> None:
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup and shells may want it
            signal.signal(number, what)
