"""What is said of attributes and segment attributes, beyond the examples of the rules."""

from __future__ import annotations

from typing import Any

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlint import Linter, Source
from chatlint.model.diagnostic import Problem
from chatlint.model.document import NonJsonValue
from chatlint.rules.kinds import standard_vocabulary
from chatlint.rules.loader import load_api, load_shipped_rules

VOCABULARY = standard_vocabulary(load_api())
RULES = {rule.id: rule for rule in load_shipped_rules()}
MINE = ("CHAT302", "CHAT306", "CHAT307", "CHAT308", "CHAT309", "CHAT310")
REQUEST = "InstanceId: a\nContactFlowId: b\nParticipantDetails: {DisplayName: c}\n"


def told(text: str, *rules: str) -> list[tuple[str, str]]:
    """Rule and message of what the whole linter finds in a request, of these rules."""
    checked = Linter(select=rules).check(Source("a.yaml", REQUEST + text))
    return [(each.rule, each.message) for each in checked.diagnostics]


def test_near_the_budget_the_largest_are_named() -> None:
    text = f"Attributes: {{a: {'x' * 20000}, b: {'y' * 6000}, c: z, d: {'é' * 200}}}"
    assert told(text, "attributes") == [
        (
            "CHAT302",
            "attributes take 26,405 of 32,768 bytes (80 %); largest: a 20,001, b 6,001, d 401",
        )
    ]


@pytest.mark.parametrize(
    ("sizes", "rules"),
    [
        ((26_212,), []),
        ((26_213,), ["CHAT302"]),
        ((32_766,), ["CHAT302"]),
        ((32_767,), ["CHAT301"]),
        ((32_768,), ["CHAT107"]),
        ((32_768, 10), ["CHAT107"]),
    ],
)
def test_of_one_budget_one_rule_speaks(sizes: tuple[int, ...], rules: list[str]) -> None:
    attributes = ", ".join(f"a{number}: {'x' * size}" for number, size in enumerate(sizes))
    found = told(f"Attributes: {{{attributes}}}", "CHAT107", "CHAT301", "CHAT302")
    assert [rule for rule, _ in found] == rules


@pytest.mark.parametrize("character", ["a", "é", "€", "😀"])
@pytest.mark.parametrize("place", ["key", "value"])
def test_a_budget_is_of_bytes(character: str, place: str) -> None:
    size = len(character.encode())
    text = character * 5
    value = {text: ""} if place == "key" else {"": text}

    def found(most: int) -> list[Problem]:
        return list(VOCABULARY.kinds["byte_budget"].find(value, {"max": most}, {}))

    assert found(5 * size) == []
    (problem,) = found(5 * size - 1)
    assert problem.detail.startswith(f"{5 * size:,} of {5 * size - 1:,} bytes; ")


@pytest.mark.parametrize(
    ("length", "shown"), [(39, "k" * 39), (40, "k" * 40), (41, "k" * 39 + "…")]
)
def test_a_long_key_is_cut_where_the_largest_are_named(length: int, shown: str) -> None:
    find = VOCABULARY.kinds["byte_budget"].find
    (problem,) = find({"k" * length: ""}, {"max": 1}, {})
    assert problem.detail.endswith(f"; largest: {shown} {length}")


@pytest.mark.parametrize(("length", "silent"), [(9, False), (10, False), (11, True)])
@pytest.mark.parametrize("place", ["key", "value"])
def test_what_is_too_long_by_itself_is_left_to_another_rule(
    place: str, length: int, silent: bool
) -> None:
    long = "x" * length
    value = {long: 5} if place == "key" else {"": long, "n": None}
    problems = VOCABULARY.kinds["byte_budget"].find(value, {"max": 8, "longest": 10}, {})
    assert bool(list(problems)) is not silent


CHARSET = {"characters": "[A-Za-z0-9_-]", "prefix": "connect:"}


@pytest.mark.parametrize(
    ("key", "detail", "suggestion"),
    [
        ("a b", "a space", "a_b"),
        (" a", "a space", "_a"),
        (" ", "a space", "_"),
        ("a.b c.d", "`.`, a space", "a_b_c_d"),
        ("a\tb\u00a0c", "a tab, a no-break space", ""),
        ("é", "`é`", ""),
        ("a\x07", "`\\x07`", "a_"),
        ("connect:", "`:`", ""),
        ("connect:a:b", "`:`", "connect:a_b"),
        ("Connect:a", "`:`", "Connect_a"),
    ],
)
def test_what_no_key_may_hold_is_named(key: str, detail: str, suggestion: str) -> None:
    value = {"fine": "", "${K} x": "", key: "", "": "", "connect:Subtype": "", "x y": ""}
    first, last = VOCABULARY.kinds["key_charset"].find(value, CHARSET, {})
    assert (first.path, first.part, first.detail) == ((key,), "key", detail)
    assert first.suggestion == suggestion
    assert last.path == ("x y",)


@pytest.mark.parametrize(
    ("value", "other", "speaks"),
    [
        ("a", "b", True),
        ("a", "", True),
        ("${A}", "${B}", True),
        ("a", None, False),
        (None, "b", False),
        ("a", {"Fn::If": ["C", "b", {"Ref": "AWS::NoValue"}]}, False),
        (NonJsonValue("tag", "!If [C, b, c]"), "b", False),
        ("a", [], True),
        ({"b": "c"}, 5, True),
    ],
)
def test_two_members_exclude_each_other(value: object, other: object, speaks: bool) -> None:
    found = list(VOCABULARY.kinds["not_beside"].find(value, "Other", {"Other": other}))
    assert [each.related[0].path for each in found] == [("Other",)] * speaks


def test_keys_that_differ_in_case_alone_are_told_one_by_one() -> None:
    keys = {
        "x:A": "",
        "x:a": "",
        "b": "",
        "${K}": "",
        "${k}": "",
        "B": "",
        "c": "",
        "d": "",
        "D": "",
    }
    value = {"none": None, "list": ["a", "A"], "keys": keys, "alone": {"a": "", "b": ""}}
    argument = {"members": ["gone", "none", "list", "alone", "keys"], "except": "x:"}
    found = VOCABULARY.kinds["distinct_keys"].find(value, argument, {})
    told_of = [(each.path, each.detail, each.related[0].path) for each in found]
    assert told_of == [(("keys", "B"), "b", ("keys", "b")), (("keys", "D"), "d", ("keys", "d"))]
    assert list(VOCABULARY.kinds["distinct_keys"].find(["a", "A"], argument, {})) == []


def test_what_is_no_text_takes_no_bytes() -> None:
    value: dict[str, Any] = {"ab": 5, "c": None, "d": {}}
    find = VOCABULARY.kinds["byte_budget"].find
    assert list(find(value, {"max": 4}, {})) == []
    (problem,) = find(value, {"max": 3}, {})
    assert problem.detail == "4 of 3 bytes; largest: ab 2, c 1, d 1"


def test_a_placeholder_makes_the_total_a_lower_bound() -> None:
    ((_, message),) = told(f"Attributes: {{a: '{'x' * 30000}${{REST}}'}}", "CHAT302")
    assert message.startswith("attributes take at least 30,001 of 32,768 bytes (91 %)")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            "{}",
            "has no value; give it one of ValueString, ValueMap, ValueInteger, ValueList "
            "and ValueArn",
        ),
        ("{ValueString: b, ValueInteger: 1}", "has ValueString and ValueInteger; keep one of them"),
        (
            "{ValueArn: b, valueMap: {}, ValueList: []}",
            "has ValueArn, ValueMap and ValueList; keep one of them",
        ),
    ],
)
def test_how_many_members_a_value_has_is_said(value: str, message: str) -> None:
    ((_, words),) = told(f"SegmentAttributes: {{a: {value}}}", "CHAT306")
    assert words == "SegmentAttributes.a " + message


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        ("{Value: b}", {"CHAT102"}),
        ("{valueString: b}", {"CHAT103"}),
        ("{ValueString: null}", {"CHAT105"}),
        ("text", {"CHAT104"}),
        ("[]", {"CHAT104"}),
        ("{ValueString: b, Value: c}", {"CHAT102"}),
        ("{ValueString: {}}", {"CHAT104"}),
        ("{ValueMap: {b: {}}}", {"CHAT306"}),
        ("{ValueString: b, ValueInteger: '${N}'}", {"CHAT306"}),
    ],
)
def test_another_fault_of_a_value_is_told_alone(value: str, rules: set[str]) -> None:
    found = told(f"SegmentAttributes: {{a: {value}}}", "shape", "CHAT306")
    assert {rule for rule, _ in found} == rules


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (
            "connect:Direction",
            "`connect:Direction` is documented, but not for StartChatContact; "
            "a new chat takes connect:Subtype and connect:CustomerAuthentication",
        ),
        (
            "connect:subtype",
            "`connect:subtype` is documented nowhere; a new chat takes connect:Subtype and "
            "connect:CustomerAuthentication; did you mean `connect:Subtype`?",
        ),
    ],
)
def test_a_system_attribute_is_unknown_or_not_for_chats(key: str, message: str) -> None:
    text = f"SegmentAttributes: {{{key}: {{ValueString: b}}}}"
    assert told(text, "attributes") == [("CHAT307", message)]


def test_a_key_is_not_suggested_for_itself() -> None:
    ((_, message),) = told('SegmentAttributes: {"connect:": {ValueString: b}}', "CHAT304")
    assert message.endswith("only letters, digits, - and _ are allowed")


@pytest.mark.parametrize("key", RULES["CHAT307"].check["system_keys"]["others"])
def test_what_is_documented_for_other_operations_is_told_so(key: str) -> None:
    ((_, message),) = told(f"SegmentAttributes: {{{key}: {{ValueString: b}}}}", "CHAT307")
    assert "is documented, but not for StartChatContact" in message


@pytest.mark.parametrize("channel", RULES["CHAT308"].check["other_channel"]["others"].items())
def test_what_another_subtype_marks_is_told(channel: tuple[str, str]) -> None:
    name, meaning = channel
    text = f"SegmentAttributes: {{connect:Subtype: {{ValueString: connect:{name}}}}}"
    ((_, message),) = told(text, "CHAT308")
    assert f" marks {meaning}; " in message


def test_a_key_with_other_characters_is_told_once() -> None:
    text = 'SegmentAttributes: {"connect:Sub type": {ValueString: connect:Guide}}'
    assert [rule for rule, _ in told(text, "attributes")] == ["CHAT304"]


def test_key_and_value_may_both_lack_the_prefix() -> None:
    found = told("SegmentAttributes: {Subtype: {ValueString: Guide}}", "attributes")
    assert found == [
        ("CHAT309", "`Subtype` lacks the prefix `connect:`; did you mean `connect:Subtype`?"),
        ("CHAT309", "`Guide` lacks the prefix `connect:`; did you mean `connect:Guide`?"),
    ]


def test_another_channel_under_a_bare_key_has_two_faults() -> None:
    found = told("SegmentAttributes: {Subtype: {ValueString: connect:SMS}}", "attributes")
    assert [rule for rule, _ in found] == ["CHAT309", "CHAT308"]
    assert found[1][1] == (
        "`connect:SMS` marks an SMS chat, which StartOutboundChatContact starts; "
        "leave it out, or write connect:Guide for a chat with guides"
    )


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        ("connect:Guide", ["CHAT305"]),
        ("connect:guide", ["CHAT309", "CHAT305"]),
        ("Connect:Guide", ["CHAT309", "CHAT305"]),
        ("'connect: Guide'", ["CHAT309", "CHAT305"]),
        ("guide", ["CHAT309", "CHAT305"]),
        ("connect:Chat", []),
        ("connect:chat", ["CHAT309"]),
        ("connect:sms", ["CHAT308"]),
        ("WebRTC", ["CHAT308"]),
        ("connect:Guides", ["CHAT308"]),
        ("guided", ["CHAT308"]),
        ("'connect:'", ["CHAT308"]),
        ("''", []),
        ("' '", []),
        ("'${SUBTYPE}'", []),
        ("'connect:${SUBTYPE}'", []),
    ],
)
def test_each_way_to_get_the_subtype_wrong_is_told(value: str, rules: list[str]) -> None:
    found = told(f"SegmentAttributes: {{connect:Subtype: {{ValueString: {value}}}}}", "attributes")
    assert sorted(rule for rule, _ in found) == sorted(rules)


def test_a_subtype_nobody_documents_is_told_so() -> None:
    ((_, words),) = told(
        "SegmentAttributes: {connect:Subtype: {ValueString: connect:Voice}}", "attributes"
    )
    assert words == (
        "`connect:Voice` is a subtype that nobody documents; "
        "leave it out, or write connect:Guide for a chat with guides"
    )


def test_the_key_that_came_first_is_shown() -> None:
    text = REQUEST + "Attributes:\n  orderId: a\n  OrderId: b\n"
    (each,) = Linter(select=["CHAT310"]).check(Source("a.yaml", text)).diagnostics
    (related,) = each.related
    assert text[each.span.start : each.span.end] == "OrderId"
    assert text[related.span.start : related.span.end] == "orderId"
    assert each.message == "`OrderId` differs from `orderId` in case alone; keep one of them"


KEYS = st.sampled_from(
    [
        *("a", "A", "Subtype", "connect:Subtype", "connect:subtype", "connect:X", "connect:"),
        *("ValueString", "valueString", "ValueMap", "ValueList", "ValueInteger", "Ref", "Fn::If"),
        *("Attributes", "SegmentAttributes", "${A}", "", "İ", "\ud800"),
    ]
)
VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=4),
        KEYS,
        st.sampled_from(["Guide", "connect:SMS", "SMS", "${X}", "x" * 40_000]),
        st.builds(NonJsonValue, st.sampled_from(["date", "number", "tag"]), st.just("!Ref")),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=examples(500), deadline=None)
@given(value=VALUES, rule=st.sampled_from(MINE))
def test_no_value_is_too_odd(value: Any, rule: str) -> None:
    for word, argument in RULES[rule].check.items():
        problems = list(VOCABULARY.kinds[word].find(value, argument, {"Attributes": value}))
        assert all(isinstance(problem, Problem) for problem in problems)
