"""The JSON Schema of the formats ``json`` and ``jsonl``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from chatlint.model.diagnostic import Severity

_STRING = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_NUMBER = {"type": "integer", "minimum": 1}
_BOOLEAN = {"type": "boolean"}


def _describe(description: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": description, **schema}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _array(of: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _nullable(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/definitions/{name}"}


_PLACE = _object(
    {
        "line": _describe("From 1.", _NUMBER),
        "column": _describe("From 1, in characters.", _NUMBER),
        "offset": _describe("From 0, in characters, without a byte order mark.", _COUNT),
    }
)
_RANGE = _object(
    {
        "start": _ref("place"),
        "end": _describe("The place behind the last character.", _ref("place")),
    }
)
_EDIT = _object(
    {"range": _describe("What goes.", _ref("range")), "text": _describe("What comes.", _STRING)}
)
_SAFE = _describe("Whether it never changes what a correct request means.", _BOOLEAN)
_DIAGNOSTIC = _object(
    {
        "rule": _describe("The rule's id.", _STRING),
        "name": _describe("The rule's name.", _STRING),
        "severity": {"enum": [severity.value for severity in Severity]},
        "message": _STRING,
        "url": _describe("The source of what the rule says.", _STRING),
        "path": _describe("The file, from the current folder.", _STRING),
        "document": _describe("Which of a file's documents, from 0.", _COUNT),
        "pointer": _describe("Where in the document: a JSON Pointer.", _STRING),
        "inner": _describe("Where in the text there, if it holds the request.", _nullable(_STRING)),
        "range": _ref("range"),
        "related": _array(_object({"message": _STRING, "path": _STRING, "range": _ref("range")})),
        "fix": _nullable(_object({"title": _STRING, "safe": _SAFE, "edits": _array(_EDIT)})),
        "by_hand": _describe(
            "A fix that cannot be made in the text as it is written.",
            _nullable(_object({"title": _STRING, "safe": _SAFE, "reason": _STRING})),
        ),
        "fingerprint": _describe("The same when lines move.", _STRING),
    }
)
_FAILURE = _object({"path": _STRING, "message": _STRING})
_SUMMARY = _object(
    {
        "files": _describe("How many hold a request or a finding.", _COUNT),
        "requests": _COUNT,
        "errors": _COUNT,
        "warnings": _COUNT,
        "notes": _COUNT,
        "suppressed": _describe("How many findings comments and configurations ignore.", _COUNT),
        "baselined": _describe("How many findings the baseline accepts.", _COUNT),
        "since": _describe("The git revision since which changes count.", _nullable(_STRING)),
        "older": _describe("How many findings were there before that.", _COUNT),
    }
)
SCHEMA: Mapping[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "Report of chatlint",
    "description": "What --format json prints. Each line of jsonl is a diagnostic or a failure.",
    **_object(
        {
            "version": _describe("Another one may break readers.", {"const": 1}),
            "tool": _object(
                {
                    "name": _STRING,
                    "version": _STRING,
                    "api_model": _describe("The botocore the rules are written against.", _STRING),
                }
            ),
            "summary": _SUMMARY,
            "diagnostics": _array(_ref("diagnostic")),
            "failures": _describe("What could not be read or judged.", _array(_ref("failure"))),
        }
    ),
    "definitions": {
        "place": _PLACE,
        "range": _RANGE,
        "diagnostic": _DIAGNOSTIC,
        "failure": _FAILURE,
    },
}
"""Readers must accept unknown keys, since later versions may add some."""


def render_report_schema() -> Iterator[str]:
    """Render `SCHEMA` as JSON."""
    yield json.dumps(SCHEMA, indent=2)
