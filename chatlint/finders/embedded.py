"""Requests inside something else: goes through it with the finders of all forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from typing import Any

from chatlint.finders import cloudformation, cloudtrail, find, plain, scheduler, step_functions
from chatlint.finders.scanned import Block, Inner, Piece, Request, Search, Sheet, Text
from chatlint.model.document import Document, Fault, Reading
from chatlint.model.path import Path
from chatlint.model.source import Source
from chatlint.model.source_map import Origin, copied, joined, stood_for
from chatlint.parsers import DATA, read

_IN_DATA = (step_functions.find, scheduler.find, cloudformation.find, cloudtrail.find)
# A mapping without any of these keys is nothing to them; most are.
_TELLING = frozenset(("Resource", "Arn", "Type", "action", "eventName"))


def look_into(
    document: Document, search: Search, forms: tuple[str, ...], known: Sequence[Request] = ()
) -> Sheet:
    """The requests in ``document``, which stands in ``forms``, and the texts that hold more.

    Inside of those that are ``known`` there is nothing more to be found.
    """
    if document.language in DATA:
        return _in_data(document, search, forms, known)
    text = document.source.text
    if document.language == "http":
        from chatlint.finders import http

        return _in_blocks(document, http.blocks(text), search, (*forms, "http"))
    if document.language == "markdown":
        from chatlint.finders import markdown

        blocks = markdown.blocks(text, search.api)
        return _in_blocks(document, blocks, search, (*forms, "markdown"))
    reader = import_module(f"chatlint.finders.{document.language}")
    reading: Reading = reader.read(text, search.api, search.limits)
    requests = (
        Request(number, (), value, (*forms, document.language))
        for number, value in enumerate(reading.values)
    )
    return Sheet(Document(document.source, reading, document.language), tuple(requests))


def _in_data(
    document: Document, search: Search, forms: tuple[str, ...], known: Sequence[Request]
) -> Sheet:
    requests = [*known]
    inner: list[Inner] = []
    places = {(each.document, each.path) for each in known}
    met: set[tuple[int, ...]] = set()  # what an alias repeats is judged already
    for number, host, found in _found(document, forms):
        path = found.path if isinstance(found, Request) else found.pieces[0].path
        if any((number, path[:length]) in places for length in range(len(path) + 1)):
            continue
        if isinstance(found, Request):
            stacked = _stacked(host, *found.forms)
            requests.append(found._replace(document=number, forms=stacked))
            continue
        spelled = tuple(id(piece.text) for piece in found.pieces if not piece.hole)
        if spelled not in met:
            met.add(spelled)
            inner.append(_inner(document, number, found, search, host))
    requests.sort(key=lambda request: request.document)
    return Sheet(document, tuple(requests), tuple(inner))


def _found(
    document: Document, forms: tuple[str, ...]
) -> Iterator[tuple[int, tuple[str, ...], Request | Text]]:
    """What the finders find, each with its document's number and the forms that one stands in."""
    for number, value in enumerate(document.reading.values):
        host = cloudformation.forms_of(value, forms)
        for path, mapping in _mappings(value):
            if not _TELLING.isdisjoint(mapping):
                for finder in _IN_DATA:
                    yield from ((number, host, each) for each in finder(mapping, path))


def _stacked(forms: tuple[str, ...], form: str) -> tuple[str, ...]:
    return forms if form in forms[-1:] else (*forms, form)


def _mappings(value: object) -> Iterator[tuple[Path, dict[str, Any]]]:
    """All mappings in ``value`` with their paths, in the order of the text."""
    todo: list[tuple[Path, object]] = [((), value)]
    while todo:
        path, each = todo.pop()
        if isinstance(each, dict):
            yield path, each
            todo += [((*path, key), item) for key, item in reversed(each.items())]
        elif isinstance(each, list):
            todo += [((*path, index), item) for index, item in reversed([*enumerate(each)])]


def _inner(
    document: Document, number: int, text: Text, search: Search, host: tuple[str, ...]
) -> Inner:
    forms = _stacked(host, text.form)
    source = Source(document.source.name, "".join(piece.text for piece in text.pieces))
    sheet = _sheet(read(source, search.limits, "json", holes=True), search, forms, text.operation)
    origin = partial(_origin, document, number, text.pieces)
    return Inner(sheet._replace(meant=True), number, text.pieces[0].path, origin)


def _sheet(document: Document, search: Search, forms: tuple[str, ...], operation: bool) -> Sheet:
    """What ``document`` holds; with ``operation``, it is a request whatever it looks like."""
    if not operation:
        return find(document, search, forms)
    values = document.reading.values
    whole = [Request(0, (), plain.unwrapped(v), forms) for v in values[:1] if isinstance(v, dict)]
    return Sheet(document, tuple(whole))


def _origin(document: Document, number: int, pieces: Sequence[Piece]) -> Origin:
    from chatlint.parsers.scalar_map import origin

    parts = []
    for text, path, hole in pieces:
        span = document.node(number, path).span
        if hole:
            parts.append(stood_for(len(text), span))
        else:
            json = document.language == "json"
            parts.append(origin(document.source.text, span, text, json=json))
    return joined(parts)


_MOST_BLOCKS = 1_000  # so that no file keeps a run busy, be it mended and shown


def _in_blocks(
    document: Document, blocks: Iterator[Block], search: Search, forms: tuple[str, ...]
) -> Sheet:
    """What the ``blocks`` of ``document`` hold, as if they were the documents of a stream."""
    inner: list[Inner] = []
    number = 0
    outer = document.source.text
    for block in blocks:
        if len(inner) == _MOST_BLOCKS:
            detail = f"more than {_MOST_BLOCKS:,} texts that may hold requests; split the file"
            fault = Fault("over-limit", block.spans[0], detail)
            document = document._replace(reading=document.reading._replace(faults=(fault,)))
            break
        source = Source(document.source.name, "".join(outer[a:b] for a, b in block.spans))
        read_block = read(source, search.limits, block.language, holes=block.operation)
        sheet = _sheet(read_block, search, forms, block.operation)
        sheet = sheet._replace(meant=not block.doubtful)
        inner.append(Inner(sheet, number, None, partial(copied, block.spans, block.margin)))
        number += max(1, len(sheet.document.reading.values))
    return Sheet(document, (), tuple(inner))
