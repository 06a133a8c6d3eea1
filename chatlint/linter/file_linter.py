"""Lint a file: read it as a whole or record by record, and lint what it holds."""

from __future__ import annotations

import os
from collections.abc import Sequence
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, Protocol

from chatlint.files.found_files import InputFile
from chatlint.files.reading import file_suffix, is_record_file, iter_rest, open_file, read_up_to
from chatlint.linter.document_linter import DocumentLinter
from chatlint.linter.options import LintOptions
from chatlint.model.diagnostic import Failure
from chatlint.model.document import Limits
from chatlint.model.errors import UserError
from chatlint.model.result import FileResult
from chatlint.model.source import Source
from chatlint.parsers import DATA_LANGUAGES, detect_language

if TYPE_CHECKING:
    from chatlint.finders.listing import RequestListing


class TextLinter(Protocol):
    """What a file is linted with: a `Linter`, which imports this module."""

    options: LintOptions
    document_linter: DocumentLinter

    def check(self, source: Source, *, explicit: bool) -> FileResult:
        """Lint one text."""


def lint_file(
    linter: TextLinter, file: InputFile, data: bytes | None = None
) -> FileResult | Failure:
    """Lint one file; that it cannot be read, or an internal error, is a failure.

    Args:
        linter: what lints it.
        file: the file.
        data: its content, if it was read already.
    """
    try:
        with open_file(file.path) if data is None else BytesIO(data) as opened:
            return lint_open_file(linter, file.path, opened, explicit=file.explicit)
    except OSError as error:
        return Failure(file.path, error.strerror or str(error))
    except UserError as error:
        return Failure(file.path, str(error))


def lint_open_file(
    linter: TextLinter, name: str, file: BinaryIO, *, explicit: bool = True
) -> FileResult | Failure:
    """Lint ``file``, called ``name``, record by record if it may be very long.

    Raises:
        OSError: it cannot be read.
        UserError: a package that is needed to read it is not installed.
    """
    try:
        if not is_record_file(name, file):
            return linter.check(
                read_source(linter, name, file, explicit=explicit), explicit=explicit
            )
        from chatlint.linter.record_linter import lint_records

        explicit = explicit and not linter.options.skip_others
        return lint_records(
            name, file, linter.document_linter, linter.options.finder, explicit=explicit
        )
    except (OSError, UserError):
        raise
    except Exception as error:  # an internal error must not cost the results of other files
        return Failure.internal(name, error)


def read_source(linter: TextLinter, name: str, file: BinaryIO, *, explicit: bool = True) -> Source:
    """Read ``file``, or as much of it as shows that it is too big.

    Args:
        linter: what the source will be linted with.
        name: what the file is called.
        file: its bytes.
        explicit: whether the user named it; a file that is too big then matters in any case.

    Raises:
        OSError: it cannot be read.
    """
    limits = linter.options.limits
    most = limits.size_of(file_suffix(name))
    data = read_up_to(file, bytes_to_read(name, limits))
    if len(data) <= most:
        return Source.from_bytes(name, data)
    # The cut may be inside a character. Whether the file names members may show only further on.
    text = data.decode("utf-8", "ignore").ljust(most + 1)
    language = detect_language(Source(name, text))
    if not (explicit and language in DATA_LANGUAGES):
        mentions = linter.document_linter.mentions
        if mentions.in_parts(chain((data,), iter_rest(file)), language):
            text = " ".join((text, *mentions.member_names))
    return Source(name, text)


def bytes_to_read(name: str, limits: Limits) -> int:
    """How many bytes of the file ``name`` show whether it is too big."""
    return limits.size_of(file_suffix(name)) + 4


def is_too_big(name: str, file: BinaryIO, limits: Limits) -> bool:
    """Whether ``file``, called ``name``, has more bytes than may be read of it."""
    return os.fstat(file.fileno()).st_size > limits.size_of(file_suffix(name))


def list_file_requests(linter: TextLinter, name: str) -> Sequence[RequestListing]:
    """List the requests of the file ``name``, and in which form each stands.

    Raises:
        OSError: it cannot be read.
        UserError: a package that is needed to read it is not installed.
    """
    from chatlint.finders.listing import list_record_requests, list_requests

    finder = linter.options.finder
    with open_file(name) as file:
        if is_record_file(name, file):
            return list(list_record_requests(name, file, finder))
        return list(list_requests(read_source(linter, name, file), finder))
