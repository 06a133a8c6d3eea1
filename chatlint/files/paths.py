"""Paths of files: real, absolute, relative to a folder."""

from __future__ import annotations

import os
from collections.abc import Collection


def current_folder() -> str:
    """The current folder; the root if it was deleted, so that absolute paths still work."""
    try:
        return os.getcwd()
    except OSError:
        return os.sep


def real_path(path: str) -> str:
    """Resolve every link in ``path``; separators become ``/``."""
    return os.path.realpath(path).replace(os.sep, "/")


def real_location(path: str) -> str:
    """Resolve the links in the folder of ``path``, but not a link in the last place."""
    folder, _, name = os.path.join(current_folder(), path).rpartition(os.sep)
    return f"{real_path(folder + os.sep).rstrip('/')}/{name}"


def relative_to(root: str, path: str) -> str:
    """The path of ``path`` relative to ``root``, the real path of a folder."""
    return os.path.relpath(real_location(path), root).replace(os.sep, "/")


def absolute_path(folder: str, path: str) -> str:
    """Make ``path`` absolute and normal; links stay, except where ``..`` follows them."""
    path = os.path.join(folder, path)
    if ".." in path.split(os.sep):  # the parent of a link's target is not that of the link
        parent, name = os.path.split(path.rstrip(os.sep))
        path = os.path.join(os.path.realpath(parent), name)
    return os.path.normpath(path).replace(os.sep, "/")


def display_path(folder: str, path: str) -> str:
    """``path`` relative to ``folder``; unchanged if only the root is common to both."""
    inside = folder.rstrip("/") + "/"
    if path.startswith(inside) or not os.path.isabs(path):
        return path.removeprefix(inside)
    if os.path.commonpath((path, folder)) == os.sep:
        return path
    return os.path.relpath(path, folder)


def with_parents(paths: Collection[str]) -> frozenset[str]:
    """``paths`` and every folder above them."""
    found = {path.replace(os.sep, "/") for path in paths}
    todo = list(found)
    for path in todo:  # grows during the loop
        folder = path.rpartition("/")[0]
        if folder not in found:
            found.add(folder)
            todo.append(folder)
    return frozenset(found)
