"""Report formats, one module each, imported only when used."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple, cast

from chatlint.files.atomic_write import replace_file
from chatlint.model.errors import UserError
from chatlint.reports.report import Report
from chatlint.reports.style import IncrementalRenderer, Renderer, Style

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
NEED_RULES = frozenset(("html", "json", "junit", "sarif"))
"""The formats that show the rules or the API model of a run."""

INCREMENTAL = frozenset(("concise", "full"))
"""The formats that can render each file as soon as it is checked."""


def load_renderer(name: str) -> Renderer:
    """Import the ``render`` function of the format ``name``, one of `FORMATS`."""
    return cast(Renderer, import_module(f"chatlint.reports.{name}").render)


def load_incremental_renderer(name: str) -> IncrementalRenderer:
    """Import the module of the format ``name``, one of `INCREMENTAL`."""
    return cast(IncrementalRenderer, import_module(f"chatlint.reports.{name}"))


class Output(NamedTuple):
    """A format and the file to write; an empty ``file`` means standard output."""

    name: str
    file: str = ""

    def render(self, report: Report, style: Style) -> Iterator[str]:
        """Render ``report`` in this format, as chunks of text."""
        return load_renderer(self.name)(report, style)

    def save(self, report: Report) -> None:
        """Write ``report`` to the file atomically.

        Raises:
            UserError: The file cannot be written.
        """
        text = "".join(self.render(report, Style()))
        try:
            replace_file(self.file, text.encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise UserError(f"cannot write: {error.strerror or error}", self.file) from None
