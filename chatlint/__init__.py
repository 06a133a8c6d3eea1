r"""Lint Amazon Connect StartChatContact requests.

>>> from chatlint import Linter, Source
>>> checked = Linter().check(Source("a.yaml", "InstanceId: x\nContactFlowId: y\n"))
>>> [diagnostic.rule for diagnostic in checked.diagnostics]
['CHAT101']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatlint.diagnostic import Diagnostic as Diagnostic
    from chatlint.diagnostic import Failure as Failure
    from chatlint.diagnostic import Severity as Severity
    from chatlint.document import Limits as Limits
    from chatlint.errors import UserError as UserError
    from chatlint.linter import Linter as Linter
    from chatlint.report import Checked as Checked
    from chatlint.report import Report as Report
    from chatlint.text import Source as Source
    from chatlint.text import Span as Span

_HOMES = {
    "Checked": "report",
    "Diagnostic": "diagnostic",
    "Failure": "diagnostic",
    "Limits": "document",
    "Linter": "linter",
    "Report": "report",
    "Severity": "diagnostic",
    "Source": "text",
    "Span": "text",
    "UserError": "errors",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    """Import public names when they are first used: the command line needs few of them."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"chatlint.{_HOMES[name]}"), name)
