"""Loads rules with their examples: shipped rules, a project's rules, or those in a folder."""

from __future__ import annotations

import os
from pathlib import Path

from chatlint.aws.model import ApiModel
from chatlint.project.config.search import ConfigFinder
from chatlint.rules.kinds import standard_vocabulary
from chatlint.rules.loader import find_rule, load_rules, load_shipped_rules, shipped_folder
from chatlint.rules.rule import Rule


def load_folder_rules(folder: Path | None, api: ApiModel) -> list[Rule]:
    """Load and validate the rules in ``folder``, by default the shipped rules.

    They may use the kinds of the plug-ins in the folder's configuration.

    Raises:
        UserError: A rule or the configuration is invalid.
    """
    config = ConfigFinder().config_for(os.path.realpath(folder)) if folder else None
    return load_rules(
        folder or shipped_folder(), standard_vocabulary(api), config.kinds if config else ()
    )


def load_project_rules() -> list[Rule]:
    """Load the shipped rules and those of the configuration nearest to the current folder.

    Raises:
        UserError: The configuration is invalid.
    """
    shipped = load_shipped_rules(examples=True)
    shipped_ids = {rule.id for rule in shipped}
    config = ConfigFinder().nearest
    return shipped + [r for r in (config.rules if config else ()) if r.id not in shipped_ids]


def load_rule(selector: str) -> Rule:
    """Load the rule with the id or name ``selector``; for shipped rules without configuration.

    Raises:
        UserError: There is no such rule, or the configuration is invalid.
    """
    shipped = load_shipped_rules(examples=True)
    is_shipped = any(selector.lower() in (each.id.lower(), each.name) for each in shipped)
    return find_rule(selector, shipped if is_shipped else load_project_rules())
