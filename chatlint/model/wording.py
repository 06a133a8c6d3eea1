"""Wording of messages: counted nouns, and suggestions for unknown names."""

from __future__ import annotations

from collections.abc import Iterable


def count_noun(number: int, noun: str) -> str:
    """Count ``noun`` in the singular or plural: ``1 file``, ``2,000 files``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def closest_name(word: str, names: Iterable[str], cutoff: float = 0.6) -> str:
    """Find the name closest to ``word``, ignoring case; empty if none is close enough.

    Args:
        word: the unknown name.
        names: the known names.
        cutoff: how similar the two must be, from 0 to 1 (as in `difflib.get_close_matches`).
    """
    from difflib import get_close_matches

    by_case = {name.lower(): name for name in names}
    close = get_close_matches(word.strip().lower(), by_case, n=1, cutoff=cutoff)
    return by_case[close[0]] if close else ""
