"""The structures inside a request. Lengths are in characters; a test compares them with AWS' model.

Source: https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Literal

from chatlint.request.record import RequestRecord, request_record


@request_record
class ParticipantDetails(RequestRecord):
    """The customer, as shown in the chat.

    Args:
        display_name: the displayed name, 1 to 256 characters.
    """

    display_name: str


@request_record
class ParticipantConfiguration(RequestRecord):
    """How bots send messages.

    Args:
        response_mode: ``INCREMENTAL`` for messages in parts, ``COMPLETE`` for whole messages.
    """

    response_mode: Literal["INCREMENTAL", "COMPLETE"] | None = None


@request_record
class ChatMessage(RequestRecord):
    """A message of the customer.

    Args:
        content_type: the MIME type, such as text/plain; 1 to 100 characters.
        content: the message, 1 to 16,384 characters.
    """

    content_type: str
    content: str


@request_record
class PersistentChat(RequestRecord):
    """An earlier chat that this one continues.

    Args:
        rehydration_type: how much of it to show: ``ENTIRE_PAST_SESSION`` for everything,
            ``FROM_SEGMENT`` for everything from the source contact on.
        source_contact_id: the contact ID of the earlier chat, 1 to 256 characters.
    """

    rehydration_type: Literal["ENTIRE_PAST_SESSION", "FROM_SEGMENT"] | None = None
    source_contact_id: str | None = None


@request_record
class SegmentAttributeValue(RequestRecord):
    """The value of a segment attribute: exactly one of the members.

    `repr` hides strings and numbers.

    Args:
        value_string: a string of up to 1,024 characters.
        value_map: values by name; names have 1 to 128 characters.
        value_integer: an integer.
        value_list: a list of values; only for attributes that Amazon Connect defines.
        value_arn: an ARN of up to 1,024 characters; only for attributes that Amazon Connect
            defines.
    """

    value_string: str | None = field(default=None, repr=False)
    value_map: Mapping[str, SegmentAttributeValue] | None = field(default=None, hash=False)
    value_integer: int | None = field(default=None, repr=False)
    value_list: Sequence[SegmentAttributeValue] | None = field(default=None, hash=False)
    value_arn: str | None = field(default=None, repr=False)


@request_record
class ChatStreamingConfiguration(RequestRecord):
    """Where the messages of the chat are streamed to.

    Args:
        streaming_endpoint_arn: the ARN of a standard SNS topic, 1 to 350 characters.
    """

    streaming_endpoint_arn: str
