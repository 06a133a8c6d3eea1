"""The hashes by which GitHub knows a line again when it has moved."""

from __future__ import annotations

import re
import struct
from collections import Counter
from itertools import accumulate

_WINDOW = 100  # code units of UTF-16
_BASE = 37
_MODULUS = 1 << 64
_LINE_FEED, _END = ord("\n"), 0xFFFF


def line_hashes(text: str) -> list[str]:
    """The hash of each line of ``text``; lines that look alike are numbered behind a colon.

    A hash is that of what begins with the line and goes on over the lines below: 100 code units,
    blanks and tabs left out, every line end one line feed. A mark and zeros follow the last line.
    It is what the action ``upload-sarif`` calls ``primaryLocationLineHash``, but that sees a byte
    order mark.

    Source: https://github.com/github/codeql-action/blob/main/src/fingerprints.ts
    """
    plain = re.sub("[ \t]", "", re.sub("\r\n?", "\n", text))
    data = plain.encode("utf-16-le", "surrogatepass")
    units = [*struct.unpack(f"<{len(data) // 2}H", data), _END]
    starts = [0, *(index + 1 for index, unit in enumerate(units) if unit == _LINE_FEED)]
    sums = list(accumulate([*units, *[0] * _WINDOW], _next, initial=0))
    leaving = pow(_BASE, _WINDOW, _MODULUS)
    seen: Counter[int] = Counter()
    hashes = []
    for start in starts:
        value = (sums[start + _WINDOW] - sums[start] * leaving) % _MODULUS
        seen[value] += 1
        hashes.append(f"{value:x}:{seen[value]}")
    return hashes


def _next(total: int, unit: int) -> int:
    return (total * _BASE + unit) % _MODULUS
