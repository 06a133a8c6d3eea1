"""Check that tokens repeated up to the size limit do not slow ``chatlint check`` down.

``python fuzz/repeat.py [--runs N] [--seed S]``: each run repeats a few tokens, after what makes the
file one about requests. An input that is slow when small is tried at full size, and is reported
if it takes more than two seconds of CPU time.
"""

from __future__ import annotations

import argparse
import random
import signal
import string
import sys
import time
from collections.abc import Callable
from io import BufferedReader, BytesIO

from seeds import TOKENS

REQUEST = b"InstanceId: i\nContactFlowId: f\nParticipantDetails: {DisplayName: d}\n"
BEGINNINGS = {
    "a.yaml": (b"", b"[", REQUEST, REQUEST + b"Attributes: {a: '", REQUEST + b"Attributes:\n  a: "),
    "a.json": (b"[", b'{"InstanceId": "', b'{"InstanceId": "i", "ContactFlowId": {'),
    "a.jsonl": (b'{"InstanceId": "', b'{"Records": ['),
    "a.md": (b"", b"start-chat-contact\n", b'```json\n{"InstanceId": ', b"```sh\naws connect "),
    "a.sh": (
        b"aws connect start-chat-contact ",
        b"aws connect start-chat-contact --instance-id i\n",
    ),
    "a.http": (b"PUT ", b"PUT /contact/chat\n", b"PUT /contact/chat\n\n{"),
    "a.py": (b"c.start_chat_contact(InstanceId=", b"c.start_chat_contact(Attributes={}, **", b"'"),
}
LETTERS = [character.encode() for character in string.printable] + ["é".encode(), b"\n  ", b"\n\n"]
SMALL, FULL = 32 * 1024, {"a.json": 1024 * 1024, "a.jsonl": 1024 * 1024}
MOST = 2.0
SUSPECT = 0.15  # seconds for the small one; what takes linear time is done with the full one then


def seconds(check: Callable[[str, bytes], object], name: str, data: bytes) -> float:
    """How long it takes to check ``data`` as the file ``name``, in seconds of the processor."""
    start = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, 2 * MOST)
    try:
        check(name, data)
    except _Late:
        pass
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - start


class _Late(BaseException):
    """It goes on and on."""


def _stop(number: int, frame: object) -> None:
    raise _Late


def main() -> None:
    """Try what the command line asks for."""
    from chatlint.linter.file_linter import lint_open_file
    from chatlint.linter.linter import Linter

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    signal.signal(signal.SIGPROF, _stop)
    linter = Linter()
    chance = random.Random(asked.seed)
    longest = 0.0

    def check(name: str, data: bytes) -> object:
        return lint_open_file(linter, name, BufferedReader(BytesIO(data)))

    for _ in range(asked.runs):
        name = chance.choice([*BEGINNINGS])
        start = chance.choice(BEGINNINGS[name])
        unit = b"".join(
            chance.choice(chance.choice([TOKENS, LETTERS])) for _ in range(chance.randint(1, 4))
        )
        size = FULL.get(name, 256 * 1024)
        if seconds(check, name, start + unit * (SMALL // len(unit))) > SUSPECT:
            took = seconds(check, name, start + unit * ((size - len(start)) // len(unit)))
            longest = max(longest, took)
            if took > MOST:
                print(f"{name}: {start!r} and then {unit!r} took {took:.1f} s", flush=True)
    print(f"{asked.runs:,} runs; the longest took {longest:.2f} s")
    sys.exit(longest > MOST)


if __name__ == "__main__":
    main()
