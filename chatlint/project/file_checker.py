"""Checks files, or remembers what came of them when they were the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from chatlint.files.discovery import InputFile
from chatlint.files.reading import file_suffix, is_record_file, open_file, read_up_to
from chatlint.model.diagnostic import Failure
from chatlint.model.document import Limits
from chatlint.model.result import FileResult
from chatlint.model.source import Source
from chatlint.project.cache import (
    CLEAN_ENTRY_LENGTH,
    Cache,
    CacheEntry,
    from_entry,
    hash_parts,
    to_entry,
)
from chatlint.project.resolver import FileSettings, SettingsResolver

if TYPE_CHECKING:
    from chatlint.linter.linter import Linter


class CheckOutcome(NamedTuple):
    """What came of a file, and what is to be remembered of it under which key, if anything.

    Where nothing was found in it, the ``entry`` says all there is to say. Most files are like
    that, and this goes from one process to another.
    """

    result: FileResult | Failure | None
    key: str = ""
    entry: CacheEntry | None = None


class CachedChecker:
    """Checks files.

    Args:
        setups: what is in force for them.
        limits: how much of one is read.
        cache: what is remembered, if anything is.
    """

    def __init__(self, setups: SettingsResolver, limits: Limits, cache: Cache | None) -> None:
        self._setups = setups
        self._limits = limits
        self._cache = cache

    def recall(self, file: InputFile) -> FileResult | None:
        """What came of ``file`` when it was the same, if that is known."""
        setup = self._setups.for_file(file.path)
        data = self._content(file.path) if setup.is_cacheable else None
        if data is None or self._cache is None:
            return None
        entry = self._cache.get(_key(setup, file, data))
        if entry is None:
            return None
        try:
            # Where nothing was found, nothing of the text is shown.
            is_clean = len(entry) == CLEAN_ENTRY_LENGTH
            source = Source(file.path, "") if is_clean else Source.from_bytes(file.path, data)
            if not setup.has_suppressions:
                return from_entry(entry, source, frozenset())
            return setup.linter.accepting(from_entry(entry, source, setup.linter.running_rules))
        except (ValueError, TypeError, IndexError):
            return None  # whatever that is, it is no entry

    def check(self, file: InputFile) -> CheckOutcome:
        """Check ``file``."""
        setup = self._setups.for_file(file.path)
        linter = setup.linter
        data = self._content(file.path) if self._cache and setup.is_cacheable else None
        if data is None:
            return _outcome(linter.check_file(file), linter)
        source = Source.from_bytes(file.path, data)
        try:
            examined = linter.examine(source, named=file.explicit)
            result = linter.accepting(examined)
        except Exception as error:  # a fault of chatlint's costs this file only
            return CheckOutcome(Failure.internal(file.path, error))
        if examined.failures or _depends_on_the_day(source.text):
            return _outcome(result, linter)
        entry = to_entry(examined, source.text, linter.running_rules)
        told = _without_text(result) if len(entry) > CLEAN_ENTRY_LENGTH else None
        return CheckOutcome(told, _key(setup, file, data), entry)

    def clean(self, file: InputFile, outcome: CheckOutcome) -> FileResult:
        """The result of ``outcome``, that of ``file``, in which nothing was found."""
        assert outcome.entry is not None
        running = self._setups.linter(file.path).running_rules
        return from_entry(outcome.entry, Source(file.path, ""), running)

    def _content(self, path: str) -> bytes | None:
        """What is in a file of ordinary size, if it can be read."""
        most = self._limits.size_of(file_suffix(path))
        try:
            with open_file(path) as file:
                data = None if is_record_file(path, file) else read_up_to(file, most + 1)
        except (OSError, ValueError):
            return None
        return data if data is not None and len(data) <= most else None


def _key(setup: FileSettings, file: InputFile, data: bytes) -> str:
    name = file.path.encode("utf-8", "surrogateescape")
    return hash_parts(setup.identity, name, b"named" if file.explicit else b"", data)


def _outcome(result: FileResult | Failure, linter: Linter) -> CheckOutcome:
    """The outcome that is ``result``, of which nothing is to be remembered."""
    if isinstance(result, Failure) or result.failures or result.baselined:
        return CheckOutcome(result)
    entry = to_entry(result, result.source.text, linter.running_rules)
    return (
        CheckOutcome(None, entry=entry)
        if len(entry) == CLEAN_ENTRY_LENGTH
        else CheckOutcome(_without_text(result))
    )


def _without_text(result: FileResult) -> FileResult:
    """``result`` without a text that nothing is shown of."""
    if result.diagnostics or result.suppressed or result.baselined:
        return result
    return result._replace(source=Source(result.source.name, ""))


def _depends_on_the_day(text: str) -> bool:
    """Whether a comment in ``text`` may have an end."""
    return "chatlint:" in text and "until" in text
