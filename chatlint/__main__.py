"""``python -m chatlint`` and the console scripts."""

# These are there when Python starts. Any other module could come from the current folder, which
# `python -m` and `python -c` search first: a repository must not bring its own click, or typing.
import gc
import os
import sys


def script() -> None:
    """Run the command line and end the process.

    Nothing is left to do then but to take apart what was made, which takes 10 ms of 60.
    """
    code = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):  # reported before
            pass
    os._exit(code)


def main() -> int:
    """Run the command line; returns the exit code."""
    if sys.path and sys.path[0] in ("", _current()):
        del sys.path[0]
    # Next to nothing that is made here refers to itself, and to look for it takes time.
    gc.set_threshold(100_000)
    from chatlint.cli.signals import exit_on_signals

    with exit_on_signals():
        from chatlint.cli.main import run

        return run()


def _current() -> str:
    try:
        return os.getcwd()
    except OSError:  # somebody deleted it
        return ""


if __name__ == "__main__":
    script()
