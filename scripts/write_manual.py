"""Write the manual from the rule files: ``python scripts/write_manual.py``.

``docs/rules/`` gets a page for each rule, in the folder of its group, and the tables between the
marks of its ``README.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chatlint.authoring.manual import (
    TABLE_FILE,
    page_path,
    render_page,
    render_table,
    replace_between_marks,
    write_manual,
)
from chatlint.rules.kinds import standard_vocabulary
from chatlint.rules.kinds.kind import Vocabulary
from chatlint.rules.loader import load_api, load_shipped_rules

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "rules"
MANUAL = ROOT / "docs" / "rules"
BY = "scripts/write_manual.py"


def kinds_table(vocabulary: Vocabulary) -> str:
    """A table of the kinds: name, argument, and what they demand."""
    rows = ["| kind | argument | what it demands |", "| --- | --- | --- |"]
    for kind in sorted(vocabulary.kinds.values(), key=lambda kind: kind.name):
        what = kind.doc.splitlines()[0].replace("``", "`")
        rows.append(f"| `{kind.name}` | {_argument(kind.argument)} | {what} |")
    return "\n".join(rows) + "\n"


def _argument(schema: Mapping[str, Any]) -> str:
    inner = schema.get("schema", {})
    if schema["type"] == "dict":
        return ", ".join(
            f"`{key}`" + ("" if of.get("required") else " (optional)") for key, of in inner.items()
        )
    words = {"list": "a list of texts", "string": "a text", "boolean": "`true`"}
    return words[schema["type"]]


def current() -> dict[Path, str]:
    """The manual as it should be now."""
    rules = load_shipped_rules(examples=True)
    text = (MANUAL / TABLE_FILE).read_text(encoding="utf-8")
    text = replace_between_marks(text, "rules", render_table(rules, RULES))
    text = replace_between_marks(text, "kinds", kinds_table(standard_vocabulary(load_api())))
    pages = {MANUAL / page_path(rule).relative_to(RULES): render_page(rule, BY) for rule in rules}
    return {MANUAL / TABLE_FILE: text, **pages}


if __name__ == "__main__":
    files = current()
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
    write_manual(MANUAL, files, BY)
