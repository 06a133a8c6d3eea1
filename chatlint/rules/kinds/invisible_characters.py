"""The kind ``visible_characters``, about invisible characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from chatlint.model.diagnostic import Part, Problem
from chatlint.model.path import Path
from chatlint.model.walk import join_strings
from chatlint.rules.kinds.kind import kind

# Scripts that need U+200C and U+200D inside words: Arabic and related scripts, the scripts of
# South and Southeast Asia, Mongolian.
_JOINING = "\u0620-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1a00-\u1cff\ua800-\uabff"
_JOINING += "\ufb50-\ufdff\ufe70-\ufefc\U00011000-\U00011fff"
# Scripts without spaces, where U+200B marks a possible line break.
_SPACELESS = "\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf"
_EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"

# Patterns are compiled only for a string that is not ASCII. In `_CHARACTER`, legitimate uses come
# first and have no group name.
_CHARACTER = rf"""
      (?<=[{_JOINING}])[\u200c\u200d] | [\u200c\u200d](?=[{_JOINING}])
    | (?<=[{_EMOJI}\ufe0f])\u200d(?=[{_EMOJI}])
    | (?<=[{_SPACELESS}])\u200b | \u200b(?=[{_SPACELESS}])
    | (?<=[\u1800-\u18af])[\u180e\u202f]         # Mongolian suffixes
    | \U0001f3f4[\U000e0020-\U000e007e]+\U000e007f  # the flags of England, Scotland, Wales
    | (?P<space>[\u00a0\u202f])
    | (?P<mark>[\u061c\u200e\u200f])
    | (?P<hidden>[\u00ad\u180e\u200b-\u200d\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f])
"""
# No-break spaces in typography: 10 000, M. Dupont, « Bonjour ! », 5 %.
_TYPOGRAPHIC = "(?<=[0-9.«])[\u00a0\u202f](?=\\S)|(?<=\\S)[\u00a0\u202f](?=[;:!?%‰€$£»0-9–—])"
_RIGHT_TO_LEFT = "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]"
_MOST_NAMED = 3


@kind(
    depends="scalars",
    verbatim=True,
    type="dict",
    schema={
        "prose": {"type": "string"},
        "keys_not_of": {"type": "list", "schema": {"type": "string"}},
    },
)
def visible_characters(
    value: object, argument: Any, request: Mapping[str, Any]
) -> Iterator[Problem]:
    """No key and no string in the value has an invisible character.

    Invisible characters that a script, an emoji or typography needs are allowed, and so are
    no-break spaces in the string at ``prose`` (a dotted path). Keys of the members ``keys_not_of``
    are not checked.
    """
    if all(map(str.isascii, join_strings(value))):
        return
    prose = tuple(argument.get("prose", "").split("."))
    skipped = {(member,) for member in argument.get("keys_not_of", ())}
    for path, part, text in _walk_written_strings(value, ()):
        if text.isascii() or (part == "key" and path[:-1] in skipped):
            continue
        found = list(_find_invisible(text, spaces=path != prose, typography=part == "value"))
        if found:
            yield Problem(path, part, text, detail=_describe_characters(found))


def _walk_written_strings(value: object, path: Path) -> Iterator[tuple[Path, Part, str]]:
    """Yield keys and strings in file order. Unlike in `walk_strings`, tagged ones do not count."""
    if isinstance(value, str):
        yield path, "value", value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield (*path, key), "key", key
            yield from _walk_written_strings(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk_written_strings(item, (*path, index))


def _find_invisible(text: str, *, spaces: bool, typography: bool) -> Iterator[tuple[int, str]]:
    """Yield invisible characters with their offsets.

    Args:
        text: the string.
        spaces: whether to report no-break spaces.
        typography: whether to allow no-break spaces that typography needs.
    """
    right_to_left: bool | None = None
    for match in re.finditer(_CHARACTER, text, re.VERBOSE):
        if match.lastgroup == "space":
            if not spaces or (typography and re.compile(_TYPOGRAPHIC).match(text, match.start())):
                continue
        elif match.lastgroup == "mark":
            if right_to_left is None:
                right_to_left = re.search(_RIGHT_TO_LEFT, text) is not None
            if right_to_left:
                continue
        elif match.lastgroup is None:
            continue
        yield match.start(), match[0]


def _describe_characters(found: list[tuple[int, str]]) -> str:
    from unicodedata import name

    by_character: dict[str, str] = {}
    for offset, character in found:
        title = f"U+{ord(character):04X} {name(character, '')}".strip()
        by_character.setdefault(character, f"{title} as character {offset + 1:,}")
    titles = list(by_character.values())
    more = f" and {len(titles) - _MOST_NAMED} more" if len(titles) > _MOST_NAMED else ""
    return ", ".join(titles[:_MOST_NAMED]) + more


KINDS = (visible_characters,)
