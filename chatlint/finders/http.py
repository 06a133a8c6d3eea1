"""Calls of the REST API as text: ``PUT /contact/chat``, headers, a blank line and a JSON body.

In files of HTTP clients, where ``###`` stands between requests, and in documentation. Source:
https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chatlint.finders import Block
from chatlint.text import Span

_CALL = re.compile(
    r"^PUT[ \t]+(?P<before>[^\r\n?#]*?)/contact/chat(?:[?#]\S*)?(?:[ \t]+HTTP/[0-9.]+)?[ \t]*\r?\n"
    r"(?:[^\r\n]+\r?\n)*"  # headers
    r"[ \t]*\r?\n\s*(?P<body>\{)",
    re.MULTILINE,
)
# What follows a body: another request, a response, or what a client does with that.
_NEXT = re.compile(
    r"^(?:###|HTTP/[0-9]|[<>]|(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)[ \t]+\S)", re.MULTILINE
)
# No host, Connect's own, or one that is filled in.
_OF_CONNECT = re.compile(r"|https?://connect\..*|.*(?:\{\{|[$<]).*")


def blocks(text: str) -> Iterator[Block]:
    """The bodies of the calls in ``text`` that start a chat."""
    for call in _CALL.finditer(text):
        start = call.start("body")
        following = _NEXT.search(text, start)
        body = text[start : following.start() if following else len(text)].rstrip()
        surely = _OF_CONNECT.fullmatch(call["before"]) is not None
        span = Span(start, start + len(body))
        yield Block((span,), "json", operation=surely, doubtful=not surely)
