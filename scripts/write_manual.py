"""Write the manual from the rule files: ``python scripts/write_manual.py``.

A page a rule beside its file, and the table in ``rules/README.md`` between its two marks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chatlint.explain import sample
from chatlint.kinds import Vocabulary, standard
from chatlint.rule import Example, Rule, load_api, load_shipped

RULES = Path(__file__).parent.parent / "rules"


def page(rule: Rule) -> str:
    """The manual page of ``rule``."""
    return "\n".join(_page(rule)) + "\n"


def _page(rule: Rule) -> Iterator[str]:
    yield f"<!-- Written by scripts/write_manual.py from {rule.id}-{rule.name}.yaml. -->"
    yield f"# {rule.id} {rule.name}"
    yield ""
    yield f"*{rule.severity.value}, {rule.group}*"
    yield ""
    yield rule.summary
    yield ""
    yield "## Why"
    yield ""
    yield rule.rationale
    yield from _examples("Bad", rule.bad)
    yield from _examples("Good", rule.good)
    if rule.remedies:
        yield from ("", "## Fix")
    for remedy in rule.remedies:
        yield from ("", f"{remedy.title} ({remedy.safety}).")
    yield from ("", "## Switch it off", "")
    yield f"`chatlint check --ignore {rule.id}` or `--ignore {rule.name}`"
    yield from ("", "## Source", "", f"<{rule.source}>")


def _examples(title: str, examples: tuple[Example, ...]) -> Iterator[str]:
    yield from ("", f"## {title}")
    for example in examples:
        yield from ("", "```text", *sample(example), "```")


def table(rules: list[Rule]) -> str:
    """A table of ``rules`` for each group."""
    return "\n".join(_table(rules)) + "\n"


def _table(rules: list[Rule]) -> Iterator[str]:
    for group in dict.fromkeys(rule.group for rule in rules):
        yield from (f"### {group}", "", "| id | name | severity | what | fix |")
        yield "| --- | --- | --- | --- | --- |"
        for rule in rules:
            if rule.group == group:
                link = f"[{rule.id}]({rule.group}/{rule.id}-{rule.name}.md)"
                summary = rule.summary.replace("|", "\\|")
                words = (link, rule.name, rule.severity.value, summary, rule.fixable)
                yield f"| {' | '.join(words)} |"
        yield ""


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


def manual(rules: list[Rule], vocabulary: Vocabulary, readme: str) -> dict[Path, str]:
    """Every file of the manual with its text, given the text of ``rules/README.md``."""
    for name, text in (("rules", table(rules)), ("kinds", kinds_table(vocabulary))):
        start, end = f"<!-- the {name}: start -->", f"<!-- the {name}: end -->"
        before, _, rest = readme.partition(start)
        readme = f"{before}{start}\n\n{text}\n{end}{rest.partition(end)[2]}"
    pages = {RULES / rule.group / f"{rule.id}-{rule.name}.md": page(rule) for rule in rules}
    return {RULES / "README.md": readme, **pages}


def current() -> dict[Path, str]:
    """The manual as it should be now."""
    readme = (RULES / "README.md").read_text(encoding="utf-8")
    return manual(load_shipped(examples=True), standard(load_api()), readme)


def main() -> None:
    files = current()
    for stale in set(RULES.glob("*/*.md")) - set(files):
        stale.unlink()
    for file, text in files.items():
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
