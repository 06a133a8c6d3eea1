"""Explicit tags of YAML nodes: the values they give, and problems with them."""

from __future__ import annotations

from chatlint.model.document import NonJsonValue
from chatlint.model.printable import clip
from chatlint.parsers.yaml import scalars

_CORE = "tag:yaml.org,2002:"
_CORE_SCALARS = frozenset(_CORE + kind for kind in scalars.TAGS)
# CloudFormation's short forms; their values are known only when the stack is created.
_CLOUDFORMATION = frozenset(
    f"!{name}"
    for name in (
        *("And", "Base64", "Cidr", "Condition", "Equals", "FindInMap", "GetAtt", "GetAZs", "If"),
        *("ImportValue", "Join", "Length", "Not", "Or", "Ref", "Select", "Split", "Sub"),
        *("ToJsonString", "Transform"),
    )
)
_BY_LOWER_CASE = {tag.lower(): tag for tag in _CLOUDFORMATION}


def resolve_scalar_tag(tag: str, text: str) -> tuple[object, str]:
    """Resolve a scalar ``text`` with ``tag``; the second item is the problem, empty if none."""
    if tag.startswith(_CORE):
        try:
            return scalars.resolve_tagged(tag.removeprefix(_CORE), text), ""
        except ValueError:
            return NonJsonValue("tag", tag), f"`{_shorten(tag)}` does not fit `{clip(text)}`"
        except KeyError:
            pass
    return NonJsonValue("tag", tag, text), _check_tag(tag)


def resolve_collection_tag(tag: str, value: object) -> tuple[object, str]:
    """Resolve a list or mapping ``value`` with ``tag``; the second item is as above."""
    kind, words = ("seq", "a list") if isinstance(value, list) else ("map", "a mapping")
    if tag == _CORE + kind:
        return value, ""
    if tag in _CORE_SCALARS:
        return NonJsonValue("tag", tag), f"`{_shorten(tag)}` does not fit {words}"
    return NonJsonValue("tag", tag, value), _check_tag(tag)


def _check_tag(tag: str) -> str:
    if tag in _CLOUDFORMATION:
        return ""
    near = _BY_LOWER_CASE.get(tag.lower())
    hint = f"; did you mean `{near}`?" if near else ""
    return f"no AWS tool knows the tag `{_shorten(tag)}`{hint}"


def _shorten(tag: str) -> str:
    return clip(tag.replace(_CORE, "!!"))
