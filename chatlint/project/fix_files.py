"""Fixes files: applies fixes, then writes each file or shows a diff."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO

from chatlint.edits.diff import NOT_APPLICABLE_NOTE, is_applicable, unified_diff
from chatlint.files.atomic_write import write_file
from chatlint.files.found_files import InputFile
from chatlint.files.reading import is_record_file, open_file, read_up_to
from chatlint.linter.file_linter import bytes_to_read, is_too_big, lint_file, read_source
from chatlint.linter.fixes.fix_loop import FixResult, fix_text
from chatlint.linter.linter import Linter
from chatlint.model.diagnostic import Failure
from chatlint.model.errors import UserError
from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.model.source import Source
from chatlint.model.wording import count_noun
from chatlint.project.config.config_file import ConfigFile
from chatlint.project.config.edit import save_config
from chatlint.project.resolver import FileSettings
from chatlint.reports.report import MAX_FINDINGS


class FileFixer:
    """Fixes files one by one and collects diffs, messages and counts.

    Args:
        unsafe: Also apply unsafe fixes.
        dry: Write nothing, and collect ``diffs`` instead.
    """

    def __init__(self, *, unsafe: bool, dry: bool) -> None:
        self.diffs: list[str] = []
        self.messages: list[str] = []
        self._unsafe = unsafe
        self._dry = dry
        self._fixed_findings = self._fixed_files = 0

    def fix_file(self, settings: FileSettings, file: InputFile) -> Iterator[FileResult | Failure]:
        """Fix one file; yield its result (unfixed findings, in a dry run all) and failures."""
        try:
            yield from self._fix(settings, file)
        except OSError as error:
            yield Failure(file.path, error.strerror or str(error))
        except Exception as error:  # a bug costs only this file
            yield Failure.internal(file.path, error)

    def _fix(self, settings: FileSettings, file: InputFile) -> Iterator[FileResult | Failure]:
        linter = settings.linter
        limits = linter.options.limits
        with open_file(file.path) as opened:
            if is_record_file(file.path, opened) or is_too_big(file.path, opened, limits):
                result = lint_file(linter, file)
                yield result if isinstance(result, Failure) else settings.accept(result)
                return
            seen, data = (
                os.fstat(opened.fileno()),
                read_up_to(opened, bytes_to_read(file.path, limits)),
            )
        source = read_source(linter, file.path, BytesIO(data))
        fixed = fix_text(
            source,
            linter,
            unsafe=self._unsafe,
            explicit=file.explicit,
            accept=settings.accept,
        )
        if not self._dry and fixed.source.text != source.text:
            try:
                write_file(file.path, data, fixed.source.text, seen)
            except OSError as error:
                yield fixed.first()
                yield Failure(file.path, error.strerror or str(error))
                return
        self._record(source, fixed, linter)
        yield fixed.first() if self._dry else fixed.checked

    def fix_config(self, file: ConfigFile, result: FileResult) -> Iterator[FileResult | Failure]:
        """Fix a configuration, whose findings are in ``result``; yields like `fix_file`."""
        from chatlint.project.config.trim import remove_entries

        fixable = sum(each.fix is not None for each in result.diagnostics)
        if not fixable:
            yield result
            return
        try:
            source, unfixed = remove_entries(file, result.diagnostics)
            if not self._dry:
                save_config(file, source.text)
        except UserError as error:
            yield result
            yield Failure(file.name, error.message)
            return
        self._fixed_files += 1
        self._fixed_findings += fixable
        if self._dry:
            self.diffs.append(unified_diff(file.name, file.document.source.text, source.text))
            yield result
        elif unfixed:
            yield FileResult(source, 0, tuple(unfixed))

    def summary(self) -> str:
        """Summarize in one line how much was fixed."""
        findings = count_noun(self._fixed_findings, "finding")
        verb = "would fix" if self._dry else "fixed"
        return f"{verb} {findings} in {count_noun(self._fixed_files, 'file')}"

    def _record(self, old: Source, fixed: FixResult, linter: Linter) -> None:
        new = fixed.source
        if new.text != old.text:
            self._fixed_files += 1
            self._fixed_findings += len(fixed.applied)
            if self._dry:
                diff, messages = diff_sources(old, new, linter)
                self.diffs.append(diff)
                self.messages += messages
        for diagnostic, reason in fixed.left[:MAX_FINDINGS]:
            place = new.where(min(diagnostic.span.start, len(new.text)))
            self.messages.append(printable(f"{place}: {diagnostic.rule} is not fixed: {reason}"))
        if more := len(fixed.left[MAX_FINDINGS:]):
            self.messages.append(printable(f"{new.name}: {more:,} more findings are not fixed"))


def diff_sources(old: Source, new: Source, linter: Linter) -> tuple[str, list[str]]:
    """Diff two states of a file with secrets masked; also return a warning if `patch` fails."""
    before, after = linter.redact(old), linter.redact(new)
    diff = unified_diff(new.name, before.text, after.text)
    if (before, after) == (old, new) and is_applicable(old.text, new.text):
        return diff, []
    return diff, [f"{printable(new.name)}: {NOT_APPLICABLE_NOTE}"]
