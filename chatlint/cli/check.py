"""``chatlint check``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from chatlint.cli.options import build_options, limit_options, parse_outputs, run_options
from chatlint.cli.report_writer import ReportWriter, choose_format, use_color
from chatlint.cli.stdout import write, write_error, write_failures, write_lines
from chatlint.model.diagnostic import Failure
from chatlint.model.errors import UserError
from chatlint.model.printable import printable
from chatlint.reports import FORMATS, Output
from chatlint.reports.style import Style

if TYPE_CHECKING:
    from chatlint.project.fix_files import FileFixer
    from chatlint.project.project import Project, ProjectRun, Watch
    from chatlint.reports.report import Report

_EXIT_ERROR = 2
_STDIN = "<stdin>"
_STATISTICS_FORMATS = frozenset(("full", "concise"))
_WRITING_OPTIONS = ("fix", "diff", "write_baseline", "prune_baseline")


@click.command("check", short_help="Check files and folders.")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option(
    "--format",
    "outputs",
    multiple=True,
    callback=parse_outputs,
    metavar="FORMAT[=FILE]",
    help=f"How to show what was found, and in which file if not on standard output; several times "
    f"if wanted. One of {', '.join(FORMATS)}.",
)
@run_options
@click.option("--fix", is_flag=True, help="Make the safe fixes.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: the unsafe ones, too.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option(
    "--add-ignore", metavar="REASON", help="Ignore all findings, by comments or configuration."
)
@click.option("--write-baseline", is_flag=True, help="List all findings in the baseline, and exit.")
@click.option("--prune-baseline", is_flag=True, help="Take out of it what is no longer found.")
@click.option("--skip-others", is_flag=True, help="Leave out named files that hold no request.")
@click.option(
    "--since", metavar="REV", help="Only findings that changes since this git revision brought."
)
@click.option("--changed-files-only", is_flag=True, help="With --since: all in changed files.")
@click.option("--stdin-filename", metavar="NAME", help="The name of what is read from `-`.")
@click.option("--show-files", is_flag=True, help="List the files and their requests, and exit.")
@click.option(
    "--include",
    multiple=True,
    metavar="GLOB",
    help="Also search folders for these, as '**/*.md': patterns as in .gitignore.",
)
@click.option("--force-exclude", is_flag=True, help="Leave out what is excluded even if named.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Check with N processes (default: one for each processor, where that pays).",
)
@click.option("--no-cache", is_flag=True, help="Use no results of earlier runs.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
@click.option("--statistics", is_flag=True, help="Count findings by rule, and show no others.")
@click.option("-q", "--quiet", is_flag=True, help="Show findings only, no summary.")
@click.option("-v", "--verbose", is_flag=True, help="Say on stderr what was left out, and why.")
@limit_options
def check_command(  # noqa: PLR0913 - one for each option
    *,
    paths: tuple[str, ...],
    outputs: tuple[Output, ...],
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    add_ignore: str | None,
    write_baseline: bool,
    prune_baseline: bool,
    skip_others: bool,
    stdin_filename: str | None,
    show_files: bool,
    no_cache: bool,
    color: str,
    statistics: bool,
    quiet: bool,
    verbose: bool,
    **run_values: Any,
) -> int:
    """Check files and folders (by default the current one), or `-` for standard input.

    Folders are searched for files with data, as .yaml, .json and .jsonl; what git ignores is left
    out, and so are files that hold no StartChatContact request.
    """
    paths = paths or (".",)
    _check_combination(click.get_current_context().params)
    from chatlint.project.project import Project

    options = build_options(
        without_baseline=write_baseline,
        prune_baseline=prune_baseline,
        skip_others=skip_others,
        cache=not no_cache,
        **run_values,
    )
    fixer = _build_fixer(paths, fix=fix, unsafe=unsafe_fixes, dry=diff and add_ignore is None)
    project = Project(options, fixer)
    if show_files:
        return _show_files(project, paths, stdin_filename)
    if prune_baseline and not project.resolver.baseline:
        raise click.UsageError("--prune-baseline needs --baseline FILE.")
    outputs = _select_outputs(outputs, statistics=statistics, diff=diff)
    style = Style(use_color(color), quiet, statistics)
    failed = False
    if add_ignore is not None:
        failed = _add_ignores(project, paths, add_ignore, dry=diff)
        project = Project(options, fixer)  # so that the new entries apply
    # With these options, some findings of the run are not reported.
    writer = ReportWriter(outputs, style, live=not write_baseline and options.since is None)
    with writer.watch() as watch:
        run = _run_check(project, paths, stdin_filename, watch)
    _write_notices(project, run, paths, verbose=verbose)
    if write_baseline:
        return _write_baseline(project, run.report, skip_others=skip_others)
    if prune_baseline:
        write_error(project.prune(run.report))
    if fixer:
        _write_fixes(fixer, diff=diff, quiet=quiet)
    _refuse_overwriting(outputs, run.report)
    code = _write_report(project, run, writer, skip_others=skip_others)
    return _EXIT_ERROR if failed else code


def _check_combination(values: Mapping[str, Any]) -> None:
    """Refuse combinations of options that contradict each other."""
    adds, writes = values["add_ignore"] is not None, values["write_baseline"]
    if writes and values["prune_baseline"]:
        raise click.UsageError("--write-baseline stands without --prune-baseline.")
    if values["show_files"] and (adds or any(values[name] for name in _WRITING_OPTIONS)):
        raise click.UsageError("--show-files stands alone: it checks nothing.")
    if adds:
        for name in ("fix", "write_baseline", "prune_baseline"):
            if values[name]:
                option = name.replace("_", "-")
                raise click.UsageError(f"--add-ignore stands without --{option}.")
        if "-" in values["paths"]:
            raise click.UsageError("--add-ignore is for files, not for standard input.")
    if values["since"] is None:
        if values["changed_files_only"]:
            raise click.UsageError("--changed-files-only needs --since REV.")
        return
    if "-" in values["paths"]:
        raise click.UsageError("--since is for files: git knows nothing of standard input.")
    if writes:
        raise click.UsageError("--write-baseline stands without --since: it lists everything.")
    fixes = values["fix"] or (values["diff"] and not adds)
    if fixes and not values["changed_files_only"]:
        message = "--since with --fix or --diff needs --changed-files-only: they mend whole files."
        raise click.UsageError(message)


def _build_fixer(paths: tuple[str, ...], *, fix: bool, unsafe: bool, dry: bool) -> FileFixer | None:
    if not fix and not dry:
        if unsafe:
            raise click.UsageError("--unsafe-fixes needs --fix or --diff.")
        return None
    if "-" in paths:
        raise click.UsageError("--fix and --diff are for files, not for standard input.")
    from chatlint.project.fix_files import FileFixer

    return FileFixer(unsafe=unsafe, dry=dry)


def _select_outputs(
    outputs: tuple[Output, ...], *, statistics: bool, diff: bool
) -> tuple[Output, ...]:
    """Select the outputs to write; with --diff, standard output is for the differences only."""
    to_file = tuple(each for each in outputs if each.file)
    to_stdout = [each for each in outputs if not each.file]
    if statistics and any(each.name not in _STATISTICS_FORMATS for each in to_stdout):
        raise click.UsageError("--statistics goes with the formats full and concise.")
    if len({os.path.realpath(each.file) for each in to_file}) < len(to_file):
        raise click.UsageError("two formats go to one file.")
    if diff:
        return to_file
    if statistics and not to_stdout:
        return (*outputs, Output("full"))
    return outputs or (Output(choose_format()),)


def _run_check(
    project: Project, paths: tuple[str, ...], stdin_filename: str | None, watch: Watch
) -> ProjectRun:
    if "-" not in paths:
        return project.run(paths, watch)
    if len(paths) > 1:
        raise click.UsageError("`-` stands alone: standard input is one file.")
    if sys.stdin is None:
        raise UserError("standard input is closed")
    return project.run_text(stdin_filename or _STDIN, sys.stdin.buffer)


def _add_ignores(project: Project, paths: tuple[str, ...], reason: str, *, dry: bool) -> bool:
    """Ignore all findings, or show the changes that would; return whether something failed."""
    from chatlint.project.accept_findings import IgnoreWriter

    writer = IgnoreWriter(project, reason, dry=dry)
    writer.add_ignores(project.run(paths).report)
    write(writer.diffs)
    write_error(writer.messages)
    write_failures(writer.failures)
    return bool(writer.failures)


def _write_baseline(project: Project, report: Report, *, skip_others: bool) -> int:
    if report.failures:
        write_failures(report.failures)
        write_error(["error: no baseline was written; --baseline FILE says where one goes"])
    else:
        from chatlint.project.accept_findings import accept_findings

        write_lines(accept_findings(project, report))
    return report.exit_code(None, skip_others=skip_others)


def _show_files(project: Project, paths: tuple[str, ...], stdin_filename: str | None) -> int:
    discovery = project.discover([path for path in paths if path != "-"])
    failures = list(discovery.failures)
    for file in discovery.files:
        write([f"{printable(file.path)}\n"])
        found = project.list_requests(file.path)
        if isinstance(found, Failure):
            failures.append(found)
        else:
            write(f"  {each}\n" for each in found)
    if "-" in paths:
        write([f"{printable(stdin_filename or _STDIN)}\n"])
    write_failures(failures)
    return _EXIT_ERROR if failures else 0


def _write_notices(
    project: Project, run: ProjectRun, paths: tuple[str, ...], *, verbose: bool
) -> None:
    if not verbose and not run.discovery.skipped and not project.resolver.configs.loaded_configs:
        return
    from chatlint.project.notices import describe_configs, warn_of_empty_filters

    write_error(warn_of_empty_filters(project, run.discovery, paths))
    if verbose:
        write_error([*describe_configs(project, run.discovery), *_describe_skipped(run)])


def _describe_skipped(run: ProjectRun) -> Iterator[str]:
    for path, reason in (*run.discovery.skipped, *run.report.skipped):
        yield f"left out: {printable(path)}: {printable(reason)}"


def _write_fixes(fixer: FileFixer, *, diff: bool, quiet: bool) -> None:
    write_error([*fixer.messages, *([] if quiet else [fixer.summary()])])
    if diff:
        write(fixer.diffs)


def _refuse_overwriting(outputs: tuple[Output, ...], report: Report) -> None:
    """Raise a UserError if a report would overwrite a file that was checked."""
    files = {os.path.realpath(each.file): each.file for each in outputs if each.file}
    names = chain(report.clean, (each.source.name for each in report.checked)) if files else ()
    for name in names:
        if file := files.get(os.path.realpath(name)):
            raise UserError("was checked, so no report is written there", printable(file))


def _write_report(
    project: Project, run: ProjectRun, writer: ReportWriter, *, skip_others: bool
) -> int:
    """Write the report of ``run`` and return the exit code."""
    report = run.report
    writer.write_report(project.add_rules(run) if writer.needs_rules else report)
    code = report.exit_code(project.resolver.fail_on, skip_others=skip_others)
    if code == _EXIT_ERROR and not report.failures and not writer.has_summary:
        write_error(["error: nothing was checked: no StartChatContact request was found"])
    return code
