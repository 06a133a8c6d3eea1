"""Decode typed requests from JSON, YAML or XML. Errors have a place in the text."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, TypeVar

from chatlint.model.source import Source
from chatlint.request.field_types import RequestError
from chatlint.request.record import RequestRecord

if TYPE_CHECKING:
    from chatlint.model.document import Document
    from chatlint.model.placeholder import PlaceholderSyntax

R = TypeVar("R", bound=RequestRecord)

Form = Literal["json", "yaml", "xml"]


def decode_text(cls: type[R], text: str | bytes, form: Form | None, name: str | None) -> R:
    """Decode a record from ``text``.

    Args:
        cls: the class of the record.
        text: the text, or its UTF-8 bytes.
        form: the language; None to detect it by the first character.
        name: the name in error messages.

    Raises:
        RequestError: the text is invalid, or not such a record.
    """
    name = name or f"<{form or 'text'}>"
    if isinstance(text, bytes):
        source = Source.from_bytes(name, text)
    else:
        source = Source(name, text.removeprefix("\ufeff"))
    return _build_record(cls, parse_document(cls, source, form or _detect_form(source.text)))


def decode_file(cls: type[R], path: str | PathLike[str]) -> R:
    """Decode a record from a file; the language is detected by the suffix or first character.

    Raises:
        RequestError: the file cannot be read, is invalid, or not such a record.
    """
    name = fspath(path)
    try:
        with open(path, "rb") as file:
            source = read_source(name, file)
    except OSError as error:
        raise RequestError(error.strerror or str(error), name) from None
    return _build_record(cls, parse_document(cls, source))


def read_source(name: str, file: BinaryIO) -> Source:
    """Read ``file``, but not much more than the size limit of requests.

    Raises:
        OSError: the file cannot be read.
    """
    from chatlint.model.document import Limits

    return Source.from_bytes(name, file.read(Limits().size_of(".json") + 4))


def parse_document(
    cls: type[RequestRecord],
    source: Source,
    form: Form | None = None,
    syntax: PlaceholderSyntax | None = None,
) -> Document:
    """Parse a text with a record.

    Args:
        cls: the class of the record, which the root element of XML must match.
        source: the text.
        form: the language; None to detect it by the suffix or first character.
        syntax: what is a placeholder; None for the built-in syntax.

    Raises:
        RequestError: the text cannot be parsed, or is XML and defusedxml is not installed.
    """
    suffix = source.name.rpartition(".")[2].lower()
    form = form or _FORMS.get(suffix) or _detect_form(source.text)
    document = _parse(cls, source, form, syntax)
    for issue in document.parsed.errors:
        raise RequestError(issue.detail, path=issue.path).at(source, issue.span.start)
    return document


_FORMS: Mapping[str, Form] = {"json": "json", "yaml": "yaml", "yml": "yaml", "xml": "xml"}


def _detect_form(text: str) -> Form:
    first = text.lstrip()[:1]
    return "xml" if first == "<" else "json" if first in ("{", "[") else "yaml"


def _parse(
    cls: type[RequestRecord], source: Source, form: Form, syntax: PlaceholderSyntax | None
) -> Document:
    from chatlint.model.document import Document, Limits

    if form != "xml":
        from chatlint.model.placeholder import BUILT_IN
        from chatlint.parsers import parse

        return parse(source, Limits(), form, syntax=syntax or BUILT_IN)
    try:
        from chatlint.request.decode_xml import parse_xml
    except ImportError:
        hint = "pip install 'connect-chatlint[xml]'"
        raise RequestError("reading XML needs defusedxml", source.name, hint) from None
    return Document(source, parse_xml(source, cls, Limits()))


def _build_record(cls: type[R], document: Document) -> R:
    """Build a record from the only value of a document."""
    from chatlint.finders.plain import unwrap_keys

    source, values = document.source, document.parsed.values
    if len(values) != 1:
        offset = document.roots[1].span.start if values else 0
        message = f"{len(values) or 'no'} documents stand here; one request was expected"
        raise RequestError(message).at(source, offset)
    value: Any = values[0]
    try:
        return cls.from_value(unwrap_keys(value) if isinstance(value, dict) else value)
    except RequestError as error:
        raise error.at(source, document.locate(0, error.path, error.part).span.start) from None
