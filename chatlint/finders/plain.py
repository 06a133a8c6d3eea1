"""Requests as they are: a document that is one, a list of them, or a mapping with their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from chatlint.aws.model import ApiModel, fold_name
from chatlint.aws.request_path import find_targets
from chatlint.finders.scanned import FinderOptions
from chatlint.model.document import NonJsonValue
from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.path import Path
from chatlint.model.printable import clip
from chatlint.model.walk import join_strings

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
_FEWEST = 2  # members of a request


def find_requests(value: object, search: FinderOptions) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The requests in ``value`` with their paths, as they are written."""
    api = search.api
    if search.requests_path and (declared := list(_declared(value, search))):
        yield from declared
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if is_request(item, api):
                yield (index,), item
    elif is_request(value, api):
        assert isinstance(value, dict)
        yield (), value
    elif isinstance(value, dict) and all(is_request(item, api) for item in value.values()):
        for name, item in value.items():
            yield (name,), item


def _declared(value: object, search: FinderOptions) -> Iterator[tuple[Path, dict[str, Any]]]:
    """What stands where requests were said to be; one member shows that it is meant as one."""
    members = search.api.folded_members
    for target in find_targets(search.requests_path, value):
        item = target.value
        if isinstance(item, dict) and members & {fold_name(key.removesuffix(".$")) for key in item}:
            yield target.path, item


def is_request(value: object, api: ApiModel) -> bool:
    """Whether ``value`` is meant as a StartChatContact request.

    It has two members of the request or more, however they are spelled, one of them required,
    and none that marks another operation. Where no member has its right spelling,
    ``participantDetails`` alone is not enough: databases of chats have that, too.
    """
    if not isinstance(value, dict):
        return False
    keys = tuple(value)
    return (_known if len(keys) < _COMMON else _are_of_request)(keys, api)


def _are_of_request(keys: tuple[str, ...], api: ApiModel) -> bool:
    names = {fold_name(key.removesuffix(".$")) for key in keys}
    members = api.folded_members & names
    if len(members) < _FEWEST or names & _SIBLINGS:
        return False
    if names & _WITHOUT_PARTICIPANT and "participantdetails" not in names:
        return False
    if "contactid" in names and "contactflowid" not in names:  # CreateParticipant
        return False
    required = {fold_name(name) for name in api.root.required} & members
    exact = any(key.removesuffix(".$") in api.members for key in keys)
    return bool(required if exact else required - {"participantdetails"})


# Most requests of a project, and of a log, have the same members.
_COMMON = 64
_known = lru_cache(256)(_are_of_request)


def resembles_request(text: str, api: ApiModel) -> bool:
    """Whether ``text``, which may be no correct data, has the keys of a request."""
    return is_request(dict.fromkeys(_KEY.findall(text)), api)


_KEY = lazy_regex(r"(?<![A-Za-z_.$-])([A-Za-z_.$-]+)[\"']?\s*:")


def describe_shortfall(value: Mapping[str, Any], api: ApiModel) -> str:
    """What keeps ``value`` from being a request, in words that follow "a mapping"."""
    names = {fold_name(key.removesuffix(".$")): key for key in value}
    for other in sorted(_SIBLINGS & set(names)):
        return f"with `{clip(names[other])}`, a member of another operation"
    held = [names[fold_name(name)] for name in api.members if fold_name(name) in names]
    if len(held) < _FEWEST:
        met = f"no more of its members than `{clip(held[0])}`" if held else "none of its members"
        *most, last = api.root.required
        return f"with {met}; it needs at least two, and {', '.join(most)} or {last} among them"
    if {"contactid", "participantdetails"} <= set(names):
        contact = clip(names["contactid"])
        return f"with `{contact}` and no ContactFlowId, as CreateParticipant has it"
    for other in sorted(_WITHOUT_PARTICIPANT & set(names)):
        return f"with `{clip(names[other])}` and no ParticipantDetails, as other operations have it"
    missing = (name for name in api.root.required if fold_name(name) not in names)
    return f"without {' and '.join(missing)}"


def unwrap_keys(value: dict[str, Any]) -> dict[str, Any]:
    """``value`` with Step Functions' ``Key.$`` read as ``Key``, whose value is not known yet."""
    if ".$\n" not in f"{join_strings(value).keys}\n":
        return value
    unwrapped_value = _unwrap(value)
    assert isinstance(unwrapped_value, dict)
    return unwrapped_value


def _unwrap(value: object) -> object:
    if isinstance(value, list):
        return [_unwrap(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key.removesuffix(".$"): NonJsonValue("tag", str(item))
        if key.endswith(".$")
        else _unwrap(item)
        for key, item in value.items()
    }
