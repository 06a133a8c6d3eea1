"""Load rule files: those that ship with chatlint, and custom ones."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chatlint.aws.model import ApiModel
from chatlint.model.document import Document, Limits
from chatlint.model.errors import UserError
from chatlint.model.printable import clip
from chatlint.model.source import Source
from chatlint.parsers import parse
from chatlint.rules.kinds.kind import Kind, Vocabulary
from chatlint.rules.rule import Rule
from chatlint.version import COMPILED

if TYPE_CHECKING:
    from pathlib import Path as FilePath

# Rule files hold long examples; they come with chatlint or are named by the user.
_LIMITS = Limits(size=1024 * 1024, nodes=100_000)
_WHOLE = ""
_EXAMPLES = "examples:"  # the last key of a rule file
_API = "api.yaml"


def shipped_folder() -> FilePath:
    """The folder of the rules that come with chatlint.

    Raises:
        UserError: there is none, so the installation is broken.
    """
    from pathlib import Path as FilePath  # which takes as long as to read all rules

    return FilePath(_folder())


def _folder() -> str:
    """The folder of the rules: in an installed wheel inside the package, in a checkout beside it.

    Distribution metadata is no help: after an editable install it names a copy that goes stale.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for above in (os.path.join(package, "data"), os.path.dirname(package)):
        folder = os.path.join(above, "rules")
        if os.path.isfile(os.path.join(folder, _API)):
            return folder
    raise UserError("the rules of chatlint are missing", package, "install it again")


def load_api() -> ApiModel:
    """Read AWS' model of the request, ``rules/api.yaml``."""
    return ApiModel.from_mapping(_shipped()[_API])


def load_shipped_rules(*, examples: bool = False) -> list[Rule]:
    """Read the rules that come with chatlint. Its tests validate them, so this need not.

    Args:
        examples: whether their examples are wanted: most of a rule file, and of no use to a check.
    """
    folder = _folder()
    shipped = read_shipped_files(_WHOLE) if examples else _shipped()
    return [
        Rule.from_mapping(data, os.path.join(folder, *name.split("/")))
        for name, data in shipped.items()
        if name != _API
    ]


def _shipped() -> Mapping[str, Any]:
    """What the files that come with chatlint hold; in a wheel one file holds it all."""
    compiled = os.path.join(_folder(), COMPILED)
    if not os.path.isfile(compiled):
        return read_shipped_files()
    import json

    with open(compiled, "rb") as file:
        shipped: dict[str, Any] = json.load(file)
    return shipped


def read_shipped_files(end: str = _EXAMPLES) -> dict[str, Any]:
    """What the files that come with chatlint hold up to the line ``end``, by their paths."""
    folder = shipped_folder()
    files = [folder / _API, *list_rule_files(folder)]
    return {
        file.relative_to(folder).as_posix(): read_rule_file(file, end).parsed.values[0]
        for file in files
    }


def load_rules(
    folder: FilePath, vocabulary: Vocabulary, kinds: tuple[Kind, ...] = ()
) -> list[Rule]:
    """Read and validate the rules below ``folder``, or of the one file it names.

    They may use the words of ``vocabulary`` and ``kinds``, and bring the latter along.

    Raises:
        UserError: a file is no valid rule, two have the same id, or there is none at all.
    """
    from chatlint.rules.schema import find_mistakes

    vocabulary = vocabulary.with_more(kinds)
    files = list_rule_files(folder)
    if not files:
        raise UserError("no rule files here", str(folder), "rule files end in .yaml")
    if len(files) > _MOST_FILES:
        raise UserError(f"holds more than {_MOST_FILES} rule files", str(folder))
    documents = [(file, read_rule_file(file)) for file in files]
    api = load_api()
    wrong = [
        line
        for file, document in documents
        for line in find_mistakes(file, document, vocabulary, api)
    ]
    if wrong:
        raise UserError("\n".join(wrong))
    rules = [
        Rule.from_mapping(doc.parsed.values[0], str(file))._replace(kinds=kinds)
        for file, doc in documents
    ]
    seen: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in seen:
            raise UserError(f"the id {rule.id} is taken by {seen[rule.id].file}", rule.file)
        seen[rule.id] = rule
    return rules


_MOST_FILES = 500  # each takes 3 ms to be validated


def list_rule_files(folder: FilePath) -> list[FilePath]:
    """The rule files below ``folder``, in the order of their ids."""
    if folder.is_file():
        return [folder]
    found = (f for f in folder.rglob("*.yaml") if f.name != _API and f.is_file())
    return sorted(found, key=lambda file: (file.name, str(file)))


def read_rule_file(file: FilePath, end: str = _WHOLE) -> Document:
    """Read a YAML file that comes with chatlint or was named by the user, up to the line ``end``.

    Raises:
        UserError: it cannot be opened.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UserError(error.strerror or str(error), str(file)) from None
    if end:
        data = data.partition(f"\n{end}\n".encode())[0]
    return parse(Source.from_bytes(file.as_posix(), data), _LIMITS)


def find_rule(selector: str, rules: Sequence[Rule]) -> Rule:
    """The rule with the id or name ``selector``, in capitals or not.

    Raises:
        UserError: there is none.
    """
    for rule in rules:
        if selector.lower() in (rule.id.lower(), rule.name):
            return rule
    members = [rule.id for rule in rules if rule.matches_selector(selector)]
    if members:
        raise UserError(f'"{selector}" is a group of rules: {", ".join(members)}')
    raise unknown_rule_error(selector, rules)


def unknown_rule_error(selector: str, rules: Sequence[Rule]) -> UserError:
    """The error for a ``selector`` that none of ``rules`` answers to."""
    from difflib import get_close_matches

    known = list(dict.fromkeys(w for rule in rules for w in (rule.id, rule.name, rule.group)))
    near = get_close_matches(selector, known, n=1) or get_close_matches(selector.upper(), known)
    hint = f'did you mean "{near[0]}"?' if near else "`chatlint rules` lists them all"
    return UserError(f'no rule has the id, name or group "{clip(selector)}"', hint=hint)
