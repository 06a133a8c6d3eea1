"""The way out: one module a format, imported only when it is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import NamedTuple, Protocol, cast

from chatlint.errors import UserError
from chatlint.report import Checked, Report
from chatlint.writing import replace

FORMATS = (
    "full",
    "concise",
    "json",
    "jsonl",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "rdjson",
    "markdown",
    "html",
)
TELL_OF_RULES = frozenset(("html", "json", "junit", "sarif"))
"""The formats that need to know by which rules and model a report was made."""


class Style(NamedTuple):
    """How a format for people may look: in colours, without a summary, as numbers alone."""

    color: bool = False
    quiet: bool = False
    statistics: bool = False


PIECEWISE = frozenset(("concise", "full"))
"""The formats that can show what was found in a file without knowing of the others."""


class Render(Protocol):
    """What every module here offers as ``render``: the report as chunks of text."""

    def __call__(self, report: Report, style: Style) -> Iterator[str]: ...


def renderer(name: str) -> Render:
    """The ``render`` function of the format ``name``, one of ``FORMATS``."""
    return cast(Render, import_module(f"chatlint.reports.{name}").render)


class Pieces(Protocol):
    """What the modules of ``PIECEWISE`` formats offer besides."""

    def told(self, checked: Checked, style: Style) -> Iterator[str]:
        """What is to be shown of one file."""

    def render(self, report: Report, style: Style, shown: Iterable[str]) -> Iterator[str]:
        """All of it, after what was ``shown`` already."""


def pieces(name: str) -> Pieces:
    """The module of the format ``name``, one of ``PIECEWISE``."""
    return cast(Pieces, import_module(f"chatlint.reports.{name}"))


class Output(NamedTuple):
    """A format and the file it goes to; no file is standard output."""

    name: str
    file: str = ""

    def render(self, report: Report, style: Style) -> Iterator[str]:
        """The report in this format, as chunks of text."""
        return renderer(self.name)(report, style)

    def save(self, report: Report) -> None:
        """Write the report to the file, whole or not at all.

        Raises:
            UserError: it cannot be written.
        """
        text = "".join(self.render(report, Style()))
        try:
            replace(self.file, text.encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise UserError(f"cannot write: {error.strerror or error}", self.file) from None
