"""Configuration files: text in, values and their places out. Nothing is judged here."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from chatlint.model.diagnostic import Part
from chatlint.model.document import Document, Limits, NonJsonValue, ParseResult
from chatlint.model.errors import UserError
from chatlint.model.path import Path
from chatlint.model.source import Source, Span
from chatlint.parsers import parse

PYPROJECT = "pyproject.toml"
TABLE = "tool.chatlint"

# Nobody's configuration can raise these.
_MAX_BYTES = 1024 * 1024
_LIMITS = Limits(size=_MAX_BYTES)


@dataclass(frozen=True)
class ConfigFile:
    """What one file configures.

    Args:
        path: its real path.
        document: its text, and for YAML what was read.
        values: what it says, by key.
        span: where a part of what it says stands.
    """

    path: str
    document: Document
    values: Mapping[str, Any]
    span: Callable[[Path, Part], Span]

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.document.source.name

    def position_of(self, path: Path, part: Part = "value") -> str:
        """``file:line:column`` of what stands at ``path``."""
        return self.document.source.where(self.span(path, part).start)


def load_file(path: str, name: str) -> ConfigFile | None:
    """Read the file ``path``, which messages call ``name``.

    Returns:
        What it says; None for a pyproject.toml that says nothing about chatlint.

    Raises:
        UserError: it cannot be read, or not as YAML or TOML.
    """
    data = _read_bytes(path, name)
    if len(data) > _MAX_BYTES:
        raise UserError(f"larger than {_MAX_BYTES:,} bytes", name)
    return parse_file(path, name, data)


def parse_file(path: str, name: str, data: bytes) -> ConfigFile | None:
    """Read ``data`` as if it stood in the file ``path``; all else is as for `load`."""
    in_toml = name.endswith(".toml")  # as it is called here, wherever a link leads
    return _parse_toml(path, name, data) if in_toml else _parse_yaml(path, name, data)


def _read_bytes(path: str, name: str) -> bytes:
    if not os.path.isfile(path):  # a FIFO, say, would never end
        raise UserError("no such file" if not os.path.exists(path) else "not a file", name)
    try:
        with open(path, "rb") as file:
            return file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise UserError(error.strerror or str(error), name) from None


def _parse_yaml(path: str, name: str, data: bytes) -> ConfigFile:
    document = parse(Source.from_bytes(name, data), _LIMITS)
    source = document.source
    if faults := document.parsed.errors:
        # No option raises the limits for a configuration.
        told = ((fault.span.start, fault.detail.partition("; --max-")[0]) for fault in faults)
        raise UserError("\n".join(f"{source.where(start)}: {words}" for start, words in told))
    values = [value for value in document.parsed.values if value is not None]
    if len(values) > 1 or not all(isinstance(value, dict) for value in values):
        raise UserError("expected one mapping, a configuration", source.where(0))

    def span(path: Path, part: Part) -> Span:
        return document.locate(document.parsed.values.index(values[0]), path, part).span

    return ConfigFile(path, document, values[0] if values else {}, span)


def _parse_toml(path: str, name: str, data: bytes) -> ConfigFile | None:
    import tomllib

    source = Source.from_bytes(name, data)
    if source.encoding_issue:
        raise UserError(source.encoding_issue.detail, source.where(source.encoding_issue.offset))
    try:
        tables = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise UserError(*_split_toml_error(name, str(error))) from None
    except RecursionError:
        raise UserError("nested too deeply", name) from None
    tool = tables.get("tool")
    found = tool.get("chatlint") if isinstance(tool, dict) else None
    if found is None:
        return None
    if not isinstance(found, dict):
        raise UserError(f"{TABLE} must be a table", source.where(0))
    document = Document(source, ParseResult((), (), lambda: ()))
    return ConfigFile(
        path, document, _convert_dates(found), lambda path, part: _find_in_toml(source.text, path)
    )


def _split_toml_error(name: str, words: str) -> tuple[str, str]:
    """The words of a TOML error, and the place they end in."""
    place = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", words, re.DOTALL)
    return (place[1], f"{name}:{place[2]}:{place[3]}") if place else (words, name)


def _convert_dates(value: Any) -> Any:
    """``value`` with the days and times TOML has as YAML's reader gives them."""
    if isinstance(value, dict):
        return {key: _convert_dates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_convert_dates(item) for item in value]
    if isinstance(value, datetime.date | datetime.time):
        return NonJsonValue("date", value.isoformat())
    return value


def _find_in_toml(text: str, path: Path) -> Span:
    """About where ``path`` stands: its keys are searched for, one after the other.

    What is not found stands where the one before it does, and without a table that is the start.
    """
    found = _TABLE.search(text)
    for step, before in zip(path, ("", *path), strict=False):
        start = found.start() if found else 0
        if isinstance(step, str):
            match = _key_pattern(step).search(text, found.end() if found else 0)
        else:  # one of an array of tables, or else of a list
            headers = _key_pattern(str(before), r"\s*\]\]").finditer(text, start)
            match = next(islice(headers, step, None), None)
        found = match or found
    return Span(*found.span()) if found else Span(0, min(1, len(text)))


_TABLE = re.compile(
    r"""^\s*\[+\s*tool\s*\.\s*["']?chatlint\b|\bchatlint(?=["']?\s*[=.])""", re.MULTILINE
)


def _key_pattern(name: str, after: str = r"\s*[=.\]]") -> re.Pattern[str]:
    written = re.escape(name)
    return re.compile(rf"""(?:(?<![\w"'-]){written}|"{written}"|'{written}')(?={after})""")
