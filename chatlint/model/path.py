"""The path of a value in data, and its written forms."""

from __future__ import annotations

from chatlint.model.printable import clip

Path = tuple[str | int, ...]
"""Where a value lies in the data: ``("InitialMessage", "Content")``."""


def dotted_path(path: Path) -> str:
    """Write ``path`` as messages show it: ``ConnectionTypes[0]``, ``Attributes.plan``."""
    steps = (f"[{s}]" if isinstance(s, int) else "." + (clip(s) or '""') for s in path)
    return "".join(steps).removeprefix(".")


def json_pointer(path: Path) -> str:
    """``path`` as a JSON Pointer; where that would be longer than any that is meant, what is above.

    Source: RFC 6901.
    """
    found = ""
    for step in path:
        if isinstance(step, str) and len(step) > _LONGEST_POINTER:
            break
        longer = f"{found}/{str(step).replace('~', '~0').replace('/', '~1')}"
        if len(longer) > _LONGEST_POINTER:
            break
        found = longer
    return found


# A file may have thousands of findings, each with its own.
_LONGEST_POINTER = 4096
