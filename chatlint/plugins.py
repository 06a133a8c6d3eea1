"""Kinds and rules that other installed distributions bring, by their entry points.

A configuration names the distributions: to look through all that are installed takes longer than
to check a file, and what runs should not depend on what happens to be there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from chatlint.api import Api
from chatlint.config_file import ConfigFile
from chatlint.errors import UserError
from chatlint.kinds import Kind, standard
from chatlint.text import clipped
from chatlint.validator import RequestValidator

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

_KINDS = "chatlint.kinds"
_RULES = "chatlint.rules"


class Plugins(NamedTuple):
    """What distributions bring.

    Args:
        kinds: words for all rules of the configuration that are not chatlint's own.
        folders: where rule files lie, each after the name of its distribution.
    """

    kinds: tuple[Kind, ...] = ()
    folders: tuple[tuple[str, Path], ...] = ()


def installed(names: Any, file: ConfigFile, api: Api) -> tuple[Plugins, list[str]]:
    """What the distributions ``names`` bring, as ``file`` asks for them, and what is wrong there.

    That ``names`` is no list of texts is not told here.
    """
    kinds: dict[str, Kind] = {}
    folders: list[tuple[str, Path]] = []
    wrong: list[str] = []
    taken = set(standard(api).kinds)
    for index, name in enumerate(names if isinstance(names, list) else ()):
        if not isinstance(name, str) or not name:
            continue
        try:
            plugin = _plugin(name)
            _check_names(name, plugin.kinds, taken | kinds.keys())
        except UserError as error:
            wrong.append(f"{file.where(('plugins', index))}: {error}")
            continue
        kinds |= {kind.name: kind for kind in plugin.kinds}
        folders += plugin.folders
    return Plugins(tuple(kinds.values()), tuple(folders)), wrong


def _plugin(name: str) -> Plugins:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        points = distribution(name).entry_points
    except PackageNotFoundError:
        hint = "install it where chatlint is"
        raise UserError(f"the distribution {clipped(name)} is not installed", hint=hint) from None
    kinds = [kind for point in points.select(group=_KINDS) for kind in _kinds(name, point)]
    folders = [(name, _folder(name, point)) for point in points.select(group=_RULES)]
    if not kinds and not folders:
        raise UserError(f"the distribution {name} has no entry point {_KINDS} or {_RULES}")
    return Plugins(tuple(kinds), tuple(folders))


def _kinds(name: str, point: EntryPoint) -> Iterator[Kind]:
    value = _loaded(name, point)
    if not isinstance(value, tuple) or not all(isinstance(each, Kind) for each in value):
        raise UserError(f"the distribution {name}: {point.value} is no tuple of kinds")
    yield from value


def _folder(name: str, point: EntryPoint) -> Path:
    value = _loaded(name, point)
    if isinstance(value, ModuleType) and value.__file__:
        return Path(value.__file__).parent
    if isinstance(value, Path):
        return value
    raise UserError(f"the distribution {name}: {point.value} is no package and no Path")


def _loaded(name: str, point: EntryPoint) -> Any:
    """What ``point`` names, or gives when it is called."""
    try:
        value = point.load()
        return value() if callable(value) else value
    except (Exception, SystemExit) as error:  # whatever somebody else's module does
        told = clipped(repr(error), 200)
        raise UserError(f"the distribution {name}: {point.value} failed: {told}") from None


def _check_names(name: str, kinds: tuple[Kind, ...], taken: set[str]) -> None:
    """Raise a UserError where one of ``kinds`` has the name of another, or of Cerberus' words."""
    seen = set(taken)
    for kind in kinds:
        if kind.name in seen or hasattr(RequestValidator, f"_validate_{kind.name}"):
            raise UserError(f"the distribution {name}: the kind {kind.name} is taken")
        seen.add(kind.name)
