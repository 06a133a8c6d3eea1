"""From the templates in files, and what fills their holes, to typed requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from chatlint.aws.model import ApiModel
from chatlint.finders import find_requests
from chatlint.finders.scanned import FinderOptions, Request
from chatlint.model.diagnostic import Part
from chatlint.model.document import Document
from chatlint.model.errors import UserError
from chatlint.model.path import Path
from chatlint.model.placeholder import PlaceholderSyntax, using_syntax
from chatlint.model.printable import clip
from chatlint.model.source import Source
from chatlint.request.decode import parse_document
from chatlint.request.field_types import RequestError, closest_member, format_path, members_of
from chatlint.request.fill import FilledTemplate, fill_template, member_path, placeholder_names
from chatlint.request.request import StartChatContactRequest
from chatlint.request.values import SuppliedValue, ValueSource, as_text, first_of, from_names


@dataclass(frozen=True)
class Template:
    """A request as it stands in a file, and what is a placeholder there."""

    document: Document
    request: Request
    spellings: PlaceholderSyntax | None

    def spelled(self) -> AbstractContextManager[None]:
        """Let its own spellings count, as long as the context lasts."""
        return using_syntax(self.spellings) if self.spellings else nullcontext()

    def names(self) -> set[str]:
        """What its placeholders are called."""
        with self.spelled():
            return set(placeholder_names(self.request.value))

    def filled(self, look_up: ValueSource, members: Mapping[Path, SuppliedValue]) -> FilledTemplate:
        """Its value, with its holes filled."""
        with self.spelled():
            return fill_template(self.request.value, StartChatContactRequest, look_up, members)

    def offset(self, path: Path, part: Part = "value") -> int:
        """Where in the text ``part`` of what is at ``path`` of the request stands."""
        number, base = self.request.document, self.request.path
        return self.document.locate(number, (*base, *path), part).span.start

    def typed(self, filled: FilledTemplate) -> StartChatContactRequest:
        """The request that it is when it is ``filled``.

        Raises:
            RequestError: it is none; told of the place in the file, or of who gave the value.
        """
        with self.spelled():
            try:
                return StartChatContactRequest.from_value(filled.value)
            except RequestError as error:
                for end in range(len(error.path), 0, -1):
                    if origin := filled.origins.get(error.path[:end]):
                        raise UserError(error.message, origin, error.hint) from None
                raise error.at(self.document.source, self.offset(error.path, error.part)) from None


def read_templates(
    source: Source, api: ApiModel, spellings: PlaceholderSyntax | None
) -> list[Template]:
    """The requests in a file.

    Raises:
        UserError: it cannot be read, or holds none.
    """
    document = parse_document(StartChatContactRequest, source)
    sheet = find_requests(document, FinderOptions(api))
    if not sheet.requests:
        inner = any(each.requests for each in sheet.walk())
        hint = "those in a text inside it are for `chatlint check` only" if inner else None
        raise UserError("holds no StartChatContact request", source.name, hint)
    return [Template(document, request, spellings) for request in sheet.requests]


def build_requests(
    of: Sequence[Template],
    sets: Mapping[str, str],
    look_ups: Sequence[ValueSource],
    *,
    holes: bool,
) -> list[StartChatContactRequest]:
    """The typed requests that templates become.

    Args:
        of: the templates.
        sets: texts by the name of a placeholder, or, where none is called so, a member's path.
        look_ups: what else fills placeholders; what comes first counts first.
        holes: whether holes may be left, where they are text.

    Raises:
        UserError: a hole is left, a name means nothing, or what comes out is no request.
    """
    members = _members(sets, set().union(*(each.names() for each in of)))
    look_up = first_of((from_names(sets, "--set {}"), *look_ups))
    filled = [each.filled(look_up, members) for each in of]
    left = [line for each, its in zip(of, filled, strict=True) for line in _told(each, its)]
    if left and not holes:
        hint = "--set, --values or --env fill them, --allow-holes leaves them"
        raise UserError("\n".join(left), hint=hint)
    return [each.typed(its) for each, its in zip(of, filled, strict=True)]


def _members(sets: Mapping[str, str], called: set[str]) -> dict[Path, SuppliedValue]:
    """Those of ``sets`` that are no placeholder's name, by the paths they spell."""
    members = {}
    for name, text in sets.items():
        if name in called:
            continue
        try:
            path = member_path(name, StartChatContactRequest)
        except UserError as error:
            raise UserError(error.message, f"--set {clip(name)}", error.hint) from None
        if not path:
            raise _meaningless(name, called)
        members[path] = as_text(f"--set {clip(name)}", text)
    return members


def _meaningless(name: str, called: set[str]) -> UserError:
    known = [each.name for each in members_of(StartChatContactRequest).values()]
    words = "did you mean `{}`?"
    meant = closest_member(name, called, words) or closest_member(
        name.partition(".")[0], known, words
    )
    message = "there is neither a placeholder nor a member of this name"
    return UserError(message, f"--set {clip(name)}", meant or None)


def _told(template: Template, filled: FilledTemplate) -> Iterator[str]:
    """A line about each hole that is left."""
    for hole in filled.holes:
        where = template.document.source.where(template.offset(hole.path))
        yield f"{where}: nothing fills `{clip(hole.text)}` in {format_path(hole.path)}"
