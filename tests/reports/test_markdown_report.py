"""The list for job summaries and comments, as GitHub's own renderer shows it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from textwrap import dedent

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from effort import examples
from hostile_text import HOSTILE, NASTY
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reports_fixture import FINDINGS, ODD, REPORT, RULES, found, rendered

from chatlint.model.diagnostic import Failure, Severity
from chatlint.model.printable import printable
from chatlint.model.result import FileResult
from chatlint.model.source import Source, Span
from chatlint.reports import load_renderer
from chatlint.reports.report import Report
from chatlint.reports.style import Style


class Shown(HTMLParser):
    """What a reader sees of a text in Markdown: its elements, what is code, and what is prose."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.codes: list[str] = []
        self.prose = ""
        self._code = False
        options = Options.CMARK_OPT_UNSAFE  # so that HTML shows up as such
        self.feed(cmarkgfm.github_flavored_markdown_to_html(markdown, options))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(f"{tag} {attrs}" if attrs else tag)
        if tag == "code":
            self._code = True
            self.codes.append("")
            self.prose += "\N{OBJECT REPLACEMENT CHARACTER}"

    def handle_endtag(self, tag: str) -> None:
        self._code &= tag != "code"

    def handle_data(self, data: str) -> None:
        if self._code:
            self.codes[-1] += data
        else:
            self.prose += data

    def handle_comment(self, data: str) -> None:
        self.elements.append(f"<!--{data}-->")

    handle_pi = unknown_decl = handle_comment


# What GitHub and GitLab make links, mentions, pictures and formulas of after they read Markdown.
LINKED = {
    "mention": r"@\w",
    "number": r"[#!]\d",
    "key": r"\w-\d",
    "address": r"://|www\.|\w@\w",
    "emoji": r":[\w+-]+:",
    "commit": r"(?<!\w)[0-9A-Fa-f]{7,}(?!\w)",
    "formula": r"\$",
    "reference": r"[~%&^$]\w|\[|\]",
}


def tempting(text: str) -> list[str]:
    """What in ``text``, which is no code, becomes something else."""
    return [name for name, pattern in LINKED.items() if re.search(pattern, text)]


def report_of(name: str, message: str, title: str = "") -> Report:
    one = FINDINGS[1]._replace(source_name=name, message=message, span=Span(0, 1))
    if title and one.fix:
        one = one._replace(fix=one.fix._replace(title=title))
    checked = FileResult(Source(name, "a"), 1, (one,))
    return Report([checked], (), 1, (), [Failure(name, message)], "", RULES)


def test_what_github_shows() -> None:
    shown = Shown(rendered("markdown"))
    assert shown.elements[:6] == ["h3", "p", "h4", "code", "ul", "li"]
    assert shown.elements.count("li") == 8
    assert shown.codes[0] == ODD.name
    item = "error line 4, column 24: \ufffc is outside 60 to 10,080 minutes (\ufffc)\n"
    assert item + "Fix: Leave it out and take the default (unsafe)" in shown.prose


TEMPTING = (
    "@team",
    "a@shop.example",
    "#7",
    "GH-7",
    "shop/chat#7",
    "https://evil.example",
    "www.evil.example",
    "![x](https://evil.example/x.png)",
    "[x](javascript:x)",
    "<img src=x onerror=owned()>",
    "<!-- -->@team",
    "`` ` ``@team",
    "`a`@team`b`",
    r"\`@team\`",
    ":tada:",
    "deadbeef",
    "x-deadbeef-x",
    "1234567",
    "$\\alpha$",
    "| a | b |",
    "# head",
    "- [ ] do",
    "&#64;team",
    "~x %x &x ^x !7",
    "*x* _x_ ~~x~~",
    "[^1]",
)


@settings(max_examples=examples(150), deadline=None)
@given(*[st.lists(st.sampled_from(TEMPTING) | HOSTILE, min_size=1, max_size=3).map(" ".join)] * 3)
@example("@team", "`a", "@team`b`` c")
@example(" ", "`", "``")
@example(" a ", "` a `", "a`")
def test_no_text_becomes_anything_else(name: str, message: str, title: str) -> None:
    shown = Shown(rendered("markdown", report_of(name, message, title)))
    assert set(shown.elements) <= {"h3", "h4", "p", "ul", "li", "strong", "code"}
    assert shown.elements.count("li") == 2
    assert tempting(shown.prose) == []
    assert shown.codes[0] == printable(name or '""')


@pytest.mark.parametrize("text", [*TEMPTING, *NASTY])
def test_each_of_them_is_still_there_to_be_read(text: str) -> None:
    shown = Shown(rendered("markdown", report_of("a.yaml", text)))
    everything = shown.prose + "".join(shown.codes)
    for word in printable(text).replace("`", " ").split():
        assert word in everything


@pytest.mark.parametrize(
    ("message", "markdown"),
    [
        ("`30` is outside 60 to 10,080 minutes", "`30` is outside 60 to 10,080 minutes"),
        ("did you mean (`a b`)?", "did you mean (`a b`)?"),
        ("it isn't 100% well-formed, see?", "it isn't 100% well-formed, see?"),
        ("lacks text/plain", "lacks `text/plain`"),
        ("UTF-8 of v1.2", "`UTF-8` of `v1.2`"),
    ],
)
def test_words_stay_words(message: str, markdown: str) -> None:
    assert f": {markdown} (`CHAT401`)\n" in rendered("markdown", report_of("a.yaml", message))


def test_a_long_list_is_cut_to_what_a_comment_takes_and_keeps_the_worst() -> None:
    files = []
    for number in range(2000):
        source = Source(f"{number:04}.yaml", "a: 1\n")
        severity = Severity.ERROR if number % 100 == 99 else Severity.NOTE
        one = FINDINGS[0]._replace(source_name=source.name, span=Span(3, 4), severity=severity)
        files.append(FileResult(source, 1, (one,)))
    output = rendered("markdown", REPORT._replace(checked=files))
    assert len(output) < 65_536
    assert output.count("- **error**") == 20
    assert "- `chats/locked.yaml`: Permission denied\n" in output
    shown = output.count("\n- ")
    assert output.endswith(f"\n{2001 - shown:,} more not shown.\n")
    headings = re.findall("#### `(.+)`", output)
    assert headings == sorted(headings)


def test_no_file_crowds_out_the_others() -> None:
    many = FileResult(ODD, 1, (found(ODD, "CHAT406", "", "x"),) * 300)
    output = rendered("markdown", REPORT._replace(checked=[many], failures=()))
    assert output.count("- **warning**") == 200
    assert output.endswith("\n100 more not shown.\n")


def test_a_clean_run_is_a_sentence() -> None:
    clean = Report((), ("a.yaml",), 1, (), (), "")
    assert rendered("markdown", clean) == dedent(
        """\
        ### chatlint

        No findings in 1 file (1 request).
        """
    )
    assert list(load_renderer("markdown")(clean, Style(quiet=True))) == []
