"""The way in: text to values, with places on demand. One module a language."""

from __future__ import annotations

import re

from chatlint.document import Document, Fault, Limits, Reading
from chatlint.text import Source, Span

# What YAML 1.2 does not take for a character, and what JSON does not take outside of texts.
_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_JSON = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def read(source: Source, limits: Limits) -> Document:
    """Read ``source`` as JSON or YAML, by its name's suffix or else by how it begins."""
    json_text = is_json(source)
    fault = _too_big(source, limits, json_text) or _not_text(source, json_text)
    if fault is not None:
        return Document(source, Reading((), (fault,), lambda: ()))
    if json_text:
        from chatlint.readers import json as reader
    else:
        from chatlint.readers import yaml as reader  # type: ignore[no-redef]
    return Document(source, reader.read(source.text, limits))


def suffix(name: str) -> str:
    """The part of a file's name that says its language, in lower case."""
    return "." + name.rpartition(".")[2].lower()


def is_json(source: Source) -> bool:
    """Whether ``source`` is read as JSON, not YAML."""
    ending = suffix(source.name)
    if ending in (".json", ".yaml", ".yml"):
        return ending == ".json"
    return source.text.lstrip()[:1] in ("{", "[")


def _too_big(source: Source, limits: Limits, is_json: bool) -> Fault | None:
    limit = limits.size_of(".json" if is_json else ".yaml")
    text = source.text
    if len(text) * 4 <= limit or len(text.encode("utf-8", "surrogatepass")) <= limit:
        return None
    detail = f"larger than {limit:,} bytes; --max-size raises the limit"
    return Fault("over-limit", Span(0, min(1, len(text))), detail)


def _not_text(source: Source, is_json: bool) -> Fault | None:
    text = source.text
    if source.fault is not None:
        offset = source.fault.offset
        return Fault("not-text", Span(offset, min(offset + 1, len(text))), source.fault.detail)
    bad = (_NOT_JSON if is_json else _NOT_YAML).search(text)
    if bad is None:
        return None
    code = ord(bad[0])
    if code == 0 and 3 * text.count("\0") > len(text):
        detail = "every other byte is NUL, which looks like UTF-16; save the file as UTF-8"
        return Fault("not-text", Span(0, 1), detail)
    at = len(text[: bad.start()].encode("utf-8", "surrogatepass"))
    detail = f"the character U+{code:04X} at byte {at} is not text"
    return Fault("not-text", Span(bad.start(), bad.end()), detail)
