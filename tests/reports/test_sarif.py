"""The format sarif: by its schema, by what GitHub demands, and by what others make of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from cmarkgfm import github_flavored_markdown_to_html
from command import BROKEN, CLEAN, chatlint
from hypothesis import given
from hypothesis import strategies as st
from project import ROOT, git
from reports_fixture import ODD, REPORT, RULES, found, rendered

from chatlint.model.result import FileResult
from chatlint.reports.report import Report
from chatlint.reports.sarif import hash_lines
from chatlint.rules.loader import load_shipped_rules

SCHEMA = json.loads((ROOT / "tests/data/schemas/sarif-2.1.0-rtm.5.json").read_bytes())
VALIDATOR = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
WRONG_TYPE = "Attributes: {🧾: '🧾', vip: 1}\r\n"


def sarif(*arguments: str, cwd: Path) -> Any:
    """The only run that chatlint tells of, in a log that is valid and that GitHub takes."""
    log = json.loads(chatlint("check", "--format", "sarif", *arguments, cwd=cwd).stdout)
    assert_is_taken(log)
    return log["runs"][0]


def places(run: Any) -> list[str]:
    return [each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in run]


def assert_is_taken(log: Any) -> None:
    """Assert what the schema and GitHub's list of supported properties demand.

    Source: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
    """
    VALIDATOR.validate(log)
    assert log["$schema"].startswith("https://")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"]
    assert driver["semanticVersion"]
    assert len(driver["rules"]) <= 25_000
    ids = [rule["id"] for rule in driver["rules"]]
    assert ids == sorted(set(ids))
    for rule in driver["rules"]:
        assert 0 < len(rule["name"]) <= 255
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in ("note", "warning", "error")
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
        assert 0 < len(rule["properties"]["tags"]) <= 10
    for result in run["results"]:
        assert result["ruleId"] == driver["rules"][result["ruleIndex"]]["id"]
        assert result["level"] in ("note", "warning", "error")
        assert result["message"]["text"]
        assert result["partialFingerprints"]["primaryLocationLineHash"]
        (location,) = result["locations"]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert uri
        assert not uri.startswith(("/", "../"))
        region = location["physicalLocation"]["region"]
        start = (region["startLine"], region["startColumn"])
        assert (1, 1) <= start <= (region["endLine"], region["endColumn"])
    # The specification: in all results of a run, or in none.
    for name in ("suppressions", "baselineState"):
        assert len({name in result for result in run["results"]}) <= 1
    assert run["columnKind"] == "utf16CodeUnits"


def test_the_fixture_is_taken() -> None:
    log = json.loads(rendered("sarif"))
    assert_is_taken(log)
    levels = {result["level"] for result in log["runs"][0]["results"]}
    assert levels == {"error", "warning", "note"}


def test_a_report_without_anything_is_taken() -> None:
    assert_is_taken(json.loads(rendered("sarif", Report((), (), 0, (), (), ""))))


def test_every_rule_that_counts_is_listed() -> None:
    run = sarif("examples/broken", cwd=ROOT)
    assert run["tool"]["driver"]["rules"][0].keys() >= {"helpUri"}
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert ids == sorted(rule.id for rule in load_shipped_rules())
    fewer = sarif("examples/broken", "--ignore", "upkeep", cwd=ROOT)["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in fewer} == {each for each in ids if not each.startswith("CHAT9")}


def test_no_rule_s_markdown_holds_html() -> None:
    shipped = sarif("examples/broken", cwd=ROOT)["tool"]["driver"]["rules"]
    made_up = json.loads(rendered("sarif"))["runs"][0]["tool"]["driver"]["rules"]
    for rule in (*shipped, *made_up):
        shown = github_flavored_markdown_to_html(rule["help"]["markdown"])
        assert "raw HTML omitted" not in shown
        assert "<p>" in shown


# What github/codeql-action has in its own tests, src/fingerprints.test.ts.
HELLO = [
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    "c129715d7a2bc9a3:1",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
        (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", HELLO),
        (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", HELLO),
        (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", HELLO),
        (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", HELLO),
        (
            "Lorem ipsum dolor sit amet.\n" * 10,
            [
                *(f"a7f2ff13bc495cf2:{number}" for number in range(1, 7)),
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
    ],
)
def test_lines_hash_as_github_hashes_them(text: str, expected: list[str]) -> None:
    assert hash_lines(text) == expected


@given(st.text(st.sampled_from("ab \t\r\n🧾é"), max_size=250))
def test_a_hash_is_a_sum_over_a_hundred_code_units(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    hashes = hash_lines(text)
    assert len(hashes) == len(lines)
    for index, known in enumerate(hashes):
        rest = "\n".join(lines[index:]).replace(" ", "").replace("\t", "").encode("utf-16-le")
        units = [int.from_bytes(rest[at : at + 2], "little") for at in range(0, len(rest), 2)]
        window = [*units, 0xFFFF, *[0] * 100][:100]
        total = sum(unit * 37 ** (99 - at) for at, unit in enumerate(window)) % 2**64
        assert known.partition(":")[0] == f"{total:x}"


def test_a_hash_is_that_of_the_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(BROKEN)
    (result,) = sarif("a.yaml", cwd=tmp_path)["results"]
    prints = result["partialFingerprints"]
    assert prints["primaryLocationLineHash"] == hash_lines(BROKEN)[4]
    (tmp_path / "a.yaml").write_text("# a line above\n" + BROKEN)
    (moved,) = sarif("a.yaml", cwd=tmp_path)["results"]
    assert moved["partialFingerprints"] == prints


def test_a_fix_made_by_these_regions_is_what_chatlint_makes(tmp_path: Path) -> None:
    text = CLEAN.replace("\n", "\r\n").replace("InstanceId", "instanceid") + WRONG_TYPE
    (tmp_path / "a.yaml").write_bytes(text.encode())
    results = sarif("a.yaml", cwd=tmp_path)["results"]
    changes = [
        change
        for result in results
        for fix in result.get("fixes", ())
        if "(unsafe)" not in fix["description"]["text"]
        for change in fix["artifactChanges"]
    ]
    assert len(changes) == 2
    units = text.encode("utf-16-le")
    edits = [edit for change in changes for edit in change["replacements"]]
    for edit in sorted(edits, key=_place, reverse=True):
        start, end = _offsets(text, edit["deletedRegion"])
        units = units[:start] + edit["insertedContent"]["text"].encode("utf-16-le") + units[end:]
    chatlint("check", "--fix", "a.yaml", cwd=tmp_path)
    assert units.decode("utf-16-le").encode() == (tmp_path / "a.yaml").read_bytes()


def _place(edit: dict[str, Any]) -> tuple[int, int]:
    return edit["deletedRegion"]["startLine"], edit["deletedRegion"]["startColumn"]


def _offsets(text: str, region: dict[str, int]) -> tuple[int, int]:
    """Where ``region`` lies in ``text`` in UTF-16, in bytes."""
    lines = text.splitlines(keepends=True)
    starts = [len("".join(lines[:count]).encode("utf-16-le")) for count in range(len(lines) + 1)]
    return (
        starts[region["startLine"] - 1] + 2 * (region["startColumn"] - 1),
        starts[region["endLine"] - 1] + 2 * (region["endColumn"] - 1),
    )


def test_columns_count_code_units() -> None:
    (run,) = json.loads(rendered("sarif"))["runs"]
    units = ODD.text.encode("utf-16-le")
    underlined = []
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        if "%F0%9F%8C%99" in place["artifactLocation"]["uri"]:
            start, end = _offsets(ODD.text, place["region"])
            underlined.append(units[start:end].decode("utf-16-le"))
    two_lines = '"👋 one,\r\n    two|three"'
    assert underlined == ["ana@shop.example", "30", two_lines, '"🧾 No"', "1", ""]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a template in a folder, and a link to it."""
    top = tmp_path / "top"
    (top / "chats and more").mkdir(parents=True)
    (top / "chats and more" / "100%.yaml").write_text(BROKEN)
    (top / "link.yaml").symlink_to("chats and more/100%.yaml")
    (tmp_path / "outside.yaml").write_text(BROKEN)
    git("init", "-q", cwd=top)
    return top


@pytest.mark.parametrize(
    ("folder", "path"),
    [
        (".", "chats and more/100%.yaml"),
        ("chats and more", "100%.yaml"),
        (".", "link.yaml"),
        ("chats and more", "../link.yaml"),
    ],
)
def test_paths_are_those_of_the_repository(repository: Path, folder: str, path: str) -> None:
    (uri,) = places(sarif(path, cwd=repository / folder)["results"])
    assert uri == "chats%20and%20more/100%25.yaml"
    assert (repository / unquote(uri)).is_file()


def test_a_file_out_of_the_repository_has_an_absolute_uri(repository: Path) -> None:
    log = json.loads(
        chatlint("check", "--format", "sarif", "../outside.yaml", cwd=repository).stdout
    )
    (uri,) = places(log["runs"][0]["results"])
    assert uri == (repository.parent / "outside.yaml").resolve().as_uri()


def test_a_name_that_is_not_utf_8_keeps_its_bytes(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"gr\xfcn.yaml")).write_text(BROKEN)
    assert places(sarif(".", cwd=tmp_path)["results"]) == ["gr%FCn.yaml"]


def test_what_was_said_no_to_is_told_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        BROKEN.replace("30", "30  # chatlint: ignore[CHAT401]  short on purpose ")
    )
    (tmp_path / "b.json").write_text('{"InstanceId": "", "ContactFlowId": "${F}", "Nonsense": 1}')
    (tmp_path / ".chatlint.yaml").write_text(
        "suppress: [{path: b.json#/InstanceId, rules: [too-short], reason: a test}]\n"
    )
    results = sarif(".", "--ignore", "CHAT101", cwd=tmp_path)["results"]
    said = {result["ruleId"]: result["suppressions"] for result in results}
    assert said == {
        "CHAT401": [{"kind": "inSource", "justification": "short on purpose"}],
        "CHAT106": [{"kind": "external", "justification": "a test"}],
        "CHAT102": [],
    }
    (tmp_path / "a.yaml").write_text(BROKEN.replace("30", "30  # chatlint: ignore[CHAT401]"))
    run = sarif("a.yaml", cwd=tmp_path)
    assert [each["suppressions"] for each in run["results"]] == [[{"kind": "inSource"}]]


def test_findings_of_a_baseline_are_unchanged_and_others_new(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(BROKEN)
    assert "baselineState" not in sarif("a.yaml", cwd=tmp_path)["results"][0]
    chatlint("check", "a.yaml", "--baseline", "base.json", "--write-baseline", cwd=tmp_path)
    (tmp_path / "a.yaml").write_text(BROKEN + "Attributes: {vip: 1}\n")
    results = sarif("a.yaml", "--baseline", "base.json", cwd=tmp_path)["results"]
    states = {result["ruleId"]: result["baselineState"] for result in results}
    assert states == {"CHAT401": "unchanged", "CHAT104": "new"}


@pytest.mark.skipif(shutil.which("jq") is None, reason="needs jq")
def test_the_readme_says_how_to_take_accepted_findings_out() -> None:
    (program,) = re.findall(r"^jq '(.*)' ", (ROOT / "README.md").read_text(), re.MULTILINE)
    filtered = subprocess.run(
        ["jq", program], input=rendered("sarif"), capture_output=True, text=True, check=True
    )
    left = json.loads(filtered.stdout)["runs"][0]["results"]
    told = [each for checked in REPORT.checked for each in checked.diagnostics]
    assert [each["message"]["text"] for each in left] == [each.message for each in told]


def test_a_failure_is_a_notification(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CLEAN)
    (invocation,) = sarif("a.yaml", "no where.yaml", cwd=tmp_path)["invocations"]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert (told["level"], told["message"]["text"]) == ("error", "no such file or folder")
    (location,) = told["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "no%20where.yaml"
    (invocation,) = sarif("a.yaml", cwd=tmp_path)["invocations"]
    assert invocation == {"executionSuccessful": True, "toolExecutionNotifications": []}


def test_what_a_template_says_is_no_link() -> None:
    bait = found(ODD, "CHAT401", "30", "[click](https://evil.example) `${A}` {0}")
    report = Report((FileResult(ODD, 1, (bait,)),), (), 1, (), (), "", RULES)
    (run,) = json.loads(rendered("sarif", report))["runs"]
    (result,) = run["results"]
    assert result["message"]["text"] == "[click] (https://evil.example) `${A}` {0}"


def test_results_are_in_the_order_of_the_text() -> None:
    (run,) = json.loads(rendered("sarif"))["runs"]
    regions = [each["locations"][0]["physicalLocation"] for each in run["results"]]
    for one, other in pairwise(regions):
        if one["artifactLocation"] == other["artifactLocation"]:
            first, second = (each["region"] for each in (one, other))
            assert first["startLine"] <= second["startLine"]
    assert len(run["results"]) == sum(
        len(each.diagnostics) + len(each.suppressed) + len(each.baselined)
        for each in REPORT.checked
    )
