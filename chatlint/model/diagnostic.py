"""Findings: a `Problem` has a path in the data, a `Diagnostic` a span of the text."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Literal, NamedTuple

from chatlint.model.errors import UserError
from chatlint.model.path import Path
from chatlint.model.source import Span

Part = Literal["key", "value", "missing"]
"""A part of an entry; ``missing`` is a member that is absent at the path."""


class Severity(StrEnum):
    """The levels of SARIF, the most severe first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    def reaches(self, threshold: Severity) -> bool:
        """Whether this is at least as severe as ``threshold``."""
        order = list(Severity)
        return order.index(self) <= order.index(threshold)


class RelatedPath(NamedTuple):
    """Another place in the data that is related to a problem."""

    message: str
    path: Path
    part: Part


class Problem(NamedTuple):
    """A violation of a rule at a path of a request.

    Args:
        path: path from the root of the value that was checked.
        part: the part of the entry at that path.
        value: the value found; ``None`` for a missing one.
        expected, detail, suggestion: fields of the rule's message.
        related: other places to show.
    """

    path: Path = ()
    part: Part = "value"
    value: object = None
    expected: str = ""
    detail: str = ""
    suggestion: str = ""
    related: tuple[RelatedPath, ...] = ()


class Related(NamedTuple):
    """Another place in the text that is related to a diagnostic."""

    message: str
    source_name: str
    span: Span


class Edit(NamedTuple):
    """Replace the text in ``span`` by ``text``."""

    span: Span
    text: str


class Fix(NamedTuple):
    """Edits that resolve a finding; ``safe`` if a correct request keeps its meaning."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool


class ManualFix(NamedTuple):
    """A fix that chatlint cannot apply to the text as written, with the reason."""

    title: str
    safe: bool
    reason: str


class Location(NamedTuple):
    """The place of a finding in the data.

    Args:
        document: index of the document in the stream, from 0.
        pointer: JSON Pointer (RFC 6901) from the document's root; for a missing member, that of
            its parent.
        inner: pointer inside the string that embeds the request, if any.
    """

    document: int
    pointer: str
    inner: str | None = None

    @property
    def full_pointer(self) -> str:
        """The pointer, followed by the inner one."""
        return self.pointer + (self.inner or "")


class Diagnostic(NamedTuple):
    """One finding, ready to be shown.

    Args:
        source_name: name of the file.
        span: the text to show.
        rule: id of the rule.
        name: name of the rule.
        severity: severity of the rule.
        message: the complete message.
        url: source that documents the rule.
        location: place in the data.
        related: other places to show.
        fix: the edits that resolve it; ``None`` if chatlint has no fix.
        fingerprint: SHA-256 in hexadecimal, independent of line numbers.
        by_hand: the fix that chatlint cannot apply, if any; never set together with `fix`.
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
    """An error that kept chatlint from checking ``path``."""

    path: str
    message: str

    @classmethod
    def internal(cls, path: str, error: Exception) -> Failure:
        """Build the failure for ``error``, a `UserError` or else a bug of chatlint."""
        if isinstance(error, UserError):
            return cls(path, str(error))
        return cls(path, f"internal error, please report it: {describe_crash(error)}")


def describe_crash(error: Exception) -> str:
    """Describe an unexpected ``error``: its type and the innermost lines of code.

    The error's message is omitted because it may contain a secret.
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
    return f"{type(error).__name__} at {', '.join(places[: -_MAX_FRAMES - 1 : -1])}"


_MAX_FRAMES = 4
