"""The path of a value in data, and its written forms."""

from __future__ import annotations

from chatlint.model.printable import clip

Path = tuple[str | int, ...]
"""Keys and indexes from the root to a value: ``("InitialMessage", "Content")``."""


def dotted_path(path: Path) -> str:
    """Write ``path`` as messages show it: ``ConnectionTypes[0]``, ``Attributes.plan``."""
    steps = (f"[{s}]" if isinstance(s, int) else "." + (clip(s) or '""') for s in path)
    return "".join(steps).removeprefix(".")


def json_pointer(path: Path) -> str:
    """Write ``path`` as a JSON Pointer of at most 4,096 characters; further steps are dropped.

    Source: RFC 6901.
    """
    found = ""
    for step in path:
        if isinstance(step, str) and len(step) > _MAX_POINTER:
            break
        longer = f"{found}/{str(step).replace('~', '~0').replace('/', '~1')}"
        if len(longer) > _MAX_POINTER:
            break
        found = longer
    return found


_MAX_POINTER = 4096  # bounds the report, since a file may have thousands of findings
