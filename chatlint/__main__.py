"""``python -m chatlint`` and the console scripts."""

# These are there when Python starts. Any other module could come from the current folder, which
# `python -m` and `python -c` search first: a repository must not bring its own click, or typing.
import gc
import os
import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    if sys.path and sys.path[0] in ("", _current()):
        del sys.path[0]
    # Next to nothing that is made here refers to itself, and to look for it takes time.
    gc.set_threshold(100_000)
    from chatlint.signals import ending

    with ending():
        from chatlint.cli import run

        return run()


def _current() -> str:
    try:
        return os.getcwd()
    except OSError:  # somebody deleted it
        return ""


if __name__ == "__main__":
    sys.exit(main())
