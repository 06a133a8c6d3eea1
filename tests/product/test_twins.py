"""One request gives the same findings however its file is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from io import BufferedReader, BytesIO
from typing import Any

import pytest
import yaml
from effort import examples
from generated_requests import odd_requests
from generated_templates import json_templates
from hypothesis import given, settings

from chatlint import Linter
from chatlint.linter.file_linter import lint_open_file
from chatlint.model.result import FileResult

LINTER = Linter()
BOM = b"\xef\xbb\xbf"

Written = tuple[str, bytes]
"""A file's name and what it holds."""


class Quoting(yaml.SafeDumper):  # type: ignore[misc]
    """Writes texts as JSON does, so that a message that shows one shows the same."""

    def ignore_aliases(self, data: object) -> bool:
        return True


Quoting.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


def _json(request: Any, **layout: Any) -> Written:
    return "a.json", json.dumps(request, ensure_ascii=False, **layout).encode()


def _yaml(request: Any, **layout: Any) -> Written:
    text = yaml.dump(
        request, Dumper=Quoting, sort_keys=False, allow_unicode=True, width=10**6, **layout
    )
    # PyYAML escapes what is beyond U+FFFF, which JSON need not.
    return "a.yaml", text.replace("\\U0001F600", "😀").encode()


def _ended(written: Written, ends: bytes) -> Written:
    name, data = written
    return name, data.replace(b"\n", ends)


def _marked(written: Written) -> Written:
    name, data = written
    return name, BOM + data


TWINS: Mapping[str, Callable[[Any], Written]] = {
    "JSON on lines": lambda request: _json(request, indent=2),
    "JSON, close together": lambda request: _json(request, separators=(",", ":")),
    "JSON with CRLF": lambda request: _ended(_json(request, indent="\t"), b"\r\n"),
    "JSON with CR": lambda request: _ended(_json(request, indent=1), b"\r"),
    "JSON with BOM": lambda request: _marked(_json(request)),
    "block": lambda request: _yaml(request, default_flow_style=False),
    "block, wide": lambda request: _yaml(request, default_flow_style=False, indent=6),
    "block with CRLF": lambda request: _ended(_yaml(request, default_flow_style=False), b"\r\n"),
    "block with CR": lambda request: _ended(_yaml(request, default_flow_style=False), b"\r"),
    "block with BOM": lambda request: _marked(_yaml(request, default_flow_style=False)),
    "flow": lambda request: _yaml(request, default_flow_style=True),
    "flow with marks": lambda request: _yaml(
        request, default_flow_style=True, explicit_start=True, explicit_end=True
    ),
    "flow with CRLF and BOM": lambda request: _marked(
        _ended(_yaml(request, default_flow_style=True), b"\r\n")
    ),
    "JSON as YAML": lambda request: ("a.yaml", _json(request, indent=2)[1]),
}


def found(written: Written) -> list[tuple[str, str, str, str]]:
    """Rule, pointer, severity and message of each finding."""
    name, data = written
    result = lint_open_file(LINTER, name, BufferedReader(BytesIO(data)))
    assert isinstance(result, FileResult)
    assert not result.failures
    told = ((e.rule, e.location.pointer, e.severity.value, e.message) for e in result.diagnostics)
    return sorted(told)


@settings(max_examples=examples(200), deadline=None)
@given(odd_requests | json_templates().map(json.loads))
def test_twins_give_the_same_findings(request: Any) -> None:
    expected = found(_json(request))
    for name, write in TWINS.items():
        assert found(write(request)) == expected, name


@pytest.mark.parametrize("name", TWINS)
def test_a_twin_is_the_same_request(name: str) -> None:
    request = {"InstanceId": "a\tb: 'c' \"d\" é😀\\", "Attributes": {"a b": "no", "c": "012"}}
    file, data = TWINS[name](request)
    text = data.decode("utf-8-sig")
    assert (json.loads if file == "a.json" else yaml.safe_load)(text) == request
