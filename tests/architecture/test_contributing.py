"""CONTRIBUTING.md describes the code as it is."""

import re
from pkgutil import resolve_name

import pytest
from documents import CONTRIBUTING
from packages import MODULES, ORDER

LAYOUT = CONTRIBUTING.partition("\n## How the code is laid out\n")[2].partition("\n## ")[0]
TREE = re.findall(r"^( +)(\w+)/ ", LAYOUT, re.MULTILINE)
NAMES = re.findall(r"`((?:[a-z_]+\.)+[A-Za-z_]+)`", LAYOUT)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_the_description_exists(name: str) -> None:
    resolve_name(f"chatlint.{name}")


def test_the_description_has_names() -> None:
    assert len(NAMES) >= 10


def test_the_tree_lists_every_package_in_order() -> None:
    assert tuple(name for indent, name in TREE if len(indent) == 2) == ORDER


def test_every_folder_in_the_tree_is_a_package() -> None:
    path: list[str] = []
    for indent, name in TREE:
        path[len(indent) // 2 - 1 :] = [name]
        assert ".".join(("chatlint", *path)) in MODULES
