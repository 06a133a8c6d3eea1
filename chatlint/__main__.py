"""``python -m chatlint`` and the console scripts."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    # `python -m` puts the current folder first: a repository must not bring its own click.
    if sys.path and sys.path[0] in ("", _current()):
        del sys.path[0]
    from chatlint.cli import run

    return run()


def _current() -> str:
    try:
        return os.getcwd()
    except OSError:  # somebody deleted it
        return ""


if __name__ == "__main__":
    sys.exit(main())
