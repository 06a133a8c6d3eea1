r"""Lint Amazon Connect StartChatContact requests.

>>> from chatlint import Linter, Source
>>> checked = Linter().check(Source("a.yaml", "InstanceId: x\nContactFlowId: y\n"))
>>> [diagnostic.rule for diagnostic in checked.diagnostics]
['CHAT101']
"""

# This module imports nothing, not even `typing` or `__future__`: `python -m chatlint` runs it
# before the current folder is removed from the path that modules are imported from.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from chatlint.linter.linter import Linter as Linter
    from chatlint.model.diagnostic import Diagnostic as Diagnostic
    from chatlint.model.diagnostic import Failure as Failure
    from chatlint.model.diagnostic import Problem as Problem
    from chatlint.model.diagnostic import Severity as Severity
    from chatlint.model.document import Limits as Limits
    from chatlint.model.errors import UserError as UserError
    from chatlint.model.result import FileResult as FileResult
    from chatlint.model.source import Source as Source
    from chatlint.model.source import Span as Span
    from chatlint.reports.report import Report as Report
    from chatlint.request.field_types import RequestError as RequestError
    from chatlint.request.request import StartChatContactRequest as StartChatContactRequest
    from chatlint.request.structures import ChatMessage as ChatMessage
    from chatlint.request.structures import ChatStreamingConfiguration as ChatStreamingConfiguration
    from chatlint.request.structures import ParticipantConfiguration as ParticipantConfiguration
    from chatlint.request.structures import ParticipantDetails as ParticipantDetails
    from chatlint.request.structures import PersistentChat as PersistentChat
    from chatlint.request.structures import SegmentAttributeValue as SegmentAttributeValue
    from chatlint.rules.kinds.kind import Kind as Kind
    from chatlint.rules.kinds.kind import kind as kind

_MODULES = {
    "ChatMessage": "request.structures",
    "ChatStreamingConfiguration": "request.structures",
    "Diagnostic": "model.diagnostic",
    "Failure": "model.diagnostic",
    "FileResult": "model.result",
    "Kind": "rules.kinds.kind",
    "Limits": "model.document",
    "Linter": "linter.linter",
    "ParticipantConfiguration": "request.structures",
    "ParticipantDetails": "request.structures",
    "PersistentChat": "request.structures",
    "Problem": "model.diagnostic",
    "Report": "reports.report",
    "RequestError": "request.field_types",
    "SegmentAttributeValue": "request.structures",
    "Severity": "model.diagnostic",
    "Source": "model.source",
    "Span": "model.source",
    "StartChatContactRequest": "request.request",
    "UserError": "model.errors",
    "kind": "rules.kinds.kind",
}
"""The module that defines each public name."""

__all__ = list(_MODULES)


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: the command line needs few of them."""
    if name == "Checked":
        import warnings

        words = "chatlint.Checked is deprecated and goes with 0.3; use chatlint.FileResult"
        warnings.warn(words, DeprecationWarning, stacklevel=2)
        name = "FileResult"
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"chatlint.{_MODULES[name]}"), name)
