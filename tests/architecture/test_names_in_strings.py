"""Tests name modules in strings: programs they run, patches, lists of modules not to import."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from pkgutil import resolve_name

import pytest
from project import ROOT

DOTTED = re.compile(r"(?<![\w./@:-])chatlint(?:\.\w+)+(?![\w.-])")
IMPORT = re.compile(r"from (chatlint(?:\.\w+)*) import (\w+(?:, \w+)*)")
# Not modules: entry point groups, a table of pyproject.toml, an import path kept for plug-ins.
OTHER = re.compile(
    r"chatlint\.(kinds|rules|diagnostic|ignore|fail|suppress|html|json|sarif|yaml)$|.*\.open$"
)


def dotted_names(text: str) -> Iterator[str]:
    """The dotted names below ``chatlint`` in ``text``."""
    yield from (name for name in DOTTED.findall(text) if not OTHER.match(name))
    for module, names in IMPORT.findall(text):
        yield from (f"{module}.{name}" for name in names.split(", "))


def strings(file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


FILES = sorted((ROOT / "tests").rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=[str(f.relative_to(ROOT)) for f in FILES])
def test_names_in_strings_exist(file: Path) -> None:
    for name in {name for text in strings(file) for name in dotted_names(text)}:
        resolve_name(name)
