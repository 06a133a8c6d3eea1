"""Names of the operation StartChatContact in each language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from chatlint.model.document import Language
from chatlint.model.lazy_regex import lazy_regex

OPERATION_NAMES: Mapping[Language, Sequence[str]] = {
    # Lower case, because IAM policies and documentation write connect:StartChatContact.
    **dict.fromkeys(("yaml", "json"), ("connect:startChatContact",)),
    "http": ("/contact/chat",),
    "shell": ("start-chat-contact",),
    "python": ("start_chat_contact",),
    "markdown": ("/contact/chat", "start-chat-contact"),
}
"""The names of the operation in each language."""


def may_name_operation(text: str) -> bool:
    """Whether ``text``, which may be serialised data, may contain the operation's name."""
    return may_contain(("tartChatContact",), text)  # startChatContact, StartChatContact


def may_contain(words: Iterable[str], text: str) -> bool:
    """Whether ``text`` contains one of ``words``, or escapes letters that may spell one."""
    return any(word in text for word in words) or _ESCAPED.search(text) is not None


# Escapes of letters are rare in real files, so that this seldom matches in vain.
_ESCAPED = lazy_regex(r"\\(?:x|u00|U000000)[4-7]")
