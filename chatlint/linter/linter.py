"""The one room all doors open on."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from datetime import date
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from chatlint.aws.model import ApiModel
from chatlint.files.discovery import InputFile, discover_files, relative_to
from chatlint.files.reading import file_suffix, is_record_file, iter_rest, open_file, read_up_to
from chatlint.finders import find_requests
from chatlint.finders.scanned import FinderOptions
from chatlint.linter.document_linter import DocumentLinter
from chatlint.linter.engine.engine import Engine
from chatlint.model.diagnostic import Failure
from chatlint.model.document import Document, Limits, ParseIssue
from chatlint.model.errors import UserError
from chatlint.model.placeholder import PlaceholderSyntax, using_syntax
from chatlint.model.result import FileResult
from chatlint.model.source import Source
from chatlint.parsers import DATA_LANGUAGES, detect_language, parse
from chatlint.reports.report import Observer, Report, ReportBuilder
from chatlint.rules.kinds import standard_vocabulary
from chatlint.rules.kinds.kind import Vocabulary
from chatlint.rules.loader import load_api, load_shipped_rules, unknown_rule_error
from chatlint.rules.rule import Rule

if TYPE_CHECKING:
    from chatlint.finders.listing import RequestListing
    from chatlint.linter.suppression.baseline import Baseline
    from chatlint.linter.suppression.config_entries import SuppressEntries


class Linter:
    """Checks sources and files.

    Args:
        select: ids, names or groups of the rules whose findings count; none means all.
        ignore: ids, names or groups of rules whose findings do not count.
        limits: how much of one file is read.
        skip_others: leave files without a request out silently even when they are named.
        target: the botocore that will send the requests, as ``botocore 1.43.100``.
        rules: the rules to go by, in place of those that come with chatlint.
        api: the model to compare with, in place of the one that comes with chatlint.
        baseline: findings that were accepted.
        entries: what a configuration says no to.
        spellings: what is a placeholder; none means what `placeholder.SPELLINGS` has.
        today: the day by which comments with an end are in force; by default the present one, UTC.
        root: the real path of the folder from which fingerprints and the baseline name files; by
            default they go by the names that sources have.
        requests: where requests are in a file, as a path of rule files, if not at its top.

    Raises:
        UserError: ``select`` or ``ignore`` names no rule, or ``target`` no version.
    """

    def __init__(  # noqa: PLR0913 - each can be left out
        self,
        *,
        select: str | Iterable[str] = (),
        ignore: str | Iterable[str] = (),
        limits: Limits | None = None,
        skip_others: bool = False,
        target: str | None = None,
        rules: Sequence[Rule] | None = None,
        api: ApiModel | None = None,
        baseline: Baseline | None = None,
        entries: SuppressEntries | None = None,
        spellings: PlaceholderSyntax | None = None,
        today: date | None = None,
        root: str | None = None,
        requests: tuple[str, ...] = (),
    ) -> None:
        self.rules = load_shipped_rules() if rules is None else rules
        self._limits = limits or Limits()
        self._skip_others = skip_others
        self._api = load_api() if api is None else api
        chosen = self._named(select) or {rule.id for rule in self.rules}
        # What keeps a file from being checked is told whatever was selected.
        chosen |= {rule.id for rule in self.rules if rule.is_fatal}
        self._counting = frozenset(chosen - self._named(ignore))
        # Without a target no member is too new for it, so that rule judges nothing.
        idle = () if target else (rule.id for rule in self.rules if "known_to_target" in rule.check)
        self._baseline = baseline
        self._entries = entries
        self._spellings = spellings
        self._root = root
        self._folders: dict[str, str] = {}
        self._search = FinderOptions(self._api, self._limits, requests)
        self._inspector = DocumentLinter(
            self.rules,
            Engine(self.rules, _vocabulary(self._api, target), self._api),
            self._api,
            counting=self._counting,
            running=self._counting.difference(idle),
            known_as=self.known_as,
            today=today,
        )

    @cached_property
    def with_all_rules(self) -> Linter:
        """The same, but the findings of all rules count."""
        every = frozenset(rule.id for rule in self.rules)
        if every == self._counting:
            return self
        linter = copy(self)
        linter._counting = every
        linter._inspector = self._inspector.counting(every)
        return linter

    def counted(self, everything: FileResult) -> FileResult:
        """What `check` gives where `with_all_rules` gives ``everything``, comments aside."""
        counts = self._counting
        return everything._replace(
            diagnostics=tuple(d for d in everything.diagnostics if d.rule in counts),
            suppressed=tuple(s for s in everything.suppressed if s.diagnostic.rule in counts),
            baselined=tuple(d for d in everything.baselined if d.rule in counts),
        )

    def check(self, source: Source, *, named: bool = True) -> FileResult:
        """Check one text.

        Args:
            source: the text.
            named: whether the user said that it holds a request, so that its absence is a finding.
        """
        return self.accepting(self.examine(source, named=named))

    def examine(self, source: Source, *, named: bool = True) -> FileResult:
        """Check one text as `check` does, before anything of what is found is accepted."""
        with self._spelled():
            sheet = find_requests(parse(source, self._limits), self._search)
            judged = self._inspector.lint(sheet, named=named and not self._skip_others)
            if judged is None:
                why, ran = self._inspector.skip_reason(sheet.document)
                return FileResult(source, 0, skip_reason=why, rules_run=ran)
        return FileResult(
            judged.document.source,
            sheet.request_count,
            tuple(judged.diagnostics),
            tuple(judged.failures),
            suppressed=tuple(judged.suppressed),
            rules_run=judged.ran,
        )

    def accepting(self, checked: FileResult) -> FileResult:
        """``checked`` without what the configuration or the baseline accept."""
        found, suppressed = checked.diagnostics, list(checked.suppressed)
        if self._entries and found:
            kept, covered = self._entries.split(checked.source.name, found)
            found = tuple(kept)
            suppressed += covered
        if not found and not suppressed:
            return checked
        known = self._baseline.fingerprints if self._baseline else ()
        return checked._replace(
            diagnostics=tuple(each for each in found if each.fingerprint not in known),
            suppressed=tuple(suppressed),
            baselined=tuple(each for each in found if each.fingerprint in known),
        )

    def check_open(self, name: str, file: BinaryIO, *, named: bool = True) -> FileResult | Failure:
        """Check ``file``, called ``name``, record by record if it may be very long.

        Raises:
            OSError: it cannot be read.
            UserError: something that is needed to read it is not installed.
        """
        try:
            if is_record_file(name, file):
                return self._check_records(name, file, named=named)
            return self.check(self.source(name, file, named=named), named=named)
        except (OSError, UserError):
            raise
        except Exception as error:  # a fault of chatlint's costs this file only
            return Failure.internal(name, error)

    def _check_records(self, name: str, file: BinaryIO, *, named: bool) -> FileResult:
        from chatlint.linter.record_linter import lint_records

        named = named and not self._skip_others
        with self._spelled():
            found = lint_records(name, file, self._inspector, self._search, named=named)
            return self.accepting(found)

    def sightings(self, name: str) -> list[RequestListing]:
        """Where the requests of the file ``name`` are, and in which form.

        Raises:
            OSError: it cannot be read.
            UserError: something that is needed to read it is not installed.
        """
        from chatlint.finders.listing import list_record_requests, list_requests

        with open_file(name) as file, self._spelled():
            if is_record_file(name, file):
                return list(list_record_requests(name, file, self._search))
            return list(list_requests(self.source(name, file), self._search))

    def _spelled(self) -> AbstractContextManager[None]:
        """Let the configuration say what is a placeholder."""
        return using_syntax(self._spellings) if self._spellings else nullcontext()

    def shown(self, source: Source) -> Source:
        """``source`` with asterisks for what no output may repeat."""
        with self._spelled():
            sheet = find_requests(parse(source, self._limits), self._search)
            return self._inspector.redact_document(sheet).source

    def source(self, name: str, file: BinaryIO, *, named: bool = True) -> Source:
        """Read ``file``, or as much of it as shows that it is too big.

        Args:
            name: what the file is called.
            file: its bytes.
            named: whether a file that is too big matters whatever it is about.

        Raises:
            OSError: it cannot be read.
        """
        most = self._limits.size_of(file_suffix(name))
        data = read_up_to(file, self.enough(name))
        if len(data) > most:
            # Cut anywhere, it may end inside a character; it is too big in any case. Whether it is
            # about a request may show only further on.
            text = data.decode("utf-8", "ignore").ljust(most + 1)
            language = detect_language(Source(name, text))
            if not (named and language in DATA_LANGUAGES):
                mention = self._inspector.mention
                if mention.in_parts(chain((data,), iter_rest(file)), language):
                    text = " ".join((text, *mention.member_names))
            return Source(name, text)
        return Source.from_bytes(name, data)

    def enough(self, name: str) -> int:
        """So many bytes of the file ``name`` show whether it is too big."""
        return self._limits.size_of(file_suffix(name)) + 4

    def is_too_big(self, name: str, file: BinaryIO) -> bool:
        """Whether ``file``, called ``name``, has more bytes than may be read of it."""
        return os.fstat(file.fileno()).st_size > self._limits.size_of(file_suffix(name))

    def run(self, paths: str | Sequence[str]) -> Report:
        """Check the files that ``paths`` mean: files as named, folders as walked."""
        given = [paths] if isinstance(paths, str) else paths
        discovery = discover_files(given)
        own = self._baseline and os.path.realpath(self._baseline.file)
        files = (file for file in discovery.files if os.path.realpath(file.path) != own)
        return self.gather(map(self.check_file, files), discovery.failures, given)

    def report(self, checked: FileResult | Failure) -> Report:
        """The report of a run over one source that was checked already."""
        return self.gather([checked])

    def gather(
        self,
        results: Iterable[FileResult | Failure],
        failures: Iterable[Failure] = (),
        given: Sequence[str] = (),
        observer: Observer = lambda result: False,
    ) -> Report:
        """The report of a run over the paths ``given`` that gave ``failures`` and ``results``.

        ``observer`` is told of these one by one, and then of what there is to say of the baseline.
        """
        tally = ReportBuilder(observer, keep_rules_run=self._baseline is not None)
        for result in chain(failures, results):
            tally.add(result)
        report = self.concluded(tally, given)
        return report._replace(api_model=self._api.botocore, rules=self.selected_rules)

    def concluded(self, tally: ReportBuilder, given: Sequence[str]) -> Report:
        """What ``tally`` has of a run over the paths ``given``, and what to say of the baseline."""
        stale: list[ParseIssue] = []
        if self._baseline is not None:
            ran = {self.known_as(name): rules for name, rules in tally.rules_run.items()}
            gone = self._baseline.gone(self._root or "", given)
            stale = self._baseline.stale(ran, tally.baselined, gone)
            if told := self.told(self._baseline.document, stale):
                tally.add(told)
        report = tally.report(stale)
        return report._replace(has_baseline=self._baseline is not None, root=self._root or "")

    def known_as(self, name: str) -> str:
        """The path by which fingerprints and the baseline know the file ``name``."""
        if self._root is None:
            return name
        folder, own = os.path.split(name)
        if folder not in self._folders:
            self._folders[folder] = relative_to(self._root, os.path.join(folder, "x"))[:-1]
        return self._folders[folder] + own

    @property
    def selected_rules(self) -> list[Rule]:
        """The rules whose findings count."""
        return [rule for rule in self.rules if rule.id in self._counting]

    @property
    def running_rules(self) -> frozenset[str]:
        """The ids of the rules that run where nothing keeps them from it."""
        return self._inspector.running

    def told(self, document: Document, faults: Iterable[ParseIssue]) -> FileResult | None:
        """What there is to say of ``faults`` in a file of chatlint's own."""
        found = self._inspector.selected_diagnostics(document, (), faults)
        return FileResult(document.source, 0, tuple(found)) if found else None

    def check_file(self, found: InputFile) -> FileResult | Failure:
        """Check one file; that it cannot be read, or a fault of chatlint's own, is a failure."""
        try:
            with open_file(found.path) as file:
                return self.check_open(found.path, file, named=found.explicit)
        except OSError as error:
            return Failure(found.path, error.strerror or str(error))
        except UserError as error:
            return Failure(found.path, str(error))

    def _named(self, selectors: str | Iterable[str]) -> set[str]:
        """The ids of the rules that ``selectors`` name."""
        ids: set[str] = set()
        for selector in [selectors] if isinstance(selectors, str) else selectors:
            named = {rule.id for rule in self.rules if rule.matches_selector(selector)}
            if not named:
                raise unknown_rule_error(selector, self.rules)
            ids |= named
        return ids


def _vocabulary(api: ApiModel, target: str | None) -> Vocabulary:
    try:
        return standard_vocabulary(api, target)
    except ValueError:
        hint = "give it as botocore 1.43.100"
        raise UserError(f'the target "{target}" is no version of botocore', hint=hint) from None
