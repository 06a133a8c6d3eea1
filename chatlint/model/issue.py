"""Issues that are reported without a check on a request: of parsers, and of files as a whole."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from chatlint.model.diagnostic import Edit
from chatlint.model.document import ParseIssue, ParseIssueKind
from chatlint.model.path import Path
from chatlint.model.source import Span

FileIssueKind = Literal[
    "no-request", "unused-suppression", "expired-suppression", "stale-baseline-entry"
]
"""Kinds of issue about a file as a whole, or about chatlint's own comments and files."""

IssueKind = Literal[ParseIssueKind, FileIssueKind]
"""Every word that a rule can have in ``check: {reader: WORD}``."""


class FileIssue(NamedTuple):
    """A file without a request, or a suppression or baseline entry without effect.

    Args:
        kind: the word by which a rule reports the issue.
        span: the text to show.
        detail: the variable part of the message.
        document: index of the document in the stream.
        path: path of the entry in a configuration or baseline.
        related: messages about other places, and their spans.
        edits: the fix, if any.
    """

    kind: FileIssueKind
    span: Span
    detail: str
    document: int = 0
    path: Path = ()
    related: tuple[tuple[str, Span], ...] = ()
    edits: tuple[Edit, ...] | None = None


Issue: TypeAlias = ParseIssue | FileIssue
"""What the engine pairs with a rule."""
