"""What is found: a Problem speaks in paths, a Diagnostic in spans."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal, NamedTuple

from chatlint.text import Path, Span

Part = Literal["key", "value", "missing"]
"""Which part of an entry is meant; ``missing`` is a member that should stand at the path."""


class Severity(Enum):
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


@dataclass(frozen=True, slots=True)
class Problem:
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


@dataclass(frozen=True, slots=True)
class Related:
    """Another place in the text that a diagnostic has to do with."""

    message: str
    source_name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text in ``span`` by ``text``."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A way to mend a finding; ``safe`` when it never changes what a correct request means."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool


@dataclass(frozen=True, slots=True)
class Location:
    """A finding's place in the data.

    Args:
        document: which document of the stream, from 0.
        pointer: RFC 6901, from that document's root; for a missing member the parent's.
        inner: pointer inside a text that holds the request, else ``None``.
    """

    document: int
    pointer: str
    inner: str | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding, ready to be shown.

    ``rule`` is the id, ``url`` the source of what the rule says, ``fingerprint`` a SHA-256 that
    does not change when lines move.
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


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that kept chatlint from doing its work on ``path``."""

    path: str
    message: str
