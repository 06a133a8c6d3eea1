"""Hypothesis strategies for requests with right and wrong values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

FLOW = "arn:aws:connect:eu-west-2:481516234299:instance/a/contact-flow/b"
# Members with values that are right, and others that some rule objects to.
VALUES: Mapping[str, list[Any]] = {
    "InstanceId": ["7d261e94-17bc-4f3e-96f7-f9b7541ce479", "a", "", 1, None, "your-id"],
    "ContactFlowId": ["${FLOW}", "flow-1", "846ec553-a005-41c0-8341-0123456789ab:$LATEST", FLOW],
    "ParticipantDetails": [{"DisplayName": "${N}"}, {"DisplayName": ""}, {}, "a", [1]],
    "Attributes": [{"a": "b"}, {"a b": 1}, {"password": "c", "a": "x" * 33_000}, "a"],
    "InitialMessage": [
        {"ContentType": "text/plain", "Content": " "},
        {"ContentType": "application/json", "Content": "{a}"},
        {"ContentType": "text/html", "Content": "ü" * 9_000},
        {"Content": "jane.roe@shop.co.uk"},
    ],
    "SupportedMessagingContentTypes": [[], ["text/plain"], ["text/plain", "text/plain", "a"]],
    "SegmentAttributes": [
        {"connect:Subtype": {"ValueString": "connect:Guide"}},
        {"Subtype": {"ValueString": "guide"}, "connect:X": {}},
        {"a": {"ValueMap": {"b": {"ValueString": 1}, "B": {"ValueInteger": 1, "ValueList": []}}}},
    ],
    "ChatDurationInMinutes": [90, 30, "90", 90.5],
    "ClientToken": ["a", "${T}", "x" * 501],
    "RelatedContactId": ["a", "${C}"],
    "PersistentChat": [{}, {"RehydrationType": "FROM_SEGMENTS"}, {"SourceContactId": "a"}],
    "ConnectionTypes": [["WEBSOCKET", "WEBSOCKET"], ["WEBRTC_CONNECTION", None], []],
    "ChatStreamingConfiguration": [
        {"StreamingEndpointArn": "arn:aws:sns:us-east-1:481516234299:chat.fifo"},
        {"StreamingEndpointArn": "arn:aws:sns:us-east-1:111122223333:chat"},
    ],
}
SPELLINGS: list[Callable[[str], str]] = [
    lambda name: name[0].lower() + name[1:],
    lambda name: re.sub("(?<=[a-z])(?=[A-Z])", "_", name).lower(),
    lambda name: re.sub("(?<=[a-z])(?=[A-Z])", "-", name).lower(),
    str.upper,
    lambda name: name[:3] + "\u200b" + name[3:],
]
requests = st.fixed_dictionaries({}, optional={m: st.sampled_from(v) for m, v in VALUES.items()})

texts = st.sampled_from(
    [
        "",
        " ",
        "Jane",
        "Jané 😀",
        "it's",
        'say "hi"',
        "a\\b",
        "two\nlines",
        "${X}",
        "{{x}}",
        "<X>",
        "a: b",
    ]
) | st.text("aé😀 \"'\\$%{}<>#:,[]\n\t-|&*!", max_size=8)
values = texts | st.sampled_from([5, True, None, 1.5, [], {}, ["a"], {"a": "b"}])
ids = st.sampled_from(["7d261e94-17bc-4f3e-96f7-f9b7541ce479", "", "x", 5, None, "${X}"])
segments: st.SearchStrategy[Any] = st.recursive(
    st.fixed_dictionaries({"ValueString": values})
    | st.sampled_from([{}, {"valueString": "a"}, {"ValueInteger": 1, "ValueString": "a"}]),
    lambda inner: st.fixed_dictionaries(
        {"ValueMap": st.dictionaries(st.sampled_from(["Status", "a b"]), inner, max_size=2)}
    ),
    max_leaves=3,
)
types = st.sampled_from(["text/plain", "text/markdown", "text/html", " Text/Plain", 5])
odd_requests = st.fixed_dictionaries(
    {"InstanceId": ids, "ContactFlowId": ids},
    optional={
        "ParticipantDetails": st.dictionaries(
            st.sampled_from(["DisplayName", "Role", "displayName"]), values, max_size=2
        ),
        "Attributes": st.dictionaries(
            st.sampled_from(["a", "a b", "a.b", "ü", 'q"', "b\\", "password"]), values, max_size=4
        ),
        "SegmentAttributes": st.dictionaries(
            st.sampled_from(["connect:Subtype", "connect:Nothing", "a b"]), segments, max_size=2
        ),
        "InitialMessage": st.fixed_dictionaries({"ContentType": types, "Content": values}),
        "SupportedMessagingContentTypes": st.lists(types, max_size=3),
        "ConnectionTypes": st.lists(st.sampled_from(["WEBSOCKET", "X", 1]), max_size=3),
        "ChatDurationInMinutes": st.sampled_from([60, 59, "60", 1.5, True, None]),
        "ClientToken": texts,
        "CustomerId": values,
        "Atributes": values,
        "instanceId": values,
    },
)
