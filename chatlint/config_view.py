"""Configurations for people and editors: what is in force, a first one, a JSON Schema."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chatlint.config_schema import KEYS, RUN_WIDE
from chatlint.discovery import placed
from chatlint.document import Foreign
from chatlint.project import Project
from chatlint.text import Path, visible
from chatlint.wishes import Wishes

if TYPE_CHECKING:
    from chatlint.config import Config

_FROM_OPTIONS = ("select", "ignore", "fail-on", "baseline", "target")
_DEFAULTS = {"select": "all rules", "fail-on": "warning"}


def in_force(project: Project, name: str) -> Iterator[str]:
    """What holds for the file ``name`` and where it comes from, line by line.

    Raises:
        UserError: a configuration is wrong.
    """
    place = placed(name)
    config = project.setups.configs.of(os.path.dirname(place))
    yield f"configuration of {visible(name)}: {visible(config.name) if config else 'none'}"
    if config and config.scope.exclude.hold(place):
        yield f"excluded by {visible(config.name)}"
    elif config and config.scope.declares(place):
        yield f"included by {visible(config.name)}"
    for key in KEYS:
        if key in ("extends", "per-file"):  # they show in what comes of them
            continue
        of = project.setups.configs.home if key in RUN_WIDE else config
        told = list(_told(key, project.wishes, of, place))
        yield from told or [f"{key}: {_DEFAULTS.get(key, 'none')}  (default)"]


def _told(key: str, wishes: Wishes, config: Config | None, place: str) -> Iterator[str]:
    wished = getattr(wishes, key.replace("-", "_")) if key in _FROM_OPTIONS else None
    if wished is not None:
        yield f"{key}: {_shown(wished)}  (option --{key})"
        return
    overriding = list(_from_overrides(key, config, place))
    if config and key in config.settings and not (key == "select" and overriding):
        setting = config.settings[key]
        yield f"{key}: {_shown(setting.value)}  ({setting.file.where((key,), 'key')})"
    yield from overriding[-1:] if key == "select" else overriding


def _from_overrides(key: str, config: Config | None, place: str) -> Iterator[str]:
    for override in config.overrides if config else ():
        if key in override.values and override.files.hold(place) and config:
            path: Path = ("per-file", override.glob, key)
            where = config.settings["per-file"].file.where(path, "key")
            yield f"{key}: {_shown(override.values[key])}  ({where})"


def _shown(value: object) -> str:
    if isinstance(value, str):
        return visible(value)
    return visible(json.dumps(value, ensure_ascii=False, default=_text))


def _text(value: object) -> str:
    return value.text if isinstance(value, Foreign) else str(value)


def first_config() -> Iterator[str]:
    """A configuration that changes nothing yet, with a word about each key, line by line."""
    yield "# How chatlint checks the files in this folder and below. `chatlint config` shows what"
    yield "# is in force for a file; `chatlint schema config` prints a JSON Schema for editors."
    for key, rules in KEYS.items():
        if key == "extends":
            continue
        yield ""
        yield f"# {rules['meta']['doc']}"
        yield from (f"# {line}" for line in _EXAMPLES[key])


_EXAMPLES: Mapping[str, Sequence[str]] = {
    "include": ["include: [templates/*.yaml]"],
    "exclude": ["exclude: [drafts/]"],
    "requests": ['requests: "chats.*"'],
    "select": ["select: [reading, shape, messages]"],
    "ignore": ["ignore: [literal-client-token]"],
    "severity": ["severity: {personal-data: warning}"],
    "fail-on": ["fail-on: error"],
    "per-file": ["per-file:", '  "tests/**": {ignore: [safety], severity: {CHAT401: note}}'],
    "suppress": [
        "suppress:",
        '  - path: "templates/guide.json#/Attributes"',
        "    rules: [CHAT303]",
        "    reason: the old flow reads these keys",
        "    until: 2026-12-31",
    ],
    "placeholders": ['placeholders: {add: ["[[X]]"], remove: ["<X>"]}'],
    "options": [
        "options:",
        "  attributes-near-budget: {share: 60}",
        "  personal-data: {allow: [shop.example.org]}",
    ],
    "plugins": ["plugins: [acme-chat-rules]"],
    "rules": ["rules: [house-rules]"],
    "baseline": ["baseline: chatlint-baseline.json"],
    "target": ["target: botocore 1.43.100"],
}


def json_schema() -> Iterator[str]:
    """`KEYS` as a JSON Schema, for editors that complete and check by one."""
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Configuration of chatlint",
        **_object(KEYS),
    }
    yield json.dumps(schema, indent=2)


def _object(keys: Mapping[str, Any]) -> dict[str, Any]:
    required = [key for key, rules in keys.items() if rules.get("required")]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: _schema(rules) for key, rules in keys.items()},
        **({"required": required} if required else {}),
    }


def _schema(rules: Mapping[str, Any]) -> dict[str, Any]:
    """A rule set of Cerberus' as a JSON Schema."""
    about = {"description": rules["meta"]["doc"]} if "meta" in rules else {}
    if isinstance(rules["type"], list):
        several = ({**rules, "type": each, "meta": {}} for each in rules["type"])
        return {**about, "anyOf": [_schema({**each, "meta": rules["meta"]}) for each in several]}
    if rules["type"] == "dict":
        if "schema" in rules:
            return {**about, **_object(rules["schema"])}
        values = rules.get("valuesrules")
        more = {"additionalProperties": _schema(values)} if values else {}
        return {**about, "type": "object", **more}
    if rules["type"] == "list":
        least = {"minItems": rules["minlength"]} if "minlength" in rules else {}
        return {**about, "type": "array", "items": _schema(rules["schema"]), **least}
    schema: dict[str, Any] = {**about, "type": "string"}
    if rules["type"] == "day":
        schema["format"] = "date"
    if rules.get("empty") is False:
        schema["minLength"] = 1
    if "allowed" in rules:
        schema["enum"] = rules["allowed"]
    return schema
