"""The manual says what the rule files say."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest
from project import ROOT

from chatlint.authoring.explain import render_explanation, render_json, render_sample
from chatlint.authoring.manual import render_page
from chatlint.rules.loader import load_shipped_rules

RULES = load_shipped_rules(examples=True)


@pytest.fixture(scope="module")
def writer() -> ModuleType:
    """The script that writes the manual."""
    spec = importlib.util.spec_from_file_location("writer", ROOT / "scripts" / "write_manual.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_manual_is_up_to_date(writer: ModuleType) -> None:
    should: dict[Path, str] = writer.current()
    stale = [
        str(file.relative_to(ROOT))
        for file, text in should.items()
        if not file.is_file() or file.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run: python scripts/write_manual.py"


def test_every_page_has_its_rule(writer: ModuleType) -> None:
    assert set((ROOT / "docs" / "rules").rglob("*.md")) == set(writer.current())


def test_beside_the_rules_is_nothing_else() -> None:
    files = [file for file in (ROOT / "rules").rglob("*") if file.is_file()]
    assert {file.suffix for file in files} == {".yaml"}


def test_a_page_shows_what_explain_shows(writer: ModuleType) -> None:
    page = next(text for file, text in writer.current().items() if file.stem.startswith("CHAT401"))
    for words in ("## Why", "## Bad", "## Good", "## Fix", "## Switch it off", "## Source", "^^"):
        assert words in page


def test_every_bad_example_is_underlined() -> None:
    bare = [
        example.text
        for rule in RULES
        for example in rule.bad
        if "base64" not in example.options and "^" not in "".join(render_sample(example))
    ]
    assert bare == []


def test_no_mark_of_an_example_is_left() -> None:
    doubled = {rule.id for rule in RULES if any("««" in each.text for each in rule.good)}
    shown = {rule.id for rule in RULES if "«" in "".join(render_explanation(rule))}
    assert shown == doubled


def test_what_an_example_does_not_show_is_said() -> None:
    pages = {rule.id: render_page(rule, "a test") for rule in RULES}
    assert "with `~` 32,767 times over:" in pages["CHAT301"]
    assert "with --target botocore 1.43.100:" in pages["CHAT904"]
    assert "on 2027-01-01:" in pages["CHAT902"]
    assert "beside the template:" in pages["CHAT903"]
    assert "fixed:" in pages["CHAT305"]


def test_the_options_of_a_rule_are_on_its_page_and_in_the_list() -> None:
    facts = {each["id"]: each for each in json.loads(render_json(RULES))}
    assert facts["CHAT302"]["options"] == {"share": 80}
    assert facts["CHAT602"]["options"] == {"allow": None}
    assert facts["CHAT401"]["options"] == {}
    for rule in RULES:
        written, shown = render_page(rule, "a test"), "\n".join(render_explanation(rule))
        assert ("## Options" in written) == ("Option: " in shown) == bool(rule.options)
        assert all(f"* `{name}`" in written for name in rule.options)


def test_a_fault_that_json_cannot_show_is_said_on_the_page() -> None:
    for rule in RULES:
        in_json = any(example.options.get("format") == "json" for example in rule.bad)
        words = " ".join(render_page(rule, "a test").split())
        assert in_json or "JSON file cannot show the fault" in words
