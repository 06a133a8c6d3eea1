"""The packages of chatlint and the modules in them."""

from pathlib import Path

from project import ROOT

PACKAGE = ROOT / "chatlint"

ORDER = (
    *("model", "files", "parsers", "edits", "aws", "finders", "rules"),
    *("reports", "linter", "request", "project", "authoring", "cli"),
)
"""The packages, in the order in which a file passes through them."""

TOP = {"__init__", "__main__", "version", "diagnostic", "kinds"}
"""The modules beside the packages; the last two are shims for plug-ins."""


def modules() -> dict[str, Path]:
    """The files of chatlint by the names under which they are imported."""
    return {
        ".".join(("chatlint", *file.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(
            ".__init__"
        ): file
        for file in PACKAGE.rglob("*.py")
    }


MODULES = modules()
