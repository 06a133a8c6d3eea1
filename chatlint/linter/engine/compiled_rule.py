"""Rules made ready to be run, with quick tests that spare most of what there is to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from chatlint.aws.canonical_names import CanonicalRequest
from chatlint.aws.request_path import ANY_DEPTH, ANY_KEY, find_targets
from chatlint.finders.scanned import Request
from chatlint.model import placeholder
from chatlint.rules.evaluator import is_left_open
from chatlint.rules.kinds.kind import Dependence, Kind, Vocabulary
from chatlint.rules.rule import Rule


class CompiledRule(NamedTuple):
    """A rule, and what is known of it before any request is there.

    Args:
        rule: the rule.
        member: without which a request gives it nothing to judge; empty if there may be something.
        verbatim: whether it sees requests as they are written.
        of_model: whether it finds nothing in a request that is as AWS' model has it.
        depends: what its verdict depends on.
        fast_check: a quick test of a value.
        fast_request_check: a quick test of a request.
        conditions: where something has to be met, what that is, and a quick test of it.
    """

    rule: Rule
    member: str
    verbatim: bool
    of_model: bool
    depends: Dependence
    fast_check: FastCheck
    fast_request_check: FastRequestCheck
    conditions: Sequence[tuple[tuple[str, ...], Mapping[str, Any], FastCheck]]

    @classmethod
    def of(cls, rule: Rule, vocabulary: Vocabulary) -> CompiledRule:
        """``rule``, whose check is written in ``vocabulary``."""
        fine = fast_check(rule.check, vocabulary)
        kinds = [vocabulary.kinds.get(word) for word in rule.check]
        return cls(
            rule,
            required_member(rule.at, rule.check),
            any(kind.verbatim for kind in kinds if kind),
            not rule.at and all(kind and kind.of_model for kind in kinds),
            check_dependence(rule.check, vocabulary),
            fine,
            fast_request_check(rule.at, rule.check, fine),
            [(path, when, fast_check(when, vocabulary)) for path, when in rule.when.items()],
        )

    def request_for(self, request: Request, right: CanonicalRequest) -> CanonicalRequest:
        """The request as the rule sees it: as it is written, or with the ``right`` spelling."""
        return CanonicalRequest(request.value, {}) if self.verbatim else right


FastCheck = Callable[[Any, Mapping[str, Any]], bool]
"""From a value and the whole request to whether nothing can be wrong with the value."""

FastRequestCheck = Callable[[Mapping[str, Any]], bool]
"""From a request to whether a rule can have nothing against it."""


def required_member(steps: tuple[str, ...], check: Mapping[str, Any]) -> str:
    """The member without which ``check`` at ``steps`` finds nothing in a request, if any."""
    if not steps or steps[0] in (ANY_KEY, ANY_DEPTH) or check.get("required"):
        return ""
    return steps[0]


def check_dependence(check: Mapping[str, Any], vocabulary: Vocabulary) -> Dependence:
    """What the verdict of ``check`` depends on."""
    words = [
        vocabulary.kinds[word].depends if word in vocabulary.kinds else _DEPEND.get(word, "request")
        for word in check
    ]
    return max(words, key=_DEPENDENCES.index, default="keys")


def fast_request_check(
    steps: tuple[str, ...], check: Mapping[str, Any], fine: FastCheck
) -> FastRequestCheck:
    """A quick test for a request: that the values at ``steps`` are ``fine`` under ``check``."""
    if not steps:
        return lambda request: fine(request, request)
    name, *deeper = steps
    required = check.get("required", False)
    if name in (ANY_KEY, ANY_DEPTH) or (deeper and required):
        return lambda request: False
    if required:
        return lambda request: name in request and fine(request[name], request)
    if ANY_DEPTH in deeper:
        return lambda request: all(
            fine(each.value, request) for each in find_targets(steps, request)
        )
    return lambda request: _is_fine(steps, request, request, fine)


def _is_fine(
    steps: tuple[str, ...], value: Any, request: Mapping[str, Any], fine: FastCheck
) -> bool:
    """Whether what stands at ``steps`` of ``value``, none of any depth, is fine if it is there."""
    for index, step in enumerate(steps):
        if step == ANY_KEY:
            inner = value.values() if type(value) is dict else value
            rest = steps[index + 1 :]
            return type(value) not in (dict, list) or all(
                _is_fine(rest, each, request, fine) for each in inner
            )
        if type(value) is not dict or step not in value:
            return True
        value = value[step]
    return fine(value, request)


def fast_check(check: Mapping[str, Any], vocabulary: Vocabulary) -> FastCheck:
    """A quick test for a value that is there, under ``check``."""
    tests = [_word(word, argument, vocabulary) for word, argument in check.items()]
    return (
        tests[0]
        if len(tests) == 1
        else lambda value, request: all(test(value, request) for test in tests)
    )


def _word(word: str, argument: Any, vocabulary: Vocabulary) -> FastCheck:
    if word in vocabulary.kinds:
        return _finds_nothing(vocabulary.kinds[word], argument)
    make = _WORDS.get(word)
    if make is None:
        return lambda value, request: False
    test = make(argument)
    return lambda value, request: test(value, request) or placeholder.has_placeholder(value)


def _finds_nothing(kind: Kind, argument: Any) -> FastCheck:
    find, name = kind.find, kind.name

    def finds_nothing(value: Any, request: Mapping[str, Any]) -> bool:
        for problem in find(value, argument, request):  # noqa: SIM110 - all() takes twice as long
            if not is_left_open(name, value, problem):
                return False
        return True

    return finds_nothing


_DEPENDENCES: Sequence[Dependence] = ("keys", "scalars", "request")
_DEPEND: Mapping[str, Dependence] = {
    "required": "keys",
    **dict.fromkeys(("min", "max", "allowed"), "scalars"),
}
_WORDS: Mapping[str, Callable[[Any], FastCheck]] = {
    "required": lambda _: lambda value, request: True,
    "min": lambda least: lambda value, request: type(value) is int and value >= least,
    "max": lambda most: lambda value, request: type(value) is int and value <= most,
    "allowed": lambda allowed: lambda value, request: type(value) is str and value in allowed,
    "contains": lambda wanted: (
        lambda value, request: (
            type(value) is list
            and all(item in value for item in (wanted if isinstance(wanted, list) else [wanted]))
        )
    ),
}
