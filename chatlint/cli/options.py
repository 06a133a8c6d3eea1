"""Options that several commands have: what stands over configurations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from chatlint.model.diagnostic import Severity
from chatlint.model.document import Limits
from chatlint.reports import FORMATS, Output

if TYPE_CHECKING:
    from chatlint.project.options import RunOptions


def complete_rules(_: click.Context, __: click.Parameter, start: str) -> list[str]:
    """What a shell may offer for the id or name of a rule."""
    from chatlint.rules.loader import load_shipped_rules

    words = [word for rule in load_shipped_rules() for word in (rule.id, rule.name)]
    return [word for word in words if word.lower().startswith(start.lower())]


def _rules(name: str, help_text: str) -> Callable[[Any], Any]:
    return click.option(
        name, multiple=True, metavar="RULE", shell_complete=complete_rules, help=help_text
    )


_SETTINGS = (
    _rules("--select", "Only these: id, name or group."),
    _rules("--ignore", "Not these: id, name or group."),
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
    """Give ``command`` the options that stand over what configurations say."""
    for option in reversed(_SETTINGS):
        command = option(command)
    return command


def parse_outputs(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> Any:
    """Read formats, each with ``=`` and a file where it goes to one: ``sarif=chatlint.sarif``.

    Raises:
        click.BadParameter: one is no format, or two go to standard output.
    """
    outputs = tuple(_output(each) for each in given)
    if sum(not each.file for each in outputs) > 1:
        raise click.BadParameter(
            "only one format can go to standard output; give the others a file, as "
            "sarif=chatlint.sarif"
        )
    return outputs


def _output(given: str) -> Output:
    name, equals, file = given.partition("=")
    if name not in FORMATS:
        from chatlint.model.wording import closest_name

        close = closest_name(name, FORMATS, 0.75)
        meant = f"; did you mean {close}?" if close else ""
        raise click.BadParameter(f"{name!r} is not one of {', '.join(FORMATS)}{meant}")
    if equals and not file:
        raise click.BadParameter(f"{given!r} names no file after the =")
    return Output(name, file)


def _limit(name: str, what: str, most: int | None = None) -> Callable[[Any], Any]:
    default = getattr(Limits(), name)
    shown = f"{default:,}" if default else "256 KiB for YAML, 1 MiB for JSON"
    return click.option(
        f"--max-{name}",
        f"max_{name}",
        type=click.IntRange(1, most),
        metavar="N",
        help=f"Read no file with more than N {what} (default: {shown}).",
    )


_DEEPEST = 200  # levels; where data goes much deeper, Python's stack ends

_LIMITS = (
    _limit("size", "bytes"),
    _limit("depth", "levels of nesting", _DEEPEST),
    _limit("nodes", "keys, values and collections"),
    _limit("aliases", "YAML aliases"),
    _limit("documents", "YAML documents"),
)


def limit_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give ``command`` the options that say how much of a file is read."""
    for option in reversed(_LIMITS):
        command = option(command)
    return command


def build_options(select: tuple[str, ...], ignore: tuple[str, ...], **more: Any) -> RunOptions:
    """What the options say that stand over configurations, limits included."""
    from chatlint.project.options import RunOptions

    given = {name: more.pop(name) for name in list(more) if name.startswith("max_")}
    return RunOptions(
        select=_split(select) if select else None,
        ignore=_split(ignore) if ignore else None,
        limits=_limits(given),
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
