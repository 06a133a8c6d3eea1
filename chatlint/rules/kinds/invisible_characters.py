"""The kind about characters that nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from chatlint.model.diagnostic import Part, Problem
from chatlint.model.path import Path
from chatlint.model.walk import join_strings
from chatlint.rules.kinds.kind import kind

# Scripts whose words are joined and parted by U+200C and U+200D: Arabic and its kin, those of
# India and around, Mongolian.
_JOINING = "\u0620-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1a00-\u1cff\ua800-\uabff"
_JOINING += "\ufb50-\ufdff\ufe70-\ufefc\U00011000-\U00011fff"
# Scripts without spaces, where U+200B says where a line may break.
_SPACELESS = "\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf"
_EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"

# These are compiled only for a text that is not plain ASCII. In the first one
# an ordinary use comes before others, so that only what is none is "told".
_CHARACTER = rf"""
      (?<=[{_JOINING}])[\u200c\u200d] | [\u200c\u200d](?=[{_JOINING}])
    | (?<=[{_EMOJI}\ufe0f])\u200d(?=[{_EMOJI}])
    | (?<=[{_SPACELESS}])\u200b | \u200b(?=[{_SPACELESS}])
    | (?<=[\u1800-\u18af])[\u180e\u202f]         # Mongolian suffixes
    | \U0001f3f4[\U000e0020-\U000e007e]+\U000e007f  # the flags of England, Scotland, Wales
    | (?P<space>[\u00a0\u202f])
    | (?P<mark>[\u061c\u200e\u200f])
    | (?P<told>[\u00ad\u180e\u200b-\u200d\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f])
"""
# No-break spaces as typography wants them: 10 000, M. Dupont, « Bonjour ! », 5 %.
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
    """No key and no text below the value holds a character that nobody sees.

    Those that a script, an emoji or typography needs are fine, and so is any no-break space in the
    text at the path ``prose``. Keys of the members ``keys_not_of`` are for other rules to judge.
    """
    if all(map(str.isascii, join_strings(value))):
        return
    prose = tuple(argument.get("prose", "").split("."))
    judged = {(member,) for member in argument.get("keys_not_of", ())}
    for path, part, text in _texts(value, ()):
        if text.isascii() or (part == "key" and path[:-1] in judged):
            continue
        told = list(_told(text, spaces=path != prose, typography=part == "value"))
        if told:
            yield Problem(path, part, text, detail=_named(told))


def _texts(value: object, path: Path) -> Iterator[tuple[Path, Part, str]]:
    if isinstance(value, str):
        yield path, "value", value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield (*path, key), "key", key
            yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))


def _told(text: str, *, spaces: bool, typography: bool) -> Iterator[tuple[int, str]]:
    """The characters to tell of, with their offsets."""
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


def _named(told: list[tuple[int, str]]) -> str:
    from unicodedata import name

    words: dict[str, str] = {}
    for offset, character in told:
        known = f"U+{ord(character):04X} {name(character, '')}".strip()
        words.setdefault(character, f"{known} as character {offset + 1:,}")
    shown = list(words.values())
    more = f" and {len(shown) - _MOST_NAMED} more" if len(shown) > _MOST_NAMED else ""
    return ", ".join(shown[:_MOST_NAMED]) + more


KINDS = (visible_characters,)
