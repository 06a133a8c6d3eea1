"""Check files: `FileChecker.check` is the one path from a file to its result.

`CachedChecker` wraps it to reuse results of earlier runs, and `workers` to use several processors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from chatlint.files.found_files import InputFile
from chatlint.files.reading import file_suffix, is_record_file, open_file, read_up_to
from chatlint.model.diagnostic import Failure
from chatlint.model.document import Limits
from chatlint.model.result import FileResult
from chatlint.model.source import Source
from chatlint.project.cache import CLEAN_ENTRY_LENGTH, from_entry, hash_parts, to_entry
from chatlint.project.resolver import FileSettings, SettingsResolver

if TYPE_CHECKING:
    from chatlint.project.cache import Cache


class CheckOutcome(NamedTuple):
    """The result of a file, and the key under which to cache it; empty if it must not be cached."""

    result: FileResult | Failure
    key: str = ""


class FileChecker:
    """Checks files by the settings in force for each, before anything is accepted.

    Args:
        resolver: finds the settings.
    """

    def __init__(self, resolver: SettingsResolver) -> None:
        self._resolver = resolver

    def check(self, file: InputFile, data: bytes | None = None) -> FileResult | Failure:
        """Check ``file``, whose content is ``data`` if it was read already."""
        from chatlint.linter.file_linter import lint_file

        result = lint_file(self._resolver.linter(file.path), file, data)
        if isinstance(result, Failure) or result.diagnostics or result.suppressed:
            return result
        # Nothing of the text is shown, so it need not be kept, or sent to another process.
        return result._replace(source=Source(result.source.name, ""))

    def check_uncached(self, file: InputFile) -> CheckOutcome:
        """Check ``file``, with an outcome that is not cached."""
        return CheckOutcome(self.check(file))


class CachedChecker:
    """Wraps a `FileChecker` with a cache of the results of unchanged files.

    Args:
        checker: what checks files that changed.
        resolver: finds the settings.
        limits: how much of one file is read.
        cache: the results of earlier runs.
    """

    def __init__(
        self, checker: FileChecker, resolver: SettingsResolver, limits: Limits, cache: Cache
    ) -> None:
        self._checker = checker
        self._resolver = resolver
        self._limits = limits
        self._cache = cache

    def recall(self, file: InputFile) -> FileResult | None:
        """Get the cached result of ``file``, if it is unchanged."""
        if self._cache.is_empty:
            return None
        settings = self._resolver.for_file(file.path)
        data = self._read(file.path) if settings.is_cacheable else None
        if data is None:
            return None
        entry = self._cache.get(_build_key(settings, file, data))
        if entry is None:
            return None
        try:
            # Nothing of a clean file's text is shown.
            is_clean = len(entry) == CLEAN_ENTRY_LENGTH
            source = Source(file.path, "") if is_clean else Source.from_bytes(file.path, data)
            # Only a baseline and entries ask which rules ran, and to know loads the rules.
            has_suppressions = settings.has_suppressions
            running = settings.linter.options.running if has_suppressions else frozenset[str]()
            return from_entry(entry, source, running)
        except (ValueError, TypeError, IndexError):
            return None  # not an entry, whatever it is

    def check(self, file: InputFile) -> CheckOutcome:
        """Check ``file``, with the key under which its result may be cached."""
        settings = self._resolver.for_file(file.path)
        data = self._read(file.path) if settings.is_cacheable else None
        result = self._checker.check(file, data)
        if data is None or isinstance(result, Failure) or result.failures or _has_end_date(data):
            return CheckOutcome(result)
        return CheckOutcome(result, _build_key(settings, file, data))

    def remember(self, file: InputFile, outcome: CheckOutcome) -> None:
        """Cache the result of ``file``, if it may be; `Cache.save` writes it."""
        if outcome.key and isinstance(outcome.result, FileResult):
            running = self._resolver.linter(file.path).options.running
            self._cache.put(outcome.key, to_entry(outcome.result, running))

    def save(self) -> None:
        """Write the results that were remembered."""
        self._cache.save()

    def _read(self, path: str) -> bytes | None:
        """Read a file of ordinary size, if it can be read."""
        most = self._limits.size_of(file_suffix(path))
        try:
            with open_file(path) as file:
                data = None if is_record_file(path, file) else read_up_to(file, most + 1)
        except (OSError, ValueError):
            return None
        return data if data is not None and len(data) <= most else None


def _build_key(settings: FileSettings, file: InputFile, data: bytes) -> str:
    name = file.path.encode("utf-8", "surrogateescape")
    return hash_parts(settings.identity, name, b"named" if file.explicit else b"", data)


def _has_end_date(data: bytes) -> bool:
    """Whether a comment may suppress a finding until some day, so that results depend on it."""
    return b"chatlint:" in data and b"until" in data
