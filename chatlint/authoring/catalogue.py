"""Which rules there are, examples included: those that come with chatlint, and a project's own."""

from __future__ import annotations

import os
from pathlib import Path

from chatlint.aws.model import ApiModel
from chatlint.project.config.search import ConfigFinder
from chatlint.rules.kinds import standard_vocabulary
from chatlint.rules.loader import find_rule, load_rules, load_shipped_rules, shipped_folder
from chatlint.rules.rule import Rule


def load_folder_rules(folder: Path | None, api: ApiModel) -> list[Rule]:
    """The rules in ``folder``, by default those that come with chatlint, read with care.

    They may use the kinds of the plug-ins that the folder's configuration names.

    Raises:
        UserError: one of them is wrong, or the configuration is.
    """
    config = ConfigFinder().config_for(os.path.realpath(folder)) if folder else None
    return load_rules(
        folder or shipped_folder(), standard_vocabulary(api), config.kinds if config else ()
    )


def load_project_rules() -> list[Rule]:
    """The rules that come with chatlint and those of the configuration that counts here.

    Raises:
        UserError: the configuration is wrong.
    """
    shipped = load_shipped_rules(examples=True)
    known = {rule.id for rule in shipped}
    home = ConfigFinder().nearest
    return shipped + [rule for rule in (home.rules if home else ()) if rule.id not in known]


def load_rule(selector: str) -> Rule:
    """The rule with the id or name ``selector``; a configuration is read only where it must be.

    Raises:
        UserError: there is none, or the configuration is wrong.
    """
    shipped = load_shipped_rules(examples=True)
    is_shipped = any(selector.lower() in (each.id.lower(), each.name) for each in shipped)
    return find_rule(selector, shipped if is_shipped else load_project_rules())
