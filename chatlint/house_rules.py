"""Rules of somebody's own: the rule files in the folders that a configuration names."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from chatlint.api import Api
from chatlint.config_check import path_inside
from chatlint.config_file import ConfigFile
from chatlint.errors import UserError
from chatlint.kinds import standard
from chatlint.rule import Rule, load, rule_files


def house_rules(
    folders: Any, file: ConfigFile, root: str, shipped: Sequence[Rule], api: Api
) -> tuple[Sequence[Rule], list[str]]:
    """The rules that come with chatlint and those in ``folders``, and what is wrong with these.

    What is wrong with the paths of the folders themselves is not told here.
    """
    rules = list(shipped)
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
            own = _load(Path(folder), root, where, api)
        except UserError as error:
            wrong.append(str(error))
            continue
        wrong += _clashes(own, rules)
        rules += own
    return rules, wrong


def _load(folder: Path, root: str, where: str, api: Api) -> list[Rule]:
    if not folder.is_dir():
        raise UserError("there is no such folder of rule files", where)
    here = Path(os.path.realpath("."))
    shown = folder.relative_to(here) if folder.is_relative_to(here) else folder
    for file in rule_files(shown):
        if not file.resolve().is_relative_to(root):
            raise UserError(f"the rule file {file} leads out of the project", where)
    return load(shown, standard(api))


def _clashes(own: Sequence[Rule], others: Sequence[Rule]) -> Iterator[str]:
    taken = {word: rule for rule in others for word in (rule.id, rule.name)}
    for rule in own:
        if rule.reader:
            yield f"{rule.file}: only rules that come with chatlint speak for its readers"
        for word in (rule.id, rule.name):
            if word in taken:
                yield f"{rule.file}: {word} is taken by {taken[word].file}"
