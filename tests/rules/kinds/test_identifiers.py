"""The kinds about ids, as the shipped rules use them."""

from typing import Any

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlint import Linter, Source
from chatlint.linter.engine.engine import Engine
from chatlint.model.document import NonJsonValue
from chatlint.rules.kinds import standard_vocabulary
from chatlint.rules.loader import load_api, load_shipped_rules

RULES = {rule.id: rule for rule in load_shipped_rules() if rule.group == "identifiers"}
ENGINE = Engine(RULES.values(), standard_vocabulary(load_api()))

INSTANCE = "7d261e94-17bc-4f3e-96f7-f9b7541ce479"
FLOW = "846ec553-a005-41c0-8341-0123456789ab"
INSTANCE_ARN = f"arn:aws:connect:eu-west-2:111122223333:instance/{INSTANCE}"
FLOW_ARN = f"{INSTANCE_ARN}/contact-flow/{FLOW}"


def problems(rule: str, request: dict[str, Any]) -> list[Any]:
    """What the rule of this id finds in ``request``."""
    return [finding.problem for finding in ENGINE.run_alone(RULES[rule], request)]


def messages(request: str) -> list[tuple[str, str]]:
    """What all rules say of a request, as (rule, message)."""
    found = Linter().check(Source("a.yaml", request)).diagnostics
    return [(each.rule, each.message) for each in found]


def test_the_id_in_an_arn_is_suggested() -> None:
    (problem,) = problems("CHAT501", {"InstanceId": INSTANCE_ARN})
    assert problem.suggestion == INSTANCE
    assert "the id is its last part" in problem.detail


def test_in_the_arn_of_a_flow_the_last_part_is_not_the_instance() -> None:
    (problem,) = problems("CHAT501", {"InstanceId": FLOW_ARN})
    assert problem.suggestion == INSTANCE
    assert "last part" not in problem.detail


def test_what_is_no_arn_of_an_instance_gets_no_suggestion() -> None:
    (problem,) = problems("CHAT501", {"InstanceId": INSTANCE_ARN + "\n"})
    assert problem.suggestion == ""


@pytest.mark.parametrize(
    ("rule", "request_", "words"),
    [
        ("CHAT501", {"InstanceId": f" {INSTANCE}"}, "has white space around it"),
        ("CHAT501", {"InstanceId": "shop"}, "is no UUID, as the ids of instances are"),
        ("CHAT502", {"ContactFlowId": f"{FLOW}\n"}, "has white space around it"),
        ("CHAT502", {"ContactFlowId": f"{FLOW_ARN} "}, "has white space around it"),
        ("CHAT502", {"ContactFlowId": INSTANCE_ARN}, "is the ARN of an instance; a flow's goes on"),
        ("CHAT502", {"ContactFlowId": "flow-1"}, "is neither a UUID nor the ARN of a flow"),
        ("CHAT505", {"RelatedContactId": f"{FLOW} "}, "has white space around it"),
        ("CHAT505", {"RelatedContactId": "a"}, "is no UUID, as the ids of contacts are"),
    ],
)
def test_what_is_wrong_with_an_id_is_said(rule: str, request_: dict[str, Any], words: str) -> None:
    (problem,) = problems(rule, request_)
    assert problem.detail.startswith(words)


@pytest.mark.parametrize("suffix", [":$LATEST", ":$SAVED"])
@pytest.mark.parametrize("flow", [FLOW, FLOW_ARN])
def test_a_version_is_named_though_it_looks_like_a_placeholder(flow: str, suffix: str) -> None:
    (problem,) = problems("CHAT502", {"ContactFlowId": flow + suffix})
    assert problem.path == ("ContactFlowId",)
    assert suffix in problem.detail


@pytest.mark.parametrize("flow", ["${FLOW}:$LATEST", "$FLOW", "flow:$LATEST", f"{FLOW}:$OTHER"])
def test_before_a_placeholder_nothing_is_sure(flow: str) -> None:
    assert problems("CHAT502", {"ContactFlowId": flow}) == []


@pytest.mark.parametrize(
    ("instance", "flow", "differing"),
    [
        (FLOW, FLOW_ARN, "instance"),
        (INSTANCE_ARN.replace(INSTANCE, FLOW), FLOW_ARN, "instance"),
        (INSTANCE_ARN.replace("1111", "4444"), FLOW_ARN, "account"),
        (INSTANCE_ARN.replace("arn:aws:", "arn:aws-us-gov:"), FLOW_ARN, "partition"),
        (INSTANCE_ARN, FLOW_ARN, None),
        (INSTANCE.upper(), FLOW_ARN, None),
        (INSTANCE_ARN, FLOW, None),
        (FLOW, INSTANCE_ARN, None),
        ("shop", FLOW_ARN, None),
        ("${INSTANCE}", FLOW_ARN, None),
        (NonJsonValue("tag", "!Ref"), FLOW_ARN, None),
        (None, FLOW_ARN, None),
    ],
)
def test_a_flow_of_another_instance(instance: object, flow: str, differing: str | None) -> None:
    found = problems("CHAT503", {"InstanceId": instance, "ContactFlowId": flow})
    assert [problem.detail for problem in found] == ([differing] if differing else [])
    assert all(problem.related[0].path == ("InstanceId",) for problem in found)


def test_the_other_place_is_shown() -> None:
    (problem,) = problems("CHAT504", {"InstanceId": FLOW, "ContactFlowId": FLOW.upper()})
    assert [related.path for related in problem.related] == [("InstanceId",)]


def test_each_contact_id_is_looked_at_by_itself() -> None:
    request = {
        "RelatedContactId": "first",
        "PersistentChat": {"SourceContactId": "second"},
        "Attributes": {"RelatedContactId": "third"},
    }
    assert [problem.path for problem in problems("CHAT505", request)] == [
        ("RelatedContactId",),
        ("PersistentChat", "SourceContactId"),
    ]


def test_an_error_at_an_id_says_enough() -> None:
    too_long = "x" * 101
    text = f"InstanceId: {too_long}\nContactFlowId: ''\nParticipantDetails: {{DisplayName: Jane}}\n"
    assert [rule for rule, _ in messages(text)] == ["CHAT107", "CHAT106"]


def test_what_a_person_reads() -> None:
    text = f"InstanceId: {INSTANCE_ARN}\nContactFlowId: a\nParticipantDetails: {{DisplayName: b}}\n"
    assert messages(text) == [
        (
            "CHAT501",
            # A value is cut at 80 characters.
            f"`{INSTANCE_ARN[:79]}…` is an ARN; the id is its last part; "
            f"did you mean `{INSTANCE}`?",
        ),
        ("CHAT502", "`a` is neither a UUID nor the ARN of a flow"),
    ]


texts = st.one_of(
    st.text(max_size=5),
    st.lists(
        st.sampled_from([INSTANCE, FLOW, INSTANCE_ARN, "/contact-flow/", ":$LATEST", "${X}", " "]),
        max_size=3,
    ).map("".join),
)
scalars = st.one_of(
    texts,
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.builds(NonJsonValue, st.sampled_from(["date", "number", "tag"]), texts),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)
requests = st.fixed_dictionaries(
    {},
    optional={
        "InstanceId": values,
        "ContactFlowId": values,
        "RelatedContactId": values,
        "PersistentChat": st.one_of(values, st.dictionaries(st.just("SourceContactId"), values)),
    },
)


@settings(max_examples=examples(300), deadline=None)
@given(request=requests)
def test_nothing_makes_them_stumble(request: dict[str, Any]) -> None:
    for rule in RULES:
        for problem in problems(rule, request):
            assert isinstance(problem.value, str)
            assert problem.value
