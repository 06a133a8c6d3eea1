"""The documents of the project, and parts of them."""

import re
from typing import Any

from project import ROOT

from chatlint import Limits, Source
from chatlint.parsers import parse

README = (ROOT / "README.md").read_text(encoding="utf-8")
MANUAL = (ROOT / "docs" / "rules" / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of ``text`` in ``language``."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def section(text: str, title: str) -> str:
    """What stands under the heading ``title``, up to the next heading."""
    pattern = rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)"
    found = re.search(pattern, text, re.DOTALL | re.MULTILINE)
    assert found, f'no section "{title}"'
    return found[1]


def codes(text: str) -> set[str]:
    """Everything set as code in ``text``."""
    return set(re.findall(r"`([^`\n]+)`", text))


def parsed(text: str) -> Any:
    """The value of a YAML text."""
    return parse(Source("a.yaml", text), Limits()).parsed.values[0]
