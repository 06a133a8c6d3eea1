"""List the requests of a file with their positions and forms, without linting them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from chatlint.finders import find_requests
from chatlint.finders.scanned import FinderOptions, ScannedDocument
from chatlint.model.source import Position, Source, Span
from chatlint.parsers import parse


class RequestListing(NamedTuple):
    """The position of a request, and the forms that contain it, outermost first."""

    position: Position
    forms: tuple[str, ...]

    def __str__(self) -> str:
        line, column = self.position
        return f"{line}:{column} {' in '.join(reversed(self.forms))}"


def list_requests(source: Source, options: FinderOptions) -> Iterator[RequestListing]:
    """List the requests in ``source`` by position."""
    scanned = find_requests(parse(source, options.limits, syntax=options.syntax), options)
    for offset, forms in sorted(_iter_offsets(scanned)):
        yield RequestListing(source.position(offset), forms)


def list_record_requests(
    name: str, file: BinaryIO, options: FinderOptions
) -> Iterator[RequestListing]:
    """List the requests in the records of ``file`` by position.

    Raises:
        OSError: the file cannot be read.
    """
    from chatlint.parsers.json_records import iter_records

    for record in iter_records(name, file, options.limits.size_of(".json")):
        source = Source(name, record.text)
        document = parse(source, options.limits, "json", syntax=options.syntax)
        scanned = find_requests(document, options)
        for offset, forms in sorted(_iter_offsets(scanned)):
            line, column = source.position(offset)
            before = record.column - 1 if line == 1 else 0
            yield RequestListing(Position(record.line + line - 1, column + before), forms)


def _iter_offsets(scanned: ScannedDocument) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Iterate over the start offsets and forms of all requests."""
    for number, path, _, forms in scanned.requests:
        yield scanned.document.node(number, path).span.start, forms
    for embedded in scanned.embedded:
        if offsets := list(_iter_offsets(embedded.scanned)):
            source_map = embedded.source_map()
            for offset, forms in offsets:
                yield source_map.span(Span(offset, offset + 1)).start, forms
