r"""Lint Amazon Connect StartChatContact requests.

>>> from chatlint import Linter, Source
>>> checked = Linter().check(Source("a.yaml", "InstanceId: x\nContactFlowId: y\n"))
>>> [diagnostic.rule for diagnostic in checked.diagnostics]
['CHAT101']
"""

# Nothing is imported here, not even from `typing` or `__future__`: `python -m chatlint` runs this
# before it can be kept from importing modules of the current folder.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from chatlint.diagnostic import Diagnostic as Diagnostic
    from chatlint.diagnostic import Failure as Failure
    from chatlint.diagnostic import Severity as Severity
    from chatlint.document import Limits as Limits
    from chatlint.errors import UserError as UserError
    from chatlint.fitting import RequestError as RequestError
    from chatlint.linter import Linter as Linter
    from chatlint.report import Checked as Checked
    from chatlint.report import Report as Report
    from chatlint.request import StartChatContactRequest as StartChatContactRequest
    from chatlint.structures import ChatMessage as ChatMessage
    from chatlint.structures import ChatStreamingConfiguration as ChatStreamingConfiguration
    from chatlint.structures import ParticipantConfiguration as ParticipantConfiguration
    from chatlint.structures import ParticipantDetails as ParticipantDetails
    from chatlint.structures import PersistentChat as PersistentChat
    from chatlint.structures import SegmentAttributeValue as SegmentAttributeValue
    from chatlint.text import Source as Source
    from chatlint.text import Span as Span

_HOMES = {
    "ChatMessage": "structures",
    "ChatStreamingConfiguration": "structures",
    "Checked": "report",
    "Diagnostic": "diagnostic",
    "Failure": "diagnostic",
    "Limits": "document",
    "Linter": "linter",
    "ParticipantConfiguration": "structures",
    "ParticipantDetails": "structures",
    "PersistentChat": "structures",
    "Report": "report",
    "RequestError": "fitting",
    "SegmentAttributeValue": "structures",
    "Severity": "diagnostic",
    "Source": "text",
    "Span": "text",
    "StartChatContactRequest": "request",
    "UserError": "errors",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    """Import public names when they are first used: the command line needs few of them."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"chatlint.{_HOMES[name]}"), name)
