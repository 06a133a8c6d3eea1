"""The engine: where rules look, when they run, what silences what, what a fault costs."""

from collections.abc import Iterator
from typing import Any

import pytest

from chatlint.aws.request_path import find_targets
from chatlint.finders.scanned import Request
from chatlint.linter.engine.engine import Engine
from chatlint.linter.engine.precedence import Finding
from chatlint.model.diagnostic import Problem, RelatedPath, Severity
from chatlint.rules.kinds import standard_vocabulary
from chatlint.rules.kinds.kind import Kind, Vocabulary
from chatlint.rules.loader import load_api
from chatlint.rules.rule import Rule


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return standard_vocabulary(load_api())


def _rule(rule_id: str, at: str, check: dict[str, Any], **fields: Any) -> Rule:
    data: dict[str, Any] = {
        "id": rule_id,
        "name": "a-rule",
        "severity": "error",
        "at": at or [],
        "check": check,
    }
    words = {"summary": "It holds.", "rationale": "It must.", "source": "https://example.com"}
    data |= words | {"examples": {"good": [], "bad": []}} | fields
    return Rule.from_mapping(data, f"team/{rule_id}-a-rule.yaml")


def _check(rules: list[Rule], value: dict[str, Any], vocabulary: Vocabulary) -> list[Finding]:
    findings, failures = Engine(rules, vocabulary).check([Request(0, (), value)])
    assert failures == []
    return findings


def _paths(findings: list[Finding]) -> list[tuple[str | int, ...]]:
    return [finding.problem.path for finding in findings]


@pytest.mark.parametrize(
    ("at", "paths"),
    [
        (("A",), [("A",)]),
        (("A", "B"), [("A", "B")]),
        (("A", "Missing"), [("A", "Missing")]),
        (("Missing", "B"), []),
        (("L", "*"), [("L", 0), ("L", 1)]),
        (("*", "B"), [("A", "B")]),
        (("A", "*"), [("A", "B"), ("A", "M")]),
        (("A", "**"), [("A", "B"), ("A", "M"), ("A", "M", "B")]),
        (("**", "B"), [("B",), ("A", "B"), ("A", "M", "B"), ("L", 1, "B")]),
        (("key.with.dots",), [("key.with.dots",)]),
    ],
)
def test_a_path_pattern_means_these_places(
    at: tuple[str, ...], paths: list[tuple[str | int, ...]]
) -> None:
    value = {"A": {"B": 1, "M": {"B": 2}}, "L": ["x", {"B": 3}], "key.with.dots": 4}
    assert sorted(map(str, (target.path for target in find_targets(at, value)))) == sorted(
        map(str, paths)
    )


def test_no_pattern_means_the_whole_request() -> None:
    (target,) = find_targets((), {"A": 1})
    assert (target.path, target.value) == ((), {"A": 1})


def test_a_pattern_does_not_look_into_a_placeholder() -> None:
    assert list(find_targets(("A", "**"), {"A": {"Fn::Sub": "x"}})) == []


def test_a_cerberus_word_judges_the_value(vocabulary: Vocabulary) -> None:
    rule = _rule("T1", "A", {"minlength": 3, "regex": "[a-z]+"})
    assert len(_check([rule], {"A": "X"}, vocabulary)) == 2
    assert _check([rule], {"A": "abc"}, vocabulary) == []
    assert _check([rule], {}, vocabulary) == []


def test_required_speaks_of_what_is_not_there(vocabulary: Vocabulary) -> None:
    rule = _rule("T1", "A.B", {"required": True})
    (finding,) = _check([rule], {"A": {}}, vocabulary)
    assert (finding.problem.path, finding.problem.part) == (("A", "B"), "missing")
    assert _check([rule], {}, vocabulary) == []


@pytest.mark.parametrize("value", ["${X}", "a-${X}", {"Ref": "X"}])
def test_a_placeholder_is_not_judged_on_form(value: object, vocabulary: Vocabulary) -> None:
    rule = _rule("T1", "A", {"allowed": ["x"], "regex": "[0-9]+", "maxlength": 1})
    assert _check([rule], {"A": value}, vocabulary) == []


def test_a_text_with_a_placeholder_is_still_a_text(vocabulary: Vocabulary) -> None:
    rule = _rule("T1", "A", {"type": "integer"})
    assert _paths(_check([rule], {"A": "a-${X}"}, vocabulary)) == [("A",)]
    assert _check([rule], {"A": "${X}"}, vocabulary) == []


def test_when_lets_a_rule_run(vocabulary: Vocabulary) -> None:
    rule = _rule("T1", "A", {"min": 5}, when={"B": {"allowed": ["on"]}})
    assert _paths(_check([rule], {"A": 1, "B": "on"}, vocabulary)) == [("A",)]
    assert _check([rule], {"A": 1, "B": "off"}, vocabulary) == []
    assert _check([rule], {"A": 1}, vocabulary) == []


def test_a_condition_on_a_hole_keeps_the_rule_from_running(vocabulary: Vocabulary) -> None:
    rule = _rule("T1", "A", {"min": 5}, when={"B": {"allowed": ["on"]}})
    assert _check([rule], {"A": 1, "B": "${B}"}, vocabulary) == []


def test_the_request_s_own_place_is_part_of_the_path(vocabulary: Vocabulary) -> None:
    rule = _rule("T1", "A", {"not_beside": "B"})
    findings, _ = Engine([rule], vocabulary).check([Request(2, (1,), {"A": "x", "B": "y"})])
    assert (findings[0].document, findings[0].problem.path) == (2, (1, "A"))
    assert findings[0].problem.related[0] == RelatedPath("`B` stands here", (1, "B"), "key")


def test_a_finding_silences_what_its_rule_supersedes_there_and_below(
    vocabulary: Vocabulary,
) -> None:
    loud = _rule("T1", "A", {"type": "string"}, supersedes=["T2"])
    quiet = _rule("T2", "**", {"min": 5})
    value = {"A": {"B": 1}, "C": 1}
    assert _paths(_check([loud, quiet], value, vocabulary)) == [("A",), ("C",)]
    assert _paths(_check([quiet], value, vocabulary)) == [("A", "B"), ("C",)]


def test_superseding_all_spares_findings_about_keys_and_its_own(vocabulary: Vocabulary) -> None:
    loud = _rule("T1", "A", {"type": "string"}, supersedes=["*"])
    value_rule = _rule("T2", "A", {"min": 5})
    key_rule = _rule("T3", "A", {"not_beside": "B"})
    findings = _check([loud, value_rule, key_rule], {"A": 1, "B": 2}, vocabulary)
    assert [finding.rule.id for finding in findings] == ["T1", "T3"]


def test_a_rule_may_supersede_a_severity_and_yield_to_one(vocabulary: Vocabulary) -> None:
    filler = {"supersedes": ["warning"], "yields-to": ["error"], "severity": "warning"}
    rules = [
        _rule("T1", "*", {"forbidden": ["string"]}, **filler),
        _rule("T2", "A", {"allowed": ["x"]}, severity="warning"),
        _rule("T3", "B", {"allowed": ["x"]}),
    ]
    findings = _check(rules, {"A": "string", "B": "string"}, vocabulary)
    assert [(each.rule.id, each.problem.path) for each in findings] == [
        ("T1", ("A",)),
        ("T3", ("B",)),
    ]


def test_a_finding_about_a_key_spares_what_is_below(vocabulary: Vocabulary) -> None:
    charset = {"key_charset": {"characters": "[a-z]"}}
    rules = [
        _rule("T1", "A", charset, supersedes=["warning"]),
        _rule("T2", "A.K", {"min": 5}, severity="warning"),
        _rule("T3", "A", {"key_charset": {"characters": "[0-9]"}}, severity="warning"),
    ]
    findings = _check(rules, {"A": {"K": 1}}, vocabulary)
    assert [each.rule.id for each in findings] == ["T1", "T2"]


def test_a_rule_that_raises_costs_only_its_own_findings(vocabulary: Vocabulary) -> None:
    def broken(value: object, argument: Any, request: Any) -> Iterator[Problem]:
        raise ValueError("secret plans")
        yield

    kinds = Vocabulary.of(
        *vocabulary.kinds.values(), Kind("broken", {"type": "string"}, broken, "")
    )
    rules = [_rule("T1", "A", {"broken": "x"}), _rule("T2", "A", {"min": 5})]
    findings, failures = Engine(rules, kinds).check([Request(0, (), {"A": 1})] * 3, "a.yaml")
    assert [finding.rule.id for finding in findings] == ["T2"] * 3
    (failure,) = failures
    assert failure.path == "a.yaml"
    assert "T1" in failure.message
    assert "secret" not in failure.message


@pytest.mark.parametrize(
    ("check", "when"),
    [
        ({"counted": True}, {}),
        ({"counted": True, "not_beside": "B"}, {}),
        ({"counted": True, "min": 1}, {}),
        ({"counted": True, "min": 9}, {}),
        ({"counted": True, "type": "string"}, {}),
        ({"min": 9}, {"A": {"counted": False}}),
    ],
)
@pytest.mark.parametrize("at", ["A", "*", "**"])
def test_a_kind_is_run_once_per_failing_value(
    at: str, check: dict[str, Any], when: dict[str, Any], vocabulary: Vocabulary
) -> None:
    calls: list[object] = []

    def counted(value: object, argument: Any, request: Any) -> Iterator[Problem]:
        calls.append(value)
        if argument:
            yield Problem(value=value)

    kinds = Vocabulary.of(
        *vocabulary.kinds.values(), Kind("counted", {"type": "boolean"}, counted, "")
    )
    engine = Engine([_rule("T1", at, check, when=when)], kinds, load_api())
    for number in (3, 3, 4):  # new, learnt, and of a known shape
        calls.clear()
        findings, failures = engine.check([Request(0, (), {"A": number})])
        assert findings
        assert not failures
        assert calls == ([] if check.get("type") else [number])


def test_severities_compare() -> None:
    assert Severity.ERROR.reaches(Severity.WARNING)
    assert Severity.WARNING.reaches(Severity.WARNING)
    assert not Severity.NOTE.reaches(Severity.WARNING)


def test_rules_are_frozen() -> None:
    rule = _rule("T1", "A", {"min": 1})
    with pytest.raises(AttributeError):
        rule.id = "T2"  # type: ignore[misc]
    assert rule._replace(id="T2").id == "T2"
