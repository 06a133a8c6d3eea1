"""Import paths of version 0.1 that plug-ins may still use."""

import importlib
import sys

import pytest

import chatlint


@pytest.mark.parametrize(
    ("module", "names"), [("kinds", ("Kind", "kind")), ("diagnostic", ("Diagnostic", "Problem"))]
)
def test_an_old_module_has_the_public_names(module: str, names: tuple[str, ...]) -> None:
    sys.modules.pop(f"chatlint.{module}", None)
    with pytest.warns(DeprecationWarning, match=rf"chatlint\.{module} is deprecated"):
        old = importlib.import_module(f"chatlint.{module}")
    assert [getattr(old, name) for name in names] == [getattr(chatlint, name) for name in names]


def test_checked_is_the_old_name_of_file_result() -> None:
    with pytest.warns(DeprecationWarning, match="use chatlint.FileResult"):
        old = chatlint.__getattr__("Checked")
    assert old is chatlint.FileResult
