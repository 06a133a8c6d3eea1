"""Templates of CloudFormation, SAM and CDK with a text that starts a chat.

A state machine's ``DefinitionString``, and what CDK's ``AwsCustomResource`` is to call. Schedules,
and definitions that are no text, are found by the finders of their own forms. Sources:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-stepfunctions-statemachine.html
https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chatlint.aws.operation import may_name_operation
from chatlint.finders.intrinsics import collect_text_parts
from chatlint.finders.plain import unwrap_keys
from chatlint.finders.scanned import EmbeddedText, Request
from chatlint.model.path import Path

_STATE_MACHINES = ("AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine")
_CUSTOM = ("Custom::", "AWS::CloudFormation::CustomResource")
_SERVICES = ("connect", "Connect", "@aws-sdk/client-connect")
_ACTIONS = ("startChatContact", "StartChatContact", "StartChatContactCommand")


def add_template_form(value: object, forms: tuple[str, ...]) -> tuple[str, ...]:
    """``forms`` with this one after them, if ``value`` is a template."""
    resources = value.get("Resources") if isinstance(value, dict) else None
    types = [each.get("Type") for each in _values(resources) if isinstance(each, dict)]
    named = any(isinstance(each, str) and "::" in each for each in types)
    return (*forms, "cloudformation") if named else forms


def _values(value: object) -> list[Any]:
    return [*value.values()] if isinstance(value, dict) else []


def find_in_mapping(mapping: dict[str, Any], path: Path) -> Iterator[Request | EmbeddedText]:
    """What the resource ``mapping`` says as text, or the request of a custom resource's call."""
    kind, properties = mapping.get("Type"), mapping.get("Properties")
    if isinstance(kind, str) and isinstance(properties, dict):
        if kind in _STATE_MACHINES:
            yield from _texts(properties, ("DefinitionString",), (*path, "Properties"))
        elif kind.startswith(_CUSTOM):
            yield from _texts(properties, ("Create", "Update", "Delete"), (*path, "Properties"))
    parameters = mapping.get("parameters")
    if _is_call(mapping) and isinstance(parameters, dict):
        yield Request(0, (*path, "parameters"), unwrap_keys(parameters), ("cloudformation",))


def _is_call(mapping: dict[str, Any]) -> bool:
    """Whether ``mapping`` says as ``AwsSdkCall`` does that a chat is to be started."""
    service, action = mapping.get("service"), mapping.get("action")
    texts = isinstance(service, str) and isinstance(action, str)
    return texts and service in _SERVICES and action in _ACTIONS


def _texts(
    properties: dict[str, Any], names: tuple[str, ...], path: Path
) -> Iterator[EmbeddedText]:
    for name in names:
        text = collect_text_parts(properties.get(name), (*path, name))
        if any(may_name_operation(piece.text) for piece in text):
            yield EmbeddedText("cloudformation", text)
