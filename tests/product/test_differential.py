"""chatlint against botocore: what botocore refuses is found, what is clean botocore accepts."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlint import Linter, Severity, Source

TEXT_PLAIN = "text/plain"
INTERACTIVE = "application/vnd.amazonaws.connect.message.interactive"
CONTENT_TYPES = ["text/markdown", "application/json", INTERACTIVE, f"{INTERACTIVE}.response"]

TOPIC = r"arn:aws:sns:(us-east-1|eu-west-2):[0-9]{12}:[a-z0-9-]{1,20}"

# No character that could make a placeholder: what one will become neither tool can know.
LETTERS = st.characters(
    codec="utf-8", categories=["L", "N", "P", "Zs"], exclude_characters="$<%@{_"
)
NAMES = st.text("abcXYZ019-", min_size=1, max_size=12)


def text(least: int, most: int) -> st.SearchStrategy[str]:
    return st.text(LETTERS, min_size=least, max_size=min(most, least + 30))


segment_values = st.recursive(
    st.one_of(
        st.fixed_dictionaries({"ValueString": text(0, 1024)}),
        st.fixed_dictionaries({"ValueInteger": st.integers()}),
        st.fixed_dictionaries({"ValueArn": text(0, 1024)}),
    ),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"ValueList": st.lists(inner, max_size=3)}),
        st.fixed_dictionaries({"ValueMap": st.dictionaries(NAMES, inner, max_size=3)}),
    ),
    max_leaves=5,
)
persistent = st.fixed_dictionaries(
    {
        "RehydrationType": st.sampled_from(["ENTIRE_PAST_SESSION", "FROM_SEGMENT"]),
        "SourceContactId": text(1, 256),
    }
)
valid_requests = st.fixed_dictionaries(
    {
        "InstanceId": text(1, 100),
        "ContactFlowId": text(1, 500),
        "ParticipantDetails": st.fixed_dictionaries({"DisplayName": text(1, 256)}),
    },
    optional={
        "Attributes": st.dictionaries(NAMES, text(0, 32767), max_size=4),
        "ParticipantConfiguration": st.fixed_dictionaries(
            {}, optional={"ResponseMode": st.sampled_from(["INCREMENTAL", "COMPLETE"])}
        ),
        "InitialMessage": st.fixed_dictionaries(
            {"ContentType": st.just(TEXT_PLAIN), "Content": text(1, 16384)}
        ),
        "ClientToken": text(0, 500),
        "ChatDurationInMinutes": st.integers(60, 10080),
        "SupportedMessagingContentTypes": st.lists(st.sampled_from(CONTENT_TYPES), unique=True).map(
            lambda types: [TEXT_PLAIN, *types]
        ),
        "PersistentChat": persistent,
        "SegmentAttributes": st.dictionaries(NAMES, segment_values, max_size=3),
        "CustomerId": text(1, 128),
        "DisconnectOnCustomerExit": st.just(["AGENT"]),
        "ConnectionTypes": st.lists(
            st.sampled_from(["WEBSOCKET", "CONNECTION_CREDENTIALS"]),
            min_size=1,
            max_size=2,
            unique=True,
        ),
        "ChatStreamingConfiguration": st.fixed_dictionaries(
            {"StreamingEndpointArn": st.from_regex(TOPIC, fullmatch=True)}
        ),
    },
)
strange_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 100_000),
    st.floats(allow_nan=False, allow_infinity=False),
    text(0, 40),
    st.just(""),
    st.builds(list),
    st.builds(dict),
    st.lists(text(0, 3), max_size=3),
    st.dictionaries(NAMES, st.one_of(text(0, 3), st.none(), st.integers()), max_size=2),
)


@st.composite
def damaged_requests(draw: st.DrawFn) -> dict[str, Any]:
    """A valid request with some places overwritten, removed or added."""
    request: dict[str, Any] = copy.deepcopy(draw(valid_requests))
    for _ in range(draw(st.integers(1, 3))):
        holder = draw(st.sampled_from(_holders(request)))
        if isinstance(holder, list):
            holder.append(draw(strange_values))
            continue
        key = draw(st.sampled_from([*holder, "Attributes", "DisplayName", "Stranger"]))
        if key in holder and draw(st.booleans()):
            del holder[key]
        else:
            holder[key] = draw(strange_values)
    return request


def _holders(value: Any) -> list[Any]:
    found = [value]
    for child in value.values() if isinstance(value, dict) else value:
        if isinstance(child, (dict, list)):
            found.extend(_holders(child))
    return found


@pytest.fixture(scope="module")
def refused() -> Callable[[Any], bool]:
    """Whether botocore refuses a request before it would send it."""
    data = Loader().load_service_model("connect", "service-2")
    shape = ServiceModel(data).operation_model("StartChatContact").input_shape
    return lambda request: ParamValidator().validate(request, shape).has_errors()


@pytest.fixture(scope="module")
def found() -> Callable[[Any], list[str]]:
    """What chatlint objects to in a request, as errors."""
    linter = Linter()

    def check(request: Any) -> list[str]:
        checked = linter.check(Source("request.json", json.dumps(request)))
        assert checked.failures == ()
        return [d.message for d in checked.diagnostics if d.severity is Severity.ERROR]

    return check


@settings(max_examples=examples(300), deadline=None)
@given(request=damaged_requests())
def test_what_botocore_refuses_is_found(
    request: dict[str, Any], refused: Callable[[Any], bool], found: Callable[[Any], list[str]]
) -> None:
    if refused(request):
        assert found(request)


@settings(max_examples=examples(200), deadline=None)
@given(request=valid_requests)
def test_what_satisfies_every_rule_is_clean(
    request: dict[str, Any], refused: Callable[[Any], bool], found: Callable[[Any], list[str]]
) -> None:
    assert found(request) == []
    assert not refused(request)


def test_the_oracle_refuses_and_accepts(refused: Callable[[Any], bool]) -> None:
    good = {"InstanceId": "i", "ContactFlowId": "f", "ParticipantDetails": {"DisplayName": "J"}}
    assert not refused(good)
    assert refused({**good, "ChatDurationInMinutes": 59})
    assert refused({"InstanceId": "i"})
