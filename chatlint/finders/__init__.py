"""Where in a document the StartChatContact requests are. One module a form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from chatlint.api import Api
from chatlint.document import Document
from chatlint.text import Path


class Request(NamedTuple):
    """A request, and where it stands: the document of the stream, and the path in it."""

    document: int
    path: Path
    value: dict[str, Any]


def find(document: Document, api: Api) -> Iterator[Request]:
    """The requests of ``document``, in its order."""
    from chatlint.finders import plain

    for number, value in enumerate(document.reading.values):
        for path, request in plain.find(value, api):
            yield Request(number, path, request)
