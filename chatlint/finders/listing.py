"""Where the requests of a file are, and in which form, with nothing said about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from chatlint.finders import find
from chatlint.finders.scanned import Search, Sheet
from chatlint.model.source import Position, Source, Span
from chatlint.parsers import read


class Sighting(NamedTuple):
    """A request: where it begins, and the forms it stands in, from the outermost to its own."""

    position: Position
    forms: tuple[str, ...]

    def __str__(self) -> str:
        line, column = self.position
        return f"{line}:{column} {' in '.join(reversed(self.forms))}"


def sightings(source: Source, search: Search) -> Iterator[Sighting]:
    """The requests in ``source``, in its order."""
    sheet = find(read(source, search.limits), search)
    for offset, forms in sorted(_places(sheet)):
        yield Sighting(source.position(offset), forms)


def sightings_in_records(name: str, file: BinaryIO, search: Search) -> Iterator[Sighting]:
    """The requests in the records of ``file``, in its order.

    Raises:
        OSError: it cannot be read.
    """
    from chatlint.parsers.json_records import records

    for record in records(name, file, search.limits.size_of(".json")):
        source = Source(name, record.text)
        sheet = find(read(source, search.limits, "json"), search)
        for offset, forms in sorted(_places(sheet)):
            line, column = source.position(offset)
            before = record.column - 1 if line == 1 else 0
            yield Sighting(Position(record.line + line - 1, column + before), forms)


def _places(sheet: Sheet) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Where in the text of ``sheet`` its requests begin, and their forms."""
    for number, path, _, forms in sheet.requests:
        yield sheet.document.node(number, path).span.start, forms
    for inner in sheet.inner:
        places = list(_places(inner.sheet))
        origin = inner.origin() if places else None
        for offset, forms in places:
            assert origin is not None
            yield origin.span(Span(offset, offset + 1)).start, forms
