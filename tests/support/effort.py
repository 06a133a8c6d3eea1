"""How much is tried where more can be: ``CHATLINT_EXAMPLES=100000 pytest tests/test_….py``."""

import os


def examples(usual: int) -> int:
    """The number of examples for a property: what is asked for, by default the ``usual`` one."""
    return int(os.environ.get("CHATLINT_EXAMPLES", usual))
