"""The structures inside a request. Lengths count characters; a test holds them against AWS' model.

Source: https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Literal

from chatlint.request.record import RequestRecord, request_record


@request_record
class ParticipantDetails(RequestRecord):
    """Who the customer is to those who see the chat.

    Args:
        display_name: the name they see, 1 to 256 characters.
    """

    display_name: str


@request_record
class ParticipantConfiguration(RequestRecord):
    """How bots answer.

    Args:
        response_mode: a message as it grows, ``INCREMENTAL``, or when it is whole, ``COMPLETE``.
    """

    response_mode: Literal["INCREMENTAL", "COMPLETE"] | None = None


@request_record
class ChatMessage(RequestRecord):
    """A message of the customer.

    Args:
        content_type: the kind of text, such as text/plain; 1 to 100 characters.
        content: the text itself, 1 to 16,384 characters.
    """

    content_type: str
    content: str


@request_record
class PersistentChat(RequestRecord):
    """An earlier chat that this one goes on with.

    Args:
        rehydration_type: what of it is shown again: all, ``ENTIRE_PAST_SESSION``, or what follows
            one contact, ``FROM_SEGMENT``.
        source_contact_id: the contact of the earlier chat, 1 to 256 characters.
    """

    rehydration_type: Literal["ENTIRE_PAST_SESSION", "FROM_SEGMENT"] | None = None
    source_contact_id: str | None = None


@request_record
class SegmentAttributeValue(RequestRecord):
    """The value of a segment attribute: exactly one of the members. `repr` hides what it is.

    Args:
        value_string: text of up to 1,024 characters.
        value_map: further values by name, the names of 1 to 128 characters.
        value_integer: a whole number.
        value_list: further values; only attributes of Amazon Connect itself have lists.
        value_arn: an ARN of up to 1,024 characters; only attributes of Amazon Connect itself.
    """

    value_string: str | None = field(default=None, repr=False)
    value_map: Mapping[str, SegmentAttributeValue] | None = field(default=None, hash=False)
    value_integer: int | None = field(default=None, repr=False)
    value_list: Sequence[SegmentAttributeValue] | None = field(default=None, hash=False)
    value_arn: str | None = field(default=None, repr=False)


@request_record
class ChatStreamingConfiguration(RequestRecord):
    """Where the messages of the chat are sent as they come.

    Args:
        streaming_endpoint_arn: the ARN of an SNS topic, 1 to 350 characters.
    """

    streaming_endpoint_arn: str
