"""The typed request: build it in Python or decode it, check it, and encode it in any form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from chatlint.request.decode import decode_file, decode_text
from chatlint.request.encoders import load_encoder
from chatlint.request.record import RequestRecord, request_record
from chatlint.request.structures import (
    ChatMessage,
    ChatStreamingConfiguration,
    ParticipantConfiguration,
    ParticipantDetails,
    PersistentChat,
    SegmentAttributeValue,
)

if TYPE_CHECKING:
    from os import PathLike

    from chatlint.linter.linter import Linter
    from chatlint.model.diagnostic import Diagnostic
    from chatlint.request.encoders.http import HttpMessage


@request_record
class StartChatContactRequest(RequestRecord):
    """A StartChatContact request, immutable; `dataclasses.replace` builds a changed copy.

    Members have AWS' names in Python's spelling. Their types are checked when the request is
    built; `check` reports everything else that Amazon Connect would reject. `repr` hides the
    customer ID and the values of attributes.

    Source: https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html

    Args:
        instance_id: the ID of the Amazon Connect instance, which is the last part of its ARN; 1 to
            100 characters.
        contact_flow_id: the ID of the flow that the chat starts with, which is the last part of
            its ARN; up to 500 characters.
        participant_details: the customer.
        attributes: strings for flows, by name. Names have 1 to 32,767 characters, values up to
            32,767; rule CHAT301 has the limit for all together.
        participant_configuration: how bots send messages.
        initial_message: the first message of the customer.
        client_token: makes the call idempotent: calls with the same token start one chat; up to
            500 characters. The AWS SDKs generate one for each call.
        chat_duration_in_minutes: the maximum duration, 60 to 10,080 minutes.
        supported_messaging_content_types: the MIME types of messages, including text/plain; 1 to
            100 characters each.
        persistent_chat: an earlier chat to continue.
        related_contact_id: the ID of a related contact, 1 to 256 characters; cannot be combined
            with ``persistent_chat``.
        segment_attributes: attributes that Amazon Connect defines, such as ``connect:Subtype``.
            Names have 1 to 128 characters.
        customer_id: the ID of the customer in another system, such as a CRM; 1 to 128 characters.
        disconnect_on_customer_exit: who to disconnect when the customer leaves: 1 item, ``AGENT``.
        connection_types: what the response contains besides the token, 1 to 2 items:
            ``WEBSOCKET``, ``CONNECTION_CREDENTIALS``. AWS' model also has
            ``AUTHENTICATION_SESSION`` and ``WEBRTC_CONNECTION``, which have no effect here.
        chat_streaming_configuration: where messages are streamed to.

    Raises:
        RequestError: a value has the wrong type or cannot be sent.
        TypeError: a required member is missing, or a member is unknown.
    """

    instance_id: str
    contact_flow_id: str
    participant_details: ParticipantDetails
    attributes: Mapping[str, str] | None = field(default=None, hash=False, repr=False)
    participant_configuration: ParticipantConfiguration | None = None
    initial_message: ChatMessage | None = None
    client_token: str | None = None
    chat_duration_in_minutes: int | None = None
    supported_messaging_content_types: Sequence[str] | None = field(default=None, hash=False)
    persistent_chat: PersistentChat | None = None
    related_contact_id: str | None = None
    segment_attributes: Mapping[str, SegmentAttributeValue] | None = field(default=None, hash=False)
    customer_id: str | None = field(default=None, repr=False)
    disconnect_on_customer_exit: Sequence[Literal["AGENT"]] | None = field(default=None, hash=False)
    connection_types: (
        Sequence[
            Literal[
                "WEBSOCKET", "CONNECTION_CREDENTIALS", "AUTHENTICATION_SESSION", "WEBRTC_CONNECTION"
            ]
        ]
        | None
    ) = field(default=None, hash=False)
    chat_streaming_configuration: ChatStreamingConfiguration | None = None

    first_members: ClassVar = ("instance_id", "contact_flow_id", "attributes")
    make: ClassVar[type[StartChatContactRequest]]
    """The class itself, for type checkers: keyword arguments, required members first."""

    def __post_init__(self) -> None:
        RequestRecord.__post_init__(self)
        self.to_value()  # raises RequestError if the nesting is too deep to be decoded again

    @classmethod
    def from_json(cls, text: str | bytes, name: str | None = None) -> Self:
        """Decode a request from JSON (RFC 8259).

        Placeholders such as ``${name}`` are ordinary strings, so they are errors where a mapping,
        list or number is required.

        Args:
            text: the text, or its UTF-8 bytes.
            name: the name in error messages, such as a file name.

        Returns:
            The request.

        Raises:
            RequestError: the text is not valid JSON, or not a valid request; with line and column.
        """
        return decode_text(cls, text, "json", name)

    @classmethod
    def from_yaml(cls, text: str | bytes, name: str | None = None) -> Self:
        """Decode a request from YAML, with the same parser as ``chatlint check``.

        Args:
            text: the text, or its UTF-8 bytes.
            name: the name in error messages, such as a file name.

        Raises:
            RequestError: as in `from_json`.
        """
        return decode_text(cls, text, "yaml", name)

    @classmethod
    def from_xml(cls, text: str | bytes, name: str | None = None) -> Self:
        """Decode a request from XML in the format of `to_xml`.

        This needs defusedxml: ``pip install 'connect-chatlint[xml]'``.

        Args:
            text: the text, or its UTF-8 bytes.
            name: the name in error messages, such as a file name.

        Raises:
            RequestError: as in `from_json`, or defusedxml is not installed.
        """
        return decode_text(cls, text, "xml", name)

    @classmethod
    def from_string(cls, text: str | bytes, name: str | None = None) -> Self:
        """Decode a request from JSON, XML or YAML.

        A text that starts with ``{`` or ``[`` is JSON, with ``<`` XML, and otherwise YAML.

        Args:
            text: the text, or its UTF-8 bytes.
            name: the name in error messages, such as a file name.

        Raises:
            RequestError: as in `from_json`, or defusedxml is not installed.
        """
        return decode_text(cls, text, None, name)

    @classmethod
    def from_file(cls, path: str | PathLike[str]) -> Self:
        """Decode a request from a file.

        The suffix ``.json``, ``.yaml``, ``.yml`` or ``.xml`` decides the language; with any other
        suffix it is detected as in `from_string`.

        Args:
            path: the path of the file.

        Raises:
            RequestError: as in `from_string`, or the file cannot be read.
        """
        return decode_file(cls, path)

    def to_json(self) -> str:
        """Encode the request as JSON on one line, byte for byte as boto3 sends it."""
        return load_encoder("json")(self)

    def to_yaml(self) -> str:
        """Encode the request as YAML that means the same in YAML 1.1 and 1.2."""
        return load_encoder("yaml")(self)

    def to_query(self) -> str:
        """Encode the request in AWS' Query protocol, percent-encoded."""
        return load_encoder("query")(self)

    def to_xml(self) -> str:
        """Encode the request as XML in the format of AWS' XML protocols, on one line.

        Raises:
            RequestError: a string has a character that XML cannot represent, such as U+0001.
        """
        return load_encoder("xml")(self)

    def to_http(self) -> HttpMessage:
        """Build method, path, headers and body of the HTTP request, without host and signature."""
        from chatlint.request.encoders.http import build_message

        return build_message(self)

    def to_cli(self) -> str:
        """Encode the request as an AWS CLI command, quoted for a POSIX shell."""
        return load_encoder("cli")(self)

    def check(self, linter: Linter | None = None) -> tuple[Diagnostic, ...]:
        """Check the request with the rules of chatlint.

        Args:
            linter: the linter to use; by default a new one with all rules.

        Returns:
            The findings. ``location`` is the place in the request; ``span`` refers to the text of
            `to_json`.

        Raises:
            UserError: a rule crashed.
        """
        from chatlint.linter.linter import Linter
        from chatlint.model.errors import UserError
        from chatlint.model.source import Source

        result = (linter or Linter()).check(Source("<request>", self.to_json()))
        for failure in result.failures:
            raise UserError(failure.message, failure.path)
        return result.diagnostics


StartChatContactRequest.make = StartChatContactRequest
