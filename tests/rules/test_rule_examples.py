"""The examples of the shipped rules, and the proof that they would notice a broken rule."""

from collections.abc import Iterator
from typing import Any

import pytest

from chatlint.authoring import example_tests as examples_module
from chatlint.authoring.example_tests import ExampleRunner
from chatlint.model.diagnostic import Problem
from chatlint.rules.kinds import standard_vocabulary
from chatlint.rules.kinds.kind import Kind, Vocabulary
from chatlint.rules.loader import load_api, load_shipped_rules
from chatlint.rules.rule import Rule

API = load_api()
RULES = load_shipped_rules(examples=True)
IDS = [rule.id for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_examples_show_what_they_say(rule: Rule) -> None:
    assert list(ExampleRunner([rule], API).run()) == []


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_each_rule_has_examples_of_both_sorts_and_languages(rule: Rule) -> None:
    assert len(rule.good) >= 2
    assert len(rule.bad) >= 2
    for examples in (rule.good, rule.bad):
        formats = {example.options.get("format", "yaml") for example in examples}
        in_yaml_only = "JSON file cannot show the fault" in " ".join(rule.rationale.split())
        assert formats == ({"yaml"} if examples is rule.bad and in_yaml_only else {"yaml", "json"})


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.fixes], ids=lambda r: r.id)
def test_each_rule_that_can_be_fixed_shows_it_in_both_languages(rule: Rule) -> None:
    shown = [example.options for example in rule.bad if "fixed" in example.options]
    formats = {options.get("format", "yaml") for options in shown}
    assert formats == ({"yaml"} if rule.group in ("reading", "upkeep") else {"yaml", "json"})


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.fixes], ids=lambda r: r.id)
def test_a_rule_that_fixes_nothing_breaks_an_example(rule: Rule) -> None:
    assert list(ExampleRunner([rule._replace(fixes=())], API).run())


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_a_rule_without_its_check_breaks_an_example(rule: Rule) -> None:
    nothing = rule._replace(check={"required": False})
    assert list(ExampleRunner([nothing], API).run())


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.reader])
def test_a_rule_that_always_objects_breaks_an_example(
    rule: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    def objects(value: object, argument: Any, request: Any) -> Iterator[Problem]:
        yield Problem(value=value)

    def vocabulary(api: Any, target: str | None) -> Vocabulary:
        kind = Kind("objects", {"type": "boolean"}, objects, "Objects to everything.")
        return Vocabulary.of(*standard_vocabulary(api, target).kinds.values(), kind)

    monkeypatch.setattr(examples_module, "standard_vocabulary", vocabulary)
    assert list(ExampleRunner([rule._replace(check={"objects": True})], API).run())


WORDS_ONLY = {"advice", "others"}
"""Arguments that say what a message says, which examples do not show."""


def lessened(value: Any) -> Iterator[Any]:
    """``value``, the check of a rule, with one entry or item less, or one number changed."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in WORDS_ONLY:
                yield {name: each for name, each in value.items() if name != key}
                yield from ({**value, key: less} for less in lessened(item))
    elif isinstance(value, list):
        yield from (value[:index] + value[index + 1 :] for index in range(len(value)))
    elif type(value) is int:
        yield from (value - 1, value + 1)


def survives(rule: Rule, check: dict[str, Any]) -> bool:
    """Whether no example of ``rule`` notices that it has another ``check``."""
    try:
        return not list(ExampleRunner([rule._replace(check=check)], API).run())
    except KeyError:  # a word that cannot do without the argument
        return False


@pytest.mark.parametrize("rule", [r for r in RULES if not r.reader], ids=lambda r: r.id)
def test_each_part_of_a_check_counts_for_an_example(rule: Rule) -> None:
    assert [check for check in lessened(rule.check) if survives(rule, check)] == []


def test_there_are_examples_enough() -> None:
    assert sum(len(rule.good) + len(rule.bad) for rule in RULES) >= 240
