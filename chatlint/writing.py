"""Puts a changed text in the place of a file, whole or not at all."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

_BOM = b"\xef\xbb\xbf"
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class WriteError(OSError):
    """A file was not written; it is as it was."""


def write(path: str, old: bytes, text: str, seen: os.stat_result) -> None:
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
    os.close(os.open(target, os.O_WRONLY))  # who may not write the file may not replace it either
    folder, name = os.path.split(target)
    data = (_BOM if old.startswith(_BOM) else b"") + text.encode()
    temporary = os.path.join(folder, f".{name}.chatlint-{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        with open(temporary, "xb", opener=_privately) as file:
            file.write(data)
            file.flush()
            _take_over(target, temporary, seen)
            os.fsync(file.fileno())
        _unchanged(target, old, seen)
        os.replace(temporary, target)
    except BaseException:
        _discard(temporary)
        raise
    _sync_folder(folder)


def replace(path: str, data: bytes) -> None:
    """Make ``data`` all there is in ``path``; whoever reads it meets the old or the new.

    What is no regular file (a pipe, a terminal) cannot be replaced and is written to.

    Raises:
        OSError: it could not be written.
    """
    target = os.path.realpath(path)
    if os.path.exists(target) and not os.path.isfile(target):
        with open(target, "wb") as special:
            special.write(data)
        return
    temporary = f"{target}.{os.urandom(4).hex()}.tmp"
    try:
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if os.path.exists(target):
            os.chmod(temporary, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(temporary, target)
    except BaseException:
        _discard(temporary)
        raise


def _target(path: str) -> str:
    """The file that ``path`` is or leads to; links may lead to what is below this folder only."""
    real, here = os.path.realpath(path), os.path.join(os.path.realpath(os.curdir), "")
    if not real.startswith(here):
        named = os.path.normpath(os.path.join(here, path))
        if os.path.islink(path) or named.startswith(here):
            raise WriteError(f"{path} leads out of this folder through a link; not written")
    return real


def _privately(path: str, flags: int) -> int:
    """Open a new file that nobody else can read until it has the mode of the old one."""
    return os.open(path, flags, 0o600)


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
            same = file.read() == old
    if not same:
        raise WriteError(f"{target} was changed while it was being fixed; not written")


def _discard(temporary: str) -> None:
    with suppress(OSError):  # it was never made, or the disk is gone
        os.unlink(temporary)


def _sync_folder(folder: str) -> None:
    """See to it that the new name outlives a crash, where folders can be synced at all."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def diff(path: str, old: str, new: str) -> str:
    """A unified diff from ``old`` to ``new``; empty where they are the same."""
    from difflib import unified_diff

    lines = unified_diff(_lines(old), _lines(new), f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}{_UNENDED}" for line in lines)


_UNENDED = "\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """The lines of ``text`` with their ends, as ``patch`` takes them: only a newline ends one."""
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])
