"""What a linter goes by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from chatlint.aws.model import ApiModel
from chatlint.finders.scanned import FinderOptions
from chatlint.model.document import Limits
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax
from chatlint.rules.loader import unknown_rule_error
from chatlint.rules.rule import Rule


class LintOptions(NamedTuple):
    """What a linter goes by.

    Args:
        rules: all rules.
        selected: ids of the rules whose findings count.
        running: ids of the rules that can find something, so that their suppressions can be unused.
        api: the model of the request.
        limits: how much of one file is read.
        skip_others: skip files without a request silently even when they are named.
        syntax: what is a placeholder.
        today: the day that decides which suppressions have expired; none means today, UTC.
        root: the real path of the folder from which fingerprints name files; none means that files
            are identified by the names of their sources.
        requests_path: where requests are in a file, as a path of rule files, if not at its top.
    """

    rules: Sequence[Rule]
    selected: frozenset[str]
    running: frozenset[str]
    api: ApiModel
    limits: Limits
    skip_others: bool = False
    syntax: PlaceholderSyntax = BUILT_IN
    today: date | None = None
    root: str | None = None
    requests_path: tuple[str, ...] = ()

    @property
    def finder(self) -> FinderOptions:
        """The part of the options that finders go by."""
        return FinderOptions(self.api, self.limits, self.requests_path, self.syntax)


def select_rules(
    rules: Sequence[Rule], select: str | Iterable[str], ignore: str | Iterable[str]
) -> frozenset[str]:
    """The ids of the rules in ``select`` (none means all) that are not in ``ignore``.

    A rule for what keeps a file from being checked is selected unless it is ignored.

    Raises:
        UserError: a selector matches no rule.
    """
    selected = _match_selectors(rules, select) or {rule.id for rule in rules}
    selected |= {rule.id for rule in rules if rule.is_fatal}
    return frozenset(selected - _match_selectors(rules, ignore))


def _match_selectors(rules: Sequence[Rule], selectors: str | Iterable[str]) -> set[str]:
    ids: set[str] = set()
    for selector in [selectors] if isinstance(selectors, str) else selectors:
        matching = {rule.id for rule in rules if rule.matches_selector(selector)}
        if not matching:
            raise unknown_rule_error(selector, rules)
        ids |= matching
    return ids
