"""The baseline: a file of accepted findings, so that only new ones are reported."""

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
# A configuration may name any file as baseline; these limits suffice for _MOST_FINDINGS.
_MOST_FINDINGS = 40_000
_MOST_BYTES = 16 * 1024 * 1024
_LIMITS = Limits(nodes=600_000)
_TOO_BIG = f"a baseline may have {_MOST_FINDINGS:,} findings; fix some first, or leave rules out"


class BaselineEntry(NamedTuple):
    """An accepted finding; the fingerprint identifies it, the rest is for people."""

    path: str
    pointer: str
    rule: str
    message: str
    fingerprint: str


@dataclass(frozen=True)
class Baseline:
    """A parsed baseline file."""

    document: Document
    findings: tuple[BaselineEntry, ...]

    @property
    def file(self) -> str:
        """The path of the file."""
        return self.document.source.name

    @cached_property
    def fingerprints(self) -> frozenset[str]:
        """The fingerprints of its findings."""
        return frozenset(each.fingerprint for each in self.findings)

    @classmethod
    def load(cls, file: str) -> Baseline:
        """Read ``file``.

        Raises:
            UserError: it cannot be read, or is not a baseline.
        """
        try:
            with open(file, "rb") as opened:
                data = opened.read(_MOST_BYTES + 1)
        except OSError as error:
            hint = f"`--baseline {file} --write-baseline` makes one"
            raise UserError(error.strerror or str(error), file, hint) from None
        return cls.parse(Source.from_bytes(file, data))

    @classmethod
    def parse(cls, source: Source) -> Baseline:
        """Parse ``source``.

        Raises:
            UserError: it is not a baseline.
        """
        if source.encoding_issue:
            raise UserError(
                source.encoding_issue.detail, source.where(source.encoding_issue.offset)
            )
        if len(source.text) > _MOST_BYTES:
            raise UserError("too big", source.name, _TOO_BIG)
        document = Document(source, reader.parse(source.text, _LIMITS), "json")
        for issue in document.parsed.issues:
            if issue.kind == "over-limit":
                raise UserError("too big", source.name, _TOO_BIG)
            raise UserError(issue.detail, source.where(issue.span.start))
        value = document.parsed.values[0]
        if not isinstance(value, dict) or value.get("version") != _VERSION:
            _refuse(document, (), f'expected a baseline with "version": {_VERSION}')
        findings = value.get("findings")
        if not isinstance(findings, list):
            _refuse(document, (), 'expected a list of "findings"')
        return cls(
            document, tuple(_parse_entry(document, i, each) for i, each in enumerate(findings))
        )

    def gone(self, root: str, given: Iterable[str]) -> Set[str]:
        """The paths, relative to ``root``, of files gone from the folders ``given``."""
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
        """Report the entries whose rule ran on their file without the finding.

        Args:
            ran: the rules that ran, by the path of the file.
            found: the fingerprints of all findings.
            gone: the paths of files that no longer exist.
        """
        stale = []
        for index, each in enumerate(self.findings):
            was_checked = each.path in gone or each.rule in ran.get(each.path, ())
            if was_checked and each.fingerprint not in found:
                path: Path = ("findings", index)
                span = self.document.locate(0, path, "value").span
                detail = f"{each.rule} at `{clip(each.pointer)}` of {clip(each.path)}"
                stale.append(FileIssue("stale-baseline-entry", span, detail, path=path))
        return stale

    def prune(self, stale: Iterable[FileIssue]) -> None:
        """Rewrite the file without the entries that ``stale`` reports.

        Raises:
            UserError: it cannot be written.
        """
        gone = {issue.path[1] for issue in stale}
        kept = [each for index, each in enumerate(self.findings) if index not in gone]
        _write(self.file, kept)


def write_baseline(file: str, found: Iterable[tuple[str, Diagnostic]]) -> None:
    """Write a baseline of the diagnostics ``found``, each with the path of its file.

    Raises:
        UserError: ``file`` cannot be written, or exists and is not a baseline.
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


def _parse_entry(document: Document, index: int, data: Any) -> BaselineEntry:
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


def _refuse(document: Document, path: Path, message: str) -> NoReturn:
    place = document.locate(0, path, "value")
    raise UserError(message, document.source.where(place.span.start), "is this a baseline?")


def _write(file: str, findings: Iterable[BaselineEntry]) -> None:
    """Write ``findings`` sorted, one a line, so that diffs are small."""
    lines = [json.dumps(each._asdict()) for each in sorted(findings)]
    if len(lines) > _MOST_FINDINGS:
        raise UserError(f"too much for a baseline: {len(lines):,} findings", file, _TOO_BIG)
    joined = ",\n    ".join(lines)
    body = f"[\n    {joined}\n  ]" if lines else "[]"
    try:
        replace_file(file, f'{{\n  "version": {_VERSION},\n  "findings": {body}\n}}\n'.encode())
    except OSError as error:
        raise UserError(error.strerror or str(error), file) from None
