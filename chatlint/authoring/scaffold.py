"""Writes a new rule file from a template whose examples pass."""

from __future__ import annotations

import re
from pathlib import Path

from chatlint.files.atomic_write import WriteError, create_file
from chatlint.model.errors import UserError
from chatlint.model.printable import clip
from chatlint.rules.loader import list_rule_files, load_shipped_rules
from chatlint.rules.schema import ID, NAME

_TEMPLATE = """\
# Make it say what you want, then run `chatlint test` on this folder.
schema: 1
id: {id}
name: {name}
severity: warning # or error, or note
summary: The customer should be called Guest.
rationale: |
  Why it should be so, and how sure you are of it.
source: where one can read it up
at: ParticipantDetails.DisplayName
check: {{allowed: [Guest]}}
message: "{{value}} is not {{expected}}"
examples: # «…» encloses what must be underlined
  good:
    - "ParticipantDetails: {{DisplayName: Guest}}"
    - 'ParticipantDetails: {{DisplayName: "${{NAME}}"}}'
  bad:
    - "ParticipantDetails: {{DisplayName: «Jane»}}"
"""


def write_rule_file(rule: str, folder: Path) -> Path:
    """Write a rule file into ``folder`` and return its path.

    Args:
        rule: The id and name of the rule, as ``TEAM001-short-name``.
        folder: The folder of rule files.

    Raises:
        UserError: ``rule`` is invalid or taken, or the file cannot be written.
    """
    id_, _, name = rule.partition("-")
    if not (re.fullmatch(ID, id_) and re.fullmatch(NAME, name)):
        hint = "an id is capitals and three or four digits, a name lower case with hyphens"
        raise UserError(f'"{clip(rule)}" is no id and name as TEAM001-short-name', hint=hint)
    taken = [(each.id, each.name, each.file) for each in load_shipped_rules()]
    taken += [(*file.stem.partition("-")[::2], str(file)) for file in list_rule_files(folder)]
    for other_id, other_name, other in taken:
        if id_ == other_id or name == other_name:
            raise UserError(f"{id_ if id_ == other_id else name} is taken", other)
    file = folder / f"{rule}.yaml"
    try:
        create_file(str(file), _TEMPLATE.format(id=id_, name=name))
    except WriteError as error:
        raise UserError(str(error)) from None
    except OSError as error:
        raise UserError(error.strerror or str(error), str(file)) from None
    return file
