"""Detect by names whether unreadable text is about requests."""

from __future__ import annotations

from collections.abc import Iterable

from chatlint.aws.model import ApiModel, fold_name
from chatlint.aws.operation import OPERATION_NAMES
from chatlint.model.document import Language
from chatlint.model.lazy_regex import lazy_regex

_ESCAPE = lazy_regex(r"\\(?:x|u00|U000000)([0-9a-fA-F]{2})")
_MIN_FOLDED_NAMES = 2  # required members in any spelling, which others also use


class MentionSearch:
    """Searches text for the names of the operation and of the required members of ``api``."""

    def __init__(self, api: ApiModel) -> None:
        self.member_names = api.root.required
        self._exact = lazy_regex("|".join(self.member_names))
        self._folded = tuple(map(fold_name, self.member_names))

    def in_text(self, text: str, language: Language) -> bool:
        """Whether ``text`` names the operation, a member, or two members in another spelling.

        Text in UTF-16 without a byte order mark is also searched.
        """
        text = text.replace("\0", "")
        if "\\" in text:
            text = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
        if self._exact.search(text) or any(name in text for name in OPERATION_NAMES[language]):
            return True
        plain = text.replace("-", "").replace("_", "").lower()
        return sum(name in plain for name in self._folded) >= _MIN_FOLDED_NAMES

    def in_parts(self, parts: Iterable[bytes], language: Language) -> bool:
        """Whether ``parts`` of a file, in any encoding, name the operation or all members.

        Each part of a long file starts with the end of the previous one.
        """
        operation = [name.encode() for name in OPERATION_NAMES[language]]
        missing = {name.encode() for name in self._folded}
        for part in parts:
            text = part.translate(None, b"\0")
            plain = text.translate(None, b"-_").lower()
            missing -= {name for name in missing if name in plain}
            if not missing or any(name in text for name in operation):
                return True
        return False
