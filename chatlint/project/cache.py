"""Caches the results of checked files in the user's cache folder.

What: the findings of a file before the baseline and configuration entries are applied, and which
rules ran. Key: a hash of the file's settings, name and content. Format: per program version and
set of options one folder, in it up to 256 files named by the first two digits of the key. Such a
shard has its own hash in the first line; each further line is a key and an entry in JSON. JSON is
safe to load from an untrusted folder. An invalid or unreadable shard or entry is ignored.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import click

try:
    from _blake2 import blake2b  # hashlib would load OpenSSL as well, which takes 2 ms
except ImportError:  # pragma: no cover - not CPython, or another one
    from hashlib import blake2b
from chatlint.files.atomic_write import replace_file
from chatlint.model.diagnostic import Diagnostic, Edit, Fix, Location, ManualFix, Related, Severity
from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.result import FileResult, Suppressed
from chatlint.model.source import Source, Span, merge_spans
from chatlint.version import COMPILED, NAME

CacheEntry = list[Any]
"""Number of requests, ids of the rules that ran (True for all); then, unless the file is clean,
the skip reason, spans to mask, diagnostics and suppressed diagnostics.
"""

CLEAN_ENTRY_LENGTH = 2
"""Length of the entry of a file without findings."""

_MAX_SHARD_BYTES = 128 * 1024
_MAX_FOLDERS = 4
_DIGEST_BYTES = 16
_FOLDER_NAME = lazy_regex(f"[0-9a-f]{{{2 * _DIGEST_BYTES}}}")


def hash_parts(*parts: bytes) -> str:
    """Hash ``parts`` together with their lengths."""
    lengths = b",".join(b"%d" % len(part) for part in parts)
    return blake2b(b":".join((lengths, *parts)), digest_size=_DIGEST_BYTES).hexdigest()


def cache_folder(environment: Mapping[str, str] = os.environ) -> str:
    """Return the cache folder: ``CHATLINT_CACHE_DIR``, or the system's place for caches."""
    if own := environment.get("CHATLINT_CACHE_DIR"):
        return os.path.abspath(own)
    if sys.platform == "win32":
        base = environment.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = environment.get("XDG_CACHE_HOME", "")
        # Relative paths are invalid: https://specifications.freedesktop.org/basedir-spec/latest/
        if not os.path.isabs(base):
            base = os.path.expanduser("~/.cache")
    return os.path.join(base, NAME)


def clear_cache() -> None:
    """Delete all cached results.

    Raises:
        OSError: They cannot be deleted.
    """
    from shutil import rmtree

    for _, path in _list_folders(cache_folder()):
        rmtree(path)


def _list_folders(above: str) -> list[tuple[int, str]]:
    """List chatlint's folders in ``above``, which may also have other folders, oldest first."""
    try:
        with os.scandir(above) as entries:
            own = [each for each in entries if _FOLDER_NAME.fullmatch(each.name) and each.is_dir()]
    except FileNotFoundError:
        return []
    return sorted((each.stat().st_mtime_ns, each.path) for each in own)


def _program_identity() -> Iterator[bytes]:
    """Identify the program: Python, the files of chatlint, and the packages installed beside it.

    Names, sizes and times are used, because reading all files takes longer than checking one. In
    a wheel the times of folders suffice, since an installation creates new files.
    """
    yield sys.version.encode()
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    beside = os.path.dirname(os.path.dirname(os.path.abspath(click.__file__)))
    yield str(os.stat(beside).st_mtime_ns).encode()
    is_wheel = os.path.exists(os.path.join(package, "data", "rules", COMPILED))
    todo = [package, os.path.join(os.path.dirname(package), "rules")]
    for folder in todo:
        with suppress(OSError), os.scandir(folder) as entries:
            yield str(os.stat(folder).st_mtime_ns).encode()
            for entry in sorted(entries, key=lambda each: each.name):
                if entry.is_dir():
                    todo += [entry.path] if entry.name != "__pycache__" else []
                elif not is_wheel:
                    seen = entry.stat()
                    yield f"{entry.path} {seen.st_size} {seen.st_mtime_ns}".encode()


class Cache:
    """The cached results of this program with one set of options.

    Args:
        options: All options that results depend on; their repr must identify them.
    """

    def __init__(self, options: object) -> None:
        identity = hash_parts(repr(options).encode(), *_program_identity())
        self._folder = os.path.join(cache_folder(), identity)
        self._shards: dict[str, dict[bytes, bytes]] = {}
        self._new: dict[str, list[bytes]] = {}
        self.is_empty = not os.path.isdir(self._folder)

    def get(self, key: str) -> CacheEntry | None:
        """Return the entry of ``key``, if there is a valid one."""
        line = None if self.is_empty else self._shard(key[:2]).get(key.encode())
        return None if line is None else _parse_entry(line)

    def put(self, key: str, entry: CacheEntry) -> None:
        """Store ``entry`` under ``key`` with the next `save`."""
        line = f"{key} {json.dumps(entry, separators=(',', ':'))}"
        self._new.setdefault(key[:2], []).append(line.encode())

    def save(self) -> None:
        """Write the new entries; write errors are ignored."""
        if not self._new:
            return
        with suppress(OSError):
            if self.is_empty:
                _create_folder(self._folder)
            for name, new in self._new.items():
                # Read the file again, because another run may have written to it.
                text = b"\n".join(_drop_oldest([*_read_shard(self._path(name)), *new]))
                replace_file(self._path(name), f"{hash_parts(text)}\n".encode() + text, sync=False)

    def _shard(self, name: str) -> dict[bytes, bytes]:
        if name not in self._shards:
            lines = _read_shard(self._path(name))
            self._shards[name] = {
                line[: 2 * _DIGEST_BYTES]: line[2 * _DIGEST_BYTES :] for line in lines
            }
        return self._shards[name]

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, f"{name}.jsonl")


def _read_shard(path: str) -> list[bytes]:
    """Read the lines of a shard; none if it is missing or its hash does not match."""
    try:
        with open(path, "rb") as file:
            digest, _, text = file.read().partition(b"\n")
    except OSError:
        return []
    return text.split(b"\n") if text and digest == hash_parts(text).encode() else []


def _parse_entry(line: bytes) -> CacheEntry | None:
    try:
        entry: CacheEntry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry


def _drop_oldest(lines: list[bytes]) -> list[bytes]:
    """Drop the oldest ``lines`` of a shard that is too large."""
    while sum(map(len, lines)) > _MAX_SHARD_BYTES:
        lines = lines[len(lines) // 4 + 1 :]
    return lines


def _create_folder(folder: str) -> None:
    """Create ``folder`` and delete all but the newest few beside it."""
    os.makedirs(folder, 0o700)
    with open(os.path.join(folder, ".gitignore"), "w") as file:
        file.write("*\n")  # in case the cache folder is in a repository
    for _, path in _list_folders(os.path.dirname(folder))[:-_MAX_FOLDERS]:
        from shutil import rmtree

        rmtree(path, ignore_errors=True)


def to_entry(checked: FileResult, running: frozenset[str]) -> CacheEntry:
    """Convert ``checked`` to a cache entry.

    Args:
        checked: The result of a file before baseline and configuration entries are applied.
        running: The ids of all rules that run on a file without parse errors.
    """
    ran: object = True if checked.rules_run == running else sorted(checked.rules_run)
    if not checked.diagnostics and not checked.suppressed and not checked.skip_reason:
        return [checked.requests, ran]
    found, suppressed = checked.diagnostics, checked.suppressed
    hidden = merge_spans(checked.masked)
    return [checked.requests, ran, checked.skip_reason, hidden, found, suppressed]


def from_entry(entry: CacheEntry, source: Source, running: frozenset[str]) -> FileResult:
    """Convert ``entry`` back to the result of ``source``, the unchanged file.

    Raises:
        ValueError, TypeError, IndexError: The entry is invalid.
    """
    count, ran, *more = entry
    requests = int(count)
    rules = running if ran is True else frozenset(ran)
    if not more:
        return FileResult(source, requests, rules_run=rules)
    skip_reason, hidden, found, suppressed = more
    return FileResult(
        source.masked([Span(*each) for each in hidden]),
        requests,
        tuple(_to_diagnostic(source.name, each) for each in found),
        skip_reason=skip_reason,
        suppressed=tuple(
            Suppressed(_to_diagnostic(source.name, each), by, reason)
            for each, by, reason in suppressed
        ),
        rules_run=rules,
    )


def _to_diagnostic(name: str, data: list[Any]) -> Diagnostic:
    _, span, rule, title, severity, message, url, place, related, fix, fingerprint, by_hand = data
    return Diagnostic(
        name,
        Span(*span),
        rule,
        title,
        Severity(severity),
        message,
        url,
        Location(*place),
        tuple(Related(words, name, Span(*where)) for words, _, where in related),
        fix and _to_fix(*fix),
        fingerprint,
        by_hand and ManualFix(*by_hand),
    )


def _to_fix(title: str, edits: list[Any], safe: bool) -> Fix:
    return Fix(title, tuple(Edit(Span(*span), text) for span, text in edits), safe)
