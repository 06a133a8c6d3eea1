"""Each module imports only from rows above its own; the house stands on that."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "chatlint"

ROWS = [
    {"errors", "gitignore", "json_text", "late", "line_hash", "patch", "remedy", "version"},
    {"text"},
    {"api", "diagnostic", "extract", "difference", "git", "writing"},
    {"document", "origin"},
    {"patterns", "placeholder", "regexes", "scalar"},
    {"dialect", "selecting"},
    {"regular", "respelling", "spelling"},
    {"fitting", "kinds", "readers"},
    {"finders", "given", "record"},
    {"filling", "incoming_xml", "mention", "structures", "wires"},
    {"incoming"},
    {"outline"},
    {"removing"},
    {"editing"},
    {"config_file", "validator"},
    {"config_edit", "judge"},
    {"quick"},
    {"config_schema", "rule_schema"},
    {"rule"},
    {"config_check", "plugins", "silence", "skeleton"},
    {"prepared"},
    {"alike"},
    {"engine", "house_rules"},
    {"fixing"},
    {"baseline", "comments", "discovery", "excerpt", "lifting", "masking", "placing", "report"},
    {"cache", "changes", "entries", "ignoring", "statistics", "summary", "suppression"},
    {"inspection"},
    {"config", "sighting", "streaming"},
    {"config_search", "linter"},
    {"mending", "request"},
    {"config_trim", "converting"},
    {"repair"},
    {"wishes"},
    {"setups"},
    {"checker"},
    {"pool"},
    {"project"},
    {"lines"},
    {"adoption", "catalogue", "config_view", "examples", "reports"},
    {"explain"},
    {"manual"},
    {"output", "progress", "report_schema", "settings"},
    {"delivery"},
    {"commands"},
    {"cli", "signals"},
    {"__init__", "__main__"},
]
LEVEL = {module: number for number, row in enumerate(ROWS) for module in row}


def _module(file: Path) -> str:
    """The module or folder of chatlint that ``file`` is, or belongs to."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "chatlint":
            parts = (node.module or "").split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names = (alias.name.split(".") for alias in node.names)
            found |= {name[1] for name in names if name[0] == "chatlint" and len(name) > 1}
    return found


def _trespasses(files: list[Path]) -> list[str]:
    return [
        f"{file.relative_to(PACKAGE)} imports {imported}"
        for file in files
        for imported in sorted(_imports(file))
        if imported != _module(file) and LEVEL[imported] >= LEVEL[_module(file)]
    ]


def test_every_module_has_its_row() -> None:
    assert {_module(file) for file in PACKAGE.rglob("*.py")} == set(LEVEL)


def test_modules_import_only_from_rows_above() -> None:
    assert _trespasses(list(PACKAGE.rglob("*.py"))) == []


def test_a_trespass_is_seen() -> None:
    assert "project" in _imports(PACKAGE / "commands/config.py")
    assert LEVEL["project"] < LEVEL["commands"]
