"""Find the StartChatContact requests in documents; one module for each form.

A **form** is a way in which files contain requests: as data of their own (``plain``), as the
parameters of a Step Functions state, in an event of CloudTrail, as options of a shell command.
Each module is a pure function that yields a `Request` for a value in the data, or an `EmbeddedText`
or `EmbeddedBlock` for text that must be parsed first (JSON in a string, a fenced code block).
`find_requests` parses and searches such text in turn.

The result is a tree of `ScannedDocument`: a document, its requests and the documents embedded in
it. Each is linted like a file of its own, so that rules, comments, fixes and masking work on one
text. A `SourceMap` maps its findings and edits to the outer text.

A rule can exclude forms (``not-in``), because a request knows all forms around it. In each form, a
value that is known only at run time is a placeholder.

Plain requests are the common case. The other modules and their dependencies are imported only for a
text that contains the name of the operation, or whose language has no plain requests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chatlint.aws.operation import OPERATION_NAMES, may_contain, may_name_operation
from chatlint.finders.scanned import FinderOptions, Request, ScannedDocument
from chatlint.model.document import Document, Language


def find_requests(
    document: Document, options: FinderOptions, forms: tuple[str, ...] = ()
) -> ScannedDocument:
    """Find the requests of ``document`` and of the documents embedded in it, in document order.

    Args:
        document: the parsed document.
        options: the model of the request and the limits.
        forms: the forms that contain the document, outermost first.
    """
    from chatlint.finders import plain

    requests: list[Request] = []
    text = document.source.text
    has_dollar_keys = ".$" in text or "\\" in text
    for number, value in enumerate(document.parsed.values):
        for path, request in plain.find_requests(value, options):
            unwrapped = plain.unwrap_keys(request) if has_dollar_keys else request
            requests.append(Request(number, path, unwrapped, forms or ("plain",)))
    if not _may_embed_requests(document, has_requests=bool(requests)):
        return ScannedDocument(document, tuple(requests))
    from chatlint.finders.embedded import EmbeddedScanner

    return EmbeddedScanner(options, find_requests).scan(document, forms, requests)


def _may_embed_requests(document: Document, *, has_requests: bool) -> bool:
    """Whether ``document`` may contain requests in other forms; a cheap test.

    ``has_requests`` says whether it contains plain ones.
    """
    text, language = document.source.text, document.language
    if language in ("yaml", "json"):
        return may_name_operation(text) and (not has_requests or may_contain(_OTHER_FORMS, text))
    return not document.parsed.issues and any(mark in text for mark in _MARKS[language])


# Request templates name StartChatContact in comments; other forms also contain one of these.
_OTHER_FORMS = ("startChatContact", "eventName", "action")
_MARKS: Mapping[Language, Sequence[str]] = {
    **OPERATION_NAMES,
    "markdown": (
        *(*OPERATION_NAMES["markdown"], "tartChatContact"),
        *("ontactFlowId", "articipantDetails", "nstanceId"),
    ),
}
