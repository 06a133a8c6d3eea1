"""The table of chatlint in a pyproject.toml: its name, and where it is in the text.

`tomllib` gives no positions and is slow to import, so the text is searched with regular
expressions. `search` imports this module in every run; keep it small.
"""

from __future__ import annotations

import re

from chatlint.model.lazy_regex import lazy_regex

PYPROJECT = "pyproject.toml"
TABLE = "tool.chatlint"

TABLE_HINT = lazy_regex(
    rb"""
      tool["']?\s*\.\s*["']?chatlint\b
    | ^\s*\[\s*["']?tool["']?\s*\]
    | ^\s*["']?tool["']?\s*[.=]
    """,
    re.MULTILINE | re.VERBOSE,
)
"""Matches in every file that may have the table, however TOML allows to write it."""

TABLE_START = lazy_regex(
    r"""^\s*\[+\s*tool\s*\.\s*["']?chatlint\b|\bchatlint(?=["']?\s*[=.])""", re.MULTILINE
)
"""Matches where the table or one of its keys begins."""

TABLE_HEADER = lazy_regex(
    r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*chatlint[ \t]*\][^\n]*\n?", re.MULTILINE
)
"""Matches the header line of the table; new keys are inserted below it."""
