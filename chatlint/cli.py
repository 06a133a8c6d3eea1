"""The command line: arguments in, exit codes out. What it does is done elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chatlint.diagnostic import Severity
from chatlint.document import Limits
from chatlint.errors import UserError
from chatlint.text import visible
from chatlint.version import DISTRIBUTION, NAME, VERSION

if TYPE_CHECKING:
    from chatlint.diagnostic import Failure
    from chatlint.discovery import Discovery
    from chatlint.project import Project, Run, Wishes
    from chatlint.repair import Repair
    from chatlint.report import Report
    from chatlint.rule import Rule

_WENT_WRONG = 2
_STDIN = "<stdin>"
_FORMATS = ("full", "concise", "json")


def run() -> int:
    """Run the command line and return its exit code: 0 clean, 1 findings, 2 something wrong."""
    try:
        return int(cli.main(prog_name=_program(), standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return 2
    except click.exceptions.Abort:
        return 130
    except UserError as error:
        for line in str(error).splitlines():
            click.echo(f"error: {line}", err=True)
        return 2
    except BrokenPipeError:
        _silence_stdout()
        return 141
    except OSError as error:
        _silence_stdout()
        click.echo(f"error: cannot write the report: {error.strerror or error}", err=True)
        return 2


def _program() -> str:
    name = Path(sys.argv[0]).stem
    return name if name in (NAME, DISTRIBUTION) else NAME


def _silence_stdout() -> None:
    """Keep the interpreter from failing once more when it flushes what cannot be written."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write(chunks: Iterable[str]) -> None:
    if sys.stdout is None:
        raise OSError("standard output is closed")
    encoding = sys.stdout.encoding or "utf-8"
    for chunk in chunks:
        click.echo(chunk.encode(encoding, "backslashreplace"), nl=False)
    sys.stdout.flush()


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from chatlint.rule import load_api

    api = load_api()
    _write([f"{NAME} {VERSION} ({DISTRIBUTION}), {api.operation} of botocore {api.botocore}\n"])
    context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the versions of chatlint and of its API model, and exit.",
)
def cli() -> None:
    """Lint Amazon Connect StartChatContact request templates (YAML and JSON)."""


def _limit(name: str, what: str) -> Callable[[Any], Any]:
    default = getattr(Limits(), name)
    shown = f"{default:,}" if default else "256 KiB for YAML, 1 MiB for JSON"
    return click.option(
        f"--max-{name}",
        f"max_{name}",
        type=click.IntRange(min=1),
        metavar="N",
        help=f"Read no file with more than N {what} (default: {shown}).",
    )


def _complete_rules(_: click.Context, __: click.Parameter, start: str) -> list[str]:
    """What a shell may offer for the id or name of a rule."""
    from chatlint.rule import load_shipped

    words = [word for rule in load_shipped() for word in (rule.id, rule.name)]
    return [word for word in words if word.lower().startswith(start.lower())]


_SETTINGS = (
    click.option(
        "--select",
        multiple=True,
        metavar="RULE",
        shell_complete=_complete_rules,
        help="Only these: id, name or group.",
    ),
    click.option(
        "--ignore",
        multiple=True,
        metavar="RULE",
        shell_complete=_complete_rules,
        help="Not these: id, name or group.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice([*(severity.value for severity in Severity), "never"]),
        help="Exit with 1 for findings this bad or worse (default: warning).",
    ),
    click.option("--baseline", metavar="FILE", help="Accept the findings that FILE lists."),
    click.option(
        "--target", metavar="BOTOCORE", help="The botocore that sends the requests, as 1.43.100."
    ),
    click.option("--config", metavar="FILE", help="Read this configuration and no other."),
    click.option("--isolated", is_flag=True, help="Read no configuration."),
)


def _settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give ``command`` the options that stand over what configurations say."""
    for option in reversed(_SETTINGS):
        command = option(command)
    return command


@cli.command(short_help="Check files and folders.")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(_FORMATS),
    default="full",
    show_default=True,
    help="How to show what was found.",
)
@_settings
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
@_limit("size", "bytes")
@_limit("depth", "levels of nesting")
@_limit("nodes", "keys, values and collections")
@_limit("aliases", "YAML aliases")
@_limit("documents", "YAML documents")
def check(  # noqa: PLR0913 - one for each option
    *,
    paths: tuple[str, ...],
    format_name: str,
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
    from chatlint.reports import Style, renderer

    project = Project(
        replace(
            _wishes(**more),
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
    report, discovery = _run(project, paths, stdin_filename)
    told = [*project.remarks(discovery, paths)]
    if verbose:
        told += [*project.used(discovery), *_left_out(report, discovery)]
    for line in told:
        click.echo(line, err=True)
    if write_baseline:
        return _write_baseline(write_baseline, report, skip_others=skip_others)
    accepted = project.baseline
    if accepted and prune_baseline and report.stale:
        accepted.prune(report.stale)
        click.echo(f"took {len(report.stale)} out of {visible(accepted.file)}", err=True)
    if repair := project.wishes.repair:
        for line in [*repair.told, *([] if quiet else [repair.summary()])]:
            click.echo(line, err=True)
    if repair and diff:
        _write(repair.diffs)
    else:
        _write(renderer(format_name)(report, Style(_wants_color(color), quiet)))
    code = report.exit_code(project.fail_on, skip_others=skip_others)
    if code == _WENT_WRONG and not report.failures and (quiet or format_name != "full"):
        click.echo("error: nothing was checked: no StartChatContact request was found", err=True)
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


def _wishes(select: tuple[str, ...], ignore: tuple[str, ...], **more: Any) -> Wishes:
    """What the options say that stand over configurations, limits included."""
    from chatlint.project import Wishes

    limits = {name: more.pop(name) for name in list(more) if name.startswith("max_")}
    return Wishes(
        select=_split(select) if select else None,
        ignore=_split(ignore) if ignore else None,
        limits=_limits(limits),
        today=datetime.now(UTC).date(),
        **more,
    )


def _split(selectors: tuple[str, ...]) -> list[str]:
    """Rules may be given one by one or separated by commas."""
    return [word for each in selectors for word in each.replace(",", " ").split()]


def _limits(given: dict[str, int | None]) -> Limits:
    raised = {name.removeprefix("max_"): value for name, value in given.items() if value}
    if "aliases" in raised:
        # Whoever allows more aliases means to use them: what they stand for grows alike.
        default = Limits()
        raised["expansion"] = raised["aliases"] * default.expansion // default.aliases
    return Limits(**raised)


def _run(project: Project, paths: tuple[str, ...], stdin_filename: str | None) -> Run:
    if "-" not in paths:
        return project.run(paths)
    if len(paths) > 1:
        raise click.UsageError("`-` stands alone: standard input is one file.")
    if sys.stdin is None:
        raise UserError("standard input is closed")
    return project.run_text(stdin_filename or _STDIN, sys.stdin.buffer)


def _write_baseline(file: str, report: Report, *, skip_others: bool) -> int:
    from chatlint.baseline import write

    found = [each for checked in report.checked for each in checked.diagnostics]
    write(file, found)
    _write([f"{len(found):,} finding{'' if len(found) == 1 else 's'} in {visible(file)}\n"])
    _tell_failures(report.failures)
    return report.exit_code(None, skip_others=skip_others)


def _show_files(project: Project, paths: tuple[str, ...], stdin_filename: str | None) -> int:
    discovery = project.discover([path for path in paths if path != "-"])
    names = [file.path for file in discovery.files]
    names += [stdin_filename or _STDIN] if "-" in paths else []
    _write(f"{visible(name)}\n" for name in names)
    _tell_failures(discovery.failures)
    return 2 if discovery.failures else 0


def _tell_failures(failures: Iterable[Failure]) -> None:
    for failure in failures:
        click.echo(f"error: {visible(failure.path)}: {visible(failure.message)}", err=True)


def _left_out(report: Report, discovery: Discovery) -> Iterator[str]:
    for path, reason in (*discovery.left_out, *report.left_out):
        yield f"left out: {visible(path)}: {visible(reason)}"


def _wants_color(choice: str) -> bool:
    if choice != "auto":
        return choice == "always"
    return sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


@cli.command()
@click.option("--format", "format_name", type=click.Choice(["full", "json"]), default="full")
def rules(format_name: str) -> None:
    """List the rules."""
    from chatlint.explain import as_json, table
    from chatlint.rule import load_shipped

    show = as_json if format_name == "json" else table
    _write(f"{line}\n" for line in show(load_shipped(examples=True)))


@cli.command(short_help="Explain a rule.")
@click.argument("rule", shell_complete=_complete_rules)
def explain(rule: str) -> None:
    """Say what RULE (an id or a name) demands, why, and how to mend what it finds."""
    from chatlint.explain import explain as explained
    from chatlint.rule import load_shipped, named

    _write(f"{line}\n" for line in explained(named(rule, load_shipped(examples=True))))


@cli.command(short_help="Show what is configured.")
@click.argument("file", default=".")
@_settings
def config(file: str, **settings: Any) -> None:
    """Show what is in force for FILE (by default for the current folder), and what says so."""
    from chatlint.config_view import in_force
    from chatlint.project import Project

    _write(f"{line}\n" for line in in_force(Project(_wishes(**settings)), file))


@cli.command(short_help="Write a first configuration.")
def init() -> None:
    """Write a .chatlint.yaml into the current folder. It changes nothing yet; it has a word for
    each key.
    """
    from chatlint.config_view import first_config
    from chatlint.discovery import CONFIG_FILE

    try:
        with open(CONFIG_FILE, "x", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in first_config())
    except FileExistsError:
        raise UserError("is there already", CONFIG_FILE, "it is not written over") from None
    except OSError as error:
        raise UserError(error.strerror or str(error), CONFIG_FILE) from None
    _write([f"wrote {CONFIG_FILE}\n"])


@cli.command(short_help="Print a JSON Schema.")
@click.argument("what", type=click.Choice(["config"]))
def schema(what: str) -> None:
    """Print a JSON Schema of the configuration, for editors."""
    del what  # there is one only
    from chatlint.config_view import json_schema

    _write(f"{line}\n" for line in json_schema())


@cli.command(short_help="Write a first rule file.")
@click.argument("rule")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default="house-rules",
    show_default=True,
    help="Where to write it; the folder is the rule's group.",
)
def new(rule: str, folder: Path) -> None:
    """Write a rule file for RULE, an id and a name as TEAM001-short-name, to be made your own."""
    from chatlint.skeleton import write

    _write([f"wrote {visible(str(write(rule, folder)))}\n"])


@cli.command(short_help="Run the examples of rule files.")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def test(folder: Path | None) -> int:
    """Run the examples of the rule files in FOLDER (by default those of chatlint's own rules)."""
    from chatlint.config_search import Configs
    from chatlint.examples import Proof
    from chatlint.kinds import standard
    from chatlint.rule import load, load_api, shipped_rules

    api = load_api()
    config = Configs().of(os.path.realpath(folder)) if folder else None
    kinds = config.kinds if config else ()
    found: list[Rule] = load(folder or shipped_rules(), standard(api), kinds)
    broken = list(Proof(found, api).broken())
    count = sum(len(rule.good) + len(rule.bad) for rule in found)
    _write(_proof(broken, len(found), count))
    return 1 if broken else 0


def _proof(broken: list[Any], rules: int, examples: int) -> Iterator[str]:
    for where, message in broken:
        yield f"{where}: {visible(message)}\n"
    wrong = f"{len(broken)} broken" if broken else "all as they say"
    plural = "" if rules == 1 else "s"
    yield f"{rules} rule{plural}, {examples} examples: {wrong}\n"
