"""Fixes files: reads, mends, and writes them or shows what would change."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO

from chatlint.edits.diff import NOT_APPLICABLE, is_applicable, unified_diff
from chatlint.files.atomic_write import write_file
from chatlint.files.discovery import InputFile
from chatlint.files.reading import is_record_file, open_file, read_up_to
from chatlint.linter.fixes.fix_loop import FixResult, fix_text
from chatlint.linter.linter import Linter
from chatlint.model.diagnostic import Failure
from chatlint.model.errors import UserError
from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.model.source import Source
from chatlint.project.config.config_file import ConfigFile
from chatlint.project.config.edit import save_config
from chatlint.reports.report import MAX_FINDINGS


class FileFixer:
    """Mends one file after another, and keeps what there is to tell of it.

    Args:
        unsafe: make unsafe fixes as well.
        dry: write nothing; ``diffs`` then hold what would change.
    """

    def __init__(self, *, unsafe: bool, dry: bool) -> None:
        self.diffs: list[str] = []
        self.messages: list[str] = []
        self._unsafe = unsafe
        self._dry = dry
        self._fixed = self._files = 0

    def fix_file(self, linter: Linter, found: InputFile) -> Iterator[FileResult | Failure]:
        """Mend one file; what is left to say of it, and what went wrong."""
        try:
            yield from self._mend(linter, found)
        except OSError as error:
            yield Failure(found.path, error.strerror or str(error))
        except Exception as error:  # a fault of chatlint's costs this file only
            yield Failure.internal(found.path, error)

    def _mend(self, linter: Linter, found: InputFile) -> Iterator[FileResult | Failure]:
        with open_file(found.path) as file:
            if is_record_file(found.path, file) or linter.is_too_big(found.path, file):
                yield linter.check_file(found)
                return
            seen, data = os.fstat(file.fileno()), read_up_to(file, linter.enough(found.path))
        source = linter.source(found.path, BytesIO(data))
        mended = fix_text(source, linter, unsafe=self._unsafe, named=found.explicit)
        if not self._dry and mended.source.text != source.text:
            try:
                write_file(found.path, data, mended.source.text, seen)
            except OSError as error:
                yield mended.first()
                yield Failure(found.path, error.strerror or str(error))
                return
        self._tell(source, mended, linter)
        yield mended.first() if self._dry else mended.checked

    def fix_config(self, file: ConfigFile, told: FileResult) -> Iterator[FileResult | Failure]:
        """Take out of a configuration what covers nothing; what is left to say of it."""
        from chatlint.project.config.trim import remove_entries

        fixed = sum(each.fix is not None for each in told.diagnostics)
        if not fixed:
            yield told
            return
        try:
            source, left = remove_entries(file, told.diagnostics)
            if not self._dry:
                save_config(file, source.text)
        except UserError as error:
            yield told
            yield Failure(file.name, error.message)
            return
        self._files += 1
        self._fixed += fixed
        if self._dry:
            self.diffs.append(unified_diff(file.name, file.document.source.text, source.text))
            yield told
        elif left:
            yield FileResult(source, 0, tuple(left))

    def summary(self) -> str:
        """How much was fixed, in words."""
        findings = f"{self._fixed:,} finding{'' if self._fixed == 1 else 's'}"
        files = f"{self._files:,} file{'' if self._files == 1 else 's'}"
        return f"{'would fix' if self._dry else 'fixed'} {findings} in {files}"

    def _tell(self, old: Source, mended: FixResult, linter: Linter) -> None:
        source = mended.source
        if source.text != old.text:
            self._files += 1
            self._fixed += len(mended.applied)
            if self._dry:
                before, after = linter.shown(old), linter.shown(source)
                self.diffs.append(unified_diff(source.name, before.text, after.text))
                if (before, after) != (old, source) or not is_applicable(old.text, source.text):
                    self.messages.append(f"{printable(source.name)}: {NOT_APPLICABLE}")
        for diagnostic, reason in mended.left[:MAX_FINDINGS]:
            place = source.where(min(diagnostic.span.start, len(source.text)))
            self.messages.append(printable(f"{place}: {diagnostic.rule} is not fixed: {reason}"))
        if more := len(mended.left[MAX_FINDINGS:]):
            self.messages.append(printable(f"{source.name}: {more:,} more findings are not fixed"))
