"""The types that finders share: a scanned document, its requests, and embedded texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from chatlint.aws.model import ApiModel
from chatlint.model.document import Document, Language, Limits
from chatlint.model.path import Path
from chatlint.model.source import Span

if TYPE_CHECKING:
    from chatlint.model.source_map import SourceMap

FORMS = (
    *("plain", "step-functions", "cloudformation", "scheduler"),
    *("cloudtrail", "http", "markdown", "shell", "python"),
)
"""The forms there are, by the names of their modules."""


class Request(NamedTuple):
    """A request, and where it stands: the document of the stream, and the path in it.

    ``forms`` are those it stands in, from the outermost to its own.
    """

    document: int
    path: Path
    value: dict[str, Any]
    forms: tuple[str, ...] = ("plain",)


class TextPart(NamedTuple):
    """Some of a text inside a document, and the path of what spells it, or stands for it.

    A ``is_placeholder`` is a placeholder in the place of something that is no text.
    """

    text: str
    path: Path
    is_placeholder: bool = False


class EmbeddedText(NamedTuple):
    """A text in the data of a document: all that ``parts`` have, one after the other.

    ``is_request`` says that it is the request itself, whatever it looks like.
    """

    form: str
    parts: tuple[TextPart, ...]
    is_request: bool = False


class EmbeddedBlock(NamedTuple):
    """A text that stands in another one as it is, at ``spans``.

    ``margin`` begins each line there; ``None``, if that is not the same thing everywhere.
    ``is_request`` says that it is the request itself; ``is_doubtful``, that it may be about something
    else, so that it does not matter if it cannot be read.
    """

    spans: Sequence[Span]
    language: Language
    margin: str | None = ""
    is_request: bool = False
    is_doubtful: bool = False


class ScannedDocument(NamedTuple):
    """A text that was read, its requests, and the texts inside it.

    ``is_certain`` says that it is about requests for sure, even if it cannot be read.
    """

    document: Document
    requests: tuple[Request, ...]
    embedded: tuple[EmbeddedDocument, ...] = ()
    is_certain: bool = False

    def walk(self) -> Iterator[ScannedDocument]:
        """The sheet and those inside it."""
        yield self
        yield from chain.from_iterable(each.scanned.walk() for each in self.embedded)

    @property
    def request_count(self) -> int:
        """How many requests there are, with those of the sheets inside."""
        return len(self.requests) + sum(each.scanned.request_count for each in self.embedded)


class EmbeddedDocument(NamedTuple):
    """A sheet inside another one: where its text comes from.

    Args:
        scanned: the inner sheet.
        document: which document of the outer stream holds it, or would be its first one.
        path: where in that document's data; ``None`` where it is no data of that document.
        source_map: where its characters stand in the outer text; asked only if there is need.
    """

    scanned: ScannedDocument
    document: int
    path: Path | None
    source_map: Callable[[], SourceMap]


class FinderOptions(NamedTuple):
    """What to go by.

    Args:
        api: the model of the request.
        limits: how much of one text is read.
        requests_path: where requests are in any file, as a path of rule files.
    """

    api: ApiModel
    limits: Limits = Limits()
    requests_path: tuple[str, ...] = ()
