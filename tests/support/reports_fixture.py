"""One set of findings, and what each format makes of it: the files in ``tests/data/reports``.

Run as a script, this writes those files again; read the difference before you keep it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from chatlint.model.diagnostic import Diagnostic, Edit, Failure, Fix, Location, Related
from chatlint.model.path import json_pointer
from chatlint.model.result import FileResult, Suppressed
from chatlint.model.source import Source, Span
from chatlint.reports import FORMATS, load_renderer
from chatlint.reports.report import Report
from chatlint.reports.style import Style
from chatlint.rules.rule import Rule
from chatlint.version import VERSION

GOLDEN = Path(__file__).parents[1] / "data" / "reports"
SUFFIXES = {
    "full": "txt",
    "concise": "txt",
    "github": "txt",
    "markdown": "md",
    "html": "html",
    "junit": "xml",
    "jsonl": "jsonl",
    "sarif": "sarif",
}
API = "https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html"


def _rule(key: str, name: str, severity: str, summary: str, **more: Any) -> Rule:
    data = {
        "id": key,
        "name": name,
        "severity": severity,
        "summary": summary,
        "rationale": "Connect refuses it when the chat starts,\nand `<nobody>` & <someone> waits.",
        "source": API,
        "check": {},
        **more,
    }
    return Rule.from_mapping(data, f"rules/group/{key}-{name}.yaml")


RULES = (
    _rule(
        "CHAT002",
        "syntax-error",
        "error",
        "A request must be correct YAML or JSON.",
        check={"reader": "syntax-error"},
    ),
    _rule("CHAT104", "wrong-type", "error", "Every value must be of the type the API has for it."),
    _rule("CHAT209", "blank-initial-message", "warning", "The first message should say something."),
    _rule("CHAT303", "attribute-key-charset", "error", "Attribute keys are letters and digits."),
    _rule("CHAT401", "duration-out-of-range", "error", "A chat lasts from 60 to 10,080 minutes."),
    _rule(
        "CHAT406", "literal-customer-id", "warning", "CustomerId should be filled in, as `${ID}`."
    ),
    _rule("CHAT602", "personal-data", "note", "Nobody's address, 100 % sure, should stand here."),
)

# Line ends of Windows, tabs, characters that take two places in UTF-16, a text over two lines.
ODD = Source(
    "chats/50% off, night: 🌙 late.yaml",
    "InstanceId: ${INSTANCE}\r\n"
    "ContactFlowId: ${FLOW}\r\n"
    'ParticipantDetails: {DisplayName: "🦊 ana@shop.example"}  # 🦊\r\n'
    "ChatDurationInMinutes:\t30\r\n"
    "InitialMessage:\r\n"
    "  ContentType: text/plain\r\n"
    '  Content: "👋 one,\r\n'
    '    two|three"\r\n'
    'Attributes: {"🧾 No": <b>7</b>, vip: 1}\r\n'
    "CustomerId:\r\n",
)
JSON = Source("chats/guide.json", '{"InstanceId": "${I}", "CustomerId": "c-1", "Attributes": {}}')
QUIET = Source(
    "chats/quiet.yaml",
    "InstanceId: ${INSTANCE}\n"
    "ChatDurationInMinutes: 30  # chatlint: ignore[CHAT401] short on purpose\n"
    "CustomerId: c-1\n",
)
TORN = Source("chats/torn.yaml", "InstanceId: ${INSTANCE}\nAttributes: {a: 1\n")

DATA: dict[str, tuple[str | int, ...]] = {
    "CHAT401": ("ChatDurationInMinutes",),
    "CHAT209": ("InitialMessage", "Content"),
    "CHAT602": ("ParticipantDetails", "DisplayName"),
    "CHAT303": ("Attributes", "🧾 No"),
    "CHAT104": ("Attributes", "vip"),
    "CHAT406": ("CustomerId",),
}


def span(source: Source, text: str) -> Span:
    """Where ``text`` stands in ``source``; an empty one stands at the end of the last key."""
    start = source.text.index(text) if text else len(source.text.rstrip("\r\n"))
    return Span(start, start + len(text))


def found(source: Source, rule: str, text: str, message: str, **more: Any) -> Diagnostic:
    """A finding of ``rule`` that underlines ``text``."""
    by = next(each for each in RULES if each.id == rule)
    at = span(source, text)
    fields = {"location": Location(0, json_pointer(DATA.get(rule, ()))), "related": (), "fix": None}
    return Diagnostic(
        source_name=source.name,
        span=at,
        rule=rule,
        name=by.name,
        severity=by.severity,
        message=message,
        url=by.source,
        fingerprint=f"{abs(at.start):04x}{rule[4:]}".rjust(64, "f"),
        **{**fields, **more},
    )


def fix(title: str, source: Source, text: str, new: str, *, safe: bool = True) -> Fix:
    """A fix that puts ``new`` where ``text`` stands."""
    return Fix(title, (Edit(span(source, text), new),), safe)


FINDINGS = (
    found(
        ODD,
        "CHAT602",
        "ana@shop.example",
        "`ana@shop.example` is 100% an address: of a person, it seems",
    ),
    found(
        ODD,
        "CHAT401",
        "30",
        "`30` is outside 60 to 10,080 minutes",
        fix=fix(
            "Leave it out and take the default",
            ODD,
            "ChatDurationInMinutes:\t30\r\n",
            "",
            safe=False,
        ),
    ),
    found(
        ODD,
        "CHAT209",
        '"👋 one,\r\n    two|three"',
        "this text says `one,\\n two|three` & <nothing> more",
    ),
    found(
        ODD,
        "CHAT303",
        '"🧾 No"',
        "the key `🧾 No` holds `🧾` and a blank",
        related=(Related("the flow reads it as `$.Attributes.key`", ODD.name, Span(0, 10)),),
    ),
    found(
        ODD,
        "CHAT104",
        "1",
        "`1` is a whole number, and an attribute is text",
        fix=fix("Put it in quotes", ODD, "1", '"1"'),
    ),
    found(ODD, "CHAT406", "", "nothing is filled in"),
)
OLD = found(JSON, "CHAT406", '"c-1"', "`c-1` is written into the template")
REPORT = Report(
    checked=(
        FileResult(ODD, 1, FINDINGS, rules_run=frozenset(rule.id for rule in RULES)),
        FileResult(JSON, 1, baselined=(OLD,)),
        FileResult(
            QUIET,
            1,
            suppressed=(
                Suppressed(
                    found(QUIET, "CHAT401", "30", "`30` is outside 60 to 10,080 minutes"),
                    "comment",
                    "short on purpose",
                ),
                Suppressed(
                    found(QUIET, "CHAT406", "c-1", "`c-1` is written into the template"),
                    "configuration",
                    "a test account, see the wiki",
                ),
            ),
        ),
        FileResult(
            TORN,
            0,
            (found(TORN, "CHAT002", "{a", "this `{` is never closed"),),
        ),
    ),
    clean=("chats/clean & tidy.yaml",),
    requests=4,
    skipped=(("chats/compose.yaml", "holds no StartChatContact request"),),
    failures=(Failure("chats/locked.yaml", "Permission denied"),),
    api_model="1.44.5",
    rules=RULES,
    suppressed=2,
    baselined=1,
    has_baseline=True,
)
"""Findings of every severity, accepted ones, a file that cannot be read, and one that is clean."""


def rendered(name: str, report: Report = REPORT) -> str:
    """What the format ``name`` makes of ``report``, in black and white."""
    return "".join(load_renderer(name)(report, Style()))


def golden(name: str) -> Path:
    """The file with what the format ``name`` makes of `REPORT`."""
    return GOLDEN / f"{name}.{SUFFIXES.get(name, 'json')}"


def versionless(text: str) -> str:
    """``text`` without chatlint's version, which changes with each release."""
    return text.replace(VERSION, "VERSION")


if __name__ == "__main__":
    for each in FORMATS:
        golden(each).write_bytes(versionless(rendered(each)).encode())
