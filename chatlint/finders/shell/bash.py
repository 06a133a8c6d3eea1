"""The commands in a shell script, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from time import process_time
from typing import Any

from chatlint.model.errors import UserError
from chatlint.model.source import Span
from chatlint.model.source_map import SourceMap, join_maps, map_stand_in

# ``<ID>`` in documentation is no redirection.
_PLACEHOLDER = re.compile(r"(?<=[\s=\"'])<[A-Za-z][A-Za-z0-9_.-]*>(?=[\s\"',}]|$)")
_ESCAPED = re.compile(r"\\(\r\n|.)", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# What a backslash escapes in double quotes and here-documents.
_SPECIAL = frozenset(("$", "`", '"', "\\", "\n", "\r\n"))
_BLANK = frozenset(("\n", "\r\n"))

# For some texts that are no scripts, tree-sitter takes a time that grows with the square of their
# length. A script takes it some 0.2 microseconds a byte.
_SECONDS, _SECONDS_PER_BYTE = 0.002, 3e-6
# For a pipeline it takes memory in the same way. Where there are so many pipes, commands are read
# as if they stood alone, which makes no difference to their words. What a case may be stays.
_MOST_PIPES = 500
_PIPE = re.compile(r"(?<![\w*?.-])[\w*?.-]+(?:\|[\w*?.-]+){1,20}\)|(?<![|>])\|(?!\|)&?")
_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Word:
    """A word of a command as the command gets it.

    Args:
        text: what it says, with ``${X}`` for what is filled in.
        source_map: where each of its characters stands in the script.
        span: where all of it stands, quotes included.
        is_placeholder: whether it is nothing but one thing that is filled in.
    """

    text: str
    source_map: SourceMap
    span: Span
    is_placeholder: bool = False

    def span_between(self, start: int, end: int) -> Span:
        """Where the characters from ``start`` to ``end`` stand."""
        return self.source_map.span(Span(start, end))

    def drop_prefix(self, start: int) -> Word:
        """The rest of the word from ``start`` on."""
        spans = self.source_map.spans[start:]
        begin = spans[0].start if spans else self.span.end
        origin = SourceMap(spans, self.source_map.end, obstacle=self.source_map.obstacle)
        text = self.text[start:]
        return Word(text, origin, Span(begin, self.span.end), _is_hole(text))


class TooLongError(Exception):
    """A text takes too long to be read as a script."""


def find_commands(text: str) -> Iterator[Sequence[Word]]:
    """The words of each simple command with arguments in ``text``, in its order.

    Raises:
        UserError: tree-sitter is not installed.
        TooLongError: it would take far longer than scripts do.
    """
    try:
        import tree_sitter_bash
        from tree_sitter import Language, Parser
    except ImportError:
        needed = 'shell is read with tree-sitter: pip install "connect-chatlint[code]"'
        raise UserError(needed) from None
    same_length = _PLACEHOLDER.sub(lambda match: "x" * len(match[0]), text)
    if same_length.count("|") > _MOST_PIPES:
        same_length = _PIPE.sub(_without_pipe, same_length)
    script = same_length.encode()
    end = process_time() + _SECONDS + _SECONDS_PER_BYTE * len(script)
    try:
        tree = Parser(Language(tree_sitter_bash.language())).parse(
            lambda at, _: script[at : at + _CHUNK],
            progress_callback=lambda at, has_error: process_time() > end,
        )
    except ValueError:
        raise TooLongError from None
    words = _Words(text)
    todo = [tree.root_node]
    while todo:
        node = todo.pop()
        if node.type == "command":
            named = node.child_by_field_name("name")
            if arguments := node.children_by_field_name("argument"):
                yield [words.word(each) for each in ([named] if named else []) + arguments]
        todo += reversed(node.children)


def _without_pipe(match: re.Match[str]) -> str:
    """The end of a command in the place of a pipe."""
    return match[0] if match[0].endswith(")") else ";".ljust(len(match[0]))


class _Words:
    """Makes words of syntax nodes."""

    def __init__(self, text: str) -> None:
        self._text = text
        lengths = (len(character.encode()) for character in text)
        self._offsets = None
        if not text.isascii():
            starts = accumulate(lengths, initial=0)
            self._offsets = {byte: offset for offset, byte in enumerate(starts)}

    def word(self, node: Any) -> Word:
        parts = list(self._parts(node))
        text = "".join(each for each, _ in parts)
        origins = [origin for _, origin in parts]
        span = self._span(node)
        whole = join_maps(origins) if origins else SourceMap((), span.end)
        return Word(text, whole, span, len(parts) == 1 and _is_hole(text))

    def _span(self, node: Any) -> Span:
        if self._offsets is None:
            return Span(node.start_byte, node.end_byte)
        return Span(self._offsets[node.start_byte], self._offsets[node.end_byte])

    def _parts(self, node: Any) -> Iterator[tuple[str, SourceMap]]:
        """The pieces of a word with their places: texts as they come out, and holes."""
        span = self._span(node)
        if node.type in ("word", "number"):
            if node.named_child_count:
                yield _hole(self._text, span)
            else:
                yield self._literal(span, lambda escaped: True)
        elif node.type == "raw_string":
            yield self._copied(Span(span.start + 1, span.end - 1))
        elif node.type == "string":
            inside = Span(span.start + 1, span.end - 1)
            document = _here_document(node)
            yield from self._document(document) if document else self._among(node, inside)
        elif node.type == "ansi_c_string" and "\\" not in self._text[span.start : span.end]:
            yield self._copied(Span(span.start + 2, span.end - 1))
        elif node.type in ("concatenation", "command_name"):
            for child in node.children:
                yield from self._parts(child)
        else:
            yield _hole(self._text, span)

    def _document(self, heredoc: Any) -> Iterator[tuple[str, SourceMap]]:
        """The pieces of a here-document, whose word decides whether anything is filled in."""
        start = next(each for each in heredoc.children if each.type == "heredoc_start")
        body = next((each for each in heredoc.children if each.type == "heredoc_body"), None)
        if body is None:
            return
        word = self._span(start)
        if self._text[word.start] in "'\"\\":
            yield self._copied(self._span(body))
        else:
            yield from self._among(body, self._span(body))

    def _among(self, node: Any, inside: Span) -> Iterator[tuple[str, SourceMap]]:
        """The text ``inside`` of a node, and the expansions that stand in it."""
        at = inside.start
        for child in node.named_children:
            if child.type in ("string_content", "heredoc_content"):
                continue
            span = self._span(child)
            if at < span.start:
                yield self._literal(Span(at, span.start), _SPECIAL.__contains__)
            yield _hole(self._text, span)
            at = span.end
        if at < inside.end:
            yield self._literal(Span(at, inside.end), _SPECIAL.__contains__)

    def _copied(self, span: Span) -> tuple[str, SourceMap]:
        places = [Span(at, at + 1) for at in range(span.start, span.end)]
        return self._text[span.start : span.end], SourceMap(places, span.end)

    def _literal(self, span: Span, escapes: Any) -> tuple[str, SourceMap]:
        """A text in which a backslash may stand before some characters."""
        characters: list[str] = []
        places: list[Span] = []
        at = span.start
        while at < span.end:
            match = _ESCAPED.match(self._text, at, span.end)
            if match and escapes(match[1]):
                if match[1] not in _BLANK:  # a line that goes on in the next one
                    characters.append(match[1])
                    places.append(Span(at, match.end()))
                at = match.end()
            else:
                characters.append(self._text[at])
                places.append(Span(at, at + 1))
                at += 1
        return "".join(characters), SourceMap(places, span.end)


def _is_hole(text: str) -> bool:
    return text.startswith("${") and text.endswith("}") and text.count("}") == 1


def _hole(text: str, span: Span) -> tuple[str, SourceMap]:
    """A placeholder for what is filled in at ``span``, named after the first name there."""
    name = _NAME.search(text, span.start, span.end)
    hole = f"${{{name[0] if name else '…'}}}"
    return hole, map_stand_in(len(hole), span)


def _here_document(string: Any) -> Any:
    """The here-document that ``"$(cat <<END …)"`` is, if it is one."""
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
