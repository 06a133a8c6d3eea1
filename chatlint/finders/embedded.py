"""Find requests in other forms than plain, and scan the documents embedded in a document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module

from chatlint.finders import cloudformation, cloudtrail, plain, scheduler, step_functions
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
from chatlint.model.source import Source
from chatlint.model.source_map import SourceMap, join_maps, map_copied, map_stand_in
from chatlint.model.walk import walk_mappings
from chatlint.parsers import DATA_LANGUAGES, parse

FindRequests = Callable[[Document, FinderOptions, tuple[str, ...]], ScannedDocument]
"""Finds all requests of a document (`chatlint.finders.find_requests`)."""

_MAPPING_FINDERS = (
    step_functions.find_in_mapping,
    scheduler.find_in_mapping,
    cloudformation.find_in_mapping,
    cloudtrail.find_in_mapping,
)
# These finders find nothing in a mapping without one of these keys.
_RELEVANT_KEYS = frozenset(("Resource", "Arn", "Type", "action", "eventName"))

_MAX_BLOCKS = 1_000  # bounds the time to lint, fix and show one file


class EmbeddedScanner:
    """Scans documents that may contain requests in other forms than plain.

    Args:
        options: the model of the request and the limits.
        find_requests: finds the requests of an embedded document.
    """

    def __init__(self, options: FinderOptions, find_requests: FindRequests) -> None:
        self._options = options
        self._parse = partial(parse, limits=options.limits, syntax=options.syntax)
        self._find_requests = find_requests

    def scan(
        self, document: Document, forms: tuple[str, ...], known: Sequence[Request] = ()
    ) -> ScannedDocument:
        """Scan ``document``.

        Args:
            document: the parsed document.
            forms: the forms that contain it, outermost first.
            known: its plain requests, which are not searched.
        """
        language, text = document.language, document.source.text
        if language in DATA_LANGUAGES:
            return self._scan_data(document, forms, known)
        if language == "http":
            from chatlint.finders import http

            return self._scan_blocks(document, http.find_blocks(text), (*forms, "http"))
        if language == "markdown":
            from chatlint.finders import markdown

            blocks = markdown.find_blocks(text, self._options.api)
            return self._scan_blocks(document, blocks, (*forms, "markdown"))
        finder = import_module(f"chatlint.finders.{language}")
        api, limits, _, syntax = self._options
        result: ParseResult = finder.parse_requests(text, api, limits, syntax)
        requests = (
            Request(number, (), value, (*forms, language))
            for number, value in enumerate(result.values)
        )
        return ScannedDocument(Document(document.source, result, language), tuple(requests))

    def _scan_data(
        self, document: Document, forms: tuple[str, ...], known: Sequence[Request]
    ) -> ScannedDocument:
        requests = [*known]
        embedded: list[EmbeddedDocument] = []
        known_paths = {(each.document, each.path) for each in known}
        seen: set[tuple[int, ...]] = set()  # so that text repeated by an alias is scanned once
        for number, host, found in _find_in_data(document, forms):
            path = found.path if isinstance(found, Request) else found.parts[0].path
            if any((number, path[:length]) in known_paths for length in range(len(path) + 1)):
                continue
            if isinstance(found, Request):
                inner_forms = _append_form(host, *found.forms)
                requests.append(found._replace(document=number, forms=inner_forms))
                continue
            identity = tuple(id(part.text) for part in found.parts if not part.is_placeholder)
            if identity not in seen:
                seen.add(identity)
                embedded.append(self._scan_text(document, number, found, host))
        requests.sort(key=lambda request: request.document)
        return ScannedDocument(document, tuple(requests), tuple(embedded))

    def _scan_text(
        self, document: Document, number: int, text: EmbeddedText, host: tuple[str, ...]
    ) -> EmbeddedDocument:
        source = Source(document.source.name, "".join(part.text for part in text.parts))
        inner = self._parse(source, language="json", allow_placeholders=True)
        scanned = self._scan_inner(inner, _append_form(host, text.form), text.is_request)
        source_map = partial(_map_parts, document, number, text.parts)
        return EmbeddedDocument(
            scanned._replace(is_certain=True), number, text.parts[0].path, source_map
        )

    def _scan_blocks(
        self, document: Document, blocks: Iterator[EmbeddedBlock], forms: tuple[str, ...]
    ) -> ScannedDocument:
        """Scan the blocks of ``document``, numbered like the documents of a stream."""
        embedded: list[EmbeddedDocument] = []
        number = 0
        text = document.source.text
        for block in blocks:
            if len(embedded) == _MAX_BLOCKS:
                detail = f"more than {_MAX_BLOCKS:,} texts that may hold requests; split the file"
                issue = ParseIssue("over-limit", block.spans[0], detail)
                document = document._replace(parsed=document.parsed._replace(issues=(issue,)))
                break
            source = Source(document.source.name, "".join(text[a:b] for a, b in block.spans))
            inner = self._parse(
                source, language=block.language, allow_placeholders=block.is_request
            )
            scanned = self._scan_inner(inner, forms, block.is_request)
            scanned = scanned._replace(is_certain=not block.is_doubtful)
            source_map = partial(map_copied, block.spans, block.margin)
            embedded.append(EmbeddedDocument(scanned, number, None, source_map))
            number += max(1, len(scanned.document.parsed.values))
        return ScannedDocument(document, (), tuple(embedded))

    def _scan_inner(
        self, document: Document, forms: tuple[str, ...], is_request: bool
    ) -> ScannedDocument:
        if not is_request:
            return self._find_requests(document, self._options, forms)
        requests = [
            Request(0, (), plain.unwrap_keys(value), forms)
            for value in document.parsed.values[:1]
            if isinstance(value, dict)
        ]
        return ScannedDocument(document, tuple(requests))


def _find_in_data(
    document: Document, forms: tuple[str, ...]
) -> Iterator[tuple[int, tuple[str, ...], Request | EmbeddedText]]:
    """Yield what the finders find, with the document's number and the forms that contain it."""
    for number, value in enumerate(document.parsed.values):
        host = cloudformation.add_template_form(value, forms)
        for path, mapping in walk_mappings(value):
            if not _RELEVANT_KEYS.isdisjoint(mapping):
                for find_in_mapping in _MAPPING_FINDERS:
                    yield from ((number, host, each) for each in find_in_mapping(mapping, path))


def _append_form(forms: tuple[str, ...], form: str) -> tuple[str, ...]:
    return forms if form in forms[-1:] else (*forms, form)


def _map_parts(document: Document, number: int, parts: Sequence[TextPart]) -> SourceMap:
    from chatlint.parsers.scalar_map import map_scalar

    maps = []
    for text, path, is_placeholder in parts:
        span = document.node(number, path).span
        if is_placeholder:
            maps.append(map_stand_in(len(text), span))
        else:
            is_json = document.language == "json"
            maps.append(map_scalar(document.source.text, span, text, json=is_json))
    return join_maps(maps)
