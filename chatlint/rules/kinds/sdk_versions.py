"""The kind ``known_to_target``: members that an older botocore does not know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chatlint.aws.model import ApiModel
from chatlint.aws.walk import walk_shapes
from chatlint.model.diagnostic import Problem
from chatlint.rules.kinds.kind import Kind

Version = tuple[int, ...]


def parse_version(text: str) -> Version:
    """Parse ``1.43.127`` or ``botocore 1.43.127``.

    Raises:
        ValueError: ``text`` is not a version.
    """
    return tuple(map(int, text.removeprefix("botocore").strip(" =").split(".")))


def known_to_target(api: ApiModel, target: str | None) -> Kind:
    """Build the kind that reports members that botocore ``target`` does not know.

    The version that added a member is known as a range; a target in the range is not reported.
    Without a target nothing is reported.
    """
    target_version = parse_version(target) if target else None
    too_new = {
        member: by
        for member, (after, by) in api.since.items()
        if target_version is not None and target_version <= parse_version(after)
    }

    def find(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
        if not too_new:
            return
        for path, _, _, parent in walk_shapes(value, api.root, api):
            if parent is None or parent.type != "structure":
                continue
            member = str(path[-1]) if parent is api.root else f"{parent.name}.{path[-1]}"
            if member in too_new:
                yield Problem(path, "key", path[-1], str(target), too_new[member])

    doc = "The target version of botocore knows all members."
    argument = {"type": "boolean", "allowed": [True]}
    return Kind("known_to_target", argument, find, doc, verbatim=True, depends="keys")
