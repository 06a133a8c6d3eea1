"""What checking gave for files that have not changed since, kept in the user's cache folder.

An entry is found by the hash of a file's name and content, in a folder for everything else that a
result depends on. It is a line of JSON: nothing that is read here can be run. Whatever is wrong
with an entry or cannot be had costs no more than the time to check a file again.
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
from chatlint.model.source import Source, Span
from chatlint.version import COMPILED, NAME

CacheEntry = list[Any]
"""What is kept of a result: how many requests there are, whether all rules ran, and what was found.

A file with neither findings nor surprises has the first two only.
"""

CLEAN_ENTRY_LENGTH = 2
"""How long the entry of such a file is."""

_MAX_SHARD_BYTES = 128 * 1024  # bytes of a shard; there are 256 in a folder
_MAX_FOLDERS = 4
_DIGEST_BYTES = 16
_FOLDER_NAME = lazy_regex(f"[0-9a-f]{{{2 * _DIGEST_BYTES}}}")


def hash_parts(*parts: bytes) -> str:
    """A hash that tells ``parts`` apart."""
    lengths = b",".join(b"%d" % len(part) for part in parts)
    return blake2b(b":".join((lengths, *parts)), digest_size=_DIGEST_BYTES).hexdigest()


def cache_folder(environment: Mapping[str, str] = os.environ) -> str:
    """Where results are kept: in ``CHATLINT_CACHE_DIR``, or in the system's folder for such."""
    if own := environment.get("CHATLINT_CACHE_DIR"):
        return os.path.abspath(own)
    if sys.platform == "win32":
        base = environment.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        said = environment.get("XDG_CACHE_HOME", "")
        # A relative one is none: https://specifications.freedesktop.org/basedir-spec/latest/
        base = said if os.path.isabs(said) else os.path.expanduser("~/.cache")
    return os.path.join(base, NAME)


def clear_cache() -> None:
    """Forget all results.

    Raises:
        OSError: they cannot be deleted.
    """
    from shutil import rmtree

    for _, path in _list_folders(cache_folder()):
        rmtree(path)


def _list_folders(above: str) -> list[tuple[int, str]]:
    """The folders of results in ``above``, which may hold others', the oldest first."""
    try:
        with os.scandir(above) as entries:
            own = [each for each in entries if _FOLDER_NAME.fullmatch(each.name) and each.is_dir()]
    except FileNotFoundError:
        return []
    return sorted((each.stat().st_mtime_ns, each.path) for each in own)


def _program_identity() -> Iterator[bytes]:
    """What this program is: the Python, all files of chatlint's, and what is installed beside.

    By names, sizes and times, since reading them takes longer than to check a file. In a wheel the
    folders say enough: whoever installs another one makes new files.
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
    """The results of one way to check: by this program, and as ``wanted``, which tells by repr."""

    def __init__(self, wanted: object) -> None:
        self._folder = os.path.join(
            cache_folder(), hash_parts(repr(wanted).encode(), *_program_identity())
        )
        self._shards: dict[str, dict[bytes, bytes]] = {}
        self._new: dict[str, list[bytes]] = {}
        self.is_empty = not os.path.isdir(self._folder)

    def get(self, key: str) -> CacheEntry | None:
        """What is known under ``key``."""
        known = None if self.is_empty else self._shard(key[:2]).get(key.encode())
        return None if known is None else _parse_entry(known)

    def put(self, key: str, entry: CacheEntry) -> None:
        """Remember ``entry`` under ``key``, once this is saved."""
        line = f"{key} {json.dumps(entry, separators=(',', ':'))}"
        self._new.setdefault(key[:2], []).append(line.encode())

    def save(self) -> None:
        """Write what is new; where that cannot be done, it is forgotten."""
        if not self._new:
            return
        with suppress(OSError):
            if self.is_empty:
                _create_folder(self._folder)
            for name, new in self._new.items():
                # Another run may have written meanwhile, so that the file is read again.
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
    """The lines of the file ``path``, one an entry; none where it is not as it was written."""
    try:
        with open(path, "rb") as file:
            said, _, text = file.read().partition(b"\n")
    except OSError:
        return []
    return text.split(b"\n") if text and said == hash_parts(text).encode() else []


def _parse_entry(line: bytes) -> CacheEntry | None:
    try:
        entry: CacheEntry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry


def _drop_oldest(lines: list[bytes]) -> list[bytes]:
    """``lines`` without the oldest where they are too many."""
    while sum(map(len, lines)) > _MAX_SHARD_BYTES:
        lines = lines[len(lines) // 4 + 1 :]
    return lines


def _create_folder(folder: str) -> None:
    """Make the new ``folder`` of results, and leave no more than the newest few."""
    os.makedirs(folder, 0o700)
    with open(os.path.join(folder, ".gitignore"), "w") as file:
        file.write("*\n")  # for whoever keeps it in a repository
    for _, path in _list_folders(os.path.dirname(folder))[:-_MAX_FOLDERS]:
        from shutil import rmtree

        rmtree(path, ignore_errors=True)


def to_entry(checked: FileResult, original: str, running: frozenset[str]) -> CacheEntry:
    """What is to be kept of ``checked``.

    Args:
        checked: what came of a file, before anything is accepted.
        original: the file's text as it is, where what is ``checked`` has asterisks.
        running: the rules that run where nothing keeps them from it.
    """
    ran: object = True if checked.rules_run == running else sorted(checked.rules_run)
    if not checked.diagnostics and not checked.suppressed and not checked.skip_reason:
        return [checked.requests, ran]
    hidden = list(_find_differences(original, checked.source.text))
    found, suppressed = checked.diagnostics, checked.suppressed
    return [checked.requests, ran, checked.skip_reason, hidden, found, suppressed]


def from_entry(entry: CacheEntry, source: Source, running: frozenset[str]) -> FileResult:
    """What ``entry`` was made of, when ``source`` is the file's text again.

    Raises:
        ValueError, TypeError, IndexError: it is no entry.
    """
    count, ran, *more = entry
    requests = int(count)
    rules = running if ran is True else frozenset(ran)
    if not more:
        return FileResult(source, requests, rules_run=rules)
    left_out, hidden, found, suppressed = more
    return FileResult(
        source.masked([Span(*each) for each in hidden]),
        requests,
        tuple(_to_diagnostic(source.name, each) for each in found),
        skip_reason=left_out,
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


def _find_differences(text: str, other: str) -> Iterator[Span]:
    """Where two texts of the same length differ."""
    if text == other:
        return
    start = None
    for offset, (one, two) in enumerate(zip(text, other, strict=True)):
        if one != two and start is None:
            start = offset
        elif one == two and start is not None:
            yield Span(start, offset)
            start = None
    if start is not None:
        yield Span(start, len(text))
