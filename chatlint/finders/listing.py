"""Where the requests of a file are, and in which form, with nothing said about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from chatlint.finders import find_requests
from chatlint.finders.scanned import FinderOptions, ScannedDocument
from chatlint.model.source import Position, Source, Span
from chatlint.parsers import parse


class RequestListing(NamedTuple):
    """A request: where it begins, and the forms it stands in, from the outermost to its own."""

    position: Position
    forms: tuple[str, ...]

    def __str__(self) -> str:
        line, column = self.position
        return f"{line}:{column} {' in '.join(reversed(self.forms))}"


def list_requests(source: Source, search: FinderOptions) -> Iterator[RequestListing]:
    """The requests in ``source``, in its order."""
    sheet = find_requests(parse(source, search.limits), search)
    for offset, forms in sorted(_places(sheet)):
        yield RequestListing(source.position(offset), forms)


def list_record_requests(
    name: str, file: BinaryIO, search: FinderOptions
) -> Iterator[RequestListing]:
    """The requests in the records of ``file``, in its order.

    Raises:
        OSError: it cannot be read.
    """
    from chatlint.parsers.json_records import iter_records

    for record in iter_records(name, file, search.limits.size_of(".json")):
        source = Source(name, record.text)
        sheet = find_requests(parse(source, search.limits, "json"), search)
        for offset, forms in sorted(_places(sheet)):
            line, column = source.position(offset)
            before = record.column - 1 if line == 1 else 0
            yield RequestListing(Position(record.line + line - 1, column + before), forms)


def _places(sheet: ScannedDocument) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Where in the text of ``sheet`` its requests begin, and their forms."""
    for number, path, _, forms in sheet.requests:
        yield sheet.document.node(number, path).span.start, forms
    for inner in sheet.embedded:
        places = list(_places(inner.scanned))
        origin = inner.source_map() if places else None
        for offset, forms in places:
            assert origin is not None
            yield origin.span(Span(offset, offset + 1)).start, forms
