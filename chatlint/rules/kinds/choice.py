"""Describe a string that is not one of the allowed values."""

from __future__ import annotations

from collections.abc import Sequence

from chatlint.aws.model import fold_name
from chatlint.model.diagnostic import Problem
from chatlint.model.path import Path
from chatlint.model.wording import closest_name


def describe_unknown_value(value: str, choice: Sequence[str], path: Path = ()) -> Problem:
    """Build the problem for ``value``, with the closest of ``choice`` as the suggestion."""
    closest = closest_name(value, choice, 0.75)
    if closest and fold_name(closest) == fold_name(value):
        detail = f"should be spelled `{closest}`"
    elif len(choice) == 1:
        detail = f"cannot stand here; the only value is {choice[0]}"
    else:
        *most, last = choice
        question = f"; did you mean `{closest}`?" if closest else ""
        detail = f"is none of {', '.join(most)} and {last}{question}"
    return Problem(path, value=value, detail=detail, suggestion=closest)
