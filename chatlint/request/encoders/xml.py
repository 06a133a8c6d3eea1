"""Encode a request as XML, in the format of AWS' XML protocols and botocore.

The root element has the name of the request, each member is an element of its name. A list has
elements ``member``, a map elements ``entry`` with ``key`` and ``value``. Amazon Connect uses JSON.
Source: https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from chatlint.request.field_types import RequestError
from chatlint.request.record import RequestRecord

# Characters that XML 1.0 cannot represent, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Parsers turn carriage returns into line feeds; line feeds would end the line.
_ESCAPED = {"\r": "&#13;", "\n": "&#10;"}


def encode(request: RequestRecord) -> str:
    """Encode ``request`` on one line.

    Raises:
        RequestError: a string has a character that XML cannot represent.
    """
    return "".join(_build_element(type(request).__name__, request))


def _build_element(name: str, value: Any) -> Iterator[str]:
    yield f"<{name}>"
    if isinstance(value, RequestRecord):
        for member, item in value.members():
            yield from _build_element(member, item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield "<entry>"
            yield from _build_element("key", key)
            yield from _build_element("value", item)
            yield "</entry>"
    elif isinstance(value, list):
        for item in value:
            yield from _build_element("member", item)
    else:
        yield _escape_text(str(value), name)
    yield f"</{name}>"


def _escape_text(text: str, name: str) -> str:
    if bad := _NOT_XML.search(text):
        raise RequestError(f"{name}: XML has no form for the character U+{ord(bad[0]):04X}")
    return escape(text, _ESCAPED)
