"""Requests inside something else: goes through it with the finders of all forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from typing import Any

from chatlint.finders import (
    cloudformation,
    cloudtrail,
    find_requests,
    plain,
    scheduler,
    step_functions,
)
from chatlint.finders.scanned import (
    EmbeddedBlock,
    EmbeddedDocument,
    EmbeddedText,
    FinderOptions,
    Request,
    ScannedDocument,
    TextPart,
)
from chatlint.model.document import Document, ParseIssue, ParseResult
from chatlint.model.path import Path
from chatlint.model.source import Source
from chatlint.model.source_map import SourceMap, join_maps, map_copied, map_stand_in
from chatlint.parsers import DATA_LANGUAGES, parse

_IN_DATA = (
    step_functions.find_in_mapping,
    scheduler.find_in_mapping,
    cloudformation.find_in_mapping,
    cloudtrail.find_in_mapping,
)
# A mapping without any of these keys is nothing to them; most are.
_TELLING = frozenset(("Resource", "Arn", "Type", "action", "eventName"))


def scan_embedded(
    document: Document, search: FinderOptions, forms: tuple[str, ...], known: Sequence[Request] = ()
) -> ScannedDocument:
    """The requests in ``document``, which stands in ``forms``, and the texts that hold more.

    Inside of those that are ``known`` there is nothing more to be found.
    """
    if document.language in DATA_LANGUAGES:
        return _in_data(document, search, forms, known)
    text = document.source.text
    if document.language == "http":
        from chatlint.finders import http

        return _in_blocks(document, http.find_blocks(text), search, (*forms, "http"))
    if document.language == "markdown":
        from chatlint.finders import markdown

        blocks = markdown.find_blocks(text, search.api)
        return _in_blocks(document, blocks, search, (*forms, "markdown"))
    reader = import_module(f"chatlint.finders.{document.language}")
    reading: ParseResult = reader.parse_requests(text, search.api, search.limits)
    requests = (
        Request(number, (), value, (*forms, document.language))
        for number, value in enumerate(reading.values)
    )
    return ScannedDocument(Document(document.source, reading, document.language), tuple(requests))


def _in_data(
    document: Document, search: FinderOptions, forms: tuple[str, ...], known: Sequence[Request]
) -> ScannedDocument:
    requests = [*known]
    inner: list[EmbeddedDocument] = []
    places = {(each.document, each.path) for each in known}
    met: set[tuple[int, ...]] = set()  # what an alias repeats is judged already
    for number, host, found in _found(document, forms):
        path = found.path if isinstance(found, Request) else found.parts[0].path
        if any((number, path[:length]) in places for length in range(len(path) + 1)):
            continue
        if isinstance(found, Request):
            stacked = _stacked(host, *found.forms)
            requests.append(found._replace(document=number, forms=stacked))
            continue
        spelled = tuple(id(piece.text) for piece in found.parts if not piece.is_placeholder)
        if spelled not in met:
            met.add(spelled)
            inner.append(_inner(document, number, found, search, host))
    requests.sort(key=lambda request: request.document)
    return ScannedDocument(document, tuple(requests), tuple(inner))


def _found(
    document: Document, forms: tuple[str, ...]
) -> Iterator[tuple[int, tuple[str, ...], Request | EmbeddedText]]:
    """What the finders find, each with its document's number and the forms that one stands in."""
    for number, value in enumerate(document.parsed.values):
        host = cloudformation.add_template_form(value, forms)
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
    document: Document,
    number: int,
    text: EmbeddedText,
    search: FinderOptions,
    host: tuple[str, ...],
) -> EmbeddedDocument:
    forms = _stacked(host, text.form)
    source = Source(document.source.name, "".join(piece.text for piece in text.parts))
    sheet = _sheet(
        parse(source, search.limits, "json", allow_placeholders=True),
        search,
        forms,
        text.is_request,
    )
    origin = partial(_origin, document, number, text.parts)
    return EmbeddedDocument(sheet._replace(is_certain=True), number, text.parts[0].path, origin)


def _sheet(
    document: Document, search: FinderOptions, forms: tuple[str, ...], operation: bool
) -> ScannedDocument:
    """What ``document`` holds; with ``operation``, it is a request whatever it looks like."""
    if not operation:
        return find_requests(document, search, forms)
    values = document.parsed.values
    whole = [Request(0, (), plain.unwrap_keys(v), forms) for v in values[:1] if isinstance(v, dict)]
    return ScannedDocument(document, tuple(whole))


def _origin(document: Document, number: int, pieces: Sequence[TextPart]) -> SourceMap:
    from chatlint.parsers.scalar_map import map_scalar

    parts = []
    for text, path, hole in pieces:
        span = document.node(number, path).span
        if hole:
            parts.append(map_stand_in(len(text), span))
        else:
            json = document.language == "json"
            parts.append(map_scalar(document.source.text, span, text, json=json))
    return join_maps(parts)


_MOST_BLOCKS = 1_000  # so that no file keeps a run busy, be it mended and shown


def _in_blocks(
    document: Document,
    blocks: Iterator[EmbeddedBlock],
    search: FinderOptions,
    forms: tuple[str, ...],
) -> ScannedDocument:
    """What the ``blocks`` of ``document`` hold, as if they were the documents of a stream."""
    inner: list[EmbeddedDocument] = []
    number = 0
    outer = document.source.text
    for block in blocks:
        if len(inner) == _MOST_BLOCKS:
            detail = f"more than {_MOST_BLOCKS:,} texts that may hold requests; split the file"
            fault = ParseIssue("over-limit", block.spans[0], detail)
            document = document._replace(parsed=document.parsed._replace(issues=(fault,)))
            break
        source = Source(document.source.name, "".join(outer[a:b] for a, b in block.spans))
        read_block = parse(
            source, search.limits, block.language, allow_placeholders=block.is_request
        )
        sheet = _sheet(read_block, search, forms, block.is_request)
        sheet = sheet._replace(is_certain=not block.is_doubtful)
        inner.append(
            EmbeddedDocument(sheet, number, None, partial(map_copied, block.spans, block.margin))
        )
        number += max(1, len(sheet.document.parsed.values))
    return ScannedDocument(document, (), tuple(inner))
