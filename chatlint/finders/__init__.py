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

from collections.abc import Mapping, Sequence

from chatlint.aws.operation import OPERATION_NAMES, may_contain, may_name_operation
from chatlint.finders.scanned import FinderOptions, Request, ScannedDocument
from chatlint.model.document import Document, Language


def find_requests(
    document: Document, search: FinderOptions, forms: tuple[str, ...] = ()
) -> ScannedDocument:
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
    for number, value in enumerate(document.parsed.values):
        for path, request in plain.find_requests(value, search):
            held = request if as_written else plain.unwrap_keys(request)
            requests.append(Request(number, path, held, forms or ("plain",)))
    if not _is_of_use(document, beside=bool(requests)):
        return ScannedDocument(document, tuple(requests))
    from chatlint.finders import embedded

    return embedded.scan_embedded(document, search, forms, requests)


def _is_of_use(document: Document, *, beside: bool) -> bool:
    """Whether ``document`` may hold requests in other forms; a cheap test, since most do not.

    ``beside`` says that it holds some as they are.
    """
    text, language = document.source.text, document.language
    if language in ("yaml", "json"):
        return may_name_operation(text) and (not beside or may_contain(_BESIDE, text))
    return not document.parsed.issues and any(mark in text for mark in _MARKS[language])


# Templates name StartChatContact in a comment. What has it in another form has one of these, too.
_BESIDE = ("startChatContact", "eventName", "action")
_MARKS: Mapping[Language, Sequence[str]] = {
    **OPERATION_NAMES,
    "markdown": (
        *(*OPERATION_NAMES["markdown"], "tartChatContact"),
        *("ontactFlowId", "articipantDetails", "nstanceId"),
    ),
}
