"""Rules as records, built from rule files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from chatlint.model.diagnostic import Severity
from chatlint.model.path import Path
from chatlint.rules.kinds.kind import Kind


class FixSpec(NamedTuple):
    """A fix that a rule file declares.

    Args:
        title: what the fix does, for the user.
        safe: whether it never changes what a request means.
        change: the key of the change, such as ``set`` or ``rename``.
        argument: the value of that key.
    """

    title: str
    safe: bool
    change: str
    argument: Any

    @property
    def safety(self) -> str:
        """The safety as messages show it."""
        return "safe" if self.safe else "unsafe: it may change what the request means"

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> FixSpec:
        """Build the fix from ``data``: title, safe, and one change."""
        change, argument = next(each for each in data.items() if each[0] not in ("title", "safe"))
        return cls(data["title"], data["safe"], change, argument)


def parse_fixes(fix: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> tuple[FixSpec, ...]:
    """Build the fixes that a rule's ``fix`` declares, one or a list."""
    return tuple(map(FixSpec.from_mapping, (fix,) if isinstance(fix, Mapping) else fix))


_FATAL = frozenset(("not-text", "syntax-error", "over-limit"))


class Example(NamedTuple):
    """A good or bad example of a rule, with ``«…»`` around the text that findings must mark.

    Args:
        path: its path in the rule file.
        text: the text, marks included.
        options: all keys of the example, such as ``format``, ``base64``, ``repeat`` and ``fixed``.
    """

    path: Path
    text: str
    options: Mapping[str, Any]


class Rule(NamedTuple):
    """A rule, built from one rule file.

    Args:
        id: the ID, such as ``CHAT101``.
        name: the name, such as ``missing-member``.
        group: the group, which is the name of the folder.
        severity: the severity of its findings, unless configured.
        summary: what it requires, in one line.
        rationale: why, in Markdown.
        source: the URL of the documentation.
        at: the path of the values to check: ``*`` is any key or item, ``**`` any depth.
        when: checks by path, which must all pass for the rule to apply.
        check: the rule set of Cerberus and kinds; or ``{reader: WORD}`` to report parser issues.
        supersedes: IDs of rules whose findings at the same place are dropped.
        yields_to: severities of other findings at the same place that drop this rule's.
        mask: whether reports hide the text that it finds; ``value`` hides the value of a key.
        not_in: forms of requests (see `FORMS`) that it does not apply to.
        message: the message of its findings, with fields in braces.
        fixes: its fixes; the first one that applies is offered.
        options: dotted paths of the arguments in ``check`` that can be configured, by option.
        good: examples without a finding.
        bad: examples with findings.
        file: the path of the rule file.
        kinds: kinds of plug-ins that it can use.
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
        """The kind of parser issue that this rule reports; empty for a rule about requests."""
        return str(self.check.get("reader", ""))

    @property
    def is_fatal(self) -> bool:
        """Whether the file cannot be checked further after a finding of this rule."""
        return self.reader in _FATAL

    @property
    def fixable(self) -> str:
        """``safe``, ``unsafe``, or empty if the rule has no fix."""
        if not self.fixes:
            return ""
        return "safe" if all(fix.safe for fix in self.fixes) else "unsafe"

    def matches_selector(self, selector: str) -> bool:
        """Whether ``selector`` is this rule's ID, name or group, in any case."""
        return selector.lower() in (self.id.lower(), self.name, self.group.lower())

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any], file: str) -> Rule:
        """Build the rule from ``data``, the content of ``file``.

        Raises:
            KeyError, TypeError, ValueError, AttributeError: ``data`` is not a valid rule.
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
            at=_split_path(data.get("at", [])),
            when={_split_path(path): check for path, check in data.get("when", {}).items()},
            check=data["check"],
            supersedes=frozenset(data.get("supersedes", ())),
            yields_to=frozenset(data.get("yields-to", ())),
            mask=data.get("mask", False),
            not_in=frozenset(data.get("not-in", ())),
            message=data.get("message", data["summary"]),
            fixes=parse_fixes(data.get("fix", ())),
            options=data.get("options", {}),
            good=_build_examples(examples, "good"),
            bad=_build_examples(examples, "bad"),
            file=file,
        )


def _split_path(path: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(path.split(".")) if isinstance(path, str) else tuple(path)


def _build_examples(examples: Mapping[str, Any], quality: str) -> tuple[Example, ...]:
    built = []
    for index, example in enumerate(examples.get(quality, ())):
        options = {"text": example} if isinstance(example, str) else example
        text = options.get("text", "")
        built.append(Example(("examples", quality, index), text, options))
    return tuple(built)
