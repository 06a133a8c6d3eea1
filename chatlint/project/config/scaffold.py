"""Renders the initial configuration of ``chatlint init`` and the JSON Schema of configurations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chatlint.project.config.schema import KEYS


def render_first_config() -> Iterator[str]:
    """Render a configuration with every key commented out and explained, line by line."""
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


def render_config_schema() -> Iterator[str]:
    """Render `KEYS` as a JSON Schema, which editors use to complete and check configurations."""
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Configuration of chatlint",
        **_build_object_schema(KEYS),
    }
    yield json.dumps(schema, indent=2)


def _build_object_schema(keys: Mapping[str, Any]) -> dict[str, Any]:
    required = [key for key, rules in keys.items() if rules.get("required")]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: _build_schema(rules) for key, rules in keys.items()},
        **({"required": required} if required else {}),
    }


def _build_schema(rules: Mapping[str, Any]) -> dict[str, Any]:
    """Convert a Cerberus rule set to a JSON Schema."""
    about = {"description": rules["meta"]["doc"]} if "meta" in rules else {}
    if isinstance(rules["type"], list):
        several = ({**rules, "type": each, "meta": {}} for each in rules["type"])
        return {
            **about,
            "anyOf": [_build_schema({**each, "meta": rules["meta"]}) for each in several],
        }
    if rules["type"] == "dict":
        if "schema" in rules:
            return {**about, **_build_object_schema(rules["schema"])}
        values = rules.get("valuesrules")
        more = {"additionalProperties": _build_schema(values)} if values else {}
        return {**about, "type": "object", **more}
    if rules["type"] == "list":
        least = {"minItems": rules["minlength"]} if "minlength" in rules else {}
        return {**about, "type": "array", "items": _build_schema(rules["schema"]), **least}
    schema: dict[str, Any] = {**about, "type": "string"}
    if rules["type"] == "day":
        schema["format"] = "date"
    if rules.get("empty") is False:
        schema["minLength"] = 1
    if "allowed" in rules:
        schema["enum"] = rules["allowed"]
    return schema
