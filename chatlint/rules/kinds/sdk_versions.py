"""The kind about what older SDKs do not know yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chatlint.aws.model import ApiModel, Shape
from chatlint.model.diagnostic import Problem
from chatlint.model.path import Path
from chatlint.rules.kinds.kind import Kind

Version = tuple[int, ...]


def parse_version(text: str) -> Version:
    """The numbers of ``1.43.127`` or ``botocore 1.43.127``.

    Raises:
        ValueError: it names no version.
    """
    return tuple(map(int, text.removeprefix("botocore").strip(" =").split(".")))


def known_to_target(api: ApiModel, target: str | None) -> Kind:
    """The kind that holds members against botocore ``target``; without one it finds nothing.

    When a member came is known as a range of versions; inside the range it keeps silent.
    """
    wanted = parse_version(target) if target else None
    too_new = {
        member: by
        for member, (after, by) in api.since.items()
        if wanted is not None and wanted <= parse_version(after)
    }

    def find(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
        if not too_new:
            return
        for path, member in _members(api, api.root, value, ()):
            if member in too_new:
                yield Problem(path, "key", path[-1], str(target), too_new[member])

    doc = "The botocore that is the target knows all members."
    argument = {"type": "boolean", "allowed": [True]}
    return Kind("known_to_target", argument, find, doc, verbatim=True, depends="keys")


def _members(api: ApiModel, shape: Shape, value: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Every member in ``value`` with its name as ``since`` spells it."""
    if isinstance(value, list) and shape.type == "list":
        for index, item in enumerate(value):
            yield from _members(api, api.shapes[shape.value], item, (*path, index))
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        inner = shape.members.get(key) if shape.type == "structure" else shape.value
        if shape.type == "structure" and inner:
            yield (*path, key), key if shape is api.root else f"{shape.name}.{key}"
        if inner:
            yield from _members(api, api.shapes[inner], item, (*path, key))
