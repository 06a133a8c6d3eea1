"""The way in: text to values, with places on demand. One module a language of data.

Of what is no data but may hold some (Markdown, say), only the text counts here; finders read it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from chatlint.files.reading import file_suffix
from chatlint.model.document import Document, Language, Limits, ParseIssue, ParseResult
from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.source import Source, Span

# What YAML 1.2 does not take for a character, and what JSON does not take outside of texts.
# (Said the other way round, as a class of what is taken, it needs 3 ms to be compiled.)
_NOT_IN: Mapping[Language, re.Pattern[str]] = {
    "yaml": lazy_regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"),
    "json": lazy_regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]"),
}
# Programs and scripts may have form feeds and escape characters in them.
_NOT_IN_CODE = lazy_regex("[\x00\ud800-\udfff]")


_LANGUAGES: Mapping[str, Language] = {
    ".json": "json",
    **dict.fromkeys((".yaml", ".yml"), "yaml"),
    **dict.fromkeys((".http", ".rest"), "http"),
    **dict.fromkeys((".md", ".markdown"), "markdown"),
    **dict.fromkeys((".sh", ".bash", ".zsh"), "shell"),
    **dict.fromkeys((".py", ".pyi"), "python"),
}
DATA_LANGUAGES: tuple[Language, ...] = ("yaml", "json")
"""The languages whose texts are values."""


def parse(
    source: Source, limits: Limits, language: Language | None = None, *, holes: bool = False
) -> Document:
    """Read ``source``.

    Args:
        source: the text.
        limits: how much of it is read.
        language: what it is written in; by default what its name's suffix or its beginning says.
        holes: whether placeholders may stand for values of JSON as they are, without quotes.
    """
    language = language or detect_language(source)
    fault = _too_big(source, limits, language) or _not_text(source, language)
    if fault is not None:
        return Document(source, ParseResult((), (fault,), lambda: ()), language)
    if language == "json":
        from chatlint.parsers import json

        return Document(source, json.parse(source.text, limits, holes=holes), language)
    if language == "yaml":
        from chatlint.parsers import yaml

        return Document(source, yaml.parse(source.text, limits), language)
    return Document(source, ParseResult((), (), lambda: ()), language)


def detect_language(source: Source) -> Language:
    """What ``source`` is written in, by its name's suffix or else by how it begins."""
    known = _LANGUAGES.get(file_suffix(source.name))
    return known or ("json" if source.text.lstrip()[:1] in ("{", "[") else "yaml")


def _too_big(source: Source, limits: Limits, language: Language) -> ParseIssue | None:
    limit = limits.size_of(".json" if language == "json" else ".yaml")
    text = source.text
    if len(text) * 4 <= limit or len(text.encode("utf-8", "surrogatepass")) <= limit:
        return None
    detail = f"larger than {limit:,} bytes; --max-size raises the limit"
    return ParseIssue("over-limit", Span(0, min(1, len(text))), detail)


def _not_text(source: Source, language: Language) -> ParseIssue | None:
    text = source.text
    if source.encoding_issue is not None:
        offset = source.encoding_issue.offset
        return ParseIssue(
            "not-text", Span(offset, min(offset + 1, len(text))), source.encoding_issue.detail
        )
    bad = _NOT_IN.get(language, _NOT_IN_CODE).search(text)
    if bad is None:
        return None
    code = ord(bad[0])
    if code == 0 and 3 * text.count("\0") > len(text):
        detail = "every other byte is NUL, which looks like UTF-16; save the file as UTF-8"
        return ParseIssue("not-text", Span(0, 1), detail)
    at = len(text[: bad.start()].encode("utf-8", "surrogatepass"))
    detail = f"the character U+{code:04X} at byte {at} is not text"
    return ParseIssue("not-text", Span(bad.start(), bad.end()), detail)
