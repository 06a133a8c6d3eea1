"""The one room all doors open on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from chatlint.api import Api
from chatlint.diagnostic import Diagnostic, Failure, Severity
from chatlint.discovery import InputFile, discover
from chatlint.document import Document, Fault, Limits
from chatlint.engine import Engine
from chatlint.errors import UserError
from chatlint.finders import Request, find
from chatlint.kinds import Vocabulary, standard
from chatlint.placing import diagnostics, masked
from chatlint.readers import read, suffix
from chatlint.rule import Rule, load_api, load_shipped, unknown_rule
from chatlint.text import Source, Span


@dataclass(frozen=True)
class Checked:
    """What checking one source gave.

    Args:
        source: the text, for positions and excerpts.
        requests: how many requests it holds.
        diagnostics: findings, in the order of the text.
        failures: rules that failed, and why.
        left_out: why nothing was checked, where the source holds no request.
    """

    source: Source
    requests: int
    diagnostics: tuple[Diagnostic, ...] = ()
    failures: tuple[Failure, ...] = ()
    left_out: str = ""


@dataclass(frozen=True)
class Report:
    """What a run gave, for the formats to show.

    Args:
        checked: the files with findings, in the order of their paths.
        files: how many files hold a request or a finding.
        requests: how many requests they hold.
        left_out: files that hold no request, with the reason.
        failures: what could not be read or judged.
        api_model: the botocore version the request's model was taken from.
    """

    checked: Sequence[Checked]
    files: int
    requests: int
    left_out: Sequence[tuple[str, str]]
    failures: Sequence[Failure]
    api_model: str

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(d.severity is severity for c in self.checked for d in c.diagnostics)

    def exit_code(self, fail_on: Severity | None, *, skip_others: bool) -> int:
        """0 clean, 1 findings at or above ``fail_on`` (``None``: never), 2 the run went wrong.

        A run that found no request at all has gone wrong, unless it was to skip other files.
        """
        if self.failures:
            return 2
        found = [d.severity for c in self.checked for d in c.diagnostics]
        if fail_on is not None and any(severity.reaches(fail_on) for severity in found):
            return 1
        return 0 if self.requests or found or skip_others else 2


class Linter:
    """Checks sources and files.

    Args:
        select: ids, names or groups of the rules whose findings count; none means all.
        ignore: ids, names or groups of rules whose findings do not count.
        limits: how much of one file is read.
        skip_others: leave files without a request out silently even when they are named.
        target: the botocore that will send the requests, as ``botocore 1.43.100``.
        rules: the rules to go by, in place of those that come with chatlint.

    Raises:
        UserError: ``select`` or ``ignore`` names no rule, or ``target`` no version.
    """

    def __init__(
        self,
        *,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        limits: Limits | None = None,
        skip_others: bool = False,
        target: str | None = None,
        rules: Sequence[Rule] | None = None,
    ) -> None:
        self.rules = load_shipped() if rules is None else rules
        self._limits = limits or Limits()
        self._skip_others = skip_others
        self._api = load_api()
        self._engine = Engine(self.rules, _vocabulary(self._api, target))
        chosen = self._named(select) or {rule.id for rule in self.rules}
        self._counting = chosen - self._named(ignore)
        self._required = re.compile("|".join(self._api.root.required))

    def check(self, source: Source, *, named: bool = True) -> Checked:
        """Check one text.

        Args:
            source: the text.
            named: whether the user said that it holds a request, so that its absence is a finding.
        """
        document = read(source, self._limits)
        requests = list(find(document, self._api))
        faults = self._faults(document, requests, named=named and not self._skip_others)
        if not requests and not faults:
            return Checked(source, 0, left_out="holds no StartChatContact request")
        findings, failures = self._engine.check(requests)
        if not findings and not faults:
            return Checked(source, len(requests), failures=tuple(failures))
        shown = masked(document, findings)
        found = diagnostics(shown, findings, self._engine.objections(faults))
        kept = tuple(each for each in found if each.rule in self._counting)
        return Checked(shown.source, len(requests), kept, tuple(failures))

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

    def run(self, paths: Sequence[str]) -> Report:
        """Check the files that ``paths`` mean: files as named, folders as walked."""
        discovery = discover(paths)
        checked: list[Checked] = []
        failures = list(discovery.failures)
        left_out: list[tuple[str, str]] = []
        files = requests = 0
        for found in discovery.files:
            result = self._check_file(found)
            if isinstance(result, Failure):
                failures.append(result)
                continue
            failures.extend(f for f in result.failures if f not in failures)
            if result.left_out:
                left_out.append((found.path, result.left_out))
                continue
            files += 1
            requests += result.requests
            if result.diagnostics:
                checked.append(result)
        return Report(checked, files, requests, left_out, failures, self._api.botocore)

    def report(self, checked: Checked) -> Report:
        """The report of a run over one source that was checked already."""
        shown = [checked] if checked.diagnostics else []
        left_out = [(checked.source.name, checked.left_out)] if checked.left_out else []
        files = 0 if checked.left_out else 1
        requests = checked.requests
        return Report(shown, files, requests, left_out, checked.failures, self._api.botocore)

    def _check_file(self, found: InputFile) -> Checked | Failure:
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
        unreadable = faults and not document.reading.values
        if not requests and not named and not (unreadable and self._required.search(text)):
            return []
        if not unreadable:
            holding = {request.document for request in requests}
            faults = [f for f in faults if f.word not in _SPELLING or f.document in holding]
        if not requests and not faults:
            detail = _without_request(document)
            return [Fault("no-request", Span(0, min(1, len(text))), detail)]
        return faults

    def _named(self, selectors: Iterable[str]) -> set[str]:
        """The ids of the rules that ``selectors`` name."""
        ids: set[str] = set()
        for selector in selectors:
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


_SPELLING = frozenset(("duplicate-key", "not-text"))


def _without_request(document: Document) -> str:
    values = document.reading.values
    if not any(value is not None for value in values):
        return "the file is empty"
    kinds: dict[type, str] = {dict: "a mapping that is none", list: "a list without one"}
    met = kinds.get(type(values[0]), "a single value")
    return f"expected a StartChatContact request, found {met}"
