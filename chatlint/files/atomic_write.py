"""Write files atomically: a reader sees the old content or the new."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

_BOM = b"\xef\xbb\xbf"
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_USUAL = 0o666  # reduced by the umask of the process
_PRIVATE = 0o600  # until a new file has the mode of the old one


class WriteError(OSError):
    """A file was not written, and is unchanged."""


def write_file(path: str, old: bytes, text: str, status: os.stat_result) -> None:
    """Replace the content of ``path`` by ``text``, unless the file was changed meanwhile.

    The new file is created beside the old one and renamed, with its mode, its extended attributes
    and, if permitted, its owner. A byte order mark is kept. A link is followed if it stays below
    the current folder; another hard link to the file keeps the old text.

    Args:
        path: the file.
        old: its content when it was read.
        text: the new content.
        status: its status when it was read.

    Raises:
        WriteError: the file is read-only or was changed, or a link leads out of the folder.
        OSError: the file could not be written.
    """
    target = _resolve_target(path)
    if not status.st_mode & _WRITABLE:
        raise WriteError(f"{path} is read-only; not written")
    # Replacing needs the right to write; without O_NONBLOCK, a pipe would wait for a reader.
    os.close(os.open(target, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0)))
    data = (_BOM if old.startswith(_BOM) else b"") + text.encode()
    with _replacing(target, data, _PRIVATE, lambda new: _copy_metadata(target, new, status)):
        _require_unchanged(target, old, status)


def replace_file(path: str, data: bytes, *, sync: bool = True) -> None:
    """Replace the content of ``path`` by ``data``, or create the file.

    Args:
        path: the file. A pipe or a terminal cannot be replaced, and is written to.
        data: the new content.
        sync: wait until the data is on disk, so that a crash of the machine cannot lose it.

    Raises:
        WriteError: the path is in the current folder, but a link leads out of it.
        OSError: the file could not be written.
    """
    target = resolve_inside(path)
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as special:
            special.write(data)
        return

    def copy_mode(new: str) -> None:
        if os.path.exists(target):
            os.chmod(new, stat.S_IMODE(os.stat(target).st_mode))

    with _replacing(target, data, _USUAL, copy_mode, sync):
        pass


def resolve_inside(path: str) -> str:
    """Resolve the links in ``path``.

    Raises:
        WriteError: the path is in the current folder, but a link leads out of it.
    """
    target, here = os.path.realpath(path), os.path.join(os.path.realpath(os.curdir), "")
    if os.path.normpath(os.path.join(here, path)).startswith(here) and not target.startswith(here):
        raise WriteError(f"{path} leads out of this folder through a link; not written")
    return target


def create_file(path: str, text: str) -> None:
    """Create the file ``path`` with the content ``text``, and the folders above it.

    Raises:
        WriteError: the path is in the current folder, but a link leads out of it.
        OSError: the file exists, or cannot be written.
    """
    os.makedirs(os.path.dirname(resolve_inside(path)), exist_ok=True)
    file = open(path, "x", encoding="utf-8")  # noqa: SIM115 - an existing file is not removed below
    try:
        with file:
            file.write(text)
    except BaseException:
        os.unlink(path)
        raise


@contextmanager
def _replacing(
    target: str, data: bytes, mode: int, prepare: Callable[[str], None], sync: bool = True
) -> Iterator[None]:
    """Write ``data`` to a file beside ``target``, which replaces it when the block ends."""
    folder = os.path.dirname(target)
    # Not derived from the file's name, which may have the maximal length.
    temporary = os.path.join(folder, f".chatlint-{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        with open(temporary, "xb", opener=partial(os.open, mode=mode)) as file:
            file.write(data)
            file.flush()
            prepare(temporary)
            if sync:
                os.fsync(file.fileno())
        yield
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):  # not created, or the disk is gone
            os.unlink(temporary)
        raise
    if sync:
        _sync_folder(folder)


def _resolve_target(path: str) -> str:
    """Resolve the links in ``path``, which must not lead out of the current folder."""
    real, here = os.path.realpath(path), os.path.join(os.path.realpath(os.curdir), "")
    if not real.startswith(here):
        absolute = os.path.normpath(os.path.join(here, path))
        if os.path.islink(path) or absolute.startswith(here):
            raise WriteError(f"{path} leads out of this folder through a link; not written")
    return real


def _copy_metadata(target: str, temporary: str, status: os.stat_result) -> None:
    """Copy owner, mode and extended attributes to a new file."""
    from shutil import copystat

    if hasattr(os, "chown"):
        with suppress(OSError):  # only root may change the owner
            os.chown(temporary, status.st_uid, status.st_gid)
    copystat(target, temporary)
    os.utime(temporary)


def _require_unchanged(target: str, old: bytes, status: os.stat_result) -> None:
    now = os.stat(target)
    same = (now.st_size, now.st_mtime_ns) == (status.st_size, status.st_mtime_ns)
    if same:
        with open(target, "rb") as file:
            same = file.read(len(old) + 1) == old
    if not same:
        raise WriteError(f"{target} was changed while it was being fixed; not written")


def _sync_folder(folder: str) -> None:
    """Make the renaming survive a crash, on systems that can sync folders."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
