"""Split shell scripts into the words of commands, with tree-sitter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from time import process_time
from typing import Any

from chatlint.model.errors import UserError
from chatlint.model.source import Span
from chatlint.model.source_map import SourceMap, join_maps, map_stand_in

# ``<ID>`` in documentation is a placeholder, not a redirection.
_PLACEHOLDER = re.compile(r"(?<=[\s=\"'])<[A-Za-z][A-Za-z0-9_.-]*>(?=[\s\"',}]|$)")
_ESCAPED = re.compile(r"\\(\r\n|.)", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# What a backslash escapes in double quotes and here-documents.
_SPECIAL = frozenset(("$", "`", '"', "\\", "\n", "\r\n"))
_LINE_BREAKS = frozenset(("\n", "\r\n"))

# For some texts that are not scripts, tree-sitter takes time in the square of their length; scripts
# take about 0.2 microseconds per byte.
_SECONDS, _SECONDS_PER_BYTE = 0.002, 3e-6
# For pipelines, it takes memory in the square of their length. Beyond this number of pipes, each
# becomes a separator of commands, which does not change their words; patterns of a case stay.
_MAX_PIPES = 500
_PIPE = re.compile(r"(?<![\w*?.-])[\w*?.-]+(?:\|[\w*?.-]+){1,20}\)|(?<![|>])\|(?!\|)&?")
_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Word:
    """A word of a command as the shell passes it to the command.

    Args:
        text: the word without quotes and escapes, with ``${X}`` for expansions.
        source_map: maps its characters to the script.
        span: its span in the script, quotes included.
        is_placeholder: whether it is a single expansion.
    """

    text: str
    source_map: SourceMap
    span: Span
    is_placeholder: bool = False

    def span_between(self, start: int, end: int) -> Span:
        """The span in the script of the characters from ``start`` to ``end``."""
        return self.source_map.span(Span(start, end))

    def drop_prefix(self, start: int) -> Word:
        """The word without its first ``start`` characters."""
        spans = self.source_map.spans[start:]
        first = spans[0].start if spans else self.span.end
        source_map = SourceMap(spans, self.source_map.end, obstacle=self.source_map.obstacle)
        text = self.text[start:]
        return Word(text, source_map, Span(first, self.span.end), _is_placeholder(text))


class TooLongError(Exception):
    """Parsing a text as a script takes too long."""


def find_commands(text: str) -> Iterator[Sequence[Word]]:
    """Find the words of each simple command with arguments in ``text``, in document order.

    Raises:
        UserError: tree-sitter is not installed.
        TooLongError: parsing takes far longer than scripts do.
    """
    try:
        import tree_sitter_bash
        from tree_sitter import Language, Parser
    except ImportError:
        message = 'shell is read with tree-sitter: pip install "connect-chatlint[code]"'
        raise UserError(message) from None
    same_length = _PLACEHOLDER.sub(lambda match: "x" * len(match[0]), text)
    if same_length.count("|") > _MAX_PIPES:
        same_length = _PIPE.sub(_replace_pipe, same_length)
    script = same_length.encode()
    deadline = process_time() + _SECONDS + _SECONDS_PER_BYTE * len(script)
    try:
        tree = Parser(Language(tree_sitter_bash.language())).parse(
            lambda offset, _: script[offset : offset + _CHUNK],
            progress_callback=lambda offset, has_error: process_time() > deadline,
        )
    except ValueError:
        raise TooLongError from None
    reader = _WordReader(text)
    todo = [tree.root_node]
    while todo:
        node = todo.pop()
        if node.type == "command":
            name = node.child_by_field_name("name")
            if arguments := node.children_by_field_name("argument"):
                yield [reader.read_word(each) for each in ([name] if name else []) + arguments]
        todo += reversed(node.children)


def _replace_pipe(match: re.Match[str]) -> str:
    return match[0] if match[0].endswith(")") else ";".ljust(len(match[0]))


class _WordReader:
    """Converts syntax nodes of one script to words."""

    def __init__(self, text: str) -> None:
        self._text = text
        lengths = (len(character.encode()) for character in text)
        self._offsets = None
        if not text.isascii():
            starts = accumulate(lengths, initial=0)
            self._offsets = {byte: offset for offset, byte in enumerate(starts)}

    def read_word(self, node: Any) -> Word:
        parts = list(self._read_parts(node))
        text = "".join(part for part, _ in parts)
        maps = [source_map for _, source_map in parts]
        span = self._span(node)
        source_map = join_maps(maps) if maps else SourceMap((), span.end)
        return Word(text, source_map, span, len(parts) == 1 and _is_placeholder(text))

    def _span(self, node: Any) -> Span:
        if self._offsets is None:
            return Span(node.start_byte, node.end_byte)
        return Span(self._offsets[node.start_byte], self._offsets[node.end_byte])

    def _read_parts(self, node: Any) -> Iterator[tuple[str, SourceMap]]:
        """Read the parts of a word: literal text without quotes, and placeholders."""
        span = self._span(node)
        if node.type in ("word", "number"):
            if node.named_child_count:
                yield _build_placeholder(self._text, span)
            else:
                yield self._unescape(span, lambda escaped: True)
        elif node.type == "raw_string":
            yield self._copy(Span(span.start + 1, span.end - 1))
        elif node.type == "string":
            inside = Span(span.start + 1, span.end - 1)
            heredoc = _find_heredoc(node)
            yield from (self._read_heredoc(heredoc) if heredoc else self._read_quoted(node, inside))
        elif node.type == "ansi_c_string" and "\\" not in self._text[span.start : span.end]:
            yield self._copy(Span(span.start + 2, span.end - 1))
        elif node.type in ("concatenation", "command_name"):
            for child in node.children:
                yield from self._read_parts(child)
        else:
            yield _build_placeholder(self._text, span)

    def _read_heredoc(self, heredoc: Any) -> Iterator[tuple[str, SourceMap]]:
        """Read the parts of a here-document; with a quoted delimiter it has no expansions."""
        start = next(each for each in heredoc.children if each.type == "heredoc_start")
        body = next((each for each in heredoc.children if each.type == "heredoc_body"), None)
        if body is None:
            return
        word = self._span(start)
        if self._text[word.start] in "'\"\\":
            yield self._copy(self._span(body))
        else:
            yield from self._read_quoted(body, self._span(body))

    def _read_quoted(self, node: Any, inside: Span) -> Iterator[tuple[str, SourceMap]]:
        """Read the text at ``inside`` and the expansions in it, which are children of ``node``."""
        at = inside.start
        for child in node.named_children:
            if child.type in ("string_content", "heredoc_content"):
                continue
            span = self._span(child)
            if at < span.start:
                yield self._unescape(Span(at, span.start), _SPECIAL.__contains__)
            yield _build_placeholder(self._text, span)
            at = span.end
        if at < inside.end:
            yield self._unescape(Span(at, inside.end), _SPECIAL.__contains__)

    def _copy(self, span: Span) -> tuple[str, SourceMap]:
        spans = [Span(at, at + 1) for at in range(span.start, span.end)]
        return self._text[span.start : span.end], SourceMap(spans, span.end)

    def _unescape(self, span: Span, is_special: Callable[[str], bool]) -> tuple[str, SourceMap]:
        """Remove the backslash before each character for which ``is_special`` holds."""
        characters: list[str] = []
        spans: list[Span] = []
        at = span.start
        while at < span.end:
            match = _ESCAPED.match(self._text, at, span.end)
            if match and is_special(match[1]):
                if match[1] not in _LINE_BREAKS:  # an escaped line break continues the line
                    characters.append(match[1])
                    spans.append(Span(at, match.end()))
                at = match.end()
            else:
                characters.append(self._text[at])
                spans.append(Span(at, at + 1))
                at += 1
        return "".join(characters), SourceMap(spans, span.end)


def _is_placeholder(text: str) -> bool:
    return text.startswith("${") and text.endswith("}") and text.count("}") == 1


def _build_placeholder(text: str, span: Span) -> tuple[str, SourceMap]:
    """Build the placeholder for the expansion at ``span``, with the first name in it."""
    name = _NAME.search(text, span.start, span.end)
    placeholder = f"${{{name[0] if name else '…'}}}"
    return placeholder, map_stand_in(len(placeholder), span)


def _find_heredoc(string: Any) -> Any:
    """Find the here-document in the node of ``"$(cat <<END …)"``."""
    inside = string.named_children
    if len(inside) != 1 or inside[0].type != "command_substitution":
        return None
    (command,) = inside[0].named_children[:1] or (None,)
    if command is None or command.type != "redirected_statement":
        return None
    body = command.child_by_field_name("body")
    redirects = [each for each in command.named_children if each.type == "heredoc_redirect"]
    is_cat = body is not None and body.text == b"cat"
    return redirects[0] if is_cat and len(redirects) == 1 else None
