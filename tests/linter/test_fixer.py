"""Fixes: what each change does to a text, in every style it may be written in."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import yaml

from chatlint.authoring.example_tests import parse_marks
from chatlint.edits.apply import apply_fixes
from chatlint.linter.diagnose import build_diagnostics
from chatlint.linter.engine.engine import Engine
from chatlint.linter.linter import Linter
from chatlint.model.diagnostic import Diagnostic, Edit, Fix
from chatlint.model.document import Limits
from chatlint.model.source import Source, Span
from chatlint.parsers import parse
from chatlint.rules.kinds import standard_vocabulary
from chatlint.rules.loader import load_api, load_shipped_rules
from chatlint.rules.rule import Rule

API = load_api()
SHIPPED = {rule.id: rule for rule in load_shipped_rules()}
ARN = "arn:aws:connect:eu-west-2:111122223333:instance/7d261e94-17bc-4f3e-96f7-f9b7541ce479"
UUID = "7d261e94-17bc-4f3e-96f7-f9b7541ce479"


def rule_with(**keys: Any) -> Rule:
    """A rule of one's own."""
    told = {"id": "TEAM001", "name": "own", "severity": "warning", "summary": "s"}
    return Rule.from_mapping(
        {**told, "rationale": "r", "source": "s", **keys}, "team/TEAM001-own.yaml"
    )


def found(rule: Rule, text: str, name: str) -> list[Diagnostic]:
    document = parse(Source(name, text), Limits())
    engine = Engine([rule], standard_vocabulary(API))
    findings = [f for value in document.parsed.values for f in engine.run_alone(rule, value)]
    return build_diagnostics(document, findings, ())


def fixed(rule: str | Rule, text: str, name: str = "a.yaml") -> str:
    """``text`` after the fixes of ``rule``; those that get in each other's way take turns."""
    used = SHIPPED[rule] if isinstance(rule, str) else rule
    assert found(used, text, name), "nothing is wrong with this text"
    for _ in range(3):
        text = apply_fixes(text, [each.fix for each in found(used, text, name) if each.fix])[0]
    return text


def set_to(value: object) -> Rule:
    fix = {"title": "t", "safe": True, "set": value}
    return rule_with(at="DisplayName", check={"allowed": ["x"]}, fix=fix)


def adding(*items: str) -> Rule:
    fix = {"title": "t", "safe": True, "add": {"to": "List", "items": list(items)}}
    return rule_with(check={"needs_items": {"list": "List", "items": list(items)}}, fix=fix)


FIRST = rule_with(
    at="L.*.a", check={"forbidden": [1]}, fix={"title": "t", "safe": True, "remove": True}
)

Case = tuple[str | Rule, str, str]


def ended(case: Case, ends: str) -> Case:
    """``case`` with other line ends."""
    rule, before, after = case
    return rule, before.replace("\n", ends), after.replace("\n", ends)


# Each is tried with LF and CRLF, and with and without a line break at the end.
YAML: dict[str, Case] = {
    "set: plain": ("CHAT501", f"InstanceId: {ARN} # c\n", f"InstanceId: {UUID} # c\n"),
    "set: double quotes": ("CHAT501", f'InstanceId:   "{ARN}"\n', f'InstanceId:   "{UUID}"\n'),
    "set: single quotes": ("CHAT501", f"{{InstanceId: '{ARN}'}}\n", f"{{InstanceId: '{UUID}'}}\n"),
    "set: a block scalar": (
        "CHAT501",
        f"InstanceId: |-\n  {ARN}\nA: b\n",
        f"InstanceId: {UUID}\nA: b\n",
    ),
    "set: on the next line": (
        "CHAT501",
        f"InstanceId:\n  # c\n  {ARN}\nA: b\n",
        f"InstanceId:\n  # c\n  {UUID}\nA: b\n",
    ),
    "set: an anchor stays": ("CHAT501", f"InstanceId: &i {ARN}\n", f"InstanceId: &i {UUID}\n"),
    "set: where nothing stands": (
        rule_with(
            check={"model": {"aspect": "null"}},
            fix={"title": "t", "safe": True, "set": "b"},
        ),
        "InstanceId: # c\n",
        "InstanceId: b # c\n",
    ),
    "set: needs quotes": (set_to("a: b"), "DisplayName: c\n", 'DisplayName: "a: b"\n'),
    "set: looks like a number": (set_to("012"), "{DisplayName: c}\n", '{DisplayName: "012"}\n'),
    "set: a quote in it": (set_to("it's"), "DisplayName: 'c'\n", "DisplayName: 'it''s'\n"),
    "set: a control in it": (set_to("a\tb"), "DisplayName: 'c'\n", 'DisplayName: "a\\tb"\n'),
    "set: a number": (set_to(60), "DisplayName: 'c'\n", "DisplayName: 60\n"),
    "rename: plain": ("CHAT103", "instanceId : a # c\n", "InstanceId : a # c\n"),
    "rename: quoted": (
        "CHAT103",
        "\"instanceId\": a\n'contactFlowId': b\n",
        "\"InstanceId\": a\n'ContactFlowId': b\n",
    ),
    "rename: flow": (
        "CHAT103",
        "{instanceId: a, contact_flow_id: b}\n",
        "{InstanceId: a, ContactFlowId: b}\n",
    ),
    "rename: after a question mark": ("CHAT103", "? instanceId\n: a\n", "? InstanceId\n: a\n"),
    "rename: an anchor stays": ("CHAT103", "&k instanceId: a\n", "&k InstanceId: a\n"),
    "rename: of Step Functions": (
        rule_with(
            check={"key_charset": {"characters": "[A-Z]"}},
            fix={"title": "t", "safe": True, "rename": "{suggestion}"},
        ),
        "A-B.$: $.x\n",
        "A_B__: $.x\n",
    ),
    "remove: the first entry": (
        "CHAT404",
        "# above\nClientToken: a # own\n# below\nA: b\n",
        "# above\n# below\nA: b\n",
    ),
    "remove: the first entry below an empty line": (
        "CHAT404",
        "\nClientToken: a\nB: c\n",
        "\nB: c\n",
    ),
    "remove: a middle entry": ("CHAT404", "A: b\n\nClientToken: a\n\nC: d\n", "A: b\n\n\nC: d\n"),
    "remove: the last entry": ("CHAT404", "A: b\nClientToken: a # c\n", "A: b\n"),
    "remove: an entry of lines": (
        "CHAT404",
        'A: b\nClientToken: "a\n  b\n  c"\nC: d\n',
        "A: b\nC: d\n",
    ),
    "remove: a block scalar": ("CHAT404", "ClientToken: >-\n  a\n  b\nC: d\n", "C: d\n"),
    "remove: the only entry": ("CHAT404", "# c\nClientToken: a\n", "# c\n{}\n"),
    "remove: below a text": (
        "CHAT404",
        "A: |\n  b\nClientToken: a\nC: d\n",
        "A: |\n  b\nC: d\n",
    ),
    "remove: below a folded text": (
        "CHAT404",
        "A: >-\n  b\n\n\nClientToken: a # c\nC: |\n  d\n",
        "A: >-\n  b\n\n\nC: |\n  d\n",
    ),
    "remove: from a flow, only, with comments": (
        "CHAT404",
        "{ # b\n ClientToken: a, # c\n}\n",
        "{ # b\n  # c\n}\n",
    ),
    "remove: from a flow, only, close together": ("CHAT404", "{ClientToken: a,}\n", "{}\n"),
    "remove: from a flow, first": ("CHAT404", "{ClientToken: a, B: c}\n", "{B: c}\n"),
    "remove: from a flow, middle": ("CHAT404", "{A: b, ClientToken: a, B: c}\n", "{A: b, B: c}\n"),
    "remove: from a flow, last": ("CHAT404", "{A: b, ClientToken: a }\n", "{A: b }\n"),
    "remove: from a flow, only": ("CHAT404", "{ ClientToken: a, }\n", "{}\n"),
    "remove: from a flow of lines": (
        "CHAT404",
        "{\n  A: b, # one\n  ClientToken: a, # two\n  C: d, # three\n}\n",
        "{\n  A: b, # one\n   # two\n  C: d, # three\n}\n",
    ),
    "remove: last of a flow of lines": (
        "CHAT404",
        "{\n  A: b, # one\n  ClientToken: a # two\n}\n",
        "{\n  A: b # one\n   # two\n}\n",
    ),
    "remove: null without a value": (
        "CHAT105",
        "Attributes:\n  a:\n  b: c\n  d: # later\n",
        "Attributes:\n  b: c\n",
    ),
    "remove: the only entry below a key": (
        "CHAT105",
        "Attributes: # of the chat\n  # above\n  a: ~ # own\nInstanceId: b\n",
        "Attributes: {} # of the chat\n  # above\nInstanceId: b\n",
    ),
    "remove: first behind a dash": (
        FIRST,
        "L:\n  - a: 1\n    b: 2\n",
        "L:\n  - b: 2\n",
    ),
    "remove: only one behind a dash": (
        FIRST,
        "L:\n  - a: 1 # c\n",
        "L:\n  - {} # c\n",
    ),
    "remove: items": (
        "CHAT105",
        "ConnectionTypes:\n-\n- WEBSOCKET\n- ~ # c\n-   null\n",
        "ConnectionTypes:\n- WEBSOCKET\n",
    ),
    "remove: the only item": ("CHAT105", "ConnectionTypes:\n  - ~\n", "ConnectionTypes: []\n"),
    "remove: a repeat": (
        "CHAT203",
        "SupportedMessagingContentTypes: [text/plain, 'text/plain', a]\n",
        "SupportedMessagingContentTypes: [text/plain, a]\n",
    ),
    "quote": (
        "CHAT104",
        "Attributes: {a: 012, b: True, c: -1.50, d: 2024-01-01, e: x}\n",
        'Attributes: {a: "012", b: "True", c: "-1.50", d: "2024-01-01", e: x}\n',
    ),
    "quote: as the neighbours": (
        "CHAT104",
        "Attributes:\n  a: 'x'\n  b: 12 # c\n  c: 'it''s \"'\n",
        "Attributes:\n  a: 'x'\n  b: '12' # c\n  c: 'it''s \"'\n",
    ),
    "quote: an anchor stays": ("CHAT104", "Attributes: {a: &n 12}\n", 'Attributes: {a: &n "12"}\n'),
    "unquote": (
        "CHAT104",
        "ChatDurationInMinutes: '0120' # c\n",
        "ChatDurationInMinutes: 120 # c\n",
    ),
    "unquote: as many digits as a number may have": (
        "CHAT104",
        f"ChatDurationInMinutes: '{'9' * 18}'\n",
        f"ChatDurationInMinutes: {'9' * 18}\n",
    ),
    "unquote: a block scalar": (
        "CHAT104",
        "ChatDurationInMinutes: |\n  120\n",
        "ChatDurationInMinutes: 120\n",
    ),
    "add: block": (
        adding("x/y"),
        "List:\n- a # one\n# below\n",
        "List:\n- a # one\n- x/y\n# below\n",
    ),
    "add: block, wide": (
        adding("x/y", "z"),
        "List:\n    -   'a'\nB: c\n",
        "List:\n    -   'a'\n    -   'x/y'\n    -   'z'\nB: c\n",
    ),
    "add: flow": (adding("x/y", "z"), "{List: [a], B: c}\n", "{List: [a, x/y, z], B: c}\n"),
    "add: flow with quotes": (adding("x"), 'List: ["a","b"]\n', 'List: ["a","b","x"]\n'),
    "add: flow of lines": (
        adding("x"),
        "List: [\n  a,\n  b,\n]\n",
        "List: [\n  a,\n  b,\n  x,\n]\n",
    ),
    "add: to nothing": (adding("x"), "List: [ ]\n", "List: [x]\n"),
    "add: to one on its own line": (adding("x"), "List:\n-\n  a\n", "List:\n-\n  a\n- x\n"),
    "add: behind a dash": (adding("x"), "List:\n- # c\n  a\n", "List:\n- # c\n  a\n- x\n"),
    "add: as the last": (adding("x"), "List: [a, 'b']\n", "List: [a, 'b', 'x']\n"),
    "add: behind what is no text": (
        adding("x"),
        "A: b\nList: ['a', [c]]\n",
        "A: b\nList: ['a', [c], x]\n",
    ),
    "add: what needs quotes": (adding("no"), "List: [a]\n", 'List: [a, "no"]\n'),
    "add: a list": (adding("x"), "A: b\nC: d # c\n", "A: b\nC: d # c\nList:\n  - x\n"),
    "add: a list, dashes as elsewhere": (
        adding("x"),
        "A:\n- b\nC: 'd'\nD: 'e'\n",
        "A:\n- b\nC: 'd'\nD: 'e'\nList:\n- 'x'\n",
    ),
    "add: a list, dashes as far in as elsewhere": (
        adding("x"),
        "A:\n    B:\n    - c\nD: e\n",
        "A:\n    B:\n    - c\nD: e\nList:\n- x\n",
    ),
    "add: a list, quotes as texts have them": (
        adding("x"),
        "A: 1\nB: true\nC: 'd'\n",
        "A: 1\nB: true\nC: 'd'\nList:\n  - 'x'\n",
    ),
    "add: a list, flow as elsewhere": (
        adding("x"),
        "A: [b]\nC: d\n",
        "A: [b]\nC: d\nList: [x]\n",
    ),
    "add: a list, not into a text": (
        adding("x"),
        "A: b\nC: |\n  d\n",
        "A: b\nList:\n  - x\nC: |\n  d\n",
    ),
    "add: a list, not into a text that ends another list": (
        adding("x"),
        "A: b\nC:\n- d\n- |\n  e\n",
        "A: b\nList:\n- x\nC:\n- d\n- |\n  e\n",
    ),
    "add: a list, not into a text that ends a mapping": (
        adding("x"),
        "A: b\nC:\n  d: e\n  f: >-\n    g\n",
        "A: b\nList:\n  - x\nC:\n  d: e\n  f: >-\n    g\n",
    ),
    "add: a list, below quoted lines": (
        adding("x"),
        "A: b\nC: 'd\n  e'\nF: g\n",
        "A: b\nC: 'd\n  e'\nF: g\nList:\n  - x\n",
    ),
    "add: a list, below quoted lines at the end": (
        adding("x"),
        "A: b\nC: d\nE: 'f\n  g'\n",
        "A: b\nC: d\nE: 'f\n  g'\nList:\n  - x\n",
    ),
    "add: a list to a flow": (adding("x"), "{A: b, 'C': d}\n", "{A: b, 'C': d, 'List': [x]}\n"),
}


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("last", [True, False], ids=["ended", "unended"])
@pytest.mark.parametrize("case", YAML)
def test_a_change_of_yaml(case: str, ends: str, last: bool) -> None:
    rule, before, after = ended(YAML[case], ends)
    if not last:
        before, after = before.removesuffix(ends), after.removesuffix(ends)
    assert fixed(rule, before) == after


JSON: dict[str, Case] = {
    "set": ("CHAT501", f'{{"InstanceId": "{ARN}"}}', f'{{"InstanceId": "{UUID}"}}'),
    "set: escapes": (set_to('"ä\n'), '{"DisplayName": 1}', '{"DisplayName": "\\"ä\\n"}'),
    "rename": ("CHAT103", '{"instance_id":1}', '{"InstanceId":1}'),
    "remove: first": ("CHAT404", '{"ClientToken":"a","B":1}', '{"B":1}'),
    "remove: middle": (
        "CHAT404",
        '{\n  "A": 1,\n  "ClientToken": "a",\n  "B": 2\n}\n',
        '{\n  "A": 1,\n  "B": 2\n}\n',
    ),
    "remove: last": (
        "CHAT404",
        '{\n\t"A": 1,\n\t"ClientToken": "a"\n}\n',
        '{\n\t"A": 1\n}\n',
    ),
    "remove: only": ("CHAT404", '{\n  "ClientToken": "a"\n}', "{}"),
    "remove: comma first": (
        "CHAT404",
        '{ "A": 1\n, "ClientToken": "a"\n, "B": 2\n}',
        '{ "A": 1\n, "B": 2\n}',
    ),
    "remove: all close together": (
        "CHAT404",
        '{"A":1,"ClientToken":"a","B":2}',
        '{"A":1,"B":2}',
    ),
    "remove: last, all close together": ("CHAT404", '{"A":1,"ClientToken":"a"}', '{"A":1}'),
    "remove: all items": (
        "CHAT105",
        '{"ConnectionTypes": [null, null]}',
        '{"ConnectionTypes": []}',
    ),
    "quote": (
        "CHAT104",
        '{"Attributes": {"a": -1.5e3, "b": false}}',
        '{"Attributes": {"a": "-1.5e3", "b": "false"}}',
    ),
    "unquote": ("CHAT104", '{"ChatDurationInMinutes": " 60"}', '{"ChatDurationInMinutes": 60}'),
    "add": (adding("x"), '{"List": ["a"]}', '{"List": ["a", "x"]}'),
    "add: close together": (adding("x"), '{"List":["a","b"]}', '{"List":["a","b","x"]}'),
    "add: a line each": (
        adding("x"),
        '{\n  "List": [\n    "a"\n  ]\n}',
        '{\n  "List": [\n    "a",\n    "x"\n  ]\n}',
    ),
    "add: to nothing": (adding("x"), '{"List": []}', '{"List": ["x"]}'),
    "add: a list": (adding("x", "y"), '{"A": 1}', '{"A": 1, "List": ["x", "y"]}'),
    "add: a list on its line": (
        adding("x"),
        '{\n  "A": 1,\n  "B":{}\n}\n',
        '{\n  "A": 1,\n  "B":{},\n  "List":["x"]\n}\n',
    ),
}


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("case", JSON)
def test_a_change_of_json(case: str, ends: str) -> None:
    rule, before, after = ended(JSON[case], ends)
    json.loads(after)
    assert fixed(rule, before, "a.json") == after


STYLES: dict[str, tuple[str, Callable[[Any], str]]] = {
    "block": ("a.yaml", partial(yaml.safe_dump, sort_keys=False, allow_unicode=True)),
    "flow": ("a.yaml", json.dumps),
    "JSON": ("a.json", json.dumps),
    "JSON of lines": ("a.json", partial(json.dumps, indent=2)),
}


@pytest.mark.parametrize(
    "rule",
    [r for r in load_shipped_rules(examples=True) if r.fixes and not r.reader],
    ids=lambda r: r.id,
)
def test_each_fix_of_a_rule_can_be_made_in_every_style(rule: Rule) -> None:
    tried = 0
    for example in rule.bad:
        document = parse(parse_marks(example).source, Limits())
        value = document.parsed.values[0]
        fixable = any(each.fix for each in found(rule, document.source.text, document.source.name))
        if not fixable or "Foreign" in repr(value):
            continue
        tried += 1
        results = []
        for name, dump in STYLES.values():
            text = dump(value)
            left = [each for each in found(rule, fixed(rule, text, name), name) if each.fix]
            assert left == []
            results.append(parse(Source(name, fixed(rule, text, name)), Limits()).parsed.values[0])
        assert results == [results[0]] * len(STYLES)
        assert results[0] != value
    assert tried


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("CHAT103", "instanceId: a\ninstance_id: b\nInstanceId.$: $.c\n"),
        ("CHAT102", "instanceId: a\n<<: {InstanceId: c}\n"),
        ("CHAT103", "base: &b {instanceId: a}\n<<: *b\ninstanceId: c\n"),
        ("CHAT103", "base: &b {instanceId: a}\n<<: *b\n"),
        ("CHAT103", "!!str instanceId: a\n"),
        ("CHAT303", "Attributes: &a {x.y: b}\nOther: *a\n"),
        ("CHAT303", "Attributes: {x.y: b, x_y: c}\n"),
        ("CHAT303", "Attributes: {größe: b}\n"),
        ("CHAT104", "Attributes: {a: &n 12, b: *n}\n"),
        ("CHAT104", "Attributes: {a: &m 1, b: *m, c: &n 12, d: *n}\n"),
        ("CHAT104", "Attributes: {a: !!int 12}\n"),
        ("CHAT104", "Attributes: {a: [b]}\n"),
        ("CHAT104", "Attributes: 5\n"),
        ("CHAT104", "ChatDurationInMinutes: 60.0\n"),
        ("CHAT104", "ChatDurationInMinutes: sixty\n"),
        ("CHAT104", f"ChatDurationInMinutes: '{'9' * 19}'\n"),
        ("CHAT104", "Attributes: '12'\n"),
        ("CHAT105", "InstanceId: &n null\nContactFlowId: *n\n"),
        ("CHAT303", "Attributes: {x.y: b, x.y: c}\n"),
        ("CHAT105", "Attributes: &a\n  b: ~\n"),
        ("CHAT105", "Attributes: !!map\n  b: ~\n"),
        ("CHAT109", "ConnectionTypes: [WEB_SOCKETS]\n"),
        ("CHAT202", "SupportedMessagingContentTypes: [text/plain;charset=utf-8]\n"),
        ("CHAT404", "? ClientToken\n: a\n? B\n: c\n"),
        ("CHAT404", "? ClientToken\n: a\n"),
        ("CHAT404", "&k ClientToken: a\nB: c\n"),
        ("CHAT404", "{? ClientToken : a, B: c}\n"),
        ("CHAT404", "A: |+\n  b\nClientToken: a\n\nC: d\n"),
        ("CHAT404", "A: |\n  b\nClientToken: a\n  # no text\nC: d\n"),
        ("CHAT404", "A: |\n  b\nClientToken: a"),
        ("CHAT407", "ConnectionTypes: [WEBRTC_CONNECTION]\n"),
        ("CHAT501", f"InstanceId: !!str {ARN}\n"),
        ("CHAT501", "InstanceId: asdf\n"),
        (adding("x"), "List: [a # c\n]\nlist: [b]\n"),
        (adding("x"), "List: [\n# c\n]\n"),
        (adding("x"), "List:\n- |\n  a\n"),
        (adding("x"), "? B\n: c\nA: b\n"),
        (set_to("x"), "base: &b {DisplayName: c}\n<<: *b\n"),
        (set_to("x"), "base: &b c\nDisplayName: *b\n"),
        (
            rule_with(
                check={"key_charset": {"characters": "[A-Z]"}},
                fix={"title": "t", "safe": True, "set": "x"},
            ),
            "a: B\n",
        ),
        (FIRST, "L:\n  - a: 1\n    # of b\n    b: 2\n"),
        (adding("x"), "List: &l [a]\nB: *l\n"),
        (adding("x"), "A: |\n  b\n"),
        (adding("x"), "? A\n: b\n"),
        (adding("x"), "base: &b {List: [a]}\n<<: *b\n"),
        (adding("x"), "base: &b\n- a\nList: *b\n"),
        ("CHAT103", "? |-\n  instanceId\n: a\n"),
    ],
)
def test_what_is_doubtful_is_left_alone(rule: str | Rule, text: str) -> None:
    shown = found(SHIPPED[rule] if isinstance(rule, str) else rule, text, "a.yaml")
    assert shown
    assert [each.fix for each in shown if each.fix] == []


REQUEST = "InstanceId: a\nContactFlowId: b\n"


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("CHAT006", "Attributes: {1: a, null: b}\n", 'Attributes: {"1": a, "null": b}\n'),
        ("CHAT006", "Attributes:\n  ? 1.0\n  : 'a'\n", "Attributes:\n  ? '1.0'\n  : 'a'\n"),
        ("CHAT006", "Attributes: {1: a, '1': b}\n", "Attributes: {1: a, '1': b}\n"),
        ("CHAT006", "Attributes: {[a]: b}\n", "Attributes: {[a]: b}\n"),
        ("CHAT006", "Attributes: {!!int 1: b}\n", "Attributes: {!!int 1: b}\n"),
        ("CHAT006", "Attributes: {? : b}\n", "Attributes: {? : b}\n"),
        ("CHAT006", "CustomerId: {{ a }} # c\n", 'CustomerId: "{{ a }}" # c\n'),
        ("CHAT006", "CustomerId: {{'a'}}\n", "CustomerId: \"{{'a'}}\"\n"),
        ("CHAT006", "CustomerId: {{{ a }}} # c\n", 'CustomerId: "{{{ a }}}" # c\n'),
        ("CHAT008", "Attributes: {a: no, off: 'b'}\n", "Attributes: {a: 'no', 'off': 'b'}\n"),
        ("CHAT008", "Attributes: &a {a: no}\nOther: *a\n", "Attributes: &a {a: no}\nOther: *a\n"),
        ("CHAT008", "Other: [0o14, -010, 1e3]\n", "Other: [12, -10, 1e3]\n"),
        ("CHAT008", "Attributes:\r\n  a: 1:30 # c", 'Attributes:\r\n  a: "1:30" # c'),
    ],
)
def test_what_readers_object_to(rule: str, before: str, after: str) -> None:
    text = REQUEST + before
    shown = Linter(select=[rule]).check(Source("a.yaml", text)).diagnostics
    assert shown
    assert apply_fixes(text, [each.fix for each in shown if each.fix])[0] == REQUEST + after


@pytest.mark.parametrize(
    "second",
    ["- <<: *b\n  instanceId: c\n  ContactFlowId: d\n", "- *k : c\n  ContactFlowId: d\n"],
    ids=["a merge brings it back", "a key stands for it elsewhere"],
)
def test_what_is_shared_stays_as_it_is(second: str) -> None:
    text = "- &b\n  &k instanceId: a\n  ContactFlowId: b\n" + second
    shown = Linter(select=["CHAT103"]).check(Source("a.yaml", text)).diagnostics
    assert [each.fix for each in shown] == [None, None]
    assert shown[0].by_hand


def test_a_number_is_written_as_one_though_its_dialect_is_doubtful() -> None:
    text = REQUEST + "ChatDurationInMinutes: 0120\nAttributes: {a: 0120}\n"
    shown = Linter(select=["CHAT008", "CHAT104"]).check(Source("a.yaml", text)).diagnostics
    after = apply_fixes(text, [each.fix for each in shown if each.fix])[0]
    assert after == REQUEST + 'ChatDurationInMinutes: 120\nAttributes: {a: "0120"}\n'


def test_the_title_says_which_way() -> None:
    text = 'ChatDurationInMinutes: "60"\nAttributes: {a: 1}\n'
    titles = [each.fix.title for each in found(SHIPPED["CHAT104"], text, "a.yaml") if each.fix]
    assert titles == ["Take the quotes away", "Put it in quotes"]


def test_the_title_says_whether_a_text_or_a_number_is_meant() -> None:
    text = REQUEST + "Other: [no, 0o14]\n"
    shown = Linter(select=["CHAT008"]).check(Source("a.yaml", text)).diagnostics
    titles = [each.fix.title for each in shown if each.fix]
    assert titles == ["Put it in quotes", "Write it in decimal"]


def test_what_is_hidden_is_not_repeated() -> None:
    text = "ClientToken: secret\nAttributes: {order.id: a}\n"
    document = parse(Source("a.yaml", text), Limits())
    hidden = document.masked([Span(13, 19), Span(33, 41)])
    rules = [SHIPPED["CHAT303"], SHIPPED["CHAT404"]]
    engine = Engine(rules, standard_vocabulary(API))
    findings = [f for rule in rules for f in engine.run_alone(rule, document.parsed.values[0])]
    token, key = build_diagnostics(hidden, findings, ())
    assert key.fix is None
    assert token.fix
    assert apply_fixes(text, [token.fix])[0] == "Attributes: {order.id: a}\n"


def fix(*edits: tuple[int, int, str]) -> Fix:
    made = tuple(Edit(Span(start, end), text) for start, end, text in edits)
    return Fix("t", made, safe=True)


@pytest.mark.parametrize(
    ("fixes", "text", "made"),
    [
        ([], "abcdef", []),
        ([fix((0, 1, "X"))], "Xbcdef", [0]),
        ([fix((4, 5, "Y")), fix((0, 1, "X"))], "XbcdYf", [0, 1]),
        ([fix((0, 2, "X")), fix((1, 3, "Y"))], "Xcdef", [0]),
        ([fix((0, 2, "X")), fix((2, 3, "Y"))], "XYdef", [0, 1]),
        ([fix((2, 2, "X")), fix((2, 2, "Y"))], "abXcdef", [0]),
        ([fix((2, 4, "")), fix((4, 4, "Y"))], "abef", [0]),
        ([fix((1, 1, "("), (2, 2, ")")), fix((3, 3, "("), (4, 4, ")"))], "a(b)c(d)ef", [0, 1]),
        ([fix((0, 1, "X"), (5, 6, "Y")), fix((2, 3, ""), (5, 6, ""))], "XbcdeY", [0]),
        ([fix((1, 1, " "), (1, 3, ""))], "a def", [0]),
        ([fix((0, 1, "X"), (4, 5, "Y")), fix((3, 6, ""))], "XbcdYf", [0]),
        ([fix((0, 1, "X"), (5, 6, "Y")), fix((1, 5, ""))], "XY", [0, 1]),
        ([fix((0, 4, "X")), fix((1, 2, ""), (5, 6, ""))], "Xef", [0]),
    ],
)
def test_only_whole_fixes_are_made(fixes: list[Fix], text: str, made: list[int]) -> None:
    assert apply_fixes("abcdef", fixes) == (text, made)


def test_what_follows_one_another_is_one_edit() -> None:
    text = REQUEST + "Attributes:\n  a: ~"
    (shown,) = found(SHIPPED["CHAT105"], text, "a.yaml")
    assert shown.fix
    (edit,) = shown.fix.edits
    assert (text[edit.span.start :], edit.text) == ("\n  a: ~", " {}")


@pytest.mark.parametrize("text", ["", "- a\n", "a\n"])
def test_a_text_without_a_request_has_nothing_to_fix(text: str) -> None:
    checked = Linter().check(Source("a.yaml", text))
    assert [each.fix for each in checked.diagnostics] == [None]
