"""Checks files in several processes, where there are enough of them to pay for these.

Each has a pipe of its own. With a queue for all, as `concurrent.futures` has it, nobody would
learn of a process that is killed while it writes: its message would never end.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from chatlint.model.errors import UserError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from chatlint.files.found_files import InputFile
    from chatlint.project.file_checker import CachedChecker, CheckOutcome

    Pipe = Connection[int, list[CheckOutcome]]

Results = Iterator["CheckOutcome"]

# Two processes take some 40 ms to start, in which one checks as many files.
_WORTH = 300
_CHUNK = 50


def check_in_workers(
    checker: CachedChecker,
    make: Callable[[], CachedChecker],
    files: Sequence[InputFile],
    jobs: int | None,
) -> Results:
    """What comes of each file, in their order.

    Where other processes cannot be had, for want of memory or file handles, this one does it all.

    Args:
        checker: checks files in this process, and in those that begin as copies of it.
        make: makes what checks them in others; it is sent there.
        files: the files.
        jobs: how many processes may work at once; by default as many as there are processors.

    Raises:
        UserError: a process was killed.
    """
    jobs = min(jobs or count_processors(), len(files) // _WORTH + 1)
    workers = list(_started(jobs, checker, make, files)) if jobs > 1 else []
    return _collected(workers, len(files)) if workers else map(checker.check, files)


def count_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Worker(NamedTuple):
    """A process that checks files: it is sent where to begin, and answers with what it found."""

    process: BaseProcess
    pipe: Pipe


def _started(
    jobs: int, checker: CachedChecker, make: Callable[[], CachedChecker], files: Sequence[InputFile]
) -> Iterator[_Worker]:
    """As many workers as can be had, up to ``jobs``."""
    from multiprocessing import get_context

    # A forked process has everything imported already; elsewhere forking is not safe.
    context = get_context("fork" if sys.platform == "linux" else None)
    is_copy = context.get_start_method() == "fork"
    if not is_copy:
        # Others are Pythons of their own, which must not import from the current folder either.
        os.environ["PYTHONSAFEPATH"] = "1"
    for _ in range(jobs):
        try:
            ours, theirs = context.Pipe()
            given = (ours, theirs, checker if is_copy else None, make, files)
            process = context.Process(target=_work, args=given, daemon=True)
            process.start()
        except OSError:
            return
        theirs.close()  # so that what comes from there ends when the process does
        yield _Worker(process, ours)


def _collected(workers: Sequence[_Worker], count: int) -> Results:
    """What comes of all files; who has checked some of them is given the next."""
    from multiprocessing.connection import wait

    starts = iter(range(0, count, _CHUNK))
    begun: dict[Pipe, int] = {}
    found: dict[int, list[CheckOutcome]] = {}

    def give_more(worker: _Worker) -> None:
        start = next(starts, None)
        if start is not None:
            worker.pipe.send(start)
            begun[worker.pipe] = start

    try:
        for worker in workers:
            give_more(worker)
        for start in range(0, count, _CHUNK):
            while start not in found:
                ready = wait(begun)
                for worker in workers:
                    if worker.pipe in ready:
                        found[begun.pop(worker.pipe)] = worker.pipe.recv()
                        give_more(worker)
            yield from found.pop(start)
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
    checker: CachedChecker | None,
    make: Callable[[], CachedChecker],
    files: Sequence[InputFile],
) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process tells of it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    theirs.close()
    try:
        check = (checker or make()).check
        while True:
            start = ours.recv()
            ours.send([check(file) for file in files[start : start + _CHUNK]])
    except (EOFError, OSError, MemoryError):
        return  # the first process is gone; or it notices that this one is
