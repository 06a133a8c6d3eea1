"""Kinds about the IDs of instances, flows and contacts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from chatlint.model.diagnostic import Problem, RelatedPath
from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax
from chatlint.model.walk import get_value
from chatlint.rules.kinds.kind import kind

_HEX = "[0-9a-fA-F]"
_FORM = f"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}"
_UUID = re.compile(_FORM)
# Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonconnect.html
_ARN = lazy_regex(
    rf"""
    arn:(?P<partition>aws[a-z-]*):connect:[a-z0-9-]+:(?P<account>[0-9]{{12}})
    :instance/(?P<instance>{_FORM})(?P<flow>/contact-flow/{_FORM})?
    """,
    re.VERBOSE,
)
_VERSION = lazy_regex(r":\$(?:LATEST|SAVED)\Z")


@kind(depends="scalars", type="boolean", allowed=[True])
def instance_id(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A non-empty string is a UUID, as every instance ID is."""
    if not isinstance(value, str) or not value or _UUID.fullmatch(value):
        return
    arn = _ARN.fullmatch(value) if value.startswith("arn:") else None
    if arn is None:
        yield Problem(value=value, detail=_describe_non_uuid(value, "instances"))
        return
    detail = "is an ARN; the id is its last part"
    if arn["flow"]:
        detail = "is the ARN of a flow; the id of its instance comes before /contact-flow"
    yield Problem(value=value, detail=detail, suggestion=arn["instance"])


def _describe_non_uuid(text: str, whose: str) -> str:
    if _UUID.fullmatch(text.strip()):
        return "has white space around it, which belongs to no id"
    return f"is no UUID, as the ids of {whose} are"


@kind(uses_syntax=True, depends="scalars", type="string")
def flow_id(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """The member ``argument`` of a request is a UUID or the ARN of a flow, without a version.

    It checks the request, not the member, since ``$LATEST`` there would count as a syntax.
    """
    text = value.get(argument) if isinstance(value, dict) else None
    if not isinstance(text, str) or not text or _is_flow_id(text):
        return
    bare = _VERSION.sub("", text)
    if bare != text and _is_flow_id(bare):
        detail = f"ends in {text[len(bare) :]}, a version, which no chat can be started with"
        yield Problem((argument,), value=text, detail=detail)
    elif not syntax.has_placeholder(text):
        detail = "is neither a UUID nor the ARN of a flow"
        if _is_flow_id(text.strip()):
            detail = "has white space around it, which belongs to no id"
        elif _ARN.fullmatch(text):
            detail = "is the ARN of an instance; a flow's goes on with /contact-flow/ and its id"
        yield Problem((argument,), value=text, detail=detail)


def _is_flow_id(text: str) -> bool:
    if _UUID.fullmatch(text):
        return True
    arn = _ARN.fullmatch(text) if text.startswith("arn:") else None
    return arn is not None and arn["flow"] is not None


@kind(type="string")
def of_instance(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """The ARN of a flow belongs to the instance in the request's member ``argument``."""
    instance = request.get(argument)
    if not isinstance(value, str) or not isinstance(instance, str):
        return
    flow = _ARN.fullmatch(value)
    if flow is None or not flow["flow"]:
        return
    if _UUID.fullmatch(instance):
        named = {"instance": instance}
    elif arn := _ARN.fullmatch(instance):
        named = arn.groupdict()
    else:
        return
    for part in ("partition", "account", "instance"):
        if part in named and named[part].lower() != flow[part].lower():
            related = RelatedPath(f"the other {part} is named here", (argument,), "value")
            yield Problem(value=value, detail=part, expected=argument, related=(related,))
            return


@kind(type="string")
def differs_from(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A UUID differs from the one in the request's member ``argument``."""
    other = request.get(argument)
    if not isinstance(value, str) or not isinstance(other, str):
        return
    if _UUID.fullmatch(value) and value.lower() == other.lower():
        related = RelatedPath(f"`{argument}` stands here", (argument,), "value")
        yield Problem(value=value, expected=argument, related=(related,))


@kind(uses_syntax=True, depends="scalars", type="list", schema={"type": "string"})
def contact_id(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """The members ``argument`` of a request (dotted paths) are UUIDs, unless placeholders."""
    for dotted in argument:
        path = tuple(dotted.split("."))
        text = get_value(value, path)
        if not isinstance(text, str) or not text or _UUID.fullmatch(text):
            continue
        if not syntax.has_placeholder(text):
            yield Problem(path, value=text, detail=_describe_non_uuid(text, "contacts"))


KINDS = (instance_id, flow_id, of_instance, differs_from, contact_id)
