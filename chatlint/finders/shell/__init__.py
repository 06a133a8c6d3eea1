"""Find commands of AWS CLI in shell scripts: ``aws connect start-chat-contact --instance-id …``.

tree-sitter parses Bash. A word may consist of quoted parts and expansions; expansions are
placeholders. Source:
https://docs.aws.amazon.com/cli/latest/reference/connect/start-chat-contact.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from chatlint.aws.model import ApiModel
from chatlint.finders.shell.bash import TooLongError, Word, find_commands
from chatlint.finders.shell.shorthand import ShorthandError, convert_scalar, parse_shorthand
from chatlint.model.document import (
    Limits,
    MappingEntry,
    Node,
    NonJsonValue,
    ParseIssue,
    ParseResult,
)
from chatlint.model.path import Path
from chatlint.model.placeholder import PlaceholderSyntax
from chatlint.model.source import Span
from chatlint.model.source_map import SourceMap
from chatlint.parsers import json, yaml
from chatlint.parsers.json_errors import explain_placeholder

_JSON, _YAML, _SKELETON = "--cli-input-json", "--cli-input-yaml", "--generate-cli-skeleton"
_FILE_PREFIXES = ("file://", "fileb://", "http://", "https://")


def parse_requests(
    text: str, api: ApiModel, limits: Limits, syntax: PlaceholderSyntax
) -> ParseResult:
    """Parse the requests in a script, each as a document, in the order of the text.

    Raises:
        UserError: tree-sitter is not installed.
    """
    issues: list[ParseIssue] = []
    roots: list[Node] = []
    try:
        for words in find_commands(text):
            if arguments := _find_arguments(words):
                builder = _RequestBuilder(api, limits, syntax, len(roots))
                if root := builder.build(arguments):
                    roots.append(root)
                    issues += builder.issues
    except TooLongError:
        detail = "to read this as a shell script takes too long; split the file, or mend its syntax"
        return ParseResult(
            (), [ParseIssue("over-limit", Span(0, min(1, len(text))), detail)], lambda: ()
        )
    return ParseResult([root.value for root in roots], issues, lambda: roots)


def _find_arguments(words: Sequence[Word]) -> Sequence[Word]:
    """Find the operation's name and what follows it; empty for another operation."""
    texts = [word.text for word in words]
    for index, pair in enumerate(pairwise(texts)):
        if pair == ("connect", "start-chat-contact"):
            return words[index + 1 :]
    return ()


class _Option(NamedTuple):
    name: str
    word: Word
    values: Sequence[Word]


def _iter_options(words: Sequence[Word]) -> Iterator[_Option]:
    """Iterate over the options in ``words`` with their values.

    A placeholder that follows no option may be anything, so it is an option without a name.
    """
    index = 1
    while index < len(words):
        word = words[index]
        index += 1
        name, equals, _ = word.text.partition("=")
        if not name.startswith("--"):
            if word.is_placeholder:
                yield _Option("", word, ())
            continue
        if equals:
            yield _Option(name, word, [word.drop_prefix(len(name) + 1)])
            continue
        start = index
        while index < len(words) and not words[index].text.startswith("--"):
            index += 1
        yield _Option(name, word, words[start:index])


class _RequestBuilder:
    """Builds the request of one command, which is document ``number`` of the script."""

    def __init__(
        self, api: ApiModel, limits: Limits, syntax: PlaceholderSyntax, number: int
    ) -> None:
        self._syntax = syntax
        self.issues: list[ParseIssue] = []
        self._api = api
        self._limits = limits
        self._number = number
        self._members = {build_option_name(name): name for name in api.members}

    def build(self, words: Sequence[Word]) -> Node | None:
        """Build the request; ``None`` if the command sends none or nothing of it is known."""
        entries: dict[str, MappingEntry] = {}
        for name, word, values in _iter_options(words):
            if name == _SKELETON:
                return None
            if name in (_JSON, _YAML):
                entries = {**self._read_input(name, word, values), **entries}
            elif name in self._members:
                member = self._members[name]
                key = Node(word.span_between(0, len(name)), member)
                entries[member] = MappingEntry(key, self._build_value(member, values, word))
                # After the single value of the option, a placeholder may be anything.
                more = () if self._is_list(member) else values[1:]
                unknown = (each for each in more if each.is_placeholder)
                entries |= {each.text: _unknown_entry(each, each.text) for each in unknown}
            elif not name:
                entries[word.text] = _unknown_entry(word, word.text)
        if not entries:
            return None
        pairs = [*entries.values()]
        value = {entry.key.value: entry.value.value for entry in pairs}
        span = words[0].span
        return Node(span, value, entries=pairs, pairs=pairs, flow=True)

    def _read_input(self, name: str, word: Word, values: Sequence[Word]) -> dict[str, MappingEntry]:
        """Read a request that is given as JSON or YAML; one placeholder if that is unknown."""
        node = None
        if values and not _is_unknown(values[0]):
            node = self._parse_word(values[0], (), is_json=name == _JSON)
        if node is None or node.entries is None:
            placeholder = f"${{{name}}}"
            return {placeholder: _unknown_entry(word, placeholder)}
        return {entry.key.value: entry for entry in node.entries}

    def _is_list(self, member: str) -> bool:
        return self._api.shapes[self._api.members[member]].type == "list"

    def _build_value(self, member: str, values: Sequence[Word], option: Word) -> Node:
        shape = self._api.shapes[self._api.members[member]]
        if not values:
            return Node(Span(option.span.end, option.span.end), NonJsonValue("tag", option.text))
        first = values[0]
        if _is_unknown(first):
            return Node(first.span, NonJsonValue("tag", first.text))
        if shape.type in ("structure", "map", "list") and first.text.lstrip()[:1] in ("{", "["):
            node = self._parse_word(first, (member,), is_json=True)
            return node or Node(first.span, NonJsonValue("tag", first.text))
        if shape.type == "list":
            items = [_build_scalar(word, "string") for word in values]
            span = Span(first.span.start, values[-1].span.end)
            return Node(span, [item.value for item in items], items=items, flow=True)
        if shape.type in ("structure", "map"):
            return self._parse_shorthand(first, member, shape.name)
        return _build_scalar(first, shape.type)

    def _parse_shorthand(self, word: Word, member: str, shape: str) -> Node:
        try:
            return parse_shorthand(word.text, word.source_map, self._api, shape)
        except ShorthandError as error:
            span = word.source_map.span(error.span)
            detail = f"this is not the shorthand of AWS CLI: {error}"
            self._add_issue(ParseIssue("syntax-error", span, detail), (member,))
            return Node(word.span, NonJsonValue("tag", word.text))

    def _parse_word(self, word: Word, path: Path, *, is_json: bool) -> Node | None:
        """Parse ``word``, the value at ``path``, with spans in the script."""
        result = (
            json.parse(word.text, self._limits, self._syntax)
            if is_json
            else yaml.parse(word.text, self._limits, self._syntax)
        )
        for found in result.issues:
            issue = explain_placeholder(word.text, found, self._syntax) if is_json else found
            span = word.source_map.span(issue.span)
            related = tuple((label, word.source_map.span(other)) for label, other in issue.related)
            self._add_issue(issue._replace(span=span, related=related, edits=()), path)
        roots = result.node_tree()
        return _relocate(roots[0], word.source_map) if roots else None

    def _add_issue(self, issue: ParseIssue, path: Path) -> None:
        self.issues.append(issue._replace(document=self._number, path=(*path, *issue.path)))


def build_option_name(member: str) -> str:
    """Build the name that AWS CLI gives ``member`` of the request: ``--instance-id``."""
    return "--" + re.sub(r"(?<!^)(?=[A-Z])", "-", member).lower()


def _unknown_entry(word: Word, text: str) -> MappingEntry:
    """Build the placeholder entry for unknown members of the request."""
    return MappingEntry(Node(word.span, text), Node(word.span, NonJsonValue("tag", text)))


def _is_unknown(word: Word) -> bool:
    """Whether the value of ``word`` is a placeholder or in a file."""
    return word.is_placeholder or word.text.startswith(_FILE_PREFIXES)


def _build_scalar(word: Word, shape_type: str) -> Node:
    if word.is_placeholder:
        return Node(word.span, NonJsonValue("tag", word.text))
    return Node(word.span, convert_scalar(word.text, shape_type))


def _relocate(root: Node, source_map: SourceMap) -> Node:
    """Move ``root`` and its descendants to their spans in the outer text."""
    todo: list[Any] = [root]
    seen: set[int] = set()
    while todo:
        node = todo.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        node.span = source_map.span(node.span)
        todo += [node.target, *(node.items or ())]
        for entry in (*(node.entries or ()), *(node.pairs or ())):
            todo += [entry.key, entry.value]
    return root
