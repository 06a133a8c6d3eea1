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

    A ``hole`` is a placeholder in the place of something that is no text.
    """

    text: str
    path: Path
    hole: bool = False


class EmbeddedText(NamedTuple):
    """A text in the data of a document: all that ``pieces`` have, one after the other.

    ``operation`` says that it is the request itself, whatever it looks like.
    """

    form: str
    pieces: tuple[TextPart, ...]
    operation: bool = False


class EmbeddedBlock(NamedTuple):
    """A text that stands in another one as it is, at ``spans``.

    ``margin`` begins each line there; ``None``, if that is not the same thing everywhere.
    ``operation`` says that it is the request itself; ``doubtful``, that it may be about something
    else, so that it does not matter if it cannot be read.
    """

    spans: Sequence[Span]
    language: Language
    margin: str | None = ""
    operation: bool = False
    doubtful: bool = False


class ScannedDocument(NamedTuple):
    """A text that was read, its requests, and the texts inside it.

    ``meant`` says that it is about requests for sure, even if it cannot be read.
    """

    document: Document
    requests: tuple[Request, ...]
    inner: tuple[EmbeddedDocument, ...] = ()
    meant: bool = False

    def all(self) -> Iterator[ScannedDocument]:
        """The sheet and those inside it."""
        yield self
        yield from chain.from_iterable(each.sheet.all() for each in self.inner)

    @property
    def total(self) -> int:
        """How many requests there are, with those of the sheets inside."""
        return len(self.requests) + sum(each.sheet.total for each in self.inner)


class EmbeddedDocument(NamedTuple):
    """A sheet inside another one: where its text comes from.

    Args:
        sheet: the inner sheet.
        document: which document of the outer stream holds it, or would be its first one.
        path: where in that document's data; ``None`` where it is no data of that document.
        origin: where its characters stand in the outer text; asked only if there is need.
    """

    sheet: ScannedDocument
    document: int
    path: Path | None
    origin: Callable[[], SourceMap]


class FinderOptions(NamedTuple):
    """What to go by.

    Args:
        api: the model of the request.
        limits: how much of one text is read.
        declared: where requests are in any file, as a path of rule files.
    """

    api: ApiModel
    limits: Limits = Limits()
    declared: tuple[str, ...] = ()
