"""From a text to the record it holds. What does not fit is told with its place."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, TypeVar

from chatlint.model.source import Source
from chatlint.request.field_types import RequestError
from chatlint.request.record import RequestRecord

if TYPE_CHECKING:
    from chatlint.model.document import Document

R = TypeVar("R", bound=RequestRecord)

Form = Literal["json", "yaml", "xml"]


def decode_text(cls: type[R], text: str | bytes, form: Form | None, name: str | None) -> R:
    """The ``cls`` that ``text`` holds.

    Args:
        cls: what it is to be.
        text: the text, or its bytes in UTF-8.
        form: how it is written; None to see that from its first character.
        name: what errors call it.

    Raises:
        RequestError: it cannot be read, or holds no such record.
    """
    name = name or f"<{form or 'text'}>"
    if isinstance(text, bytes):
        source = Source.from_bytes(name, text)
    else:
        source = Source(name, text.removeprefix("\ufeff"))
    return _only(cls, parse_document(cls, source, form or _form_of(source.text)))


def decode_file(cls: type[R], path: str | PathLike[str]) -> R:
    """The ``cls`` that a file holds; its name says how it is written, or else its first character.

    Raises:
        RequestError: the file cannot be read, or holds no such record.
    """
    name = fspath(path)
    try:
        with open(path, "rb") as file:
            source = read_source(name, file)
    except OSError as error:
        raise RequestError(error.strerror or str(error), name) from None
    return _only(cls, parse_document(cls, source))


def read_source(name: str, file: BinaryIO) -> Source:
    """Read ``file``, or as much of it as shows that it is too long for any reader.

    Raises:
        OSError: it cannot be read.
    """
    from chatlint.model.document import Limits

    return Source.from_bytes(name, file.read(Limits().size_of(".json") + 4))


def parse_document(cls: type[RequestRecord], source: Source, form: Form | None = None) -> Document:
    """Read a text in which a ``cls`` stands; nothing in it keeps it from being read.

    Raises:
        RequestError: something does; or it is XML, and what reads that is not installed.
    """
    ending = source.name.rpartition(".")[2].lower()
    document = _read(cls, source, form or _FORMS.get(ending) or _form_of(source.text))
    for fault in document.parsed.errors:
        raise RequestError(fault.detail, path=fault.path).at(source, fault.span.start)
    return document


_FORMS: Mapping[str, Form] = {"json": "json", "yaml": "yaml", "yml": "yaml", "xml": "xml"}


def _form_of(text: str) -> Form:
    first = text.lstrip()[:1]
    return "xml" if first == "<" else "json" if first in ("{", "[") else "yaml"


def _read(cls: type[RequestRecord], source: Source, form: Form) -> Document:
    from chatlint.model.document import Document, Limits

    if form != "xml":
        from chatlint.parsers import parse

        return parse(source, Limits(), form)
    try:
        from chatlint.request.decode_xml import parse_xml as read_xml
    except ImportError:
        hint = "pip install 'connect-chatlint[xml]'"
        raise RequestError("reading XML needs defusedxml", source.name, hint) from None
    return Document(source, read_xml(source, cls, Limits()))


def _only(cls: type[R], document: Document) -> R:
    """The ``cls`` that a document is, in whole."""
    from chatlint.finders.plain import unwrap_keys

    source, values = document.source, document.parsed.values
    if len(values) != 1:
        one_too_many = document.roots[1].span.start if values else 0
        message = f"{len(values) or 'no'} documents stand here; one request was expected"
        raise RequestError(message).at(source, one_too_many)
    value: Any = values[0]
    try:
        return cls.from_value(unwrap_keys(value) if isinstance(value, dict) else value)
    except RequestError as error:
        raise error.at(source, document.locate(0, error.path, error.part).span.start) from None
