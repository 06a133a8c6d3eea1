"""Options shared by several commands; they take precedence over configurations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from chatlint.model.diagnostic import Severity
from chatlint.model.document import Limits
from chatlint.model.wording import closest_name
from chatlint.reports import FORMATS, Output

if TYPE_CHECKING:
    from chatlint.project.options import RunOptions


def complete_rules(_: click.Context, __: click.Parameter, start: str) -> list[str]:
    """Complete the id or name of a rule in a shell."""
    from chatlint.rules.loader import load_shipped_rules

    names = [name for rule in load_shipped_rules() for name in (rule.id, rule.name)]
    return [name for name in names if name.lower().startswith(start.lower())]


def _rule_option(name: str, help_text: str) -> Callable[[Any], Any]:
    return click.option(
        name, multiple=True, metavar="RULE", shell_complete=complete_rules, help=help_text
    )


_RUN_OPTIONS = (
    _rule_option("--select", "Only these: id, name or group."),
    _rule_option("--ignore", "Not these: id, name or group."),
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


def run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that take precedence over configurations to ``command``."""
    for option in reversed(_RUN_OPTIONS):
        command = option(command)
    return command


def parse_outputs(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> Any:
    """Parse ``--format`` values: a format, or a format and a file as ``sarif=chatlint.sarif``.

    Raises:
        click.BadParameter: A format is unknown, or two would go to standard output.
    """
    outputs = tuple(_parse_output(each) for each in values)
    if sum(not each.file for each in outputs) > 1:
        raise click.BadParameter(
            "only one format can go to standard output; give the others a file, as "
            "sarif=chatlint.sarif"
        )
    return outputs


def _parse_output(value: str) -> Output:
    name, equals, file = value.partition("=")
    if name not in FORMATS:
        close = closest_name(name, FORMATS, 0.75)
        hint = f"; did you mean {close}?" if close else ""
        raise click.BadParameter(f"{name!r} is not one of {', '.join(FORMATS)}{hint}")
    if equals and not file:
        raise click.BadParameter(f"{value!r} names no file after the =")
    return Output(name, file)


def _limit_option(name: str, noun: str, maximum: int | None = None) -> Callable[[Any], Any]:
    default = getattr(Limits(), name)
    shown_default = f"{default:,}" if default else "256 KiB for YAML, 1 MiB for JSON"
    return click.option(
        f"--max-{name}",
        f"max_{name}",
        type=click.IntRange(1, maximum),
        metavar="N",
        help=f"Read no file with more than N {noun} (default: {shown_default}).",
    )


_MAX_DEPTH = 200  # levels; much deeper data would exceed Python's recursion limit

_LIMIT_OPTIONS = (
    _limit_option("size", "bytes"),
    _limit_option("depth", "levels of nesting", _MAX_DEPTH),
    _limit_option("nodes", "keys, values and collections"),
    _limit_option("aliases", "YAML aliases"),
    _limit_option("documents", "YAML documents"),
)


def limit_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that limit how much of a file is read to ``command``."""
    for option in reversed(_LIMIT_OPTIONS):
        command = option(command)
    return command


def build_options(select: tuple[str, ...], ignore: tuple[str, ...], **values: Any) -> RunOptions:
    """Build the run options from the values of the command line, limits included."""
    from chatlint.project.options import RunOptions

    limits = {name: values.pop(name) for name in list(values) if name.startswith("max_")}
    return RunOptions(
        select=_split_selectors(select) if select else None,
        ignore=_split_selectors(ignore) if ignore else None,
        limits=_build_limits(limits),
        today=datetime.now(UTC).date(),
        **values,
    )


def _split_selectors(selectors: tuple[str, ...]) -> list[str]:
    """Split selectors at commas and blanks."""
    return [name for each in selectors for name in each.replace(",", " ").split()]


def _build_limits(values: dict[str, int | None]) -> Limits:
    limits = {name.removeprefix("max_"): value for name, value in values.items() if value}
    if "aliases" in limits:
        # More aliases need a proportionally higher limit of expanded values.
        default = Limits()
        limits["expansion"] = limits["aliases"] * default.expansion // default.aliases
    return Limits(**limits)
