"""Map a function over files in several processes, where there are enough files to pay for these.

Each process has a pipe of its own. With one queue for all, as in `concurrent.futures`, it would go
unnoticed that a process was killed while it writes: its message would never end.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from chatlint.model.errors import UserError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from chatlint.files.found_files import InputFile

    Pipe = Connection[int, list[Any]]

T = TypeVar("T")
Check = Callable[["InputFile"], T]
"""Checks one file."""

_MIN_FILES = 300
"""Files per process from which on it pays: to start two takes some 40 ms."""

_CHUNK = 50


def map_files(
    check: Check[T],
    make_check: Callable[[], Check[T]],
    files: Sequence[InputFile],
    jobs: int | None,
) -> Iterator[T]:
    """Check ``files``, and yield the results in their order.

    If other processes cannot be started, for want of memory or file handles, this one does it all.

    Args:
        check: checks a file in this process, and in those that are forked from it.
        make_check: makes such a function in other processes; it is sent there.
        files: the files.
        jobs: how many processes may run at once; by default as many as there are processors.

    Raises:
        UserError: a process was killed.
    """
    jobs = min(jobs or count_processors(), len(files) // _MIN_FILES + 1)
    workers = list(_start_workers(jobs, check, make_check, files)) if jobs > 1 else []
    return _collect(workers, len(files)) if workers else map(check, files)


def count_processors() -> int:
    """Count the processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Worker(NamedTuple):
    """A process that checks files: it receives where to begin, and answers with results."""

    process: BaseProcess
    pipe: Pipe


def _start_workers(
    jobs: int, check: Check[T], make_check: Callable[[], Check[T]], files: Sequence[InputFile]
) -> Iterator[_Worker]:
    """Start as many workers as possible, up to ``jobs``."""
    from multiprocessing import get_context

    # A forked process has everything imported already; elsewhere forking is not safe.
    context = get_context("fork" if sys.platform == "linux" else None)
    is_forked = context.get_start_method() == "fork"
    if not is_forked:
        # A spawned Python must not import from the current folder either.
        os.environ["PYTHONSAFEPATH"] = "1"
    for _ in range(jobs):
        try:
            ours, theirs = context.Pipe()
            arguments = (ours, theirs, check if is_forked else None, make_check, files)
            process = context.Process(target=_work, args=arguments, daemon=True)
            process.start()
        except OSError:
            return
        theirs.close()  # so that the pipe ends when the process does
        yield _Worker(process, ours)


def _collect(workers: Sequence[_Worker], count: int) -> Iterator[Any]:
    """Yield all results in order; a worker that is done with a chunk receives the next."""
    from multiprocessing.connection import wait

    starts = iter(range(0, count, _CHUNK))
    begun: dict[Pipe, int] = {}
    done: dict[int, list[Any]] = {}

    def assign_chunk(worker: _Worker) -> None:
        start = next(starts, None)
        if start is not None:
            worker.pipe.send(start)
            begun[worker.pipe] = start

    try:
        for worker in workers:
            assign_chunk(worker)
        for start in range(0, count, _CHUNK):
            while start not in done:
                ready = wait(begun)
                for worker in workers:
                    if worker.pipe in ready:
                        done[begun.pop(worker.pipe)] = worker.pipe.recv()
                        assign_chunk(worker)
            yield from done.pop(start)
    except (EOFError, OSError):
        hint = "is there enough memory? --jobs 1 takes the least"
        raise UserError("a process that checks files was killed", hint=hint) from None
    finally:
        for worker in workers:
            worker.process.kill()
            worker.process.join()
            worker.pipe.close()


def _work(
    theirs: Pipe,
    ours: Connection,
    check: Check[T] | None,
    make_check: Callable[[], Check[T]],
    files: Sequence[InputFile],
) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process reports it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    theirs.close()
    try:
        check = check or make_check()
        while True:
            start = ours.recv()
            ours.send([check(file) for file in files[start : start + _CHUNK]])
    except (EOFError, OSError, MemoryError):
        return  # the first process is gone; or it notices that this one is
