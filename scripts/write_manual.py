"""Write the manual from the rule files: ``python scripts/write_manual.py``.

A page a rule beside its file, and in ``rules/README.md`` the tables between its marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chatlint.authoring.manual import TABLE_FILE, render_manual, replace_between_marks, write_manual
from chatlint.rules.kinds import standard_vocabulary
from chatlint.rules.kinds.kind import Vocabulary
from chatlint.rules.loader import load_api, load_shipped_rules

RULES = Path(__file__).parent.parent / "rules"
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
    files = dict(render_manual(RULES, load_shipped_rules(examples=True), BY))
    kinds = kinds_table(standard_vocabulary(load_api()))
    files[RULES / TABLE_FILE] = replace_between_marks(files[RULES / TABLE_FILE], "kinds", kinds)
    return files


if __name__ == "__main__":
    write_manual(RULES, current(), BY)
