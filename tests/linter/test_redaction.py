"""No output repeats a secret or somebody's data, wherever in a file they stand."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from command import chatlint
from hypothesis import given
from hypothesis import strategies as st
from secret_samples import SECRETS, jumble, windows

from chatlint import Linter, Source, Span
from chatlint.linter.redaction import Redactor
from chatlint.model.source import merge_spans
from chatlint.reports import FORMATS

REQUEST = "InstanceId: a\nContactFlowId: b\nParticipantDetails: {DisplayName: c}\n"
MAIL, PHONE, CARD = "jane.roe@shop.co.uk", "+442010458826", "4539578763621486"


def outputs(folder: Path, *arguments: str) -> str:
    """All that is said about ``folder``, in every format."""
    files = {name: folder / f"out.{name}" for name in FORMATS}
    formats = [f"--format={name}={file}" for name, file in files.items()]
    done = chatlint("check", "--format=full", *formats, *arguments, ".", cwd=folder)
    assert done.returncode == 1
    told = [file.read_text(encoding="utf-8") for file in files.values()]
    for file in files.values():
        file.unlink()
    diff = chatlint("check", "--diff", "--unsafe-fixes", *arguments, ".", cwd=folder)
    assert diff.stdout
    return "".join((*told, done.stdout, done.stderr, diff.stdout, diff.stderr))


def write(folder: Path, *texts: str) -> None:
    for number, text in enumerate(texts):
        (folder / f"{number}.yaml").write_text(REQUEST + text, encoding="utf-8")


@pytest.mark.parametrize("private", [MAIL, PHONE, CARD, SECRETS[0][1]])
def test_in_a_key_it_is_masked_wherever_the_key_is_named(private: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        f"Attributes: {{'{private}': a}}\n",
        f"Attributes: {{'{private}': 1}}\n",
        f"Attributes: {{'{private}': a, '{private}': b}}\n",
        f"Attributes: {{'{private.upper()}': a, '{private}': b}}\n",
        f"'{private}': a\n",
        f"Attributes: {{'{private}': {'x' * 33000}, b: {'y' * 33000}}}\n",
        f"Attributes: {{'{'x ' * 35}{private}': null}}\n",
        f"Attributes: {{{private}: c}}\n",
        f"SegmentAttributes: {{'{private}': {{}}}}\n",
    )
    told = outputs(tmp_path)
    assert "****" in told
    assert not [part for part in windows(private) if part in told]


@pytest.mark.parametrize("private", [MAIL, PHONE, SECRETS[0][1]])
def test_in_comments_and_in_what_cannot_be_read_it_is_masked(private: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        f"ChatDurationInMinutes: 5 # ask {private}\n",
        f"Attributes: {{a: {private}, b: [}}\n",
        f"Attributes: {{a: &x {private}, b: *y}}\n",
        f"ChatDurationInMinutes: '90' # {private}\n",
    )
    (tmp_path / "a.json").write_text(f'{{"InstanceId": "{private}",}}', encoding="utf-8")
    told = outputs(tmp_path, "--ignore", "safety")
    assert "****" in told
    assert private not in told


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", 'Attributes: {{a: b, password: "{}" "a": x}}'),
        ("a.yaml", "Attributes: {{a: b, password: {} "),
        ("a.yaml", "Attributes: [password: '{}'"),
        ("a.yaml", 'Attributes: {{password: !x "{}"}} x'),
        ("a.yaml", "Attributes:\n  ? password : {}\n b: [\n"),
        ("a.yaml", "Attributes:\n  api_key: &p {}: x\n"),
        ("a.yaml", "Attributes: {{password: {}, a: ["),
        ("a.json", '"Attributes": {{"password": "{}" "a": 1}}}}'),
        ("a.json", '"Attributes": {{password: "{}"}}}}'),
        ("a.json", "\"Attributes\": {{'authToken': '{}'}}}}"),
        ("a.json", '"Attributes": {{"pin": {}}}}}'),
    ],
)
def test_in_what_cannot_be_read_a_telling_name_is_enough(
    name: str, text: str, tmp_path: Path
) -> None:
    secret = "river7lamp-Quiet.9boat"
    start = '{"InstanceId": "a", ' if name.endswith("json") else REQUEST
    write(tmp_path, "ChatDurationInMinutes: '90'\n")  # which can be mended
    (tmp_path / name).write_text(start + text.format(secret) + "\n")
    said = outputs(tmp_path)
    assert "CHAT002" in said
    assert not [part for part in windows(secret) if part in said]


@pytest.mark.parametrize("value", ["a", "${PASSWORD}", "", "'no'"])
def test_there_too_what_gives_nothing_away_is_shown(value: str, tmp_path: Path) -> None:
    write(tmp_path, "ChatDurationInMinutes: '90'\n")
    (tmp_path / "a.yaml").write_text(f"{REQUEST}Attributes: {{password: {value}, a: [\n")
    assert f"{{password: {value}, a: [" in outputs(tmp_path)


@pytest.mark.parametrize("tag", ["!Sub {}", "!If [Test, {}, a]", "!Join ['', [!Sub '{}-${{A}}']]"])
def test_in_a_tag_it_is_found_and_masked(tag: str) -> None:
    secret = SECRETS[0][1]
    text = f"{REQUEST}Attributes: {{note: {tag.format(secret)}}}\n"
    checked = Linter(select=["CHAT601"]).check(Source("a.yaml", text))
    (found,) = checked.diagnostics
    assert found.location.pointer.startswith("/Attributes/note")
    assert secret not in checked.source.text


def test_a_number_is_masked_in_every_finding(tmp_path: Path) -> None:
    write(tmp_path, f"Attributes: {{phone: {PHONE}, b: {CARD}}}\n")
    (tmp_path / "a.json").write_text(
        f'{{"InstanceId": "a", "ContactFlowId": "b", "CustomerId": {CARD},'
        f' "Attributes": {{"phone": {PHONE[1:]}}}}}',
        encoding="utf-8",
    )
    told = outputs(tmp_path)
    assert "is read as a number" in told
    for private in (PHONE[1:], CARD):
        assert private not in told


def test_a_hidden_number_can_still_be_quoted() -> None:
    text = f"{REQUEST}Attributes:\n  phone: {PHONE}\n  pin: 8831\n"
    found = Linter(select=["CHAT104"]).check(Source("a.yaml", text)).diagnostics
    assert [[edit.text for edit in each.fix.edits] for each in found if each.fix] == [
        ['"', '"']
    ] * 2


@pytest.mark.parametrize(
    ("attributes", "shown"),
    [
        ("{password: hunter22}", "{password: ********}"),
        ("{pin: 883122}", "{pin: ******}"),
        ("{pin: 1, cvv: 0}", "{pin: *, cvv: *}"),
        ("{cvv: 8831.22}", "{cvv: *******}"),
        ("\n  apiSecret: |\n    hunter22", "\n  apiSecret: *\n    ********"),
        ("{a: &a hunter22, password: *a}", "{a: &a ********, password: *a}"),
        ("{password: {b: [hunter22, 'x']}}", "{password: {b: [********, '*']}}"),
    ],
)
def test_what_a_telling_name_stands_for_is_masked(attributes: str, shown: str) -> None:
    checked = Linter().check(Source("a.yaml", f"{REQUEST}Attributes: {attributes}\n"))
    assert "CHAT603" in {each.rule for each in checked.diagnostics}
    assert checked.source.text == f"{REQUEST}Attributes: {shown}\n"
    for private in ("hunter22", "8831"):
        assert not [each for each in checked.diagnostics if private in each.message]


def test_a_segment_attribute_is_masked_but_for_its_form() -> None:
    text = f"{REQUEST}SegmentAttributes: {{apiKey: {{ValueString: hunter2}}}}\n"
    checked = Linter(select=["CHAT603"]).check(Source("a.yaml", text))
    assert checked.source.text.endswith("{apiKey: {ValueString: *******}}\n")


@pytest.mark.parametrize("value", ["${TOKEN}", "'{{token}}'", "!Ref Token", "''", "null", "true"])
def test_what_gives_nothing_away_is_shown(value: str) -> None:
    text = f"{REQUEST}Attributes: {{hrToken: {value}}}\n"
    checked = Linter(select=["CHAT603"]).check(Source("a.yaml", text))
    assert len(checked.diagnostics) == 1
    assert checked.source.text == text


def test_a_suggestion_made_of_something_hidden_is_withheld() -> None:
    text = f"{REQUEST}Attributes: {{{MAIL}: a, order.id: b}}\n"
    mail, order = Linter(select=["CHAT303"]).check(Source("a.yaml", text)).diagnostics
    assert "did you mean" not in mail.message
    assert mail.fix is None
    assert "did you mean `order_id`?" in order.message


def test_the_pointer_of_a_hidden_key_is_masked() -> None:
    url = "redis://:" + "h4nn1bal@cache"
    text = json.dumps({"InstanceId": "a", "ContactFlowId": "b", "Attributes": {url: 1}})
    found = Linter().check(Source("a.json", text)).diagnostics
    assert {each.location.pointer for each in found if each.rule == "CHAT104"} == {
        "/Attributes/" + "*" * len(url.replace("/", "~1"))
    }


def test_what_is_said_of_a_file_left_out_repeats_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(f"{jumble(5)}: [{SECRETS[0][1]}: b: c\n", encoding="utf-8")
    done = chatlint("check", "--verbose", ".", cwd=tmp_path)
    assert SECRETS[0][1] not in done.stdout + done.stderr


def test_ordinary_files_are_shown_as_they_are() -> None:
    text = f"{REQUEST}Attributes: {{mail: jane@example.com, order: 1234567890123}}\n"
    assert Linter().check(Source("a.yaml", text)).source.text == text


SHORT = st.text("abc", min_size=1, max_size=9)


@given(words=st.frozensets(SHORT, min_size=1, max_size=6), parts=st.lists(SHORT | st.just("…")))
def test_no_word_is_left_whole_or_cut_off(words: frozenset[str], parts: list[str]) -> None:
    text = "".join(parts)
    shown = Redactor(words)(text)
    assert len(shown) == len(text)
    assert {a for a, b in zip(text, shown, strict=True) if b not in (a, "*")} == set()
    assert not any(word in shown for word in words)
    assert not any(f"{word[:5]}…" in shown for word in words if len(word) > 5)
    hidden = {at for at, character in enumerate(shown) if character == "*"}
    for at in hidden:  # and nothing else is hidden
        assert any(
            text[start:end] in words or (text[end : end + 1] == "…" and end - start > 4)
            for start in range(at + 1)
            for end in range(at + 1, len(text) + 1)
        )


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9))))
def test_what_is_hidden_is_found_as_one_by_one(pairs: list[tuple[int, int]]) -> None:
    spans = [Span(start, start + length) for start, length in pairs]
    whole = merge_spans(spans)
    assert all(one.end < other.start for one, other in pairwise(whole))
    covered = {at for start, end in spans for at in range(start, end)}
    assert covered <= {at for start, end in whole for at in range(start, end)}
    source = Source("a.yaml", "x" * 40)
    one_by_one = source.text
    for start, end in spans:
        one_by_one = one_by_one[:start] + "*" * (end - start) + one_by_one[end:]
    assert source.masked(spans).text == one_by_one
