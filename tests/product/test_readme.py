"""The documents say what is so."""

import doctest
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from documents import CONTRIBUTING, MANUAL, README, blocks, codes, parsed, section
from project import ROOT

from chatlint import Linter, Source
from chatlint.cli.check import check_command
from chatlint.model import placeholder
from chatlint.rules import schema
from chatlint.rules.kinds import standard_vocabulary
from chatlint.rules.loader import load_api
from chatlint.version import VERSION


def chatlint(*arguments: str) -> str:
    """What chatlint prints when it is run at the top of the project."""
    done = subprocess.run(
        [sys.executable, "-m", "chatlint", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("block", blocks(README, "console"), ids=lambda b: b.partition("\n")[0])
def test_commands_print_what_the_readme_shows(block: str) -> None:
    command, shown = block.split("\n", 1)
    printed = chatlint(*command.removeprefix("$ chatlint ").split())
    assert shown
    # A line "…" stands for lines that are left out.
    pattern = ".*?".join(re.escape(part) for part in shown.split("…\n"))
    assert re.fullmatch(pattern, printed, re.DOTALL), f"{command} prints:\n{printed}"


def test_the_mended_template_is_clean() -> None:
    (diff,) = blocks(README, "diff")
    lines = [line if line.strip() else " \n" for line in diff.splitlines(keepends=True)]
    old = "".join(line[1:] for line in lines if line[0] != "+")
    new = "".join(line[1:] for line in lines if line[0] != "-")
    template = (ROOT / "examples/broken/short-markdown-chat.yaml").read_text(encoding="utf-8")
    assert old in template
    assert Linter().check(Source("a.yaml", template.replace(old, new))).diagnostics == ()


@pytest.mark.parametrize("block", blocks(README, "pycon"), ids=lambda b: b.partition("\n")[0])
def test_a_python_example_prints_what_it_shows(block: str) -> None:
    example = doctest.DocTestParser().get_doctest(block, {}, "README", "README.md", 0)
    assert doctest.DocTestRunner().run(example).failed == 0


def test_each_comment_in_the_readme_covers_something() -> None:
    (template,) = (block for block in blocks(README, "yaml") if "# chatlint: " in block)
    checked = Linter(today=date(2026, 12, 31)).check(Source("a.yaml", template))
    assert checked.diagnostics == ()
    silenced = [each.diagnostic.rule for each in checked.suppressed]
    assert silenced == ["CHAT101", "CHAT303", "CHAT401"]


def test_every_option_is_in_the_table() -> None:
    table = section(README, "Options of `chatlint check`").partition("`chatlint rules`")[0]
    options = {
        option for each in check_command.params for option in each.opts if option.startswith("--")
    }
    assert set(re.findall(r"--[a-z][a-z-]+", table)) == options


def test_every_placeholder_in_the_table_is_one() -> None:
    cells = re.findall(r"^\| (.*?) \|", section(README, "Placeholders"), re.MULTILINE)
    spellings = codes("\n".join(cells)) - {".$"}
    assert set(placeholder.SYNTAXES) < spellings
    for spelling in spellings:
        value = parsed(f"{spelling} x" if spelling.startswith("!") else f"'{spelling}'")
        if spelling.startswith("{") and ":" in spelling:
            value = parsed(spelling)
        assert placeholder.is_placeholder(value), spelling


def test_every_key_of_the_json_output_is_described() -> None:
    report = json.loads(chatlint("check", "--format", "json", "examples/broken/two-pasts.yaml"))
    keys = {*report, *report["summary"], *report["diagnostics"][0]}
    assert keys - codes(section(README, "JSON output")) == set()


def test_the_hook_in_the_readme_is_the_hook() -> None:
    hook, *others = parsed((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    shown = parsed(blocks(README, "yaml")[0])["repos"][0]["hooks"][0]
    for key in ("id", "entry", "language", "types_or", "require_serial"):
        assert shown[key] == hook[key]
    assert {each["id"] for each in others} <= codes(section(README, "In pre-commit"))


def test_ci_runs_the_tests_as_the_readme_does() -> None:
    command = re.search(r"\.venv/bin/(pytest.*)", README)
    assert command
    assert f"\nstep {command[1]}\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_manual_lists_every_rule() -> None:
    rules = json.loads(chatlint("rules", "--format", "json"))
    for group in dict.fromkeys(rule["group"] for rule in rules):
        table = re.findall(
            r"^\| \[?(CHAT\d+).*? \| (.*?) \| (.*?) \| (.*?) \|", section(MANUAL, group), re.M
        )
        assert table == [
            (rule["id"], rule["name"], rule["severity"], rule["summary"])
            for rule in rules
            if rule["group"] == group
        ]


def test_the_manual_explains_every_key_and_every_word() -> None:
    assert set(schema._RULE) - codes(section(MANUAL, "Keys")) == set()
    assert set(schema._FIX) - codes(section(MANUAL, "Keys") + section(MANUAL, "Fixes")) == set()
    assert set(schema._EXAMPLE) - codes(section(MANUAL, "Examples")) == set()
    kinds = standard_vocabulary(load_api()).kinds
    words = codes(section(MANUAL, "Words of a check"))
    assert set(kinds) - words == set()
    assert {key for kind in kinds.values() for key in kind.argument.get("schema", ())} <= words


def test_the_rule_in_the_guide_proves_itself(tmp_path: Path) -> None:
    (rule,) = blocks(CONTRIBUTING, "yaml")
    data = parsed(rule)
    name = f"{data['id']}-{data['name']}.yaml"
    assert f"/{name}`" in CONTRIBUTING
    (tmp_path / name).write_text(rule, encoding="utf-8")
    assert chatlint("test", str(tmp_path)) == "1 rule, 4 examples: all as they say\n"


@pytest.mark.parametrize(
    "name",
    [
        *("README.md", "CONTRIBUTING.md", "RELEASING.md", "SECURITY.md"),
        *("docs/pipelines.md", "docs/rules/README.md"),
    ],
)
def test_links_lead_somewhere(name: str) -> None:
    document = ROOT / name
    links = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_each_promise_has_its_proof() -> None:
    rows = re.findall(r"^\| (.*) \| (.*) \|$", section(README, "What chatlint promises"), re.M)
    assert len(rows) > 8
    for promise, proofs in rows[2:]:
        assert codes(proofs), promise
        assert all((ROOT / name).exists() for name in codes(proofs)), promise


def test_the_changelog_begins_with_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[(.+?)\]", changelog, re.MULTILINE)
    assert newest
    assert newest[1] == VERSION
