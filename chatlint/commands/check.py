"""``chatlint check``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from chatlint.errors import UserError
from chatlint.output import tell, tell_failures, write
from chatlint.reports import FORMATS, Output, Style
from chatlint.settings import limits, parsed_outputs, settings, wishes
from chatlint.text import visible

if TYPE_CHECKING:
    from chatlint.discovery import Discovery
    from chatlint.project import Project, Run
    from chatlint.repair import Repair
    from chatlint.report import Report

_WENT_WRONG = 2
_STDIN = "<stdin>"


@click.command("check", short_help="Check files and folders.")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option(
    "--format",
    "outputs",
    multiple=True,
    callback=parsed_outputs,
    metavar="FORMAT[=FILE]",
    help=f"How to show what was found, and in which file if not on standard output; several times "
    f"if wanted. One of {', '.join(FORMATS)}.",
)
@settings
@click.option("--fix", is_flag=True, help="Make the safe fixes.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: the unsafe ones, too.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--write-baseline", metavar="FILE", help="List all findings in FILE, and exit.")
@click.option("--prune-baseline", is_flag=True, help="Take out of it what is no longer found.")
@click.option("--skip-others", is_flag=True, help="Leave out named files that hold no request.")
@click.option("--stdin-filename", metavar="NAME", help="The name of what is read from `-`.")
@click.option("--show-files", is_flag=True, help="List the files that would be read, and exit.")
@click.option("--force-exclude", is_flag=True, help="Leave out what is excluded even if named.")
@click.option("--no-cache", is_flag=True, help="Use no results of earlier runs.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
@click.option("-q", "--quiet", is_flag=True, help="Show findings only, no summary.")
@click.option("-v", "--verbose", is_flag=True, help="Say on stderr what was left out, and why.")
@limits
def command(  # noqa: PLR0913 - one for each option
    *,
    paths: tuple[str, ...],
    outputs: tuple[Output, ...],
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    write_baseline: str | None,
    prune_baseline: bool,
    skip_others: bool,
    stdin_filename: str | None,
    show_files: bool,
    force_exclude: bool,
    no_cache: bool,
    color: str,
    quiet: bool,
    verbose: bool,
    **more: Any,
) -> int:
    """Check files and folders (by default the current one), or `-` for standard input.

    Folders are searched for .yaml, .yml and .json files; what git ignores is left out, and so are
    files that hold no StartChatContact request.
    """
    del no_cache  # there is no cache yet to leave out
    paths = paths or (".",)
    if more["baseline"] and write_baseline:
        raise click.UsageError("--write-baseline stands without --baseline: it lists everything.")
    from chatlint.project import Project

    project = Project(
        replace(
            wishes(**more),
            accept_nothing=bool(write_baseline),
            prune=prune_baseline,
            skip_others=skip_others,
            force_exclude=force_exclude,
            repair=_repair(paths, fix=fix, unsafe=unsafe_fixes, dry=diff),
        )
    )
    if show_files:
        return _show_files(project, paths, stdin_filename)
    if prune_baseline and not project.baseline:
        raise click.UsageError("--prune-baseline needs --baseline FILE.")
    outputs = outputs or (Output("full"),)
    report, discovery = _run(project, paths, stdin_filename)
    tell(project.remarks(discovery, paths))
    if verbose:
        tell([*project.used(discovery), *_left_out(report, discovery)])
    if write_baseline:
        return _write_baseline(write_baseline, report, skip_others=skip_others)
    if prune_baseline:
        tell(project.prune(report))
    repair = project.wishes.repair
    if repair:
        tell([*repair.told, *([] if quiet else [repair.summary()])])
    if repair and diff:
        write(repair.diffs)
        outputs = tuple(each for each in outputs if each.file)
    _show(report, outputs, Style(_wants_color(color), quiet))
    code = report.exit_code(project.fail_on, skip_others=skip_others)
    if code == _WENT_WRONG and not report.failures and (quiet or not _says_so(outputs)):
        tell(["error: nothing was checked: no StartChatContact request was found"])
    return code


def _repair(paths: tuple[str, ...], *, fix: bool, unsafe: bool, dry: bool) -> Repair | None:
    if not fix and not dry:
        if unsafe:
            raise click.UsageError("--unsafe-fixes needs --fix or --diff.")
        return None
    if "-" in paths:
        raise click.UsageError("--fix and --diff are for files, not for standard input.")
    from chatlint.repair import Repair

    return Repair(unsafe=unsafe, dry=dry)


def _run(project: Project, paths: tuple[str, ...], stdin_filename: str | None) -> Run:
    if "-" not in paths:
        return project.run(paths)
    if len(paths) > 1:
        raise click.UsageError("`-` stands alone: standard input is one file.")
    if sys.stdin is None:
        raise UserError("standard input is closed")
    return project.run_text(stdin_filename or _STDIN, sys.stdin.buffer)


def _show(report: Report, outputs: Sequence[Output], style: Style) -> None:
    """Write the report in each format, to files first: standard output may be closed early."""
    for output in sorted(outputs, key=lambda each: not each.file):
        if output.file:
            output.save(report)
        else:
            write(output.render(report, style))


def _says_so(outputs: Sequence[Output]) -> bool:
    """Whether standard output tells a person that nothing was checked."""
    return any(each.name == "full" and not each.file for each in outputs)


def _write_baseline(file: str, report: Report, *, skip_others: bool) -> int:
    from chatlint.baseline import write as write_accepted

    found = [each for checked in report.checked for each in checked.diagnostics]
    write_accepted(file, found)
    write([f"{len(found):,} finding{'' if len(found) == 1 else 's'} in {visible(file)}\n"])
    tell_failures(report.failures)
    return report.exit_code(None, skip_others=skip_others)


def _show_files(project: Project, paths: tuple[str, ...], stdin_filename: str | None) -> int:
    discovery = project.discover([path for path in paths if path != "-"])
    names = [file.path for file in discovery.files]
    names += [stdin_filename or _STDIN] if "-" in paths else []
    write(f"{visible(name)}\n" for name in names)
    tell_failures(discovery.failures)
    return _WENT_WRONG if discovery.failures else 0


def _left_out(report: Report, discovery: Discovery) -> Iterator[str]:
    for path, reason in (*discovery.left_out, *report.left_out):
        yield f"left out: {visible(path)}: {visible(reason)}"


def _wants_color(choice: str) -> bool:
    if choice != "auto":
        return choice == "always"
    return sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
