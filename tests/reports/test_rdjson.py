"""The format rdjson, by reviewdog's definition of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
from command import CLEAN, chatlint
from hypothesis import given
from hypothesis import strategies as st
from project import ROOT
from reports_fixture import ODD, rendered

from chatlint.model.source import Source


def message(fields: dict[str, Any], *required: str) -> dict[str, Any]:
    """A message of Protocol Buffers in JSON, whose reader refuses fields it does not know."""
    return {
        "type": "object",
        "properties": fields,
        "required": list(required),
        "additionalProperties": False,
    }


# By hand from https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto; that
# of the JSON Schemas beside it which no registry has.
TEXT = {"type": "string"}
COUNTED = {"type": "integer", "minimum": 1}
SEVERITY = {"enum": ["ERROR", "WARNING", "INFO"]}
POSITION = message({"line": COUNTED, "column": COUNTED}, "line", "column")
RANGE = message({"start": POSITION, "end": POSITION}, "start", "end")
LOCATION = message({"path": TEXT, "range": RANGE}, "path")
SOURCE = message({"name": TEXT, "url": TEXT}, "name")
RELATED = message({"message": TEXT, "location": LOCATION}, "location")
DIAGNOSTIC = message(
    {
        "message": TEXT,
        "location": LOCATION,
        "severity": SEVERITY,
        "source": SOURCE,
        "code": message({"value": TEXT, "url": TEXT}, "value"),
        "suggestions": {"type": "array", "items": message({"range": RANGE, "text": TEXT})},
        "original_output": TEXT,
        "related_locations": {"type": "array", "items": RELATED},
    },
    *("message", "location", "severity"),
)
RESULT = message(
    {"diagnostics": {"type": "array", "items": DIAGNOSTIC}, "source": SOURCE}, "diagnostics"
)


def read(text: str) -> list[Any]:
    result = json.loads(text)
    jsonschema.validate(result, RESULT)
    diagnostics: list[Any] = result["diagnostics"]
    return diagnostics


def sliced(text: str, place: dict[str, Any]) -> tuple[int, int]:
    """Where ``place`` lies in ``text`` in UTF-8."""
    lines = text.encode().splitlines(keepends=True)
    starts = [sum(map(len, lines[:count])) for count in range(len(lines) + 1)]
    start, end = (
        starts[each["line"] - 1] + each["column"] - 1 for each in (place["start"], place["end"])
    )
    return start, end


def test_columns_count_bytes() -> None:
    underlined = []
    for each in read(rendered("rdjson")):
        if each["location"]["path"] == ODD.name:
            start, end = sliced(ODD.text, each["location"]["range"])
            underlined.append(ODD.text.encode()[start:end].decode())
    two_lines = '"👋 one,\r\n    two|three"'
    assert underlined == ["ana@shop.example", "30", two_lines, '"🧾 No"', "1", ""]


def test_each_diagnostic_has_its_severity_and_rule() -> None:
    told = [(d["severity"], d.get("code", {}).get("value")) for d in read(rendered("rdjson"))]
    assert told == [
        ("INFO", "CHAT602"),
        ("ERROR", "CHAT401"),
        ("WARNING", "CHAT209"),
        ("ERROR", "CHAT303"),
        ("ERROR", "CHAT104"),
        ("WARNING", "CHAT406"),
        ("ERROR", "CHAT002"),
        ("ERROR", None),
    ]


def test_the_examples_can_be_read() -> None:
    done = chatlint("check", "--format", "rdjson", "examples", "gone.yaml", cwd=ROOT)
    told = read(done.stdout)
    assert any("related_locations" in each for each in told)
    assert any("suggestions" in each for each in told)
    assert told[-1] == {
        "message": "no such file or folder",
        "location": {"path": "gone.yaml"},
        "severity": "ERROR",
    }


def test_a_suggestion_that_is_taken_is_the_fix(tmp_path: Path) -> None:
    text = CLEAN.replace("\n", "\r\n") + 'Attributes: {a: "🧾", chatDuration: x}\r\n'
    text = text.replace("InstanceId", "instanceid")
    (tmp_path / "a.yaml").write_bytes(text.encode())
    told = read(chatlint("check", "--format", "rdjson", "a.yaml", cwd=tmp_path).stdout)
    suggestions = [each for d in told for each in d.get("suggestions", ())]
    assert len(suggestions) == 1
    data = text.encode()
    for each in suggestions:
        start, end = sliced(text, each["range"])
        data = data[:start] + each["text"].encode() + data[end:]
    chatlint("check", "--fix", "a.yaml", cwd=tmp_path)
    assert (tmp_path / "a.yaml").read_bytes() == data


def test_an_unsafe_fix_is_no_suggestion(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CLEAN + "ChatDurationInMinutes: 30\n")
    (told,) = read(chatlint("check", "--format", "rdjson", "a.yaml", cwd=tmp_path).stdout)
    assert "suggestions" not in told


@given(st.text(st.sampled_from("a\té漢🧾\r\n\u2028\u0085")))
def test_columns_are_those_of_the_encoded_line(text: str) -> None:
    source = Source("a.yaml", text)
    for offset in range(len(text) + 1):
        line, column = source.position(offset)
        before = text[offset - column + 1 : offset]
        assert source.utf8(offset) == (line, len(before.encode()) + 1)
        assert source.utf16(offset) == (line, len(before.encode("utf-16-le")) // 2 + 1)
