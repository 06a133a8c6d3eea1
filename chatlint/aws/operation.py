"""How StartChatContact is named in each language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from chatlint.model.document import Language
from chatlint.model.lazy_regex import lazy_regex

if TYPE_CHECKING:
    pass

OPERATION_NAMES: Mapping[Language, Sequence[str]] = {
    # Policies and documentation have it with a capital.
    **dict.fromkeys(("yaml", "json"), ("connect:startChatContact",)),
    "http": ("/contact/chat",),
    "shell": ("start-chat-contact",),
    "python": ("start_chat_contact",),
    "markdown": ("/contact/chat", "start-chat-contact"),
}
"""How the operation is called in each language."""


def may_name_operation(text: str) -> bool:
    """Whether ``text``, which may be data in its turn, has the operation's name in it."""
    return may_contain(("tartChatContact",), text)  # startChatContact, StartChatContact


def may_contain(words: Iterable[str], text: str) -> bool:
    """Whether one of ``words`` is in ``text``, or may be if its letters are escaped."""
    return any(word in text for word in words) or _ESCAPED.search(text) is not None


# Letters need no escape, and few who write them so mean well.
_ESCAPED = lazy_regex(r"\\(?:x|u00|U000000)[4-7]")
