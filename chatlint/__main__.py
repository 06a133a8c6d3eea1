"""``python -m chatlint`` and the console scripts."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    # `python -m` puts the current folder first: a repository must not bring its own click.
    if sys.path and sys.path[0] in ("", os.getcwd()):
        del sys.path[0]
    from chatlint.cli import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
