"""The types that finders share: scanned documents, their requests, and embedded text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from chatlint.aws.model import ApiModel
from chatlint.model.document import Document, Language, Limits
from chatlint.model.path import Path
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax
from chatlint.model.source import Span

if TYPE_CHECKING:
    from chatlint.model.source_map import SourceMap

FORMS = (
    *("plain", "step-functions", "cloudformation", "scheduler"),
    *("cloudtrail", "http", "markdown", "shell", "python"),
)
"""The names of all forms; each has a module of that name in this package."""


class Request(NamedTuple):
    """A request and its position.

    Args:
        document: the number of its document in the stream, from 0.
        path: its path in that document.
        value: its value.
        forms: the forms that contain it, outermost first; the last is its own.
    """

    document: int
    path: Path
    value: dict[str, Any]
    forms: tuple[str, ...] = ("plain",)


class TextPart(NamedTuple):
    """A part of an embedded text.

    Args:
        text: the part.
        path: the path of the string that spells it.
        is_placeholder: whether ``text`` is a placeholder for the value at ``path``.
    """

    text: str
    path: Path
    is_placeholder: bool = False


class EmbeddedText(NamedTuple):
    """Text in the data of a document that is parsed as a document of its own.

    Args:
        form: the form that contains it.
        parts: its parts in order.
        is_request: whether it certainly is a request, whatever its keys are.
    """

    form: str
    parts: tuple[TextPart, ...]
    is_request: bool = False


class EmbeddedBlock(NamedTuple):
    """Text that is copied verbatim from another text, for example a fenced code block.

    Args:
        spans: its spans in the outer text.
        language: the language of the text.
        margin: the prefix of each line in the outer text; ``None`` if the lines differ in that.
        is_request: whether it certainly is a request, whatever its keys are.
        is_doubtful: whether it may be about something else, so that syntax errors do not matter.
    """

    spans: Sequence[Span]
    language: Language
    margin: str | None = ""
    is_request: bool = False
    is_doubtful: bool = False


class ScannedDocument(NamedTuple):
    """A parsed document with its requests and the documents embedded in it.

    ``is_certain`` tells that it certainly is about requests, even if it is invalid.
    """

    document: Document
    requests: tuple[Request, ...]
    embedded: tuple[EmbeddedDocument, ...] = ()
    is_certain: bool = False

    def walk(self) -> Iterator[ScannedDocument]:
        """Iterate over this document and all embedded ones, outermost first."""
        yield self
        yield from chain.from_iterable(each.scanned.walk() for each in self.embedded)

    @property
    def request_count(self) -> int:
        """The number of requests, with those of embedded documents."""
        return len(self.requests) + sum(each.scanned.request_count for each in self.embedded)


class EmbeddedDocument(NamedTuple):
    """A document embedded in another one.

    Args:
        scanned: the embedded document.
        document: the number of the outer stream's document that contains it; for a block, its
            number when the values of all blocks are counted.
        path: its path in the data of that document; ``None`` for a block.
        source_map: maps its text to the outer text; called only if needed.
    """

    scanned: ScannedDocument
    document: int
    path: Path | None
    source_map: Callable[[], SourceMap]


class FinderOptions(NamedTuple):
    """Options of the search for requests.

    Args:
        api: the model of the request.
        limits: the limits of one text.
        requests_path: where files contain requests, as a path in the syntax of rule files.
        syntax: what is a placeholder.
    """

    api: ApiModel
    limits: Limits = Limits()
    requests_path: tuple[str, ...] = ()
    syntax: PlaceholderSyntax = BUILT_IN
