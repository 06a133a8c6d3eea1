"""Calls of the REST API as text: ``PUT /contact/chat``, headers, a blank line and a JSON body.

In files of HTTP clients, where ``###`` stands between requests, and in documentation. Source:
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
# What begins a request, follows its body, or is done with the response.
_BORDER = re.compile(
    r"^(?:###|HTTP/[0-9]|[<>]|(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)[ \t]+\S)", re.MULTILINE
)
# No host, Connect's own, or one that is filled in.
_OF_CONNECT = re.compile(r"|https?://connect\..*|.*(?:\{\{|[$<]).*")


def find_blocks(text: str) -> Iterator[EmbeddedBlock]:
    """The bodies of the calls in ``text`` that start a chat."""
    borders = [*(border.start() for border in _BORDER.finditer(text)), len(text)]
    for call in _CALL.finditer(text):
        stop = borders[bisect_right(borders, call.start())]
        gaps = (gap.end() for gap in _GAP.finditer(text, call.end() + 1, stop))
        if start := next((gap for gap in gaps if text.startswith("{", gap, stop)), 0):
            span = Span(start, start + len(text[start:stop].rstrip()))
            surely = _OF_CONNECT.fullmatch(call["before"]) is not None
            yield EmbeddedBlock((span,), "json", is_request=surely, is_doubtful=not surely)
