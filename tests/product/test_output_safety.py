"""Whatever a template, a file name or a configuration says: nobody who reads our output obeys it.

Who might: the runners of GitHub, Azure Pipelines, TeamCity and GitLab, a terminal, and what shows
HTML or XML.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from html.parser import HTMLParser
from io import BytesIO, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch
from xml.etree import ElementTree

import pytest
from click import unstyle
from effort import examples
from hostile_text import HOSTILE, NASTY
from hypothesis import given, settings
from hypothesis import strategies as st
from reports_fixture import REPORT, RULES

from chatlint.cli import main
from chatlint.model.diagnostic import Diagnostic, Edit, Failure, Fix, Location, Related
from chatlint.model.result import FileResult, Suppressed
from chatlint.model.source import Source, Span
from chatlint.reports import FORMATS, load_renderer
from chatlint.reports.report import Report
from chatlint.reports.style import Style

# What a file name cannot hold, and what no text can be written with.
NO_NAME = re.compile("[\0/]")
NO_TEXT = re.compile("[\ud800-\udfff]")

# Python has bytes that are no UTF-8 in file names as these surrogates, and no others.
NAMES = HOSTILE.map(lambda text: NO_TEXT.sub("\udcff", text))
SENDABLE = HOSTILE.map(lambda text: NO_TEXT.sub("", text))

OBEYED = {
    # What makes terminals do things, and what changes the order in which a line is read.
    *map(chr, range(0x20)),
    *map(chr, range(0x7F, 0xA0)),
    *map(chr, range(0xD800, 0xE000)),
    *"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029",
} - {"\n"}
# What GitHub's runner looks for, whatever the command (actions/runner, ActionCommand.cs), and the
# agents of Azure Pipelines and TeamCity alike. For GitLab, more has to follow than is asked here.
COMMANDS = (
    re.compile(r"\s*::.*::"),
    re.compile(r".*##\w*\["),
    re.compile(r".*section_(start|end):\d+:[\w.-]+(\[.*\])?[\r\x1b]"),
)


def orders(output: str, *, besides: str = "") -> Iterator[str]:
    """The lines and characters of ``output`` that somebody would obey, but for ``besides``."""
    yield from sorted(OBEYED & set(output) - set(besides))
    for line in re.split(r"\r\n|\r|\n", output):
        if any(command.match(line) for command in COMMANDS):
            yield line


@pytest.mark.parametrize(
    "line",
    [
        "::error::x",
        " \t\u3000::error file=a:b,line=1::x",
        "a ##[error]x",
        "a ##vso[task.x]y",
        "##teamcity[x]",
        "section_start:1:x\r\x1b[0K",
        "\x1b[2J",
        "\u202e",
    ],
)
def test_what_would_be_obeyed_is_known_here(line: str) -> None:
    assert list(orders(line))


# ------------------------------------------------------------------------------------- reports


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report in which every text is hostile."""
    source = Source(draw(NAMES), draw(HOSTILE))
    offsets = st.integers(0, len(source.text))
    spans = st.tuples(offsets, offsets).map(lambda pair: Span(*sorted(pair)))
    rule = RULES[0]._replace(**_texts(draw, "id", "name", "summary", "rationale", "source"))
    found = Diagnostic(
        source_name=source.name,
        span=draw(spans),
        rule=rule.id,
        name=rule.name,
        severity=draw(st.sampled_from([each.severity for each in RULES])),
        message=draw(HOSTILE),
        url=rule.source,
        location=Location(0, draw(HOSTILE), draw(HOSTILE)),
        related=(Related(draw(HOSTILE), source.name, draw(spans)),),
        fix=Fix(draw(HOSTILE), (Edit(draw(spans), draw(HOSTILE)),), draw(st.booleans())),
        fingerprint="f" * 64,
    )
    some = draw(st.sampled_from([1, 11, 201]))
    checked = FileResult(
        source,
        1,
        (found,) * some,
        suppressed=(Suppressed(found, "comment", draw(HOSTILE)),),
        baselined=(found,),
    )
    return REPORT._replace(
        checked=[checked],
        clean=[draw(NAMES)],
        skipped=[(draw(NAMES), draw(HOSTILE))],
        failures=[Failure(draw(NAMES), draw(HOSTILE))],
        rules=[rule],
    )


def _texts(draw: st.DrawFn, *names: str) -> dict[str, Any]:
    return {name: draw(HOSTILE) for name in names}


def rendered(name: str, report: Report, style: Style | None = None) -> str:
    return "".join(load_renderer(name)(report, style or Style()))


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=examples(40), deadline=None)
@given(report=reports())
def test_no_format_gives_orders(name: str, report: Report) -> None:
    output = rendered(name, report)
    output.encode()
    assert unasked(name, output) == []


def unasked(name: str, output: str, besides: str = "") -> list[str]:
    """What somebody would obey in ``output``, which is in the format ``name``."""
    if name != "github":
        return list(orders(output, besides=besides))
    # This one does give orders: to annotate.
    own = re.compile(r"::(error|warning|notice) [^:]*::.+")
    return [line for line in orders(output) if not own.fullmatch(line)]


@pytest.mark.parametrize("name", ["full", "concise"])
@settings(max_examples=examples(40), deadline=None)
@given(report=reports())
def test_color_adds_no_line(name: str, report: Report) -> None:
    assert unstyle(rendered(name, report, Style(color=True))) == rendered(name, report)


@settings(max_examples=examples(40), deadline=None)
@given(reports())
def test_json_keeps_what_was_said(report: Report) -> None:
    output = rendered("json", report)
    assert output.isascii()
    (failure,) = json.loads(output)["failures"]
    assert failure == {"path": report.failures[0].path, "message": report.failures[0].message}


@pytest.mark.parametrize("name", ["json", "jsonl", "sarif", "gitlab", "rdjson"])
@settings(max_examples=examples(25), deadline=None)
@given(report=reports())
def test_json_can_be_read(name: str, report: Report) -> None:
    output = rendered(name, report)
    for each in output.splitlines() if name == "jsonl" else [output]:
        json.loads(each)


@settings(max_examples=examples(40), deadline=None)
@given(reports())
def test_xml_can_be_read(report: Report) -> None:
    ElementTree.fromstring(rendered("junit", report))


class Page(HTMLParser):
    """Collects the tags of a page, each with the names of its attributes, and where links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[tuple[str, ...]] = set()
        self.links: set[str] = set()
        self.declarations: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add((tag, *(name for name, _ in attrs)))
        self.links |= {value or "" for name, value in attrs if name in ("href", "src", "action")}

    def handle_comment(self, data: str) -> None:
        self.declarations.append(data)

    handle_pi = unknown_decl = handle_comment


@settings(max_examples=examples(40), deadline=None)
@given(reports())
def test_no_text_becomes_html(report: Report) -> None:
    page, usual = Page(rendered("html", report)), Page(rendered("html", REPORT))
    assert page.tags <= usual.tags | {("code",), ("p",)}
    assert page.declarations == []
    assert all(re.match("#findings$|https?://", link) for link in page.links)


# ------------------------------------------------------------------------- the command as a whole


class Done(NamedTuple):
    """What a run of the command gave."""

    code: int
    out: str
    err: str


def chatlint(*arguments: str) -> Done:
    """Run chatlint in this process, as the console script does."""
    out, err = (TextIOWrapper(BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with (
        patch.object(sys, "argv", ["chatlint", *arguments]),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = main.run()
    out.flush()
    err.flush()
    return Done(code, *(each.buffer.getvalue().decode() for each in (out, err)))


class Repository(NamedTuple):
    """A folder that somebody else filled."""

    template: str
    name: str
    config: dict[str, Any]
    rule: dict[str, Any]

    def write(self, folder: Path) -> None:
        (folder / self.name).write_bytes(self.template.encode("utf-8", "surrogatepass"))
        (folder / "plain.yaml").write_text("InstanceId: 1\nContactFlowId: ${F}\n")
        _write_yaml(folder / ".chatlint.yaml", self.config)
        (folder / "rules").mkdir()
        _write_yaml(folder / "rules" / "SHOP001-shop.yaml", self.rule)


def _write_yaml(file: Path, data: object) -> None:
    file.write_text(json.dumps(data))


TEMPLATE = {"InstanceId": 1, "ContactFlowId": "${FLOW}", "ParticipantDetails": {"DisplayName": "x"}}
RULE = {
    "schema": 1,
    "id": "SHOP001",
    "name": "shop",
    "severity": "warning",
    "source": "https://wiki.example.com",
    "at": "Attributes.*",
    "check": {"maxlength": 0},
    "examples": {"good": ["Attributes: {a: ''}"], "bad": ["Attributes: {a: «b»}"]},
}


@st.composite
def templates(draw: st.DrawFn) -> str:
    """JSON, YAML with a literal text and comments, or something that cannot be read."""
    attributes = draw(st.dictionaries(HOSTILE, HOSTILE, min_size=1, max_size=2))
    whole = {**TEMPLATE, draw(HOSTILE): draw(HOSTILE), "Attributes": attributes}
    text = json.dumps(whole, ensure_ascii=draw(st.booleans()), indent=draw(st.none() | st.just(1)))
    lines = NO_TEXT.sub("", draw(HOSTILE)).splitlines() or [""]
    block = "".join(f"{line}\n" for line in lines)
    return draw(
        st.sampled_from(
            [
                text,
                f"{text}{draw(HOSTILE)}",
                f"# {block}{text}\n",
                f"InstanceId: 1\nContactFlowId: |1\n {block}# {block}ParticipantDetails: {{}}\n",
                f"{block}InstanceId: 1\n{block}ContactFlowId: ${{F}}\n{block}",
            ]
        )
    )


@st.composite
def repositories(draw: st.DrawFn) -> Repository:
    """A repository with hostile texts wherever it can have some."""
    name = NO_NAME.sub("", NO_TEXT.sub("", draw(HOSTILE)))[:60]
    suffix = draw(st.sampled_from([".yaml", ".json", ""]))
    rule = RULE | {key: draw(SENDABLE) for key in ("summary", "rationale")}
    words = {
        "ignore": [draw(HOSTILE)],
        "exclude": [draw(HOSTILE)],
        "include": [draw(HOSTILE)],
        "severity": {draw(HOSTILE): "note"},
        "per-file": {draw(HOSTILE): {"ignore": [draw(HOSTILE)]}},
        "suppress": [{"path": draw(HOSTILE), "rules": ["CHAT104"], "reason": draw(HOSTILE)}],
        "placeholders": {"add": [draw(HOSTILE)]},
        "rules": [draw(HOSTILE)],
        "baseline": draw(HOSTILE),
        "target": draw(HOSTILE),
        "extends": draw(HOSTILE),
        "fail-on": draw(HOSTILE),
        draw(HOSTILE): draw(HOSTILE),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(words)), max_size=2, unique=True))
    config = {"rules": ["rules"]} | {key: words[key] for key in chosen}
    if draw(st.booleans()):
        rule |= {draw(st.sampled_from(["message", "id", "fix", draw(HOSTILE)])): draw(HOSTILE)}
    return Repository(draw(templates()), f"{name}x{suffix}", config, rule)


RUNS = [
    *(("check", ".", f"--format={name}") for name in FORMATS),
    ("check", ".", "--isolated"),
    ("check", ".", "--isolated", "--show-files"),
    ("check", ".", "--isolated", "--verbose", "--quiet"),
    ("check", ".", "--isolated", "--diff", "--unsafe-fixes"),
    ("check", ".", "--verbose"),
    ("check", ".", "--diff"),
    ("config",),
    ("test", "rules"),
]


@settings(max_examples=examples(40), deadline=None)
@given(repositories(), st.sampled_from(RUNS))
def test_no_run_gives_orders(repository: Repository, arguments: tuple[str, ...]) -> None:
    with TemporaryDirectory() as folder, chdir(folder):
        repository.write(Path(folder))
        done = chatlint(*arguments)
    assert done.code in (0, 1, 2)
    assert "internal error" not in done.out + done.err
    # What is to be applied keeps its tabs, its ends of lines, and what only looks like one.
    besides = "\t\r\u2028\u2029" if "--diff" in arguments else ""
    name = arguments[-1].removeprefix("--format=")
    assert [*unasked(name, done.out, besides), *orders(done.err)] == []


def test_what_stands_around_a_fix_is_not_obeyed() -> None:
    readable = [each for each in NASTY if each.isprintable() or each in "\u202e\u2066\x85"]
    comments = "".join(f"#{each}\n" for each in readable)
    block = "".join(f"{each}\n" for each in readable if each[0] in ":#")
    for around in (comments, "".join(f" {line}" for line in block.splitlines(keepends=True))):
        text = f"ContactFlowId: |1\n{around}InstanceId: 1\nInitialMessage: {{}}\n"
        with TemporaryDirectory() as folder, chdir(folder):
            Path("a.yaml").write_text(text)
            done = chatlint("check", "--diff", "a.yaml")
        assert "\n-InstanceId: 1\n" in done.out
        assert list(orders(done.out)) == []


@settings(max_examples=examples(40), deadline=None)
@given(
    SENDABLE,
    st.sampled_from(["--{}", "--select={}", "--format={}", "--config={}", "{}", "--target={}"]),
)
def test_no_mistake_on_the_command_line_gives_orders(text: str, option: str) -> None:
    with TemporaryDirectory() as folder, chdir(folder):
        done = chatlint("check", option.format(text.replace("\0", "")))
    assert [*orders(done.out), *orders(done.err)] == []


@pytest.mark.parametrize("name", FORMATS)
def test_the_hostile_files(shared: Path, name: str) -> None:
    with TemporaryDirectory() as folder, chdir(folder):
        for file in (shared / "hostile" / "G").iterdir():
            Path(file.name).write_bytes(file.read_bytes())
        done = chatlint("check", ".", "--format", name)
    assert done.code == 1
    assert unasked(name, done.out) == []
