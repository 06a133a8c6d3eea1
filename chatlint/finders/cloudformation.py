"""Find requests in templates of CloudFormation, SAM and CDK.

This finder reads the ``DefinitionString`` of state machines and the calls of CDK's
``AwsCustomResource``; the finders of other forms read schedules and definitions that are objects.
Sources:
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
_CUSTOM_RESOURCES = ("Custom::", "AWS::CloudFormation::CustomResource")
_SERVICES = ("connect", "Connect", "@aws-sdk/client-connect")
_ACTIONS = ("startChatContact", "StartChatContact", "StartChatContactCommand")


def add_template_form(value: object, forms: tuple[str, ...]) -> tuple[str, ...]:
    """Append this form to ``forms`` if ``value`` is a template."""
    resources = value.get("Resources") if isinstance(value, dict) else None
    values = resources.values() if isinstance(resources, dict) else ()
    types = [each.get("Type") for each in values if isinstance(each, dict)]
    is_template = any(isinstance(each, str) and "::" in each for each in types)
    return (*forms, "cloudformation") if is_template else forms


def find_in_mapping(mapping: dict[str, Any], path: Path) -> Iterator[Request | EmbeddedText]:
    """Find text with requests in the resource ``mapping``, or the request of an ``AwsSdkCall``."""
    resource_type, properties = mapping.get("Type"), mapping.get("Properties")
    if isinstance(resource_type, str) and isinstance(properties, dict):
        names: tuple[str, ...] = ()
        if resource_type in _STATE_MACHINES:
            names = ("DefinitionString",)
        elif resource_type.startswith(_CUSTOM_RESOURCES):
            names = ("Create", "Update", "Delete")
        for name in names:
            parts = collect_text_parts(properties.get(name), (*path, "Properties", name))
            if any(may_name_operation(part.text) for part in parts):
                yield EmbeddedText("cloudformation", parts)
    parameters = mapping.get("parameters")
    if _is_sdk_call(mapping) and isinstance(parameters, dict):
        yield Request(0, (*path, "parameters"), unwrap_keys(parameters), ("cloudformation",))


def _is_sdk_call(mapping: dict[str, Any]) -> bool:
    """Whether ``mapping`` is an ``AwsSdkCall`` that starts a chat."""
    service, action = mapping.get("service"), mapping.get("action")
    are_strings = isinstance(service, str) and isinstance(action, str)
    return are_strings and service in _SERVICES and action in _ACTIONS
