"""rules/api.yaml says what the pinned botocore's model says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import botocore
import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from ruamel.yaml import YAML

from chatlint.aws.model import ApiModel, Shape

ROOT = Path(__file__).parents[2]
FILE = ROOT / "rules" / "api.yaml"

Facts = Mapping[str, object]
"""Every single fact under a name of its own: ``{"InstanceId.max": 100}``."""

# Traits that a request cannot break: they speak of logs and of retries.
HARMLESS = {"sensitive", "idempotencyToken"}


@pytest.fixture(scope="module")
def text() -> str:
    return FILE.read_bytes().decode()


@pytest.fixture(scope="module")
def api(text: str) -> ApiModel:
    return ApiModel.from_mapping(YAML(typ="safe", pure=True).load(text))


@pytest.fixture(scope="module")
def installed() -> Facts:
    """What botocore's own classes make of its model."""
    model = ServiceModel(Loader().load_service_model("connect", "service-2"), "connect")
    root = model.operation_model("StartChatContact").input_shape
    found: dict[str, object] = {"botocore": botocore.__version__, "request": root.name}
    _collect(root, found)
    return found


def _collect(shape: Any, found: dict[str, object]) -> None:
    if f"{shape.name}.type" in found:
        return
    found[f"{shape.name}.type"] = shape.type_name
    for trait in shape.metadata.keys() - HARMLESS:
        found[f"{shape.name}.{trait}"] = shape.metadata[trait]
    below = dict(getattr(shape, "members", {}))
    for part, name in (("key", "key"), ("value", "value"), ("member", "value")):
        if hasattr(shape, part):
            below[name] = getattr(shape, part)
    for name, child in below.items():
        found[f"{shape.name}.{name}"] = child.name
        _collect(child, found)


def stated(api: ApiModel) -> Facts:
    """What the file says, in the same form."""
    found: dict[str, object] = {"botocore": api.botocore, "request": api.request}
    for name, shape in api.shapes.items():
        facts = {
            "type": shape.type,
            "required": list(shape.required) or None,
            "min": shape.min,
            "max": shape.max,
            "enum": list(shape.enum) or None,
            "key": shape.key or None,
            "value": shape.value or None,
            **shape.members,
        }
        found |= {f"{name}.{word}": fact for word, fact in facts.items() if fact is not None}
    return found


def differences(api: ApiModel, installed: Facts) -> Iterator[str]:
    file = stated(api)
    for name in sorted(file.keys() | installed.keys()):
        here, there = file.get(name, "nothing"), installed.get(name, "nothing")
        if here != there:
            yield f"{name}: file says {here}, botocore says {there}"


def test_the_file_agrees_with_botocore(api: ApiModel, installed: Facts) -> None:
    found = list(differences(api, installed))
    assert not found, "run `python scripts/write_api_model.py`\n" + "\n".join(found)


def _changed(api: ApiModel, name: str, **facts: Any) -> ApiModel:
    return api._replace(shapes={**api.shapes, name: api.shapes[name]._replace(**facts)})


def _without(mapping: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key != name}


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (
            lambda api: _changed(api, "InstanceId", max=120),
            ["InstanceId.max: file says 120, botocore says 100"],
        ),
        (
            lambda api: _changed(api, "ContactFlowId", min=1),
            ["ContactFlowId.min: file says 1, botocore says nothing"],
        ),
        (
            lambda api: _changed(api, "ParticipantDetails", required=()),
            ["ParticipantDetails.required: file says nothing, botocore says ['DisplayName']"],
        ),
        (
            lambda api: _changed(api, "ResponseMode", enum=("COMPLETE", "INCREMENTAL")),
            [
                "ResponseMode.enum: file says ['COMPLETE', 'INCREMENTAL'], "
                "botocore says ['INCREMENTAL', 'COMPLETE']"
            ],
        ),
        (
            lambda api: _changed(api, api.request, members=_without(api.members, "CustomerId")),
            [
                "StartChatContactRequest.CustomerId: file says nothing, "
                "botocore says CustomerIdNonEmpty"
            ],
        ),
        (
            lambda api: _changed(api, "ChatMessage", members={"Colour": "ContactId"}),
            [
                "ChatMessage.Colour: file says ContactId, botocore says nothing",
                "ChatMessage.Content: file says nothing, botocore says ChatContent",
                "ChatMessage.ContentType: file says nothing, botocore says ChatContentType",
            ],
        ),
        (
            lambda api: _changed(api, "Attributes", value="DisplayName"),
            ["Attributes.value: file says DisplayName, botocore says AttributeValue"],
        ),
        (
            lambda api: api._replace(shapes=_without(api.shapes, "SegmentAttributeValueInteger")),
            ["SegmentAttributeValueInteger.type: file says nothing, botocore says integer"],
        ),
        (
            lambda api: api._replace(
                shapes={**api.shapes, "Extra": Shape.from_mapping("Extra", {"type": "string"})},
            ),
            ["Extra.type: file says string, botocore says nothing"],
        ),
    ],
)
def test_every_difference_is_named(
    api: ApiModel, installed: Facts, change: Callable[[ApiModel], ApiModel], names: list[str]
) -> None:
    assert list(differences(change(api), installed)) == names


@pytest.fixture(scope="module")
def rewritten() -> Callable[[str], str]:
    spec = spec_from_file_location("write_api_model", ROOT / "scripts" / "write_api_model.py")
    assert spec is not None
    assert spec.loader is not None
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    generate: Callable[[str], str] = script.rewritten
    return generate


def test_the_script_writes_this_very_file(text: str, rewritten: Callable[[str], str]) -> None:
    assert rewritten(text).encode() == FILE.read_bytes()


def test_the_script_mends_facts_and_keeps_since(text: str, rewritten: Callable[[str], str]) -> None:
    noted = text + "  # ClientToken is older than that.\n"
    stale = noted.replace("max: 10080", "max: 9").replace("      ClientToken: ClientToken\n", "")
    assert stale != noted
    assert rewritten(stale) == noted


def test_since_names_members_and_ordered_versions(api: ApiModel) -> None:
    known = {
        *api.members,
        *(f"{s.name}.{member}" for s in api.shapes.values() for member in s.members),
    }
    assert set(api.since) <= known
    for after, by in api.since.values():
        assert _version(after) < _version(by) <= _version(api.botocore)


def _version(text: str) -> tuple[int, ...]:
    assert re.fullmatch(r"\d+\.\d+\.\d+", text)
    return tuple(int(part) for part in text.split("."))


def test_the_model_reads_as_records() -> None:
    api = ApiModel.from_mapping(
        {
            "operation": "Order",
            "botocore": "1.2.3",
            "request": "OrderRequest",
            "shapes": {
                "OrderRequest": {
                    "type": "structure",
                    "required": ["Tea"],
                    "members": {"Tea": "Teas", "Cups": "Count"},
                },
                "Teas": {"type": "list", "min": 0, "value": "Name"},
                "Count": {"type": "integer", "min": 1, "max": 9},
                "Name": {"type": "string", "enum": ["ASSAM", "DARJEELING"]},
            },
            "since": {"Cups": {"after": "1.1.0", "by": "1.2.0"}},
        }
    )
    assert api.root.required == ("Tea",)
    assert list(api.members) == ["Tea", "Cups"]
    teas = api.shapes[api.members["Tea"]]
    assert (teas.type, teas.min, teas.max, teas.enum) == ("list", 0, None, ())
    assert api.shapes[teas.value].enum == ("ASSAM", "DARJEELING")
    assert api.since == {"Cups": ("1.1.0", "1.2.0")}
