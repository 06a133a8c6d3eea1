"""Tries a target with mutated inputs, by atheris where it is installed, or by means of its own.

``python fuzz/TARGET.py --runs N [--seed S] [--plain] [FILE...]``: ``--plain`` does without atheris;
``FILE...`` are inputs that were kept, to be tried again. What a target cannot stand is kept in the
folder for temporary files, and ends the run.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from seeds import MOST, TOKENS, Seed, packed, seeds, unpacked

Target = Callable[[str, bytes], None]
"""Tries one input, given its name and its bytes; raises where something is wrong."""

Timed = Callable[[bytes], float]
"""Tries one input in one piece, and says how many seconds that took."""

KEPT = Path(tempfile.gettempdir()) / "chatlint-fuzz"


class TooSlow(Exception):  # noqa: N818 - not an error of the program
    """An input took too long."""


def fuzz(
    make: Callable[[], Target], seconds: float, start: Callable[[], list[Seed]] = seeds
) -> None:
    """Do what the command line asks for.

    Args:
        make: makes the target; chatlint is imported there, so that atheris can watch it.
        seconds: how long one input may take, in seconds of the processor.
        start: gives the inputs to begin with.
    """
    parser = argparse.ArgumentParser(description=(sys.modules["__main__"].__doc__ or ""))
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="do without atheris")
    parser.add_argument("files", nargs="*", type=Path, help="inputs to try again")
    asked = parser.parse_args()
    KEPT.mkdir(exist_ok=True)
    if asked.files:
        tried = _timed(make(), seconds)
        for file in asked.files:
            print(f"{file}: {tried(file.read_bytes()):.2f} s")
    elif asked.plain or find_spec("atheris") is None:
        _plainly(_timed(make(), seconds), start(), asked.runs, asked.seed)
    else:
        _with_atheris(lambda: _timed(make(), seconds), start, asked.runs, asked.seed)


def _timed(target: Target, seconds: float) -> Timed:
    """Tries an input with ``target``, which may take so many ``seconds``."""

    def tried(data: bytes) -> float:
        start = time.process_time()
        target(*unpacked(data))
        took = time.process_time() - start
        if took > seconds:
            raise TooSlow(f"{took:.1f} s")
        return took

    return tried


def _plainly(tried: Timed, start: list[Seed], runs: int, seed: int) -> None:
    pieces = [packed(each) for each in start]
    chance = random.Random(seed)
    longest = 0.0
    for _ in range(runs):
        data = _mutated(chance, pieces)
        try:
            longest = max(longest, tried(data))
        except BaseException:
            print(f"\nkept as {_kept(data)}", file=sys.stderr)
            raise
    print(f"{runs:,} runs from {len(pieces):,} seeds; the longest took {longest:.2f} s")


def _mutated(chance: random.Random, pieces: list[bytes]) -> bytes:
    data = chance.choice(pieces)
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        data = chance.choice(_MUTATIONS)(chance, data, pieces)[: MOST + 1]
    return data


def _spot(chance: random.Random, data: bytes) -> tuple[int, int]:
    """A short stretch behind the first byte."""
    start = chance.randint(1, max(1, len(data)))
    return start, start + chance.choice((1, 1, 2, 4, 16, 64))


def _inserted(chance: random.Random, data: bytes, pieces: list[bytes]) -> bytes:
    start, _ = _spot(chance, data)
    return data[:start] + chance.choice(TOKENS) + data[start:]


def _overwritten(chance: random.Random, data: bytes, pieces: list[bytes]) -> bytes:
    start, _ = _spot(chance, data)
    return data[:start] + chance.randbytes(1) + data[start + 1 :]


def _cut(chance: random.Random, data: bytes, pieces: list[bytes]) -> bytes:
    start, end = _spot(chance, data)
    return data[:start] + data[end:]


def _repeated(chance: random.Random, data: bytes, pieces: list[bytes]) -> bytes:
    start, end = _spot(chance, data)
    return data[:end] + data[start:end] * chance.choice((1, 2, 100)) + data[end:]


def _spliced(chance: random.Random, data: bytes, pieces: list[bytes]) -> bytes:
    other = chance.choice(pieces)
    return data[: _spot(chance, data)[0]] + other[_spot(chance, other)[0] :]


def _renamed(chance: random.Random, data: bytes, pieces: list[bytes]) -> bytes:
    return chance.randbytes(1) + data[1:]


_MUTATIONS = (_inserted, _inserted, _overwritten, _cut, _cut, _repeated, _spliced, _renamed)


def _kept(data: bytes) -> Path:
    file = KEPT / sha256(data).hexdigest()[:16]
    file.write_bytes(data)
    return file


def _with_atheris(
    make: Callable[[], Timed], start: Callable[[], list[Seed]], runs: int, seed: int
) -> None:
    import atheris

    with atheris.instrument_imports(include=["chatlint"]), tempfile.TemporaryDirectory() as folder:
        tried = make()

        def try_one(data: bytes) -> None:
            try:
                tried(data)
            except TooSlow:  # watched code is slow: it counts if it is so unwatched, too
                again = (sys.executable, sys.argv[0], str(_kept(data)))
                subprocess.run(again, check=True)

        for number, each in enumerate(start()):
            (Path(folder) / f"{number:05}").write_bytes(packed(each))
        words = Path(folder).with_suffix(".words")
        words.write_text("".join(f'"{_escaped(token)}"\n' for token in TOKENS))
        limits = (f"-runs={runs}", f"-seed={seed}", f"-max_len={MOST + 1}", "-timeout=60")
        places = (f"-dict={words}", f"-artifact_prefix={KEPT}/", folder)
        atheris.Setup([sys.argv[0], *limits, *places], try_one)
        atheris.Fuzz()  # it ends the process


def _escaped(token: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in token)
