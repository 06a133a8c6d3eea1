"""How many examples a property is tried with: few by default, all of them in the slow run."""

import os
from collections.abc import Iterable
from typing import Any

import pytest

MANY = False
"""Whether this is the slow run, ``pytest -m slow``; conftest.py sets it."""


def examples(usual: int) -> int:
    """The number of examples for a property.

    ``CHATLINT_EXAMPLES`` sets it, for example ``CHATLINT_EXAMPLES=100000 pytest tests/….py``.
    Otherwise it is the ``usual`` number in the slow run, and a fifth of it in the quick one.
    """
    return int(os.environ.get("CHATLINT_EXAMPLES", usual if MANY else max(usual // 5, 5)))


def mostly_slow(values: Iterable[str], quick: str) -> list[Any]:
    """Parameters of a test: all ``values``, of which those in ``quick`` are not slow.

    Args:
        values: names of cases.
        quick: some of them, separated by commas.
    """
    names = quick.split(",")
    marks = {True: (), False: (pytest.mark.slow,)}
    return [pytest.param(value, marks=marks[value in names]) for value in values]
