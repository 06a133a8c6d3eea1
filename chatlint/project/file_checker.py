"""Checks files, or remembers what came of them when they were the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from chatlint.files.discovery import InputFile
from chatlint.files.reading import content, has_records, opened, suffix
from chatlint.model.diagnostic import Failure
from chatlint.model.document import Limits
from chatlint.model.result import Checked
from chatlint.model.source import Source
from chatlint.project.cache import CLEAN, Cache, Entry, checked_from, digest, entry_of
from chatlint.project.resolver import Setup, Setups

if TYPE_CHECKING:
    from chatlint.linter.linter import Linter


class Outcome(NamedTuple):
    """What came of a file, and what is to be remembered of it under which key, if anything.

    Where nothing was found in it, the ``entry`` says all there is to say. Most files are like
    that, and this goes from one process to another.
    """

    result: Checked | Failure | None
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
        setup = self._setups.of(file.path)
        data = self._content(file.path) if setup.lasts else None
        if data is None or self._cache is None:
            return None
        entry = self._cache.get(_key(setup, file, data))
        if entry is None:
            return None
        try:
            # Where nothing was found, nothing of the text is shown.
            is_clean = len(entry) == CLEAN
            source = Source(file.path, "") if is_clean else Source.from_bytes(file.path, data)
            if not setup.accepts:
                return checked_from(entry, source, frozenset())
            return setup.linter.accepting(checked_from(entry, source, setup.linter.running))
        except (ValueError, TypeError, IndexError):
            return None  # whatever that is, it is no entry

    def check(self, file: InputFile) -> Outcome:
        """Check ``file``."""
        setup = self._setups.of(file.path)
        linter = setup.linter
        data = self._content(file.path) if self._cache and setup.lasts else None
        if data is None:
            return _outcome(linter.check_file(file), linter)
        source = Source.from_bytes(file.path, data)
        try:
            examined = linter.examine(source, named=file.named)
            result = linter.accepting(examined)
        except Exception as error:  # a fault of chatlint's costs this file only
            return Outcome(Failure.internal(file.path, error))
        if examined.failures or _depends_on_the_day(source.text):
            return _outcome(result, linter)
        entry = entry_of(examined, source.text, linter.running)
        told = _without_text(result) if len(entry) > CLEAN else None
        return Outcome(told, _key(setup, file, data), entry)

    def clean(self, file: InputFile, outcome: Outcome) -> Checked:
        """The result of ``outcome``, that of ``file``, in which nothing was found."""
        assert outcome.entry is not None
        running = self._setups.linter(file.path).running
        return checked_from(outcome.entry, Source(file.path, ""), running)

    def _content(self, path: str) -> bytes | None:
        """What is in a file of ordinary size, if it can be read."""
        most = self._limits.size_of(suffix(path))
        try:
            with opened(path) as file:
                data = None if has_records(path, file) else content(file, most + 1)
        except (OSError, ValueError):
            return None
        return data if data is not None and len(data) <= most else None


def _key(setup: Setup, file: InputFile, data: bytes) -> str:
    name = file.path.encode("utf-8", "surrogateescape")
    return digest(setup.identity, name, b"named" if file.named else b"", data)


def _outcome(result: Checked | Failure, linter: Linter) -> Outcome:
    """The outcome that is ``result``, of which nothing is to be remembered."""
    if isinstance(result, Failure) or result.failures or result.baselined:
        return Outcome(result)
    entry = entry_of(result, result.source.text, linter.running)
    return Outcome(None, entry=entry) if len(entry) == CLEAN else Outcome(_without_text(result))


def _without_text(result: Checked) -> Checked:
    """``result`` without a text that nothing is shown of."""
    if result.diagnostics or result.suppressed or result.baselined:
        return result
    return result._replace(source=Source(result.source.name, ""))


def _depends_on_the_day(text: str) -> bool:
    """Whether a comment in ``text`` may have an end."""
    return "chatlint:" in text and "until" in text
