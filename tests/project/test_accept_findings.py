"""``check --add-ignore``: what is there is ignored, in the style of the file, and nothing else."""

from __future__ import annotations

import json
import os
import re
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from command import BROKEN, CLEAN, chatlint
from generated_templates import DOCUMENTS, templates
from hypothesis import given

from chatlint.linter.linter import Linter
from chatlint.linter.suppression.comments import UPKEEP
from chatlint.linter.suppression.insert import insert_comments
from chatlint.model.document import Limits
from chatlint.model.source import Source
from chatlint.parsers import parse

LINTER = Linter()
TODAY = date(2026, 6, 1)
NOT_FOR_COMMENTS = {rule.id for rule in LINTER.rules if rule.reader in UPKEEP}
NEW = re.compile(
    r"(?:(?<=\n)|^)[ \t]*# chatlint: ignore(?:-file)?\[[A-Z0-9, ]+\] for now(?:\r?\n|\r)"
    r"|[ ]+# chatlint: ignore\[[A-Z0-9, ]+\] for now"
)
MORE = re.compile(r"(?<=# chatlint: ignore\[CHAT105)(?:, CHAT\d{3})+(?=\] why)")


def with_comments(text: str, reason: str = "for now") -> tuple[str, list[str]]:
    """``text`` with comments, and the rules of what they do not cover."""
    source = Source("a.yaml", text)
    found = LINTER.check(source).diagnostics
    result = insert_comments(parse(source, Limits()), found, LINTER.rules, reason, TODAY)
    return result.text, [each.rule for each in result.left]


def told(text: str) -> list[str]:
    return [each.rule for each in LINTER.check(Source("a.yaml", text)).diagnostics]


@DOCUMENTS
@given(templates())
def test_all_is_ignored_and_nothing_else_is_changed(text: str) -> None:
    before = parse(Source("a.yaml", text), Limits())
    new, left = with_comments(text)
    after = parse(Source("a.yaml", new), Limits())
    assert repr(after.parsed.values) == repr(before.parsed.values)
    assert MORE.sub("", NEW.sub("", new)) == text
    assert set(left) <= NOT_FOR_COMMENTS
    assert sorted(told(new)) == sorted(left)


# What is added to a request, and how it reads then.
CASES = {
    "at the end of the line": (
        "Attributes:\n  a: 1\n  b: x\n",
        "Attributes:\n  a: 1  # chatlint: ignore[CHAT104] for now\n  b: x\n",
    ),
    "one for a line": (
        "Attributes: {a b: 1, c: 2}\n",
        "Attributes: {a b: 1, c: 2}  # chatlint: ignore[CHAT303, CHAT104] for now\n",
    ),
    "as far away as others": (
        "Attributes: # ours\n  a: 1\n",
        "Attributes: # ours\n  a: 1 # chatlint: ignore[CHAT104] for now\n",
    ),
    "behind another comment": (
        "Attributes:\n  a: 1  # ours\n",
        "Attributes:\n  a: 1  # ours  # chatlint: ignore[CHAT104] for now\n",
    ),
    "behind blanks": (
        "Attributes: {a: 1} \n",
        "Attributes: {a: 1}  # chatlint: ignore[CHAT104] for now\n",
    ),
    "in a comment that is there": (
        "Attributes: {a b: 1} # chatlint: ignore[CHAT104] ours\n",
        "Attributes: {a b: 1} # chatlint: ignore[CHAT104, CHAT303] ours\n",
    ),
    "in a comment above": (
        "# chatlint: ignore[wrong-type] ours\nAttributes: {a b: 1}\n",
        "# chatlint: ignore[wrong-type, CHAT303] ours\nAttributes: {a b: 1}\n",
    ),
    "above a text of several lines": (
        'Attributes:\n  a b: "c\n    d"\n',
        "Attributes:\n  # chatlint: ignore[CHAT303] for now\n" + '  a b: "c\n    d"\n',
    ),
    "behind the header of a block": (
        "Attributes:\n  a b: |\n    c\n",
        "Attributes:\n  a b: |  # chatlint: ignore[CHAT303] for now\n    c\n",
    ),
    "above where a comment is over": (
        "Attributes: {a: 1} # chatlint: ignore[CHAT303] until 2026-01-01\n",
        "# chatlint: ignore[CHAT104] for now\n"
        "Attributes: {a: 1} # chatlint: ignore[CHAT303] until 2026-01-01\n",
    ),
    "above where a comment is none": (
        "Attributes: {a: 1} # chatlint: ignore it\n",
        "# chatlint: ignore[CHAT104] for now\nAttributes: {a: 1} # chatlint: ignore it\n",
    ),
    "at an item": (
        "SupportedMessagingContentTypes:\n- text/plain\n- 5\n",
        "SupportedMessagingContentTypes:\n- text/plain\n- 5  # chatlint: ignore[CHAT104] for now\n",
    ),
    "at an alias": (
        "Attributes: {a: &x y}\nChatDurationInMinutes: *x\n",
        "Attributes: {a: &x y}\nChatDurationInMinutes: *x  # chatlint: ignore[CHAT104] for now\n",
    ),
}


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("last", [True, False], ids=["ended", "unended"])
@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_the_place_of_a_comment(before: str, after: str, ends: str, last: bool) -> None:
    before, after = ((CLEAN + each).replace("\n", ends) for each in (before, after))
    if not last:
        before, after = before.removesuffix(ends), after.removesuffix(ends)
    assert with_comments(before)[0] == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "# chatlint: ignore-file[CHAT005] for now\n"),
        ("# ours", "# ours\n# chatlint: ignore-file[CHAT005] for now\n"),
        ("# ours\n\na: [\n", "# ours\n# chatlint: ignore-file[CHAT002] for now\n\na: [\n"),
        ("a: 1\n", "# chatlint: ignore-file[CHAT005] for now\na: 1\n"),
        (
            "# chatlint: ignore-file[CHAT404] ours\na: [\n",
            "# chatlint: ignore-file[CHAT404, CHAT002] ours\na: [\n",
        ),
    ],
)
def test_what_is_about_the_file_is_ignored_at_its_top(before: str, after: str) -> None:
    assert with_comments(before) == (after, [])
    assert told(after) == []


def test_thousands_of_findings_take_no_time_each() -> None:
    many = "".join(f"  a{number}: 1\n" for number in range(4000))
    text, left = with_comments(f"{CLEAN}Attributes:\n{many}")
    assert (left, text.count("ignore[CHAT104]")) == ([], 4000)
    many = "".join(f'  a {number}: "b\n    c"\n' for number in range(2000))
    text, left = with_comments(f"{CLEAN}Attributes:\n{many}")
    assert (left, text.count("ignore[CHAT303]")) == ([], 2000)


# -- the command ---------------------------------------------------------------------------------

REASON = "--add-ignore=for now"


def as_json(**more: Any) -> str:
    request = {"InstanceId": "${A}", "ContactFlowId": "${B}"}
    return json.dumps({**request, "ParticipantDetails": {"DisplayName": "Jane"}, **more})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "a.yaml").write_bytes(b"\xef\xbb\xbf" + BROKEN.replace("\n", "\r\n").encode())
    (tmp_path / "t" / "b.json").write_text(as_json(Attributes={"a b": 1, "c": "d"}))
    (tmp_path / "c.yaml").write_text(CLEAN)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    files = (each for each in folder.rglob("*") if each.is_file())
    return {str(each.relative_to(folder)): each.read_bytes() for each in files}


ENTRIES = """\
suppress:
  - path: "t/b.json#/Attributes/a b"
    rules: [CHAT303, CHAT104]
    reason: "for now"
"""


def test_comments_in_yaml_and_entries_for_json(folder: Path) -> None:
    before = contents(folder)
    done = chatlint("check", REASON, cwd=folder)
    assert (done.returncode, done.stdout) == (
        0,
        "No findings in 3 files (3 requests); 3 suppressed.\n",
    )
    assert done.stderr == (
        "ignored 3 findings: 1 by comments in 1 file, 2 by entries in .chatlint.yaml\n"
    )
    commented_line = b"ChatDurationInMinutes: 30  # chatlint: ignore[CHAT401] for now\r\n"
    after = contents(folder)
    assert after.pop(".chatlint.yaml").decode() == ENTRIES
    changed = before["t/a.yaml"].replace(b"ChatDurationInMinutes: 30\r\n", commented_line)
    assert after == {**before, "t/a.yaml": changed}


def test_nothing_more_is_ignored_the_second_time(folder: Path) -> None:
    chatlint("check", REASON, cwd=folder)
    before = contents(folder)
    done = chatlint("check", REASON, cwd=folder)
    assert (done.returncode, done.stderr) == (0, "ignored 0 findings\n")
    assert contents(folder) == before


def test_the_difference_can_be_seen_first(folder: Path) -> None:
    git = ("git", "-c", "core.autocrlf=false", "apply", "-")
    before = contents(folder)
    done = chatlint("check", REASON, "--diff", cwd=folder)
    assert (done.returncode, done.stderr.startswith("would ignore 3 findings: ")) == (1, True)
    assert contents(folder) == before
    done = chatlint("check", REASON, "--diff", "t/b.json", "c.yaml", cwd=folder)
    subprocess.run(git, cwd=folder, input=done.stdout.encode(), check=True)
    assert contents(folder) == {**before, ".chatlint.yaml": ENTRIES.encode()}


def test_only_what_counts_is_ignored(folder: Path) -> None:
    chatlint("check", REASON, "--select", "CHAT303", cwd=folder)
    assert contents(folder)[".chatlint.yaml"].decode() == ENTRIES.replace(", CHAT104", "")
    assert chatlint("check", cwd=folder).returncode == 1


def test_it_can_end_on_a_day(folder: Path) -> None:
    chatlint("check", "--add-ignore=for now, until 9999-12-31", cwd=folder)
    assert b"ignore[CHAT401] for now, until 9999-12-31" in contents(folder)["t/a.yaml"]
    assert contents(folder)[".chatlint.yaml"].endswith(b"    until: 9999-12-31\n")
    assert chatlint("check", cwd=folder).returncode == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--add-ignore="], "needs a reason"),
        (["--add-ignore=a\nb"], "on one line"),
        (["--add-ignore=\x1b[2J"], "printable"),
        (["--add-ignore=until 2026-02-30"], "no such day"),
        (["--add-ignore=until 2020-01-01"], "2020-01-01 is over"),
        ([REASON, "--fix"], "stands without --fix"),
        ([REASON, "--write-baseline"], "stands without --write-baseline"),
        ([REASON, "-"], "not for standard input"),
    ],
)
def test_what_cannot_be_done_is_told(folder: Path, options: list[str], words: str) -> None:
    before = contents(folder)
    done = chatlint("check", *options, cwd=folder)
    assert (done.returncode, done.stdout, words in done.stderr) == (2, "", True)
    assert contents(folder) == before


OLD_ENTRY = "{path: c.yaml, rules: [CHAT404], reason: ours}"
CONFIGS = {
    "none for entries": (
        ".chatlint.yaml",
        "# ours\nfail-on: error # yes\n",
        f"# ours\nfail-on: error # yes\n{ENTRIES}",
    ),
    "a block list": (
        ".chatlint.yaml",
        "suppress: # ours\n-   path: c.yaml\n    rules: [CHAT404]\n    reason: |-\n      ours\n"
        "# below\nfail-on: error\n",
        "suppress: # ours\n-   path: c.yaml\n    rules: [CHAT404]\n    reason: |-\n      ours\n"
        '-   path: "t/b.json#/Attributes/a b"\n    rules: [CHAT303, CHAT104]\n'
        '    reason: "for now"\n# below\nfail-on: error\n',
    ),
    "a flow list": (
        ".chatlint.yaml",
        f"suppress: [{OLD_ENTRY}] # ours\n",
        f"suppress: [{OLD_ENTRY}, "
        '{path: "t/b.json#/Attributes/a b", rules: [CHAT303, CHAT104], reason: "for now"}'
        "] # ours\n",
    ),
    "an empty list": (
        ".chatlint.yaml",
        "suppress: []\n",
        'suppress: [{path: "t/b.json#/Attributes/a b", rules: [CHAT303, CHAT104], '
        'reason: "for now"}]\n',
    ),
    "TOML": (
        "pyproject.toml",
        '[tool.chatlint]\nfail-on = "error"\n[tool.other]\n',
        '[tool.chatlint]\nfail-on = "error"\n[tool.other]\n\n[[tool.chatlint.suppress]]\n'
        'path = "t/b.json#/Attributes/a b"\nrules = ["CHAT303", "CHAT104"]\n'
        'reason = "for now"\n',
    ),
}


@pytest.mark.parametrize(("name", "before", "after"), CONFIGS.values(), ids=CONFIGS)
def test_an_entry_beside_others(folder: Path, name: str, before: str, after: str) -> None:
    (folder / name).write_text(before)
    done = chatlint("check", REASON, "t/b.json", cwd=folder)
    assert (done.returncode, (folder / name).read_text()) == (0, after)


def test_an_entry_goes_where_the_others_are(folder: Path) -> None:
    old = "suppress:\n  - path: c.yaml\n    rules: [CHAT404]\n    reason: ours\n"
    (folder / "shared.yaml").write_text(old)
    (folder / "t" / ".chatlint.yaml").write_text("extends: ../shared.yaml\n")
    (folder / ".git").mkdir()
    done = chatlint("check", REASON, "t/b.json", cwd=folder)
    assert done.returncode == 0
    assert (folder / "t" / ".chatlint.yaml").read_text() == "extends: ../shared.yaml\n"
    assert "/b.json#/Attributes/a b" in (folder / "shared.yaml").read_text()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".chatlint.yaml", "suppress: &all []\nexclude: *all\n{}\n".removesuffix("{}\n")),
        ("pyproject.toml", "[tool.chatlint]\nsuppress = []\n"),
    ],
)
def test_a_configuration_written_otherwise_is_left_alone(
    folder: Path, name: str, text: str
) -> None:
    (folder / name).write_text(text)
    before = contents(folder)
    done = chatlint("check", REASON, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{name}: nothing can be added to how this is written; put" in done.stderr
    assert contents(folder) == before


@pytest.mark.parametrize(
    "name", ["b.json", "a b#c.json", "[a].json", "!a.json", "#.json", "**.json"]
)
def test_a_file_of_any_name_can_have_an_entry(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(as_json(Attributes={"a": 1}))
    (tmp_path / "other.json").write_text(as_json(Attributes={"a": 1}))
    done = chatlint("check", REASON, f"./{name}", cwd=tmp_path)
    assert (done.returncode, "1 suppressed" in done.stdout) == (0, True)
    assert chatlint("check", "other.json", cwd=tmp_path).returncode == 1


def test_what_is_no_text_is_ignored_by_an_entry(tmp_path: Path) -> None:
    data = CLEAN.encode() + b"Attributes: {a: \xff}\n"
    (tmp_path / "a.yaml").write_bytes(data)
    big = f"{CLEAN}# {'x' * 300_000}\n"
    (tmp_path / "b.yaml").write_text(big)
    done = chatlint("check", REASON, cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "a.yaml").read_bytes() == data
    assert (tmp_path / "b.yaml").read_text() == big
    assert "rules: [CHAT001]" in (tmp_path / ".chatlint.yaml").read_text()


def test_a_file_that_cannot_be_written_fails_the_run(folder: Path) -> None:
    (folder / "t" / "a.yaml").chmod(0o444)
    before = contents(folder)["t/a.yaml"]
    done = chatlint("check", REASON, cwd=folder)
    assert (done.returncode, contents(folder)["t/a.yaml"]) == (2, before)
    assert "error: t/a.yaml: t/a.yaml is read-only; not written" in done.stderr
    assert "ignored 2 findings: 2 by entries in .chatlint.yaml" in done.stderr
    assert "CHAT401" in done.stdout
    assert sorted(os.listdir(folder)) == [".chatlint.yaml", "c.yaml", "t"]


def test_what_no_comment_can_ignore_stays(folder: Path) -> None:
    text = f"{CLEAN}Attributes: {{}} # chatlint: ignore[CHAT104] ours\n"
    (folder / "c.yaml").write_text(text)
    done = chatlint("check", REASON, "c.yaml", cwd=folder)
    assert (done.returncode, done.stderr) == (1, "ignored 0 findings\n")
    assert (folder / "c.yaml").read_text() == text
    assert "CHAT901" in done.stdout
