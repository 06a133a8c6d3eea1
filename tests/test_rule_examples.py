"""The examples of the shipped rules, and the proof that they would notice a broken rule."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chatlint import examples as examples_module
from chatlint.diagnostic import Problem
from chatlint.examples import Proof
from chatlint.kinds import Kind, Vocabulary, standard
from chatlint.rule import Rule, load_api, load_shipped

API = load_api()
RULES = load_shipped(examples=True)
IDS = [rule.id for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_examples_show_what_they_say(rule: Rule) -> None:
    assert list(Proof([rule], API).broken()) == []


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_each_rule_has_examples_of_both_sorts_and_languages(rule: Rule) -> None:
    assert len(rule.good) >= 2
    assert len(rule.bad) >= 2
    formats = {example.options.get("format", "yaml") for example in (*rule.good, *rule.bad)}
    yaml_only = {"CHAT006", "CHAT007", "CHAT008"}
    assert "yaml" in formats
    assert "json" in formats or rule.id in yaml_only


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.remedies], ids=lambda r: r.id)
def test_each_rule_that_can_be_fixed_shows_it_in_both_languages(rule: Rule) -> None:
    shown = [example.options for example in rule.bad if "fixed" in example.options]
    formats = {options.get("format", "yaml") for options in shown}
    assert formats == ({"yaml"} if rule.group in ("reading", "upkeep") else {"yaml", "json"})


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.remedies], ids=lambda r: r.id)
def test_a_rule_that_fixes_nothing_breaks_an_example(rule: Rule) -> None:
    assert list(Proof([replace(rule, remedies=())], API).broken())


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_a_rule_without_its_check_breaks_an_example(rule: Rule) -> None:
    nothing = replace(rule, check={"required": False})
    assert list(Proof([nothing], API).broken())


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.reader])
def test_a_rule_that_always_objects_breaks_an_example(
    rule: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    def objects(value: object, argument: Any, request: Any) -> Iterator[Problem]:
        yield Problem(value=value)

    def vocabulary(api: Any, target: str | None) -> Vocabulary:
        kind = Kind("objects", {"type": "boolean"}, objects, "Objects to everything.")
        return Vocabulary.of(*standard(api, target).kinds.values(), kind)

    monkeypatch.setattr(examples_module, "standard", vocabulary)
    assert list(Proof([replace(rule, check={"objects": True})], API).broken())


def test_there_are_examples_enough() -> None:
    assert sum(len(rule.good) + len(rule.bad) for rule in RULES) >= 170
