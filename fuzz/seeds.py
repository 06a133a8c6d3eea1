"""Where mutated inputs come from: texts that are right, wrong, or made to break readers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent

NAMES = ("a.yaml", "a.json", "a.jsonl", "a.md", "a.sh", "a.http", "a.py")
"""What an input may be called; its first byte says which of them."""

MOST = 16 * 1024
"""So many bytes of a seed at most: what is long costs time, and says little that is new."""

TOKENS = [
    *(b": ", b"- ", b"? ", b"# ", b", ", b"[", b"]", b"{", b"}", b"'", b'"', b"\\"),
    *(b"|\n", b">-\n", b"&a ", b"*a", b"<<: *a", b"!!str ", b"!x ", b"%YAML 1.2\n"),
    *(b"---\n", b"...\n", b"\t", b"\r", b"\r\n", b"\0", b"\x85", b"\xef\xbb\xbf"),
    *(b"\xff\xfe", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"\xf0\x9f\x98\x80", b"\x1b[31m"),
    *(b"\\ud83d", b"\\u0000", b"::error::", b"null", b"~", b"no", b"012", b"0x_", b"1:30"),
    *(b"1e999", b".nan", b"-0", b"2024-02-30", b"${A}", b"{{ a }}", b"<A>", b"password"),
    *(b"InstanceId", b"instanceId", b"ContactFlowId", b"ParticipantDetails", b"Attributes"),
    *(b"InitialMessage", b"ContentType", b"text/plain", b"SupportedMessagingContentTypes"),
    *(b"SegmentAttributes", b"ValueMap", b"PersistentChat", b"ChatDurationInMinutes"),
    *(b"arn:aws:states:::aws-sdk:connect:startChatContact", b"Input", b"```yaml\n"),
    *(b"aws connect start-chat-contact ", b"# chatlint: ignore[CHAT401] why\n"),
]
"""What mutations put in: the punctuation of the languages, and words that mean something."""


class Seed(NamedTuple):
    """An input, and what it is called."""

    name: str
    data: bytes


def seeds() -> list[Seed]:
    """Everything at hand: examples of the rules, of the project, and what CHATLINT_SHARED has."""
    return [Seed(seed.name, seed.data[:MOST]) for seed in (*_of_rules(), *_of_files())]


def _of_rules() -> Iterator[Seed]:
    from chatlint.authoring.example_tests import parse_marks
    from chatlint.rules.loader import load_shipped_rules

    for rule in load_shipped_rules(examples=True):
        for example in (*rule.good, *rule.bad):
            source = parse_marks(example).source
            yield Seed(_named(source.name), source.text.encode("utf-8", "surrogatepass"))


def _of_files() -> Iterator[Seed]:
    folders = [ROOT / "examples", ROOT / "tests" / "forms"]
    if shared := os.environ.get("CHATLINT_SHARED"):
        folders += [Path(shared) / each for each in ("suites", "hostile", "corpus")]
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix != ".txt":
                yield Seed(_named(file.name), file.read_bytes())


def _named(name: str) -> str:
    """The one of ``NAMES`` with the suffix of ``name``."""
    return next((each for each in NAMES if each[1:] == Path(name).suffix), NAMES[0])


def packed(seed: Seed) -> bytes:
    """``seed`` as one piece, its name in the first byte."""
    return bytes([NAMES.index(seed.name)]) + seed.data


def unpacked(data: bytes) -> Seed:
    """What ``data`` stands for, whatever it is."""
    return Seed(NAMES[data[0] % len(NAMES)] if data else NAMES[0], data[1:])
