"""The kinds of check that come with chatlint, one module per subject.

A rule file uses a kind like one of Cerberus' own rules::

    check: {byte_budget: {max: 32768}}

A kind ignores values of other types than its own; the kind ``model`` reports wrong types.
"""

from __future__ import annotations

from importlib import import_module

from chatlint.aws.model import ApiModel
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax
from chatlint.rules.kinds.kind import Vocabulary

# Modules whose kinds need only the request; each lists them in KINDS.
_MODULES = (
    *("attributes", "chat", "filler_text", "identifiers", "invisible_characters"),
    *("messages", "personal_data", "secrets", "segment_attributes"),
)


def standard_vocabulary(
    api: ApiModel, target: str | None = None, syntax: PlaceholderSyntax = BUILT_IN
) -> Vocabulary:
    """Build the vocabulary of the kinds that come with chatlint.

    Args:
        api: AWS' model of the request.
        target: the botocore that sends the requests, such as ``botocore 1.43.100``.
        syntax: what is a placeholder.

    Raises:
        ValueError: ``target`` is not a version.
    """
    from chatlint.rules.kinds import api_model, sdk_versions, segment_attributes

    kinds = (each for name in _MODULES for each in import_module(f"{__name__}.{name}").KINDS)
    return Vocabulary.of(
        api_model.model(api, syntax),
        segment_attributes.one_member(api),
        sdk_versions.known_to_target(api, target),
        *(each.with_syntax(syntax) for each in kinds),
    )
