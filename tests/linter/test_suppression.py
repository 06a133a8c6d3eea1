"""Comments that say no to findings: what they cover, and what is told of those that do not."""

from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from command import BROKEN, CLEAN, chatlint
from hypothesis import given
from hypothesis import strategies as st

from chatlint import Linter, Source
from chatlint.model.result import FileResult
from chatlint.reports.report import build_report

HEAD = "InstanceId: ${INSTANCE}\nContactFlowId: ${FLOW}\nParticipantDetails: {DisplayName: Jane}\n"
LINTER = Linter()


def check(text: str, name: str = "a.yaml", **options: Any) -> FileResult:
    return (Linter(**options) if options else LINTER).check(Source(name, text))


def told(text: str, name: str = "a.yaml", **options: Any) -> list[tuple[str, str]]:
    """Each finding's rule and what it underlines."""
    checked = check(text, name, **options)
    return [(each.rule, text[each.span.start : each.span.end]) for each in checked.diagnostics]


def silenced(text: str) -> list[str]:
    """The rules whose findings are suppressed, where nothing else is told."""
    checked = check(text)
    assert [each.message for each in checked.diagnostics] == []
    return [each.diagnostic.rule for each in checked.suppressed]


# Each suppresses all findings there are, and covers no more than it must to do so.
SILENT = {
    "on a key's line": ("Attributes: {a: 1}  # chatlint: ignore[CHAT104] why\n", ["CHAT104"]),
    "without a reason": ("Attributes: {a: 1} # chatlint: ignore[CHAT104]\n", ["CHAT104"]),
    "without blanks": ("Attributes: {a: 1} #chatlint:ignore[CHAT104]\n", ["CHAT104"]),
    "by name": ("Attributes: {a: 1} # chatlint: ignore[wrong-type]\n", ["CHAT104"]),
    "behind another comment": (
        "Attributes: {a: 1} # noqa # chatlint: ignore[CHAT104]\n",
        ["CHAT104"],
    ),
    "for what is below": (
        "Attributes: # chatlint: ignore[CHAT104]\n  a: 1\n  b: 2\n",
        ["CHAT104", "CHAT104"],
    ),
    "on an inner key's line": ("Attributes:\n  a: 1 # chatlint: ignore[CHAT104]\n", ["CHAT104"]),
    "on the value's line": ("Attributes:\n  a:\n    1 # chatlint: ignore[CHAT104]\n", ["CHAT104"]),
    "alone above an entry": ("# chatlint: ignore[CHAT104]\n\nAttributes: {a: 1}\n", ["CHAT104"]),
    "alone and indented": (
        "Attributes:\n  # chatlint: ignore[CHAT104]\n  a: 1\n",
        ["CHAT104"],
    ),
    "alone behind another comment": (
        "Attributes:\n  # note # chatlint: ignore[CHAT104]\n  a: 1\n",
        ["CHAT104"],
    ),
    "alone above a value": (
        "Attributes:\n  a:\n    # chatlint: ignore[CHAT104]\n    1\n",
        ["CHAT104"],
    ),
    "two alone": (
        "# chatlint: ignore[CHAT104]\n# chatlint: ignore[CHAT303]\nAttributes: {a b: 1}\n",
        ["CHAT303", "CHAT104"],
    ),
    "several rules": (
        "Attributes: {a b: 1} # chatlint: ignore[CHAT104, attribute-key-charset]\n",
        ["CHAT303", "CHAT104"],
    ),
    "in flow": (
        "Attributes: {\n  a: 1, # chatlint: ignore[CHAT104]\n  b: x\n}\n",
        ["CHAT104"],
    ),
    "two entries on a line in flow": (
        "Attributes: {\n  a: 1, b: 2 # chatlint: ignore[CHAT104]\n}\n",
        ["CHAT104", "CHAT104"],
    ),
    "behind the header of a block": (
        "Attributes:\n  a b: | # chatlint: ignore[CHAT303]\n    x\n",
        ["CHAT303"],
    ),
    "behind a tagged header": (
        "Attributes:\n  a b: !!str | # chatlint: ignore[CHAT303]\n    x\n",
        ["CHAT303"],
    ),
    "between tag and value": (
        "Attributes:\n  a b: !!str # chatlint: ignore[CHAT303]\n    x\n",
        ["CHAT303"],
    ),
    "an empty value": ("Attributes: # chatlint: ignore[CHAT105]\n", ["CHAT105"]),
    "a key that is no text": ("Attributes:\n  1: x # chatlint: ignore[CHAT006]\n", ["CHAT006"]),
    "an unquoted hole": (
        "Attributes:\n  a: {{x}} # chatlint: ignore[CHAT006]\n",
        ["CHAT006"],
    ),
    "a duplicate": (
        "RelatedContactId: ${A}\nRelatedContactId: ${B} # chatlint: ignore[CHAT003]\n",
        ["CHAT003"],
    ),
    "an alias": (
        "Attributes: {a: &x y}\nChatDurationInMinutes: *x # chatlint: ignore[CHAT104]\n",
        ["CHAT104"],
    ),
    "a merge": (
        "Attributes:\n  <<: {a: 1} # chatlint: ignore[CHAT104]\n",
        ["CHAT104"],
    ),
}


@pytest.mark.parametrize(("text", "rules"), SILENT.values(), ids=SILENT)
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_a_comment_covers_what_begins_on_its_line_or_below(
    text: str, rules: list[str], line_break: str
) -> None:
    assert silenced((HEAD + text).replace("\n", line_break)) == rules


def test_no_comment_in_these_texts_is_without_need() -> None:
    for text, _ in SILENT.values():
        bare = HEAD + text.replace("chatlint:", "")
        assert check(bare).diagnostics, text


LIST = """\
SegmentAttributes:
  a:
    ValueList:
      - ValueString: 1
      - ValueString: 2  # chatlint: ignore[CHAT104]
      # chatlint: ignore[CHAT104]
      - ValueString: 3
      - # chatlint: ignore[CHAT104]
        ValueString: 4
      - ValueString:
          5
"""


def test_items_of_a_list() -> None:
    assert told(HEAD + LIST) == [("CHAT104", "1"), ("CHAT104", "5")]


def test_a_comment_covers_a_whole_item_but_not_its_brothers() -> None:
    text = "- Name: 1  # chatlint: ignore[CHAT104]\n  Value: 2\n- Value: 3\n"
    nested = "SupportedMessagingContentTypes:\n" + text
    assert [where for rule, where in told(HEAD + nested) if rule == "CHAT104"] == [
        "Value: 3",
    ]


def test_a_comment_does_not_cover_what_stands_beside() -> None:
    text = HEAD + dedent("""\
        Attributes:
          a: 1  # chatlint: ignore[CHAT104]
          b: 2
        # chatlint: ignore[CHAT104]
        ChatDurationInMinutes: long
        ClientToken: 3
        """)
    assert told(text) == [("CHAT104", "2"), ("CHAT104", "3")]


def test_a_missing_member_is_covered_where_it_is_told() -> None:
    assert silenced(
        "# chatlint: ignore[CHAT101] later\nInstanceId: ${A}\nContactFlowId: ${B}\n"
    ) == ["CHAT101"]
    text = HEAD.replace("DisplayName: Jane}", "} # chatlint: ignore[CHAT101]")
    assert silenced(text) == ["CHAT101"]
    text = "{InstanceId: 1, ContactFlowId: $B} # chatlint: ignore[CHAT101, CHAT104]"
    assert silenced(text) == ["CHAT101", "CHAT104"]


def test_what_an_alias_brings_is_covered_at_the_alias() -> None:
    text = HEAD + dedent("""\
        Attributes: &shared  # chatlint: ignore[CHAT104]
          a: 1
        SegmentAttributes: *shared
        """)
    ((rule, place),) = set(told(text))
    assert (rule, place) == ("CHAT104", "*shared")


def test_a_comment_at_the_top_covers_the_file() -> None:
    text = f"\n# by hand\n# chatlint: ignore-file[CHAT401] old\n---\n{BROKEN}---\n{BROKEN}"
    assert silenced(text) == ["CHAT401", "CHAT401"]


def test_a_comment_for_the_file_belongs_at_the_top() -> None:
    text = f"{CLEAN}# chatlint: ignore-file[CHAT401] old\nChatDurationInMinutes: 30\n"
    assert told(text) == [
        ("CHAT901", "# chatlint: ignore-file[CHAT401] old"),
        ("CHAT401", "30"),
    ]


def test_each_document_of_a_stream_has_its_comments() -> None:
    text = f"{BROKEN}---\n{CLEAN}ChatDurationInMinutes: 30 # chatlint: ignore[CHAT401]\n"
    (left,) = check(text).diagnostics
    assert (left.rule, left.location.document) == ("CHAT401", 0)
    text = f"{CLEAN}---\n{CLEAN}ChatDurationInMinutes: 90 # chatlint: ignore[CHAT401]\n"
    (left,) = check(text).diagnostics
    assert (left.rule, left.location.document) == ("CHAT901", 1)


def test_a_file_that_cannot_be_read_can_be_ignored_at_its_top_only() -> None:
    broken = f"{CLEAN}Attributes: {{% for %}}\n"
    assert [rule for rule, _ in told(broken)] == ["CHAT002"]
    assert silenced(f"# chatlint: ignore-file[CHAT002] rendered first\n{broken}") == ["CHAT002"]
    inside = broken.replace("\nAttr", "\n# chatlint: ignore[CHAT002]\nAttr")
    assert [rule for rule, _ in told(inside)] == ["CHAT002"]


def test_a_file_without_a_request_can_be_ignored() -> None:
    checked = check("# chatlint: ignore-file[CHAT005] soon\nservices: {}\n")
    assert checked.diagnostics == ()
    assert build_report([checked]).exit_code(None, skip_others=False) == 0


IN_SCALARS = [
    'a: "x # chatlint: ignore[CHAT401]"\n',
    "a: 'x # chatlint: ignore[CHAT401]'\n",
    'a: "x\n    # chatlint: ignore[CHAT401]"\n',
    "a: |\n    # chatlint: ignore[CHAT401]\n    x\n",
    "a: >-\n\n    # chatlint: ignore[CHAT401]\n",
    "a: !!str |2\n    # chatlint: ignore[CHAT401]\n",
    "a: x#chatlint:ignore[CHAT401]\n",
    "a: &b# x#chatlint:ignore[CHAT401]\n",
    "? 'a # chatlint: ignore[CHAT401]'\n  : b\n",
    "1: 'a # chatlint: ignore[CHAT401]'\n",
]


@pytest.mark.parametrize("scalar", IN_SCALARS)
def test_in_a_text_it_is_no_comment(scalar: str) -> None:
    text = f"{HEAD}Attributes:\n  {scalar}ChatDurationInMinutes: 30\n"
    rules = {rule for rule, _ in told(text, select=["CHAT401", "CHAT901"])}
    assert rules == {"CHAT401"}
    assert check(text).suppressed == ()


def test_json_has_no_comments() -> None:
    text = '{"InstanceId": "a", "ContactFlowId": "b # chatlint: ignore[CHAT101]"}'
    assert ("CHAT101", "{") in told(text, "a.json")
    assert "CHAT901" not in {rule for rule, _ in told(text, "a.json")}
    top = f"# chatlint: ignore-file[CHAT002]\n{text}"
    assert [rule for rule, _ in told(top, "a.json")] == ["CHAT002"]


def test_what_covers_nothing_is_told() -> None:
    text = f"{CLEAN}ChatDurationInMinutes: 90 # chatlint: ignore[CHAT401, CHAT104] x\n"
    assert told(text) == [("CHAT901", "CHAT401"), ("CHAT901", "CHAT104")]
    first, second = check(text).diagnostics
    assert first.message == "there is no finding of CHAT401 here to ignore"
    assert first.fingerprint != second.fingerprint


def test_only_the_id_that_covers_nothing_is_told() -> None:
    text = f"{CLEAN}ChatDurationInMinutes: 30 # chatlint: ignore[CHAT104, CHAT401]\n"
    assert told(text) == [("CHAT901", "CHAT104")]


def test_behind_the_last_entry_there_is_nothing_to_ignore() -> None:
    text = f"{BROKEN}# chatlint: ignore[CHAT401]\n"
    assert told(text) == [("CHAT401", "30"), ("CHAT901", "CHAT401")]


@pytest.mark.parametrize(
    "options",
    [
        {"select": ["CHAT104", "upkeep"]},
        {"ignore": ["CHAT401"]},
        {"ignore": ["unused-suppression"]},
        {"select": ["shape"]},
    ],
)
def test_rules_that_did_not_run_need_no_findings(options: dict[str, Any]) -> None:
    text = f"{CLEAN}ChatDurationInMinutes: 90 # chatlint: ignore[CHAT401]\n"
    assert told(text) == [("CHAT901", "CHAT401")]
    assert told(text, **options) == []


def test_without_a_target_no_member_can_be_too_new() -> None:
    text = f"{CLEAN}ConnectionTypes: [WEBSOCKET] # chatlint: ignore[CHAT904]\n"
    assert told(text) == []
    assert check(text, target="1.40").suppressed != ()
    assert told(text, target="1.44") == [("CHAT901", "CHAT904")]


@pytest.mark.parametrize(
    ("comment", "underlined", "words"),
    [
        ("ignore", "# chatlint: ignore", "name the rules to ignore in brackets"),
        ("ignore CHAT401", "# chatlint: ignore CHAT401", "name the rules to ignore in brackets"),
        ("ignore[] x", "# chatlint: ignore[] x", "name the rules to ignore in brackets"),
        ("ignore[ , ]", "# chatlint: ignore[ , ]", "name the rules to ignore in brackets"),
        ("ignore[CHAT401", "# chatlint: ignore[CHAT401", "name the rules to ignore in brackets"),
        ("ignore-line[CHAT401]", "# chatlint: ignore-line[CHAT401]", "there is no `ignore-line`"),
        ("ignore[CHAT4O1]", "CHAT4O1", "did you mean `CHAT401`?"),
        ("ignore[nonsense]", "nonsense", "`chatlint rules` lists them all"),
        ("ignore[chat]", "chat", "no rule has the id or name `chat`"),
        ("ignore[CHAT901]", "CHAT901", "`--ignore CHAT901` does"),
        ("ignore[CHAT401] until 2026-02-30", None, "is none of the calendar"),
        ("ignore[CHAT401] until 2026-1-1", None, "write it as 2026-12-31"),
    ],
)
def test_a_comment_that_cannot_be_followed_is_told(
    comment: str, underlined: str | None, words: str
) -> None:
    text = f"{CLEAN}ChatDurationInMinutes: 30  # chatlint: {comment}\n"
    (finding, unused) = check(text).diagnostics
    assert (finding.rule, unused.rule) == ("CHAT401", "CHAT901")
    expected = underlined or f"# chatlint: {comment}"
    assert text[unused.span.start : unused.span.end] == expected
    assert words in unused.message
    assert unused.fix is None


def test_the_other_rules_of_a_comment_are_ignored_all_the_same() -> None:
    text = f"{CLEAN}ChatDurationInMinutes: 30  # chatlint: ignore[CHAT4O1, CHAT401]\n"
    assert told(text) == [("CHAT901", "CHAT4O1")]


def test_other_comments_are_nobody_s_business() -> None:
    assert told(f"# chatlint: the linter\n{CLEAN}# see chatlint: ignore[CHAT401]\n") == []


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 12, 30), []),
        (date(2026, 12, 31), []),
        (date(2027, 1, 1), [("CHAT401", "30"), ("CHAT902", "until 2026-12-31")]),
    ],
)
def test_a_comment_ends_with_its_day(today: date, expected: list[tuple[str, str]]) -> None:
    reason = "the flow is being split, until 2026-12-31."
    text = f"{CLEAN}ChatDurationInMinutes: 30 # chatlint: ignore[CHAT401] {reason}\n"
    assert told(text, today=today) == expected


def test_without_a_day_given_it_is_today() -> None:
    text = f"{CLEAN}ChatDurationInMinutes: 30 # chatlint: ignore[CHAT401] until "
    assert told(f"{text}2020-01-01\n") == [("CHAT401", "30"), ("CHAT902", "until 2020-01-01")]
    assert told(f"{text}9999-12-31\n") == []


# A comment with what covers nothing, and the text when that is taken out.
REMOVALS = [
    ("ChatDurationInMinutes: 90  # chatlint: ignore[CHAT401] x\n", "ChatDurationInMinutes: 90\n"),
    ("ChatDurationInMinutes: 90  # a # chatlint: ignore[CHAT401] x\n", None),
    ("  # chatlint: ignore[CHAT401]\nChatDurationInMinutes: 90\n", "ChatDurationInMinutes: 90\n"),
    ("# chatlint: ignore[CHAT401]", ""),
    (
        "ChatDurationInMinutes: 30 # chatlint: ignore[CHAT104, CHAT401] x\n",
        "ChatDurationInMinutes: 30 # chatlint: ignore[CHAT401] x\n",
    ),
    (
        "ChatDurationInMinutes: 30 # chatlint: ignore[CHAT401, CHAT104] x\n",
        "ChatDurationInMinutes: 30 # chatlint: ignore[CHAT401] x\n",
    ),
]


@pytest.mark.parametrize(("text", "mended"), REMOVALS)
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_what_covers_nothing_can_be_taken_out(
    text: str, mended: str | None, line_break: str
) -> None:
    if mended is None:
        mended = "ChatDurationInMinutes: 90  # a\n"
    text, mended = ((CLEAN + each).replace("\n", line_break) for each in (text, mended))
    (unused,) = check(text).diagnostics
    assert unused.fix is not None
    assert unused.fix.safe
    (edit,) = unused.fix.edits
    fixed = text[: edit.span.start] + edit.text + text[edit.span.end :]
    assert fixed == mended
    assert check(fixed).diagnostics == ()


LINES = ["a: 1", "b: {c: 2}", "- 3", "  d: 4", "e:", "f: |", "# x", '"g": "h"', "? i", "? {j: 5}"]


@given(st.lists(st.sampled_from(LINES)))
def test_nothing_but_the_named_rule_is_touched(lines: list[str]) -> None:
    comment = "  # chatlint: ignore[CHAT104]"
    plain, marked = (
        HEAD + "Attributes:\n" + "".join(f"  {line}{end}\n" for line in lines)
        for end in ("", comment)
    )
    before = [rule for rule, _ in told(plain) if rule != "CHAT104"]
    after = check(marked)
    assert {each.diagnostic.rule for each in after.suppressed} <= {"CHAT104"}
    if "CHAT002" not in before:
        kept = [d.rule for d in after.diagnostics if d.rule not in ("CHAT104", "CHAT901")]
        assert kept == before


def test_thousands_of_comments_and_findings() -> None:
    comment = "# chatlint: ignore[CHAT104]\n"
    entries = "".join(f"  a{number}: 1 {comment}" for number in range(4000))
    assert len(silenced(f"{HEAD}Attributes:\n{entries}")) == 4000
    nested = f"{HEAD}{comment * 4000}Attributes: {{a: 1}}\n"
    assert len(silenced(nested)) == 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    comment = "# chatlint: ignore[CHAT401] until 9999-12-31"
    text = BROKEN.replace("30\n", f"30  {comment}\n")
    (tmp_path / "a.yaml").write_text(text)
    return tmp_path


def test_the_command_line_counts_what_is_suppressed(folder: Path) -> None:
    done = chatlint("check", "a.yaml", cwd=folder)
    assert (done.returncode, done.stdout) == (
        0,
        "No findings in 1 file (1 request); 1 suppressed.\n",
    )
    done = chatlint("check", "--format", "json", "a.yaml", cwd=folder)
    assert '"suppressed": 1,' in done.stdout


def test_an_expired_comment_fails_the_run(folder: Path) -> None:
    file = folder / "a.yaml"
    file.write_text(file.read_text().replace("9999", "2020"))
    done = chatlint("check", "--format", "concise", "a.yaml", cwd=folder)
    assert done.returncode == 1
    assert "a.yaml:5:24: error[CHAT401]" in done.stdout
    assert "warning[CHAT902] this comment ignores nothing any more: 2020-12-31 is over" in (
        done.stdout
    )
    ignored = chatlint("check", "--ignore", "CHAT401,CHAT902", "a.yaml", cwd=folder)
    assert ignored.returncode == 0


def test_a_secret_in_the_place_of_a_rule_is_masked() -> None:
    key = "AKIA" + "QYLPMN5HHHFPZAM2"
    (found,) = check(f"{HEAD}# chatlint: ignore[{key}]\n").diagnostics
    assert found.rule == "CHAT901"
    assert key not in str(found)
