"""Whether what cannot be read is about requests all the same: by what it names."""

from __future__ import annotations

from collections.abc import Iterable

from chatlint.aws.model import ApiModel, fold_name
from chatlint.aws.operation import OPERATION_NAMES
from chatlint.model.document import Language
from chatlint.model.lazy_regex import lazy_regex

_ESCAPE = lazy_regex(r"\\(?:x|u00|U000000)([0-9a-fA-F]{2})")
_ENOUGH = 2  # required members in a spelling that others use, too


class MentionSearch:
    """Looks for the names of the operation of ``api`` and of the members it requires."""

    def __init__(self, api: ApiModel) -> None:
        self.member_names = api.root.required
        self._exact = lazy_regex("|".join(self.member_names))
        self._folded = tuple(map(fold_name, self.member_names))

    def in_text(self, text: str, language: Language) -> bool:
        """Whether ``text``, UTF-16 without its mark included, names the operation or a member.

        Of members in another spelling, there must be two.
        """
        text = text.replace("\0", "")
        if "\\" in text:
            text = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
        if self._exact.search(text) or any(name in text for name in OPERATION_NAMES[language]):
            return True
        plain = text.replace("-", "").replace("_", "").lower()
        return sum(name in plain for name in self._folded) >= _ENOUGH

    def in_parts(self, parts: Iterable[bytes], language: Language) -> bool:
        """Whether the ``parts`` of a file, in whatever encoding, name the operation or all members.

        Each part of a long file has the end of the one before.
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
