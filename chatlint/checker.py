"""Checks files, or remembers what came of them when they were the same."""

from __future__ import annotations

from typing import NamedTuple

from chatlint.cache import CLEAN, Cache, Entry, checked_from, digest, entry_of
from chatlint.diagnostic import Failure
from chatlint.discovery import InputFile
from chatlint.document import Limits
from chatlint.readers import content, has_records, suffix
from chatlint.report import Checked
from chatlint.setups import Setups
from chatlint.text import Source


class Outcome(NamedTuple):
    """What came of a file, and what is to be remembered of it under which key, if anything."""

    result: Checked | Failure
    key: str = ""
    entry: Entry | None = None


class Checker:
    """Checks files.

    Args:
        setups: what is in force for them.
        limits: how much of one is read.
        cache: what is remembered, if anything is.
    """

    def __init__(self, setups: Setups, limits: Limits, cache: Cache | None) -> None:
        self._setups = setups
        self._limits = limits
        self._cache = cache

    def recall(self, file: InputFile) -> Checked | None:
        """What came of ``file`` when it was the same, if that is known."""
        data = self._content(file.path)
        if data is None or self._cache is None:
            return None
        entry = self._cache.get(self._key(file, data))
        if entry is None:
            return None
        try:
            # Where nothing was found, nothing of the text is shown.
            source = Source.from_bytes(file.path, data if len(entry) > CLEAN else b"")
            if not self._setups.accepts(file.path):
                return checked_from(entry, source, frozenset())
            linter = self._setups.linter(file.path)
            return linter.accepting(checked_from(entry, source, linter.running))
        except (ValueError, TypeError, IndexError):
            return None  # whatever that is, it is no entry

    def check(self, file: InputFile) -> Outcome:
        """Check ``file``."""
        linter = self._setups.linter(file.path)
        data = None if self._cache is None else self._content(file.path)
        if data is None:
            return Outcome(_without_text(linter.check_file(file)))
        source = Source.from_bytes(file.path, data)
        try:
            examined = linter.examine(source, named=file.named)
            result = _without_text(linter.accepting(examined))
        except Exception as error:  # a fault of chatlint's costs this file only
            return Outcome(Failure.internal(file.path, error))
        if examined.failures or _depends_on_the_day(source.text):
            return Outcome(result)
        entry = entry_of(examined, source.text, linter.running)
        return Outcome(result, self._key(file, data), entry)

    def _content(self, path: str) -> bytes | None:
        """What is in a file of ordinary size, if it can be read."""
        most = self._limits.size_of(suffix(path))
        try:
            with open(path, "rb") as file:
                data = None if has_records(path, file) else content(file, most + 1)
        except (OSError, ValueError):
            return None
        return data if data is not None and len(data) <= most else None

    def _key(self, file: InputFile, data: bytes) -> str:
        name = file.path.encode("utf-8", "surrogateescape")
        named = b"named" if file.named else b""
        return digest(self._setups.identity(file.path), name, named, data)


def _without_text(result: Checked | Failure) -> Checked | Failure:
    """``result`` without the text that nothing is shown of, which need not be sent and kept."""
    if isinstance(result, Failure) or result.diagnostics or result.suppressed or result.baselined:
        return result
    return result._replace(source=Source(result.source.name, ""))


def _depends_on_the_day(text: str) -> bool:
    """Whether a comment in ``text`` may have an end."""
    return "chatlint:" in text and "until" in text
