"""The typed request: made in Python or read from a text, checked, and written in any form."""

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
    """A request to start a chat. It is never changed: `dataclasses.replace` makes another.

    Its members are AWS' in Python's spelling, and their values plain. `repr` hides the customer
    and the values of attributes. Values of the wrong type are refused; whether AWS would take the
    others is for `check` to say.

    Source: https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html

    Args:
        instance_id: the Amazon Connect instance, the last part of its ARN; 1 to 100 characters.
        contact_flow_id: the flow the chat begins with, the last part of its ARN; up to 500
            characters.
        participant_details: who the customer is.
        attributes: texts that flows can read. Their names have 1 to 32,767 characters, the texts
            up to 32,767 characters; what they may have together is CHAT301.
        participant_configuration: how bots answer.
        initial_message: the first message, in the name of the customer.
        client_token: what makes a call that is repeated start one chat only, up to 500 characters.
            AWS' SDKs make one up for each call.
        chat_duration_in_minutes: how long the chat may last, 60 to 10,080 minutes.
        supported_messaging_content_types: what messages may be, text/plain among them; each of 1
            to 100 characters.
        persistent_chat: an earlier chat to go on with.
        related_contact_id: a contact this one has to do with, 1 to 256 characters; not beside
            ``persistent_chat``.
        segment_attributes: what Amazon Connect itself reads, such as ``connect:Subtype``. Their
            names have 1 to 128 characters.
        customer_id: the customer's number elsewhere, in a CRM say; 1 to 128 characters.
        disconnect_on_customer_exit: who is disconnected when the customer leaves: 1 item,
            ``AGENT``.
        connection_types: what the answer holds beside the token, 1 to 2 items: ``WEBSOCKET``,
            ``CONNECTION_CREDENTIALS``; the model has ``AUTHENTICATION_SESSION`` and
            ``WEBRTC_CONNECTION``, too, which have no effect here.
        chat_streaming_configuration: where messages are sent as they come.

    Raises:
        RequestError: a value is not of its member's type, or cannot be sent.
        TypeError: a member that must be there is missing, or one is unknown.
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

    in_front: ClassVar = ("instance_id", "contact_flow_id", "attributes")
    make: ClassVar[type[StartChatContactRequest]]
    """The class itself: what its members are is said by name, those that must be there first."""

    def __post_init__(self) -> None:
        RequestRecord.__post_init__(self)
        self.to_value()  # which refuses what is nested too deep to be read again

    @classmethod
    def from_json(cls, text: str | bytes, name: str | None = None) -> Self:
        """Read a request in JSON, by the letter of RFC 8259.

        Args:
            text: the text, or its bytes in UTF-8.
            name: what errors call it.

        Raises:
            RequestError: it is no JSON, or no request; with line and column. Placeholders are text
                to it, and an error where no text belongs.
        """
        return decode_text(cls, text, "json", name)

    @classmethod
    def from_yaml(cls, text: str | bytes, name: str | None = None) -> Self:
        """Read a request in YAML, as `chatlint check` does. All else is as for `from_json`."""
        return decode_text(cls, text, "yaml", name)

    @classmethod
    def from_xml(cls, text: str | bytes, name: str | None = None) -> Self:
        """Read a request in XML as `to_xml` writes it. All else is as for `from_json`.

        It takes defusedxml, which ``pip install 'connect-chatlint[xml]'`` brings.
        """
        return decode_text(cls, text, "xml", name)

    @classmethod
    def from_string(cls, text: str | bytes, name: str | None = None) -> Self:
        """Read a request in JSON, YAML or XML: what begins with ``{``, ``[`` or ``<`` is no YAML.

        All else is as for `from_json`.
        """
        return decode_text(cls, text, None, name)

    @classmethod
    def from_file(cls, path: str | PathLike[str]) -> Self:
        """Read a request from a file named ``*.json``, ``*.yaml``, ``*.yml`` or ``*.xml``.

        By any other name it is read as by `from_string`.

        Raises:
            RequestError: as for `from_json`, or the file cannot be read.
        """
        return decode_file(cls, path)

    def to_json(self) -> str:
        """The request as JSON on one line: what is sent, byte for byte as boto3 writes it."""
        return load_encoder("json")(self)

    def to_yaml(self) -> str:
        """The request as YAML that readers of any dialect take alike."""
        return load_encoder("yaml")(self)

    def to_query(self) -> str:
        """The request in the form of AWS' Query protocol, percent-encoded."""
        return load_encoder("query")(self)

    def to_xml(self) -> str:
        """The request as XML in the form of AWS' XML protocols, on one line.

        Raises:
            RequestError: a text has a character that XML has no form for, such as U+0001.
        """
        return load_encoder("xml")(self)

    def to_http(self) -> HttpMessage:
        """Method, path, headers and body of the call; host and signature are the sender's."""
        from chatlint.request.encoders.http import build_message

        return build_message(self)

    def to_cli(self) -> str:
        """The command of AWS CLI that sends the request, quoted for a POSIX shell."""
        return load_encoder("cli")(self)

    def check(self, linter: Linter | None = None) -> tuple[Diagnostic, ...]:
        """What chatlint finds in the request.

        Args:
            linter: what to check it with; by default one with all rules.

        Returns:
            The findings. Their ``location`` says where in the request; their places in the text
            are those in `to_json`.

        Raises:
            UserError: a rule failed.
        """
        from chatlint.linter.linter import Linter
        from chatlint.model.errors import UserError
        from chatlint.model.source import Source

        checked = (linter or Linter()).check(Source("<request>", self.to_json()))
        for failure in checked.failures:
            raise UserError(failure.message, failure.path)
        return checked.diagnostics


StartChatContactRequest.make = StartChatContactRequest
