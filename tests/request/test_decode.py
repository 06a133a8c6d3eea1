"""What is read as a typed request, and what is told of the rest: one error, with its place."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from project import ROOT

from chatlint import Linter, RequestError, Source, StartChatContactRequest

Request = StartChatContactRequest
HEAD = "InstanceId: i\nContactFlowId: f\nParticipantDetails: {DisplayName: Jane}\n"
XML_HEAD = (
    "<StartChatContactRequest>\n<InstanceId>i</InstanceId>\n<ContactFlowId>f</ContactFlowId>\n"
    "<ParticipantDetails><DisplayName>Jane</DisplayName></ParticipantDetails>\n"
)
XML_TAIL = "</StartChatContactRequest>"
SMALLEST = Request.from_yaml(HEAD)


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        f"\ufeff{HEAD}",
        '{"InstanceId": "i", "ContactFlowId": "f", "ParticipantDetails": {"DisplayName": "Jane"}}',
        XML_HEAD + XML_TAIL,
        f"<?xml version='1.0' encoding='UTF-8'?>\n<!-- a chat -->\n{XML_HEAD}{XML_TAIL}\n",
        XML_HEAD.replace(">", " xmlns='urn:x'>", 1) + XML_TAIL,
    ],
)
def test_a_text_is_read_whatever_its_form(text: str, tmp_path: Path) -> None:
    assert Request.from_string(text) == SMALLEST
    assert Request.from_string(text.encode()) == SMALLEST
    (tmp_path / "request").write_text(text, encoding="utf-8")
    assert Request.from_file(tmp_path / "request") == SMALLEST


def test_a_file_is_read_by_its_name(tmp_path: Path) -> None:
    texts = {"yaml": SMALLEST.to_yaml(), "json": SMALLEST.to_json(), "xml": SMALLEST.to_xml()}
    for name, text in {**texts, "yml": texts["json"]}.items():
        file = tmp_path / f"request.{name}"
        file.write_text(text, encoding="utf-8")
        assert Request.from_file(str(file)) == SMALLEST
    (tmp_path / "request.json").write_text(texts["yaml"], encoding="utf-8")
    with pytest.raises(RequestError, match=r"request\.json:1:1: expected a value, found"):
        Request.from_file(tmp_path / "request.json")


MISFITS = {
    "unknown member": ("Atributes: {}", (4, 1), "no member `Atributes`; did you mean `Attributes`"),
    "another case": ("initialMessage: {}", (4, 1), "did you mean `InitialMessage`"),
    "unknown member below": (
        "InitialMessage:\n  ContentType: text/plain\n  Contents: x",
        (6, 3),
        "ChatMessage has no member `Contents`; did you mean `Content`",
    ),
    "missing member": ("InitialMessage:\n  Content: x", (4, 1), "needs the member ContentType"),
    "wrong type": ("ChatDurationInMinutes: '60'", (4, 24), "must be a whole number, not text"),
    "wrong type below": ("Attributes:\n  a: b\n  c: 5", (6, 6), "Attributes.c must be text, not a"),
    "date": ("Attributes: {since: 2026-01-01}", (4, 21), "must be text, not a date"),
    "null": ("CustomerId: ~", (4, 13), "must be text, not null"),
    "number too long": (f"Attributes: {{n: {'9' * 5000}}}", (4, 17), "not such a number"),
    "placeholder for a number": (
        "ChatDurationInMinutes: ${MINUTES}",
        (4, 24),
        "must be a whole number, not a placeholder `${MINUTES}`; fill it in first",
    ),
    "placeholder for a list": (
        'ConnectionTypes: "{{types}}"',
        (4, 18),
        "be a list, not a placeholder",
    ),
    "tag for text": ("CustomerId: !Ref Customer", (4, 13), "text, not a placeholder; fill it"),
    "mapping for text": ("CustomerId: {Ref: Customer}", (4, 13), "must be text, not a placeholder"),
    "reference for text": ("CustomerId.$: $.customer", (4, 15), "must be text, not a placeholder"),
    "reference in attributes": (
        "Attributes: {a.$: $.a}",
        (4, 19),
        "must be text, not a placeholder",
    ),
    "merged": (
        "Attributes: &a {b: 5}\nSegmentAttributes: *a",
        (4, 20),
        "Attributes.b must be text",
    ),
    "NUL": ('CustomerId: "a\\0"', (4, 13), "escaped NUL"),
    "duplicate": ("CustomerId: a\nCustomerId: b", (5, 1), "`CustomerId` stands here a second time"),
    "syntax": ("Attributes: {", (4, 13), "never closed"),
    "second document": ("---\na: b", (5, 1), "2 documents stand here; one request was expected"),
    "unknown tag": ("CustomerId: !Mine x", (4, 13), "no AWS tool knows the tag `!Mine`"),
}


@pytest.mark.parametrize(("more", "place", "words"), MISFITS.values(), ids=MISFITS)
def test_what_does_not_fit_is_told_with_its_place(
    more: str, place: tuple[int, int], words: str
) -> None:
    with pytest.raises(RequestError) as caught:
        Request.from_string(HEAD + more, "chat.yaml")
    error = caught.value
    assert words in str(error)
    assert error.position == place
    assert error.where == f"chat.yaml:{place[0]}:{place[1]}"


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", (1, 1), "no documents stand here"),
        (
            "- InstanceId: i",
            (1, 1),
            "must be a mapping with the members of",
        ),
        ("text", (1, 1), "not text"),
        ('{"InstanceId": ${ID}}', (1, 16), "the placeholder `${ID}` is not JSON as it stands"),
        ('{"InstanceId": "i",}', (1, 19), "a comma before `}`"),
        ('{"InstanceId.$": "$.i"}', (1, 18), "InstanceId must be text, not a placeholder"),
        ("{}", (1, 1), "needs the member InstanceId"),
        (b"\xff\xfeI\0", (1, 1), "UTF-16 text; save the file as UTF-8"),
        (b"InstanceId: \xff", (1, 13), "byte 0xFF at offset 12 is not UTF-8"),
        ("InstanceId: \ud800", (1, 13), "U+D800"),
        ("[" * 1000, (1, 65), "more than 64 levels of nesting"),
    ],
)
def test_what_is_no_request_is_told_where(
    text: str | bytes, place: tuple[int, int], words: str
) -> None:
    with pytest.raises(RequestError) as caught:
        Request.from_string(text)
    assert words in str(caught.value)
    assert caught.value.position == place
    assert str(caught.value).startswith("<text>:")


@pytest.mark.parametrize(
    ("more", "place", "words"),
    [
        ("<Atributes/>", (5, 1), "did you mean `Attributes`"),
        ("é<CustomerId>x</CustomerId>", (1, 1), "has elements in it, but no text"),
        ("<!-- é --><CustomerId><b/></CustomerId>", (5, 23), "text belongs here, not an element"),
        ("<ChatDurationInMinutes>1h</ChatDurationInMinutes>", (5, 1), "a whole number, not text"),
        ("<ChatDurationInMinutes>${M}</ChatDurationInMinutes>", (5, 1), "placeholder `${M}`"),
        ("<Attributes><entry><key>a</key></entry></Attributes>", (5, 13), "a key and a value"),
        ("<Attributes><a>b</a></Attributes>", (5, 13), "only elements `entry` belong here"),
        ("<ConnectionTypes><x/></ConnectionTypes>", (5, 18), "only elements `member` belong here"),
        ("<CustomerId>a</CustomerId>\n<CustomerId>b</CustomerId>", (6, 1), "a second time"),
        ("<CustomerId a='b'>x</CustomerId>", (5, 1), "`a`: an element here has no attributes"),
        ("<CustomerId>&#0;</CustomerId>", (5, 13), "no XML: reference to invalid character"),
        ("<CustomerId>&customer;</CustomerId>", (5, 13), "no XML: undefined entity"),
        ("<CustomerId>", (5, 15), "no XML: mismatched tag"),
        ("<a>" * 200, (5, 382), "too many elements, or too many inside one another"),
    ],
)
def test_what_xml_has_amiss_is_told_where(more: str, place: tuple[int, int], words: str) -> None:
    with pytest.raises(RequestError) as caught:
        Request.from_xml(XML_HEAD + more + XML_TAIL)
    assert words in str(caught.value)
    assert caught.value.position == place


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE x>",
        f"<!DOCTYPE x [{LAUGHS}]>",
        '<!DOCTYPE x [<!ENTITY a11 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
    ],
)
def test_xml_has_no_document_type(doctype: str) -> None:
    text = f"{doctype}{XML_HEAD}<CustomerId>&a11;</CustomerId>{XML_TAIL}"
    with pytest.raises(RequestError, match="a document type stands here"):
        Request.from_xml(text)


def test_xml_is_read_up_to_a_size() -> None:
    with pytest.raises(RequestError, match="larger than 1,048,576 bytes"):
        Request.from_xml(XML_HEAD + " " * 1024 * 1024 + XML_TAIL)
    with pytest.raises(RequestError, match="too many elements"):
        Request.from_xml(XML_HEAD + "<a/>" * 50_000 + XML_TAIL)


def test_without_defusedxml_xml_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name.startswith("defusedxml") or name == "chatlint.request.decode_xml":
            raise ModuleNotFoundError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(RequestError, match=r"pip install 'connect-chatlint\[xml\]'"):
        Request.from_xml(XML_HEAD + XML_TAIL)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"none\.yaml: No such file or directory"):
        Request.from_file(tmp_path / "none.yaml")


def test_a_file_that_is_too_big(tmp_path: Path) -> None:
    (tmp_path / "big.json").write_text('{"InstanceId": "' + "é" * 2**20, encoding="utf-8")
    with pytest.raises(RequestError, match="larger than 1,048,576 bytes"):
        Request.from_file(tmp_path / "big.json")


@settings(deadline=None, max_examples=examples(300))
@given(st.text() | st.binary() | st.text(st.sampled_from("<>/&;!-[]{}\":,.${}a=' \n"), max_size=30))
def test_nothing_else_is_raised(text: str | bytes) -> None:
    for read in (Request.from_string, Request.from_json, Request.from_yaml, Request.from_xml):
        with pytest.raises(RequestError) as caught:
            read(text)
        assert caught.value.position


READABLE = ("authenticated-customer.yaml", "guide.yaml", "persistent-chat.json", "web-chat.yaml")


@pytest.mark.parametrize("name", READABLE)
def test_a_template_whose_holes_are_text_is_read_as_the_linter_reads_it(name: str) -> None:
    file = ROOT / "examples" / "templates" / name
    request = Request.from_file(file)
    assert (
        request.check() == Linter().check(Source(name, file.read_text("utf-8"))).diagnostics == ()
    )
