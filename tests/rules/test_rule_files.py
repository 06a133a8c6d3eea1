"""Rule files: what they may say, and what is told of one that goes wrong."""

import json
from pathlib import Path
from textwrap import dedent

import pytest

from chatlint.model.diagnostic import Severity
from chatlint.model.errors import UserError
from chatlint.rules.kinds import standard_vocabulary
from chatlint.rules.kinds.kind import Vocabulary
from chatlint.rules.loader import load_api, load_rules, load_shipped_rules, shipped_folder
from chatlint.rules.rule import Rule

GOOD = """\
schema: 1
id: TEAM001
name: short-name
severity: warning
summary: The display name is short.
rationale: Agents see it in a narrow column.
source: https://wiki.example.com/chat
at: ParticipantDetails.DisplayName
check: {maxlength: 10}
message: "{value} is longer than 10 characters"
examples:
  good: ["ParticipantDetails: {DisplayName: Jane}"]
  bad: ["ParticipantDetails: {DisplayName: «Jane Alexandra»}"]
"""


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return standard_vocabulary(load_api())


def _load(folder: Path, text: str, vocabulary: Vocabulary) -> list[Rule]:
    (folder / "TEAM001-short-name.yaml").write_text(dedent(text), encoding="utf-8")
    return load_rules(folder, vocabulary)


def test_a_good_file_becomes_a_rule(tmp_path: Path, vocabulary: Vocabulary) -> None:
    folder = tmp_path / "team"
    folder.mkdir()
    (rule,) = _load(folder, GOOD, vocabulary)
    assert (rule.id, rule.name, rule.group) == ("TEAM001", "short-name", "team")
    assert rule.at == ("ParticipantDetails", "DisplayName")
    assert len(rule.good) == len(rule.bad) == 1


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("message:", "mesage:", "10:1", 'unknown key "mesage"; did you mean "message"?'),
        ("severity: warning", "severity: fatal", "4:11", '"fatal" is none of error, warning, note'),
        ("severity: warning", "severity: ${X}", "4:11", '"${X}" is none of error, warning, note'),
        ("severity: warning", "severity: '{{x}}'", "4:11", '"{{x}}" is none of error, warning'),
        ("severity: warning", "severity: !Ref X", "4:11", "expected text"),
        ("schema: 1", "schema: ${X}", "1:9", "expected a whole number"),
        ("at: P", "mask: ${X}\nat: P", "8:7", '"${X}" is none of True, False, value'),
        ("at: P", "not-in: [moon]\nat: P", "8:10", '"moon" is none of plain, step-functions'),
        (
            "at: P",
            "fix: {title: a, safe: true, remove: '{{x}}'}\nat: P",
            "8:37",
            "none of True, repeat",
        ),
        ("id: TEAM001", "id: 7", "2:5", "expected text"),
        ("at: P", "at: p", "8:5", 'no member "participantDetails"; did you mean "Participant'),
        ("DisplayName\n", "DispName\n", "8:5", '"ParticipantDetails" has no member "DispName"'),
        ("DisplayName\n", "DisplayName.x\n", "8:5", '"DisplayName" has no member "x"'),
        ("at: P", "when: {Xyz: {maxlength: 1}}\nat: P", "8:8", 'a request has no member "Xyz"'),
        ("id: TEAM001", "id: team", "2:5", "does not match"),
        ("summary: The display name is short.\n", "", "1:1", 'missing key "summary"'),
        ("name: short-name", "name: shrt-name", "2:5", '"TEAM001-shrt-name.yaml"'),
        ("{maxlength: 10}", "{maxlenght: 10}", "9:9", 'in "maxlenght"'),
        ("{maxlength: 10}", "{maxlength: ten}", "9:9", 'in "maxlength"'),
        ("{maxlength: 10}", "{byte_budget: {}}", "9:9", 'in "byte_budget"'),
        ("{maxlength: 10}", "{reader: nonsense}", "9:17", "readers have no word"),
        ("{maxlength: 10}", "{anyof_regex: [a, (a+)+$]}", "9:26", "repeats a repetition"),
        ("{maxlength: 10}", "{noneof_regex: [(a+)+$]}", "9:24", "repeats a repetition"),
        ("{maxlength: 10}", "{anyof: [{oneof_regex: [(a+)+]}]}", "9:32", "repeats a rep"),
        ("{value} is", "{valeu} is", "10:10", 'unknown field "{valeu}"'),
        ("{value} is", "{value is", "10:10", "braces do not match"),
        ("at: P", "fix: {title: a, safe: yes, set: b}\nat: P", "8:23", "expected true or false"),
        ("at: P", "fix: {safe: true, set: b}\nat: P", "8:1", 'missing key "title"'),
        ("at: P", "fix: {title: a, safe: true}\nat: P", "8:6", "a fix says one of set, "),
        ("at: P", "fix: {title: a, safe: true, set: b, quote: true}\nat: P", "8:6", "one of set, "),
        ("at: P", "fix: {title: a, safe: true, renam: b}\nat: P", "8:29", 'did you mean "rename"?'),
        (
            "at: P",
            "fix: [{title: a, safe: true, remove: b}]\nat: P",
            "8:38",
            "none of True, repeat",
        ),
        ("at: P", "fix: [a]\nat: P", "8:7", "expected a mapping"),
        ("at: P", "fix: {title: a, safe: true, add: {to: b}}\nat: P", "8:29", '"items"'),
        ("schema: 1", "schema: 2", "1:9", '"2" is none of 1'),
        ("at: P", "when: {Attributes.x: {maxlenght: 1}}\nat: P", "8:23", 'in "maxlenght"'),
        ("summary: The", "summary: 'The", "5:10", "never closed"),
        ("id: TEAM001", "id: TEAM001\nid: TEAM001", "3:1", "stands here a second time"),
    ],
)
def test_a_mistake_is_told_with_its_place(
    tmp_path: Path, vocabulary: Vocabulary, old: str, new: str, place: str, words: str
) -> None:
    assert old in GOOD
    with pytest.raises(UserError) as caught:
        _load(tmp_path, GOOD.replace(old, new, 1), vocabulary)
    file = (tmp_path / "TEAM001-short-name.yaml").as_posix()
    told = str(caught.value).splitlines()
    assert any(line.startswith(f"{file}:{place}: ") and words in line for line in told), told


@pytest.mark.parametrize("count", [pytest.param(500, marks=pytest.mark.slow), 501])
def test_a_folder_has_an_end(tmp_path: Path, vocabulary: Vocabulary, count: int) -> None:
    for number in range(count):
        rule = GOOD.replace("TEAM001", f"TEAM{number:03}").replace("short-name", f"n{number}")
        (tmp_path / f"TEAM{number:03}-n{number}.yaml").write_text(rule)
    if count == 500:
        assert len(load_rules(tmp_path, vocabulary)) == 500
    else:
        with pytest.raises(UserError, match="holds more than 500 rule files"):
            load_rules(tmp_path, vocabulary)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("ConnectionTypes.0", '"ConnectionTypes" is a list; "*" means its items'),
        ("[SegmentAttributes, 'connect:Subtype', ValueStrin]", 'did you mean "ValueString"?'),
        ("SegmentAttributes.*.Value", '"*" has no member "Value"'),
        ("PersistentChat.*.x", '"*" has no member "x"'),
        ("Attributes.a.b", '"a" has no member "b"'),
        ("''", 'a request has no member ""'),
    ],
)
def test_a_path_that_leads_nowhere_is_a_mistake(
    tmp_path: Path, vocabulary: Vocabulary, path: str, words: str
) -> None:
    with pytest.raises(UserError) as caught:
        _load(tmp_path, GOOD.replace("ParticipantDetails.DisplayName", path, 1), vocabulary)
    assert ":8:5: " in str(caught.value)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "path",
    [
        *("[]", "'*'", "'**'", "'**.anything'", "Attributes.order.id", "Attributes.*"),
        *("ConnectionTypes.*", "SegmentAttributes.*.ValueList.*.ValueMap.x.ValueString"),
        *("'*.*'", "PersistentChat.*", "SegmentAttributes" + ".*" * 200),
    ],
)
def test_a_path_that_leads_somewhere_is_none(
    tmp_path: Path, vocabulary: Vocabulary, path: str
) -> None:
    path = path.replace("Attributes.order.id", "[Attributes, order.id]")
    assert _load(tmp_path, GOOD.replace("ParticipantDetails.DisplayName", path, 1), vocabulary)


def test_a_rule_may_have_several_fixes(tmp_path: Path, vocabulary: Vocabulary) -> None:
    fixes = "fix:\n- {title: a, safe: true, set: x}\n- {title: b, safe: false, remove: true}\n"
    (rule,) = _load(tmp_path, GOOD.replace("examples:", fixes + "examples:"), vocabulary)
    assert [(each.title, each.change) for each in rule.fixes] == [("a", "set"), ("b", "remove")]
    assert rule.fixable == "unsafe"


def test_all_mistakes_of_a_folder_are_told_at_once(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "TEAM002-other.yaml").write_text("- no rule\n", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        _load(tmp_path, GOOD.replace("at:", "att:").replace("id: TEAM001", "id: 1"), vocabulary)
    assert len(str(caught.value).splitlines()) == 3


def test_the_examples_come_last(tmp_path: Path, vocabulary: Vocabulary) -> None:
    with pytest.raises(UserError, match="11:1: the examples come last"):
        _load(tmp_path, GOOD + "supersedes: []\n", vocabulary)


def test_a_check_reads_the_same_rules_without_their_examples() -> None:
    for whole, head in zip(load_shipped_rules(examples=True), load_shipped_rules(), strict=True):
        assert whole._replace(good=(), bad=()) == head


def test_two_rules_cannot_share_an_id(tmp_path: Path, vocabulary: Vocabulary) -> None:
    other = GOOD.replace("name: short-name", "name: other")
    (tmp_path / "TEAM001-other.yaml").write_text(other, encoding="utf-8")
    with pytest.raises(UserError, match="TEAM001 is taken"):
        _load(tmp_path, GOOD, vocabulary)


def test_a_folder_without_rules_is_an_error(tmp_path: Path, vocabulary: Vocabulary) -> None:
    with pytest.raises(UserError, match="no rule files"):
        load_rules(tmp_path, vocabulary)


def test_a_missing_folder_is_an_error(tmp_path: Path, vocabulary: Vocabulary) -> None:
    with pytest.raises(UserError, match="no rule files"):
        load_rules(tmp_path / "nowhere", vocabulary)


def test_the_shipped_rules_hold_to_the_same_standard(vocabulary: Vocabulary) -> None:
    validated = load_rules(shipped_folder(), vocabulary)
    assert [rule.id for rule in validated] == [rule.id for rule in load_shipped_rules()]


def test_what_supersedes_names_rules_that_exist() -> None:
    rules = load_shipped_rules()
    known = {rule.id for rule in rules} | {"*"} | {severity.value for severity in Severity}
    assert {name for rule in rules for name in rule.supersedes} <= known


OPTIONAL = {
    ("byte_budget", "longest"),
    ("byte_budget", "near"),
    ("content_type", "others"),
    ("distinct_keys", "except"),
    ("key_charset", "prefix"),
    ("model", "advice"),
    ("model", "aliases"),
    ("model", "nonempty"),
    ("visible_characters", "keys_not_of"),
    ("visible_characters", "prose"),
}
ARGUMENTS = {
    (kind, name): argument
    for rule in load_shipped_rules()
    for kind, argument in rule.check.items()
    if isinstance(argument, dict)
    for name in argument
}


@pytest.mark.parametrize(("kind", "name"), ARGUMENTS)
def test_an_argument_is_whole(tmp_path: Path, vocabulary: Vocabulary, kind: str, name: str) -> None:
    less = {key: value for key, value in ARGUMENTS[kind, name].items() if key != name}
    text = GOOD.replace("{maxlength: 10}", json.dumps({kind: less}))
    if (kind, name) in OPTIONAL:
        _load(tmp_path, text, vocabulary)
        return
    with pytest.raises(UserError, match=f'in "{kind}'):
        _load(tmp_path, text, vocabulary)


@pytest.mark.parametrize(
    "check",
    [
        {"byte_budget": {"max": 9, "near": 0}},
        {"byte_budget": {"max": 9, "near": 100}},
        {"content_size": {"max": 9, "unit": "words"}},
        {"instance_id": False},
        {"known_to_target": False},
        {"personal_data": {**ARGUMENTS["personal_data", "phones"], "allow": [""]}},
    ],
)
def test_an_argument_makes_sense(
    tmp_path: Path, vocabulary: Vocabulary, check: dict[str, object]
) -> None:
    with pytest.raises(UserError, match=f'in "{next(iter(check))}'):
        _load(tmp_path, GOOD.replace("{maxlength: 10}", json.dumps(check)), vocabulary)


@pytest.mark.parametrize("near", [1, 99])
def test_an_argument_at_its_bounds(tmp_path: Path, vocabulary: Vocabulary, near: int) -> None:
    check = json.dumps({"byte_budget": {"max": 9, "near": near}})
    assert _load(tmp_path, GOOD.replace("{maxlength: 10}", check), vocabulary)
