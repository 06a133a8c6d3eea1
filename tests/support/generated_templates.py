"""Hypothesis strategies for whole templates: what fixes are for, and what gets in their way."""

from __future__ import annotations

import json

from effort import examples
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

ARN = "arn:aws:connect:eu-west-2:111122223333:instance/7d261e94-17bc-4f3e-96f7-f9b7541ce479"
KEYS = {
    "InstanceId": ("instanceId", "instance_id", "ConnectInstanceId"),
    "ContactFlowId": ("contact-flow-id", "ContactFlow"),
    "ClientToken": (),
    "ChatDurationInMinutes": ("chatDurationInMinutes",),
    "SupportedMessagingContentTypes": ("supportedMessagingContentTypes",),
    "ConnectionTypes": (),
    "Attributes": ("attributes", "ContactAttributes"),
    "InitialMessage": ("initialMessage",),
    "ParticipantDetails": (),
    "SegmentAttributes": (),
}
SCALARS = (
    *("a", "null", "~", "", "012", "0o14", "no", "true", "1.50", "2024-01-01", "'x y'", '"q"'),
    *("60", "'90'", "|\n  block", "|+\n  kept\n\n", ">-\n  folded\n  twice", "&x a", "*x", "1:30"),
    *('"q\n  r"', "'q\n\n  r'", "p\n  q"),
    *("text/plain", "Text/Markdown", '"websocket "', "WEBSOCKET", "connect:Guide", "Guide", ARN),
)
COMMENTS = ("", "", "", " # c", "  # chatlint: ignore[CHAT105] why")


@st.composite
def flows(draw: st.DrawFn, depth: int = 2) -> str:
    """A flow collection or a scalar that can stand in one."""
    plain = [s for s in SCALARS if s and "\n" not in s and not s.startswith(("&", "*"))]
    if not depth or draw(st.booleans()):
        return draw(st.sampled_from(plain))
    inner = draw(st.lists(flows(depth - 1), max_size=3))
    comma = draw(st.sampled_from([", ", ",", ",\n    "]))
    if draw(st.booleans()):
        return f"[{comma.join(inner)}]"
    names = draw(st.permutations(["ValueString", "a.b", "Content", "ContentType", "Subtype"]))
    pairs = (f"{name}: {value}" for name, value in zip(names, inner, strict=False))
    return "{" + comma.join(pairs) + "}"


@st.composite
def blocks(draw: st.DrawFn, depth: int = 2) -> list[str]:
    """The lines of a block collection."""
    lines: list[str] = []
    if draw(st.booleans()):
        for _ in range(draw(st.integers(1, 4))):
            lines += draw(values("-", depth))
        return lines
    names = draw(st.permutations(["connect:Subtype", "a.b", "x", "ValueString", "Content", "yes"]))
    for name in names[: draw(st.integers(1, 4))]:
        lines += draw(values(f"{name}:", depth))
    return lines


@st.composite
def values(draw: st.DrawFn, head: str, depth: int) -> list[str]:
    """The lines of an entry or an item that begins with ``head``."""
    above = draw(st.sampled_from(([], [], ["# above"], [""])))
    comment = draw(st.sampled_from(COMMENTS))
    if depth and draw(st.booleans()):
        inner = draw(blocks(depth - 1))
        return [*above, head + comment, *(f"  {line}" if line else line for line in inner)]
    if draw(st.booleans()):
        return [*above, f"{head} {draw(flows())}{comment}"]
    scalar = draw(st.sampled_from(SCALARS))
    first, *rest = f"{head} {scalar}".split("\n")
    tail = "" if rest else comment
    return [*above, (first.rstrip() + tail), *rest]


@st.composite
def templates(draw: st.DrawFn) -> str:
    """A request in YAML with things in it that fixes are for, and others that get in the way."""
    names = draw(st.permutations(list(KEYS)))
    lines: list[str] = []
    for name in names[: draw(st.integers(3, 8))]:
        spelled = draw(st.sampled_from((name, name, *KEYS[name])))
        lines += draw(values(f"{spelled}:", 2))
    text = "\n".join(lines) + draw(st.sampled_from(["", "\n"]))
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


VALUES = st.recursive(
    st.sampled_from((None, True, 12, 1.5, "", "a", "60", "text/plain", "websocket", "Guide", ARN)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("a.b", "x", "ValueString", "Content")), inner)
    ),
    max_leaves=8,
)


@st.composite
def json_templates(draw: st.DrawFn) -> str:
    """A request in JSON, laid out in one of the usual ways."""
    names = draw(st.permutations(list(KEYS)))
    request = {
        draw(st.sampled_from((name, name, *KEYS[name]))): draw(VALUES)
        for name in names[: draw(st.integers(3, 8))]
    }
    indent = draw(st.sampled_from((None, 0, 2, "\t")))
    separators = draw(st.sampled_from(((",", ":"), (", ", ": "), ("\n, ", " : "))))
    return json.dumps(request, indent=indent, separators=separators, ensure_ascii=False)


# Whole templates shrink slowly, and say what is wrong as they are.
DOCUMENTS = settings(
    max_examples=examples(100),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
