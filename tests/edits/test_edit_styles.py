"""However a file is laid out, a fix changes what it names and not a byte besides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from chatlint.cli.main import cli

MARK = re.compile("«([^»]*)→([^»]*)»")
BOM = "\ufeff"

BLOCK = """\
# What a web page sends.
InstanceId: ${INSTANCE}   # of the shop

«contactFlowId→ContactFlowId»: ${FLOW}
ParticipantDetails:
  DisplayName: ${NAME}
Attributes:
  order: "1-2"
"""
JSON = """\
{
  "InstanceId": "${INSTANCE}",
  "«contactFlowId→ContactFlowId»": "${FLOW}",
  "ParticipantDetails": {
    "DisplayName": "${NAME}"
  }
}
"""
NAME = "ParticipantDetails: {DisplayName: '${N}'}\n"
REST = f"ContactFlowId: ${{F}}\n{NAME}"
TYPES = f"InstanceId: a\n{REST}SupportedMessagingContentTypes:"
TYPE = "«Text/Markdown→text/markdown»"

# What is between «» before and after the arrow is all that may change.
YAML: Mapping[str, str] = {
    "block": BLOCK,
    "four spaces": BLOCK.replace("\n  ", "\n    "),
    "CRLF": BLOCK.replace("\n", "\r\n"),
    "CR": BLOCK.replace("\n", "\r"),
    "mixed line ends": BLOCK.replace("\n", "\r\n", 3),
    "a BOM": BOM + BLOCK,
    "a BOM and CRLF": BOM + BLOCK.replace("\n", "\r\n"),
    "no final newline": BLOCK.removesuffix("\n"),
    "several final newlines": BLOCK + "\n\n\n",
    "blanks at the ends of lines": BLOCK.replace("\n", "  \n"),
    "blank lines between": BLOCK.replace("\n", "\n\n"),
    "blanks on blank lines": BLOCK.replace("\n\n", "\n    \n"),
    "a start mark": "---\n" + BLOCK,
    "both marks": "---\n" + BLOCK + "...\n",
    "a directive": "%YAML 1.2\n---\n" + BLOCK,
    "a comment at the start mark": "--- # the request\n" + BLOCK,
    "a comment at the end": BLOCK + "  # the end",
    "comments everywhere": BLOCK.replace("\n", " # c\n").replace("\n", "\n  # between\n"),
    "two documents": BLOCK + "---\n" + BLOCK,
    "indented as a whole": "".join(f"  {line}\n" for line in BLOCK.splitlines()),
    "aligned colons": (
        "InstanceId         : ${I}\n«contactFlowId→ContactFlowId»      : ${F}\n"
        "ParticipantDetails : {DisplayName: x}\n"
    ),
    "aligned values": (
        "InstanceId:         ${I}\n«contactFlowId→ContactFlowId»:      ${F}\n"
        "ParticipantDetails: {DisplayName: x}\n"
    ),
    "a tab before a comment": BLOCK.replace("   # of", "\t# of"),
    "keys in double quotes": f'"InstanceId": a\n"«contactFlowId→ContactFlowId»": "b"\n{NAME}',
    "keys in single quotes": f"'InstanceId': a\n'«contactFlowId→ContactFlowId»': 'b'\n{NAME}",
    "keys with question marks": (
        "? InstanceId\n: a\n? «contactFlowId→ContactFlowId»\n: b\n? ParticipantDetails\n"
        ": DisplayName: c\n"
    ),
    "flow": (
        "{InstanceId: a, «contactFlowId→ContactFlowId»: b, ParticipantDetails: {DisplayName: c}}\n"
    ),
    "flow without blanks": (
        '{"InstanceId":a,"«contactFlowId→ContactFlowId»":b,"ParticipantDetails":{"DisplayName":c}}'
    ),
    "flow on lines": (
        "{\n    InstanceId: a, # one\n    «contactFlowId→ContactFlowId»: b,\n\n"
        "    ParticipantDetails: {\n        DisplayName: c,\n    },\n}\n"
    ),
    "flow, commas first": (
        "{ InstanceId: a\n, «contactFlowId→ContactFlowId»: b\n"
        ", ParticipantDetails: { DisplayName: c }\n}\n"
    ),
    "a literal text": f"{BLOCK}  note: |\n    one: x\n    two  \n\n    three\n",
    "a literal text, kept": BLOCK + "  note: |+\n    one\n\n\n",
    "a literal text, stripped": BLOCK + "  note: |-\n    one\n     two",
    "a literal text with its indent": BLOCK + "  note: |2\n      one\n    two\n",
    "a folded text": BLOCK + "  note: >\n    one\n    two\n\n    three\n",
    "a folded text with a comment": BLOCK + "  note: >- # folded\n    one\n    two\n",
    "a plain text of lines": BLOCK + "  note: one\n    two\n\n    three\n",
    "a quoted text of lines": BLOCK + '  note: "one \\\n    two\n\n    three\\x20"\n',
    "escapes": BLOCK + '  note: "\\u00e9\\x41\\/\\e\\N \\U0001F600"\n',
    "beyond ASCII": BLOCK + "  größe: 'é 😀 \u00a0 \u3000'\n",
    "characters some break lines at": BLOCK + '  note: "a\u2028b\u2029c\u0085d"\n',
    "words and numbers of all spellings": BLOCK
    + "Other: [True, ~, 0x1F, 1_0, 1e3, +7, .5, Null]\n",
    "an anchor and an alias": "base: &b {DisplayName: c}\n" + BLOCK + "other: *b\n",
    "a merge": "base: &b {CustomerId: '${C}'}\n" + BLOCK + "<<: *b\n",
    "tags": BLOCK + "  note: !!str 12\nOther: !mine {a: b}\n",
    "a list at its key": f"{TYPES}\n- text/plain\n- {TYPE}\n",
    "a list, indented": (f"{TYPES}\n    -   text/plain\n    -   '{TYPE}'\n"),
    "a list in brackets": f'{TYPES} [ text/plain,"{TYPE}" ]\n',
    "a list with comments": (
        f"{TYPES} # these\n  # first\n  - text/plain # one\n\n  - {TYPE} # two\n  # last\n"
    ),
    "requests in a list": (
        "-   InstanceId: a\n    «contactFlowId→ContactFlowId»: b\n    Attributes: {}\n"
        "# next\n-   InstanceId: a\n    «contact_flow_id→ContactFlowId»: b\n    Attributes: {}\n"
    ),
    "requests by name": (
        "one:\n   InstanceId: a\n   «contactFlowId→ContactFlowId»: b\n   Attributes: {}\n"
    ),
    "quotes are added": f"InstanceId: a\n{REST}Attributes:\n  order: «→'»0120«→'»   # c\n  b: c\n",
    "a number loses its quotes": f"InstanceId: a\n{REST}ChatDurationInMinutes:  «'90'→90» # c\n",
}
JSON_STYLES: Mapping[str, str] = {
    "on lines": JSON,
    "four spaces": JSON.replace("  ", "    "),
    "tabs": JSON.replace("  ", "\t"),
    "no indent": JSON.replace("  ", ""),
    "compact": re.sub(r"\s", "", JSON),
    "on one line": re.sub(r"\s+", " ", JSON),
    "CRLF": JSON.replace("\n", "\r\n"),
    "CR": JSON.replace("\n", "\r"),
    "a BOM": BOM + JSON,
    "no final newline": JSON.strip(),
    "blanks at both ends": f"\n\n \t{JSON}\n\n",
    "blanks before colons": JSON.replace('":', '" :'),
    "aligned": JSON.replace('":', '"      :   '),
    "commas first": JSON.replace(",\n ", "\n ,"),
    "braces on lines of their own": JSON.replace(": {", ":\n  {"),
    "escapes": JSON.replace("${NAME}", "\\u00e9\\/\\ud83d\\ude00\\t").replace("Name", "Nam\\u0065"),
    "beyond ASCII": JSON.replace("${NAME}", "é 😀 \u2028"),
    "numbers as written": JSON.replace('{\n  "I', '{\n  "a": [1e2, -0.0, 1E+2],\n  "I'),
    "a list of requests": f"[{JSON}, {JSON}]",
    "requests by name": f'{{"one": {JSON}}}',
}


def _cases() -> dict[str, str]:
    """What each file holds, by its name."""
    styles = (("yaml", YAML), ("json", JSON_STYLES))
    return {
        f"{name.replace(' ', '-')}.{suffix}": text
        for suffix, texts in styles
        for name, text in texts.items()
    }


CASES = _cases()


@pytest.fixture(scope="module")
def fixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all the files, after one run of ``chatlint check --fix``."""
    folder = tmp_path_factory.mktemp("styles")
    for name, text in CASES.items():
        (folder / name).write_bytes(MARK.sub(r"\1", text).encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        result = CliRunner().invoke(cli, ["check", "--fix", "--isolated", "."])
    assert result.exit_code in (0, 1), result.output
    return folder


@pytest.mark.parametrize("name", CASES)
def test_nothing_else_changes(fixed: Path, name: str) -> None:
    assert MARK.search(CASES[name])
    assert (fixed / name).read_bytes().decode() == MARK.sub(r"\2", CASES[name])


def test_nothing_is_written_where_nothing_is_fixed(fixed: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in fixed.iterdir()}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(fixed)
        CliRunner().invoke(cli, ["check", "--fix", "--isolated", "."])
    assert {file: file.stat().st_mtime_ns for file in fixed.iterdir()} == before


def test_there_are_many_styles() -> None:
    assert len(CASES) > 46
