"""Requests as they are: a document that is one, or that is a list of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chatlint.api import Api, folded
from chatlint.document import Foreign
from chatlint.text import Path

# Members of other operations of Connect; a request with one of them is theirs.
_SIBLINGS = frozenset(
    (
        *("sourceendpoint", "destinationendpoint", "destinationphonenumber", "systemendpoint"),
        *("allowedcapabilities", "aiagent", "references", "tasktemplateid", "quickconnectid"),
        *("previouscontactid", "scheduledtime", "fromemailaddress", "destinationemailaddress"),
        *("emailmessage", "newsessiondetails", "initialsystemmessage", "answermachinedetection"),
    )
)
# Members by which operations without a participant are known: StartTaskContact,
# UpdateContactAttributes, TransferContact, UpdateContactFlowContent and others.
_WITHOUT_PARTICIPANT = frozenset(
    ("name", "contactid", "initialcontactid", "queueid", "userid", "phonenumberid", "content")
)


def find(value: object, api: Api) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The requests in ``value`` with their paths."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            if is_request(item, api):
                yield (index,), unwrapped(item)
    elif is_request(value, api):
        assert isinstance(value, dict)
        yield (), unwrapped(value)


def is_request(value: object, api: Api) -> bool:
    """Whether ``value`` is meant as a StartChatContact request.

    It has two members of the request or more, however they are spelled, one of them required,
    and none that marks another operation. Where no member has its right spelling,
    ``participantDetails`` alone is not enough: databases of chats have that, too.
    """
    if not isinstance(value, dict):
        return False
    names = {folded(key.removesuffix(".$")) for key in value}
    members = {folded(name) for name in api.members} & names
    if len(members) < 2 or names & _SIBLINGS:
        return False
    if names & _WITHOUT_PARTICIPANT and "participantdetails" not in names:
        return False
    required = {folded(name) for name in api.root.required} & members
    exact = any(key.removesuffix(".$") in api.members for key in value)
    return bool(required if exact else required - {"participantdetails"})


def unwrapped(value: dict[str, Any]) -> dict[str, Any]:
    """``value`` with Step Functions' ``Key.$`` read as ``Key``, whose value is not known yet."""
    if not _has_reference(value):
        return value
    unwrapped_value = _unwrap(value)
    assert isinstance(unwrapped_value, dict)
    return unwrapped_value


def _has_reference(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(key.endswith(".$") or _has_reference(item) for key, item in value.items())
    return isinstance(value, list) and any(map(_has_reference, value))


def _unwrap(value: object) -> object:
    if isinstance(value, list):
        return [_unwrap(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key.removesuffix(".$"): Foreign("tag", str(item)) if key.endswith(".$") else _unwrap(item)
        for key, item in value.items()
    }
