"""Writes the manual of a folder of rules in Markdown: one page per rule and a table of all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from chatlint.authoring.explain import describe_options, render_sample
from chatlint.files.atomic_write import replace_file
from chatlint.model.errors import UserError
from chatlint.rules.rule import Example, Rule

TABLE_FILE = "README.md"
"""The name of the file with the table."""

_GENERATED = "<!-- Written by {by} from "


def render_page(rule: Rule, by: str) -> str:
    """Render the page of ``rule``; its first line names the program ``by`` which it is written."""
    return "\n".join(_render_page_lines(rule, by)) + "\n"


def _render_page_lines(rule: Rule, by: str) -> Iterator[str]:
    yield f"{_GENERATED.format(by=by)}{rule.id}-{rule.name}.yaml. -->"
    yield f"# {rule.id} {rule.name}"
    yield ""
    yield f"*{rule.severity.value}, {rule.group}*"
    yield ""
    yield rule.summary
    yield ""
    yield "## Why"
    yield ""
    yield rule.rationale
    yield from _render_examples("Bad", rule.bad)
    yield from _render_examples("Good", rule.good)
    if rule.fixes:
        yield from ("", "## Fix")
    for remedy in rule.fixes:
        yield from ("", f"{remedy.title} ({remedy.safety}).")
    if rule.options:
        yield from ("", "## Options", "")
    for name, default in describe_options(rule).items():
        yield f"* `{name}`" + ("" if default is None else f", {default} by default")
    if rule.not_in:
        yield from ("", "## Left alone", "")
        yield f"Requests in these forms: {', '.join(sorted(rule.not_in))}."
    yield from ("", "## Switch it off", "")
    yield f"`chatlint check --ignore {rule.id}` or `--ignore {rule.name}`. For one place in YAML"
    comment = f"# chatlint: ignore[{rule.id}] and the reason"
    yield f"there is the comment `{comment}`; a configuration has"
    yield "`ignore` for the rule and `suppress` for places."
    yield from ("", "## Source", "", f"<{rule.source}>")


def _render_examples(title: str, examples: tuple[Example, ...]) -> Iterator[str]:
    yield from ("", f"## {title}")
    for example in examples:
        lines = list(render_sample(example))
        inside = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
        fence = "`" * max(3, inside + 1)
        yield from ("", f"{fence}text", *lines, fence)


def render_table(rules: Sequence[Rule], folder: Path) -> str:
    """Render a table of ``rules`` per group, with links from ``folder`` to their pages."""
    return "\n".join(_render_table_lines(rules, folder)) + "\n"


def _render_table_lines(rules: Sequence[Rule], folder: Path) -> Iterator[str]:
    for group in dict.fromkeys(rule.group for rule in rules):
        yield from (f"### {group}", "", "| id | name | severity | what | fix |")
        yield "| --- | --- | --- | --- | --- |"
        for rule in rules:
            if rule.group == group:
                path = os.path.relpath(page_path(rule), folder).replace(os.sep, "/")
                summary = rule.summary.replace("|", "\\|")
                cells = (f"[{rule.id}]({path})", rule.name, rule.severity.value, summary)
                yield f"| {' | '.join((*cells, rule.fixable))} |"
        yield ""


def page_path(rule: Rule) -> Path:
    """Return the path of the page of ``rule``, which is beside the rule file."""
    return Path(rule.file).with_suffix(".md")


def replace_between_marks(text: str, name: str, table: str) -> str:
    """Replace the part of ``text`` between the marks of ``name`` by ``table``, or append it."""
    start, end = f"<!-- the {name}: start -->", f"<!-- the {name}: end -->"
    before, _, rest = text.partition(start)
    if before and not before.endswith("\n\n"):
        before = f"{before.rstrip()}\n\n"
    return f"{before}{start}\n\n{table}\n{end}{rest.partition(end)[2] or chr(10)}"


def render_manual(folder: Path, rules: Sequence[Rule], by: str) -> Mapping[Path, str]:
    """Render the manual of ``rules``, which are in ``folder``: the text of each file by path.

    Raises:
        UserError: The file with the table cannot be read.
    """
    file = folder / TABLE_FILE
    try:
        text = file.read_text(encoding="utf-8") if file.exists() else "# Rules\n"
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"cannot be read: {error}", str(file)) from None
    pages = {page_path(rule): render_page(rule, by) for rule in rules}
    return {file: replace_between_marks(text, "rules", render_table(rules, folder)), **pages}


def write_manual(folder: Path, files: Mapping[Path, str], by: str) -> None:
    """Write the manual of ``folder`` and delete the generated pages of rules that no longer exist.

    Raises:
        UserError: A file cannot be written.
    """
    try:
        for file in set(folder.rglob("*.md")) - set(files):
            if file.read_bytes().startswith(_GENERATED.format(by=by).encode()):
                file.unlink()
        for file, text in files.items():
            replace_file(str(file), text.encode())
    except OSError as error:
        raise UserError(error.strerror or str(error), str(error.filename or folder)) from None
