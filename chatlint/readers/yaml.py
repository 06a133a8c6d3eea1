"""Reads YAML: what is written plainly line by line, all else through ruamel.yaml's scanners."""

from __future__ import annotations

from functools import lru_cache

from chatlint.dialect import difference
from chatlint.document import Limits, Reading
from chatlint.readers.yaml_lines import Lines
from chatlint.scalar import resolve


def read(text: str, limits: Limits) -> Reading:
    """Read a YAML stream; never raises for what the text holds."""
    try:
        values, compose = _LINES.read(text, limits)
    except ValueError:
        from chatlint.readers import yaml_scanners

        return yaml_scanners.read(text, limits)
    return Reading(values, (), compose)


def resolved(text: str) -> object:
    """What a plain scalar means.

    Raises:
        AmbiguousError: YAML's dialects do not read it alike.
    """
    # Templates of one project have most of their words in common; long ones are not worth keeping.
    return _common(text) if len(text) < _COMMON else _resolved(text)


class AmbiguousError(ValueError):
    """Something is to be said about how a scalar is written."""


def _resolved(text: str) -> object:
    if difference(text):
        raise AmbiguousError
    return resolve(text)


_COMMON = 64
_common = lru_cache(4096)(_resolved)
_LINES = Lines(resolved)
