"""What a rule's file says of mending what the rule finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Remedy(NamedTuple):
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
    def from_mapping(cls, data: Mapping[str, Any]) -> Remedy:
        """Build the remedy that ``data`` describes: title, safe, and one change."""
        change, argument = next(each for each in data.items() if each[0] not in ("title", "safe"))
        return cls(data["title"], data["safe"], change, argument)


def remedies(fix: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> tuple[Remedy, ...]:
    """The remedies that a rule's ``fix`` declares, be it one or a list."""
    return tuple(map(Remedy.from_mapping, (fix,) if isinstance(fix, Mapping) else fix))
