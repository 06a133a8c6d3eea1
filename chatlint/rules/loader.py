"""Load rule files: those that come with chatlint, and custom ones."""

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

# Higher than for requests, since rule files have long examples.
_LIMITS = Limits(size=1024 * 1024, nodes=100_000)
_END_OF_FILE = ""
_EXAMPLES = "examples:"  # the last key of a rule file
_API = "api.yaml"


def shipped_folder() -> FilePath:
    """Get the folder of the rules that come with chatlint.

    Raises:
        UserError: it is missing, so the installation is broken.
    """
    from pathlib import Path as FilePath  # importing it takes as long as reading all rules

    return FilePath(_locate_folder())


def _locate_folder() -> str:
    """Find the folder of the rules: inside the package in a wheel, beside it in a checkout.

    Distribution metadata would name an outdated copy after an editable install.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for above in (os.path.join(package, "data"), os.path.dirname(package)):
        folder = os.path.join(above, "rules")
        if os.path.isfile(os.path.join(folder, _API)):
            return folder
    raise UserError("the rules of chatlint are missing", package, "install it again")


def load_api() -> ApiModel:
    """Read AWS' model of the request, ``rules/api.yaml``."""
    return ApiModel.from_mapping(_read_shipped()[_API])


def load_shipped_rules(*, examples: bool = False) -> list[Rule]:
    """Read the rules that come with chatlint, without validating them: the tests do that.

    Args:
        examples: whether to read the examples too: most of a rule file, not needed by ``check``.
    """
    folder = _locate_folder()
    shipped = read_shipped_files(_END_OF_FILE) if examples else _read_shipped()
    return [
        Rule.from_mapping(data, os.path.join(folder, *name.split("/")))
        for name, data in shipped.items()
        if name != _API
    ]


def _read_shipped() -> Mapping[str, Any]:
    """Read the shipped files by path, in a wheel from one compiled file."""
    compiled = os.path.join(_locate_folder(), COMPILED)
    if not os.path.isfile(compiled):
        return read_shipped_files()
    import json

    with open(compiled, "rb") as file:
        shipped: dict[str, Any] = json.load(file)
    return shipped


def read_shipped_files(end: str = _EXAMPLES) -> dict[str, Any]:
    """Read the shipped rule files and the API model up to the line ``end``, by path."""
    folder = shipped_folder()
    files = [folder / _API, *list_rule_files(folder)]
    return {
        file.relative_to(folder).as_posix(): read_rule_file(file, end).parsed.values[0]
        for file in files
    }


def load_rules(
    folder: FilePath, vocabulary: Vocabulary, kinds: tuple[Kind, ...] = ()
) -> list[Rule]:
    """Read and validate custom rules.

    Args:
        folder: a folder with rule files, or one rule file.
        vocabulary: the kinds that come with chatlint.
        kinds: more kinds that the rules can use; they become part of each rule.

    Raises:
        UserError: there are no or too many files, a file is invalid, or two rules have the same ID.
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
    mistakes = [
        line
        for file, document in documents
        for line in find_mistakes(file, document, vocabulary, api)
    ]
    if mistakes:
        raise UserError("\n".join(mistakes))
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


_MOST_FILES = 500  # validating one takes 3 ms


def list_rule_files(folder: FilePath) -> list[FilePath]:
    """List the rule files in ``folder`` and its subfolders, in the order of their IDs."""
    if folder.is_file():
        return [folder]
    files = (file for file in folder.rglob("*.yaml") if file.name != _API and file.is_file())
    return sorted(files, key=lambda file: (file.name, str(file)))


def read_rule_file(file: FilePath, end: str = _END_OF_FILE) -> Document:
    """Read a rule file up to the line ``end``.

    Raises:
        UserError: the file cannot be read.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UserError(error.strerror or str(error), str(file)) from None
    if end:
        data = data.partition(f"\n{end}\n".encode())[0]
    return parse(Source.from_bytes(file.as_posix(), data), _LIMITS)


def find_rule(selector: str, rules: Sequence[Rule]) -> Rule:
    """Find the rule with the ID or name ``selector``, in any case.

    Raises:
        UserError: no rule has it, or it is a group.
    """
    for rule in rules:
        if selector.lower() in (rule.id.lower(), rule.name):
            return rule
    members = [rule.id for rule in rules if rule.matches_selector(selector)]
    if members:
        raise UserError(f'"{selector}" is a group of rules: {", ".join(members)}')
    raise unknown_rule_error(selector, rules)


def unknown_rule_error(selector: str, rules: Sequence[Rule]) -> UserError:
    """Build the error for a ``selector`` that matches none of ``rules``."""
    from difflib import get_close_matches

    known = list(dict.fromkeys(w for rule in rules for w in (rule.id, rule.name, rule.group)))
    close = get_close_matches(selector, known, n=1) or get_close_matches(selector.upper(), known)
    hint = f'did you mean "{close[0]}"?' if close else "`chatlint rules` lists them all"
    return UserError(f'no rule has the id, name or group "{clip(selector)}"', hint=hint)
