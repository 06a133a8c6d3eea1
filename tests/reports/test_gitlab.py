"""The format gitlab: what GitLab's documentation demands of a Code Quality report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
from command import BROKEN, CLEAN, chatlint
from project import ROOT, git
from reports_fixture import rendered

TEXT = {"type": "string", "minLength": 1}
LINES = {"type": "object", "properties": {"begin": {"type": "integer", "minimum": 1}}}
# The table in https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format; GitLab
# publishes no schema.
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": TEXT,
            "check_name": TEXT,
            "fingerprint": TEXT,
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    # Relative, and without "./".
                    "path": {"type": "string", "pattern": r"^(?!/|\.)"},
                    "lines": LINES | {"required": ["begin"]},
                },
            },
        },
    },
}


def gitlab(*arguments: str, cwd: Path) -> Any:
    found = json.loads(chatlint("check", "--format", "gitlab", *arguments, cwd=cwd).stdout)
    jsonschema.validate(found, SCHEMA)
    prints = [each["fingerprint"] for each in found]
    assert len(set(prints)) == len(prints)
    return found


def test_the_fixture_is_a_report() -> None:
    found = json.loads(rendered("gitlab"))
    jsonschema.validate(found, SCHEMA)
    assert {each["severity"] for each in found} == {"info", "minor", "major"}
    assert all(each["description"].startswith("CHAT") for each in found)


def test_all_examples_have_fingerprints_of_their_own() -> None:
    assert len(gitlab("examples", cwd=ROOT)) > 20


def test_a_clean_run_is_an_empty_list(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CLEAN)
    done = chatlint("check", "--format", "gitlab", ".", cwd=tmp_path)
    assert (done.stdout, done.returncode) == ("[]\n", 0)


def test_a_fingerprint_stays_when_lines_move(tmp_path: Path) -> None:
    twice = BROKEN + "Attributes: {a: 1, b: 1}\n"
    (tmp_path / "a.yaml").write_text(twice)
    before = gitlab("a.yaml", cwd=tmp_path)
    (tmp_path / "a.yaml").write_text("# a line\n\n" + twice)
    after = gitlab("a.yaml", cwd=tmp_path)
    assert [each["fingerprint"] for each in after] == [each["fingerprint"] for each in before]
    assert [each["location"]["lines"]["begin"] for each in before] == [5, 6, 6]
    assert [each["location"]["lines"]["begin"] for each in after] == [7, 8, 8]


def test_paths_start_at_the_top_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / "chats and more").mkdir()
    (tmp_path / "chats and more" / "100%.yaml").write_text(BROKEN)
    git("init", "-q", cwd=tmp_path)
    (found,) = gitlab("100%.yaml", cwd=tmp_path / "chats and more")
    assert found["location"]["path"] == "chats and more/100%.yaml"


def test_what_the_report_cannot_hold_is_told_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CLEAN)
    done = chatlint("check", "--format", "gitlab", "a.yaml", "gone.yaml", cwd=tmp_path)
    assert (done.stdout, done.returncode) == ("[]\n", 2)
    assert done.stderr == "error: gone.yaml: no such file or folder\n"
