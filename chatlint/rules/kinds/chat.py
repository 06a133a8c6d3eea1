"""Kinds about persistent chats, recurring values and message streaming."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chatlint.model.diagnostic import Problem, RelatedPath
from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax
from chatlint.model.walk import get_value
from chatlint.rules.kinds.kind import kind


@kind(uses_syntax=True, depends="keys", type="list", schema={"type": "string"})
def has_all(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """A mapping has all of these members; all missing ones are reported as one problem."""
    if not isinstance(value, dict) or all(name in value for name in argument):
        return
    if syntax.is_placeholder(value) or any(map(syntax.has_placeholder, value)):
        return
    missing = [name for name in argument if name not in value]
    yield Problem(part="key", value=value, detail=" and ".join(missing))


@kind(uses_syntax=True, depends="scalars", type="list", schema={"type": "string"})
def filled_in(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """These members (dotted paths) have a placeholder in their value if they are present."""
    for dotted in argument:
        path = tuple(dotted.split("."))
        text = get_value(value, path)
        if text and isinstance(text, str) and not syntax.has_placeholder(text):
            yield Problem(path, value=text)


@kind(depends="scalars", type="list", schema={"type": "string"})
def inert_items(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A list has none of these items, which have no effect."""
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, str) and item in argument:
            yield Problem((index,), value=item, detail="does nothing here")


@kind(depends="scalars", type="boolean")
def standard_topic(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A string is the ARN of a standard SNS topic, in any AWS partition."""
    if isinstance(value, str) and (detail := _describe_topic_error(value)):
        yield Problem(value=value, detail=detail)


@kind(
    uses_syntax=True,
    type="dict",
    schema={
        "member": {"type": "string", "required": True},
        "as": {"type": "string", "required": True},
    },
)
def same_region(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """The ARN in ``member`` is in the same Region as the ARN in the request's member ``as``."""
    arn = value.get(argument["member"]) if isinstance(value, dict) else None
    here, there = (_get_region(each, syntax) for each in (arn, request.get(argument["as"])))
    if here and there and here != there:
        related = RelatedPath(f"this ARN is of {there}", (argument["as"],), "value")
        yield Problem(
            (argument["member"],), value=arn, expected=there, detail=here, related=(related,)
        )


KINDS = (filled_in, has_all, inert_items, same_region, standard_topic)

_REGION = lazy_regex("[a-z]{2,8}-[a-z-]{2,20}-[0-9]{1,2}")
_TOPIC_PARTS = (
    ("partition", lazy_regex("aws(-[a-z-]+)?")),
    ("Region", _REGION),
    ("account", lazy_regex("[0-9]{12}")),
    ("name", lazy_regex("[A-Za-z0-9_-]{1,256}")),
)


def _describe_topic_error(arn: str) -> str:
    """Describe why ``arn`` is not the ARN of a standard SNS topic; empty if it is."""
    parts = arn.split(":")
    if len(parts) < 6 or parts[0] != "arn":
        return "is no ARN; a topic's reads arn:aws:sns:REGION:ACCOUNT:NAME"
    _, partition, service, region, account, name, *more = parts
    if service != "sns":
        return "is an ARN of another service than SNS"
    if more:
        return "is no topic's ARN, which ends with the topic's name; a subscription's goes on"
    for (word, pattern), part in zip(
        _TOPIC_PARTS, (partition, region, account, name.removesuffix(".fifo")), strict=True
    ):
        if not pattern.fullmatch(part):
            return f"is an ARN whose {word} has not the form that AWS gives it"
    if name.endswith(".fifo"):
        return "is a FIFO topic; messages can be streamed to a standard topic only"
    return ""


def _get_region(arn: object, syntax: PlaceholderSyntax) -> str:
    """Get the Region of ``arn``; empty if it has none or is not an ARN."""
    if not isinstance(arn, str) or not arn.startswith("arn:"):
        return ""
    span = next(syntax.find_placeholders(arn), None)
    # A Region followed by a colon is complete, whatever replaces a later syntax.
    parts = (arn[: span.start] if span else arn).split(":", 4)
    return parts[3] if len(parts) == 5 and _REGION.fullmatch(parts[3]) else ""
