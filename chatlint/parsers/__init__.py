"""Parse data files: the values at once, their positions on demand.

JSON and YAML have a parser here. Documents in other languages (Markdown, shell and so on) have no
values; finders search their text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from chatlint.files.reading import file_suffix
from chatlint.model.document import Document, Language, Limits, ParseIssue, ParseResult
from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax
from chatlint.model.source import Source, Span

# Characters that YAML 1.2 excludes, and those that JSON excludes outside of strings.
# (A class of the permitted characters would take 3 ms to compile.)
_FORBIDDEN: Mapping[Language, re.Pattern[str]] = {
    "yaml": lazy_regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"),
    "json": lazy_regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]"),
}
# Programs and scripts may contain form feeds and escape characters.
_FORBIDDEN_IN_CODE = lazy_regex("[\x00\ud800-\udfff]")

_LANGUAGES: Mapping[str, Language] = {
    ".json": "json",
    **dict.fromkeys((".yaml", ".yml"), "yaml"),
    **dict.fromkeys((".http", ".rest"), "http"),
    **dict.fromkeys((".md", ".markdown"), "markdown"),
    **dict.fromkeys((".sh", ".bash", ".zsh"), "shell"),
    **dict.fromkeys((".py", ".pyi"), "python"),
}
DATA_LANGUAGES: tuple[Language, ...] = ("yaml", "json")
"""The languages that have a parser in this package."""


def parse(
    source: Source,
    limits: Limits,
    language: Language | None = None,
    *,
    allow_placeholders: bool = False,
    syntax: PlaceholderSyntax = BUILT_IN,
) -> Document:
    """Parse ``source``; problems in the text become issues of the document.

    Args:
        source: the text.
        limits: the limits of one file.
        language: the language of the text; detected by default.
        allow_placeholders: whether JSON may contain placeholders without quotes.
        syntax: what is a placeholder.
    """
    language = language or detect_language(source)
    issue = _check_size(source, limits, language) or _check_characters(source, language)
    if issue is not None:
        return Document(source, ParseResult((), (issue,), lambda: ()), language)
    if language == "json":
        from chatlint.parsers import json, json_errors

        text = source.text
        result = json.parse(text, limits, syntax if allow_placeholders else None)
        issues = [json_errors.explain_placeholder(text, each, syntax) for each in result.issues]
        result = result._replace(issues=issues) if issues else result
        return Document(source, result, language)
    if language == "yaml":
        from chatlint.parsers import yaml

        return Document(source, yaml.parse(source.text, limits, syntax), language)
    return Document(source, ParseResult((), (), lambda: ()), language)


def detect_language(source: Source) -> Language:
    """Detect the language of ``source`` by its name's suffix, or else by its first character."""
    known = _LANGUAGES.get(file_suffix(source.name))
    return known or ("json" if source.text.lstrip()[:1] in ("{", "[") else "yaml")


def _check_size(source: Source, limits: Limits, language: Language) -> ParseIssue | None:
    limit = limits.size_of(".json" if language == "json" else ".yaml")
    text = source.text
    if len(text) * 4 <= limit or len(text.encode("utf-8", "surrogatepass")) <= limit:
        return None
    detail = f"larger than {limit:,} bytes; --max-size raises the limit"
    return ParseIssue("over-limit", Span(0, min(1, len(text))), detail)


def _check_characters(source: Source, language: Language) -> ParseIssue | None:
    text = source.text
    if source.encoding_issue is not None:
        offset = source.encoding_issue.offset
        return ParseIssue(
            "not-text", Span(offset, min(offset + 1, len(text))), source.encoding_issue.detail
        )
    bad = _FORBIDDEN.get(language, _FORBIDDEN_IN_CODE).search(text)
    if bad is None:
        return None
    code = ord(bad[0])
    if code == 0 and 3 * text.count("\0") > len(text):
        detail = "every other byte is NUL, which looks like UTF-16; save the file as UTF-8"
        return ParseIssue("not-text", Span(0, 1), detail)
    byte = len(text[: bad.start()].encode("utf-8", "surrogatepass"))
    detail = f"the character U+{code:04X} at byte {byte} is not text"
    return ParseIssue("not-text", Span(bad.start(), bad.end()), detail)
