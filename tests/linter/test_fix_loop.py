"""Mending whole texts: what fixes come to together, and what they never do."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any

import pytest
from effort import examples
from generated_templates import ARN, DOCUMENTS, json_templates, templates
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlint.edits.apply import apply_fixes
from chatlint.linter.fixes.fix_loop import FixResult, fix_text
from chatlint.linter.linter import Linter
from chatlint.model.diagnostic import Diagnostic, Failure, Fix, Severity
from chatlint.model.document import Limits
from chatlint.model.result import FileResult
from chatlint.model.source import Source
from chatlint.parsers import parse
from chatlint.rules.loader import load_shipped_rules
from chatlint.rules.rule import Rule

LINTER = Linter()
BACKWARDS = Linter(rules=list(reversed(load_shipped_rules())))
START = "InstanceId: a\nContactFlowId: b\n"
WHOLE = START + "ParticipantDetails: {DisplayName: c}\n"


def mended(
    text: str, *, unsafe: bool = True, name: str = "a.yaml", by: Linter = LINTER
) -> FixResult:
    return fix_text(Source(name, text), by, unsafe=unsafe)


def applied(result: FixResult) -> list[str]:
    return [each.rule for each in result.applied]


def test_only_safe_fixes_unless_told_otherwise() -> None:
    text = f"instanceId: {ARN}\nContactFlowId: b\n"
    assert mended(text, unsafe=False).source.text == f"InstanceId: {ARN}\nContactFlowId: b\n"
    both = mended(text)
    assert both.source.text == f"InstanceId: {ARN.rpartition('/')[2]}\nContactFlowId: b\n"
    assert applied(both) == ["CHAT103", "CHAT501"]


def test_what_is_left_is_told_of_the_text_as_it_is_now() -> None:
    result = mended("# c\ninstanceId: a\nContactFlowId: ''\n")
    assert [each.rule for each in result.checked.diagnostics] == [
        each.rule for each in LINTER.check(result.source).diagnostics
    ]
    assert "CHAT106" in [each.rule for each in result.checked.diagnostics]


def test_a_clean_text_stays() -> None:
    result = mended('{"InstanceId": "${A}", "ContactFlowId": "${B}"}', name="a.json")
    assert (result.applied, result.left) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        "instanceId: a\nContactFlowId: [\n",
        "instanceId: a\nContactFlowId: *b\n",
        "instanceId: a\nContactFlowId: \x00\n",
        "instanceId: &a [*a]\nContactFlowId: b\n",
    ],
)
def test_a_text_with_a_reading_error_is_left_alone(text: str) -> None:
    result = mended(text)
    assert result.source.text == text
    assert result.applied == ()


def test_a_fix_that_would_bring_an_error_is_left_out_and_told() -> None:
    text = "InstanceId: null\nContactFlowId: b\nParticipantDetails: {DisplayName: 12}\n"
    result = mended(text)
    assert result.source.text == text.replace("12", '"12"')
    (left,) = result.left
    assert left.diagnostic.rule == "CHAT105"
    assert left.reason.startswith("there would then be CHAT101: ")


@pytest.mark.parametrize("choice", [{"select": ["CHAT105"]}, {"ignore": ["CHAT101"]}])
def test_an_error_counts_whose_rule_was_not_asked_for(choice: dict[str, Any]) -> None:
    text = WHOLE.replace("InstanceId: a", "InstanceId: null")
    result = mended(text, by=Linter(**choice))
    assert (result.source.text, applied(result)) == (text, [])
    assert [each.reason for each in result.left] == [
        "there would then be CHAT101: `InstanceId` is missing from the request"
    ]
    assert "CHAT101" not in [each.rule for each in result.checked.diagnostics]


def test_only_what_was_asked_for_is_mended() -> None:
    text = "instanceId: a\nContactFlowId: b\nAttributes: {a: 1}\nClientToken: x\n"
    result = mended(text, by=Linter(select=["CHAT103"]))
    assert result.source.text == text.replace("instanceId", "InstanceId")
    assert applied(result) == ["CHAT103"]


def test_an_error_that_comes_to_light_is_mended_in_its_turn() -> None:
    text = "InstanceId: a\nsupportedMessagingContentTypes: [text/markdown]\n"
    result = mended(text, unsafe=False)
    assert result.source.text == (
        "InstanceId: a\nSupportedMessagingContentTypes: [text/markdown, text/plain]\n"
    )
    assert applied(result) == ["CHAT103", "CHAT201"]


def test_an_error_that_comes_to_light_and_stays_keeps_a_fix_from_being_made() -> None:
    text = WHOLE + 'ChatDurationInMinutes: "30"\n'
    result = mended(text, unsafe=False)
    assert result.source.text == text
    assert ["CHAT401" in each.reason for each in result.left] == [True]
    assert mended(text, unsafe=True).source.text == WHOLE


def test_hope_that_comes_to_nothing_is_given_up() -> None:
    # Under its right name the null could be taken out, but then the member would be missing.
    text = "ConnectInstanceId: null\nContactFlowId: b\nAttributes: {a: 1}\n"
    result = mended(text)
    assert result.source.text == text.replace("1", '"1"')
    (left,) = result.left
    assert left.diagnostic.rule == "CHAT102"
    assert left.reason.startswith("there would then be CHAT105: ")


def test_hope_comes_back_when_what_stood_in_its_way_is_mended() -> None:
    minutes = "ChatDurationInMinutes: 10081\nContactFlowd: a\nChatDurationInMinuts: 10081\n"
    source = Source("a.yaml", f"InstanceId: ${{I}}\n{minutes}ContactFlowId: ${{F}}\n")
    once = fix_text(source, LINTER, unsafe=True)
    assert fix_text(once.source, LINTER, unsafe=True).source == once.source
    assert "10081" not in once.source.text


def test_one_null_in_the_place_of_another_is_no_gain() -> None:
    text = WHOLE.replace("ContactFlowId: b", "ContactFlow:") + "InitialMessage:\n"
    result = mended(text)
    assert result.source.text == WHOLE.replace("ContactFlowId: b", "ContactFlow:")
    assert [each.diagnostic.rule for each in result.left] == ["CHAT102"]


def test_an_error_that_a_comment_ignores_is_an_error_all_the_same() -> None:
    text = WHOLE.replace("InstanceId: a", "InstanceId: null  # chatlint: ignore[CHAT101,CHAT105]")
    result = mended(text + "Attributes: {a: 1}\n", unsafe=True)
    assert "InstanceId: null" in result.source.text
    assert 'a: "1"' in result.source.text


def test_a_fix_after_which_the_file_does_not_read_is_not_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def break_it(text: str, fixes: list[Fix]) -> tuple[str, list[int]]:
        right, made = apply_fixes(text, fixes)
        return (f"{right}[" if '"1"' in right else right), made

    monkeypatch.setattr("chatlint.linter.fixes.fix_loop.apply_fixes", break_it)
    text = WHOLE + "Attributes: {a: 1}\nclientToken: x\n"
    result = mended(text, unsafe=False)
    assert result.source.text == text.replace("clientToken", "ClientToken")
    (left,) = result.left
    assert (left.diagnostic.rule, left.reason) == ("CHAT104", "the file could not be read any more")


class _Faulty(Linter):
    """Says of texts with some word that rules fail there."""

    word = ""

    def check(self, source: Source, *, explicit: bool = True) -> FileResult:
        checked = super().check(source, explicit=explicit)
        failures = (
            Failure("a.yaml", "rule CHAT999 failed"),
            Failure("a.yaml", "rule CHAT998 failed"),
        )
        return checked._replace(failures=failures if self.word in source.text else ())


def test_a_fix_after_which_a_rule_fails_is_not_made() -> None:
    linter = _Faulty()
    linter.word = "InstanceId"
    text = WHOLE.replace("InstanceId", "instanceId") + "Attributes: {a: 1}\n"
    result = mended(text, by=linter)
    assert result.source.text == text.replace("1", '"1"')
    (left,) = result.left
    assert left.reason == "checking would fail: rule CHAT999 failed"
    linter.word = "nstanceId"  # it failed before, so that says nothing of a fix
    assert mended(text, by=linter).source.text == WHOLE + 'Attributes: {a: "1"}\n'


class _Counting(Linter):
    """Keeps what texts were checked, and how much was found."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[Source, int]] = []

    def check(self, source: Source, *, explicit: bool = True) -> FileResult:
        checked = super().check(source, explicit=explicit)
        self.seen.append((source, len(checked.diagnostics)))
        return checked


@pytest.mark.parametrize(
    ("text", "checks"),
    [
        (WHOLE, 1),
        (WHOLE + "Attributes: {a: 1}\n", 2),
        (WHOLE + "Attributes: {a: 1, b: 2, c: 3}\n", 2),
        (WHOLE.replace("InstanceId: a", "InstanceId: null"), 2),
        (WHOLE.replace("InstanceId: a", "InstanceId: null") + "Attributes: {a: 1}\n", 5),
    ],
)
def test_a_text_is_checked_no_oftener_than_there_is_to_try(text: str, checks: int) -> None:
    # The last one: as it is, with both, with the one, with the other, and the one once more.
    linter = _Counting()
    mended(text, by=linter)
    assert len(linter.seen) == checks


def chain(length: int) -> list[Rule]:
    """Rules that each put the next name in the place of one."""
    told = {"name": "own", "severity": "warning", "summary": "s", "rationale": "r", "source": "s"}
    return [
        Rule.from_mapping(
            {
                **told,
                "id": f"TEAM{number:03}",
                "at": "CustomerId",
                "check": {"forbidden": [f"c{number}"]},
                "fix": {"title": "t", "safe": True, "set": f"c{number + 1}"},
            },
            f"team/TEAM{number:03}-own.yaml",
        )
        for number in range(length)
    ]


def test_there_are_ten_rounds() -> None:
    result = mended("InstanceId: a\nCustomerId: c0\n", by=Linter(rules=chain(12)))
    assert result.source.text == "InstanceId: a\nCustomerId: c10\n"
    assert len(result.applied) == 10
    assert [each.fix is not None for each in result.checked.diagnostics] == [True]


def test_what_another_stands_in_the_way_of_has_its_turn_when_that_does_harm() -> None:
    told = {"name": "own", "severity": "warning", "summary": "s", "rationale": "r", "source": "s"}
    told |= {"at": "ContactFlowId"}
    out = {"title": "t", "safe": True, "remove": True}
    other = {"title": "t", "safe": True, "set": "c"}
    checks = {
        "TEAM001": {"check": {"forbidden": ["b"]}, "fix": out},
        "TEAM002": {"check": {"forbidden": ["b"]}, "fix": other},
    }
    own = [
        Rule.from_mapping({**told, "id": i, **c}, f"team/{i}-own.yaml") for i, c in checks.items()
    ]
    result = mended(WHOLE, by=Linter(rules=[*load_shipped_rules(), *own]))
    assert result.source.text == WHOLE.replace("b", "c")
    assert (applied(result), result.left) == (["TEAM002"], ())


@pytest.mark.parametrize(("more", "tries"), [(-1, 3), (0, 3), (1, 4)])
def test_a_try_takes_its_text_and_so_much_for_each_finding(
    monkeypatch: pytest.MonkeyPatch, more: int, tries: int
) -> None:
    text = "- InstanceId: null\n  ContactFlowId: b\n" * 20
    freely, bounded = _Counting(), _Counting()
    mended(text, by=freely)
    effort = sum(len(each.text) + 15 * found for each, found in freely.seen[1:4])
    monkeypatch.setattr("chatlint.linter.fixes.fix_loop._EFFORT", effort + more)
    mended(text, by=bounded)
    assert bounded.seen == freely.seen[: 1 + tries]


def test_what_an_alias_repeats_is_left_and_told() -> None:
    text = "- &a\n  instanceId: a\n  ContactFlowId: b\n- *a\n- <<: *a\n  Attributes: {a: 1}\n"
    result = mended(text)
    assert result.source.text == text.replace("1", '"1"')
    assert [(each.diagnostic.rule, each.reason) for each in result.left] == [
        ("CHAT103", "an alias repeats its text elsewhere")
    ]


def test_what_is_to_be_mended_by_hand_is_told_where_its_fix_was_asked_for() -> None:
    text = "c.start_chat_contact(InstanceId='a', ContactFlowId='b', ChatDurationInMinutes=30)\n"
    safe, both = (mended(text, name="a.py", unsafe=unsafe).left for unsafe in (False, True))
    assert [each.diagnostic.rule for each in safe] == []
    assert [each.diagnostic.rule for each in both] == ["CHAT401"]


def test_two_keys_do_not_become_one() -> None:
    text = "instanceId: a\ninstance_id: b\nContactFlowId: c\n"
    result = mended(text)
    assert result.source.text == text
    assert [each.diagnostic.rule for each in result.left] == ["CHAT103", "CHAT103"]


@pytest.mark.slow
def test_a_text_full_of_harmful_fixes_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "- InstanceId: null\n  ContactFlowId: b\n" * 200
    monkeypatch.setattr("chatlint.linter.fixes.fix_loop._EFFORT", 100 * len(text))
    result = mended(text)
    assert result.source.text == text
    assert [each.diagnostic.rule for each in result.left] == ["CHAT105"] * 200
    reasons = {each.reason.partition(":")[0] for each in result.left}
    assert reasons == {
        "the file would hold no request any more",
        "too many fixes of this file do harm",
    }


def test_what_was_mended_before_it_was_too_much_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    harmful = "- InstanceId: null\n  ContactFlowId: b\n  ParticipantDetails: {DisplayName: c}\n"
    text = "- InstanceId: a\n  contactFlowId: b\n  ParticipantDetails: {DisplayName: c}\n"
    monkeypatch.setattr("chatlint.linter.fixes.fix_loop._EFFORT", 50 * len(harmful * 20))
    result = mended(text + harmful * 20)
    assert result.source.text == text.replace("contactFlowId", "ContactFlowId") + harmful * 20
    assert applied(result) == ["CHAT103"]
    assert [each.diagnostic.rule for each in result.left] == ["CHAT105"] * 20
    assert {each.reason for each in result.left} == {"too many fixes of this file do harm"}


def test_all_entries_can_go_one_after_the_other() -> None:
    text = WHOLE + "Attributes:\n" + "".join(f"  a{n}: null\n" for n in range(30))
    result = mended(text)
    assert result.source.text == WHOLE + "Attributes: {}\n"
    assert len(result.applied) == 30


def test_several_fixes_go_into_one_list() -> None:
    text = (
        "InstanceId: a\n"
        "InitialMessage: {ContentType: text/markdown, Content: Hi}\n"
        "SegmentAttributes: {connect:Subtype: {ValueString: connect:Guide}}\n"
        "SupportedMessagingContentTypes: [application/json, application/json]\n"
    )
    result = mended(text)
    types = parse(result.source, Limits()).parsed.values[0]["SupportedMessagingContentTypes"]
    assert sorted(types) == [
        "application/json",
        "application/vnd.amazonaws.connect.message.interactive",
        "application/vnd.amazonaws.connect.message.interactive.response",
        "text/markdown",
        "text/plain",
    ]


def test_every_request_of_a_file_is_mended() -> None:
    stream = "instanceId: a\nContactFlowId: b\n---\n- InstanceId: c\n  contact_flow_id: d\n"
    result = mended(stream)
    assert result.source.text == (
        "InstanceId: a\nContactFlowId: b\n---\n- InstanceId: c\n  ContactFlowId: d\n"
    )


def test_a_list_is_made_in_its_own_request() -> None:
    message = "InitialMessage: {ContentType: text/markdown, Content: Hi}\n"
    text = (
        "- InstanceId: a\n  ContactFlowId: b\n  " + message + "- InstanceId: c\n  Attributes: {}\n"
    )
    lines = mended(text).source.text.splitlines()
    assert lines[3:7] == [
        "  SupportedMessagingContentTypes:",
        "    - text/plain",
        "    - text/markdown",
        "- InstanceId: c",
    ]


def test_a_comment_that_ignores_nothing_any_more_goes_too() -> None:
    text = WHOLE + "Attributes: {}  # chatlint: ignore[CHAT104] later\n"
    assert mended(text, unsafe=False).source.text == WHOLE + "Attributes: {}\n"


# -- generated templates ------------------------------------------------------------------------


SOURCES = templates().map(partial(Source, "a.yaml")) | json_templates().map(
    partial(Source, "a.json")
)


@DOCUMENTS
@given(SOURCES, st.booleans())
def test_mending_twice_is_mending_once(source: Source, unsafe: bool) -> None:
    once = fix_text(source, LINTER, unsafe=unsafe).source
    assert fix_text(once, LINTER, unsafe=unsafe).source == once


@DOCUMENTS
@given(SOURCES, st.booleans())
def test_a_mended_text_reads_and_is_no_worse(source: Source, unsafe: bool) -> None:
    result = fix_text(source, LINTER, unsafe=unsafe)
    before, after = LINTER.check(source), LINTER.check(result.source)
    assert after == result.checked
    known = {each.fingerprint for each in before.diagnostics}
    mended_ones = (each for each in result.applied if each.fingerprint in known)
    assert errors_of(after.diagnostics) + errors_of(mended_ones) <= errors_of(before.diagnostics)


def errors_of(found: Iterable[Diagnostic]) -> Counter[str]:
    return Counter(each.rule for each in found if each.severity is Severity.ERROR)


@settings(DOCUMENTS, max_examples=examples(50))
@given(SOURCES)
def test_the_order_of_rules_changes_nothing(source: Source) -> None:
    forwards, backwards = (fix_text(source, by, unsafe=True) for by in (LINTER, BACKWARDS))
    assert backwards.source == forwards.source


@settings(DOCUMENTS, max_examples=examples(50))
@given(SOURCES)
def test_what_is_not_in_an_edit_stays(source: Source) -> None:
    fixes = [each.fix for each in LINTER.check(source).diagnostics if each.fix]
    text, made = apply_fixes(source.text, fixes)
    edits = sorted((edit for index in made for edit in fixes[index].edits), key=lambda e: e.span)
    rest = text
    end = 0
    for span, inserted in edits:
        for kept in (source.text[end : span.start], inserted):
            assert rest.startswith(kept)
            rest = rest[len(kept) :]
        end = span.end
    assert rest == source.text[end:]


@DOCUMENTS
@given(templates())
def test_each_fix_changes_its_value_and_no_other(text: str) -> None:
    _each_fix_changes_its_value_and_no_other(Source("a.yaml", text))


@DOCUMENTS
@given(json_templates())
def test_each_fix_of_json_changes_its_value_and_no_other(text: str) -> None:
    _each_fix_changes_its_value_and_no_other(Source("a.json", text))


def _each_fix_changes_its_value_and_no_other(source: Source) -> None:
    checked = LINTER.check(source)
    if not parse(source, Limits()).parsed.values:
        return
    for diagnostic in checked.diagnostics:
        if diagnostic.fix:
            after = by_hand(source, diagnostic.fix)
            old, new = value_of(source), value_of(after)
            assert new == expected(old, new, diagnostic), (source.text, diagnostic, after.text)


def by_hand(source: Source, fix: Fix) -> Source:
    """The text after ``fix``, from its end to its beginning."""
    text = source.text
    for edit in sorted(fix.edits, key=lambda edit: edit.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return Source(source.name, text)


def value_of(source: Source) -> Any:
    (value,) = parse(source, Limits()).parsed.values
    return value


def expected(old: Any, new: Any, diagnostic: Diagnostic) -> Any:
    """``old`` after what the fix says it does, with what only ``new`` can tell."""
    rule = next(rule for rule in LINTER.rules if rule.id == diagnostic.rule)
    assert diagnostic.fix
    change = next(r.change for r in rule.fixes if r.title == diagnostic.fix.title)
    if rule.reader == "unused-suppression":
        return old
    result = copy.deepcopy(old)
    if change == "add":
        (name,) = {key for key in new if new[key] != old.get(key)}
        kept = old.get(name, ["text/plain"])
        assert new[name][: len(kept)] == kept
        return {**old, name: new[name]}
    holder, now = result, new
    *steps, last = [step_of(each) for each in diagnostic.location.pointer.split("/")[1:]]
    for step in steps:
        holder, now = holder[step], now[step]
    if change == "remove":
        del holder[last]
    elif change == "rename":
        (name,) = set(now) - set(holder)
        holder[name] = holder.pop(last)
    else:
        assert not isinstance(now[last], (dict, list)) or rule.reader
        holder[last] = now[last]
    return result


def step_of(token: str) -> str | int:
    """A step of a JSON Pointer; the templates have no keys of digits."""
    return int(token) if token.isdigit() else token.replace("~1", "/").replace("~0", "~")


@settings(max_examples=examples(200), deadline=None)
@given(templates(), st.sets(st.sampled_from(sorted(rule.id for rule in LINTER.rules)), max_size=9))
def test_what_counts_is_part_of_everything(text: str, ignored: set[str]) -> None:
    some = Linter(ignore=ignored)
    source = Source("a.yaml", text)
    assert some.filter_selected(some.with_all_rules.check(source)) == some.check(source)
