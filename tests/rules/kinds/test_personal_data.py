"""The kinds about people, accounts and fillers, as the shipped rules use them."""

from pathlib import Path
from typing import Any

import pytest
from command import chatlint
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from secret_samples import RULES, SECRETS, jumble, named, problems, windows

from chatlint import Linter, Source
from chatlint.model.document import NonJsonValue
from chatlint.rules.kinds.sensitive_names import find_sensitive_values


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("jane.roe@shop.co.uk", "an e-mail address"),
        ("Write to <jane@shop.co.uk>, please", "an e-mail address"),
        ("mailto:jane@shop.co.uk", "an e-mail address"),
        ("first jane@example.com, then jane@shop.co.uk: soon", "an e-mail address"),
        ("left@right, jane@shop.co.uk", "an e-mail address"),
        ("git@github.com:shop/chat.git, jane@shop.co.uk", "an e-mail address"),
        ("jane@4shop.co", "an e-mail address"),
        ("+442010458826", "a phone number"),
        ("call +44 20 1045 8826.", "a phone number"),
        ("+12065553142", "a phone number"),
        ("4539578763621486", "a card number"),
        ("4539-5787-6362-1486", "a card number"),
        ("card 4539 5787 6362 1486, ok", "a card number"),
        ("4539 5787 6362 1486 12/27", "a card number"),
        ("4539578763621486 4539578763621486", "a card number"),
        ("3782 148305 12670", "a card number"),
    ],
)
def test_personal_data_is_named(text: str, name: str) -> None:
    assert named("CHAT602", text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Jane",
        "Jane@example.com",
        "jane@mail.example.org",
        "jane@shop.test",
        "jane@shop.example",
        "jane@localhost",
        "jane@anycompany.com",
        "support@shop.co.uk",
        "no-reply@shop.co.uk",
        "support+eu@shop.co.uk",
        "eu-chat-support@shop.co.uk",
        "jane@domain.tld",
        "git@github.com:shop/chat.git",
        "https://user:pass@shop.co.uk/path",
        "https://medium.com/@jane.roe/story",
        "@jane.roe",
        "${NAME}@shop.co.uk",
        "${FIRST}.roe@shop.co.uk",
        "jane@${DOMAIN}",
        "jane@shop.${TLD}",
        "left@right",
        "package@1.2.3",
        "package@next.2024",
        "+12065550100",
        "+1 206 555 0199",
        "+15555551234",
        "+18005551212",
        "+447700900123",
        "+442079460000",
        "+61491570156",
        "+493023125042",
        "+1234567890",
        "+10000000000",
        "+4420104",
        "+44201045882612345",
        "C++20104588261",
        "1+20104588261",
        "2024-01-31T10:00:00+01:00",
        "+44${REST}1045882612",
        "4539578763621487",
        "1539578763621485",
        "4111111111111111",
        "4242 4242 4242 4242",
        "5555555555554444",
        "378282246310005",
        "4000056655665556",
        "45395 78763 62148 6",
        "4539 5787-6362 1486",
        "DE89 4539 5787 6362 1486",
        "4539 5787 6362 1486 4539 5787",
        "order-4539578763621486",
        "4539578763621486.5",
        "45395787636214864539578763621486",
        "45395787636214${REST}",
        "1700000000000",
        "12345678-1234-1234-1234-123456789012",
    ],
)
def test_what_is_nobody_s(text: str) -> None:
    assert named("CHAT602", text) == []


@pytest.mark.parametrize(
    ("key", "number", "name"),
    [
        ("order", 4539578763621486, "a card number"),
        ("phone", 442010458826, "a phone number"),
        ("customerPhoneNumber", 442010458826, "a phone number"),
        ("MOBILE", 12065553142, "a phone number"),
        ("tel.$", 2065553142, "a phone number"),
    ],
)
def test_a_number_without_quotes_is_somebody_s(key: str, number: int, name: str) -> None:
    assert named("CHAT602", number, key) == [name]
    assert named("CHAT602", str(number), key) == [name]


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("order", 442010458826),
        ("phoneCount", 442010458826),
        ("hasPhone", 442010458826),
        ("phone", 1234567),
        ("phone", 1234567890),
        ("phone", 12065550142),
        ("phone", 2065550142),
        ("phone", 447700900123),
        ("phone", 4420104588264420104),
        ("phone", -442010458826),
        ("phone", True),
        ("phone", 442010458826.0),
        ("order", 4539578763621487),
        ("card", 4242424242424242),
    ],
)
def test_a_number_without_quotes_is_nobody_s(key: str, number: object) -> None:
    assert named("CHAT602", number, key) == []


def test_a_number_of_many_digits_is_nobody_s() -> None:
    assert named("CHAT602", 10**5000) == named("CHAT602", -(10**5000)) == []


def test_what_is_no_text_hides_nothing_behind_it() -> None:
    found = problems("CHAT602", {"Attributes": {"a": None, "b": 1.5, "c": "jane@shop.co.uk"}})
    assert [each.path for each in found] == [("Attributes", "c")]


def test_a_text_with_two_accounts_is_told_of_once() -> None:
    arns = (f"arn:aws:sns:eu-west-2:{account}:a" for account in ("481516234299", "481516234288"))
    assert named("CHAT604", " ".join(arns)) == ["481516234299"]


def test_personal_data_may_be_a_key() -> None:
    request = {"Attributes": {"jane.roe@shop.co.uk": "a", "+442010458826": "b", "c": "d"}}
    found = problems("CHAT602", request)
    assert [(each.path[-1], each.part, each.detail) for each in found] == [
        ("jane.roe@shop.co.uk", "key", "an e-mail address"),
        ("+442010458826", "key", "a phone number"),
    ]


@pytest.mark.parametrize(
    "account", ["111122223333", "123456789012", "555555555555", "123123123123", "111122223332"]
)
def test_accounts_of_the_documentation(account: str) -> None:
    assert named("CHAT604", f"arn:aws:sns:eu-west-2:{account}:chat") == []


@pytest.mark.parametrize("account", ["481516234299", "111122223334"])
def test_an_account_is_named(account: str) -> None:
    assert named("CHAT604", f"see arn:aws-cn:sns:cn-north-1:{account}:chat") == [account]


FILLERS_ANYWHERE = [
    "STRING_VALUE", "KeyName", "TODO: ask Jane", "FIXME", "CHANGEME", "change-me", "...",
    "…", "YOUR_ORDER_ID", "your-order-id", "<your order>", "[Your name]", "replace_with_id",
    "REPLACE_ME", "insert_id_here", "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
]  # fmt: skip
FILLERS_OF_IDS = [
    "your instance ID", "your-shop", "Replace by the id", "TBD", "xxxx", "12ab-xxxxxxxx", "TODO",
    "arn:aws:connect:us-east-1:123456789012:instance/your-instance",
    "arn:aws:sns:us-east-1:xxxxxxxxxxxx:chat",
]  # fmt: skip


@pytest.mark.parametrize("text", FILLERS_ANYWHERE)
def test_a_filler_is_seen_in_attributes_and_ids(text: str) -> None:
    assert len(problems("CHAT605", {"Attributes": {"a": text}, "InstanceId": text})) == 2


@pytest.mark.parametrize("text", FILLERS_OF_IDS)
def test_a_filler_that_could_be_words_is_seen_in_ids(text: str) -> None:
    found = problems("CHAT605", {"Attributes": {"a": text}, "InstanceId": text})
    assert [problem.path for problem in found] == [("InstanceId",)]


@pytest.mark.parametrize("text", [*FILLERS_ANYWHERE[2:], *FILLERS_OF_IDS])
def test_people_may_write_anything_but_what_no_person_writes(text: str) -> None:
    spoken = {"InitialMessage": {"Content": text}, "ParticipantDetails": {"DisplayName": text}}
    assert problems("CHAT605", spoken) == []


@pytest.mark.parametrize("text", ["string", *FILLERS_ANYWHERE[:2]])
def test_what_no_person_writes_is_seen_everywhere(text: str) -> None:
    spoken = {"InitialMessage": {"Content": text}, "ParticipantDetails": {"DisplayName": text}}
    assert len(problems("CHAT605", spoken)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "7d261e94-17bc-4f3e-96f7-f9b7541ce479", "12345678-1234-1234-1234-123456789012", "flow-1",
        "a string", "string", "strings", "TODO", "todo-list", "Your order has shipped",
        "your-orders", "exchange",
        "Replace my card", "xxl", "xxxx-1234", "and then...", "<TODO>", "${string}", "yours",
        "today", "changes", "Insert coin", "text/plain", "arn:aws:sns:eu-west-2:111122223333:chat",
    ],
)  # fmt: skip
def test_what_is_no_filler_in_an_attribute(text: str) -> None:
    assert problems("CHAT605", {"Attributes": {"a": text}}) == []


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("string", True),
        ({"ValueString": "string"}, True),
        ({"ValueList": [{"ValueMap": {"a": {"ValueString": "string"}}}]}, True),
        ("a string", False),
        ("${string}", False),
        ({"ValueString": "a"}, False),
        ({}, False),
        (1, False),
    ],
)
def test_a_key_called_string_is_a_filler_beside_its_like(value: object, *, found: bool) -> None:
    request = {"SegmentAttributes": {"string": value, "type": {"ValueString": "string"}}}
    assert len(problems("CHAT605", request)) == found


def test_below_a_key_that_is_a_filler_nothing_more_is_said() -> None:
    request = {
        "SegmentAttributes": {"KeyName": {"ValueMap": {"KeyName": {"ValueString": "string"}}}}
    }
    (problem,) = problems("CHAT605", request)
    assert (problem.path, problem.part) == (("SegmentAttributes", "KeyName"), "key")


@pytest.mark.parametrize("form", ["full", "concise", "json"])
def test_no_output_repeats_personal_data(form: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        '{"InstanceId": "${I}", "ContactFlowId": "jane.roe@shop.co.uk",\n'
        ' "ParticipantDetails": {"DisplayName": "4539578763621486"}}',
        encoding="utf-8",
    )
    done = chatlint("check", "--format", form, "a.json", cwd=tmp_path)
    assert done.stdout.count("CHAT602") >= 2
    for private in ("jane.roe@shop.co.uk", "4539578763621486"):
        assert not [part for part in windows(private) if part in done.stdout + done.stderr]


fragments = st.sampled_from(
    [
        *[secret for _, secret in SECRETS],
        *["AK" + "IA", "eyJ.", ".", "@", "a@b.cc", "+", "4" * 16, "arn:aws:sns::", "1" * 12],
        *[
            "string",
            "your-",
            "xxxx",
            "${X}",
            "${",
            "\0",
            "\ud800",
            "٣",
            "-----BEGIN " + "PRIVATE KEY",
        ],
    ]
)
words = st.one_of(st.text(max_size=6), st.lists(fragments, max_size=3).map("".join))
keys = st.one_of(words, st.sampled_from(["token", "Ref", "Attributes", "KeyName", "hrToken"]))
scalars = st.one_of(
    words,
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.builds(NonJsonValue, st.sampled_from(["date", "number", "tag"]), words),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)),
    max_leaves=6,
)
requests = st.dictionaries(
    st.one_of(keys, st.sampled_from(["SegmentAttributes", "InitialMessage"])), values, max_size=4
)


@settings(max_examples=examples(400), deadline=None)
@given(request=requests)
def test_nothing_makes_them_stumble(request: dict[str, Any]) -> None:
    for rule in RULES:
        for problem in problems(rule, request):
            inner: Any = request
            for step in problem.path[: -1 if problem.part == "key" else None]:
                inner = inner[step]
            assert problem.value == (problem.path[-1] if problem.part == "key" else inner)


@pytest.mark.parametrize(
    "piece",
    ["a", "a@b.example ", "a.", "eyJ" + jumble(40) + ".", "+1 ", "4 ", "arn:aws:", "your-", "-",
     "a://b:", "Bearer a1", "Basic aaaa", "1234 ", "-----BEGIN " + "PRIVATE KEY-----",
     "sk-" + "T3BlbkFJ", "token "],
)  # fmt: skip
def test_long_texts_take_no_longer_than_their_length(piece: str) -> None:
    from time import process_time

    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        start = process_time()
        for rule in RULES:
            problems(rule, {"Attributes": {"token": text}, "a": "@+xxxxarn:eyJ ://asic your"})
        return process_time() - start

    seconds(1_000)  # imports and caches
    assert seconds(200_000) < 2.0


@pytest.mark.parametrize(("length", "found"), [(300, True), (301, False)])
def test_a_long_text_is_no_filler(length: int, found: bool) -> None:
    text = f"TODO: {'x' * (length - 6)}"
    assert bool(problems("CHAT605", {"Attributes": {"note": text}})) is found


@pytest.mark.parametrize(
    ("value", "hidden"),
    [
        ("abc", []),
        ("abcd", [(10, 14)]),
        ('"abc"', []),
        ('"abcd"', [(10, 15)]),
        ('"a, b"', [(10, 15)]),
        ("'a\"bc'", [(10, 15)]),
        ('"${PASSWORD}"', []),
        ("abcd, pin: efgh", [(10, 14), (21, 25)]),
        ("pin: abcd", [(10, 19)]),
        ('pin: "ab, cd"', [(10, 18), (15, 22)]),
        ("${X}, pin: abcd", [(21, 25)]),
        ("\npin: abcd", [(16, 20)]),
    ],
)
def test_a_short_value_gives_nothing_away(value: str, hidden: list[tuple[int, int]]) -> None:
    assert list(find_sensitive_values(f"password: {value}", ["password", "pin"])) == hidden


@pytest.mark.parametrize("private", ["4539578763621486", "jane.roe@shop.co.uk", "+442010458826"])
def test_in_a_comment_it_is_masked_and_nothing_else(private: str) -> None:
    text = f"InstanceId: a # of ${{TEAM}} and {{{{ x }}}}: {private}, since May\nContactFlowId: b\n"
    masked = text.replace(private, "*" * len(private))
    assert Linter().redact(Source("a.yaml", text)).text == masked
