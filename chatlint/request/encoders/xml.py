"""XML as AWS' XML protocols have it, and as botocore reads and writes it.

The root is named like the request; each member is an element of its name. A list holds elements
``member``, a mapping elements ``entry`` with a ``key`` and a ``value``. Amazon Connect itself
speaks JSON. Source: https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from chatlint.request.field_types import RequestError
from chatlint.request.record import RequestRecord

# What XML 1.0 has no form for, not even an escaped one.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A reader takes a carriage return for a line feed; line feeds would end the line.
_ESCAPED = {"\r": "&#13;", "\n": "&#10;"}


def encode(request: RequestRecord) -> str:
    """The request on one line.

    Raises:
        RequestError: a text has a character that XML has no form for.
    """
    return "".join(_element(type(request).__name__, request))


def _element(name: str, value: Any) -> Iterator[str]:
    yield f"<{name}>"
    if isinstance(value, RequestRecord):
        for member, item in value.members():
            yield from _element(member, item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield "<entry>"
            yield from _element("key", key)
            yield from _element("value", item)
            yield "</entry>"
    elif isinstance(value, list):
        for item in value:
            yield from _element("member", item)
    else:
        yield _text(str(value), name)
    yield f"</{name}>"


def _text(text: str, name: str) -> str:
    if bad := _NOT_XML.search(text):
        raise RequestError(f"{name}: XML has no form for the character U+{ord(bad[0]):04X}")
    return escape(text, _ESCAPED)
