"""Adds settings to configuration files; each edited text is verified by parsing it again."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from chatlint.edits.layout import SourceLayout
from chatlint.edits.quote import spell_scalar
from chatlint.files.atomic_write import replace_file, write_file
from chatlint.model.document import Node, NonJsonValue
from chatlint.model.errors import UserError
from chatlint.model.source import Source
from chatlint.project.config.config_file import ConfigFile, parse_file
from chatlint.project.config.pyproject import TABLE, TABLE_HEADER


class NewEntry(NamedTuple):
    """A ``suppress`` entry to add; an empty ``until`` means no end date."""

    path: str
    rules: tuple[str, ...]
    reason: str
    until: str = ""

    def to_value(self) -> dict[str, Any]:
        """Return the entry as the parsers would."""
        value = {"path": self.path, "rules": list(self.rules), "reason": self.reason}
        return value | ({"until": NonJsonValue("date", self.until)} if self.until else {})


def set_value(file: ConfigFile, key: str, value: str) -> str:
    """Return the text of ``file`` with ``value`` under ``key``, which must not exist yet.

    Raises:
        UserError: The notation of the file does not allow it.
    """
    values = {**file.values, key: value}
    text, line_break = file.document.source.text, _line_break(file)
    if _is_toml(file):
        header = TABLE_HEADER.search(text)
        at = header.end() if header else len(text)
        line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
        return _verify(file, f"{text[:at]}{line}{line_break}{text[at:]}", values, line)
    line = f"{key}: {spell_scalar(value, '')}"
    # `chatlint init` writes this line as a comment.
    commented = re.compile(rf"^# (?={re.escape(line)}\s*$)", re.MULTILINE)
    added = commented.sub("", text, count=1)
    return _verify(
        file, added if added != text else _append_lines(text, [line], line_break), values, line
    )


def add_entries(file: ConfigFile, entries: Sequence[NewEntry]) -> str:
    """Return the text of ``file`` with more ``suppress`` entries.

    Raises:
        UserError: The notation of the file does not allow it.
    """
    existing = file.values.get("suppress", [])
    values = {**file.values, "suppress": [*existing, *(each.to_value() for each in entries)]}
    text, line_break = file.document.source.text, _line_break(file)
    if _is_toml(file):
        lines = [line for each in entries for line in _format_toml_table(each)]
        added: str | None = _append_lines(text, lines, line_break)
    elif "suppress" in file.values:
        added = _append_to_list(file, entries, line_break)
    else:
        lines = [
            "suppress:",
            *(line for each in entries for line in _format_block(each, "", "  - ")),
        ]
        added = _append_lines(text, lines, line_break)
    return _verify(file, added, values, f"suppress: [{_format_flow(entries[0], '')}]")


def save_config(file: ConfigFile, text: str) -> None:
    """Replace the content of ``file`` by ``text``, or create the file.

    Raises:
        UserError: The file cannot be written, or was changed since it was read.
    """
    try:
        if not os.path.lexists(file.path):
            replace_file(file.path, text.encode())
            return
        with open(file.path, "rb") as opened:
            seen, data = os.fstat(opened.fileno()), opened.read()
        if Source.from_bytes(file.name, data).text != file.document.source.text:
            raise UserError("was changed meanwhile; not written", file.name)
        write_file(file.path, data, text, seen)
    except OSError as error:
        raise UserError(error.strerror or str(error), file.name) from None


def _verify(file: ConfigFile, text: str | None, values: Mapping[str, Any], line: str) -> str:
    """Return ``text`` if it parses as ``values``; else raise a UserError that suggests ``line``."""
    try:
        parsed = None if text is None else parse_file(file.path, file.name, text.encode())
    except (UserError, UnicodeEncodeError):
        parsed = None
    if text is None or parsed is None or parsed.values != values:
        where = f"below [{TABLE}] " if _is_toml(file) else ""
        raise UserError(
            "nothing can be added to how this is written", file.name, f"put {where}{line}"
        )
    return text


def _is_toml(file: ConfigFile) -> bool:
    return file.name.endswith(".toml")


def _line_break(file: ConfigFile) -> str:
    return SourceLayout(file.document).usual_line_break


def _append_lines(text: str, lines: Sequence[str], line_break: str) -> str:
    ended = text if not text or text.endswith("\n") else text + line_break
    return ended + "".join(line + line_break for line in lines)


def _append_to_list(file: ConfigFile, entries: Sequence[NewEntry], line_break: str) -> str | None:
    """Append ``entries`` to the existing list; None if its notation does not allow it."""
    document = file.document
    number = next(i for i, value in enumerate(document.parsed.values) if value is not None)
    layout = SourceLayout(document)
    items = layout.find_node(number, ("suppress",))
    members = layout.member_spans(items) if items and items.items is not None else None
    if items is None or members is None:
        return None
    text, quote = layout.text, layout.value_quote
    if items.flow:
        at = members[-1].end if members else items.span.start + 1
        listed = ", ".join(_format_flow(each, quote) for each in entries)
        return f"{text[:at]}{', ' if members else ''}{listed}{text[at:]}"
    at_end = layout.line_end(members[-1].end)
    if at_end is None:
        return None
    dash = (
        layout.before_on_line(members[-1].start)
        + text[slice(*_dash_bounds(members[-1].start, items))]
    )
    lines = (line for each in entries for line in _format_block(each, quote, dash))
    return text[:at_end] + "".join(line_break + line for line in lines) + text[at_end:]


def _dash_bounds(start: int, items: Node) -> tuple[int, int]:
    """Return the bounds of the dash at ``start``, the last item's, with the blanks after it."""
    assert items.items
    return start, items.items[-1].span.start


def _format_block(entry: NewEntry, quote: str, dash: str) -> list[str]:
    """Format ``entry`` as lines of a block list."""
    first, *more = _format_pairs(entry, quote)
    return [dash + first, *(" " * len(dash) + each for each in more)]


def _format_flow(entry: NewEntry, quote: str) -> str:
    return "{" + ", ".join(_format_pairs(entry, quote)) + "}"


def _format_pairs(entry: NewEntry, quote: str) -> list[str]:
    pairs = [
        f"path: {spell_scalar(entry.path, quote)}",
        f"rules: [{', '.join(entry.rules)}]",
        f"reason: {spell_scalar(entry.reason, quote)}",
    ]
    return [*pairs, f"until: {entry.until}"] if entry.until else pairs


def _format_toml_table(entry: NewEntry) -> list[str]:
    rules = ", ".join(json.dumps(rule) for rule in entry.rules)
    lines = [
        "",
        f"[[{TABLE}.suppress]]",
        f"path = {json.dumps(entry.path, ensure_ascii=False)}",
        f"rules = [{rules}]",
        f"reason = {json.dumps(entry.reason, ensure_ascii=False)}",
    ]
    return [*lines, f"until = {entry.until}"] if entry.until else lines
