"""The one room all doors open on."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, BinaryIO

from chatlint.api import Api
from chatlint.baseline import Baseline
from chatlint.comments import comments
from chatlint.diagnostic import Diagnostic, Failure
from chatlint.discovery import InputFile, discover
from chatlint.document import Document, Fault, Limits
from chatlint.engine import Engine
from chatlint.errors import UserError
from chatlint.finders import Request, find
from chatlint.kinds import Vocabulary, standard
from chatlint.placeholder import Spellings, spelled
from chatlint.placing import concealed, diagnostics, in_order, masked
from chatlint.readers import read, suffix
from chatlint.report import Checked, Report, Tally
from chatlint.rule import Rule, load_api, load_shipped, unknown_rule
from chatlint.silence import Finding
from chatlint.suppression import suppress
from chatlint.text import Source, Span

if TYPE_CHECKING:
    from chatlint.entries import Entries


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
        api: Api | None = None,
        baseline: Baseline | None = None,
        entries: Entries | None = None,
        spellings: Spellings | None = None,
        today: date | None = None,
    ) -> None:
        self.rules = load_shipped() if rules is None else rules
        self._limits = limits or Limits()
        self._skip_others = skip_others
        self._api = load_api() if api is None else api
        self._engine = Engine(self.rules, _vocabulary(self._api, target))
        chosen = self._named(select) or {rule.id for rule in self.rules}
        # What keeps a file from being checked is told whatever was selected.
        chosen |= {rule.id for rule in self.rules if rule.reader in _UNREADABLE}
        self._counting = frozenset(chosen - self._named(ignore))
        # Without a target no member is too new for it, so that rule judges nothing.
        idle = () if target else (rule.id for rule in self.rules if "known_to_target" in rule.check)
        self._running = self._counting.difference(idle)
        self._baseline = baseline
        self._entries = entries
        self._spellings = spellings
        self._today = today
        self._required = re.compile("|".join(self._api.root.required))

    def check(self, source: Source, *, named: bool = True) -> Checked:
        """Check one text.

        Args:
            source: the text.
            named: whether the user said that it holds a request, so that its absence is a finding.
        """
        with spelled(self._spellings) if self._spellings else nullcontext():
            return self._check(source, named)

    def _check(self, source: Source, named: bool) -> Checked:
        document = read(source, self._limits)
        requests = list(find(document, self._api))
        faults = self._faults(document, requests, named=named and not self._skip_others)
        if not requests and not faults:
            return self._left_out(document)
        findings, failures = self._engine.check(requests)
        ran = frozenset() if failures else self._ran(document)
        said = comments(document, self.rules)
        if not findings and not faults and not said:
            return Checked(source, len(requests), failures=tuple(failures), ran=ran)
        shown = masked(document, findings)
        found = concealed(self._counted(shown, findings, faults), source)
        suppressed: list[Diagnostic] = []
        if said:
            today = self._today or datetime.now(UTC).date()
            found, suppressed, faults = suppress(found, said, ran, today)
            found = in_order([*found, *self._counted(shown, (), faults)])
        if self._entries and found:
            found, covered = self._entries.split(source.name, found)
            suppressed += covered
        known = self._baseline.fingerprints if self._baseline else ()
        return Checked(
            shown.source,
            len(requests),
            diagnostics=tuple(each for each in found if each.fingerprint not in known),
            failures=tuple(failures),
            suppressed=tuple(suppressed),
            baselined=tuple(each for each in found if each.fingerprint in known),
            ran=ran,
        )

    def _left_out(self, document: Document) -> Checked:
        why, ran = "holds no StartChatContact request", self._running
        if document.unreadable:
            detail = document.reading.faults[0].detail
            why = f"names no member of a request, and cannot be read: {detail}"
            ran = frozenset()
        return Checked(document.source, 0, left_out=why, ran=ran)

    def source(self, name: str, file: BinaryIO) -> Source:
        """Read ``file``, or as much of it as shows that it is too big.

        Raises:
            OSError: it cannot be read.
        """
        most = self._limits.size_of(suffix(name))
        data = file.read(most + 4)
        if len(data) > most:
            # Cut anywhere, it may end inside a character; it is too big in any case.
            return Source(name, data.decode("utf-8", "ignore").ljust(most + 1))
        return Source.from_bytes(name, data)

    def run(self, paths: str | Sequence[str]) -> Report:
        """Check the files that ``paths`` mean: files as named, folders as walked."""
        discovery = discover([paths] if isinstance(paths, str) else paths)
        own = self._baseline and os.path.realpath(self._baseline.file)
        files = (file for file in discovery.files if os.path.realpath(file.path) != own)
        return self.gather(map(self.check_file, files), discovery.failures)

    def report(self, checked: Checked) -> Report:
        """The report of a run over one source that was checked already."""
        return self.gather([checked])

    def gather(
        self, results: Iterable[Checked | Failure], failures: Iterable[Failure] = ()
    ) -> Report:
        """The report of a run that gave ``results`` and ``failures``."""
        tally = Tally(failures)
        for result in results:
            tally.add(result)
        stale: list[Fault] = []
        if self._baseline is not None:
            stale = self._baseline.stale(tally.ran, tally.baselined)
            if told := self.told(self._baseline.document, stale):
                tally.add(told)
        return tally.report(self._api.botocore, self.counting, stale)

    @property
    def counting(self) -> list[Rule]:
        """The rules whose findings count."""
        return [rule for rule in self.rules if rule.id in self._counting]

    def told(self, document: Document, faults: Iterable[Fault]) -> Checked | None:
        """What there is to say of ``faults`` in a file of chatlint's own."""
        found = self._counted(document, (), faults)
        return Checked(document.source, 0, tuple(found)) if found else None

    def _counted(
        self, document: Document, findings: Sequence[Finding], faults: Iterable[Fault]
    ) -> list[Diagnostic]:
        """The findings and faults in ``document`` whose rules count."""
        found = diagnostics(document, findings, self._engine.objections(faults))
        return [each for each in found if each.rule in self._counting]

    def _ran(self, document: Document) -> frozenset[str]:
        """The rules that had their chance to find something in ``document``."""
        if not document.unreadable:
            return self._running
        spoke = self._engine.objections(document.reading.faults)
        return self._running & {rule.id for rule, _ in spoke}

    def check_file(self, found: InputFile) -> Checked | Failure:
        """Check one file; that it cannot be read, or a fault of chatlint's own, is a failure."""
        try:
            with open(found.path, "rb") as file:
                source = self.source(found.path, file)
        except OSError as error:
            return Failure(found.path, error.strerror or str(error))
        try:
            return self.check(source, named=found.named)
        except Exception as error:  # a fault of chatlint's costs this file only
            message = f"internal error, please report it: {type(error).__name__}: {error}"
            return Failure(found.path, message)

    def _faults(
        self, document: Document, requests: Sequence[Request], *, named: bool
    ) -> list[Fault]:
        """The reader's faults that matter here.

        In a file nobody said is a request they matter if it holds one, or cannot be read and
        names a required member. A file without a request needs no word about how it spells keys
        and texts; if it was named, what matters is that it holds none.
        """
        faults, text = list(document.reading.faults), document.source.text
        unreadable = document.unreadable
        if not requests and not named and not (unreadable and self._mentions(text)):
            return []
        if not unreadable:
            holding = {request.document for request in requests}
            faults = [f for f in faults if f.word not in _SPELLING or f.document in holding]
        if not requests and not faults:
            detail = _without_request(document)
            return [Fault("no-request", Span(0, min(1, len(text))), detail)]
        return faults

    def _mentions(self, text: str) -> bool:
        """Whether ``text``, UTF-16 without its mark included, names a required member."""
        return self._required.search(text.replace("\0", "")) is not None

    def _named(self, selectors: str | Iterable[str]) -> set[str]:
        """The ids of the rules that ``selectors`` name."""
        ids: set[str] = set()
        for selector in [selectors] if isinstance(selectors, str) else selectors:
            named = {rule.id for rule in self.rules if rule.answers_to(selector)}
            if not named:
                raise unknown_rule(selector, self.rules)
            ids |= named
        return ids


def _vocabulary(api: Api, target: str | None) -> Vocabulary:
    try:
        return standard(api, target)
    except ValueError:
        hint = "give it as botocore 1.43.100"
        raise UserError(f'the target "{target}" is no version of botocore', hint=hint) from None


_UNREADABLE = frozenset(("not-text", "syntax-error", "over-limit"))
_SPELLING = frozenset(("duplicate-key", "not-text", "yaml-dialect"))


def _without_request(document: Document) -> str:
    values = document.reading.values
    if not any(value is not None for value in values):
        comments = bool(document.source.text.strip())
        return "the file holds no more than comments" if comments else "the file is empty"
    kinds: dict[type, str] = {
        dict: "a mapping that has too few of its members",
        list: "a list without one",
    }
    met = kinds.get(type(values[0]), "a single value")
    return f"expected a StartChatContact request, found {met}"
