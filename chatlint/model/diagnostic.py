"""What is found: a Problem speaks in paths, a Diagnostic in spans."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Literal, NamedTuple

from chatlint.model.errors import UserError
from chatlint.model.path import Path
from chatlint.model.source import Span

Part = Literal["key", "value", "missing"]
"""Which part of an entry is meant; ``missing`` is a member that should stand at the path."""


class Severity(StrEnum):
    """How bad a finding is, in SARIF's own words, worst first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    def reaches(self, threshold: Severity) -> bool:
        """Whether this is at least as bad as ``threshold``."""
        order = list(Severity)
        return order.index(self) <= order.index(threshold)


class RelatedPath(NamedTuple):
    """Another place in the data that a problem has to do with."""

    message: str
    path: Path
    part: Part


class Problem(NamedTuple):
    """Something wrong at a path of a request.

    Args:
        path: where, from the root of the value that was checked.
        part: which part of the entry there.
        value: the value found, ``None`` for a missing one.
        expected, detail, suggestion: words for the rule's message.
        related: other places worth showing.
    """

    path: Path = ()
    part: Part = "value"
    value: object = None
    expected: str = ""
    detail: str = ""
    suggestion: str = ""
    related: tuple[RelatedPath, ...] = ()


class Related(NamedTuple):
    """Another place in the text that a diagnostic has to do with."""

    message: str
    source_name: str
    span: Span


class Edit(NamedTuple):
    """Replace the text in ``span`` by ``text``."""

    span: Span
    text: str


class Fix(NamedTuple):
    """A way to mend a finding; ``safe`` when it never changes what a correct request means."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool


class ManualFix(NamedTuple):
    """A fix that chatlint cannot make in the text as it is written, and why."""

    title: str
    safe: bool
    reason: str


class Location(NamedTuple):
    """A finding's place in the data.

    Args:
        document: which document of the stream, from 0.
        pointer: RFC 6901, from that document's root; for a missing member the parent's.
        inner: pointer inside a text that holds the request, else ``None``.
    """

    document: int
    pointer: str
    inner: str | None = None

    @property
    def full_pointer(self) -> str:
        """The pointer, and where it leads to a text, the one inside after it."""
        return self.pointer + (self.inner or "")


class Diagnostic(NamedTuple):
    """One finding, ready to be shown.

    ``rule`` is the id, ``url`` the source of what the rule says, ``fingerprint`` a SHA-256 that
    does not change when lines move. Where a fix is to be made ``by_hand``, there is no ``fix``.
    """

    source_name: str
    span: Span
    rule: str
    name: str
    severity: Severity
    message: str
    url: str
    location: Location
    related: tuple[Related, ...]
    fix: Fix | None
    fingerprint: str
    by_hand: ManualFix | None = None


class Failure(NamedTuple):
    """Something that kept chatlint from doing its work on ``path``."""

    path: str
    message: str

    @classmethod
    def internal(cls, path: str, error: Exception) -> Failure:
        """A fault of chatlint's own, met at ``path``; or what keeps it from reading that."""
        if isinstance(error, UserError):
            return cls(path, str(error))
        return cls(path, f"internal error, please report it: {describe_crash(error)}")


def describe_crash(error: Exception) -> str:
    """What was raised that nobody expected, and where, from the inside out.

    Not the error's own words: they may repeat a value that nobody is to see.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
    places = []
    trace = error.__traceback__
    while trace:
        path = trace.tb_frame.f_code.co_filename
        is_own = path.startswith(package)
        file = path.removeprefix(package) if is_own else os.path.basename(path)
        places.append(f"{file}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {', '.join(places[: -_PLACES - 1 : -1])}"


_PLACES = 4  # so many say how it came about
