"""Real requests from public code and documentation: what a reviewer found, by rule and place."""

import os
from pathlib import Path

import pytest

from chatlint import Linter, Source

SHARED = os.environ.get("CHATLINT_SHARED")
CORPUS = Path(SHARED or "/nonexistent") / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="CHATLINT_SHARED is not set")

# What each file is found to hold: (rule, JSON Pointer).
# Files that are not listed have no finding at all.
EXPECTED: dict[str, set[tuple[str, str]]] = {
    "01-localproxy-readme-request.json": {
        ("CHAT501", "/InstanceId"),
        ("CHAT502", "/ContactFlowId"),
    },
    "51-hr-token-in-attributes.json": {
        ("CHAT603", "/Attributes/hrToken"),
    },
    "30-ivr-test-runner-doc.json": {
        ("CHAT605", "/ContactFlowId"),
    },
    "38-bunsai-e2e-test.json": {
        ("CHAT502", "/ContactFlowId"),
    },
    "46-cognidesk-rest-body.json": {
        ("CHAT501", "/InstanceId"),
        ("CHAT502", "/ContactFlowId"),
        ("CHAT404", "/ClientToken"),
    },
    "02-localproxy-readme-curl.json": {("CHAT002", "")},
    "03-readme-customstartchat.json": {
        ("CHAT605", "/ContactFlowId"),
        ("CHAT605", "/ConnectInstanceId"),
        ("CHAT102", "/ConnectInstanceId"),
        ("CHAT101", ""),
    },
    "07-chatjs-readme-option2.json": {("CHAT504", "/ContactFlowId"), ("CHAT104", "/Attributes")},
    "09-chatjs-persistentchat-http.json": {("CHAT002", "")},
    "10-adminguide-chat-persistence-usecase2.json": {("CHAT002", "")},
    "11-adminguide-enable-text-formatting.json": {("CHAT002", "")},
    "12-chatinterface-actionbutton-doc.json": {("CHAT002", "")},
    "14-chatinterface-guides-doc-no-textplain.json": {
        ("CHAT504", "/ContactFlowId"),
        ("CHAT201", "/SupportedMessagingContentTypes"),
    },
    "15-apiref-2026-request-syntax.json": {("CHAT002", "")},
    "17-boto3-docs-request-syntax.json": {
        ("CHAT605", "/InstanceId"),
        ("CHAT605", "/ContactFlowId"),
        ("CHAT605", "/Attributes/string"),
        ("CHAT605", "/ParticipantDetails/DisplayName"),
        ("CHAT605", "/InitialMessage/Content"),
        ("CHAT605", "/ClientToken"),
        ("CHAT605", "/PersistentChat/SourceContactId"),
        ("CHAT605", "/RelatedContactId"),
        ("CHAT605", "/SegmentAttributes/string"),
        ("CHAT402", "/RelatedContactId"),
        ("CHAT201", "/SupportedMessagingContentTypes"),
        ("CHAT202", "/SupportedMessagingContentTypes/0"),
        ("CHAT205", "/InitialMessage/ContentType"),
    },
    "18-cli-generate-skeleton.json": {
        ("CHAT306", "/SegmentAttributes/KeyName"),
        ("CHAT306", "/SegmentAttributes/KeyName/ValueMap/KeyName"),
        ("CHAT306", "/SegmentAttributes/KeyName/ValueList/0"),
        ("CHAT407", "/ConnectionTypes/0"),
        ("CHAT605", "/Attributes/KeyName"),
        ("CHAT605", "/SegmentAttributes/KeyName"),
        ("CHAT106", "/InstanceId"),
        ("CHAT106", "/ContactFlowId"),
        ("CHAT106", "/ParticipantDetails/DisplayName"),
        ("CHAT106", "/InitialMessage/ContentType"),
        ("CHAT106", "/InitialMessage/Content"),
        ("CHAT106", "/PersistentChat/SourceContactId"),
        ("CHAT106", "/RelatedContactId"),
        ("CHAT106", "/CustomerId"),
        ("CHAT106", "/ChatStreamingConfiguration/StreamingEndpointArn"),
        ("CHAT106", "/SupportedMessagingContentTypes/0"),
        ("CHAT201", "/SupportedMessagingContentTypes"),
        ("CHAT401", "/ChatDurationInMinutes"),
        ("CHAT402", "/RelatedContactId"),
    },
    "22-issue108-contactattributes.json": {
        ("CHAT102", "/ContactAttributes"),
        ("CHAT102", "/Username"),
    },
    "42-whatsapp-bridge-bad-keys.json": {
        ("CHAT309", "/SegmentAttributes/Subtype"),
        ("CHAT308", "/SegmentAttributes/Subtype/ValueString"),
        ("CHAT303", "/Attributes/connect:WhatsApp"),
    },
    "45-cognidesk-sdk-input.json": {
        ("CHAT501", "/InstanceId"),
        ("CHAT502", "/ContactFlowId"),
        ("CHAT505", "/PersistentChat/SourceContactId"),
        ("CHAT405", "/PersistentChat/SourceContactId"),
        ("CHAT406", "/CustomerId"),
        ("CHAT305", "/SegmentAttributes/connect:Subtype/ValueString"),
    },
    "47-cognidesk-camelcase-input.json": {
        ("CHAT101", ""),
        ("CHAT103", "/contactFlowId"),
        ("CHAT103", "/participantDetails"),
        ("CHAT103", "/participantDetails/displayName"),
        ("CHAT103", "/initialMessage"),
        ("CHAT103", "/initialMessage/contentType"),
        ("CHAT103", "/initialMessage/content"),
        ("CHAT103", "/supportedMessagingContentTypes"),
        ("CHAT103", "/attributes"),
        ("CHAT103", "/clientToken"),
        ("CHAT103", "/disconnectOnCustomerExit"),
        # What they hold is judged as if they were spelled right.
        ("CHAT404", "/clientToken"),
        ("CHAT502", "/contactFlowId"),
    },
    "48-datafire-minimal.json": {
        ("CHAT106", "/InstanceId"),
        ("CHAT106", "/ContactFlowId"),
        ("CHAT101", "/ParticipantDetails"),
    },
    "49-widget-init-payload-lowercase-attributes.json": {
        ("CHAT103", "/attributes"),
        ("CHAT101", ""),
    },
    "63-ios-example-body.json": {("CHAT102", "/ConnectInstanceId"), ("CHAT101", "")},
    "65-prechat-auth-doc-completed.json": {
        ("CHAT504", "/ContactFlowId"),
        ("CHAT104", "/SegmentAttributes/CustomerId"),
    },
    "66-prechat-auth-doc-fragment.json": {("CHAT002", "")},
}
FILES = sorted(file.name for file in CORPUS.glob("*-*")) if CORPUS.is_dir() else []


@pytest.mark.parametrize("name", FILES)
def test_what_is_found_in_real_requests(name: str) -> None:
    source = Source.from_bytes(name, (CORPUS / name).read_bytes())
    found = {(d.rule, d.location.pointer) for d in Linter().check(source).diagnostics}
    assert found == EXPECTED.get(name, set())


def test_the_whole_corpus_is_there() -> None:
    assert set(EXPECTED) <= set(FILES)
    assert len(FILES) == 29


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("03-readme-customstartchat.json", "did you mean `InstanceId`?"),
        ("22-issue108-contactattributes.json", "did you mean `Attributes`"),
        ("49-widget-init-payload-lowercase-attributes.json", "`Attributes`"),
    ],
)
def test_a_wrong_name_comes_with_the_right_one(name: str, suggestion: str) -> None:
    source = Source.from_bytes(name, (CORPUS / name).read_bytes())
    messages = [diagnostic.message for diagnostic in Linter().check(source).diagnostics]
    assert any(suggestion in message for message in messages)
