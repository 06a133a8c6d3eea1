"""The way out: one module a format, imported only when it is used."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple, Protocol, cast

from chatlint.report import Report

FORMATS = ("full", "concise", "json")


class Style(NamedTuple):
    """How a format for people may look."""

    color: bool = False
    quiet: bool = False


class Render(Protocol):
    """What every module here offers as ``render``: the report as chunks of text."""

    def __call__(self, report: Report, style: Style) -> Iterator[str]: ...


def renderer(name: str) -> Render:
    """The ``render`` function of the format ``name``, one of ``FORMATS``."""
    return cast(Render, import_module(f"chatlint.reports.{name}").render)
