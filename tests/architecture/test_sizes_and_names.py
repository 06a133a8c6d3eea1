"""Files and functions stay short, and names say what they stand for."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "chatlint"
FILES = sorted(PACKAGE.rglob("*.py"))
TREES = {file: ast.parse(file.read_text(encoding="utf-8")) for file in FILES}

MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40
VAGUE = {"_told", "_named", "_shown", "_found", "_said", "_met"}
"""Names of functions that say nothing to a reader of a traceback."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[Path, Function]]:
    for file, tree in TREES.items():
        yield from ((file, node) for node in ast.walk(tree) if isinstance(node, Function))


def lines_of(function: Function) -> int:
    """The lines of a function: for a command of click, those of its body without the help text."""
    start = function.lineno
    if any("click" in ast.dump(decorator) for decorator in function.decorator_list):
        body = function.body[1:] if ast.get_docstring(function) else function.body
        start = body[0].lineno if body else function.end_lineno or start
    return (function.end_lineno or start) - start + 1


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_no_file_is_long(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_no_function_is_long() -> None:
    long = [
        f"{file.relative_to(PACKAGE)}: {function.name}"
        for file, function in functions()
        if lines_of(function) > MOST_LINES_OF_A_FUNCTION
    ]
    assert long == []


def test_no_function_has_a_vague_name() -> None:
    vague = [f"{file.name}: {each.name}" for file, each in functions() if each.name in VAGUE]
    assert vague == []


def test_no_two_public_classes_share_a_name() -> None:
    names = Counter(
        node.name
        for tree in TREES.values()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in names.items() if count > 1] == []
