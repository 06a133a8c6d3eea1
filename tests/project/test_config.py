"""Configurations, as whoever writes one meets them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

import pytest
from project import ROOT

from chatlint.cli.main import run
from chatlint.project.config.schema import KEYS

CLEAN = """\
InstanceId: ${INSTANCE_ID}
ContactFlowId: ${FLOW_ID}
ParticipantDetails:
  DisplayName: Jane
"""
SHORT = CLEAN + "ChatDurationInMinutes: 30\n"  # CHAT401
TOKEN = CLEAN + 'ClientToken: "12345"\n'  # CHAT404
REQUEST = {
    "InstanceId": "${INSTANCE_ID}",
    "ContactFlowId": "${FLOW_ID}",
    "ParticipantDetails": {"DisplayName": "Jane"},
}
HOUSE_RULE = """\
schema: 1
id: TEAM001
name: guest-only
severity: warning
summary: The display name is Guest.
rationale: Agents greet all guests alike.
source: https://wiki.example.com/chat
at: ParticipantDetails.DisplayName
check: {allowed: [Guest]}
message: "{value} is not Guest"
examples:
  good: ["ParticipantDetails: {DisplayName: Guest}"]
  bad: ["ParticipantDetails: {DisplayName: «Jane»}"]
"""


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def rules(self) -> list[str]:
        """The rules of what was found, in concise output."""
        return re.findall(r"^\S+: \w+\[(\w+)\]", self.out, re.M)


Chatlint = Callable[..., Done]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, which is the current folder."""
    folder = tmp_path / "repository"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def chatlint(
    here: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Chatlint:
    """Runs the command line in the current folder."""

    def call(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["chatlint", *arguments])
        code = run()
        return Done(code, *capfd.readouterr())

    return call


@pytest.fixture
def check(chatlint: Chatlint) -> Chatlint:
    """Runs ``chatlint check`` with a line a finding."""
    return lambda *arguments: chatlint("check", "--format", "concise", *arguments)


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(dedent(text), encoding="utf-8")


class TestFinding:
    def test_the_nearest_one_counts_and_no_other(self, check: Chatlint) -> None:
        write(
            {
                ".chatlint.yaml": "ignore: [CHAT401]\n",
                "a.yaml": SHORT,
                "sub/.chatlint.yaml": "ignore: [CHAT404]\n",
                "sub/a.yaml": SHORT,
                "sub/below/a.yaml": SHORT,
            }
        )
        assert re.findall(r"^\S+?(?=:)", check().out, re.M) == ["sub/a.yaml", "sub/below/a.yaml"]

    def test_a_bare_name_and_a_path_and_an_absolute_one_are_the_same(self, check: Chatlint) -> None:
        write({".chatlint.yaml": "ignore: [CHAT401]\n", "a.yaml": SHORT})
        for name in ("a.yaml", "./a.yaml", str(Path.cwd() / "a.yaml"), "."):
            assert check(name).code == 0

    def test_one_above_the_current_folder_counts(
        self, check: Chatlint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write({".chatlint.yaml": "ignore: [CHAT401]\n", "sub/a.yaml": SHORT})
        monkeypatch.chdir("sub")
        assert check("a.yaml").code == 0

    def test_none_above_the_repository_counts(self, check: Chatlint) -> None:
        write({"../.chatlint.yaml": "ignore: [CHAT401]\n", "a.yaml": SHORT})
        assert check("a.yaml").rules == ["CHAT401"]

    def test_without_a_repository_none_above_the_current_folder_counts(
        self, check: Chatlint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Path(".git").rmdir()
        write({".chatlint.yaml": "ignore: [CHAT401]\n", "sub/a.yaml": SHORT})
        assert check("sub").code == 0
        monkeypatch.chdir("sub")
        assert check(".").rules == ["CHAT401"]
        assert check("../sub/a.yaml").rules == ["CHAT401"]

    def test_the_table_in_pyproject(self, check: Chatlint) -> None:
        write({"pyproject.toml": '[tool.chatlint]\nignore = ["CHAT401"]\n', "a.yaml": SHORT})
        assert check("a.yaml").code == 0

    def test_a_pyproject_without_the_table_is_passed_by(self, check: Chatlint) -> None:
        write(
            {
                ".chatlint.yaml": "ignore: [CHAT401]\n",
                "sub/pyproject.toml": '[project]\ndependencies = ["chatlint"]\n',
                "sub/a.yaml": SHORT,
            }
        )
        assert check("sub/a.yaml").code == 0

    @pytest.mark.parametrize(
        "text",
        [
            '[tool . "chatlint"]\nignore = ["CHAT401"]\n',
            '[tool]\nchatlint = {ignore = ["CHAT401"]}\n',
            'tool.chatlint.ignore = ["CHAT401"]\n',
            'tool = {chatlint = {ignore = ["CHAT401"]}}\n',
            '["tool".chatlint]\nignore = ["CHAT401"]\n',
        ],
    )
    def test_the_table_in_any_spelling(self, check: Chatlint, text: str) -> None:
        write({"pyproject.toml": text, "a.yaml": SHORT})
        assert check("a.yaml").code == 0

    def test_a_broken_pyproject_that_does_not_speak_of_chatlint_is_none_of_ours(
        self, check: Chatlint
    ) -> None:
        write({"pyproject.toml": "[[[\n", "a.yaml": CLEAN})
        assert check("a.yaml").code == 0

    def test_beside_a_file_of_its_own_the_table_does_not_count(self, check: Chatlint) -> None:
        write(
            {
                ".chatlint.yaml": "ignore: [CHAT404]\n",
                "pyproject.toml": '[tool.chatlint]\nignore = ["CHAT401"]\n',
                "a.yaml": SHORT,
            }
        )
        assert check("a.yaml").rules == ["CHAT401"]

    def test_a_name_that_is_nearly_right_is_told(self, check: Chatlint) -> None:
        write({".chatlint.yml": "ignore: [CHAT401]\n", "a.yaml": SHORT})
        done = check("a.yaml")
        assert done.code == 2
        assert done.err.startswith("error: .chatlint.yml: ")
        assert "rename it to .chatlint.yaml" in done.err

    def test_config_names_the_one(self, check: Chatlint) -> None:
        write(
            {
                ".chatlint.yaml": "ignore: [CHAT401]\n",
                "base/main.yaml": "exclude: [sub/]\nignore: [CHAT404]\n",
                "a.yaml": SHORT,
                "sub/a.yaml": SHORT,
            }
        )
        done = check("--config", "base/main.yaml", ".")
        assert done.rules == ["CHAT401"]
        assert done.out.startswith("a.yaml:")
        assert check("--config", "none.yaml", ".").err == "error: none.yaml: no such file\n"

    def test_isolated_reads_none(self, check: Chatlint) -> None:
        write({".chatlint.yaml": "nonsense: [\n", "a.yaml": SHORT})
        assert check("--isolated", "a.yaml").rules == ["CHAT401"]

    def test_the_run_goes_by_the_one_nearest_the_current_folder(
        self, check: Chatlint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write({"sub/.chatlint.yaml": "fail-on: never\n", "sub/a.yaml": SHORT})
        assert check("sub").code == 1
        monkeypatch.chdir("sub")
        assert check(".").code == 0

    def test_standard_input_goes_by_its_name(
        self, check: Chatlint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        write({"sub/.chatlint.yaml": "ignore: [CHAT401]\n", "text": SHORT})
        for name, code in (("sub/a.yaml", 0), ("a.yaml", 1)):
            with open("text", encoding="utf-8") as file:
                monkeypatch.setattr(sys, "stdin", file)
                assert check("--stdin-filename", name, "-").code == code

    def test_verbose_says_which_counts_where(self, check: Chatlint) -> None:
        write({"sub/.chatlint.yaml": "exclude: [b.yaml]\n", "sub/a.yaml": CLEAN, "a.yaml": CLEAN})
        write({"sub/b.yaml": CLEAN})
        assert check("-v", ".").err.splitlines() == [
            "configuration of .: none",
            "configuration of sub: sub/.chatlint.yaml",
            "left out: sub/b.yaml: excluded by sub/.chatlint.yaml",
        ]


class TestFiles:
    def test_excluded_files_and_folders_are_left_out(self, check: Chatlint) -> None:
        write({".chatlint.yaml": "exclude: [drafts/, '/b.yaml', '!drafts/keep.yaml']\n"})
        write(dict.fromkeys(("b.yaml", "sub/b.yaml", "drafts/a.yaml", "x/drafts/a.yaml"), SHORT))
        assert check("--show-files").out == "sub/b.yaml\n  1:1 plain\n"

    def test_a_named_file_is_checked_unless_exclusion_is_forced(self, check: Chatlint) -> None:
        write({".chatlint.yaml": "exclude: [drafts/]\n", "drafts/a.yaml": SHORT, "b.yaml": CLEAN})
        assert check("drafts/a.yaml").code == 1
        assert check("drafts").code == 1
        assert check("--force-exclude", "drafts/a.yaml", "b.yaml").code == 0
        shown = check("--force-exclude", "--show-files", "drafts", "b.yaml").out
        assert shown == "b.yaml\n  1:1 plain\n"

    def test_the_hook_forces_exclusion(self) -> None:
        hook = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
        assert "--force-exclude" in hook

    def test_that_nothing_is_left_is_said_aloud(self, check: Chatlint) -> None:
        write({".chatlint.yaml": "exclude: ['*']\n", "a.yaml": SHORT})
        done = check(".")
        assert done.code == 2
        assert "no file is left to check" in done.err
        assert ".chatlint.yaml" in done.err
        # A commit of excluded files only is nobody's fault.
        assert check("--skip-others", "--force-exclude", "a.yaml").code == 0

    def test_included_files_are_read_whatever_their_suffix(self, check: Chatlint) -> None:
        write({".chatlint.yaml": "include: ['*.tpl']\n", "a.tpl": SHORT, "b.yaml": CLEAN})
        assert check(".").rules == ["CHAT401"]

    def test_an_included_file_without_a_request_is_a_finding(self, check: Chatlint) -> None:
        write({".chatlint.yaml": "include: [t/]\n", "t/a.yaml": "a: b\n", "b.yaml": "a: b\n"})
        done = check(".")
        assert done.rules == ["CHAT005"]
        assert done.out.startswith("t/a.yaml:")
        assert check("--skip-others", ".").code == 0

    def test_that_an_inclusion_matches_nothing_is_said(self, check: Chatlint) -> None:
        write({".chatlint.yaml": "include: [templats/]\n", "t/a.yaml": CLEAN})
        assert "no file matches what .chatlint.yaml includes" in check(".").err
        assert check("t").err == ""

    def test_the_configuration_is_no_template(self, check: Chatlint) -> None:
        write({".chatlint.yaml": "include: ['*.yaml']\n", "a.yaml": CLEAN})
        assert check("--show-files").out == "a.yaml\n  1:1 plain\n"


class TestRules:
    def test_select_and_ignore(self, check: Chatlint) -> None:
        write({".chatlint.yaml": "select: [chat]\nignore: [CHAT401]\n", "a.yaml": TOKEN + SHORT})
        write({"a.yaml": SHORT.replace("Jane", '""') + 'ClientToken: "12345"\n'})
        assert check("a.yaml").rules == ["CHAT404"]

    def test_options_of_the_command_stand_in_their_place(self, check: Chatlint) -> None:
        write({".chatlint.yaml": "select: [CHAT404]\nfail-on: error\n", "a.yaml": SHORT})
        assert check("a.yaml").rules == []
        assert check("--select", "CHAT401", "a.yaml").rules == ["CHAT401"]
        write({".chatlint.yaml": "ignore: [CHAT401]\nfail-on: never\n"})
        assert check("--ignore", "CHAT404", "a.yaml").rules == ["CHAT401"]
        assert check("--ignore", "CHAT404", "--fail-on", "error", "a.yaml").code == 1

    def test_severity(self, check: Chatlint) -> None:
        write({".chatlint.yaml": "severity: {chat: warning, CHAT401: note}\n", "a.yaml": SHORT})
        done = check("a.yaml")
        assert "note[CHAT401]" in done.out
        assert done.code == 0

    def test_fail_on(self, check: Chatlint) -> None:
        write({".chatlint.yaml": "fail-on: never\n", "a.yaml": SHORT})
        assert check("a.yaml").code == 0

    def test_per_file(self, check: Chatlint) -> None:
        config = """\
            per-file:
              "tests/**": {ignore: [CHAT401]}
              "old/": {severity: {duration-out-of-range: note}}
              "*.json": {select: [CHAT404]}
            """
        write({".chatlint.yaml": config, "a.yaml": SHORT, "tests/x/a.yaml": SHORT})
        write({"old/a.yaml": SHORT, "a.json": '{"InstanceId": "x", "ContactFlowId": "y"}'})
        lines = check(".").out.splitlines()
        assert [line.split()[0] + line.split()[1] for line in lines] == [
            "a.yaml:5:24:error[CHAT401]",
            "old/a.yaml:5:24:note[CHAT401]",
        ]

    def test_target(self, check: Chatlint) -> None:
        text = CLEAN + "ConnectionTypes: [WEBSOCKET]\n"
        write({".chatlint.yaml": "target: botocore 1.43.100\n", "a.yaml": text})
        assert check("a.yaml").rules == ["CHAT904"]
        assert check("--target", "1.43.127", "a.yaml").rules == []

    def test_baseline(self, check: Chatlint, monkeypatch: pytest.MonkeyPatch) -> None:
        write({".chatlint.yaml": "baseline: old.json\n", "a.yaml": SHORT})
        done = check("a.yaml")
        assert (done.code, done.err.startswith("error: old.json: ")) == (2, True)
        assert check("--write-baseline", "--baseline", "old.json", "a.yaml").code == 0
        assert check(".").code == 0
        Path("a.yaml").write_text(CLEAN)
        assert check(".").rules == ["CHAT903"]
        assert check("--prune-baseline", ".").err == "took 1 out of old.json\n"
        assert check(".").rules == []


class TestPlaceholders:
    def test_added_spellings_are_not_judged(self, check: Chatlint) -> None:
        text = CLEAN + "ChatDurationInMinutes: '[[MINUTES]]'\nCustomerId: '#{who}'\n"
        write({"a.yaml": text})
        assert "CHAT104" in check("a.yaml").rules
        write({".chatlint.yaml": 'placeholders: {add: ["[[X]]", "#{X}"]}\n'})
        assert check("a.yaml").rules == []

    def test_removed_spellings_are_judged(self, check: Chatlint) -> None:
        write({"a.yaml": CLEAN + "ChatDurationInMinutes: <MINUTES>\n"})
        assert check("a.yaml").rules == []
        write({".chatlint.yaml": 'placeholders: {remove: ["<X>"]}\n'})
        assert "CHAT104" in check("a.yaml").rules

    def test_one_configuration_does_not_change_what_another_means(self, check: Chatlint) -> None:
        text = CLEAN + "ChatDurationInMinutes: '[[MINUTES]]'\n"
        write({"a/.chatlint.yaml": 'placeholders: {add: ["[[X]]"]}\n'})
        write({"a/a.yaml": text, "b/a.yaml": text})
        assert [line.split(":")[0] for line in check("a", "b").out.splitlines()] == ["b/a.yaml"]

    @pytest.mark.parametrize("spelling", ["X", "[[]]", "[[X", "[XX]"])
    def test_a_spelling_has_a_middle_between_two_ends(self, check: Chatlint, spelling: str) -> None:
        write({".chatlint.yaml": f"placeholders: {{add: ['{spelling}']}}\n", "a.yaml": CLEAN})
        done = check("a.yaml")
        assert (done.code, done.err.startswith("error: .chatlint.yaml:1:22: ")) == (2, True)


class TestOptions:
    def test_the_share_of_the_budget(self, check: Chatlint) -> None:
        write({"a.yaml": CLEAN + f"Attributes: {{a: {'x' * 20_000}}}\n"})
        assert check("a.yaml").rules == []
        write({".chatlint.yaml": "options: {CHAT302: {share: 60}}\n"})
        assert check("a.yaml").rules == ["CHAT302"]

    def test_allowed_personal_data(self, check: Chatlint) -> None:
        lines = ["a: jane@shop.co.uk", "b: ann@care.de", 'c: "+44 20 1045 8826"', "d: joe@care.de"]
        write({"a.yaml": CLEAN + "Attributes:\n" + "".join(f"  {line}\n" for line in lines)})
        assert check("a.yaml").rules == ["CHAT602"] * 4
        allow = '[shop.co.uk, Ann@care.de, "+442010458826"]'
        write({".chatlint.yaml": f"options: {{personal-data: {{allow: {allow}}}}}\n"})
        done = check("a.yaml")
        assert done.rules == ["CHAT602"]
        assert done.out.startswith("a.yaml:9:")

    @pytest.mark.parametrize(
        ("options", "place", "words"),
        [
            ("{CHAT302: {shar: 60}}", "1:21", 'did you mean "share"?'),
            ("{CHAT302: {share: 100}}", "1:28", "99"),
            ("{CHAT302: {share: ten}}", "1:28", "share: must be of integer type"),
            ("{CHAT401: {share: 1}}", "1:21", 'CHAT401 has no option "share"'),
            ("{CHAT602: {allow: shop}}", "1:28", "list"),
            ("{personal-dta: {allow: []}}", "1:11", 'did you mean "personal-data"?'),
        ],
    )
    def test_a_mistake(self, check: Chatlint, options: str, place: str, words: str) -> None:
        write({".chatlint.yaml": f"options: {options}\n", "a.yaml": CLEAN})
        done = check("a.yaml")
        assert done.code == 2
        assert done.err.startswith(f"error: .chatlint.yaml:{place}: ")
        assert words in done.err


class TestSuppress:
    @pytest.fixture(autouse=True)
    def template(self, here: Path) -> None:
        text = CLEAN + "Attributes: {a b: c, d: {}}\n"
        write({"t/a.yaml": text, "t/b.yaml": CLEAN})

    def config(self, path: str, rules: str = "CHAT303", more: str = "") -> None:
        entry = f"- {{path: '{path}', rules: [{rules}], reason: old{more}}}"
        write({".chatlint.yaml": f"suppress:\n  {entry}\n"})

    @pytest.mark.parametrize(
        "path",
        [
            "t/a.yaml#/Attributes/a b",
            "t/a.yaml#/Attributes",
            "t/a.yaml",
            "/t/",
            "*.yaml#/Attributes",
        ],
    )
    def test_a_finding_at_or_below_the_pointer_is_covered(self, check: Chatlint, path: str) -> None:
        assert check(".").rules == ["CHAT303", "CHAT104"]
        self.config(path)
        assert check(".").rules == ["CHAT104"]

    @pytest.mark.parametrize("path", ["t/a.yaml#/Attributes/a", "t/b.yaml", "a.yaml#/Attr", "x/"])
    def test_an_entry_that_covers_nothing_is_told_where_it_stands(
        self, check: Chatlint, path: str
    ) -> None:
        self.config(path)
        done = check(".")
        assert done.rules == ["CHAT303", "CHAT104", "CHAT901"]
        column = len(f"  - {{path: '{path}', rules: [") + 1
        assert f".chatlint.yaml:2:{column}: warning[CHAT901]" in done.out

    def test_only_what_ran_is_told(self, check: Chatlint) -> None:
        self.config("t/b.yaml")
        assert "CHAT901" not in check("t/a.yaml").rules
        assert "CHAT901" in check("t/b.yaml").rules
        assert "CHAT901" not in check("--select", "CHAT401,CHAT901", "t/b.yaml").rules
        self.config("*.yaml")
        assert check("t/b.yaml").rules == []

    USED = "{path: t/a.yaml, rules: [CHAT303], reason: old}"
    UNUSED = "{path: t/b.yaml, rules: [CHAT303], reason: old}"

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (f"suppress:\n- {USED}\n- {UNUSED} # b\n", f"suppress:\n- {USED}\n"),
            (f"suppress:\n- {UNUSED}\n# a\n- {USED}\n", f"suppress:\n# a\n- {USED}\n"),
            (
                f"suppress:\n- {UNUSED}\n- {UNUSED}\nfail-on: error # c\n",
                "fail-on: error # c\n",
            ),
            (f"suppress:\n- {UNUSED}\n", "{}\n"),
            (f"suppress: [{USED}, {UNUSED}, {UNUSED}] # c\n", f"suppress: [{USED}] # c\n"),
            (
                f"suppress:\n- {USED.replace(']', ', CHAT401, CHAT404]')}\n",
                f"suppress:\n- {USED}\n",
            ),
            (
                "suppress:\n  -   path: t/a.yaml # p\n      rules:\n        - CHAT401 # r\n"
                "        - CHAT303\n      reason: >\n        old\n",
                "suppress:\n  -   path: t/a.yaml # p\n      rules:\n"
                "        - CHAT303\n      reason: >\n        old\n",
            ),
        ],
    )
    def test_what_covers_nothing_is_taken_out(
        self, chatlint: Chatlint, check: Chatlint, before: str, after: str
    ) -> None:
        write({".chatlint.yaml": before})
        shown = json.loads(chatlint("check", "--format", "json", ".").out)["diagnostics"]
        unused = [each for each in shown if each["rule"] == "CHAT901"]
        assert [each["fix"]["safe"] for each in unused] == [True] * len(unused)
        assert unused[0]["pointer"].startswith("/suppress/")
        assert check(".", "--diff").code == 1
        assert Path(".chatlint.yaml").read_text(encoding="utf-8") == before
        done = check(".", "--fix")
        assert Path(".chatlint.yaml").read_text(encoding="utf-8") == after
        assert "CHAT901" not in done.rules
        assert "CHAT901" not in check(".").rules

    def test_what_is_past_its_day_stays_and_is_told_where_it_is_now(self, check: Chatlint) -> None:
        over = self.USED.replace("}", ", until: 2020-01-01}")
        write({".chatlint.yaml": f"suppress:\n- {self.UNUSED}\n- {over}\n"})
        done = check(".", "--fix")
        assert Path(".chatlint.yaml").read_text(encoding="utf-8") == f"suppress:\n- {over}\n"
        assert f".chatlint.yaml:2:{over.index('2020') + 3}: warning[CHAT902]" in done.out

    def test_nothing_is_taken_out_of_toml(self, check: Chatlint) -> None:
        entry = '{path = "t/b.yaml", rules = ["CHAT401"], reason = "old"}'
        text = f"[tool.chatlint]\nsuppress = [{entry}]\n"
        write({"pyproject.toml": text})
        assert "CHAT901" in check(".", "--fix").rules
        assert Path("pyproject.toml").read_text(encoding="utf-8") == text

    def test_past_its_day_it_is_told_and_covers_nothing(self, check: Chatlint) -> None:
        self.config("t/a.yaml", more=", until: 2020-02-29")
        done = check(".")
        assert done.rules == ["CHAT303", "CHAT104", "CHAT902"]
        assert "2020-02-29 is over" in done.out
        self.config("t/a.yaml", more=", until: '2999-12-31'")
        assert check(".").rules == ["CHAT104"]

    def test_json_has_no_other_way(self, check: Chatlint) -> None:
        write({"t/c.json": json.dumps(REQUEST | {"ChatDurationInMinutes": 3})})
        assert check("t/c.json").rules == ["CHAT401"]
        self.config("t/c.json#/ChatDurationInMinutes", "duration-out-of-range")
        assert check("t/c.json").rules == []

    def test_in_toml(self, check: Chatlint) -> None:
        write(
            {
                "pyproject.toml": """\
                [tool.chatlint]
                [[tool.chatlint.suppress]]
                path = "t/a.yaml"
                rules = ["CHAT303", "CHAT104"]
                reason = "old"
                [[tool.chatlint.suppress]]
                path = "t/b.yaml"
                rules = ["CHAT303"]
                reason = "old"
                until = 2020-01-01
                """
            }
        )
        done = check(".")
        assert done.rules == ["CHAT902"]
        assert done.out.startswith("pyproject.toml:10:")

    @pytest.mark.parametrize(
        ("entry", "place", "words"),
        [
            ("{path: a.yaml, rules: [CHAT9], reason: x}", "1:35", "no rule has the id"),
            ("{path: a.yaml, rules: [chat], reason: x}", "1:35", "is a group"),
            ("{path: a.yaml#b, rules: [CHAT401], reason: x}", "1:19", "begins with /"),
            ("{path: a.yaml, rules: [CHAT401]}", "1:12", 'missing key "reason"'),
            ("{path: a.yaml, rules: [], reason: x}", "1:34", "must not be empty"),
            ("{path: a, rules: [CHAT401], reason: x, until: soon}", "1:58", "2026-12-31"),
            ("{path: a, rules: [CHAT401], reason: x, until: 2026-02-30}", "1:58", "calendar"),
            ("{path: ../a, rules: [CHAT401], reason: x}", "1:19", "leads out"),
        ],
    )
    def test_a_mistake(self, check: Chatlint, entry: str, place: str, words: str) -> None:
        write({".chatlint.yaml": f"suppress: [{entry}]\n"})
        done = check(".")
        assert done.code == 2
        assert done.err.startswith(f"error: .chatlint.yaml:{place}: ")
        assert words in done.err


class TestHouseRules:
    FILE = "house/TEAM001-guest-only.yaml"

    def test_they_count_like_others(self, check: Chatlint) -> None:
        write({".chatlint.yaml": "rules: [house]\n", self.FILE: HOUSE_RULE, "a.yaml": CLEAN})
        assert check("a.yaml").rules == ["TEAM001"]
        write({".chatlint.yaml": "rules: [house]\nignore: [guest-only]\n"})
        assert check("a.yaml").rules == []
        write({".chatlint.yaml": "rules: [house]\nselect: [house]\n", "a.yaml": SHORT})
        assert check("a.yaml").rules == ["TEAM001"]

    def test_a_mistake_is_told_where_it_is(self, check: Chatlint) -> None:
        rule = HOUSE_RULE.replace("message:", "mesage:")
        write({".chatlint.yaml": "rules: [house]\nfale: 1\n", self.FILE: rule, "a.yaml": CLEAN})
        done = check("a.yaml")
        assert done.code == 2
        assert f'error: {self.FILE}:10:1: unknown key "mesage"' in done.err
        assert "error: .chatlint.yaml:2:1: unknown key" in done.err

    @pytest.mark.parametrize(
        ("pattern", "words"),
        [
            ("(a+)+", "repeats a repetition"),
            ("(a|aa)*", "repeats a choice"),
            (r"(a)\\1", "refers back"),
            ("(?P<a", "is no regular expression"),
            (".*a.*a.*a", "too many ways"),
            ("a" * 300, "longer than 200"),
        ],
    )
    def test_a_pattern_that_could_stall_a_run_is_refused(
        self, check: Chatlint, pattern: str, words: str
    ) -> None:
        rule = HOUSE_RULE.replace("{allowed: [Guest]}", f'{{regex: "{pattern}"}}')
        text = CLEAN.replace("Jane", "a" * 40 + "!")
        write({".chatlint.yaml": "rules: [house]\n", self.FILE: rule, "a.yaml": text})
        done = check("a.yaml")
        assert done.code == 2
        assert done.err.startswith(f"error: {self.FILE}:9:16: ")
        assert words in done.err

    @pytest.mark.parametrize(
        "pattern",
        [
            "[A-Z][a-z]+( [A-Z][a-z]*)?",
            "(Guest|Caller) [0-9]{1,3}",
            "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
            ".*foo.*",
        ],
    )
    def test_an_ordinary_pattern_is_fine(self, check: Chatlint, pattern: str) -> None:
        rule = HOUSE_RULE.replace("{allowed: [Guest]}", f'{{regex: "{pattern}"}}')
        write({".chatlint.yaml": "rules: [house]\n", self.FILE: rule, "a.yaml": CLEAN})
        assert check("a.yaml").code in (0, 1)

    def test_the_id_of_another_rule_is_taken(self, check: Chatlint) -> None:
        rule = HOUSE_RULE.replace("TEAM001", "CHAT401")
        file = self.FILE.replace("TEAM001", "CHAT401")
        write({".chatlint.yaml": "rules: [house]\n", file: rule, "a.yaml": CLEAN})
        done = check("a.yaml")
        assert (done.code, "CHAT401 is taken by" in done.err) == (2, True)

    def test_a_folder_that_is_not_there(self, check: Chatlint) -> None:
        write({".chatlint.yaml": "rules: [hose]\n", "a.yaml": CLEAN})
        done = check("a.yaml")
        assert (done.code, done.err.startswith("error: .chatlint.yaml:1:9: ")) == (2, True)

    def test_python_beside_them_is_not_imported(self, check: Chatlint) -> None:
        evil = "open('PWNED', 'w').close()\n"
        write({".chatlint.yaml": "rules: [house]\n", self.FILE: HOUSE_RULE, "a.yaml": CLEAN})
        write({"house/__init__.py": evil, "house/kinds.py": evil, "conftest.py": evil})
        check("a.yaml")
        assert not Path("PWNED").exists()


class TestExtends:
    def test_what_is_said_here_stands_for_what_is_said_there(self, check: Chatlint) -> None:
        write({"a.yaml": SHORT, "shared/base.yaml": "ignore: [CHAT401]\nfail-on: never\n"})
        write({".chatlint.yaml": "extends: shared/base.yaml\n"})
        assert check("a.yaml").rules == []
        write({".chatlint.yaml": "extends: shared/base.yaml\nignore: [CHAT404]\n"})
        done = check("a.yaml")
        assert (done.rules, done.code) == (["CHAT401"], 0)

    def test_mistakes_are_told_in_the_file_that_makes_them(self, check: Chatlint) -> None:
        write({"a.yaml": SHORT, "shared/base.yaml": "\nignroe: [CHAT401]\n"})
        write({".chatlint.yaml": "extends: shared/base.yaml\n"})
        done = check("a.yaml")
        assert done.err == (
            'error: shared/base.yaml:2:1: unknown key "ignroe"; did you mean "ignore"?\n'
        )

    def test_a_circle_is_named(self, check: Chatlint) -> None:
        write({".chatlint.yaml": "extends: b.yaml\n", "b.yaml": "extends: .chatlint.yaml\n"})
        done = check(".")
        assert done.code == 2
        assert done.err.startswith("error: b.yaml:1:10: goes in a circle: .chatlint.yaml extends b")

    @pytest.mark.parametrize("count", [32, 33])
    def test_a_row_of_files_ends(self, check: Chatlint, count: int) -> None:
        write({f"c{n}.yaml": f"extends: c{n + 1}.yaml\n" for n in range(1, count - 1)})
        write({".chatlint.yaml": "extends: c1.yaml\n", f"c{count - 1}.yaml": "ignore: [CHAT401]\n"})
        write({"a.yaml": SHORT})
        done = check("a.yaml")
        if count == 32:
            assert (done.code, done.rules) == (0, [])
        else:
            assert done.code == 2
            assert "c31.yaml:1:10: is the 32nd file in a row that extends another" in done.err

    @pytest.mark.parametrize(
        "path",
        [
            "../outside.yaml",
            "sub/../../outside.yaml",
            "/etc/passwd",
            "~/outside.yaml",
            "$HOME/outside.yaml",
            "${HOME}/.aws/credentials",
            "http://127.0.0.1:9/x.yaml",
            "file:///etc/passwd",
            "link.yaml",
        ],
    )
    def test_it_stays_inside_the_project(self, check: Chatlint, path: str) -> None:
        write({"../outside.yaml": "secret: [\n", ".chatlint.yaml": f"extends: {path}\n"})
        write({"a.yaml": SHORT})
        Path("link.yaml").symlink_to("../outside.yaml")
        done = check("a.yaml")
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith("error: .chatlint.yaml:1:10: ")
        assert "secret" not in done.err


class TestMistakes:
    @pytest.mark.parametrize("key", ["baseline", "rules"])
    def test_no_path_leads_out(self, check: Chatlint, key: str) -> None:
        said = "../x" if key == "baseline" else "[../x]"
        write({".chatlint.yaml": f"{key}: {said}\n", "a.yaml": CLEAN})
        done = check("a.yaml")
        assert done.code == 2
        assert "leads out of the project" in done.err

    @pytest.mark.parametrize(
        "value", ["5", "true", "[[]]", "{a: {b: [c]}}", "null", "1.5", "!!binary x", "[{}]", "text"]
    )
    @pytest.mark.parametrize(
        "key",
        [
            *("extends", "include", "exclude", "select", "ignore", "severity", "fail-on"),
            *("per-file", "suppress", "placeholders", "options", "rules", "baseline", "target"),
        ],
    )
    def test_a_wrong_type_anywhere(self, check: Chatlint, key: str, value: str) -> None:
        write({".chatlint.yaml": f"{key}: {value}\n", "a.yaml": CLEAN})
        done = check("a.yaml")
        assert (done.code, done.out) == (2, "")
        assert re.match(r"error: (\.chatlint\.yaml:1:\d+|text): ", done.err)

    def test_all_of_them_are_told_at_once_in_their_order(self, check: Chatlint) -> None:
        config = """\
            ruels: {}
            select: [CHAT4O1, nonsense]
            exclude: {a: b}
            fail-on: eror
            severity: {CHAT401: bad}
            per-file: {"*": {slect: []}}
            target: newest
            placeholders: {remove: ["<Y>"]}
            """
        write({".chatlint.yaml": config, "a.yaml": SHORT})
        done = check("a.yaml")
        assert done.out == ""
        places = re.findall(r"^error: \.chatlint\.yaml:(\d+:\d+): ", done.err, re.M)
        assert places == ["1:1", "2:10", "2:19", "3:10", "4:10", "5:21", "6:18", "7:9", "8:25"]
        for word in ("rules", "CHAT401", "error", "select", "<X>"):
            assert f'did you mean "{word}"?' in done.err

    def test_in_pyproject(self, check: Chatlint) -> None:
        write({"pyproject.toml": '[tool.chatlint]\nselect = ["chat"]\nfail-on = "eror"\n'})
        write({"a.yaml": CLEAN})
        done = check("a.yaml")
        assert done.err.startswith("error: pyproject.toml:3:")
        assert 'did you mean "error"?' in done.err
        write({"pyproject.toml": "[tool.chatlint]\nselect = [\n"})
        assert check("a.yaml").err.startswith("error: pyproject.toml:")
        write({"pyproject.toml": "[tool.chatlint]\na = " + "[" * 20_000 + "\n"})
        assert check("a.yaml").code == 2

    @pytest.mark.parametrize(
        "text",
        [
            "a: [\n",
            "[]\n",
            "text\n",
            "select: []\n---\nignore: []\n",
            "select: []\nselect: []\n",
            "1: 2\n",
            "rules: !!python/object/apply:os.system ['touch PWNED']\n",
            "select: !Sub x\n",
            "a: &a [x]\nselect: &s [*s]\n",
            "output: ../x.sarif\ncache-dir: /var/elsewhere\n",
            "plugins: [evil]\n",
            "max-size: 100000000\n",
            "a: &a [x,x,x,x,x,x,x,x,x]\n"
            + "".join(
                f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n"
                for before, name in zip("abcdefgh", "bcdefghi", strict=True)
            ),
            "select: [" + "x, " * 200_000 + "x]\n",
            "select: " + "[" * 500 + "\n",
            "exclude: ['" + "*a" * 2_100 + "']\n",
            "\x00\n",
        ],
        ids=lambda text: text[:20],
    )
    def test_hostile_ones_are_refused(self, check: Chatlint, text: str) -> None:
        write({"a.yaml": SHORT})
        Path(".chatlint.yaml").write_text(text, encoding="utf-8")
        done = check("a.yaml")
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith("error: .chatlint.yaml")
        assert all(len(line) < 400 for line in done.err.splitlines())
        assert not Path("PWNED").exists()

    @pytest.mark.usefixtures("fuse")
    @pytest.mark.parametrize("pattern", ["*a" * 20 + "b", "**/a*/" * 50 + "b", "*?" * 100 + "b"])
    def test_no_pattern_takes_long(self, check: Chatlint, pattern: str) -> None:
        write({".chatlint.yaml": f"exclude: ['{pattern}']\n", f"{'a' * 200}/a.yaml": SHORT})
        assert check(".").rules == ["CHAT401"]

    def test_a_linked_pyproject_counts(self, check: Chatlint) -> None:
        write({"shared/base": '[tool.chatlint]\nignore = ["CHAT401"]\n', "a.yaml": SHORT})
        Path("pyproject.toml").symlink_to("shared/base")
        assert check("a.yaml").rules == []

    def test_a_linked_pyproject_that_leads_out(self, check: Chatlint) -> None:
        write({"a.yaml": CLEAN, "../base.toml": '[tool.chatlint]\nfail-on = "note"\n'})
        write({"../other.toml": "[tool.black]\n"})
        Path("pyproject.toml").symlink_to("../base.toml")
        done = check("a.yaml")
        assert (done.code, done.err.startswith("error: pyproject.toml: is a link")) == (2, True)
        Path("pyproject.toml").unlink()
        Path("pyproject.toml").symlink_to("../other.toml")
        assert check("a.yaml").code == 0

    def test_a_link_that_leads_out(self, check: Chatlint) -> None:
        write({"../secret": "password: x\n", "a.yaml": CLEAN})
        Path(".chatlint.yaml").symlink_to("../secret")
        done = check("a.yaml")
        assert (done.code, "password" in done.err) == (2, False)
        assert "leads out of the project" in done.err

    @pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
    def test_what_is_no_file(self, check: Chatlint, make: Callable[[str], None]) -> None:
        make(".chatlint.yaml")
        write({"a.yaml": CLEAN})
        assert check("a.yaml").err == "error: .chatlint.yaml: not a file\n"

    def test_an_empty_one_is_fine(self, check: Chatlint) -> None:
        for text in ("", "# nothing\n", "---\n", "{}\n"):
            write({".chatlint.yaml": text, "a.yaml": CLEAN})
            assert check("a.yaml").code == 0


class TestCommands:
    def test_init_writes_one_that_is_right_and_changes_nothing(self, chatlint: Chatlint) -> None:
        write({"a.yaml": SHORT})
        before = chatlint("check").out
        assert chatlint("init").code == 0
        assert chatlint("check").out == before
        text = Path(".chatlint.yaml").read_text(encoding="utf-8")
        assert [key for key in KEYS if f"\n# {key}:" not in text] == ["extends"]
        assert chatlint("init").code == 2
        assert Path(".chatlint.yaml").read_text(encoding="utf-8") == text

    def test_init_puts_nothing_in_the_place_of_a_table(self, chatlint: Chatlint) -> None:
        write({"pyproject.toml": '[tool.chatlint]\nfail-on = "error"\n'})
        done = chatlint("init")
        assert (done.code, Path(".chatlint.yaml").exists()) == (2, False)
        assert done.err.startswith("error: pyproject.toml: configures chatlint already")

    def test_init_tells_of_the_one_above(
        self, chatlint: Chatlint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write({".chatlint.yaml": "fail-on: error\n", "sub/a.yaml": CLEAN})
        monkeypatch.chdir("sub")
        assert chatlint("init").out == (
            "wrote .chatlint.yaml\nhere it takes the place of ../.chatlint.yaml\n"
        )

    def test_what_init_suggests_is_right(
        self, chatlint: Chatlint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        chatlint("init")
        text = Path(".chatlint.yaml").read_text(encoding="utf-8")
        keys = "|".join(KEYS)
        said = re.findall(rf"^# ((?:{keys}):.*\n(?:#  .*\n)*)", text, re.M)
        assert len(said) == len(KEYS) - 1
        write({"house-rules/TEAM001-guest-only.yaml": HOUSE_RULE, "a.yaml": CLEAN})
        site = "site/acme_chat_rules-1.dist-info"
        write({f"{site}/METADATA": "Name: acme-chat-rules\n"})
        write({f"{site}/entry_points.txt": "[chatlint.rules]\nacme = acme:FOLDER\n"})
        module = "from pathlib import Path\nFOLDER = Path(__file__).parent / 'rules'\n"
        write({"site/acme.py": module})
        rule = HOUSE_RULE.replace("TEAM001", "ACME001").replace("guest-only", "guests-only")
        write({"site/rules/ACME001-guests-only.yaml": rule})
        monkeypatch.syspath_prepend("site")
        write({".chatlint.yaml": "".join(said).replace("\n# ", "\n")})
        assert chatlint("config", "a.yaml").err == ""

    def test_config_shows_what_is_in_force_and_why(self, chatlint: Chatlint) -> None:
        config = """\
            extends: base.yaml
            ignore: [CHAT404]
            per-file:
              "sub/": {ignore: [CHAT401]}
            """
        write({"base.yaml": "target: 1.43.100\n", ".chatlint.yaml": config})
        shown = chatlint("config", "sub/a.yaml", "--fail-on", "error").out.splitlines()
        assert shown[0] == "configuration of sub/a.yaml: .chatlint.yaml"
        for line in (
            'ignore: ["CHAT404"]  (.chatlint.yaml:2:1)',
            'ignore: ["CHAT401"]  (.chatlint.yaml:4:12)',
            "fail-on: error  (option --fail-on)",
            "target: 1.43.100  (base.yaml:1:1)",
            "select: all rules  (default)",
        ):
            assert line in shown
        assert chatlint("config").out.count("ignore:") == 1

    def test_the_schema_takes_what_chatlint_takes(self, chatlint: Chatlint) -> None:
        schema = json.loads(chatlint("schema", "config").out)
        assert set(schema["properties"]) == set(KEYS)
        good = [
            {},
            {"select": ["CHAT401"], "fail-on": "never", "severity": {"chat": "note"}},
            {"per-file": {"a": {"ignore": ["chat"]}}, "options": {"CHAT302": {"share": 60}}},
            {
                "suppress": [
                    {"path": "a", "rules": ["CHAT401"], "reason": "b", "until": "2999-01-01"}
                ]
            },
            {"placeholders": {"add": ["[[X]]"], "remove": ["%X%"]}},
            {"requests": "chats.*"},
            {"requests": ["chats.v2", "*"]},
        ]
        bad = [
            {"selct": []},
            {"select": "CHAT401"},
            {"fail-on": "eror"},
            {"severity": {"chat": "bad"}},
            {"per-file": {"a": {"fail-on": "note"}}},
            {"suppress": [{"path": "a", "rules": ["CHAT401"]}]},
            {"suppress": [{"path": "a", "rules": [], "reason": "b"}]},
            {"placeholders": {"remove": ["<Y>"]}},
            {"baseline": ""},
            {"requests": ""},
            {"requests": {}},
        ]
        write({"a.yaml": CLEAN})
        for wanted, values in ((True, good), (False, bad)):
            for value in values:
                assert _fits(value, schema) is wanted, value
                write({".chatlint.yaml": json.dumps(value)})
                assert (chatlint("config").code == 0) is wanted, value


def _fits(value: Any, schema: dict[str, Any]) -> bool:
    """Whether ``value`` is as the JSON Schema has it; as much of draft-07 as chatlint uses."""
    if "anyOf" in schema:
        return any(_fits(value, each) for each in schema["anyOf"])
    if schema["type"] == "object":
        known, more = schema.get("properties", {}), schema.get("additionalProperties", True)
        return (
            isinstance(value, dict)
            and all(key in value for key in schema.get("required", ()))
            and all(
                _fits(item, known[key])
                if key in known
                else more and (more is True or _fits(item, more))
                for key, item in value.items()
            )
        )
    if schema["type"] == "array":
        return (
            isinstance(value, list)
            and len(value) >= schema.get("minItems", 0)
            and all(_fits(item, schema["items"]) for item in value)
        )
    return (
        isinstance(value, str)
        and len(value) >= schema.get("minLength", 0)
        and value in schema.get("enum", [value])
    )


def test_without_a_configuration_nothing_of_it_is_imported(here: Path) -> None:
    write({"a.yaml": CLEAN, "pyproject.toml": "[project]\n"})
    code = (
        "import sys; sys.argv = ['chatlint', 'check', '-q', '.']; "
        "from chatlint.cli.main import run; assert run() == 0; "
        "print(sorted(set(sys.modules) & {'chatlint.project.config.config', 'tomllib', "
        "'chatlint.project.config.schema', 'chatlint.project.config.config_file', "
        "'chatlint.linter.suppression.config_entries', 'cerberus'}))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(("more", "code"), [(0, 0), (1, 2)])
def test_a_configuration_may_have_a_mebibyte(check: Chatlint, more: int, code: int) -> None:
    write({".chatlint.yaml": "#" * (1024 * 1024 - 1 + more) + "\n", "a.yaml": CLEAN})
    done = check("a.yaml")
    assert (done.code, "larger than 1,048,576 bytes" in done.err) == (code, bool(more))
