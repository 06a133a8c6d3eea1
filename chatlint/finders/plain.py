"""Find plain requests: a document that is a request, a list of requests, or a mapping of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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

# Members that only requests of other Connect operations have.
_FOREIGN_MEMBERS = frozenset(
    (
        *("sourceendpoint", "destinationendpoint", "destinationphonenumber", "systemendpoint"),
        *("allowedcapabilities", "aiagent", "references", "tasktemplateid", "quickconnectid"),
        *("previouscontactid", "scheduledtime", "fromemailaddress", "destinationemailaddress"),
        *("emailmessage", "newsessiondetails", "initialsystemmessage", "answermachinedetection"),
    )
)
# Members of operations without a participant: StartTaskContact, UpdateContactAttributes,
# TransferContact, UpdateContactFlowContent and others.
_WITHOUT_PARTICIPANT = frozenset(
    ("name", "contactid", "initialcontactid", "queueid", "userid", "phonenumberid", "content")
)
_MIN_MEMBERS = 2


def find_requests(value: object, options: FinderOptions) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Find the requests in ``value`` with their paths."""
    api = options.api
    if options.requests_path and (configured := list(_find_configured(value, options))):
        yield from configured
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


def _find_configured(
    value: object, options: FinderOptions
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Find mappings at the configured path with at least one member of a request."""
    members = options.api.folded_members
    for target in find_targets(options.requests_path, value):
        item = target.value
        if isinstance(item, dict) and members & {fold_name(key.removesuffix(".$")) for key in item}:
            yield target.path, item


def is_request(value: object, api: ApiModel) -> bool:
    """Whether ``value`` is meant as a StartChatContact request.

    It has at least two members of the request, in any spelling, one of them required, and none of
    another operation. If no member is spelled correctly, ``participantDetails`` does not count as
    the required one, because databases of chats also have it.
    """
    if not isinstance(value, dict):
        return False
    keys = tuple(value)
    return (_are_request_keys_cached if len(keys) < _MAX_CACHED_KEYS else _are_request_keys)(
        keys, api
    )


def _are_request_keys(keys: tuple[str, ...], api: ApiModel) -> bool:
    names = {fold_name(key.removesuffix(".$")) for key in keys}
    members = api.folded_members & names
    if len(members) < _MIN_MEMBERS or names & _FOREIGN_MEMBERS:
        return False
    if names & _WITHOUT_PARTICIPANT and "participantdetails" not in names:
        return False
    if "contactid" in names and "contactflowid" not in names:  # CreateParticipant
        return False
    required = {fold_name(name) for name in api.root.required} & members
    exact = any(key.removesuffix(".$") in api.members for key in keys)
    return bool(required if exact else required - {"participantdetails"})


# Most requests of a project or a log have the same members.
_MAX_CACHED_KEYS = 64
_are_request_keys_cached = lru_cache(256)(_are_request_keys)


def resembles_request(text: str, api: ApiModel) -> bool:
    """Whether ``text``, which may be invalid data, has the keys of a request."""
    return is_request(dict.fromkeys(_KEY.findall(text)), api)


_KEY = lazy_regex(r"(?<![A-Za-z_.$-])([A-Za-z_.$-]+)[\"']?\s*:")


def describe_shortfall(value: Mapping[str, Any], api: ApiModel) -> str:
    """Describe why ``value`` is not a request; the text continues "a mapping"."""
    names = {fold_name(key.removesuffix(".$")): key for key in value}
    for other in sorted(_FOREIGN_MEMBERS & set(names)):
        return f"with `{clip(names[other])}`, a member of another operation"
    known = [names[fold_name(name)] for name in api.members if fold_name(name) in names]
    if len(known) < _MIN_MEMBERS:
        count = (
            f"no more of its members than `{clip(known[0])}`" if known else "none of its members"
        )
        *others, last = api.root.required
        return f"with {count}; it needs at least two, and {', '.join(others)} or {last} among them"
    if {"contactid", "participantdetails"} <= set(names):
        contact = clip(names["contactid"])
        return f"with `{contact}` and no ContactFlowId, as CreateParticipant has it"
    for other in sorted(_WITHOUT_PARTICIPANT & set(names)):
        return f"with `{clip(names[other])}` and no ParticipantDetails, as other operations have it"
    missing = (name for name in api.root.required if fold_name(name) not in names)
    return f"without {' and '.join(missing)}"


def unwrap_keys(value: dict[str, Any]) -> dict[str, Any]:
    """Rename Step Functions' ``Key.$`` to ``Key``, with an unknown value, anywhere in ``value``."""
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


def mark_unknown(value: Any, is_unknown: Callable[[str], bool]) -> Any:
    """Copy ``value`` with the strings for which ``is_unknown`` holds marked as unknown values."""
    if isinstance(value, str):
        return NonJsonValue("tag", value) if is_unknown(value) else value
    if isinstance(value, dict):
        return {key: mark_unknown(item, is_unknown) for key, item in value.items()}
    return [mark_unknown(item, is_unknown) for item in value] if isinstance(value, list) else value
