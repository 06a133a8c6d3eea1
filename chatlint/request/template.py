"""Build typed requests from templates: requests in files, with placeholders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chatlint.aws.model import ApiModel
from chatlint.finders import find_requests
from chatlint.finders.scanned import FinderOptions, Request
from chatlint.model.diagnostic import Part
from chatlint.model.document import Document
from chatlint.model.errors import UserError
from chatlint.model.path import Path
from chatlint.model.placeholder import PlaceholderSyntax
from chatlint.model.printable import clip
from chatlint.model.source import Source
from chatlint.request.decode import parse_document
from chatlint.request.field_types import RequestError, format_path, get_members, suggest_name
from chatlint.request.fill import (
    FilledTemplate,
    fill_template,
    find_placeholder_names,
    parse_member_path,
)
from chatlint.request.request import StartChatContactRequest
from chatlint.request.values import (
    SuppliedValue,
    ValueSource,
    combine_sources,
    source_from_mapping,
    supply_text,
)


@dataclass(frozen=True)
class Template:
    """A request in a file, with placeholders.

    Args:
        document: the file.
        request: the request in it.
        syntax: the placeholder syntax of the file.
    """

    document: Document
    request: Request
    syntax: PlaceholderSyntax

    def placeholder_names(self) -> set[str]:
        """The names of its placeholders."""
        return set(find_placeholder_names(self.request.value, self.syntax))

    def fill(self, source: ValueSource, members: Mapping[Path, SuppliedValue]) -> FilledTemplate:
        """Fill its placeholders and set members (see `fill_template`)."""
        value, type_ = self.request.value, StartChatContactRequest
        return fill_template(value, type_, source, members, self.syntax)

    def find_offset(self, path: Path, part: Part = "value") -> int:
        """Find the offset in the file of ``part`` of the entry at ``path`` of the request."""
        number, base = self.request.document, self.request.path
        return self.document.locate(number, (*base, *path), part).span.start

    def build_request(self, filled: FilledTemplate) -> StartChatContactRequest:
        """Build the typed request from the filled template.

        Raises:
            UserError: it is invalid; with the origin of the value, or the place in the file.
        """
        try:
            return StartChatContactRequest.from_value(filled.value, syntax=self.syntax)
        except RequestError as error:
            for end in range(len(error.path), 0, -1):
                if origin := filled.origins.get(error.path[:end]):
                    raise UserError(error.message, origin, error.hint) from None
            offset = self.find_offset(error.path, error.part)
            raise error.at(self.document.source, offset) from None


def read_templates(source: Source, api: ApiModel, syntax: PlaceholderSyntax) -> list[Template]:
    """Find the requests in a file.

    Args:
        source: the file.
        api: AWS' model of the request.
        syntax: the placeholder syntax of the file.

    Raises:
        UserError: the file cannot be parsed, or has no request.
    """
    document = parse_document(StartChatContactRequest, source, syntax=syntax)
    scanned = find_requests(document, FinderOptions(api, syntax=syntax))
    if not scanned.requests:
        has_embedded = any(each.requests for each in scanned.walk())
        hint = "those in a text inside it are for `chatlint check` only" if has_embedded else None
        raise UserError("holds no StartChatContact request", source.name, hint)
    return [Template(document, request, syntax) for request in scanned.requests]


def build_requests(
    templates: Sequence[Template],
    settings: Mapping[str, str],
    sources: Sequence[ValueSource],
    *,
    allow_unfilled: bool,
) -> list[StartChatContactRequest]:
    """Fill templates and build their typed requests.

    Args:
        templates: the templates.
        settings: strings by the name of a placeholder, or else by the path of a member.
        sources: further values for placeholders; the first source that has one counts.
        allow_unfilled: whether placeholders without a value stay, where strings are allowed.

    Raises:
        UserError: a placeholder is unfilled, a name is unknown, or a request is invalid.
    """
    members = _resolve_members(
        settings, set().union(*(each.placeholder_names() for each in templates))
    )
    source = combine_sources((source_from_mapping(settings, "--set {}"), *sources))
    filled = [template.fill(source, members) for template in templates]
    pairs = list(zip(templates, filled, strict=True))
    unfilled = [line for pair in pairs for line in _describe_unfilled(*pair)]
    if unfilled and not allow_unfilled:
        hint = "--set, --values or --env fill them, --allow-holes leaves them"
        raise UserError("\n".join(unfilled), hint=hint)
    return [template.build_request(each) for template, each in pairs]


def _resolve_members(
    settings: Mapping[str, str], placeholders: set[str]
) -> dict[Path, SuppliedValue]:
    """Parse the paths in ``settings`` that are not names of placeholders."""
    members = {}
    for name, text in settings.items():
        if name in placeholders:
            continue
        try:
            path = parse_member_path(name, StartChatContactRequest)
        except UserError as error:
            raise UserError(error.message, f"--set {clip(name)}", error.hint) from None
        if not path:
            raise _unknown_name_error(name, placeholders)
        members[path] = supply_text(f"--set {clip(name)}", text)
    return members


def _unknown_name_error(name: str, placeholders: set[str]) -> UserError:
    members = [each.name for each in get_members(StartChatContactRequest).values()]
    question = "did you mean `{}`?"
    hint = suggest_name(name, placeholders, question) or suggest_name(
        name.partition(".")[0], members, question
    )
    message = "there is neither a placeholder nor a member of this name"
    return UserError(message, f"--set {clip(name)}", hint or None)


def _describe_unfilled(template: Template, filled: FilledTemplate) -> Iterator[str]:
    """Yield a line for each placeholder without a value."""
    for path, text in filled.unfilled:
        where = template.document.source.where(template.find_offset(path))
        yield f"{where}: nothing fills `{clip(text)}` in {format_path(path)}"
