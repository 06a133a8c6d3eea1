"""Find HTTP requests: ``PUT /contact/chat``, headers, a blank line and a JSON body.

They occur in files of HTTP clients, separated by ``###``, and in documentation. Source:
https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from chatlint.finders.scanned import EmbeddedBlock
from chatlint.model.source import Span

_CALL = re.compile(
    r"^PUT[ \t]+(?P<before>(?:[^\s?#][^\r\n?#]*)?)/contact/chat(?:[?#]\S*)?"
    r"(?:[ \t]+HTTP/[0-9.]+)?[ \t]*\r?$",
    re.MULTILINE,
)
_GAP = re.compile(r"^[ \t]*\r?\n\s*", re.MULTILINE)
# What starts a request, follows its body, or handles the response.
_BOUNDARY = re.compile(
    r"^(?:###|HTTP/[0-9]|[<>]|(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)[ \t]+\S)", re.MULTILINE
)
# No host, a host of Connect, or a placeholder.
_CONNECT_HOST = re.compile(r"|https?://connect\..*|.*(?:\{\{|[$<]).*")


def find_blocks(text: str) -> Iterator[EmbeddedBlock]:
    """Find the bodies of the requests in ``text`` that start a chat."""
    boundaries = [*(match.start() for match in _BOUNDARY.finditer(text)), len(text)]
    for call in _CALL.finditer(text):
        stop = boundaries[bisect_right(boundaries, call.start())]
        gaps = (gap.end() for gap in _GAP.finditer(text, call.end() + 1, stop))
        if start := next((gap for gap in gaps if text.startswith("{", gap, stop)), 0):
            span = Span(start, start + len(text[start:stop].rstrip()))
            is_request = _CONNECT_HOST.fullmatch(call["before"]) is not None
            yield EmbeddedBlock((span,), "json", is_request=is_request, is_doubtful=not is_request)
