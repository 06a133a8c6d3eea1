"""Each package imports only from packages before it, and no two files import each other."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

import pytest
from packages import MODULES, ORDER, TOP


def imports(text: str, known: Mapping[str, object]) -> Iterator[str]:
    """The modules among ``known`` that ``text`` imports, in functions and for types, too."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                names = (f"{node.module}.{alias.name}", str(node.module))
                yield from [name for name in names if name in known][:1]
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)


def package(module: str) -> str:
    """The package that ``module`` is or belongs to; empty for the modules beside them."""
    name = [*module.split("."), ""][1]
    return "" if name in TOP else name


IMPORTS = {name: set(imports(file.read_text("utf-8"), MODULES)) for name, file in MODULES.items()}


def test_every_file_is_in_a_package() -> None:
    assert {package(module) for module in MODULES} - {""} == set(ORDER)


@pytest.mark.parametrize("name", ORDER)
def test_a_package_imports_only_from_packages_before_it(name: str) -> None:
    allowed = {*ORDER[: ORDER.index(name) + 1], ""}
    wrong = [
        f"{module} imports {imported}"
        for module, found in IMPORTS.items()
        if package(module) == name
        for imported in found
        if package(imported) not in allowed
    ]
    assert wrong == []


def test_no_two_files_import_each_other() -> None:
    graph = {module: found - {module} for module, found in IMPORTS.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"these import each other: {' <- '.join(error.args[1])}")


def test_imports_are_seen_wherever_they_are() -> None:
    text = """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from chatlint.cli import main
def f():
    import chatlint.version
    from chatlint.model.source import Source
"""
    assert set(imports(text, MODULES)) == {
        "chatlint.cli.main",
        "chatlint.version",
        "chatlint.model.source",
    }
