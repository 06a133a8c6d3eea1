"""Run rules over requests; the results name paths, not places in a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from chatlint.aws.canonical_names import CanonicalRequest, canonicalize
from chatlint.aws.model import ApiModel
from chatlint.aws.request_path import find_targets
from chatlint.finders.scanned import Request
from chatlint.linter.engine.compiled_rule import CompiledRule, ValueCheck
from chatlint.linter.engine.precedence import Finding, drop_superseded
from chatlint.linter.engine.shape_cache import ModelMatcher, ShapeCache
from chatlint.model.diagnostic import Failure, Problem, RelatedPath, describe_crash
from chatlint.model.errors import UserError
from chatlint.model.issue import Issue
from chatlint.model.path import Path
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax
from chatlint.model.source import Span
from chatlint.rules.evaluator import CheckEvaluator
from chatlint.rules.kinds.kind import Vocabulary
from chatlint.rules.rule import Rule


class Engine:
    """Runs rules over requests.

    Member names in another case are read as the right ones.

    Args:
        rules: the rules to run.
        vocabulary: the kinds their checks are written in, beside those the rules bring along.
        api: the model of a request; without it, member names are taken as they are written.
        syntax: what is a placeholder; ``vocabulary`` must be of the same syntax.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        vocabulary: Vocabulary,
        api: ApiModel | None = None,
        syntax: PlaceholderSyntax = BUILT_IN,
    ) -> None:
        self._api = api
        self._syntax = syntax
        self._matcher = ModelMatcher(api) if api else None
        vocabulary = vocabulary.with_more(kind for rule in rules for kind in rule.kinds)
        evaluator = CheckEvaluator(vocabulary, syntax)
        self._masks = [
            (vocabulary.kinds[word], argument)
            for rule in rules
            if rule.mask
            for word, argument in rule.check.items()
            if word in vocabulary.kinds
        ]
        self._issue_rules = {rule.reader: rule for rule in rules if rule.reader}
        self._compiled = [
            CompiledRule.of(rule, vocabulary, evaluator) for rule in rules if not rule.reader
        ]
        self._by_forms: dict[tuple[str, ...], tuple[Sequence[CompiledRule], ShapeCache | None]] = {}

    def check(
        self, requests: Iterable[Request], name: str = ""
    ) -> tuple[list[Finding], list[Failure]]:
        """Run the rules over ``requests`` from the file ``name``.

        A rule that raises becomes a failure; the others still run.
        """
        findings: list[Finding] = []
        failures: dict[str, Failure] = {}
        for request in requests:
            findings.extend(drop_superseded(self._check_request(request, name, failures)))
        return findings, list(failures.values())

    def _check_request(
        self, request: Request, name: str, failures: dict[str, Failure]
    ) -> list[Finding]:
        rules, shapes = self._rules_for(request.forms)
        chosen: Sequence[CompiledRule] | None = None
        with suppress(Exception):  # a rule that raises here raises again when it is run below
            chosen = shapes.rules_for(request.value) if shapes else None
        is_known = chosen is not None
        canonical = CanonicalRequest(request.value, {}) if is_known else self._canonical(request)
        members = {"", *request.value, *canonical.value}
        findings: list[Finding] = []
        failing: list[CompiledRule] = []
        for compiled in rules if chosen is None else chosen:
            if compiled.member not in members:
                continue
            try:
                value = request.value if compiled.verbatim else canonical.value
                if problems := compiled.find(value):
                    failing.append(compiled)
                    view = compiled.request_for(request, canonical)
                    findings.extend(_build_findings(compiled, request, view, problems))
            except Exception as error:  # one broken rule must not cost the findings of the others
                failing.append(compiled)
                detail = str(error) if isinstance(error, UserError) else describe_crash(error)
                message = f"rule {compiled.rule.id} failed: {detail}"
                failures[compiled.rule.id] = Failure(name, message)
        if shapes and not is_known and not canonical.names:
            with suppress(RecursionError):
                shapes.learn(request.value, failing)
        return findings

    def _rules_for(
        self, forms: tuple[str, ...]
    ) -> tuple[Sequence[CompiledRule], ShapeCache | None]:
        """The rules for requests in ``forms``, and the cache of the shapes of such requests."""
        if forms not in self._by_forms:
            rules = [each for each in self._compiled if each.rule.not_in.isdisjoint(forms)]
            shapes = ShapeCache(rules, self._matcher) if self._matcher else None
            self._by_forms[forms] = rules, shapes
        return self._by_forms[forms]

    def run_alone(self, rule: Rule, value: object) -> list[Finding]:
        """Run ``rule`` of this engine over ``value``; no finding is dropped as superseded."""
        request = Request(0, (), value if isinstance(value, dict) else {})
        canonical = self._canonical(request)
        findings: list[Finding] = []
        for compiled in self._compiled:
            if compiled.rule is rule:
                view = compiled.request_for(request, canonical)
                findings += _build_findings(compiled, request, view, compiled.find(view.value))
        return findings

    def _canonical(self, request: Request) -> CanonicalRequest:
        if self._api is None:
            return CanonicalRequest(request.value, {})
        return canonicalize(request.value, self._api, self._syntax)

    def rules_for_issues(self, issues: Iterable[Issue]) -> Iterator[tuple[Rule, Issue]]:
        """Pair each of ``issues`` with the rule that reports its kind."""
        rules = self._issue_rules
        return ((rules[issue.kind], issue) for issue in issues if issue.kind in rules)

    def secret_spans(self, text: str, *, unreadable: bool = False) -> list[Span]:
        """Find what rules with a mask hide in the text of a file, comments included.

        Args:
            text: the text.
            unreadable: whether it cannot be parsed, so that these rules are not run over its
                values; more of the text is then taken for a secret.
        """
        spans = []
        for kind, argument in self._masks:
            for find in (kind.secret_spans, kind.secret_spans_unparsed if unreadable else None):
                spans += [Span(*place) for place in find(text, argument)] if find else []
        return spans


def _build_findings(
    compiled: CompiledRule,
    request: Request,
    view: CanonicalRequest,
    found: Sequence[tuple[Path, Sequence[Problem]]],
) -> Iterator[Finding]:
    """Make findings of the problems ``found`` in ``view``, if the rule's conditions are met."""
    syntax = compiled.syntax
    if found and all(_is_met(*each, view.value, syntax) for each in compiled.conditions):
        for target, problems in found:
            for problem in problems:
                written = _written_problem(problem, request.path, target, view)
                yield Finding(compiled.rule, request.document, written, request.path)


def _is_met(
    steps: tuple[str, ...], check: ValueCheck, request: dict[str, Any], syntax: PlaceholderSyntax
) -> bool:
    """Whether a value at ``steps`` passes ``check``; a missing value or a placeholder does not."""
    return any(
        not check(target.holder, target.name, request)
        for target in find_targets(steps, request)
        if not target.is_missing and not syntax.has_placeholder(target.value)
    )


def _written_problem(problem: Problem, base: Path, target: Path, view: CanonicalRequest) -> Problem:
    """``problem`` of the value at ``target`` in ``view``, with paths as the file spells them."""
    related = tuple(
        RelatedPath(each.message, (*base, *view.original_path(each.path)), each.part)
        for each in problem.related
    )
    path = (*base, *view.original_path((*target, *problem.path)))
    return problem._replace(path=path, related=related)
