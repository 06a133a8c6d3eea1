"""Examples in documentation: fenced code blocks of Markdown that hold a request.

Where fences begin and end, in lists, quotes and each other, is markdown-it's to say, which does as
CommonMark demands; it knows lines only, so each line of a block is found again at its line's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

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
# What begins a block that does not say its language.
_BEGINNINGS: tuple[tuple[str, Language], ...] = (
    ("{", "json"),
    ("PUT ", "http"),
    ("aws ", "shell"),
    ("$ aws ", "shell"),
)
_NEEDED = {"http": "/contact/chat", "shell": "start-chat-contact"}
_PROMPT = re.compile(r"(?:\$|>|%)[ ]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")


def find_blocks(text: str, api: ApiModel) -> Iterator[EmbeddedBlock]:
    """The fenced blocks of ``text`` that may be about a request.

    Raises:
        UserError: markdown-it is not installed.
    """
    lines = [Span(*line.span()) for line in _LINE.finditer(text)]
    for fence in _fences(text):
        content = fence.content
        language = _language(fence.info, content)
        if language is None or _NEEDED.get(language, "") not in content:
            continue
        first = fence.map[0] + 1
        found = _copied(text, lines[first:], content.split("\n")[:-1])
        if language == "shell" and _PROMPT.match(content.lstrip()):
            found = found.without_prompts(text)
        doubtful = language in ("json", "yaml") and not resembles_request(content, api)
        yield EmbeddedBlock(found.spans, language, found.margin, is_doubtful=doubtful)


def _fences(text: str) -> Iterator[Any]:
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        needed = 'Markdown is read with markdown-it-py: pip install "connect-chatlint[code]"'
        raise UserError(needed) from None
    reader = MarkdownIt("commonmark")
    reader.core.ruler.enableOnly(["normalize", "block"])  # what stands in a line is of no interest
    return (token for token in reader.parse(text) if token.type == "fence")


def _language(info: str, content: str) -> Language | None:
    """What a fence says it holds, or else what its first line looks like."""
    words = re.findall(r"[\w-]+", info)
    if words:
        return _LANGUAGES.get(words[0].lower())
    start = content.lstrip()
    return next((language for head, language in _BEGINNINGS if start.startswith(head)), None)


class _Copied(NamedTuple):
    """The lines of a block as they stand in the text, and what begins them all, if anything."""

    spans: Sequence[Span]
    margin: str | None

    def without_prompts(self, text: str) -> _Copied:
        """The same, less what a terminal prints before each command."""
        prompts = (_PROMPT.match(text, start, end) for start, end in self.spans)
        starts = (prompt.end() if prompt else None for prompt in prompts)
        spans = [
            span if start is None else Span(start, span.end)
            for span, start in zip(self.spans, starts, strict=True)
        ]
        return _Copied(spans, None)


def _copied(text: str, lines: Sequence[Span], content: Sequence[str]) -> _Copied:
    spans: list[Span] = []
    margins = set()
    for (start, end), line in zip(lines, content, strict=False):
        bare = text[start:end].rstrip("\r\n")
        # A tab that belongs to a list in part only comes as spaces; the rest is as it stands.
        shown = line if bare.endswith(line) else line.lstrip()
        at = start + len(bare) - len(shown)
        spans.append(Span(at, end))
        if line.strip():
            margins.add(text[start:at])
    return _Copied(spans, margins.pop() if len(margins) == 1 else None)
