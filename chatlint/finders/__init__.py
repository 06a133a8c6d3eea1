"""Where in a text the StartChatContact requests are. One module a form.

A **form** is a way in which requests stand in files: as they are (``plain``), as the parameters of
a state of Step Functions, in what CloudTrail tells of a call, in the words of a shell command.
Each module is a pure function from what was read to what is there: a `Request` where the value
stands in the data itself, a `Text` where a text holds what has to be read in its turn (JSON in
a scalar, a fenced block of Markdown). `find` reads such texts, and searches them alike.

So a file is a tree of `Sheet`s: a document, its requests, and the sheets inside it. Each is judged
by itself as if it were a file, since rules, comments, fixes and masks need to know nothing but one
text. Whoever judges a sheet inside another one brings what was found out to it: an `Origin` says
where each of its characters stands there, through margins, quotes, escapes and folded lines, and
where what a fix writes can be written there as well.

Of a request, a rule may know the forms it stands in, from the outermost to its own, and leave some
of them out (``not-in``). A value that is only known later is a placeholder in each of them.

Plain requests are the common case. The other modules, and what they need, are imported only for
a text that has the operation's name in it, or is in a language that can hold requests only so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from chatlint.api import Api
from chatlint.document import Document, Language, Limits
from chatlint.late import late
from chatlint.text import Path, Span

if TYPE_CHECKING:
    from chatlint.origin import Origin

FORMS = (
    *("plain", "step-functions", "cloudformation", "scheduler"),
    *("cloudtrail", "http", "markdown", "shell", "python"),
)
"""The forms there are, by the names of their modules."""

OPERATION: Mapping[Language, Sequence[str]] = {
    # Policies and documentation have it with a capital.
    **dict.fromkeys(("yaml", "json"), ("connect:startChatContact",)),
    "http": ("/contact/chat",),
    "shell": ("start-chat-contact",),
    "python": ("start_chat_contact",),
    "markdown": ("/contact/chat", "start-chat-contact"),
}
"""How the operation is called in each language."""


class Request(NamedTuple):
    """A request, and where it stands: the document of the stream, and the path in it.

    ``forms`` are those it stands in, from the outermost to its own.
    """

    document: int
    path: Path
    value: dict[str, Any]
    forms: tuple[str, ...] = ("plain",)


class Piece(NamedTuple):
    """Some of a text inside a document, and the path of what spells it, or stands for it.

    A ``hole`` is a placeholder in the place of something that is no text.
    """

    text: str
    path: Path
    hole: bool = False


class Text(NamedTuple):
    """A text in the data of a document: all that ``pieces`` have, one after the other.

    ``operation`` says that it is the request itself, whatever it looks like.
    """

    form: str
    pieces: tuple[Piece, ...]
    operation: bool = False


class Block(NamedTuple):
    """A text that stands in another one as it is, at ``spans``.

    ``margin`` begins each line there; ``None``, if that is not the same thing everywhere.
    ``operation`` says that it is the request itself; ``doubtful``, that it may be about something
    else, so that it does not matter if it cannot be read.
    """

    spans: Sequence[Span]
    language: Language
    margin: str | None = ""
    operation: bool = False
    doubtful: bool = False


class Sheet(NamedTuple):
    """A text that was read, its requests, and the texts inside it.

    ``meant`` says that it is about requests for sure, even if it cannot be read.
    """

    document: Document
    requests: tuple[Request, ...]
    inner: tuple[Inner, ...] = ()
    meant: bool = False

    def all(self) -> Iterator[Sheet]:
        """The sheet and those inside it."""
        yield self
        yield from chain.from_iterable(each.sheet.all() for each in self.inner)

    @property
    def total(self) -> int:
        """How many requests there are, with those of the sheets inside."""
        return len(self.requests) + sum(each.sheet.total for each in self.inner)


class Inner(NamedTuple):
    """A sheet inside another one: where its text comes from.

    Args:
        sheet: the inner sheet.
        document: which document of the outer stream holds it, or would be its first one.
        path: where in that document's data; ``None`` where it is no data of that document.
        origin: where its characters stand in the outer text; asked only if there is need.
    """

    sheet: Sheet
    document: int
    path: Path | None
    origin: Callable[[], Origin]


class Search(NamedTuple):
    """What to go by.

    Args:
        api: the model of the request.
        limits: how much of one text is read.
        declared: where requests are in any file, as a path of rule files.
    """

    api: Api
    limits: Limits = Limits()
    declared: tuple[str, ...] = ()


def find(document: Document, search: Search, forms: tuple[str, ...] = ()) -> Sheet:
    """The requests of ``document``, in its order.

    Args:
        document: what was read.
        search: what to go by.
        forms: those that the document itself stands in.
    """
    from chatlint.finders import plain

    requests: list[Request] = []
    text = document.source.text
    as_written = ".$" not in text and "\\" not in text  # no key can end so
    for number, value in enumerate(document.reading.values):
        for path, request in plain.find(value, search):
            held = request if as_written else plain.unwrapped(request)
            requests.append(Request(number, path, held, forms or ("plain",)))
    if not _is_of_use(document, beside=bool(requests)):
        return Sheet(document, tuple(requests))
    from chatlint.finders import nested

    return nested.look_into(document, search, forms, requests)


def _is_of_use(document: Document, *, beside: bool) -> bool:
    """Whether ``document`` may hold requests in other forms; a cheap test, since most do not.

    ``beside`` says that it holds some as they are.
    """
    text, language = document.source.text, document.language
    if language in ("yaml", "json"):
        return may_name_operation(text) and (not beside or _may_have(_BESIDE, text))
    return not document.reading.faults and any(mark in text for mark in _MARKS[language])


def may_name_operation(text: str) -> bool:
    """Whether ``text``, which may be data in its turn, has the operation's name in it."""
    return _may_have(("tartChatContact",), text)  # startChatContact, StartChatContact


def _may_have(words: Iterable[str], text: str) -> bool:
    """Whether one of ``words`` is in ``text``, or may be if its letters are escaped."""
    return any(word in text for word in words) or _ESCAPED.search(text) is not None


# Letters need no escape, and few who write them so mean well.
_ESCAPED = late(r"\\(?:x|u00|U000000)[4-7]")
# Templates name StartChatContact in a comment. What has it in another form has one of these, too.
_BESIDE = ("startChatContact", "eventName", "action")
_MARKS: Mapping[Language, Sequence[str]] = {
    **OPERATION,
    "markdown": (
        *(*OPERATION["markdown"], "tartChatContact"),
        *("ontactFlowId", "articipantDetails", "nstanceId"),
    ),
}
