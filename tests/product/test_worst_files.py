"""One file can keep chatlint busy for a moment only, whatever is in it.

Each was made to take long somewhere, as big as it may be. What takes more than linear time is far
from done when its time is up.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from command import chatlint
from effort import mostly_slow

YAML = "InstanceId: ${I}\nContactFlowId: ${F}\nParticipantDetails: {DisplayName: J}\n"
FIELDS = {
    "InstanceId": "${I}",
    "ContactFlowId": "${F}",
    "ParticipantDetails": {"DisplayName": "J"},
}
MOST_YAML, MOST_JSON = 256 * 1024, 1024 * 1024


def block(name: str, *entries: str) -> str:
    return YAML + f"{name}:\n" + "".join(f"  {entry}\n" for entry in entries)


def flow(*entries: str) -> str:
    start = "InstanceId: '${I}', ContactFlowId: '${F}', ParticipantDetails: {DisplayName: J}"
    return f"{{{', '.join((start, *entries))}}}\n"


def filled(unit: str, most: int = MOST_JSON) -> str:
    """A text full of ``unit`` that leaves room for a request around it."""
    return unit * ((most - 1000) // len(json.dumps(unit, ensure_ascii=False)[1:-1].encode()))


def of_content(unit: str, kind: str = "text/plain") -> str:
    message = {"ContentType": kind, "Content": filled(unit)}
    return json.dumps({**FIELDS, "InitialMessage": message}, ensure_ascii=False)


def of_attribute(unit: str) -> str:
    return block("Attributes", f"a: '{filled(unit, MOST_YAML)}'")


def with_members(**members: object) -> str:
    return json.dumps({**FIELDS, **members})


def nested_segments(count: int) -> dict[str, object]:
    """Many wrong entries far down, below keys as long as they may be."""
    segments: dict[str, object] = {f"a{n} b": {"ValueInteger": "x"} for n in range(count)}
    for depth in range(28):
        segments = {f"k{depth:02}{'x' * 1000}": {"ValueMap": segments}}
    return segments


WIDE = range(9_000)
MARKS = (
    *("{{", "${", "{%", "$.", "@@", "<x"),  # placeholders, if they ended
    *("a.b@c.d ", "+1 415 ", "4111 1111 "),  # people
    *("eyJ.", "-----BEGIN "),  # secrets
)
CASES = {f"{n:013b}".replace("0", "a").replace("1", "A"): "" for n in range(8_000)}
REQUEST = "- InstanceId: 1\n  ContactFlowId: 2\n  ParticipantDetails: {DisplayName: ''}\n"
SCRIPT = "aws connect start-chat-contact --instance-id x\n"
FILES = {
    # Thousands of findings, and what is told of each
    "findings-in-flow.yaml": flow(f"Attributes: {{{', '.join(f'a{n} b: 1' for n in WIDE)}}}"),
    "unknown-in-flow.yaml": flow(*(f"Nonsense{n}: 1" for n in WIDE)),
    "unknown-in-block.yaml": YAML + "".join(f"Nonsense{n}: 1\n" for n in WIDE),
    "nearly-known.json": with_members(**{f"ParticipantDetail{n}": 1 for n in WIDE}),
    "doubled.yaml": YAML + "InstanceId: a\n" * 9_000,
    "doubled-items.yaml": block("SupportedMessagingContentTypes", *["- text/plain"] * 9_000),
    "secrets.yaml": block(
        "Attributes", *(f"password{n}: AKIAIOSFODNN7EXA{n:04}" for n in range(6_000))
    ),
    "people.yaml": block(
        "Attributes", *(f"k{n}: jane{n}@gmail.com +1 415 555 2671" for n in range(5_000))
    ),
    "case.json": with_members(Attributes=CASES),
    "long-key.json": with_members(
        SegmentAttributes={"K" * 500_000: {"ValueMap": dict.fromkeys(map(str, WIDE), 5)}}
    ),
    "long-keys.json": with_members(SegmentAttributes=nested_segments(4_000)),
    "requests.yaml": REQUEST * 2_300,
    "documents.yaml": "---\n".join([YAML + "".join(f"X{n}: 1\n" for n in range(90))] * 100),
    "comments.yaml": YAML + "".join(f"X{n}: 1 # chatlint: ignore[CHAT102]\n" for n in range(6_000)),
    "comment.yaml": f"{YAML}# chatlint: ignore[{'CHAT401,' * 30_000}]\n",
    # What looks for something in texts
    **{f"content-{mark.encode().hex()}.json": of_content(mark) for mark in MARKS},
    "links.json": of_content("![](", "text/markdown"),
    "brackets.json": of_content("[", "application/json"),
    "url.yaml": of_attribute("://a:b@"),
    "letters.yaml": of_attribute("0123456789abcdef"),
    # What reads
    "tags.yaml": f"{YAML}a: {'!' * (MOST_YAML - 200)}",
    "escapes.yaml": YAML + 'a: "' + "\\u0041\\n" * 30_000 + '"\n',
    "unclosed.yaml": f"{YAML}a: [{'1,' * 9_000}",
    "unclosed.json": '{"InstanceId": "a", "ContactFlowId": ' + "[" * 1_000_000,
    "lines.yaml": "\n" * (MOST_YAML - 200) + YAML,
    "colons.yaml": "x: [" + "a:" * 130_000,
    "colons.json": "[" + "a:" * 500_000,
    "promises.json": "[" + "pin:" * 250_000,
    "promises.yaml": f"{YAML}a: {'token:' * 40_000}",
    # Requests in other languages
    "requests.http": 'PUT /contact/chat\n\n{"instanceid":"i","attributes":{"a b":"x"}}\n###\n'
    * 3_900,
    "blank.http": "PUT /contact/chat\n" + " \n" * 125_000 + "{}",
    "spaces.http": f"PUT {' ' * 250_000}\nPUT /contact/chat\n\n{{}}",
    "places.py": f"c.start_chat_contact(Attributes={dict.fromkeys((f'é{n}' for n in WIDE), 1)})",
    "pipes.sh": SCRIPT + "a|" * 125_000,
    "lines-of-pipes.sh": SCRIPT + "a|\n" * 80_000,
    "brackets.sh": SCRIPT + "[]" * 125_000,
    "braces.sh": SCRIPT + "{;" * 125_000,
    "cases.sh": SCRIPT + "x) " * 80_000,
    "letters.md": '```json\n{"InstanceId": "i", "ContactFlowId": ' + "a" * 250_000,
    "pipes-in-quotes.sh": SCRIPT + "|\n'A" * 60_000,
    "blocks.md": f"```sh\n{SCRIPT}{'[]' * 1_000}\n```\n" * 120,
    "requests.py": 'c.start_chat_contact(InstanceId="i",Attributes={"a b":1})\n' * 4_400,
}
CODE = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from chatlint.__main__ import main
code = main()
(line,) = (line for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(line.split()[1], file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize(
    "name",
    mostly_slow(FILES, "blank.http,colons.yaml,doubled.yaml,lines-of-pipes.sh,links.json"),
)
def test_no_file_takes_long_or_much(tmp_path: Path, name: str) -> None:
    data = FILES[name].encode()
    assert len(data) <= (MOST_JSON if name.endswith(".json") else MOST_YAML)
    (tmp_path / name).write_bytes(data)
    done = limited(name, cwd=tmp_path)
    assert done.returncode in (0, 1), done.stderr
    assert "failed" not in done.stdout
    assert int(done.stderr) < 300_000  # KiB


def limited(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Check with little time; the last line of standard error is the most memory used, in KiB."""
    return subprocess.run(
        [sys.executable, "-c", CODE, "check", "--no-cache", "--isolated", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("unit", ["\0", " ", "[", '{"InstanceId":"a"},', "\n", "{}\n"], ids=repr)
def test_nor_does_what_is_packed_too_well(tmp_path: Path, unit: str) -> None:
    """Ten gigabytes in ten megabytes: so much that unpacking alone takes longer than there is."""
    event = '{"eventSource": "connect.amazonaws.com", "eventName": "StartChatContact", '
    start = f'{event}"requestParameters": {{"InstanceId": "a", "ContactFlowId": "b"}}}}\n'
    more = gzip.compress((unit * (10_000_000 // len(unit))).encode())
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(start.encode()) + more * 1_000)
    done = limited("--format=concise", "a.jsonl.gz", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert "unpacks to more than 50 times its size, or too many small records; --max" in done.stdout
    assert int(done.stderr) < 300_000


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_nor_do_fixes_that_do_harm(tmp_path: Path) -> None:
    # Taken out, the null would be missing; so each fix is tried with and without the others.
    attributes = ", ".join(f"{n} b: 1" for n in WIDE)
    start = "{ConnectInstanceId: null, ContactFlowId: '${F}', Attributes: "
    text = f"{start}{{{attributes}}}}}\n"
    (tmp_path / "a.yaml").write_text(text)
    # Errors of a rule that is left out count, so that each try is two checks.
    done = limited("--fix", "--unsafe-fixes", "--ignore=CHAT303", "a.yaml", cwd=tmp_path)
    assert done.returncode == 1, done.stderr[-500:]
    *told, summary, memory = done.stderr.splitlines()
    assert "CHAT104 is not fixed: too many fixes of this file do harm" in told[-2]
    assert told[-1] == "a.yaml: 8,801 more findings are not fixed"
    assert (summary, (tmp_path / "a.yaml").read_text()) == ("fixed 0 findings in 0 files", text)
    assert int(memory) < 300_000


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("findings-in-flow.yaml", "--add-ignore=x"),
        ("findings-in-flow.yaml", "--diff"),
        ("people.yaml", "--diff"),
        ("long-keys.json", "--diff"),
        ("long-keys.json", "--format=sarif"),
        ("requests.http", "--diff"),
    ],
)
@pytest.mark.usefixtures("fuse")
def test_nor_does_what_else_can_be_done_with_it(tmp_path: Path, name: str, option: str) -> None:
    (tmp_path / name).write_text(FILES[name])
    done = chatlint("check", "--no-cache", "--isolated", option, name, cwd=tmp_path)
    assert done.returncode in (0, 1), done.stderr


@pytest.mark.slow
def test_what_is_too_much_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.http").write_text(FILES["requests.http"])
    done = chatlint("check", "--no-cache", "--isolated", "--format=json", "a.http", cwd=tmp_path)
    (told,) = (each for each in json.loads(done.stdout)["diagnostics"] if each["rule"] == "CHAT004")
    assert "more than 1,000 texts that may hold requests; split the file" in told["message"]


@pytest.mark.usefixtures("fuse")
def test_no_path_has_more_ways_than_places(tmp_path: Path) -> None:
    (tmp_path / ".chatlint.yaml").write_text(f'requests: "{"**." * 30}x"\n')
    (tmp_path / "a.yaml").write_text(f"a: {'{a: ' * 60}1{'}' * 60}\n")
    done = chatlint("check", "--no-cache", "-v", ".", cwd=tmp_path)
    assert "left out: a.yaml: holds no StartChatContact request" in done.stderr
    (tmp_path / "a.yaml").write_text(f"a: {'{a: ' * 50}{{x: {{Attributes: 1}}}}{'}' * 50}\n")
    done = chatlint(
        "check", "--no-cache", "--select=CHAT104", "--format=concise", ".", cwd=tmp_path
    )
    assert done.stdout.count("CHAT104") == 1
