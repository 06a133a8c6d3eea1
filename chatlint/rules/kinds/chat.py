"""Kinds about the life of a chat: what it goes on from, and where it is streamed to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chatlint.model import placeholder
from chatlint.model.diagnostic import Problem, RelatedPath
from chatlint.model.lazy_regex import lazy_regex
from chatlint.rules.kinds.kind import kind


@kind(depends="keys", type="list", schema={"type": "string"})
def has_all(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A mapping has all of these members; what is missing is told as one problem of its key."""
    if not isinstance(value, dict) or all(name in value for name in argument):
        return
    if placeholder.is_placeholder(value) or any(map(placeholder.has_placeholder, value)):
        return
    missing = [name for name in argument if name not in value]
    yield Problem(part="key", value=value, detail=" and ".join(missing))


@kind(depends="scalars", type="list", schema={"type": "string"})
def filled_in(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """These members, given as dotted paths, hold a placeholder wherever they are there."""
    for dotted in argument:
        path, held = tuple(dotted.split(".")), value
        for step in path:
            held = held.get(step) if isinstance(held, dict) else None
        if held and isinstance(held, str) and not placeholder.has_placeholder(held):
            yield Problem(path, value=held)


@kind(depends="scalars", type="list", schema={"type": "string"})
def inert_items(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A list holds none of these items, which do nothing there."""
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, str) and item in argument:
            yield Problem((index,), value=item, detail="does nothing here")


@kind(depends="scalars", type="boolean")
def standard_topic(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A text is the ARN of a standard SNS topic, in any of AWS' partitions."""
    if isinstance(value, str) and (flaw := _topic_flaw(value)):
        yield Problem(value=value, detail=flaw)


@kind(
    type="dict",
    schema={
        "member": {"type": "string", "required": True},
        "as": {"type": "string", "required": True},
    },
)
def same_region(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """The ARN in ``member`` is of the same Region as the one in the request's member ``as``."""
    arn = value.get(argument["member"]) if isinstance(value, dict) else None
    here, there = _region(arn), _region(request.get(argument["as"]))
    if here and there and here != there:
        related = RelatedPath(f"this ARN is of {there}", (argument["as"],), "value")
        yield Problem(
            (argument["member"],), value=arn, expected=there, detail=here, related=(related,)
        )


KINDS = (
    filled_in,
    has_all,
    inert_items,
    same_region,
    standard_topic,
)

_REGION = lazy_regex("[a-z]{2,8}-[a-z-]{2,20}-[0-9]{1,2}")
_TOPIC_PARTS = (
    ("partition", lazy_regex("aws(-[a-z-]+)?")),
    ("Region", _REGION),
    ("account", lazy_regex("[0-9]{12}")),
    ("name", lazy_regex("[A-Za-z0-9_-]{1,256}")),
)


def _topic_flaw(arn: str) -> str:
    """Why ``arn`` is not that of a standard SNS topic, in words; empty when it is."""
    parts = arn.split(":")
    if len(parts) < 6 or parts[0] != "arn":
        return "is no ARN; a topic's reads arn:aws:sns:REGION:ACCOUNT:NAME"
    _, partition, service, region, account, name, *more = parts
    if service != "sns":
        return "is an ARN of another service than SNS"
    if more:
        return "is no topic's ARN, which ends with the topic's name; a subscription's goes on"
    for (word, form), part in zip(
        _TOPIC_PARTS, (partition, region, account, name.removesuffix(".fifo")), strict=True
    ):
        if not form.fullmatch(part):
            return f"is an ARN whose {word} has not the form that AWS gives it"
    if name.endswith(".fifo"):
        return "is a FIFO topic; messages can be streamed to a standard topic only"
    return ""


def _region(arn: object) -> str:
    """The Region ``arn`` names literally; empty when it names none, or is no ARN."""
    if not isinstance(arn, str) or not arn.startswith("arn:"):
        return ""
    hole = next(placeholder.find_placeholders(arn), None)
    parts = (arn[: hole.start] if hole else arn).split(":", 4)
    # What stands before another colon is complete, whatever fills a placeholder behind it.
    return parts[3] if len(parts) == 5 and _REGION.fullmatch(parts[3]) else ""
