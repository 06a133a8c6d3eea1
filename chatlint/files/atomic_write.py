"""Puts a changed text in the place of a file, whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

_BOM = b"\xef\xbb\xbf"
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_USUAL = 0o666  # less what the process masks
_PRIVATE = 0o600  # until a new file has the mode of the old one, nobody else is to read it


class WriteError(OSError):
    """A file was not written; it is as it was."""


def write_file(path: str, old: bytes, text: str, seen: os.stat_result) -> None:
    """Write ``text`` to ``path``, which held ``old`` and was ``seen`` so when it was read.

    The new file is made beside the old one and takes its place at once, with its mode, its extended
    attributes and, where that is allowed, its owner. A link is followed if it stays below the
    current folder; another hard link to the file keeps the old text.

    Raises:
        WriteError: the file is read-only or was changed meanwhile, or a link leads out.
        OSError: it could not be written.
    """
    target = _target(path)
    if not seen.st_mode & _WRITABLE:
        raise WriteError(f"{path} is read-only; not written")
    # Who may not write the file may not replace it either; on a pipe, this is not to wait.
    os.close(os.open(target, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0)))
    data = (_BOM if old.startswith(_BOM) else b"") + text.encode()
    with _replacing(target, data, _PRIVATE, lambda new: _take_over(target, new, seen)):
        _unchanged(target, old, seen)


def replace_file(path: str, data: bytes, *, sync: bool = True) -> None:
    """Make ``data`` all there is in ``path``; whoever reads it meets the old or the new.

    What is no regular file (a pipe, a terminal) cannot be replaced and is written to. Without
    ``sync``, a crash of the machine may lose it. A place in this folder is one in this folder: no
    link in it leads out.

    Raises:
        OSError: it could not be written.
    """
    target = resolve_inside(path)
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as special:
            special.write(data)
        return

    def take_over(new: str) -> None:
        if os.path.exists(target):
            os.chmod(new, stat.S_IMODE(os.stat(target).st_mode))

    with _replacing(target, data, _USUAL, take_over, sync):
        pass


def resolve_inside(path: str) -> str:
    """The real path of ``path``; if that is a place in this folder, no link in it leads out.

    Raises:
        WriteError: one does.
    """
    target, here = os.path.realpath(path), os.path.join(os.path.realpath(os.curdir), "")
    if os.path.normpath(os.path.join(here, path)).startswith(here) and not target.startswith(here):
        raise WriteError(f"{path} leads out of this folder through a link; not written")
    return target


def create_file(path: str, text: str) -> None:
    """Make the file ``path`` that holds ``text``, or none at all, and the folders it needs.

    A place in this folder is one in this folder: no link in it leads out.

    Raises:
        OSError: it is there already, or cannot be written.
    """
    os.makedirs(os.path.dirname(resolve_inside(path)), exist_ok=True)
    file = open(path, "x", encoding="utf-8")  # noqa: SIM115 - what is there already stays
    try:
        with file:
            file.write(text)
    except BaseException:
        os.unlink(path)
        raise


@contextmanager
def _replacing(
    target: str, data: bytes, mode: int, take_over: Callable[[str], None], sync: bool = True
) -> Iterator[None]:
    """A new file beside ``target`` that holds ``data`` and takes its place in the end."""
    folder = os.path.dirname(target)
    # Without the file's own name, which may be as long as a name can be.
    temporary = os.path.join(folder, f".chatlint-{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        with open(temporary, "xb", opener=partial(os.open, mode=mode)) as file:
            file.write(data)
            file.flush()
            take_over(temporary)
            if sync:
                os.fsync(file.fileno())
        yield
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):  # it was never made, or the disk is gone
            os.unlink(temporary)
        raise
    if sync:
        _sync_folder(folder)


def _target(path: str) -> str:
    """The file that ``path`` is or leads to; links may lead to what is below this folder only."""
    real, here = os.path.realpath(path), os.path.join(os.path.realpath(os.curdir), "")
    if not real.startswith(here):
        named = os.path.normpath(os.path.join(here, path))
        if os.path.islink(path) or named.startswith(here):
            raise WriteError(f"{path} leads out of this folder through a link; not written")
    return real


def _take_over(target: str, temporary: str, seen: os.stat_result) -> None:
    """Give a new file the owner, mode and attributes of the one it replaces."""
    from shutil import copystat

    if hasattr(os, "chown"):
        with suppress(OSError):  # only root may give files away
            os.chown(temporary, seen.st_uid, seen.st_gid)
    copystat(target, temporary)
    os.utime(temporary)


def _unchanged(target: str, old: bytes, seen: os.stat_result) -> None:
    now = os.stat(target)
    same = (now.st_size, now.st_mtime_ns) == (seen.st_size, seen.st_mtime_ns)
    if same:
        with open(target, "rb") as file:
            same = file.read(len(old) + 1) == old
    if not same:
        raise WriteError(f"{target} was changed while it was being fixed; not written")


def _sync_folder(folder: str) -> None:
    """See to it that the new name outlives a crash, where folders can be synced at all."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
