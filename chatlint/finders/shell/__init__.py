"""Commands of AWS CLI: ``aws connect start-chat-contact --instance-id …``, in scripts and in text.

Bash is read by tree-sitter with its grammar. A word may be put together from quoted parts and
expansions; the latter are holes. Source:
https://docs.aws.amazon.com/cli/latest/reference/connect/start-chat-contact.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from chatlint.aws.model import ApiModel
from chatlint.finders.shell.bash import TooLongError, Word, find_commands
from chatlint.finders.shell.shorthand import ShorthandError, parse_shorthand
from chatlint.model.document import (
    Limits,
    MappingEntry,
    Node,
    NonJsonValue,
    ParseIssue,
    ParseResult,
)
from chatlint.model.path import Path
from chatlint.model.source import Span
from chatlint.model.source_map import SourceMap
from chatlint.parsers import json, yaml

_JSON, _YAML, _SKELETON = "--cli-input-json", "--cli-input-yaml", "--generate-cli-skeleton"
_FROM_ELSEWHERE = ("file://", "fileb://", "http://", "https://")


def parse_requests(text: str, api: ApiModel, limits: Limits) -> ParseResult:
    """The requests in a script, each as a document, in the order of the text.

    Raises:
        UserError: tree-sitter is not installed.
    """
    faults: list[ParseIssue] = []
    roots: list[Node] = []
    try:
        for words in find_commands(text):
            if arguments := _arguments(words):
                command = _Command(api, limits, len(roots))
                if root := command.request(arguments):
                    roots.append(root)
                    faults += command.faults
    except TooLongError:
        detail = "to read this as a shell script takes too long; split the file, or mend its syntax"
        return ParseResult(
            (), [ParseIssue("over-limit", Span(0, min(1, len(text))), detail)], lambda: ()
        )
    return ParseResult([root.value for root in roots], faults, lambda: roots)


def _arguments(words: Sequence[Word]) -> Sequence[Word]:
    """What follows the name of the operation; nothing if that is another one."""
    texts = [word.text for word in words]
    for index, pair in enumerate(pairwise(texts)):
        if pair == ("connect", "start-chat-contact"):
            return words[index + 1 :]
    return ()


class _Option(NamedTuple):
    name: str
    word: Word
    values: Sequence[Word]


def _options(words: Sequence[Word]) -> Iterator[_Option]:
    """The options in ``words`` with their values; a hole may be any of both."""
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


class _Command:
    """Makes one request of the options of one command."""

    def __init__(self, api: ApiModel, limits: Limits, number: int) -> None:
        self.faults: list[ParseIssue] = []
        self._api = api
        self._limits = limits
        self._number = number
        self._members = {find_option(name): name for name in api.members}

    def request(self, words: Sequence[Word]) -> Node | None:
        """The request, if what the command sends can be seen at least in part."""
        entries: dict[str, MappingEntry] = {}
        for name, word, values in _options(words):
            if name == _SKELETON:
                return None
            if name in (_JSON, _YAML):
                entries = {**self._whole(name, word, values), **entries}
            elif name in self._members:
                member = self._members[name]
                key = Node(word.span_between(0, len(name)), member)
                entries[member] = MappingEntry(key, self._value(member, values, word))
                # Behind the one value that it takes, a hole may be anything.
                more = () if self._is_list(member) else values[1:]
                entries |= {
                    each.text: _unseen(each, each.text) for each in more if each.is_placeholder
                }
            elif not name:
                entries[word.text] = _unseen(word, word.text)
        if not entries:
            return None
        pairs = [*entries.values()]
        value = {entry.key.value: entry.value.value for entry in pairs}
        span = words[0].span
        return Node(span, value, entries=pairs, pairs=pairs, flow=True)

    def _whole(self, name: str, word: Word, values: Sequence[Word]) -> dict[str, MappingEntry]:
        """The members that a text with the whole request has, or a hole for all of them."""
        node = None
        if values and not _is_elsewhere(values[0]):
            node = self._read(values[0], (), is_json=name == _JSON)
        if node is None or node.entries is None:
            hole = f"${{{name}}}"
            return {hole: _unseen(word, hole)}
        return {entry.key.value: entry for entry in node.entries}

    def _is_list(self, member: str) -> bool:
        return self._api.shapes[self._api.members[member]].type == "list"

    def _value(self, member: str, values: Sequence[Word], option: Word) -> Node:
        shape = self._api.shapes[self._api.members[member]]
        if not values:
            return Node(Span(option.span.end, option.span.end), NonJsonValue("tag", option.text))
        first = values[0]
        if first.is_placeholder or _is_elsewhere(first):
            return Node(first.span, NonJsonValue("tag", first.text))
        if shape.type in ("structure", "map", "list") and first.text.lstrip()[:1] in ("{", "["):
            node = self._read(first, (member,), is_json=True)
            return node or Node(first.span, NonJsonValue("tag", first.text))
        if shape.type == "list":
            items = [_scalar(word, "string") for word in values]
            span = Span(first.span.start, values[-1].span.end)
            return Node(span, [item.value for item in items], items=items, flow=True)
        if shape.type in ("structure", "map"):
            return self._shorthand(first, member, shape.name)
        return _scalar(first, shape.type)

    def _shorthand(self, word: Word, member: str, shape: str) -> Node:
        try:
            return parse_shorthand(word.text, word.source_map, self._api, shape)
        except ShorthandError as error:
            span = word.source_map.span(error.span)
            detail = f"this is not the shorthand of AWS CLI: {error}"
            self._fault(ParseIssue("syntax-error", span, detail), (member,))
            return Node(word.span, NonJsonValue("tag", word.text))

    def _read(self, word: Word, path: Path, *, is_json: bool) -> Node | None:
        """The value that ``word`` spells, with its places in the script."""
        reading = (
            json.parse(word.text, self._limits, allow_placeholders=True)
            if is_json
            else yaml.parse(word.text, self._limits)
        )
        for fault in reading.issues:
            related = tuple((told, word.source_map.span(span)) for told, span in fault.related)
            moved = fault._replace(span=word.source_map.span(fault.span), related=related, edits=())
            self._fault(moved, path)
        roots = reading.node_tree()
        return _moved(roots[0], word.source_map) if roots else None

    def _fault(self, fault: ParseIssue, path: Path) -> None:
        self.faults.append(fault._replace(document=self._number, path=(*path, *fault.path)))


def find_option(member: str) -> str:
    """How AWS CLI calls ``member`` of the request: ``--instance-id``."""
    return "--" + re.sub(r"(?<!^)(?=[A-Z])", "-", member).lower()


def _unseen(word: Word, text: str) -> MappingEntry:
    """An entry that stands for members which are not to be seen here."""
    return MappingEntry(Node(word.span, text), Node(word.span, NonJsonValue("tag", text)))


def _is_elsewhere(word: Word) -> bool:
    return word.is_placeholder or word.text.startswith(_FROM_ELSEWHERE)


def _scalar(word: Word, kind: str) -> Node:
    text = word.text
    if word.is_placeholder:
        return Node(word.span, NonJsonValue("tag", text))
    is_number = kind == "integer" and re.fullmatch(r"-?[0-9]{1,18}", text)
    return Node(word.span, int(text) if is_number else text)


def _moved(root: Node, origin: SourceMap) -> Node:
    """``root`` with all below it, at the places it has in the outer text."""
    todo: list[Any] = [root]
    met: set[int] = set()
    while todo:
        node = todo.pop()
        if node is None or id(node) in met:
            continue
        met.add(id(node))
        node.span = origin.span(node.span)
        todo += [node.target, *(node.items or ())]
        for entry in (*(node.entries or ()), *(node.pairs or ())):
            todo += [entry.key, entry.value]
    return root
