"""Rules compiled for speed; the slow path is `CheckEvaluator.problems` at each of `find_targets`.

A check made of kinds alone runs each kind once per value. Words of Cerberus are first replaced by
a few comparisons, so that Cerberus is imported and run only for values that fail these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from chatlint.aws.canonical_names import CanonicalRequest
from chatlint.aws.request_path import ANY_DEPTH, ANY_KEY, find_targets
from chatlint.finders.scanned import Request
from chatlint.model.diagnostic import Problem
from chatlint.model.path import Path
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax
from chatlint.rules.evaluator import CheckEvaluator, is_left_open
from chatlint.rules.kinds.kind import Dependence, FindProblems, Vocabulary
from chatlint.rules.rule import Rule

ValueCheck = Callable[[Mapping[str, Any], str, Mapping[str, Any]], Sequence[Problem]]
"""From a mapping, a key of it and the whole request to the problems of the value at that key."""

RequestCheck = Callable[[Mapping[str, Any]], Sequence[tuple[Path, Sequence[Problem]]]]
"""From a request to the paths of values with problems, and these problems."""

FastCheck = Callable[[Any], bool]
"""From a value to whether Cerberus would find nothing in it; ``False`` may be wrong."""


class CompiledRule(NamedTuple):
    """A rule, and what can be derived from it before any request is there.

    Args:
        rule: the rule.
        member: the top-level member without which the rule finds nothing, or an empty string.
        verbatim: whether it is given requests as written, with misspelled member names.
        of_model: whether it finds nothing in a request that conforms to the API model.
        depends: what its findings depend on.
        find: runs its check, without regard to its conditions.
        conditions: the paths of its conditions, and the check of each.
        syntax: what is a placeholder.
    """

    rule: Rule
    member: str
    verbatim: bool
    of_model: bool
    depends: Dependence
    find: RequestCheck
    conditions: Sequence[tuple[tuple[str, ...], ValueCheck]]
    syntax: PlaceholderSyntax

    @classmethod
    def of(cls, rule: Rule, vocabulary: Vocabulary, evaluator: CheckEvaluator) -> CompiledRule:
        """Compile ``rule``, whose check is written in ``vocabulary``."""
        kinds = [vocabulary.kinds.get(word) for word in rule.check]
        check = compile_check(rule.check, vocabulary, evaluator)
        return cls(
            rule,
            required_member(rule.at, rule.check),
            any(kind.verbatim for kind in kinds if kind),
            not rule.at and all(kind and kind.of_model for kind in kinds),
            check_dependence(rule.check, vocabulary),
            compile_request_check(rule.at, check, required=rule.check.get("required", False)),
            [
                (path, compile_check(condition, vocabulary, evaluator))
                for path, condition in rule.when.items()
            ],
            evaluator.syntax,
        )

    def request_for(self, request: Request, canonical: CanonicalRequest) -> CanonicalRequest:
        """The request as the rule sees it: as written, or ``canonical``."""
        return CanonicalRequest(request.value, {}) if self.verbatim else canonical


def required_member(steps: tuple[str, ...], check: Mapping[str, Any]) -> str:
    """The top-level member without which ``check`` at ``steps`` finds nothing, if any."""
    if not steps or steps[0] in (ANY_KEY, ANY_DEPTH) or check.get("required"):
        return ""
    return steps[0]


def check_dependence(check: Mapping[str, Any], vocabulary: Vocabulary) -> Dependence:
    """What the problems that ``check`` finds depend on."""
    words = [
        vocabulary.kinds[word].depends if word in vocabulary.kinds else _DEPEND.get(word, "request")
        for word in check
    ]
    return max(words, key=_DEPENDENCES.index, default="keys")


def compile_request_check(
    steps: tuple[str, ...], check: ValueCheck, *, required: bool
) -> RequestCheck:
    """Apply ``check`` to each value at ``steps``.

    Args:
        steps: where the values are.
        check: finds the problems of one of them.
        required: whether it also reports that a member is missing.
    """
    if not steps:

        def check_whole(request: Mapping[str, Any]) -> Sequence[tuple[Path, Sequence[Problem]]]:
            problems = check({"request": request}, "request", request)
            return [((), problems)] if problems else ()

        return check_whole
    if required or not {ANY_KEY, ANY_DEPTH}.isdisjoint(steps):
        return lambda request: [
            (target.path, problems)
            for target in find_targets(steps, request)
            if (required or not target.is_missing)
            and (problems := check(target.holder, target.name, request))
        ]
    *parents, name = steps

    def check_member(request: Mapping[str, Any]) -> Sequence[tuple[Path, Sequence[Problem]]]:
        holder: Any = request
        for parent in parents:
            holder = holder.get(parent)
            if type(holder) is not dict:
                return ()
        if name not in holder:
            return ()
        problems = check(holder, name, request)
        # There is no target inside a placeholder such as {"Ref": …}.
        return [(steps, problems)] if problems and any(find_targets(steps, request)) else ()

    return check_member


def compile_check(
    check: Mapping[str, Any], vocabulary: Vocabulary, evaluator: CheckEvaluator
) -> ValueCheck:
    """Make ``check`` a function; it finds what ``evaluator`` finds."""
    kinds = {word: vocabulary.kinds[word].find for word in check if word in vocabulary.kinds}
    run_kinds = _compile_kinds(
        [(word, find, check[word]) for word, find in kinds.items()], evaluator.syntax
    )
    if len(kinds) == len(check):
        return run_kinds
    others = {word: check[word] for word in check if word not in kinds}
    is_fine = fast_check(others, evaluator.syntax)

    def run_cerberus(
        holder: Mapping[str, Any], name: str, request: Mapping[str, Any]
    ) -> Sequence[Problem]:
        value = holder.get(name)
        # Cerberus skips a value that is null altogether, and so its kinds.
        if name in holder and is_fine(value) and not (value is None and kinds):
            return run_kinds(holder, name, request)
        return list(evaluator.find_problems(holder, name, check, request))

    return run_cerberus


def _compile_kinds(
    kinds: Sequence[tuple[str, FindProblems, Any]], syntax: PlaceholderSyntax
) -> ValueCheck:
    """Run each of ``kinds`` (name, function and argument)."""
    checks = [_compile_kind(*each, syntax) for each in kinds]
    if len(checks) == 1:
        return checks[0]
    return lambda holder, name, request: [
        problem for check in checks for problem in check(holder, name, request)
    ]


def _compile_kind(
    word: str, find: FindProblems, argument: Any, syntax: PlaceholderSyntax
) -> ValueCheck:
    def run_kind(
        holder: Mapping[str, Any], name: str, request: Mapping[str, Any]
    ) -> Sequence[Problem]:
        value = holder[name]
        problems = []
        for problem in find(value, argument, request):  # faster than a comprehension
            if not is_left_open(word, value, problem, syntax):
                problems.append(problem)
        return problems

    return run_kind


def fast_check(check: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN) -> FastCheck:
    """A test of a value that is there, which replaces Cerberus; ``check`` has no kinds."""
    tests = [_FAST_WORDS[word](check[word]) for word in check if word in _FAST_WORDS]
    if len(tests) < len(check):
        return lambda value: False
    return lambda value: all(test(value) for test in tests) or syntax.has_placeholder(value)


_DEPENDENCES: Sequence[Dependence] = ("keys", "scalars", "request")
_DEPEND: Mapping[str, Dependence] = {
    "required": "keys",
    **dict.fromkeys(("min", "max", "allowed"), "scalars"),
}
_FAST_WORDS: Mapping[str, Callable[[Any], FastCheck]] = {
    "required": lambda _: lambda value: True,
    "min": lambda least: lambda value: type(value) is int and value >= least,
    "max": lambda most: lambda value: type(value) is int and value <= most,
    "allowed": lambda allowed: lambda value: type(value) is str and value in allowed,
    "contains": lambda wanted: (
        lambda value: (
            type(value) is list
            and all(item in value for item in (wanted if isinstance(wanted, list) else [wanted]))
        )
    ),
}
