"""The public entry point: lints texts, and files by way of `file_linter`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from itertools import chain

from chatlint.aws.model import ApiModel
from chatlint.finders import find_requests
from chatlint.finders.scanned import ScannedDocument
from chatlint.linter.document_linter import DocumentLinter
from chatlint.linter.engine.engine import Engine
from chatlint.linter.options import LintOptions, select_rules
from chatlint.model.document import Document, Limits
from chatlint.model.errors import UserError
from chatlint.model.issue import FileIssue
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax
from chatlint.model.result import FileResult
from chatlint.model.source import Source
from chatlint.parsers import parse
from chatlint.reports.report import Report, build_report
from chatlint.rules.kinds import standard_vocabulary
from chatlint.rules.kinds.kind import Vocabulary
from chatlint.rules.loader import load_api, load_shipped_rules
from chatlint.rules.rule import Rule


class Linter:
    """Lints a text: from a `Source` to its `FileResult`.

    Args:
        select: ids, names or groups of the rules whose findings count; none means all.
        ignore: ids, names or groups of rules whose findings do not count.
        limits: how much of one file is read.
        skip_others: skip files without a request silently even when they are named.
        target: the botocore that will send the requests, as ``botocore 1.43.100``.
        rules: the rules to run, instead of the shipped ones.
        api: the model of the request, instead of the shipped one.
        spellings: what is a placeholder.
        today: the day that decides which suppressions have expired; by default today, UTC.
        root: the real path of the folder from which fingerprints name files; by default files are
            identified by the names of their sources.
        requests: where requests are in a file, as a path of rule files, if not at its top.

    Raises:
        UserError: ``select`` or ``ignore`` matches no rule, or ``target`` is not a version.
    """

    def __init__(  # noqa: PLR0913 - all are optional keywords
        self,
        *,
        select: str | Iterable[str] = (),
        ignore: str | Iterable[str] = (),
        limits: Limits | None = None,
        skip_others: bool = False,
        target: str | None = None,
        rules: Sequence[Rule] | None = None,
        api: ApiModel | None = None,
        spellings: PlaceholderSyntax = BUILT_IN,
        today: date | None = None,
        root: str | None = None,
        requests: tuple[str, ...] = (),
    ) -> None:
        every = load_shipped_rules() if rules is None else rules
        selected = select_rules(every, select, ignore)
        idle = (rule.id for rule in every if "known_to_target" in rule.check and not target)
        self.options = LintOptions(
            every,
            selected,
            selected.difference(idle),
            load_api() if api is None else api,
            limits or Limits(),
            skip_others,
            spellings,
            today,
            root,
            requests,
        )
        api = self.options.api
        engine = Engine(every, _load_vocabulary(api, target, spellings), api, spellings)
        self.document_linter = DocumentLinter(self.options, engine)

    @classmethod
    def _share_engine(cls, options: LintOptions, engine: Engine) -> Linter:
        linter = cls.__new__(cls)
        linter.options = options
        linter.document_linter = DocumentLinter(options, engine)
        return linter

    @property
    def rules(self) -> Sequence[Rule]:
        """All rules, selected or not."""
        return self.options.rules

    @property
    def selected_rules(self) -> list[Rule]:
        """The rules whose findings count."""
        return [rule for rule in self.rules if rule.id in self.options.selected]

    @cached_property
    def with_all_rules(self) -> Linter:
        """The same linter with all rules selected."""
        every = frozenset(rule.id for rule in self.rules)
        if every == self.options.selected:
            return self
        options = self.options._replace(selected=every)
        return self._share_engine(options, self.document_linter.engine)

    def filter_selected(self, result: FileResult) -> FileResult:
        """Reduce a result of `with_all_rules` to the selected rules, comments aside."""
        selected = self.options.selected
        return result._replace(
            diagnostics=tuple(d for d in result.diagnostics if d.rule in selected),
            suppressed=tuple(s for s in result.suppressed if s.diagnostic.rule in selected),
            baselined=tuple(d for d in result.baselined if d.rule in selected),
        )

    def check(self, source: Source, *, explicit: bool = True) -> FileResult:
        """Lint one text.

        Args:
            source: the text.
            explicit: whether the user named it, so that the absence of a request is a finding.
        """
        return self.document_linter.lint_file(self._scan(source), explicit=explicit)

    def redact(self, source: Source) -> Source:
        """Mask in ``source`` what no output may repeat."""
        return self.document_linter.redact_document(self._scan(source)).source

    def check_own_file(self, document: Document, issues: Iterable[FileIssue]) -> FileResult | None:
        """Build the result of a file of chatlint's own (a configuration or baseline), if any."""
        found = self.document_linter.selected_diagnostics(document, (), issues)
        return FileResult(document.source, 0, tuple(found)) if found else None

    def run(self, paths: str | Sequence[str]) -> Report:
        """Lint files as named, and folders as walked, without configuration or baseline."""
        from chatlint.files.discovery import discover_files
        from chatlint.linter.file_linter import lint_file

        discovery = discover_files([paths] if isinstance(paths, str) else paths)
        results = (lint_file(self, file) for file in discovery.files)
        report = build_report(chain(discovery.failures, results))
        return report._replace(api_model=self.options.api.botocore, rules=self.selected_rules)

    def _scan(self, source: Source) -> ScannedDocument:
        finder = self.options.finder
        return find_requests(parse(source, finder.limits, syntax=finder.syntax), finder)


def _load_vocabulary(api: ApiModel, target: str | None, syntax: PlaceholderSyntax) -> Vocabulary:
    try:
        return standard_vocabulary(api, target, syntax)
    except ValueError:
        hint = "give it as botocore 1.43.100"
        raise UserError(f'the target "{target}" is no version of botocore', hint=hint) from None
