"""The JSON Schema of the formats json and jsonl."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from chatlint.model.diagnostic import Severity

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_NUMBER = {"type": "integer", "minimum": 1}
_YES_OR_NO = {"type": "boolean"}


def _about(description: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": description, **schema}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(of: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _or_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/definitions/{name}"}


_PLACE = _object(
    {
        "line": _about("From 1.", _NUMBER),
        "column": _about("From 1, in characters.", _NUMBER),
        "offset": _about("From 0, in characters, without a byte order mark.", _COUNT),
    }
)
_RANGE = _object(
    {"start": _ref("place"), "end": _about("The place behind the last character.", _ref("place"))}
)
_EDIT = _object(
    {"range": _about("What goes.", _ref("range")), "text": _about("What comes.", _TEXT)}
)
_SAFE = _about("Whether it never changes what a correct request means.", _YES_OR_NO)
_DIAGNOSTIC = _object(
    {
        "rule": _about("The rule's id.", _TEXT),
        "name": _about("The rule's name.", _TEXT),
        "severity": {"enum": [severity.value for severity in Severity]},
        "message": _TEXT,
        "url": _about("The source of what the rule says.", _TEXT),
        "path": _about("The file, from the current folder.", _TEXT),
        "document": _about("Which of a file's documents, from 0.", _COUNT),
        "pointer": _about("Where in the document: a JSON Pointer.", _TEXT),
        "inner": _about("Where in the text there, if it holds the request.", _or_null(_TEXT)),
        "range": _ref("range"),
        "related": _list(_object({"message": _TEXT, "path": _TEXT, "range": _ref("range")})),
        "fix": _or_null(_object({"title": _TEXT, "safe": _SAFE, "edits": _list(_EDIT)})),
        "by_hand": _about(
            "A fix that cannot be made in the text as it is written.",
            _or_null(_object({"title": _TEXT, "safe": _SAFE, "reason": _TEXT})),
        ),
        "fingerprint": _about("The same when lines move.", _TEXT),
    }
)
_FAILURE = _object({"path": _TEXT, "message": _TEXT})
_SUMMARY = _object(
    {
        "files": _about("How many hold a request or a finding.", _COUNT),
        "requests": _COUNT,
        "errors": _COUNT,
        "warnings": _COUNT,
        "notes": _COUNT,
        "suppressed": _about("How many findings comments and configurations ignore.", _COUNT),
        "baselined": _about("How many findings the baseline accepts.", _COUNT),
        "since": _about("The git revision since which changes count.", _or_null(_TEXT)),
        "older": _about("How many findings were there before that.", _COUNT),
    }
)
SCHEMA: Mapping[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "Report of chatlint",
    "description": "What --format json prints. Each line of jsonl is a diagnostic or a failure.",
    **_object(
        {
            "version": _about("Another one may break readers.", {"const": 1}),
            "tool": _object(
                {
                    "name": _TEXT,
                    "version": _TEXT,
                    "api_model": _about("The botocore the rules are written against.", _TEXT),
                }
            ),
            "summary": _SUMMARY,
            "diagnostics": _list(_ref("diagnostic")),
            "failures": _about("What could not be read or judged.", _list(_ref("failure"))),
        }
    ),
    "definitions": {
        "place": _PLACE,
        "range": _RANGE,
        "diagnostic": _DIAGNOSTIC,
        "failure": _FAILURE,
    },
}
"""Readers must bear keys that are not here: later versions may add some."""


def render_report_schema() -> Iterator[str]:
    """`SCHEMA` as JSON."""
    yield json.dumps(SCHEMA, indent=2)
