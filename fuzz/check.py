"""Whatever bytes a file holds, ``chatlint check`` ends in time with a report that can be shown."""

from __future__ import annotations

from binascii import crc32
from io import BufferedReader, BytesIO

from driver import Target, fuzz


def checking() -> Target:
    """The target: it checks a file, and renders the findings in one of the formats."""
    from chatlint.linter.file_linter import lint_open_file
    from chatlint.linter.linter import Linter
    from chatlint.model.errors import UserError
    from chatlint.model.result import FileResult
    from chatlint.reports import FORMATS, load_renderer
    from chatlint.reports.report import build_report
    from chatlint.reports.style import Style

    linter = Linter()

    def check(name: str, data: bytes) -> None:
        try:
            result = lint_open_file(linter, name, BufferedReader(BytesIO(data)))
        except UserError:  # said in so many words
            return
        assert isinstance(result, FileResult), result
        assert not result.failures, result.failures
        for found in result.diagnostics:
            assert 0 <= found.span.start <= found.span.end <= len(result.source.text), found
        render = load_renderer(FORMATS[crc32(data) % len(FORMATS)])
        "".join(render(build_report([result]), Style())).encode()

    return check


if __name__ == "__main__":
    fuzz(checking, seconds=2)
