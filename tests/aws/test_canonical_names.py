"""What a member holds is judged alike, however the member is spelled."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from effort import examples
from generated_requests import SPELLINGS, requests
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlint import Linter, Source
from chatlint.aws.canonical_names import canonicalize
from chatlint.aws.model import Shape
from chatlint.rules.loader import load_api

API = load_api()
LINTER = Linter()


def respell(value: Any, shape: Shape, spell: Callable[[str], str], which: set[str]) -> Any:
    """``value`` with the members in ``which`` spelled by ``spell``."""
    if isinstance(value, list) and shape.value:
        return [respell(item, API.shapes[shape.value], spell, which) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        spell(key) if key in shape.members and key in which else key: respell(
            item, API.shapes[shape.members.get(key) or shape.value], spell, which
        )
        for key, item in value.items()
    }


def found(request: dict[str, Any]) -> Counter[tuple[str, str]]:
    """Rule and pointer of each finding, the pointer without its spelling."""
    text = json.dumps(request, ensure_ascii=False)
    return Counter(
        (each.rule, re.sub("[-_\u200b]", "", each.location.pointer).lower())
        for each in LINTER.check(Source("a.json", text)).diagnostics
    )


MEMBERS = sorted({name for shape in API.shapes.values() for name in shape.members})


@settings(max_examples=examples(150), deadline=None)
@given(
    request=requests,
    spell=st.sampled_from(SPELLINGS),
    which=st.sets(st.sampled_from(MEMBERS), min_size=1),
)
def test_the_spelling_of_a_member_costs_no_finding_and_brings_one_of_its_own(
    request: dict[str, Any], spell: Callable[[str], str], which: set[str]
) -> None:
    # With these two it is a request to everybody, whatever else is in it.
    request = {"InstanceId": "${I}", "CustomerId": "${C}", **request}
    which = which - {"InstanceId", "CustomerId"}
    other = found(respell(request, API.root, spell, which))
    casing = {each: count for each, count in other.items() if each[0] == "CHAT103"}
    assert other - Counter(casing) == found(request)


@pytest.mark.parametrize(
    ("request_", "value", "written"),
    [
        ({"InstanceId": "a"}, {"InstanceId": "a"}, ("InstanceId",)),
        ({"instanceId": "a"}, {"InstanceId": "a"}, ("instanceId",)),
        (
            {"participantDetails": {"display-name": "a"}},
            {"ParticipantDetails": {"DisplayName": "a"}},
            ("participantDetails", "display-name"),
        ),
        (
            {"SegmentAttributes": {"a": {"valueList": [{"valueString": "b"}]}}},
            {"SegmentAttributes": {"a": {"ValueList": [{"ValueString": "b"}]}}},
            ("SegmentAttributes", "a", "valueList", 0, "valueString"),
        ),
    ],
)
def test_a_path_leads_back(
    request_: dict[str, Any], value: dict[str, Any], written: tuple[str | int, ...]
) -> None:
    view = canonicalize(request_, API)
    assert view.value == value
    right: Any = view.value
    path: list[str | int] = []
    while isinstance(right, (dict, list)):
        path.append(next(iter(right)) if isinstance(right, dict) else 0)
        right = right[path[-1]]  # type: ignore[index]
    assert view.original_path(tuple(path)) == written


@pytest.mark.parametrize(
    "request_",
    [
        {"InstanceId": "a", "instanceId": "b"},
        {"Attributes": {"instanceId": "a"}},
        {"SegmentAttributes": {"valueString": {}}},
        {"instance${X}Id": "a"},
        {"SegmentAttributes": {"Ref": "A"}},
        {"Instance": "a"},
    ],
)
def test_what_is_no_other_spelling_stays(request_: dict[str, Any]) -> None:
    assert canonicalize(request_, API).value is request_


def test_of_two_spellings_one_is_taken() -> None:
    view = canonicalize({"instanceId": "a", "instance_id": "b"}, API)
    assert view.value == {"InstanceId": "a", "instance_id": "b"}
