"""The commands for rule authors: ``chatlint explain``, ``manual``, ``new``, ``rules``, ``test``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chatlint.cli.options import complete_rules
from chatlint.cli.stdout import write, write_lines
from chatlint.model.printable import printable
from chatlint.model.wording import count_noun

if TYPE_CHECKING:
    from chatlint.authoring.example_tests import ExampleFailure


@click.command("explain", short_help="Explain a rule.")
@click.argument("rule", shell_complete=complete_rules)
def explain_command(rule: str) -> None:
    """Say what RULE (an id or a name) demands, why, and how to mend what it finds."""
    from chatlint.authoring.catalogue import load_rule
    from chatlint.authoring.explain import render_explanation

    write_lines(map(printable, render_explanation(load_rule(rule))))


_WRITTEN_BY = "`chatlint manual`"


@click.command("manual", short_help="Write pages about rules of one's own.")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def manual_command(folder: Path) -> None:
    """Write a page in Markdown beside each rule file in FOLDER, and a table into its README.md."""
    from chatlint.authoring.catalogue import load_folder_rules
    from chatlint.authoring.manual import render_manual, write_manual
    from chatlint.rules.loader import load_api

    rules = load_folder_rules(folder, load_api())
    write_manual(folder, render_manual(folder, rules, _WRITTEN_BY), _WRITTEN_BY)
    pages = count_noun(len(rules), "page")
    write([f"wrote {pages} and {printable(str(folder / 'README.md'))}\n"])


@click.command("new", short_help="Write a first rule file.")
@click.argument("rule")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default="house-rules",
    show_default=True,
    help="Where to write it; the folder is the rule's group.",
)
def new_command(rule: str, folder: Path) -> None:
    """Write a rule file for RULE, an id and a name as TEAM001-short-name, to be made your own."""
    from chatlint.authoring.scaffold import write_rule_file

    write([f"wrote {printable(str(write_rule_file(rule, folder)))}\n"])


@click.command("rules", short_help="List the rules.")
@click.option("--format", "format_name", type=click.Choice(["full", "json"]), default="full")
def rules_command(format_name: str) -> None:
    """List the rules: those that come with chatlint, and those of the configuration here."""
    from chatlint.authoring.catalogue import load_project_rules
    from chatlint.authoring.explain import render_json, render_table

    rules = load_project_rules()
    write_lines(
        [render_json(rules)] if format_name == "json" else map(printable, render_table(rules))
    )


@click.command("test", short_help="Run the examples of rule files.")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def test_command(folder: Path | None) -> int:
    """Run the examples of the rule files in FOLDER (by default those of chatlint's own rules)."""
    from chatlint.authoring.catalogue import load_folder_rules
    from chatlint.authoring.example_tests import ExampleRunner
    from chatlint.rules.loader import load_api

    api = load_api()
    rules = load_folder_rules(folder, api)
    failures = list(ExampleRunner(rules, api).run())
    count = sum(len(rule.good) + len(rule.bad) for rule in rules)
    write_lines(_describe_failures(failures, len(rules), count))
    return 1 if failures else 0


def _describe_failures(failures: list[ExampleFailure], rules: int, examples: int) -> Iterator[str]:
    for where, message in failures:
        yield f"{where}: {printable(message)}"
    outcome = f"{len(failures)} broken" if failures else "all as they say"
    yield f"{count_noun(rules, 'rule')}, {examples} examples: {outcome}"
