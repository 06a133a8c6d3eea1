"""Kinds about the messages of a chat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chatlint.aws.model import fold_value
from chatlint.model.diagnostic import Problem, RelatedPath
from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.path import Path
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax
from chatlint.model.source import Source
from chatlint.model.wording import closest_name
from chatlint.rules.kinds.choice import describe_unknown_value
from chatlint.rules.kinds.kind import kind


@kind(
    uses_syntax=True,
    type="dict",
    schema={
        "list": {"type": "string", "required": True},
        "items": {"type": "list", "required": True, "schema": {"type": "string"}},
    },
)
def needs_items(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """The request's member ``list`` has all of ``items``; a missing member has none.

    Differences in case and white space are ignored. Nothing is reported if the member's name may
    be misspelled.
    """
    name, needed = argument["list"], argument["items"]
    items = request.get(name, [])
    if name not in request and _may_be_misspelled(name, request, syntax):
        return
    if not isinstance(items, list) or any(map(syntax.has_placeholder, items)):
        return
    known = {fold_value(item) for item in items if isinstance(item, str)}
    missing = [item for item in needed if item not in known]
    if missing:
        related = (RelatedPath("the list is here", (name,), "value"),) if items else ()
        detail = " and ".join(missing)
        yield Problem(value=value, expected=name, detail=detail, related=related)


def _may_be_misspelled(name: str, request: Mapping[str, Any], syntax: PlaceholderSyntax) -> bool:
    """Whether a key of ``request`` is a placeholder or similar to ``name``."""
    return any(syntax.has_placeholder(key) or closest_name(key, (name,), 0.75) for key in request)


@kind(
    depends="scalars",
    type="dict",
    schema={
        "of": {"type": "list", "required": True, "schema": {"type": "string"}},
        "others": {"type": "dict", "valuesrules": {"type": "string"}},
    },
)
def content_type(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A string is one of the types ``of``; ``others`` has messages for known wrong types."""
    types = argument["of"]
    if not isinstance(value, str) or value in types:
        return
    if value in argument.get("others", ()):
        yield Problem(value=value, detail=argument["others"][value])
    elif "," in value and all(part.strip() in types for part in value.split(",")):
        yield Problem(value=value, detail="names several types at once; give each by itself")
    else:
        yield describe_unknown_value(value, types)


@kind(uses_syntax=True, type="string")
def holds_item(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """A list has the string ``argument``; differences in case and white space are ignored."""
    if not isinstance(value, list) or any(map(syntax.has_placeholder, value)):
        return
    if not all(isinstance(item, str) for item in value):
        return  # an item of another type may be meant to be the string
    if argument not in {fold_value(item) for item in value}:
        yield Problem(value=value, expected=argument)


@kind(type="list", schema={"type": "string"})
def no_repeats(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A list has each of these items at most once."""
    if not isinstance(value, list) or len(value) < 2:
        return
    first: dict[str, int] = {}
    for index, item in enumerate(value, 1):
        if isinstance(item, str) and item in argument and first.setdefault(item, index) != index:
            path = (*_find_member(value, request), first[item] - 1)
            related = (RelatedPath("first listed here", path, "value"),)
            detail = "is in the list already"
            yield Problem((index - 1,), value=item, detail=detail, related=related)


def _find_member(value: object, request: Mapping[str, Any]) -> Path:
    """Find the path of the member that has this very ``value``."""
    return next(((name,) for name, member in request.items() if member is value), ())


@kind(
    uses_syntax=True,
    type="dict",
    schema={
        "list": {"type": "string", "required": True},
        "always": {"type": "list", "required": True, "schema": {"type": "string"}},
    },
)
def declared(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """A string is in the request's member ``list`` or one of ``always``."""
    name, always = argument["list"], argument["always"]
    if not isinstance(value, str) or value in always:
        return
    if name not in request:
        if not _may_be_misspelled(name, request, syntax):
            detail = f"is not supported; without {name} only {', '.join(always)} is"
            yield Problem(value=value, expected=name, detail=detail)
        return
    items, folded = request[name], value.lower()
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        return
    # Another rule reports items that only contain the value ("a,b") or differ in case.
    if not any(folded in fold_value(item) or syntax.has_placeholder(item) for item in items):
        related = RelatedPath("the list is here", (name,), "value")
        yield Problem(value=value, expected=name, detail=f"is not in {name}", related=(related,))


@kind(uses_syntax=True, type="list", schema={"type": "string"})
def json_content(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """A message with one of these types as ``ContentType`` has valid JSON in ``Content``."""
    if not isinstance(value, dict) or value.get("ContentType") not in argument:
        return
    content = value.get("Content")
    if not isinstance(content, str) or not content.strip():
        return
    detail = _find_json_error(content)
    if detail and not syntax.has_placeholder(content):
        yield Problem(("Content",), value=content, detail=detail)


@kind(
    uses_syntax=True,
    depends="scalars",
    type="dict",
    schema={
        "max": {"type": "integer", "required": True},
        "unit": {"allowed": ["bytes", "characters"], "required": True},
    },
)
def content_size(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """A message's ``Content`` has at most ``max`` characters, or UTF-8 bytes.

    Placeholders do not count.
    """
    content = value.get("Content") if isinstance(value, dict) else None
    limit, in_bytes = argument["max"], argument["unit"] == "bytes"
    # A character has at most four bytes, so a short message need not be encoded.
    if not isinstance(content, str) or len(content) * (4 if in_bytes else 1) <= limit:
        return
    text = syntax.literal_text(content)
    size = len(text.encode("utf-8", "surrogatepass")) if in_bytes else len(text)
    if size > limit:
        at_least = "at least " if syntax.has_placeholder(content) else ""
        detail = f"{at_least}{size:,} {argument['unit']}"
        yield Problem(("Content",), value=content, expected=f"{limit:,}", detail=detail)


@kind(depends="scalars", type="boolean")
def not_blank(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A string does not consist of white space; an empty string is ignored."""
    if isinstance(value, str) and value.isspace():
        yield Problem(value=value)


KINDS = (
    content_size,
    content_type,
    declared,
    holds_item,
    json_content,
    needs_items,
    no_repeats,
    not_blank,
)


def _find_json_error(text: str) -> str:
    """Describe the syntax error in ``text``; empty if it is JSON.

    The description repeats nothing of the text, which may have secrets.
    """
    from json import JSONDecodeError, JSONDecoder

    try:
        # Unlike int(), float() accepts numbers of any length.
        JSONDecoder(parse_int=float, parse_constant=_raise_error).decode(text)
    except JSONDecodeError as error:
        message, offset = _describe_json_error(text, error.msg, error.pos)
    except ValueError:
        message = "NaN and Infinity are no numbers of JSON"
        offset = next(match.start(1) for match in _CONSTANT.finditer(text) if match[1])
    except RecursionError:
        return ""
    else:
        return ""
    line, column = Source("", text).position(offset)
    return f"line {line}, column {column}: {message}"


def _raise_error(constant: str) -> None:
    raise ValueError(constant)


# Skips strings, which may have these words in them.
_CONSTANT = lazy_regex(r'"(?:[^"\\]|\\.)*"|(NaN|-?Infinity)')


def _describe_json_error(text: str, message: str, offset: int) -> tuple[str, int]:
    """Translate Python's ``message``, which differs between versions, and correct its offset."""
    before = text[:offset].rstrip()
    if message.startswith("Illegal trailing comma"):
        return _TRAILING_COMMA, offset
    if before.endswith(",") and text[offset : offset + 1] in ("}", "]"):
        return _TRAILING_COMMA, len(before) - 1
    if message.startswith("Expecting") and not text[offset:].strip():
        return "the text ends before the value does", offset
    known = (words for start, words in _JSON_ERRORS.items() if message.startswith(start))
    return next(known, "this cannot be read"), offset


_TRAILING_COMMA = "a comma too many"
_JSON_ERRORS = {
    "Unterminated": "the quote opened here is never closed",
    "Extra": "the value ends before this, and the text goes on",
    "Invalid control": "a line break or control character inside quotes",
    "Invalid \\": "an escape that JSON does not know",
    "Expecting property": "a key in double quotes belongs here",
    "Expecting ':'": "a colon belongs here",
    "Expecting ','": "a comma or closing bracket belongs here",
    "Expecting value": "a value belongs here, text in double quotes",
}
