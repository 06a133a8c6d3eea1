"""Kinds about the messages a chat can carry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chatlint.aws.model import fold_value
from chatlint.model import placeholder
from chatlint.model.diagnostic import Problem, RelatedPath
from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.path import Path
from chatlint.model.source import Source
from chatlint.model.wording import closest_name
from chatlint.rules.kinds.choice import not_one_of
from chatlint.rules.kinds.kind import kind


@kind(
    type="dict",
    schema={
        "list": {"type": "string", "required": True},
        "items": {"type": "list", "required": True, "schema": {"type": "string"}},
    },
)
def needs_items(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """The request's member ``list`` holds all of ``items``; without the member it holds none.

    Differences of case and space are another rule's to tell, and so is a slip in the member's name.
    """
    name, needed = argument["list"], argument["items"]
    held = request.get(name, [])
    if name not in request and _may_be_meant(name, request):
        return
    if not isinstance(held, list) or any(map(placeholder.has_placeholder, held)):
        return
    known = {fold_value(item) for item in held if isinstance(item, str)}
    missing = [item for item in needed if item not in known]
    if missing:
        related = (RelatedPath("the list is here", (name,), "value"),) if held else ()
        detail = " and ".join(missing)
        yield Problem(value=value, expected=name, detail=detail, related=related)


def _may_be_meant(name: str, request: Mapping[str, Any]) -> bool:
    """Whether a key of ``request`` is a placeholder, or was likely meant to be ``name``."""
    return any(
        placeholder.has_placeholder(key) or closest_name(key, (name,), 0.75) for key in request
    )


@kind(
    depends="scalars",
    type="dict",
    schema={
        "of": {"type": "list", "required": True, "schema": {"type": "string"}},
        "others": {"type": "dict", "valuesrules": {"type": "string"}},
    },
)
def content_type(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A text is one of the types ``of``; of one of ``others`` it is said why that is none."""
    types = argument["of"]
    if not isinstance(value, str) or value in types:
        return
    if value in argument.get("others", ()):
        yield Problem(value=value, detail=argument["others"][value])
    elif "," in value and all(part.strip() in types for part in value.split(",")):
        yield Problem(value=value, detail="names several types at once; give each by itself")
    else:
        yield not_one_of(value, types)


@kind(type="string")
def holds_item(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A list holds the text ``argument``; case and space are another rule's to tell."""
    if not isinstance(value, list) or any(map(placeholder.has_placeholder, value)):
        return
    if not all(isinstance(item, str) for item in value):
        return  # what the others are meant to be is not known
    if argument not in {fold_value(item) for item in value}:
        yield Problem(value=value, expected=argument)


@kind(type="list", schema={"type": "string"})
def no_repeats(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A list holds each of these items once at most."""
    if not isinstance(value, list) or len(value) < 2:
        return
    first: dict[str, int] = {}
    for index, item in enumerate(value, 1):
        if isinstance(item, str) and item in argument and first.setdefault(item, index) != index:
            place = (*_path_of(value, request), first[item] - 1)
            related = (RelatedPath("first listed here", place, "value"),)
            detail = "is in the list already"
            yield Problem((index - 1,), value=item, detail=detail, related=related)


def _path_of(value: object, request: Mapping[str, Any]) -> Path:
    """Where ``value`` itself stands among the request's members."""
    return next(((name,) for name, member in request.items() if member is value), ())


@kind(
    type="dict",
    schema={
        "list": {"type": "string", "required": True},
        "always": {"type": "list", "required": True, "schema": {"type": "string"}},
    },
)
def declared(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A text is in the request's member ``list`` or one of ``always``, which need no list."""
    name, always = argument["list"], argument["always"]
    if not isinstance(value, str) or value in always:
        return
    if name not in request:
        if not _may_be_meant(name, request):
            detail = f"is not supported; without {name} only {', '.join(always)} is"
            yield Problem(value=value, expected=name, detail=detail)
        return
    held, wanted = request[name], value.lower()
    if not isinstance(held, list) or not all(isinstance(item, str) for item in held):
        return
    # An item that only contains it ("a,b", other casing) is at fault itself; another rule tells.
    if not any(wanted in fold_value(item) or placeholder.has_placeholder(item) for item in held):
        related = RelatedPath("the list is here", (name,), "value")
        yield Problem(value=value, expected=name, detail=f"is not in {name}", related=(related,))


@kind(type="list", schema={"type": "string"})
def json_content(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A message whose ``ContentType`` is one of these types has a JSON text for ``Content``."""
    if not isinstance(value, dict) or value.get("ContentType") not in argument:
        return
    content = value.get("Content")
    if not isinstance(content, str) or not content.strip():
        return
    flaw = _json_flaw(content)
    if flaw and not placeholder.has_placeholder(content):
        yield Problem(("Content",), value=content, detail=flaw)


@kind(
    depends="scalars",
    type="dict",
    schema={
        "max": {"type": "integer", "required": True},
        "unit": {"allowed": ["bytes", "characters"], "required": True},
    },
)
def content_size(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A message's ``Content`` takes at most ``max`` characters, or bytes in UTF-8.

    Of a placeholder only what is literally there counts.
    """
    content = value.get("Content") if isinstance(value, dict) else None
    limit, in_bytes = argument["max"], argument["unit"] == "bytes"
    # Four bytes a character at most: the common short message needs no encoding.
    if not isinstance(content, str) or len(content) * (4 if in_bytes else 1) <= limit:
        return
    text = placeholder.literal_text(content)
    size = len(text.encode("utf-8", "surrogatepass")) if in_bytes else len(text)
    if size > limit:
        least = "at least " if placeholder.has_placeholder(content) else ""
        detail = f"{least}{size:,} {argument['unit']}"
        yield Problem(("Content",), value=content, expected=f"{limit:,}", detail=detail)


@kind(depends="scalars", type="boolean")
def not_blank(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """A text is more than white space; an empty one is another rule's to tell."""
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


def _json_flaw(text: str) -> str:
    """What keeps ``text`` from being JSON and at which place in it; empty when it is JSON.

    The words repeat nothing of the text, since it may hold what no output may show.
    """
    from json import JSONDecodeError, JSONDecoder

    try:
        # float() takes numbers of any length, int() does not.
        JSONDecoder(parse_int=float, parse_constant=_refuse).decode(text)
    except JSONDecodeError as error:
        words, offset = _in_words(text, error.msg, error.pos)
    except ValueError:
        words = "NaN and Infinity are no numbers of JSON"
        offset = next(match.start(1) for match in _CONSTANT.finditer(text) if match[1])
    except RecursionError:
        return ""
    else:
        return ""
    line, column = Source("", text).position(offset)
    return f"line {line}, column {column}: {words}"


def _refuse(constant: str) -> None:
    raise ValueError(constant)


# Texts are skipped: what looks like a constant in one is none.
_CONSTANT = lazy_regex(r'"(?:[^"\\]|\\.)*"|(NaN|-?Infinity)')


def _in_words(text: str, complaint: str, offset: int) -> tuple[str, int]:
    """Say what Python's ``complaint`` means, alike for all versions of Python."""
    before = text[:offset].rstrip()
    if complaint.startswith("Illegal trailing comma"):
        return _TRAILING_COMMA, offset
    if before.endswith(",") and text[offset : offset + 1] in ("}", "]"):
        return _TRAILING_COMMA, len(before) - 1
    if complaint.startswith("Expecting") and not text[offset:].strip():
        return "the text ends before the value does", offset
    known = (words for start, words in _COMPLAINTS.items() if complaint.startswith(start))
    return next(known, "this cannot be read"), offset


_TRAILING_COMMA = "a comma too many"
_COMPLAINTS = {
    "Unterminated": "the quote opened here is never closed",
    "Extra": "the value ends before this, and the text goes on",
    "Invalid control": "a line break or control character inside quotes",
    "Invalid \\": "an escape that JSON does not know",
    "Expecting property": "a key in double quotes belongs here",
    "Expecting ':'": "a colon belongs here",
    "Expecting ','": "a comma or closing bracket belongs here",
    "Expecting value": "a value belongs here, text in double quotes",
}
