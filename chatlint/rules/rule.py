"""Rules: records made from rule files, and where the rules that come with chatlint lie."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from chatlint.model.diagnostic import Severity
from chatlint.model.path import Path
from chatlint.rules.kinds.kind import Kind


class FixSpec(NamedTuple):
    """A way to mend a finding: ``change`` is what to do, ``argument`` what the file says to it."""

    title: str
    safe: bool
    change: str
    argument: Any

    @property
    def safety(self) -> str:
        """How safe it is, in words."""
        return "safe" if self.safe else "unsafe: it may change what the request means"

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> FixSpec:
        """Build the remedy that ``data`` describes: title, safe, and one change."""
        change, argument = next(each for each in data.items() if each[0] not in ("title", "safe"))
        return cls(data["title"], data["safe"], change, argument)


def parse_fixes(fix: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> tuple[FixSpec, ...]:
    """The remedies that a rule's ``fix`` declares, be it one or a list."""
    return tuple(map(FixSpec.from_mapping, (fix,) if isinstance(fix, Mapping) else fix))


_FATAL = frozenset(("not-text", "syntax-error", "over-limit"))


class Example(NamedTuple):
    """A text a rule passes or objects to, with ``«…»`` around what it must underline.

    Args:
        path: where the example stands in its rule file.
        text: the text, marks included.
        options: ``format``, ``base64``, ``repeat``, ``fixed`` and other keys beside ``text``.
    """

    path: Path
    text: str
    options: Mapping[str, Any]


class Rule(NamedTuple):
    """What must hold, where, and why. Built from one rule file.

    ``at`` and the keys of ``when`` are paths with ``*`` for any key or item and ``**`` for any
    depth; ``reader`` is the reader's word a reading rule stands for, in place of a check. A rule
    with ``mask`` has what it finds hidden in every output, or, where that says ``value``, the
    values of the keys it finds. ``options`` are the arguments in ``check`` that a configuration
    may set: a dotted path to each, by the option's name. Of ``fixes`` the first that applies is
    offered. Requests that stand in a form of ``not_in`` are none of its business. ``kinds`` are
    words of its check that did not come with chatlint.
    """

    id: str
    name: str
    group: str
    severity: Severity
    summary: str
    rationale: str
    source: str
    at: tuple[str, ...]
    when: Mapping[tuple[str, ...], Mapping[str, Any]]
    check: Mapping[str, Any]
    supersedes: frozenset[str]
    yields_to: frozenset[str]
    mask: bool | str
    not_in: frozenset[str]
    message: str
    fixes: tuple[FixSpec, ...]
    options: Mapping[str, str]
    good: tuple[Example, ...]
    bad: tuple[Example, ...]
    file: str
    kinds: tuple[Kind, ...] = ()

    @property
    def reader(self) -> str:
        """The reader's word this rule stands for, empty for a rule with a check of its own."""
        return str(self.check.get("reader", ""))

    @property
    def is_fatal(self) -> bool:
        """Whether a file in which it finds something cannot be checked any further."""
        return self.reader in _FATAL

    @property
    def fixable(self) -> str:
        """``safe``, ``unsafe`` or, where nothing mends what the rule finds, empty."""
        if not self.fixes:
            return ""
        return "safe" if all(remedy.safe for remedy in self.fixes) else "unsafe"

    def matches_selector(self, selector: str) -> bool:
        """Whether ``selector`` is this rule's id, name or group, in capitals or not."""
        return selector.lower() in (self.id.lower(), self.name, self.group.lower())

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any], file: str) -> Rule:
        """Build the rule that ``data``, the content of ``file``, describes.

        Raises:
            KeyError, TypeError, ValueError, AttributeError: ``data`` is no valid rule.
        """
        examples = data.get("examples", {})
        return cls(
            id=data["id"],
            name=data["name"],
            group=os.path.basename(os.path.dirname(file)),
            severity=Severity(data["severity"]),
            summary=data["summary"],
            rationale=data["rationale"].strip(),
            source=data["source"],
            at=_steps(data.get("at", [])),
            when={_steps(path): check for path, check in data.get("when", {}).items()},
            check=data["check"],
            supersedes=frozenset(data.get("supersedes", ())),
            yields_to=frozenset(data.get("yields-to", ())),
            mask=data.get("mask", False),
            not_in=frozenset(data.get("not-in", ())),
            message=data.get("message", data["summary"]),
            fixes=parse_fixes(data.get("fix", ())),
            options=data.get("options", {}),
            good=_examples(examples, "good"),
            bad=_examples(examples, "bad"),
            file=file,
        )


def _steps(path: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(path.split(".")) if isinstance(path, str) else tuple(path)


def _examples(examples: Mapping[str, Any], sort: str) -> tuple[Example, ...]:
    made = []
    for index, example in enumerate(examples.get(sort, ())):
        options = {"text": example} if isinstance(example, str) else example
        text = options.get("text", "")
        made.append(Example(("examples", sort, index), text, options))
    return tuple(made)
