"""Custom rules and plug-ins: loads what a configuration names under ``rules`` and ``plugins``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from chatlint.aws.model import ApiModel
from chatlint.model.errors import UserError
from chatlint.model.printable import clip
from chatlint.project.config.config_file import ConfigFile
from chatlint.project.config.validate import resolve_inside
from chatlint.rules.cerberus_validator import RequestValidator
from chatlint.rules.kinds import standard_vocabulary
from chatlint.rules.kinds.kind import Kind
from chatlint.rules.loader import list_rule_files, load_rules
from chatlint.rules.rule import Rule

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


def load_plugin_rules(
    plugins: Plugins, shipped: Sequence[Rule], api: ApiModel
) -> tuple[list[Rule], list[str]]:
    """Load the rules of ``plugins``; return them after the ``shipped`` ones, and errors."""
    rules = list(shipped)
    errors: list[str] = []
    for distribution, folder in plugins.folders:
        try:
            loaded = load_rules(folder, standard_vocabulary(api), plugins.kinds)
            messages = list(_find_clashes(loaded, rules))
        except UserError as error:
            loaded, messages = [], str(error).splitlines()
        errors += [f"the distribution {distribution}: {each}" for each in messages]
        rules += loaded
    return rules, errors


def load_custom_rules(
    folders: Any,
    file: ConfigFile,
    root: str,
    others: Sequence[Rule],
    kinds: tuple[Kind, ...],
    api: ApiModel,
) -> tuple[list[Rule], list[str]]:
    """Load the rules in ``folders``; return them after the rules ``others``, and errors.

    `ConfigValidator` reports invalid folder paths, so they are ignored here.
    """
    rules = list(others)
    errors: list[str] = []
    for index, value in enumerate(folders if isinstance(folders, list) else ()):
        if not isinstance(value, str):
            continue
        try:
            folder = resolve_inside(root, file, value)
        except ValueError:
            continue
        where = file.position_of(("rules", index))
        try:
            loaded = _load_folder(Path(folder), root, where, kinds, api)
        except UserError as error:
            errors.append(str(error))
            continue
        errors += _find_clashes(loaded, rules)
        rules += loaded
    return rules, errors


def _load_folder(
    folder: Path, root: str, where: str, kinds: tuple[Kind, ...], api: ApiModel
) -> list[Rule]:
    if not folder.is_dir():
        raise UserError("there is no such folder of rule files", where)
    relative = Path(os.path.relpath(folder, os.path.realpath(".")))
    for file in list_rule_files(relative):
        if not file.resolve().is_relative_to(root):
            raise UserError(f"the rule file {file} leads out of the project", where)
    return load_rules(relative, standard_vocabulary(api), kinds)


def _find_clashes(rules: Sequence[Rule], others: Sequence[Rule]) -> Iterator[str]:
    taken = {name: rule for rule in others for name in (rule.id, rule.name)}
    for rule in rules:
        if rule.reader:
            yield f"{rule.file}: only rules that come with chatlint speak for its readers"
        for name in (rule.id, rule.name):
            if name in taken:
                yield f"{rule.file}: {name} is taken by {taken[name].file}"


_KINDS_GROUP = "chatlint.kinds"
_RULES_GROUP = "chatlint.rules"


class Plugins(NamedTuple):
    """The kinds and rule folders of plug-ins.

    Args:
        kinds: Kinds for the custom rules of the configuration.
        folders: Folders of rule files, each after the name of its distribution.
    """

    kinds: tuple[Kind, ...] = ()
    folders: tuple[tuple[str, Path], ...] = ()


def load_plugins(names: Any, file: ConfigFile, api: ApiModel) -> tuple[Plugins, list[str]]:
    """Load the distributions ``names`` that ``file`` lists; return them and errors.

    `ConfigValidator` reports names that are not strings, so they are ignored here.
    """
    kinds: dict[str, Kind] = {}
    folders: list[tuple[str, Path]] = []
    errors: list[str] = []
    taken = set(standard_vocabulary(api).kinds)
    for index, name in enumerate(names if isinstance(names, list) else ()):
        if not isinstance(name, str) or not name:
            continue
        try:
            plugin = _load_plugin(name)
            _check_names(name, plugin.kinds, taken | kinds.keys())
        except UserError as error:
            errors.append(f"{file.position_of(('plugins', index))}: {error}")
            continue
        kinds |= {kind.name: kind for kind in plugin.kinds}
        folders += plugin.folders
    return Plugins(tuple(kinds.values()), tuple(folders)), errors


def _load_plugin(name: str) -> Plugins:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        points = distribution(name).entry_points
    except PackageNotFoundError:
        hint = "install it where chatlint is"
        raise UserError(f"the distribution {clip(name)} is not installed", hint=hint) from None
    kinds = [
        kind for point in points.select(group=_KINDS_GROUP) for kind in _load_kinds(name, point)
    ]
    folders = [
        (name, _find_rules_folder(name, point)) for point in points.select(group=_RULES_GROUP)
    ]
    if not kinds and not folders:
        raise UserError(
            f"the distribution {name} has no entry point {_KINDS_GROUP} or {_RULES_GROUP}"
        )
    return Plugins(tuple(kinds), tuple(folders))


def _load_kinds(name: str, point: EntryPoint) -> Iterator[Kind]:
    value = _load_entry_point(name, point)
    if not isinstance(value, tuple) or not all(isinstance(each, Kind) for each in value):
        raise UserError(f"the distribution {name}: {point.value} is no tuple of kinds")
    yield from value


def _find_rules_folder(name: str, point: EntryPoint) -> Path:
    value = _load_entry_point(name, point)
    if isinstance(value, ModuleType) and value.__file__:
        return Path(value.__file__).parent
    if isinstance(value, Path):
        return value
    raise UserError(f"the distribution {name}: {point.value} is no package and no Path")


def _load_entry_point(name: str, point: EntryPoint) -> Any:
    """Load the object of ``point``, or call it if it is callable."""
    try:
        value = point.load()
        return value() if callable(value) else value
    except (Exception, SystemExit) as error:  # a plug-in may raise anything
        detail = clip(repr(error), 200)
        raise UserError(f"the distribution {name}: {point.value} failed: {detail}") from None


def _check_names(name: str, kinds: tuple[Kind, ...], taken: set[str]) -> None:
    """Raise a UserError if one of ``kinds`` has the name of another or of a Cerberus rule."""
    seen = set(taken)
    for kind in kinds:
        if kind.name in seen or hasattr(RequestValidator, f"_validate_{kind.name}"):
            raise UserError(f"the distribution {name}: the kind {kind.name} is taken")
        seen.add(kind.name)
