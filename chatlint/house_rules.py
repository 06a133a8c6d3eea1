"""Rules of somebody's own: the rule files in folders that a configuration or plug-in names."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from chatlint.api import Api
from chatlint.config_check import path_inside
from chatlint.config_file import ConfigFile
from chatlint.errors import UserError
from chatlint.kinds import Kind, standard
from chatlint.plugins import Plugins
from chatlint.rule import Rule, load, rule_files


def plugged_rules(
    plugins: Plugins, shipped: Sequence[Rule], api: Api
) -> tuple[list[Rule], list[str]]:
    """The rules that come with chatlint and those of ``plugins``, and what is wrong with these."""
    rules = list(shipped)
    wrong: list[str] = []
    for distribution, folder in plugins.folders:
        try:
            own = load(folder, standard(api), plugins.kinds)
            told = list(_clashes(own, rules))
        except UserError as error:
            own, told = [], str(error).splitlines()
        wrong += [f"the distribution {distribution}: {line}" for line in told]
        rules += own
    return rules, wrong


def house_rules(
    folders: Any,
    file: ConfigFile,
    root: str,
    given: Sequence[Rule],
    kinds: tuple[Kind, ...],
    api: Api,
) -> tuple[list[Rule], list[str]]:
    """The rules ``given`` and those in ``folders``, and what is wrong with the latter.

    What is wrong with the paths of the folders themselves is not told here.
    """
    rules = list(given)
    wrong: list[str] = []
    for index, said in enumerate(folders if isinstance(folders, list) else ()):
        if not isinstance(said, str):
            continue
        try:
            folder = path_inside(root, file, said)
        except ValueError:
            continue
        where = file.where(("rules", index))
        try:
            own = _load(Path(folder), root, where, kinds, api)
        except UserError as error:
            wrong.append(str(error))
            continue
        wrong += _clashes(own, rules)
        rules += own
    return rules, wrong


def _load(folder: Path, root: str, where: str, kinds: tuple[Kind, ...], api: Api) -> list[Rule]:
    if not folder.is_dir():
        raise UserError("there is no such folder of rule files", where)
    shown = Path(os.path.relpath(folder, os.path.realpath(".")))
    for file in rule_files(shown):
        if not file.resolve().is_relative_to(root):
            raise UserError(f"the rule file {file} leads out of the project", where)
    return load(shown, standard(api), kinds)


def _clashes(own: Sequence[Rule], others: Sequence[Rule]) -> Iterator[str]:
    taken = {word: rule for rule in others for word in (rule.id, rule.name)}
    for rule in own:
        if rule.reader:
            yield f"{rule.file}: only rules that come with chatlint speak for its readers"
        for word in (rule.id, rule.name):
            if word in taken:
                yield f"{rule.file}: {word} is taken by {taken[word].file}"
