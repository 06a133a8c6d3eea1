"""Parses a configuration file into values and their positions, without validating them."""

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
from chatlint.project.config.pyproject import TABLE, TABLE_START

_MAX_BYTES = 1024 * 1024  # no option raises the limits of a configuration
_LIMITS = Limits(size=_MAX_BYTES)


@dataclass(frozen=True)
class ConfigFile:
    """One parsed configuration file.

    Args:
        path: Its real path.
        document: Its text and, for YAML, its parsed form.
        values: Its settings by key.
        span: Finds the span of a key or value by its path.
    """

    path: str
    document: Document
    values: Mapping[str, Any]
    span: Callable[[Path, Part], Span]

    @property
    def name(self) -> str:
        """The file name as messages show it."""
        return self.document.source.name

    def position_of(self, path: Path, part: Part = "value") -> str:
        """Return ``file:line:column`` of the key or value at ``path``."""
        return self.document.source.where(self.span(path, part).start)


def load_file(path: str, name: str) -> ConfigFile | None:
    """Read and parse the configuration file ``path``.

    Args:
        path: Its real path.
        name: Its name in messages.

    Returns:
        None for a TOML file without the table of chatlint.

    Raises:
        UserError: The file cannot be read or is not valid YAML or TOML.
    """
    data = _read_bytes(path, name)
    if len(data) > _MAX_BYTES:
        raise UserError(f"larger than {_MAX_BYTES:,} bytes", name)
    return parse_file(path, name, data)


def parse_file(path: str, name: str, data: bytes) -> ConfigFile | None:
    """Parse ``data`` as the content of the file ``path``; otherwise like `load_file`."""
    is_toml = name.endswith(".toml")  # the name decides, not the target of a link
    return _parse_toml(path, name, data) if is_toml else _parse_yaml(path, name, data)


def _read_bytes(path: str, name: str) -> bytes:
    if not os.path.isfile(path):  # reading a FIFO, for example, would block
        raise UserError("no such file" if not os.path.exists(path) else "not a file", name)
    try:
        with open(path, "rb") as file:
            return file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise UserError(error.strerror or str(error), name) from None


def _parse_yaml(path: str, name: str, data: bytes) -> ConfigFile:
    document = parse(Source.from_bytes(name, data), _LIMITS)
    source = document.source
    if errors := document.parsed.errors:
        # The hints about --max options do not apply to a configuration.
        lines = (
            f"{source.where(e.span.start)}: {e.detail.partition('; --max-')[0]}" for e in errors
        )
        raise UserError("\n".join(lines))
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
    table = tool.get("chatlint") if isinstance(tool, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise UserError(f"{TABLE} must be a table", source.where(0))
    document = Document(source, ParseResult((), (), lambda: ()))
    return ConfigFile(
        path, document, _convert_dates(table), lambda path, part: _find_in_toml(source.text, path)
    )


def _split_toml_error(name: str, text: str) -> tuple[str, str]:
    """Split a message of `tomllib` into the message and the position at its end."""
    match = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", text, re.DOTALL)
    return (match[1], f"{name}:{match[2]}:{match[3]}") if match else (text, name)


def _convert_dates(value: Any) -> Any:
    """Convert TOML dates and times in ``value`` to what the YAML parser returns for them."""
    if isinstance(value, dict):
        return {key: _convert_dates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_convert_dates(item) for item in value]
    if isinstance(value, datetime.date | datetime.time):
        return NonJsonValue("date", value.isoformat())
    return value


def _find_in_toml(text: str, path: Path) -> Span:
    """Find the approximate span of ``path`` by searching for its keys one after the other.

    A key that is not found gets the span of its parent; without a table that is the start.
    """
    found = TABLE_START.search(text)
    for step, before in zip(path, ("", *path), strict=False):
        start = found.start() if found else 0
        if isinstance(step, str):
            match = _key_pattern(step).search(text, found.end() if found else 0)
        else:  # an item of an array of tables, or of a list
            headers = _key_pattern(str(before), r"\s*\]\]").finditer(text, start)
            match = next(islice(headers, step, None), None)
        found = match or found
    return Span(*found.span()) if found else Span(0, min(1, len(text)))


def _key_pattern(name: str, after: str = r"\s*[=.\]]") -> re.Pattern[str]:
    key = re.escape(name)
    return re.compile(rf"""(?:(?<![\w"'-]){key}|"{key}"|'{key}')(?={after})""")
