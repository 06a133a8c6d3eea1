"""Random requests, made from the model in rules/api.yaml."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from chatlint.aws.model import Shape
from chatlint.rules.loader import load_api

API = load_api()

# What YAML's dialects, shells, AWS CLI and templates take for something else than text.
_AWKWARD = (
    *("yes", "~", "012", "1:30", "1e3", "2026-01-01", "<<", "=", "- a", "a: b", "#", "'", '"'),
    *("${X}", "{{x}}", "{a", "[a", "-x", "--", "--x", "@x", "file://x", "https://x", "*", "&a"),
    *("\t", " a ", "\r\n", "a\n\n b", "\x01", "\x85", "\u2028", "\ufeff", "\ufffe", "é", "😀"),
)
_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


def texts(least: int = 0) -> st.SearchStrategy[str]:
    """Any text that can be sent."""
    awkward = st.sampled_from([each for each in _AWKWARD if len(each) >= least])
    return awkward | st.text(_CHARACTERS, min_size=least, max_size=12)


def _made(shape: Shape) -> st.SearchStrategy[Any]:
    if shape.type == "string":
        return st.sampled_from(shape.enum) if shape.enum else texts(shape.min or 0)
    if shape.type == "integer":
        return st.integers(shape.min or -(2**31), shape.max or 2**31 - 1)
    if shape.type == "list":
        return st.lists(_SHAPES[shape.value], min_size=shape.min or 0, max_size=shape.max or 4)
    if shape.type == "map":
        # Step Functions' way to say that a value is filled in later is no name of an attribute.
        keys = texts(API.shapes[shape.key].min or 0).filter(lambda key: not key.endswith(".$"))
        return st.dictionaries(keys, _SHAPES[shape.value], max_size=4)
    members = {name: _SHAPES[of] for name, of in shape.members.items()}
    needed = {name: members.pop(name) for name in shape.required}
    return st.fixed_dictionaries(needed, optional=members)


def _later(shape: Shape) -> st.SearchStrategy[Any]:
    return st.deferred(lambda: _made(shape))


_SHAPES = {name: _later(shape) for name, shape in API.shapes.items()}

values: st.SearchStrategy[dict[str, Any]] = _SHAPES[API.request]
"""Plain requests of the right types, as long as the model wants them at least."""
