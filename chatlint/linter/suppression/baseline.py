"""The baseline: findings accepted as they are, so that only new ones are told."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, NoReturn

from chatlint.files.atomic_write import replace_file
from chatlint.model.diagnostic import Diagnostic
from chatlint.model.document import Document, Limits
from chatlint.model.errors import UserError
from chatlint.model.issue import FileIssue
from chatlint.model.path import Path
from chatlint.model.printable import clip
from chatlint.model.source import Source
from chatlint.parsers import json as reader

_VERSION = 1
# A configuration may name any file. These are enough for so many findings.
_MOST_FINDINGS = 40_000
_MOST = 16 * 1024 * 1024  # bytes
_LIMITS = Limits(nodes=600_000)
_TOO_BIG = f"a baseline may have {_MOST_FINDINGS:,} findings; fix some first, or leave rules out"


class BaselineEntry(NamedTuple):
    """A finding in a baseline. The fingerprint tells which; the rest is for people."""

    path: str
    pointer: str
    rule: str
    message: str
    fingerprint: str


@dataclass(frozen=True)
class Baseline:
    """What a baseline file holds."""

    document: Document
    findings: tuple[BaselineEntry, ...]

    @property
    def file(self) -> str:
        """Where the baseline was read."""
        return self.document.source.name

    @cached_property
    def fingerprints(self) -> frozenset[str]:
        """What identifies its findings."""
        return frozenset(each.fingerprint for each in self.findings)

    @classmethod
    def load(cls, file: str) -> Baseline:
        """Read ``file``.

        Raises:
            UserError: it cannot be read, or is no baseline.
        """
        try:
            with open(file, "rb") as opened:
                data = opened.read(_MOST + 1)
        except OSError as error:
            hint = f"`--baseline {file} --write-baseline` makes one"
            raise UserError(error.strerror or str(error), file, hint) from None
        return cls.parse(Source.from_bytes(file, data))

    @classmethod
    def parse(cls, source: Source) -> Baseline:
        """The baseline that ``source`` spells.

        Raises:
            UserError: it is none.
        """
        if source.encoding_issue:
            raise UserError(
                source.encoding_issue.detail, source.where(source.encoding_issue.offset)
            )
        if len(source.text) > _MOST:
            raise UserError("too big", source.name, _TOO_BIG)
        document = Document(source, reader.parse(source.text, _LIMITS), "json")
        for fault in document.parsed.issues:
            if fault.kind == "over-limit":
                raise UserError("too big", source.name, _TOO_BIG)
            raise UserError(fault.detail, source.where(fault.span.start))
        value = document.parsed.values[0]
        if not isinstance(value, dict) or value.get("version") != _VERSION:
            _refuse(document, (), f'expected a baseline with "version": {_VERSION}')
        listed = value.get("findings")
        if not isinstance(listed, list):
            _refuse(document, (), 'expected a list of "findings"')
        return cls(document, tuple(_accepted(document, i, each) for i, each in enumerate(listed)))

    def gone(self, root: str, given: Iterable[str]) -> Set[str]:
        """The paths, from ``root``, of files that the folders ``given`` do not hold any more."""
        folders = tuple(os.path.realpath(each).rstrip(os.sep) + os.sep for each in given)
        real = {each.path: os.path.abspath(os.path.join(root, each.path)) for each in self.findings}
        return {
            path
            for path, file in real.items()
            if file.startswith(folders) and not os.path.lexists(file)
        }

    def stale(
        self, ran: Mapping[str, Set[str]], found: Set[str], gone: Set[str] = frozenset()
    ) -> list[FileIssue]:
        """What is listed and was looked for, but not found.

        Args:
            ran: the rules that had their chance to find something, by the file's path.
            found: fingerprints of what was found.
            gone: paths of files that were looked for and are not there.
        """
        stale = []
        for index, each in enumerate(self.findings):
            looked_for = each.path in gone or each.rule in ran.get(each.path, ())
            if looked_for and each.fingerprint not in found:
                path: Path = ("findings", index)
                span = self.document.locate(0, path, "value").span
                detail = f"{each.rule} at `{clip(each.pointer)}` of {clip(each.path)}"
                stale.append(FileIssue("stale-baseline-entry", span, detail, path=path))
        return stale

    def prune(self, stale: Iterable[FileIssue]) -> None:
        """Write the file again without the findings that ``stale`` is about.

        Raises:
            UserError: it cannot be written.
        """
        gone = {fault.path[1] for fault in stale}
        kept = [each for index, each in enumerate(self.findings) if index not in gone]
        _write(self.file, kept)


def write_baseline(file: str, found: Iterable[tuple[str, Diagnostic]]) -> None:
    """Make ``file`` the baseline that accepts all that is ``found``, each in the file of a path.

    Raises:
        UserError: it cannot be written, or holds something else already.
    """
    if os.path.isfile(file) and os.path.getsize(file):
        try:
            Baseline.load(file)
        except UserError as error:
            raise UserError(f"{error}; it is not written over") from None
    _write(
        file,
        (
            BaselineEntry(path, d.location.pointer, d.rule, d.message, d.fingerprint)
            for path, d in found
        ),
    )


def _accepted(document: Document, index: int, data: Any) -> BaselineEntry:
    path: Path = ("findings", index)
    if not isinstance(data, dict):
        _refuse(document, path, "expected a finding")
    fields = {"message": "", **data}
    for name, value in fields.items():
        if name not in BaselineEntry._fields:
            _refuse(document, (*path, name), f'a finding has no "{clip(name)}"')
        if not isinstance(value, str):
            _refuse(document, (*path, name), "expected text")
    for name in BaselineEntry._fields:
        if name not in fields:
            _refuse(document, path, f'this finding lacks "{name}"')
    return BaselineEntry(**fields)


def _refuse(document: Document, path: Path, words: str) -> NoReturn:
    place = document.locate(0, path, "value")
    raise UserError(words, document.source.where(place.span.start), "is this a baseline?")


def _write(file: str, findings: Iterable[BaselineEntry]) -> None:
    """Write ``findings`` in an order of their own, one a line, so that differences are small."""
    lines = [json.dumps(each._asdict()) for each in sorted(findings)]
    if len(lines) > _MOST_FINDINGS:
        raise UserError(f"too much for a baseline: {len(lines):,} findings", file, _TOO_BIG)
    listed = ",\n    ".join(lines)
    body = f"[\n    {listed}\n  ]" if lines else "[]"
    try:
        replace_file(file, f'{{\n  "version": {_VERSION},\n  "findings": {body}\n}}\n'.encode())
    except OSError as error:
        raise UserError(error.strerror or str(error), file) from None
