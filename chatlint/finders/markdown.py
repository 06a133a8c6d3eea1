"""Find requests in fenced code blocks of Markdown.

markdown-it finds the fences as CommonMark defines them, in lists and quotes too. It reports lines
only, so the content of each line is located by the end of the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from chatlint.aws.model import ApiModel
from chatlint.finders.plain import resembles_request
from chatlint.finders.scanned import EmbeddedBlock
from chatlint.model.document import Language
from chatlint.model.errors import UserError
from chatlint.model.source import Span

_LANGUAGES: dict[str, Language] = {
    "json": "json",
    **dict.fromkeys(("yaml", "yml"), "yaml"),
    "http": "http",
    **dict.fromkeys(("sh", "shell", "bash", "zsh", "console", "terminal"), "shell"),
    **dict.fromkeys(("shell-session", "shellsession", "sh-session"), "shell"),
}
# The first characters of a block without a language.
_PREFIXES: tuple[tuple[str, Language], ...] = (
    ("{", "json"),
    ("PUT ", "http"),
    ("aws ", "shell"),
    ("$ aws ", "shell"),
)
_REQUIRED_TEXT = {"http": "/contact/chat", "shell": "start-chat-contact"}
_PROMPT = re.compile(r"(?:\$|>|%)[ ]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")


def find_blocks(text: str, api: ApiModel) -> Iterator[EmbeddedBlock]:
    """Find the fenced blocks of ``text`` that may contain a request.

    Raises:
        UserError: markdown-it is not installed.
    """
    lines = [Span(*line.span()) for line in _LINE.finditer(text)]
    for fence in _find_fences(text):
        content = fence.content
        language = _detect_language(fence.info, content)
        if language is None or _REQUIRED_TEXT.get(language, "") not in content:
            continue
        first = fence.map[0] + 1
        spans, margin = _locate_lines(text, lines[first:], content.split("\n")[:-1])
        if language == "shell" and _PROMPT.match(content.lstrip()):
            spans, margin = _skip_prompts(text, spans), None
        is_doubtful = language in ("json", "yaml") and not resembles_request(content, api)
        yield EmbeddedBlock(spans, language, margin, is_doubtful=is_doubtful)


def _find_fences(text: str) -> Iterator[Any]:
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        message = 'Markdown is read with markdown-it-py: pip install "connect-chatlint[code]"'
        raise UserError(message) from None
    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])  # no inline markup
    return (token for token in parser.parse(text) if token.type == "fence")


def _detect_language(info: str, content: str) -> Language | None:
    """Detect a block's language by its info string, or else by its first characters."""
    words = re.findall(r"[\w-]+", info)
    if words:
        return _LANGUAGES.get(words[0].lower())
    start = content.lstrip()
    return next((language for prefix, language in _PREFIXES if start.startswith(prefix)), None)


def _locate_lines(
    text: str, lines: Sequence[Span], content: Sequence[str]
) -> tuple[list[Span], str | None]:
    """Find the spans of the ``content`` of a block in ``lines``, and the margin they share."""
    spans: list[Span] = []
    margins = set()
    for (start, end), line in zip(lines, content, strict=False):
        bare = text[start:end].rstrip("\r\n")
        # markdown-it turns a tab that is partly list indentation into spaces.
        tail = line if bare.endswith(line) else line.lstrip()
        offset = start + len(bare) - len(tail)
        spans.append(Span(offset, end))
        if line.strip():
            margins.add(text[start:offset])
    return spans, margins.pop() if len(margins) == 1 else None


def _skip_prompts(text: str, spans: Sequence[Span]) -> list[Span]:
    """Shorten ``spans`` by the prompt that a terminal prints before each command."""
    prompts = (_PROMPT.match(text, start, end) for start, end in spans)
    return [
        Span(prompt.end(), span.end) if prompt else span
        for span, prompt in zip(spans, prompts, strict=True)
    ]
