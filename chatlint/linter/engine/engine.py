"""Runs rules over requests; it speaks in paths only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from chatlint.aws.canonical_names import CanonicalRequest, canonicalize
from chatlint.aws.model import ApiModel
from chatlint.aws.request_path import Target, find_targets
from chatlint.finders.scanned import Request
from chatlint.linter.engine import compiled_rule
from chatlint.linter.engine.compiled_rule import CompiledRule
from chatlint.linter.engine.precedence import Finding, drop_superseded
from chatlint.linter.engine.shape_cache import ModelMatcher, ShapeCache
from chatlint.model import placeholder
from chatlint.model.diagnostic import Failure, Problem, RelatedPath, describe_crash
from chatlint.model.errors import UserError
from chatlint.model.issue import Issue
from chatlint.model.path import Path
from chatlint.model.source import Span
from chatlint.rules.evaluator import CheckEvaluator
from chatlint.rules.kinds.kind import Vocabulary
from chatlint.rules.rule import Rule


class Engine:
    """Judges requests by ``rules``, whose checks are written in ``vocabulary``.

    With ``api``, members in another spelling are judged as if they had the right one.
    """

    def __init__(
        self, rules: Iterable[Rule], vocabulary: Vocabulary, api: ApiModel | None = None
    ) -> None:
        self._api = api
        self._regular = ModelMatcher(api) if api else None
        vocabulary = vocabulary.with_more(kind for rule in rules for kind in rule.kinds)
        self._judge = CheckEvaluator(vocabulary)
        self._masks = [
            (vocabulary.kinds[word], argument)
            for rule in rules
            if rule.mask
            for word, argument in rule.check.items()
            if word in vocabulary.kinds
        ]
        self._readers = {rule.reader: rule for rule in rules if rule.reader}
        self._prepared = [CompiledRule.of(rule, vocabulary) for rule in rules if not rule.reader]
        self._chosen: dict[tuple[str, ...], tuple[Sequence[CompiledRule], ShapeCache | None]] = {}

    def check(
        self, requests: Iterable[Request], name: str = ""
    ) -> tuple[list[Finding], list[Failure]]:
        """Judge ``requests``, which stand in the file ``name``.

        A rule that raises becomes a failure, and the others go on.
        """
        findings: list[Finding] = []
        failures: dict[str, Failure] = {}
        for request in requests:
            found: list[Finding] = []
            rules, right = self._about(request)
            members = {"", *request.value, *right.value}
            for prepared in rules:
                if prepared.member not in members:
                    continue
                try:
                    if not prepared.fast_request_check(
                        request.value if prepared.verbatim else right.value
                    ):
                        found.extend(
                            self._run(prepared, request, prepared.request_for(request, right))
                        )
                except Exception as error:  # a rule's fault must not cost the other rules' findings
                    told = str(error) if isinstance(error, UserError) else describe_crash(error)
                    message = f"rule {prepared.rule.id} failed: {told}"
                    failures[prepared.rule.id] = Failure(name, message)
            findings.extend(drop_superseded(found))
        return findings, list(failures.values())

    def _about(self, request: Request) -> tuple[Sequence[CompiledRule], CanonicalRequest]:
        """The rules that may find something in ``request``, and it in its right spelling."""
        if request.forms not in self._chosen:
            self._chosen[request.forms] = self._choice(request.forms)
        chosen, alike = self._chosen[request.forms]
        with suppress(Exception):  # which rule raised, and what the others find, comes out later
            if alike and (rules := alike.rules_for(request.value)) is not None:
                return rules, CanonicalRequest(request.value, {})
        right = self._respelled(request)
        with suppress(Exception):
            if alike and not right.names:
                alike.learn(request.value)
        return chosen, right

    def _choice(self, forms: tuple[str, ...]) -> tuple[Sequence[CompiledRule], ShapeCache | None]:
        """The rules for requests in ``forms``, and what is known of such requests."""
        chosen = [each for each in self._prepared if each.rule.not_in.isdisjoint(forms)]
        return chosen, ShapeCache(chosen, self._regular) if self._regular else None

    def run_alone(self, rule: Rule, value: object) -> list[Finding]:
        """What ``rule`` of this engine finds in ``value`` as it stands, unsilenced."""
        request = Request(0, (), value if isinstance(value, dict) else {})
        right = self._respelled(request)
        return [
            finding
            for prepared in self._prepared
            if prepared.rule is rule
            for finding in self._run(prepared, request, prepared.request_for(request, right))
        ]

    def _respelled(self, request: Request) -> CanonicalRequest:
        return (
            canonicalize(request.value, self._api)
            if self._api
            else CanonicalRequest(request.value, {})
        )

    def rules_for_issues(self, faults: Iterable[Issue]) -> Iterator[tuple[Rule, Issue]]:
        """Pair each fault of a reader with the rule that stands for it."""
        return ((self._readers[f.kind], f) for f in faults if f.kind in self._readers)

    def secret_spans(self, text: str, *, unreadable: bool = False) -> list[Span]:
        """Where in the text of a file something stands that rules with a mask keep hidden.

        Where the text is ``unreadable``, these rules find nothing, and more of it may be such.
        """
        spans = []
        for kind, argument in self._masks:
            for where in (kind.secret_spans, kind.secret_spans_unparsed if unreadable else None):
                spans += [Span(*place) for place in where(text, argument)] if where else []
        return spans

    def _run(
        self, prepared: CompiledRule, request: Request, view: CanonicalRequest
    ) -> Iterator[Finding]:
        if not all(self._holds(*condition, view.value) for condition in prepared.conditions):
            return
        rule, value = prepared.rule, view.value
        for target in find_targets(rule.at, value):
            if target.is_missing:
                if not rule.check.get("required"):
                    continue
            elif prepared.fast_check(target.value, value):
                continue
            for problem in self._problems(target, rule.check, value):
                moved = _moved(problem, request.path, target.path, view)
                yield Finding(rule, request.document, moved, request.path)

    def _problems(
        self, target: Target, check: Mapping[str, Any], value: dict[str, Any]
    ) -> Iterator[Problem]:
        return self._judge.find_problems(target.holder, target.name, check, value)

    def _holds(
        self,
        path: tuple[str, ...],
        check: Mapping[str, Any],
        fine: compiled_rule.FastCheck,
        value: dict[str, Any],
    ) -> bool:
        """Whether a condition is met somewhere; what is missing or not yet known meets none."""
        for target in find_targets(path, value):
            if target.is_missing or placeholder.has_placeholder(target.value):
                continue
            if fine(target.value, value):
                return True
            if next(self._problems(target, check, value), None) is None:
                return True
        return False


def _moved(problem: Problem, base: Path, target: Path, view: CanonicalRequest) -> Problem:
    """``problem``, found at ``target`` in what ``view`` shows, with paths as they are written."""
    related = tuple(
        RelatedPath(each.message, (*base, *view.original_path(each.path)), each.part)
        for each in problem.related
    )
    path = (*base, *view.original_path((*target, *problem.path)))
    return problem._replace(path=path, related=related)
