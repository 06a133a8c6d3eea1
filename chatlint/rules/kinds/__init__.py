"""The vocabulary of rules: kinds of check, each a small function. One module a subject.

A kind is used in a rule file like one of Cerberus' own words::

    check: {byte_budget: {max: 32768}}

A kind judges only values of the type it is about; a wrong type is another rule's to tell.
"""

from __future__ import annotations

from importlib import import_module

from chatlint.aws.model import ApiModel
from chatlint.rules.kinds.kind import Vocabulary

# The modules whose kinds need nothing but the request; each has them in its KINDS.
_MODULES = (
    *("attributes", "chat", "filler_text", "identifiers", "invisible_characters"),
    *("messages", "personal_data", "secrets", "segment_attributes"),
)


def standard_vocabulary(api: ApiModel, target: str | None = None) -> Vocabulary:
    """The kinds that come with chatlint.

    Args:
        api: the model that `model` and others compare with.
        target: the botocore that will send the requests, as ``botocore 1.43.100``.

    Raises:
        ValueError: ``target`` names no version.
    """
    from chatlint.rules.kinds import api_model, sdk_versions, segment_attributes

    return Vocabulary.of(
        api_model.model(api),
        segment_attributes.one_member(api),
        sdk_versions.known_to_target(api, target),
        *(each for name in _MODULES for each in import_module(f"{__name__}.{name}").KINDS),
    )
