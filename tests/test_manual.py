"""The manual says what the rule files say."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from project import ROOT


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
    assert set((ROOT / "rules").glob("*/*.md")) == set(writer.current()) - {
        ROOT / "rules" / "README.md"
    }


def test_a_page_shows_what_explain_shows(writer: ModuleType) -> None:
    page = next(text for file, text in writer.current().items() if file.stem.startswith("CHAT401"))
    for words in ("## Why", "## Bad", "## Good", "## Fix", "## Switch it off", "## Source", "^^"):
        assert words in page
